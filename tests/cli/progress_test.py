# SPDX-License-Identifier: Apache-2.0
"""Progress in its four forms, and --status-fd.

Runs are made long by a standard input that stays open; nothing here is timed.
"""
import json
import os
import pty
import select
import subprocess
import unittest

from program import PROGRAM, TIMEOUT, ProgramTest, article, lines, record

DATA = lines(*[record(i, article(i)) for i in range(3)])
KEYS = ["stage", "records", "bytes", "total", "seconds", "done"]


class ProgressTest(ProgramTest):
    def start(self, *arguments, **options):
        child = subprocess.Popen([PROGRAM, *map(str, arguments)],
                                 stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, **options)
        self.addCleanup(child.kill)
        child.stdin.write(DATA)
        child.stdin.flush()
        return child

    def wait_for(self, fd, enough):
        """Reads until enough(bytes), which must come to be."""
        data = b""
        while not enough(data):
            ready, _, _ = select.select([fd], [], [], TIMEOUT)
            self.assertTrue(ready, data)
            try:
                part = os.read(fd, 65536)
            except OSError:  # Linux: the other end of a pty is closed
                part = b""
            self.assertTrue(part, data)
            data += part
        return data

    def finish(self, child, code=0):
        child.stdin.close()
        child.stdout.read()
        child.stdout.close()
        self.assertEqual(code, child.wait(TIMEOUT))

    def test_redrawn_line_on_a_terminal(self):
        leader, follower = pty.openpty()
        child = self.start("pairs", "-", stderr=follower)
        os.close(follower)
        drawn = self.wait_for(leader, lambda data: data.count(b"\r") >= 3)
        self.assertIn(b"\r\x1b[K", drawn)
        self.assertNotIn(b"\n", drawn)
        self.assertRegex(drawn, rb"\d+ records, \d+ s")
        child.stdin.close()
        rest = self.wait_for(leader, lambda data: b"read 3 = " in data and
                             data.endswith(b"\r\n"))
        # Messages stand on lines of their own.
        shown = (drawn + rest).replace(b"\r\n", b"\n").decode()
        for line in shown.split("\n")[:-1]:
            self.assertRegex(line.rsplit("\r\x1b[K", 1)[-1],
                             r"^(nuskha: |read 3 = )")
        self.finish(child)
        os.close(leader)

    def test_data_on_the_same_terminal(self):
        """No line is drawn among data."""
        text = "[ad_1]\n\n" + article(1)
        path = self.write("in.jsonl", lines(*[record(i, text) for i in "ab"]))
        leader, follower = pty.openpty()
        done = subprocess.Popen([PROGRAM, "scan", path], stdout=follower,
                                stderr=follower, stdin=subprocess.DEVNULL)
        os.close(follower)
        shown = self.wait_for(leader, lambda data: b"read 2 = " in data)
        self.assertEqual(0, done.wait(TIMEOUT))
        self.assertNotIn(b"\x1b", shown)
        os.close(leader)

    def test_nothing_on_a_terminal(self):
        for flags in (["-q"], ["--progress", "none"]):
            leader, follower = pty.openpty()
            reader, writer = os.pipe()
            child = self.start("pairs", "-", *flags, "--status-fd", writer,
                               stderr=follower, pass_fds=[writer])
            os.close(follower)
            os.close(writer)
            # Long enough for a line that must not be there.
            self.wait_for(reader, lambda data: data.count(b"\n") >= 2)
            self.finish(child)
            os.close(reader)
            os.set_blocking(leader, False)
            try:
                shown = os.read(leader, 65536)
            except OSError:
                shown = b""
            self.assertNotIn(b"\x1b", shown)
            os.close(leader)

    def test_json(self):
        child = self.start("pairs", "-", "--progress", "json",
                           stderr=subprocess.PIPE)
        said = self.wait_for(child.stderr.fileno(),
                             lambda data: data.count(b"\n") >= 1)
        child.stdin.close()
        said += child.stderr.read()
        child.stderr.close()
        self.finish(child)
        rows = [json.loads(line) for line in said.splitlines()
                if line.startswith(b"{")]
        self.assertGreaterEqual(len(rows), 2)
        for row in rows:
            self.assertEqual(KEYS, list(row))
        self.assertEqual([False] * (len(rows) - 1) + [True],
                         [row["done"] for row in rows])
        seconds = [row["seconds"] for row in rows]
        self.assertEqual(sorted(seconds), seconds)
        self.assertEqual((3, len(DATA)), (rows[-1]["records"],
                                          rows[-1]["bytes"]))
        self.assertTrue(said.splitlines()[-1].startswith(b"read 3 = "))

    def test_plain_lines_are_rare(self):
        """A run of less than 30 s says nothing on the way."""
        path = self.write("in.jsonl", DATA)
        answer = self.check(0, "pairs", path)
        self.assertNotIn("MiB", answer.err)
        self.assertNotIn("\x1b", answer.err)

    def status(self, *arguments, code=0):
        reader, writer = os.pipe()
        self.check(code, *arguments, "--status-fd", writer, pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader, "rb") as stream:
            return [json.loads(line) for line in stream.read().splitlines()]

    def test_status(self):
        path = self.write("in.jsonl", DATA)
        for command, stages in (("pairs", ["read", "match", "write"]),
                                ("clusters", ["read", "match", "cluster",
                                              "write"]),
                                ("scan", ["read"]), ("inspect", ["read"]),
                                ("dedup", ["read", "match", "cluster",
                                           "write"])):
            out = ["-o", self.path(command)] if command == "dedup" else []
            rows = self.status(command, path, "-q", *out)
            self.assertEqual(KEYS, list(rows[0]))
            self.assertEqual(stages, list(dict.fromkeys(
                row["stage"] for row in rows)), command)
            self.assertEqual([False] * (len(rows) - 1) + [True],
                             [row["done"] for row in rows])
            self.assertEqual((3, len(DATA), len(DATA), 0), tuple(
                rows[-1][k] for k in ("records", "bytes", "total",
                                      "exit_code")))
        bad = self.write("bad.jsonl", DATA + b"no\n")
        self.assertEqual(3, self.status("pairs", bad, code=3)[-1]["exit_code"])
        rows = self.status("pairs", self.path("none"), code=4)
        self.assertEqual((True, 4), (rows[-1]["done"], rows[-1]["exit_code"]))

    def test_bad_descriptor(self):
        path = self.write("in.jsonl", DATA)
        for fd in ("99", "-1", "x", "0", "9999999"):
            answer = self.check(2, "pairs", path, "--status-fd", fd)
            self.assert_says(answer, "--status-fd")
            self.assertEqual(b"", answer.out)
        with open(path, "rb") as stream:  # open, but for reading
            self.check(2, "pairs", path, "--status-fd", stream.fileno(),
                       pass_fds=[stream.fileno()])

    def test_nobody_reads_the_status(self):
        """A closed or a full pipe changes nothing."""
        path = self.write("in.jsonl", DATA)
        expected = self.check(0, "pairs", path).out
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        try:
            while True:
                os.write(writer, bytes(4096))
        except BlockingIOError:
            pass
        os.set_blocking(writer, True)
        answer = self.check(0, "pairs", path, "--status-fd", writer,
                            pass_fds=[writer])
        self.assertEqual(expected, answer.out)
        os.close(reader)
        answer = self.check(0, "pairs", path, "--status-fd", writer,
                            pass_fds=[writer])
        self.assertEqual(expected, answer.out)
        os.close(writer)


if __name__ == "__main__":
    unittest.main()
