# SPDX-License-Identifier: Apache-2.0
"""Signatures, written and compared.

Shows: the lanes are those that a second implementation in Python computes from
the text; files of other widths, seeds and versions are refused by name; every
pair that is listed has the estimate that its two signatures give, none that
should be is missing for equal texts; damage and bad lines are errors.
"""
import json
import struct
import sys
import unittest

from program import ROOT, ProgramTest, article, gzip_member, lines, record

sys.path.insert(0, str(ROOT / "tests" / "reference"))
import golden_hashes  # noqa: E402

SEED = int.from_bytes(b"nuskha", "big") << 16 | 1
M64 = (1 << 64) - 1


def fold(a, b):
    product = a * b
    return (product ^ product >> 64) & M64


def word_hash(word):
    """Of a word of at most 16 bytes (docs/formats/signatures.md)."""
    data = word.encode()
    low, high = struct.unpack("<QQ", data.ljust(16, b"\0"))
    mixed = fold(fold(low ^ 0xFF9E3779B97F4A7F, high ^ 0xFEC2B2AE3D27D4EB)
                 ^ len(data), 0x9FB21C651E98DF25)
    return (mixed ^ mixed >> 32) & 0xFFFFFFFF


def lanes_of(words, width=128, seed=SEED):
    hashed = [word_hash(word) for word in words]
    return golden_hashes.lanes(golden_hashes.shingles(hashed, 5, seed), width,
                               seed)


