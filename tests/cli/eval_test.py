"""`nuskha eval` end to end: hand-computed scores, an independent implementation, errors.

Environment: NUSKHA, path of the program.
"""
import gzip
import json
import os
import pathlib
import random
import subprocess
import tempfile
import unittest

NUSKHA = os.environ["NUSKHA"]
LABELS = ["copy", "partial", "embedded", "update", "template", "same_story", "different"]
RELATIONS = ["exact", "copy", "partial", "update", "passage", "template", "translation", "nothing"]
SAME = {"exact", "copy", "partial"}
CLASS_OF_LABEL = {"copy": "copy", "partial": "partial", "embedded": "passage", "template": "template",
                  "same_story": "nothing", "different": "nothing"}
CLASS_OF_RELATION = {"exact": "copy", "copy": "copy", "partial": "partial", "passage": "passage",
                     "template": "template", "nothing": "nothing"}


def expected(pairs):
    """Scores of (label, relation) pairs, straight from the definition."""
    scored = [(label, relation) for label, relation in pairs if label != "update"]
    tp = sum(label in SAME and relation in SAME for label, relation in scored)
    fp = sum(label not in SAME and relation in SAME for label, relation in scored)
    fn = sum(label in SAME and relation not in SAME for label, relation in scored)
    truth = [CLASS_OF_LABEL[label] for label, _ in scored]
    answer = [CLASS_OF_RELATION.get(relation, "wrong") for _, relation in scored]
    f1 = []
    for name in sorted((set(truth) | set(answer)) - {"wrong"}):
        right = sum(t == name == a for t, a in zip(truth, answer))
        f1.append(2 * right / (truth.count(name) + answer.count(name)))
    return {"pairs": len(scored),
            "precision": tp / (tp + fp) if tp + fp else 0,
            "recall": tp / (tp + fn) if tp + fn else 0,
            "f1": 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0,
            "macro_f1": sum(f1) / len(f1) if f1 else 0}


class EvalTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def write_gold(self, rows, name="gold.tsv", header="a\tb\tlabel\tstratum\tsure\n"):
        self.write(name, header + "".join("\t".join(row) + "\n" for row in rows))

    def write_result(self, pairs, name="result.jsonl", pack=bytes):
        lines = "".join(json.dumps({"a": a, "b": b, "a_pos": 0, "b_pos": 1, "relation": relation,
                                    "reasons": ["b is 32 % of a"]}) + "\n" for a, b, relation in pairs)
        self.write(name, pack(lines.encode()))

    def run_eval(self, *arguments, result="result.jsonl", golds=("gold.tsv",)):
        gold = [part for name in golds for part in ("--gold", name)]
        return subprocess.run([NUSKHA, "eval", *gold, result, *arguments], cwd=self.folder,
                              capture_output=True, text=True, check=False)

    def scores(self, *arguments, **keys):
        run = self.run_eval("--json", *arguments, **keys)
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout)

    def assert_scores(self, got, want):
        for key, value in want.items():
            self.assertAlmostEqual(got[key], value, places=5, msg=key)

    def assert_error(self, run, code, *words):
        self.assertEqual(run.returncode, code, run.stderr)
        self.assertEqual(run.stdout, "")
        for word in words:
            self.assertIn(word, run.stderr)


