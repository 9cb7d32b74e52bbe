# SPDX-License-Identifier: Apache-2.0
"""Same records, options and seed give the same output bytes.

Shows it for pairs, clusters and dedup over threads, ways of splitting the
input into files, ways of compressing it, standard input and repeated runs, for
each way of finding candidates. The corpus is larger than what is read at once,
so that several threads have work and records cross the borders.
"""
import random
import shutil
import subprocess
import unittest

from program import (SAMPLE, ProgramTest, article, gzip_member, lines, record,
                     run, zstd_frame)

METHODS = ("sampled", "minhash", "exact")
COMMANDS = {
    "pairs": ["pairs", "--relations", "all", "--min-score", "0.1",
              "--passages"],
    "clusters": ["clusters", "--keep", "newest,longest"],
    "dedup": ["dedup", "-o", "-"],
}


def edited(text, chance):
    """The text with a few words replaced."""
    parts = text.split(" ")
    for _ in range(3):
        parts[chance.randrange(len(parts))] = "كلمة"
    return " ".join(parts)


def corpus():
    """The sample and made-up articles with copies, edits and excerpts."""
    chance = random.Random(11)
    out = (SAMPLE / "articles.jsonl").read_bytes().splitlines()
    texts = []
    for i in range(1600):
        kind = chance.random()
        if not texts or kind < 0.6:
            text = article(i, chance.randint(60, 240))
            texts.append(text)
        elif kind < 0.75:
            text = chance.choice(texts)
        elif kind < 0.9:
            text = edited(chance.choice(texts), chance)
        else:
            text = " ".join(chance.choice(texts).split(" ")[:40])
        day = f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        out.append(record(f"m{i}", text, date=day, source=f"s{i % 7}"))
    return out


def pieces(records, count):
    """Runs of records, not all of one length."""
    borders = [len(records) * (i + (i % 2) * 0.4) / count for i in range(count)]
    borders = [int(b) for b in borders] + [len(records)]
    return [lines(*records[a:b]) for a, b in zip(borders, borders[1:])]


class DeterminismTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.records = corpus()
        cls.data = lines(*cls.records)
        cls.expected = {}

    def same(self, label, inputs, *options, method="sampled", stdin=b""):
        """All commands give the bytes of the plain run with one thread."""
        for name, command in COMMANDS.items():
            answer = self.check(0, *command, "--candidates", method, *options,
                                *inputs, stdin=stdin)
            expected = self.reference(name, method)
            self.assertTrue(expected == answer.out,
                            f"{name} {method} {label}: other bytes")

    def reference(self, name, method):
        """Computed once: plain file, one thread."""
        if (name, method) not in self.expected:
            path = self.write("reference.jsonl", self.data)
            answer = run(*COMMANDS[name], "--candidates", method, "-j1", path)
            self.assertEqual(0, answer.code, answer.err)
            self.assertGreater(answer.out.count(b"\n"), 100)
            self.expected[name, method] = answer.out
        return self.expected[name, method]

    def test_threads_and_repeated_runs(self):
        self.assertGreater(len(self.data), 2 << 20)
        path = self.write("a.jsonl", self.data)
        for method in METHODS:
            for threads in ("-j1", "-j2", "-j3"):
                self.same(threads, [path], threads, method=method)

    def test_three_and_seven_files(self):
        for count in (3, 7):
            paths = [self.write(f"{count}-{i}.jsonl", piece)
                     for i, piece in enumerate(pieces(self.records, count))]
            for method in METHODS:
                self.same(f"{count} files", paths, "-j2", method=method)

    def test_folder(self):
        for i, piece in enumerate(pieces(self.records, 3)):
            self.write(f"dump/{i}/part.jsonl", piece)
        self.same("folder", [self.path("dump")], "-j2")

    def test_gzip(self):
        self.same("gzip", [self.write("a.jsonl.gz", gzip_member(self.data))])
        # Members that end in the middle of records.
        size = 300_001
        members = b"".join(gzip_member(self.data[i:i + size])
                           for i in range(0, len(self.data), size))
        self.same("members", [self.write("b.jsonl.gz", members)], "-j3")

    def test_zstd(self):
        frame = zstd_frame(self.data)
        self.same("zstd", [self.write("a.jsonl.zst", frame)])
        size = 200_003
        frames = b"".join(zstd_frame(self.data[i:i + size])
                          for i in range(0, len(self.data), size))
        self.same("frames", [self.write("b.jsonl.zst", frames)], "-j2")

    @unittest.skipUnless(shutil.which("zstd"), "no zstd program here")
    def test_zstd_of_its_own_program(self):
        for level in ("-1", "-19"):
            done = subprocess.run(["zstd", "-q", "-c", level], check=True,
                                  input=self.data, capture_output=True)
            path = self.write(f"a{level}.jsonl.zst", done.stdout)
            self.same(f"zstd {level}", [path])

    def test_standard_input(self):
        for method in METHODS:
            self.same("stdin", ["-"], "-j2", method=method, stdin=self.data)
        self.same("stdin gzip", ["-"], stdin=gzip_member(self.data))
        self.same("stdin zstd", ["-"], stdin=zstd_frame(self.data))

    def test_its_own_compressed_output(self):
        """What dedup writes compressed is read back as the same records."""
        path = self.write("a.jsonl", self.data)
        for name in ("kept.jsonl", "kept.jsonl.gz", "kept.jsonl.zst"):
            self.check(0, "dedup", path, "-o", self.path(name))
        outputs = {run("dedup", self.path(name), "-o", "-").out
                   for name in ("kept.jsonl", "kept.jsonl.gz",
                                "kept.jsonl.zst")}
        self.assertEqual(1, len(outputs))
        self.assertNotEqual(self.read("kept.jsonl"),
                            self.read("kept.jsonl.gz"))

    def test_another_seed_changes_no_relation(self):
        """Seeds choose what is looked at, never what it is."""
        path = self.write("a.jsonl", self.data)
        rows = {}
        for seed in (1, 2):
            for row in self.check(0, "pairs", "--seed", seed, path).rows():
                key = (row["a_pos"], row["b_pos"])
                self.assertEqual(rows.setdefault(key, row), row)


if __name__ == "__main__":
    unittest.main()
