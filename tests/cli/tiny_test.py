# SPDX-License-Identifier: Apache-2.0
"""The smallest and the most extreme documents.

Shows: documents of no word are passed through; tiny ones match by equality
only; unrelated Arabic texts never match; ten thousand equal records and a
megabyte of one word end, in the one cluster they are.
"""
import itertools
import json
import unittest

from program import ProgramTest, article, lines, record, words

WORDS = words("tiny", 12)


class TinyTest(ProgramTest):
    def pairs(self, *texts, method="sampled"):
        """(a, b, relation) of all pairs of the texts, by place."""
        path = self.write("in.jsonl", lines(*[
            record(str(i), text) for i, text in enumerate(texts)]))
        answer = self.check(0, "pairs", "--relations", "all", "--min-score", 0,
                            "--candidates", method, path)
        return [(p["a_pos"], p["b_pos"], p["relation"]) for p in answer.rows()]

    def test_without_words(self):
        """Empty, blank, only diacritics, only punctuation."""
        texts = ["", " \n\t", "\u064b\u064c\u0651", "\u064e \u064f", "، ؟ ! …",
                 "\u200f\u200b", "\u0640\u0640"]
        path = self.write("in.jsonl", lines(
            *[record(str(i), text) for i, text in enumerate(texts * 2)],
            '{"text":null}'))
        for command in ("pairs", "clusters", "scan"):
            answer = self.check(0, command, path)
            self.assertEqual([], answer.rows())
            self.assertEqual({"read": 15, "documents": 0, "passed_through": 15,
                              "rejected": 0}, answer.account())
        answer = self.check(0, "dedup", path, "-o", "-")
        self.assertEqual(self.read("in.jsonl"), answer.out)
        self.assertEqual(15, answer.account()["passed_through"])

    def test_tiny_texts_match_by_equality_only(self):
        """Every length below 12 words; a copy with other diacritics is equal,
        one word less, more or other is nothing."""
        for count in range(1, 12):
            text = " ".join(WORDS[:count])
            marked = text.replace(" ", "\u064f ") + "\u064b"
            near = [" ".join(WORDS[:count - 1]), text + " زيادة",
                    " ".join([*WORDS[:count - 1], "غيره"])]
            for method in ("sampled", "minhash", "exact"):
                found = self.pairs(text, marked, *near, method=method)
                self.assertEqual([(0, 1, "exact")], found, (count, method))

    def test_twelve_words_can_be_a_copy(self):
        """The border: from 12 content words on other relations exist."""
        long = " ".join(words("border", 40))
        found = self.pairs(long, " ".join(long.split()[:12]), method="exact")
        self.assertEqual([(0, 1, "partial")], found)
        found = self.pairs(long, " ".join(long.split()[:11]), method="exact")
        self.assertEqual([], found)

    def test_unrelated_texts_never_match(self):
        texts = [article(f"unrelated{i}", n) for i, n in enumerate(
            [1, 2, 3, 5, 8, 13, 40, 100, 400] * 4)]
        for method in ("sampled", "minhash", "exact"):
            self.assertEqual([], self.pairs(*texts, method=method))

    def test_common_words_are_no_match(self):
        """The same twenty words in ever other orders."""
        common = words("common", 5)
        texts = [" ".join(itertools.chain(*order)) for order in zip(
            *[itertools.permutations(common)] * 4)][:12]
        for a, b, relation in self.pairs(*texts, method="exact"):
            self.assertNotEqual("exact", relation, (a, b))

    def test_same_body_other_title(self):
        path = self.write("in.jsonl", lines(
            record("a", "نعم", title="عنوان"), record("b", "نعم", title="آخر"),
            record("c", "", title="نعم"), record("d", "لا")))
        rows = self.check(0, "pairs", path).rows()
        self.assertEqual({"exact"}, {p["relation"] for p in rows})
        self.assertEqual({"a", "b"}, {i for p in rows
                                      for i in (p["a"], p["b"])} - {"c"})


class ExtremeTest(ProgramTest):
    def test_ten_thousand_equal_records(self):
        text = article("hot", 80)
        path = self.write("in.jsonl", lines(*[
            record(str(i), text) for i in range(10_000)]))
        # `exact` looks at all pairs: that is what it is for.
        for method in ("sampled", "minhash"):
            answer = self.check(0, "clusters", "--candidates", method, path,
                                "--stats", self.path("stats"))
            (cluster,) = answer.rows()
            self.assertEqual((10_000, "0"), (cluster["size"],
                                             cluster["original"]))
            self.assertEqual([str(i) for i in range(10_000)],
                             [m["id"] for m in cluster["members"]])
            # Not every pair of 10,000 was looked at.
            stats = json.loads(self.read("stats"))
            self.assertLess(stats["candidates"], 2_000_000)
        answer = self.check(0, "dedup", path, "-o", "-")
        self.assertEqual(lines(record("0", text)), answer.out)

    def test_common_paragraph_links_no_articles(self):
        """A paragraph that 600 different articles carry: a hot key."""
        shared = article("footer", 12)
        path = self.write("in.jsonl", lines(*[
            record(str(i), article(f"own{i}", 60) + "\n\n" + shared)
            for i in range(600)]))
        answer = self.check(0, "clusters", path)
        self.assertEqual([], answer.rows())

    def test_one_word_a_hundred_thousand_times(self):
        flood = "كلمة " * 110_000
        self.assertGreater(len(flood.encode()), 900_000)
        half = "كلمة " * 55_000
        path = self.write("in.jsonl", lines(
            record("flood", flood), record("again", flood),
            record("half", half), record("two", "كلمة أخرى " * 50_000),
            record("story", article("story", 300))))
        for method in ("sampled", "minhash", "exact"):
            answer = self.check(0, "pairs", "--relations", "all",
                                "--candidates", method, path)
            found = {(p["a"], p["b"]): p["relation"] for p in answer.rows()}
            self.assertEqual("exact", found["flood", "again"])
            self.assertFalse([pair for pair in found if "story" in pair])
        answer = self.check(0, "dedup", path, "-o", "-")
        self.assertIn(b'"story"', answer.out)
        self.check(0, "scan", path)


if __name__ == "__main__":
    unittest.main()
