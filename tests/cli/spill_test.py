# SPDX-License-Identifier: Apache-2.0
"""--memory: what does not fit goes to a file in --tmp, and the bytes out stay
the same."""
import json
import os
import unittest

from program import ProgramTest, article, lines, record


class SpillTest(ProgramTest):
    def setUp(self):
        super().setUp()
        texts = [article(seed, 300) for seed in range(300)]
        # Every article, half of each with news around it, and every fifth again.
        records = [record(f"a{i}", text, source=f"s{i % 3}",
                          date=f"2024-03-{i % 28 + 1:02}")
                   for i, text in enumerate(texts)]
        records += [record(f"p{i}", text[:len(text) // 2] + f" {texts[i - 1][:90]}")
                    for i, text in enumerate(texts)]
        records += [record(f"c{i}", texts[i]) for i in range(0, 300, 5)]
        self.dump = self.write("in/dump.jsonl", lines(*records))

    def output(self, command, *arguments):
        """Bytes of the output, and what the statistics say of matching."""
        self.check(0, command, self.dump, "-o", self.path("out"), "--force",
                   "--stats", self.path("stats"), *arguments)
        return self.read("out"), json.loads(self.read("stats"))

    def test_same_bytes(self):
        for command in ("clusters", "dedup", "pairs"):
            with self.subTest(command):
                all_in_memory, stats = self.output(command)
                self.assertEqual(0, stats["spilled_bytes"])
                for threads in ("1", "3"):
                    spilled, stats = self.output(
                        command, "--memory", "1KiB", "-j", threads,
                        "--tmp", self.path("in"))
                    self.assertGreater(stats["spilled_bytes"], 1 << 18)
                    self.assertEqual(all_in_memory, spilled)
                self.assertEqual(["in", "out", "stats"], self.names())
                self.assertEqual(
                    ["dump.jsonl"], os.listdir(self.path("in")))

    def test_no_such_folder(self):
        answer = self.check(5, "clusters", self.dump, "-o", self.path("out"),
                            "--memory", "1KiB", "--tmp", "/nowhere/at/all")
        self.assert_says(answer, "/nowhere/at/all", "--tmp")
        self.assertEqual(["in"], self.names())


if __name__ == "__main__":
    unittest.main()
