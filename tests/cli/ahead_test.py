# SPDX-License-Identifier: Apache-2.0
"""Compressed files that are unpacked ahead, by several threads, give the same
bytes, rejects and messages as with one thread: damaged ones, one that is no
file of ours, and one that goes away, too."""
import bz2
import lzma
import random
import unittest

from program import ProgramTest, article, gzip_member, lines, record, zstd_frame

ARTICLES = 400  # of a file


def no_articles():
    """A compressed file of a format that is not read."""
    return gzip_member(b"PAR1" + random.Random(1).randbytes(100_000))


class AheadTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.parts = []
        for part in range(6):
            rows = []
            for i in range(ARTICLES):
                # Every third article is in two files.
                seed = i if i % 3 == 0 else part * ARTICLES + i
                rows.append(record(f"p{part}-{i}", article(seed, 60 + i % 90),
                                   source=f"s{part % 2}"))
            rows[7] = b'{"text": broken'
            cls.parts.append(lines(*rows))

    def corpus(self):
        """Six compressed files, one damaged, and one of another format."""
        gz = gzip_member(self.parts[1])
        middle = len(gz) // 2
        damaged = (gz[:middle] + b"\0" * 50 + gz[middle + 50:] +
                   gzip_member(self.parts[2]))
        self.write("in/a.jsonl.gz", gzip_member(self.parts[0]))
        self.write("in/b.jsonl.gz", damaged)
        self.write("in/c.jsonl.bz2", bz2.compress(self.parts[3]))
        self.write("in/d.parquet.gz", no_articles())
        self.write("in/e.jsonl.xz", lzma.compress(self.parts[4]))
        self.write("in/f.jsonl.zst", zstd_frame(self.parts[5])[:-3000])
        self.write("in/g.jsonl.zst", zstd_frame(self.parts[5]))
        folder = self.folder / "in"
        for path in folder.iterdir():
            # Smaller files are not read ahead.
            self.assertGreater(path.stat().st_size, 64 << 10, path.name)
        return folder

    def answers(self, code, command, threads, *inputs):
        """What a run with so many threads says and writes."""
        answer = self.check(code, *command, f"-j{threads}", "--rejects",
                            self.path("rejects.jsonl"), "--max-bad", "1",
                            *inputs)
        return answer.out, answer.err, self.read("rejects.jsonl")

    def test_same_bytes_rejects_and_messages(self):
        folder = self.corpus()
        for command in (["clusters"], ["dedup", "-o", "-"],
                        ["pairs", "--passages"]):
            expected = self.answers(3, command, 1, folder)
            self.assertGreater(len(expected[0].splitlines()), 100, command)
            self.assertIn("d.parquet.gz", expected[1])
            self.assertIn(b"stream_truncated", expected[2])
            for threads in (4, 8, 64):
                self.assertEqual(expected,
                                 self.answers(3, command, threads, folder))

    def test_damage_ends_a_strict_run_with_the_same_words(self):
        folder = self.corpus()
        command = ["clusters", "--on-damage", "fail"]
        expected = self.check(4, *command, "-j1", folder)
        self.assertIn("b.jsonl.gz", expected.err)
        answer = self.check(4, *command, "-j8", folder)
        self.assertEqual(expected.err, answer.err)
        self.assertEqual(expected.out, answer.out)


if __name__ == "__main__":
    unittest.main()
