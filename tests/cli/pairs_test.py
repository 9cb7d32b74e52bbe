# SPDX-License-Identifier: Apache-2.0
"""The output of pairs in its three forms.

Shows: the keys of every object and that its figures agree with each other;
order; --min-score and --relations; CSV by RFC 4180; the table on a terminal,
where nothing that was scraped reaches the terminal raw.
"""
import csv
import io
import json
import unittest

from program import (ARTICLES, SAMPLE, ProgramTest, article, json_lines,
                     lines, record, run)

KEYS = ["a", "b", "a_pos", "b_pos", "relation", "container", "confidence",
        "jaccard", "a_in_b", "b_in_a", "words_a", "words_b", "shared_words",
        "longest_run", "reasons"]
RELATIONS = ["exact", "copy", "partial", "update", "passage", "template"]
STORY = article("story")
# An id that would drive a terminal: colour, bell, override, isolate, C1, DEL.
HOSTILE = "a\x1b[31m\x07\u202eb\u2066\u2069\x9b\x7f,\"\r\nx"


def sizes_agree(pair):
    """|A|, |B| and their intersection exist that give the three shares."""
    if pair["jaccard"] == 0:
        return pair["a_in_b"] == 0 and pair["b_in_a"] == 0
    x, y = pair["a_in_b"], pair["b_in_a"]
    return abs(pair["jaccard"] - 1 / (1 / x + 1 / y - 1)) < 1e-4


class JsonTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.answer = run("pairs", "--relations", "all", "--min-score", "0",
                         ARTICLES)
        cls.pairs = cls.answer.rows()
        cls.records = json_lines((SAMPLE / "articles.jsonl").read_bytes())

    def test_keys_and_ranges(self):
        self.assertGreater(len(self.pairs), 150)
        for pair in self.pairs:
            partial = pair["relation"] == "partial"
            keys = [k for k in KEYS if partial or k != "container"]
            self.assertEqual(keys, list(pair))
            self.assertIn(pair["relation"], RELATIONS)
            for key in ("confidence", "jaccard", "a_in_b", "b_in_a"):
                self.assertTrue(0 <= pair[key] <= 1, pair)
            self.assertTrue(sizes_agree(pair), pair)
            shorter = min(pair["words_a"], pair["words_b"])
            self.assertTrue(0 < shorter)
            self.assertLessEqual(pair["longest_run"], shorter)
            self.assertLessEqual(pair["shared_words"], shorter)
            self.assertTrue(pair["reasons"])
            for reason in pair["reasons"]:
                self.assertTrue(reason.isascii() and reason.strip(), reason)
        exact = [p for p in self.pairs if p["relation"] == "exact"]
        self.assertTrue(all(p["jaccard"] == p["a_in_b"] == p["b_in_a"] == 1
                            and p["words_a"] == p["words_b"] for p in exact))
        self.assertGreater(len(exact), 40)

    def test_order_and_positions(self):
        places = [(p["a_pos"], p["b_pos"]) for p in self.pairs]
        self.assertEqual(sorted(set(places)), places)
        for pair in self.pairs:
            self.assertLess(pair["a_pos"], pair["b_pos"])
            self.assertEqual(pair["a"], self.records[pair["a_pos"]]["id"])
            self.assertEqual(pair["b"], self.records[pair["b_pos"]]["id"])

    def test_figures_by_hand(self):
        """Twelve words against their first nine and three others."""
        words = STORY.split()[:24]
        other = words[:18] + article("x", 6).replace(".", "").split()
        path = self.write("in.jsonl", lines(
            record("a", " ".join(words)), record("b", " ".join(other))))
        (pair,) = self.check(0, "pairs", path, "--relations", "all").rows()
        self.assertEqual((24, 24, 18), (pair["words_a"], pair["words_b"],
                                        pair["longest_run"]))
        self.assertAlmostEqual(16 / 28, pair["jaccard"], 5)
        self.assertAlmostEqual(16 / 22, pair["a_in_b"], 5)
        self.assertAlmostEqual(16 / 22, pair["b_in_a"], 5)

    def test_rejected_records_take_a_number(self):
        path = self.write("in.jsonl", lines("no", record("a", STORY), "{}",
                                            record("b", STORY)))
        (pair,) = self.check(3, "pairs", path).rows()
        self.assertEqual((1, 3), (pair["a_pos"], pair["b_pos"]))

    def test_relations(self):
        def found(*options):
            answer = self.check(0, "pairs", "--min-score", 0, ARTICLES,
                                *options)
            return answer.out
        everything = found("--relations", "all")
        for relation in RELATIONS:
            expected = b"".join(
                line for line in everything.splitlines(True)
                if json.loads(line)["relation"] == relation)
            self.assertEqual(expected, found("--relations", relation))
        default = [p for p in map(json.loads, everything.splitlines())
                   if p["relation"] in RELATIONS[:4]]
        self.assertEqual(default, json_lines(found()))
        self.assertEqual(default, json_lines(found(
            "--relations", "update,copy,exact,partial")))

    def test_a_repost_makes_no_habit(self):
        preview = " ".join(STORY.split(" ")[:25])
        records = [record("a", STORY, date="2020-01-01"),
                   record("preview", preview, date="2020-01-03"),
                   record("cut", preview + " end", date="2020-01-04"),
                   record("repost", STORY, date="2020-06-01")]

        def relations(records):
            answer = self.check(0, "pairs", "--relations", "all",
                                self.write("in.jsonl", lines(*records)))
            return {frozenset((p["a"], p["b"])): p["relation"]
                    for p in answer.rows()}
        without = relations(records[:3])
        self.assertEqual("partial", without[frozenset(("a", "preview"))])
        self.assertEqual("partial", without[frozenset(("a", "cut"))])
        for some in (records, records[::-1]):
            found = relations(some)
            self.assertEqual(without, {k: v for k, v in found.items()
                                       if "repost" not in k})
            self.assertEqual("exact", found[frozenset(("a", "repost"))])
            self.assertNotIn("template", found.values())

    def test_min_score(self):
        for score in (0.2, 0.3, 0.6, 0.95, 1):
            answer = self.check(0, "pairs", "--relations", "all", "--min-score",
                                score, ARTICLES)
            self.assertEqual(
                [p for p in self.pairs
                 if max(p["a_in_b"], p["b_in_a"]) >= score], answer.rows())
        default = self.check(0, "pairs", "--relations", "all", ARTICLES).rows()
        self.assertEqual([p for p in self.pairs
                          if max(p["a_in_b"], p["b_in_a"]) >= 0.3], default)

    def test_jaccard_is_of_the_texts(self):
        """Exact, not estimated: the same with every way of finding pairs."""
        by_pair = {(p["a"], p["b"]): p for p in self.pairs}
        for method in ("minhash", "exact"):
            for pair in self.check(0, "pairs", "--candidates", method,
                                   ARTICLES).rows():
                self.assertEqual(by_pair[pair["a"], pair["b"]], pair)


