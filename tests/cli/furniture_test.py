# SPDX-License-Identifier: Apache-2.0
"""What `scan` and --stats say of wording that the collection repeats.

Shows: standing paragraphs and returning wording of one source are listed with
their bytes, what many sources print is not; the answer is the same for files,
standard input, several files and threads; inputs without sources are read
once; a document with nothing else to say is listed for its furniture.
"""
import json
import unittest

from program import ProgramTest, article, lines, record, words

CREDIT = " - ".join(words("credit", 3)) + "."
SENTENCE = " ".join(words("sentence", 14))


def page(ident, source, *parts):
    return record(ident, "\n".join([article(f"own{ident}", 60), *parts]),
                  title=" ".join(words(f"title{ident}", 6)), source=source)


def pages():
    """25 of `a` with a credit, 5 of which have a sentence too; 25 sources with
    the credit once."""
    own = [page(f"a{i}", "a", CREDIT, *([SENTENCE] if i < 5 else []))
           for i in range(25)]
    return own + [page(f"b{i}", f"b{i}", CREDIT) for i in range(25)]


class FurnitureTest(ProgramTest):
    def scan(self, *arguments, **options):
        return self.check(0, "scan", *arguments, **options)

    def test_lists_what_the_source_repeats(self):
        records = pages()
        path = self.write("in.jsonl", lines(*records))
        rows = {row["id"]: row for row in self.scan(path).rows()}
        self.assertEqual({f"a{i}" for i in range(25)}, set(rows))
        for number, line in enumerate(records[:25]):
            text = json.loads(line)["text"].encode()
            row = rows[f"a{number}"]
            self.assertEqual(["id", "furniture", "words", "content_words"],
                             list(row))
            found = [(f["kind"], text[slice(*f["at"])].decode(),
                      f["documents"]) for f in row["furniture"]]
            expected = [("standing_paragraph", CREDIT, 25)]
            if number < 5:
                # The credit is read on: no run of words ends at a paragraph.
                (wording,) = [f for f in found if f[0] != expected[0][0]]
                self.assertEqual("returning_wording", wording[0])
                self.assertIn(SENTENCE, wording[1])
                self.assertEqual(5, wording[2])
                found.remove(wording)
            self.assertEqual(expected, found)

    def test_nineteen_are_too_few(self):
        path = self.write("in.jsonl", lines(*pages()[6:25]))
        self.assertEqual([], self.scan(path).rows())

    def test_the_same_by_every_way_of_reading(self):
        records = pages()
        path = self.write("in.jsonl", lines(*records))
        expected = self.scan(path).out
        self.assertIn(b"furniture", expected)
        first = self.write("1.jsonl", lines(*records[:8]))
        second = self.write("2.jsonl", lines(*records[8:]))
        for answer in (self.scan("-j3", path),
                       self.scan("-", stdin=self.read("in.jsonl")),
                       self.scan("-j2", first, second),
                       self.scan("-", second, stdin=self.read("1.jsonl"))):
            self.assertEqual(expected, answer.out)
            self.assertEqual(50, answer.account()["documents"])

    def test_records_without_source_before_and_between(self):
        twice = article("twice", 20)
        plain = [record(f"p{i}", f"{twice} {i}\n\n{twice} {i}")
                 for i in range(40)]
        records = plain[:15] + pages()[:3] + plain[15:] + pages()[3:]
        path = self.write("in.jsonl", lines(*records))
        answer = self.scan("-j2", path)
        self.assertEqual([json.loads(r)["id"] for r in records
                          if json.loads(r).get("source", "a") == "a"],
                         [row["id"] for row in answer.rows()])
        self.assertEqual(answer.out, self.scan(path).out)

    def stages(self, *records):
        path = self.write("in.jsonl", lines(*records))
        answer = self.scan(path, "--stats", self.path("stats"), "--force")
        stats = json.loads(self.read("stats"))
        return answer.rows(), [stage["name"] for stage in stats["stages"]]

    def test_nothing_to_learn_from_is_read_once(self):
        twice = f"{article('x', 20)}\n\n{article('x', 20)}"
        plain = [record(str(i), twice) for i in range(30)]
        rows, stages = self.stages(*plain)
        self.assertEqual((30, ["read"]), (len(rows), stages))
        rows, stages = self.stages(record("1", twice, source="a"))
        self.assertEqual((1, ["read"]), (len(rows), stages))
        few = [record(str(i), twice, source="a") for i in range(2)]
        rows, stages = self.stages(*few, *plain)
        self.assertEqual((32, ["read"]), (len(rows), stages))
        rows, stages = self.stages(*few, few[0], *plain)
        self.assertEqual((33, ["read", "learn", "scan"]), (len(rows), stages))

    def test_rejects_and_account_are_those_of_one_reading(self):
        path = self.write("in.jsonl", lines(*pages(), b'{"text":', b'{}'))
        answer = self.scan(path, "--rejects", self.path("bad"),
                           "--max-bad", "0.5")
        self.assertEqual({"read": 52, "documents": 50, "passed_through": 1,
                          "rejected": 1}, answer.account())
        self.assertEqual(1, len(self.read("bad").splitlines()))

    def test_every_command_counts_the_same(self):
        path = self.write("in.jsonl", lines(*pages()))
        figures = []
        for command in (["scan"], ["pairs"], ["clusters"],
                        ["dedup", "-o", self.path("out")]):
            self.check(0, *command, path, "--stats", self.path("stats"),
                       "--force")
            figures.append(json.loads(self.read("stats"))["furniture"])
        self.assertEqual([figures[0]] * 4, figures)
        (source,) = figures[0]["sources"]
        self.assertEqual(("a", 25, 1, 25), tuple(
            source[key] for key in ("source", "documents",
                                    "standing_paragraphs",
                                    "documents_with_standing_paragraphs")))
        self.assertEqual(source["words_marked"], figures[0]["words_marked"])
        self.assertGreater(figures[0]["recurrent_5grams"], 9)
        self.assertEqual(figures[0]["recurrent_5grams"],
                         figures[0]["furniture_5grams"])

    def test_a_rule_that_names_it_comes_first(self):
        """What is boilerplate by rule is listed once."""
        footer = "اقرأ أيضا: " + " ".join(words("more", 3))
        path = self.write("in.jsonl", lines(
            *[page(f"a{i}", "a", footer) for i in range(25)]))
        for row in self.scan(path).rows():
            self.assertEqual(["BP10"], [b["rule"] for b in row["boilerplate"]])
            self.assertNotIn("furniture", row)


if __name__ == "__main__":
    unittest.main()