class HandComputed(EvalTest):
    def setUp(self):
        super().setUp()
        gold = ["copy", "copy", "copy", "partial", "partial", "embedded", "template", "template",
                "same_story", "different", "update", "update"]
        answers = ["exact", "copy", "partial", "partial", "update", "partial", "template", "copy",
                   None, "passage", "partial", "update"]
        self.write_gold([(f"g{i}", f"h{i}", label, "x" if i < 4 else "y:J<.5", "2")
                         for i, label in enumerate(gold)])
        # Every other pair the other way round; None is not listed.
        self.write_result([(f"h{i}", f"g{i}", answer) if i % 2 else (f"g{i}", f"h{i}", answer)
                           for i, answer in enumerate(answers) if answer] + [("g0", "h9", "copy")])

    def test_scores(self):
        got = self.scores()
        # 10 scored; positive: 5 labelled, 6 answered, 4 both.
        self.assert_scores(got, {"pairs": 10, "precision": 4 / 6, "recall": 4 / 5, "f1": 8 / 11, "unlisted": 1})
        # copy 2 of 3 labelled, 3 answered; partial 1, 2, 3; passage 0, 1, 1; template 1, 2, 1; nothing 1, 2, 1.
        self.assertAlmostEqual(got["macro_f1"], (4 / 6 + 2 / 5 + 0 + 2 / 3 + 2 / 3) / 5, places=5)
        self.assertEqual(got["split"], {"right": 3, "pairs": 4})
        self.assertEqual(got["classes"]["copy"], {"pairs": 3, "precision": 0.666667, "recall": 0.666667,
                                                  "f1": 0.666667})

    def test_confusion_holds_every_labelled_pair(self):
        confusion = self.scores()["confusion"]
        self.assertEqual(list(confusion), LABELS)
        self.assertTrue(all(list(row) == RELATIONS for row in confusion.values()))
        self.assertEqual(sum(sum(row.values()) for row in confusion.values()), 12)
        self.assertEqual(confusion["update"]["partial"], 1)
        self.assertEqual(confusion["same_story"]["nothing"], 1)
        self.assertEqual(confusion["template"], {**dict.fromkeys(RELATIONS, 0), "template": 1, "copy": 1})

    def test_strata(self):
        strata = self.scores()["strata"]
        self.assertEqual(list(strata), ["x", "y:J<.5"])
        self.assert_scores(strata["x"], {"pairs": 4, "precision": 1, "recall": 1, "f1": 1,
                                         "macro_f1": (4 / 5 + 2 / 3) / 2})
        self.assert_scores(strata["y:J<.5"], {"pairs": 6, "precision": 0, "recall": 0, "f1": 0})

    def test_text_says_the_same(self):
        run = self.run_eval("--bootstrap", "0")
        self.assertEqual(run.returncode, 0)
        for words in ("12 labelled pairs, 10 of them scored", "precision  0.667", "recall     0.800",
                      "F1         0.727", "macro-F1   0.480", "3 of 4", "y:J<.5"):
            self.assertIn(words, run.stdout)
        self.assertEqual(run.stderr, "")

    def test_several_gold_files_are_one(self):
        whole = self.scores("--bootstrap", "50")
        lines = (self.folder / "gold.tsv").read_text().splitlines(keepends=True)
        self.write("one.tsv", "\ufeff" + "".join(lines[:6]).replace("\n", "\r\n"))
        self.write("two.tsv", "".join(lines[5:]))  # one pair again, no header
        self.assertEqual(self.scores("--bootstrap", "50", golds=("one.tsv", "two.tsv")), whole)

    def test_without_fourth_column_there_are_no_strata(self):
        lines = (self.folder / "gold.tsv").read_text().splitlines()
        self.write("gold.tsv", "".join("\t".join(line.split("\t")[:3]) + "\n" for line in lines))
        self.assertEqual(self.scores()["strata"], {})

    def test_compressed_result(self):
        want = self.scores()
        self.write("result.gz", gzip.compress((self.folder / "result.jsonl").read_bytes()))
        self.assertEqual(self.scores(result="result.gz"), want)


class RandomData(EvalTest):
    def test_equals_an_independent_implementation(self):
        rng = random.Random(5)
        for size in (1, 2, 7, 60, 400):
            with self.subTest(size=size):
                pairs = [(rng.choice(LABELS), rng.choice(RELATIONS)) for _ in range(size)]
                strata = [rng.choice("stu") for _ in range(size)]
                self.write_gold([(f"a{i}", f"b{i}", label, strata[i]) for i, (label, _) in enumerate(pairs)])
                listed = [(f"a{i}", f"b{i}", answer) for i, (_, answer) in enumerate(pairs)
                          if answer != "nothing" or rng.random() < 0.5]
                self.write_result(listed)
                got = self.scores("--bootstrap", "20")
                self.assert_scores(got, expected(pairs))
                for name in set(strata):
                    self.assert_scores(got["strata"][name],
                                       expected([pair for pair, s in zip(pairs, strata) if s == name]))

    def test_intervals(self):
        rng = random.Random(6)
        pairs = [(label, "partial" if label == "partial" else "copy") if rng.random() < 0.8 else (label, "passage")
                 for label in rng.choices(["copy", "partial", "embedded", "template"], k=300)]
        self.write_gold([(f"a{i}", f"b{i}", label) for i, (label, _) in enumerate(pairs)])
        self.write_result([(f"a{i}", f"b{i}", answer) for i, (_, answer) in enumerate(pairs)])
        got = self.scores()
        self.assertEqual(got, self.scores("--bootstrap", "2000", "--seed", "1"))
        self.assertEqual(got["bootstrap"], {"resamples": 2000, "seed": 1})
        self.assertNotEqual(got["f1_interval"], self.scores("--seed", "2")["f1_interval"])
        self.assertNotIn("f1_interval", self.scores("--bootstrap", "0"))
        for key in ("f1", "macro_f1"):
            mine = sorted(expected(rng.choices(pairs, k=len(pairs)))[key] for _ in range(2000))
            low, high = got[key + "_interval"]
            self.assertLess(low, got[key])
            self.assertLess(got[key], high)
            # Each end of a percentile interval scatters by about a thirtieth of its width.
            tolerance = 0.15 * (mine[1949] - mine[50])
            self.assertAlmostEqual(low, mine[50], delta=tolerance)
            self.assertAlmostEqual(high, mine[1949], delta=tolerance)


