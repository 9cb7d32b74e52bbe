# SPDX-License-Identifier: Apache-2.0
"""--resume: an interrupted run goes on from its checkpoint.

Shows: after SIGINT, SIGTERM and SIGKILL at random moments the resumed run gives
the bytes of one that was never stopped, with its rejects, its account and its
counts; what was analyzed is not analyzed again; a checkpoint goes when the run
is done, is used only with the same settings, and never replaces what is in the
input now; a damaged one costs time only.
"""
import fcntl
import json
import os
import random
import resource
import signal
import subprocess
import time
import unittest

from program import (PROGRAM, TIMEOUT, ProgramTest, article, gzip_member,
                     lines, record)

CHECKPOINT = ".out.nuskha-checkpoint"


def corpus(count):
    """Records enough for several blocks: copies, parts, dates, bad lines."""
    texts = [article(i, 300) for i in range(count // 2)]
    rows = []
    for i in range(count):
        text = texts[i % len(texts)]
        if i % 7 == 0:
            text = text[:len(text) // 2]
        rows.append(record(f"r{i}", text, date=f"2024-01-{i % 28 + 1:02}",
                           source=f"s{i % 5}"))
        if i % 97 == 0:
            rows.append(b'{"id": "bad", "text": ')
        if i % 89 == 0:
            rows.append(record(f"e{i}", "..."))
    return lines(*rows)


class ResumeTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.data = corpus(2400)

    def setUp(self):
        super().setUp()
        self.input = self.write("in.jsonl", self.data)

    def arguments(self, command, *more):
        return [command, self.input, "-o", self.path("out"), "--resume",
                "--max-bad", "1", *more]

    def whole(self, command):
        """What an uninterrupted run gives."""
        self.check(0, command, self.input, "-o", self.path("whole"), "--force",
                   "--max-bad", "1", "--rejects", self.path("whole.rejects"))
        return self.read("whole"), self.read("whole.rejects")

    def stop(self, command, sent, until, *more):
        """Sends a signal once the checkpoint has `until` bytes; whether the run
        was still there."""
        child = subprocess.Popen(
            [PROGRAM, *self.arguments(command, *more)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        path = self.folder / CHECKPOINT
        try:
            while child.poll() is None:
                if path.exists() and path.stat().st_size >= until:
                    child.send_signal(sent)
                    break
                time.sleep(0.0005)
            message = child.communicate(timeout=TIMEOUT)[1].decode()
        finally:
            child.kill()
            child.stderr.close()
        return child.returncode, message

    def test_same_bytes_after_each_signal(self):
        chance = random.Random(5)
        for command in ("dedup", "clusters"):
            want, rejects = self.whole(command)
            for sent, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143),
                               (signal.SIGKILL, -9)):
                threads = str(chance.randint(1, 3))
                ended, message = self.stop(command, sent,
                                           chance.randint(1, 2_000_000), "-j",
                                           threads)
                if ended != 0:
                    self.assertEqual(code, ended, message)
                    self.assertIn(CHECKPOINT, self.names())
                    self.assertNotIn("out", self.names())
                    if code > 0:
                        self.assertIn("the same command goes on", message)
                else:
                    os.unlink(self.path("out"))
                answer = self.check(0, *self.arguments(
                    command, "--rejects", self.path("rejects")))
                if ended != 0:
                    self.assert_says(answer, "continued from")
                self.assertEqual(want, self.read("out"))
                self.assertEqual(rejects, self.read("rejects"))
                self.assert_closes(answer.account())
                self.assertNotIn(CHECKPOINT, self.names())
                os.unlink(self.path("out"))
                os.unlink(self.path("rejects"))

    def test_many_kills(self):
        """Killed again and again, each run goes on where the last one was."""
        want, _ = self.whole("dedup")
        chance = random.Random(6)
        kills = 0
        size = 0
        while kills < 20:
            size += chance.randint(50_000, 200_000)
            ended, _ = self.stop("dedup", signal.SIGKILL, size)
            if ended == 0:
                break
            kills += 1
        if kills == 20:
            self.check(0, *self.arguments("dedup"))
        self.assertGreater(kills, 2)
        self.assertEqual(want, self.read("out"))
        self.assertNotIn(CHECKPOINT, self.names())
        self.assertEqual([], [n for n in self.names() if n.endswith(".tmp")])

    def interrupted(self, *more):
        ended, message = self.stop("dedup", signal.SIGKILL, 1_000_000, *more)
        self.assertEqual(-9, ended, message)
        self.assertIn(CHECKPOINT, self.names())

    def test_input_that_changed_is_read_anew(self):
        self.interrupted()
        changed = self.data.replace(b'"r1100"', b'"R1100"')
        self.assertNotEqual(changed, self.data)
        self.write("in.jsonl", lines(record("front", article("f"))) + changed)
        self.check(0, *self.arguments("dedup"))
        self.check(0, "dedup", self.input, "-o", self.path("whole"),
                   "--max-bad", "1")
        self.assertEqual(self.read("whole"), self.read("out"))

    def test_other_settings(self):
        self.interrupted()
        for more in (["--seed", "3"], ["--text", "title"],
                     ["--isolate", "source"], ["--keep", "longest,size:asc"]):
            answer = self.check(2, *self.arguments("dedup", *more))
            self.assert_says(answer, CHECKPOINT, "other settings",
                             "delete it to start over")
        rules = self.write("rules.tsv", (
            "id\tzone\tmax_tokens\tguard_on_light\taction\t"
            "pattern_on_standard\n" + "# long\n" * 500 +
            "X\tany\t3\t\tdrop\tx\n").encode())
        for option, value in (("boilerplate", f"+{rules}"),
                              ("prefer-source", rules),
                              ("stats", self.path("stats"))):
            answer = self.check(2, *self.arguments("dedup", f"--{option}",
                                                   value))
            self.assert_says(answer, "now: " + option)
            self.assertLess(len(answer.err), 500)
        self.check(0, *self.arguments("dedup", "-j", "3", "--removed",
                                      self.path("gone")))
        self.assertEqual(self.whole("dedup")[0], self.read("out"))

    def test_settings_that_change_nothing_in_it(self):
        """As docs/formats/checkpoint.md lists them."""
        known = self.write("known.jsonl", self.data[:len(self.data) // 4])
        for more in (["--keep", "newest,first"], ["--strip", "repeats"],
                     ["--annotate"], ["--remove", "exact"],
                     ["--against", known], ["--memory", "1g"]):
            with self.subTest(more):
                self.interrupted()
                # Another setting would be refused.
                self.check(0, *self.arguments("dedup", *more))
                self.check(0, "dedup", self.input, "-o", self.path("other"),
                           "--force", "--max-bad", "1", *more)
                self.assertEqual(self.read("other"), self.read("out"))
                os.remove(self.path("out"))

    def test_damaged_checkpoint(self):
        self.interrupted()
        saved = self.read(CHECKPOINT)
        want, _ = self.whole("dedup")
        chance = random.Random(7)
        for _ in range(5):
            damaged = bytearray(saved)
            damaged[chance.randrange(2000, len(saved))] ^= 1 << chance.randrange(8)
            self.write(CHECKPOINT, bytes(damaged))
            os.chmod(self.path(CHECKPOINT), 0o600)
            self.check(0, *self.arguments("dedup"))
            self.assertEqual(want, self.read("out"))
            os.unlink(self.path("out"))

    def test_against_compressed_input_and_stats(self):
        self.input = self.write("in.jsonl.gz", gzip_member(self.data))
        against = self.write("known.jsonl", lines(
            *[record(f"k{i}", article(i, 300)) for i in range(0, 900)]))
        more = ["--against", against, "--stats", self.path("stats")]
        self.interrupted(*more)
        self.check(0, *self.arguments("dedup", *more))
        resumed = json.loads(self.read("stats"))
        self.check(0, "dedup", self.input, "-o", self.path("whole"),
                   "--max-bad", "1", *more)
        whole = json.loads(self.read("stats"))
        for changes in ("stages", "peak_memory_bytes"):
            del whole[changes], resumed[changes]
        self.assertEqual(whole, resumed)
        self.assertEqual(self.read("whole"), self.read("out"))

    def test_standard_input_is_compared_too(self):
        self.interrupted()
        os.rename(self.input, self.path("other"))
        child = [PROGRAM, "dedup", "-", "-o", self.path("out"), "--resume",
                 "--max-bad", "1"]
        done = subprocess.run(child, input=self.data, capture_output=True,
                              timeout=TIMEOUT, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        self.input = self.path("other")
        self.check(0, "dedup", "-", "-o", self.path("whole"), "--max-bad", "1",
                   stdin=self.data)
        self.assertEqual(self.read("whole"), self.read("out"))

    def test_a_checkpoint_that_cannot_grow(self):
        """The run goes on without one; what was kept stays good."""
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
        want, _ = self.whole("clusters")
        answer = self.check(0, *self.arguments("clusters"), preexec_fn=limit)
        self.assert_says(answer, "no checkpoint from here on", CHECKPOINT)
        self.assertEqual(want, self.read("out"))
        self.assertNotIn(CHECKPOINT, self.names())

    def test_what_it_needs(self):
        for more in (["-o", "-"], ["-o", "/dev/null"]):
            answer = self.check(2, "clusters", self.input, "--resume", *more)
            self.assert_says(answer, "--resume needs -o FILE")
        self.check(2, "dedup", self.input, "--resume", "--dry-run")
        self.check(2, "pairs", self.input, "--resume", "-o", self.path("out"))

    def test_only_one_run_at_a_time(self):
        self.interrupted()
        before = self.read(CHECKPOINT)
        with open(self.path(CHECKPOINT), "rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            answer = self.check(2, *self.arguments("dedup"))
        self.assert_says(answer, "in use by another run")
        self.assertEqual(before, self.read(CHECKPOINT))


if __name__ == "__main__":
    unittest.main()