class SketchTest(ProgramTest):
    def sketch(self, data, *more, name="in.jsonl"):
        """Header and signatures by id."""
        answer = self.check(0, "sketch", self.write(name, data), *more)
        header, *rows = answer.rows()
        return header, {row["id"]: row for row in rows}

    def test_lanes_by_a_second_implementation(self):
        texts = {"long": "قال وزير النقل اليوم ان الطريق الجديد سوف يفتح قريبا",
                 "four": "قال وزير النقل اليوم", "one": "قال"}
        data = lines(*[record(i, text) for i, text in texts.items()],
                     record("none", "..."))
        for more, width, seed in (((), 128, SEED),
                                  (("--width", "7", "--seed", "9"), 7, 9)):
            header, rows = self.sketch(data, *more)
            self.assertEqual(
                {"nuskha_signatures": 1, "width": width, "shingle_words": 5,
                 "seed": seed, "normalizer": "1"}, header)
            self.assertEqual(set(texts), set(rows))
            for ident, text in texts.items():
                words = text.replace("ان", "ان").split()
                self.assertEqual(lanes_of(words, width, seed),
                                 rows[ident]["signature"])
                self.assertEqual(len(words), rows[ident]["words"])

    def test_a_title_alone(self):
        data = lines(json.dumps({"id": "t", "title": "قال وزير النقل",
                                 "text": ""}))
        _, rows = self.sketch(data)
        self.assertEqual(lanes_of("قال وزير النقل".split()),
                         rows["t"]["signature"])

    def test_same_bytes_for_any_threads_and_compression(self):
        data = lines(*[record(f"r{i}", article(i)) for i in range(300)])
        plain = self.write("in.jsonl", data)
        packed = self.write("in.jsonl.gz", gzip_member(data))
        want = self.check(0, "sketch", plain, "-j", "1").out
        self.assertEqual(want, self.check(0, "sketch", packed, "-j", "3").out)
        self.check(0, "sketch", plain, "-o", self.path("s.jsonl.zst"))
        answer = self.check(0, "sketch", packed, "--signatures",
                            self.path("s.jsonl.zst"))
        self.assertEqual([(f"r{i}", f"r{i}") for i in range(300)],
                         [(p["a"], p["b"]) for p in answer.rows()])

    def test_estimates(self):
        base = article("base", 200).split()
        ours = {f"o{i}": " ".join(base[:200 - 10 * i]) for i in range(10)}
        theirs = {f"t{i}": " ".join(base[5 * i:]) for i in range(10)}
        theirs["other"] = article("other", 200)
        self.check(0, "sketch", self.write("theirs.jsonl", lines(
            *[record(i, text) for i, text in theirs.items()])),
            "-o", self.path("s.jsonl"))
        known = {row["id"]: row for row in map(
            json.loads, self.read("s.jsonl").decode().splitlines()[1:])}
        data = lines(*[record(i, text) for i, text in ours.items()])
        _, own = self.sketch(data)
        answer = self.check(0, "sketch", self.write("in.jsonl", data),
                            "--signatures", self.path("s.jsonl"),
                            "--min-estimate", "0.6")
        pairs = {(p["a"], p["b"]): p for p in answer.rows()}
        self.assertGreater(len(pairs), 20)
        for a, row in own.items():
            for b, other in known.items():
                equal = sum(x == y for x, y in zip(row["signature"],
                                                   other["signature"])) / 128
                pair = pairs.pop((a, b), None)
                if pair is None:
                    self.assertLess(equal, 0.9, (a, b))
                    continue
                self.assertGreaterEqual(equal, 0.6)
                self.assertAlmostEqual(equal, pair["estimated_jaccard"], 6)
                self.assertAlmostEqual((equal * (1 - equal) / 128) ** .5,
                                       pair["standard_error"], 6)
                self.assertEqual((row["words"], other["words"]),
                                 (pair["words_a"], pair["words_b"]))
        self.assertEqual({}, pairs)

    def test_other_families_are_refused(self):
        data = self.write("in.jsonl", lines(record("a", article(1))))
        for flag, value, name in (("--width", "64", "width"),
                                  ("--seed", "5", "seed")):
            self.check(0, "sketch", data, flag, value, "-o", self.path("s"),
                       "--force")
            answer = self.check(2, "sketch", data, "--signatures", self.path("s"))
            self.assert_says(answer, "another family", name, value, "s:1:")

    def test_standard_input_once(self):
        answer = self.check(2, "sketch", "-", "--signatures", "-", stdin=b"")
        self.assert_says(answer, "standard input is read for something else")

    def test_what_is_no_signature_file(self):
        data = self.write("in.jsonl", lines(record("a", article(1))))
        good = self.check(0, "sketch", data, "--width", "3").out
        header = good.split(b"\n")[0]
        for bad, line in (
                (lines(record("a", "x")), 1), (good + b"{}\n", 3),
                (good + b'{"id":"b","words":1,"signature":[1,2]}\n', 3),
                (good + b'{"id":"b","words":1,"signature":[1,2,3,4]}\n', 3),
                (good + b'{"id":"b","words":1,"signature":[1,2,-3]}\n', 3),
                (good + b'{"id":"b","words":1,"signature":[1,2,4294967296]}\n',
                 3),
                (good + b'{"id":"b","words":"x","signature":[1,2,3]}\n', 3),
                (good + b'{"id":"b"\n', 3),
                (header.replace(b":1,", b":2,", 1) + b"\n", 1)):
            path = self.write("bad.jsonl", bad)
            answer = self.check(2, "sketch", data, "--width", "3", "--signatures",
                                path)
            self.assert_says(answer, f"bad.jsonl:{line}: ")
        self.check(2, "sketch", data, "--signatures", self.write("empty", b""))
        self.check(4, "sketch", data, "--signatures", self.path("missing"))
        cut = self.write("cut.jsonl.gz", gzip_member(good)[:-9])
        self.check(4, "sketch", data, "--width", "3", "--signatures", cut)
        spaced = self.write("spaced.jsonl", good.replace(b",", b" ,\t"))
        self.check(0, "sketch", data, "--width", "3", "--signatures", spaced)

    def test_outputs_are_kept(self):
        data = self.write("in.jsonl", lines(record("a", article(1))))
        self.check(0, "sketch", data, "-o", self.path("s"))
        before = self.read("s")
        self.check(2, "sketch", data, "-o", self.path("s"))
        self.check(2, "sketch", data, "--signatures", self.path("s"), "-o",
                   self.path("s"), "--force")
        self.assertEqual(before, self.read("s"))


if __name__ == "__main__":
    unittest.main()
