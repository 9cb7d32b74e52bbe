# SPDX-License-Identifier: Apache-2.0
"""Memory that ends: exit code 9 and a message, and the old output stays."""
import os
import resource
import unittest

from program import ProgramTest, article, lines, record, run

RELEASE = os.environ.get("NUSKHA_RELEASE") == "1"
MIB = 1 << 20


def limit(size):
    def set_limit():
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return set_limit


@unittest.skipUnless(RELEASE, "a sanitizer takes all addresses at once")
class MemoryTest(ProgramTest):
    def setUp(self):
        super().setUp()
        texts = [article(seed, 120) for seed in range(1000)]
        dump = lines(*(record(f"r{i}", f"{texts[i % 1000]} {i} {texts[-i % 997]}")
                       for i in range(4000)))
        self.dump = self.write("in/dump.jsonl", dump)

    def least(self):
        """About the least that the program starts in."""
        size = 16 * MIB
        while run("version", preexec_fn=limit(size)).code != 0:
            size += 4 * MIB
        return size

    def check_all(self, *arguments):
        """Every limit from the least to one that is enough; how many were
        not."""
        self.write("out.jsonl", b"old")
        size = self.least()
        failed = 0
        while True:
            answer = run("dedup", self.dump, "-o", self.path("out.jsonl"),
                         "--force", *arguments, preexec_fn=limit(size))
            if answer.code == 0:
                self.assertNotEqual(b"old", self.read("out.jsonl"))
                return failed
            self.assertEqual(9, answer.code, f"{size}: {answer.err[-500:]}")
            self.assert_says(answer, "out of memory")
            self.assertEqual(b"old", self.read("out.jsonl"))
            self.assertEqual(["in", "out.jsonl"], self.names())
            failed += 1
            size += 3 * MIB

    def test_one_thread(self):
        self.assertGreater(self.check_all("-j", "1"), 3)

    def test_several_threads(self):
        self.assertGreater(self.check_all("-j", "3"), 3)


if __name__ == "__main__":
    unittest.main()