class Errors(EvalTest):
    def setUp(self):
        super().setUp()
        self.write_gold([("p", "q", "copy"), ("p", "r", "template")])
        self.write_result([("p", "q", "copy")])

    def test_unknown_label_names_file_and_line(self):
        self.write_gold([("p", "q", "copy"), ("p", "r", "kopy")])
        self.assert_error(self.run_eval(), 2, "gold.tsv:3", "kopy", "same_story")

    def test_lines_that_are_no_pair(self):
        for row in (("p", "q"), ("p", "", "copy"), ("p", "p", "copy")):
            self.write_gold([row])
            self.assert_error(self.run_eval(), 2, "gold.tsv:2")

    def test_contradicting_labels(self):
        self.write_gold([("q", "p", "partial")], name="other.tsv")
        self.assert_error(self.run_eval(golds=("gold.tsv", "other.tsv")), 2, "other.tsv:2", "labelled copy")

    def test_no_labelled_pair(self):
        self.write_gold([])
        self.assert_error(self.run_eval(), 2, "no labelled pair")

    def test_standard_input_once(self):
        self.assert_error(self.run_eval(golds=("-",), result="-"), 2, "one purpose only")

    def test_missing_files(self):
        self.assert_error(self.run_eval(golds=("nowhere.tsv",)), 4, "nowhere.tsv")
        self.assert_error(self.run_eval(result="nowhere.jsonl"), 4, "nowhere.jsonl")
        self.assertEqual(self.run_eval(golds=()).returncode, 2)

    def test_result_of_something_else(self):
        for line in ('{"id":"x","text":"y"}', '{"a":"p","b":"q","relation":"cousin"}', '{"a":"p"', "[1]"):
            self.write("result.jsonl", '{"a":"p","b":"q","relation":"copy"}\n' + line + "\n")
            self.assert_error(self.run_eval(), 2, "result.jsonl:2")

    def test_empty_result_means_nothing_everywhere(self):
        self.write("result.jsonl", "")
        run = self.run_eval("--json")
        self.assertEqual(run.returncode, 0)
        self.assertIn("lists none", run.stderr)
        self.assert_scores(json.loads(run.stdout), {"pairs": 2, "recall": 0, "f1": 0, "unlisted": 2})

    def test_cut_result_is_refused(self):
        packed = gzip.compress("".join(f'{{"a":"p","b":"q{i}","relation":"copy"}}\n'
                                       for i in range(5000)).encode())
        self.write("result.gz", packed[:len(packed) // 2])
        self.assert_error(self.run_eval(result="result.gz"), 4, "result.gz")

    def test_only_update_labels(self):
        self.write_gold([("p", "q", "update")])
        self.assert_scores(self.scores(), {"pairs": 0, "f1": 0, "macro_f1": 0})

    def test_pair_listed_twice_with_other_relation(self):
        self.write_result([("p", "q", "copy"), ("q", "p", "template")])
        run = self.run_eval("--json")
        self.assertIn("another relation", run.stderr)
        self.assertEqual(json.loads(run.stdout)["confusion"]["copy"]["copy"], 1)


if __name__ == "__main__":
    unittest.main()
