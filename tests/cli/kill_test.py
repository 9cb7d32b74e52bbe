# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments.

Shows: whenever a run of dedup is killed, its output is as it was, absent, or
complete; the same run again then does all of it and sweeps what was left.
Runs are killed after a time drawn at random from that of a whole one, so some
end before; faults_test kills at every call that changes the disk.

NUSKHA_KILLS=N: moments of each class (50 each, 250 in all).
NUSKHA_SEED=N: other moments; the seed is printed when a case fails.
"""
import os
import pathlib
import random
import subprocess
import time
import unittest

from program import (PROGRAM, TIMEOUT, ProgramTest, article, lines, record,
                     run)

KILLS = int(os.environ.get("NUSKHA_KILLS", "50"))
SEED = int(os.environ.get("NUSKHA_SEED", "1"))
OLD = b"the old output\n"


def big_input():
    """2 MiB: articles with a paragraph that stands twice, each fifth one a
    copy of another."""
    rows = []
    for i in range(800):
        opening = article(f"opening {i - i % 5 // 4}", 40)
        rest = article(f"rest {i - i % 5 // 4}", 120)
        rows.append(record(f"r{i}", f"{opening}\n{rest}\n{opening}"))
    return lines(*rows)


class Kills:
    """Not a test of its own: the classes below say what differs."""
    flags = []
    name = "out.jsonl"
    old = None

    def setUp(self):
        super().setUp()
        self.write("in.jsonl", big_input())
        self.command = ["dedup", "in.jsonl", "-o", self.name, "--removed",
                        "gone.jsonl", "--force", *self.flags]

    def put_old(self):
        for name in (self.name, "gone.jsonl"):
            if self.old is not None:
                self.write(name, self.old)
            elif os.path.exists(self.path(name)):
                os.unlink(self.path(name))

    def content(self, name):
        path = pathlib.Path(self.path(name))
        return path.read_bytes() if path.exists() else None

    def killed_after(self, seconds):
        """Whether the run was killed, and had not ended before."""
        child = subprocess.Popen([PROGRAM, *self.command], cwd=self.folder,
                                 stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        child.kill()
        code = child.wait(TIMEOUT)
        self.assertIn(code, (0, -9))
        return code == -9

    def run_again(self):
        answer = run(*self.command, cwd=self.folder)
        self.assertEqual(0, answer.code, answer.err)
        return self.content(self.name), self.content("gone.jsonl")

    def test_killed_at_random_moments(self):
        started = time.monotonic()
        whole = self.run_again()
        duration = time.monotonic() - started
        chance = random.Random(SEED)
        killed = 0
        for number in range(KILLS):
            with self.subTest(number=number, seed=SEED):
                self.put_old()
                killed += self.killed_after(chance.uniform(0, duration))
                self.assertIn(self.content(self.name), (self.old, whole[0]))
                self.assertIn(self.content("gone.jsonl"), (self.old, whole[1]))
                # Not after each: more kills meet what others left.
                if number % 10 == 9 or number == KILLS - 1:
                    self.assertEqual(whole, self.run_again())
                    self.assertEqual({"in.jsonl", self.name, "gone.jsonl"},
                                     set(self.names()))
        self.assertGreater(killed, 0, "no run was killed")


class KillsTest(Kills, ProgramTest):
    """Nothing was there."""


class KillsOverOldTest(Kills, ProgramTest):
    old = OLD


class KillsCompressedTest(Kills, ProgramTest):
    name = "out.jsonl.zst"
    old = OLD


class KillsStripTest(Kills, ProgramTest):
    flags = ["--strip", "headline,boilerplate,repeats", "-j", "1"]


class KillsResumeTest(Kills, ProgramTest):
    flags = ["--resume"]
    old = OLD


if __name__ == "__main__":
    unittest.main()