class CsvTest(ProgramTest):
    def test_csv_says_what_json_says(self):
        answer = self.check(0, "pairs", "--format", "csv", ARTICLES)
        text = answer.out.decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        pairs = self.check(0, "pairs", ARTICLES).rows()
        self.assertEqual(len(pairs), len(rows))
        self.assertEqual(len(rows) + 1, text.count("\r\n"))
        for pair, row in zip(pairs, rows):
            self.assertEqual(KEYS, list(row))
            for key in KEYS:
                value = pair.get(key, "")
                if key == "reasons":
                    self.assertEqual("; ".join(value), row[key])
                elif isinstance(value, float):
                    self.assertAlmostEqual(value, float(row[key]), 5)
                else:
                    self.assertEqual(str(value), row[key])

    def test_quoting(self):
        path = self.write("in.jsonl", lines(
            record(HOSTILE, STORY), record('plain "b", c', STORY)))
        answer = self.check(0, "pairs", "--format", "csv", path)
        text = answer.out.decode("utf-8")
        _, row = csv.reader(io.StringIO(text, newline=""))
        self.assertEqual([HOSTILE, 'plain "b", c'], row[:2])


class TableTest(ProgramTest):
    def test_table_on_a_terminal(self):
        text = self.on_terminal("pairs", ARTICLES)
        self.assertEqual(self.check(0, "pairs", "--format", "table",
                                    ARTICLES).out.decode(), text)
        self.assertIn("relation  jaccard", text)
        pairs = self.check(0, "pairs", ARTICLES).rows()
        for pair in pairs:
            self.assertIn("a \u2068%s\u2069  b \u2068%s\u2069" % (
                pair["a"], pair["b"]), text)
            self.assertIn(pair["reasons"][0], text)
        json_text = self.on_terminal("pairs", "--format", "jsonl", ARTICLES)
        self.assertEqual(pairs, json_lines(json_text.encode()))

    def test_nothing_drives_the_terminal(self):
        path = self.write("in.jsonl", lines(record(HOSTILE, STORY),
                                            record("b", STORY)))
        text = self.on_terminal("pairs", path)
        for bad in "\x1b\x07\u202e\u2066\x9b\x7f\r":
            self.assertNotIn(bad, text)
        self.assertIn("<U+001B>[31m<U+0007><U+202E>b<U+2066><U+2069><U+009B>",
                      text)
        # A line break in an id cannot feign a row.
        self.assertNotIn("\nx", text)
        exact = self.check(0, "pairs", path).rows()
        self.assertEqual(HOSTILE, exact[0]["a"])
        answer = self.check(0, "compare", f"{path}:1", f"{path}:2")
        self.assertNotIn(b"\x1b", answer.out)
        self.assertNotIn("\u202e".encode(), answer.out)


if __name__ == "__main__":
    unittest.main()
