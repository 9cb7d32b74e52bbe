# SPDX-License-Identifier: Apache-2.0
"""`pairs --translations` on invented re-translations.

Shows: they are found by stems in order, with a low confidence and as a
suggestion; only when asked for; never in clusters or dedup; the answer does not
depend on threads or files; the same words in another order are nothing.
"""
import random
import unittest

from program import ProgramTest, lines, record, words

COMMON = words("common", 40)
NAMES = words("names", 6000)
PREFIXES = ["", "ال", "وال", "بال"]


def draft(seed):
    """Names by number, in order."""
    return random.Random(f"draft{seed}").sample(range(len(NAMES)), 60)


def translate(names, seed, order=None):
    """Every name in some form, with other common words around it."""
    chance = random.Random(f"translate{seed}")
    text = []
    for number in order or names:
        text += chance.choices(COMMON, k=chance.randint(1, 3))
        text.append(chance.choice(PREFIXES) + NAMES[number])
    return " ".join(text)


def collection():
    """30 texts, and for each of the first 10 a second translation, for the next
    10 the same names in another order."""
    drafts = [draft(i) for i in range(30)]
    records = [record(f"o{i}", translate(names, f"o{i}"))
               for i, names in enumerate(drafts)]
    records += [record(f"t{i}", translate(drafts[i], f"t{i}"))
                for i in range(10)]
    for i in range(10, 20):
        order = drafts[i][:]
        random.Random(i).shuffle(order)
        records.append(record(f"s{i}", translate(drafts[i], f"s{i}", order)))
    return records


class TranslationsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.input = self.write("in.jsonl", lines(*collection()))

    def pairs(self, *arguments):
        return self.check(0, "pairs", *arguments)

    def test_suggests_what_has_the_same_names_in_order(self):
        rows = self.pairs("--translations", self.input).rows()
        self.assertEqual([(f"o{i}", f"t{i}") for i in range(10)],
                         [(row["a"], row["b"]) for row in rows])
        for row in rows:
            self.assertEqual("translation", row["relation"])
            self.assertLess(row["confidence"], .9)
            self.assertLess(max(row["a_in_b"], row["b_in_a"]), .3)
            self.assertIn("possibly two translations of one original",
                          row["reasons"][0])

    def test_only_when_asked_for(self):
        for arguments in ([], ["--relations", "all"]):
            self.assertEqual([], self.pairs(*arguments, self.input).rows())
        for arguments, count in ((["--relations", "all"], 10),
                                 (["--relations", "translation"], 10),
                                 (["--relations", "exact,copy"], 0)):
            rows = self.pairs("--translations", *arguments, self.input).rows()
            self.assertEqual(count, len(rows))
        answer = self.check(2, "pairs", "--relations", "translation",
                            self.input)
        self.assert_says(answer, "--translations")

    def test_never_merged(self):
        self.assertEqual([], self.check(0, "clusters", self.input).rows())
        answer = self.check(0, "dedup", self.input, "-o", "-")
        self.assertEqual(self.read("in.jsonl"), answer.out)
        for command in (["clusters"], ["dedup", "-o", "-"]):
            self.check(2, *command, "--translations", self.input)

    def test_the_same_for_threads_and_files(self):
        expected = self.pairs("--translations", self.input).out
        records = collection()
        parts = [self.write(f"{i}.jsonl", lines(*part))
                 for i, part in enumerate((records[:17], records[17:]))]
        self.assertEqual(expected, self.pairs("--translations", "-j3",
                                              *parts).out)

    def test_copies_stay_copies(self):
        records = collection()
        again = [record(f"c{i}", translate(draft(i), f"o{i}") + " خاتمة")
                 for i in range(5)]
        path = self.write("more.jsonl", lines(*records, *again))
        rows = self.pairs("--translations", "--relations", "all", path).rows()
        found = {(row["a"], row["b"]): row["relation"] for row in rows}
        for i in range(5):
            self.assertEqual("copy", found[f"o{i}", f"c{i}"])
            self.assertEqual("translation", found[f"o{i}", f"t{i}"])

    def test_too_few_documents_are_said(self):
        path = self.write("few.jsonl", lines(*collection()[:19]))
        answer = self.pairs("--translations", path)
        self.assert_says(answer, "19 documents are too few")
        self.assertNotIn("too few", self.pairs("--translations",
                                               self.input).err)


if __name__ == "__main__":
    unittest.main()
