# SPDX-License-Identifier: Apache-2.0
"""Outputs are complete or absent.

Shows: an existing output needs --force; nothing that is read is ever
overwritten; a run that fails, or is ended by a signal, publishes nothing and
leaves no temporary file; full disks and closed pipes.
"""
import fcntl
import json
import os
import signal
import subprocess
import termios
import time
import unittest

from program import (PROGRAM, TIMEOUT, ProgramTest, article, lines, record)

DATA = lines(*[record(f"r{i}", article(i)) for i in range(20)],
             record("copy", article(0)))
KEPT = lines(*[record(f"r{i}", article(i)) for i in range(20)])
COMMANDS = ("pairs", "clusters", "scan", "dedup")


class OverwriteTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.input = self.write("in.jsonl", DATA)

    def test_existing_output(self):
        for command in COMMANDS:
            out = self.write("out", b"old")
            answer = self.check(2, command, self.input, "-o", out)
            self.assert_says(answer, out, "exists", "--force")
            self.assertEqual(b"old", self.read("out"))
            self.check(0, command, self.input, "-o", out, "--force")
            self.assertNotEqual(b"old", self.read("out"))
        self.assertEqual(KEPT, self.read("out"))
        self.assertEqual(["in.jsonl", "out"], self.names())

    def test_existing_removed_file(self):
        gone = self.write("gone", b"old")
        self.check(2, "dedup", self.input, "-o", self.path("out"), "--removed",
                   gone)
        self.assertEqual(["gone", "in.jsonl"], self.names())
        self.check(0, "dedup", self.input, "-o", self.path("out"), "--removed",
                   gone, "--force")
        self.assertIn(b'"of":"r0"', self.read("gone"))

    def test_no_input_is_an_output(self):
        os.link(self.input, self.path("link.jsonl"))
        os.symlink(self.input, self.path("symlink.jsonl"))
        against = self.write("known/against.jsonl", DATA)
        for target in (self.input, self.path("link.jsonl"),
                       self.path("symlink.jsonl"), against):
            for flag in ("-o", "--removed", "--rejects", "--stats"):
                out = [] if flag == "-o" else ["-o", self.path("out")]
                answer = self.check(2, "dedup", self.input, "--against",
                                    self.path("known"), flag, target, *out,
                                    "--force")
                self.assert_says(answer, "is also an input")
                self.assertEqual(DATA, self.read("in.jsonl"))
                self.assertEqual(DATA, self.read("known/against.jsonl"))
                self.assertNotIn("out", self.names())
        with open(self.input, "rb") as stream:
            done = subprocess.run([PROGRAM, "dedup", "-", "-o", self.input,
                                   "--force"], stdin=stream, check=False,
                                  capture_output=True, timeout=TIMEOUT)
        self.assertEqual(2, done.returncode)
        self.assertEqual(DATA, self.read("in.jsonl"))

    def test_standard_output_in_an_input_folder(self):
        folder = self.folder / "folder"
        folder.mkdir()
        (folder / "in.jsonl").write_bytes(DATA)
        for name in ("out.jsonl", "in.jsonl"):
            with open(folder / name, "ab") as stream:
                done = subprocess.run(
                    [PROGRAM, "dedup", str(folder), "-o", "-"], stdout=stream,
                    stderr=subprocess.PIPE, check=False, timeout=TIMEOUT)
            self.assertEqual(2, done.returncode)
            self.assertIn(b"standard output goes to an input", done.stderr)
        self.assertEqual(DATA, (folder / "in.jsonl").read_bytes())
        self.assertEqual(b"", (folder / "out.jsonl").read_bytes())
        # Beside the inputs it may go anywhere.
        with open(self.path("out"), "wb") as stream:
            done = subprocess.run(
                [PROGRAM, "dedup", str(folder / "in.jsonl"), "-o", "-"],
                stdout=stream, stderr=subprocess.DEVNULL, check=False,
                timeout=TIMEOUT)
        self.assertEqual(0, done.returncode)

    def test_an_input_that_changes_between_the_readings(self):
        first = [record("a", article("x")), record("b", article("y")),
                 record("c", article("x"))]
        path = self.write("two.jsonl", lines(*first))
        os.mkfifo(self.path("fifo"))
        child = subprocess.Popen(
            [PROGRAM, "dedup", path, self.path("fifo"), "-o",
             self.path("out")], stderr=subprocess.PIPE)
        with open(self.path("fifo"), "wb") as pipe:
            # It has read the file, as it reads the pipe: as many records, but
            # others.
            pipe.write(lines(record("d", article("z"))))
            pipe.flush()
            left = bytearray(4)
            while fcntl.ioctl(pipe, termios.FIONREAD, left) or any(left):
                self.assertIsNone(child.poll(), "ended too early")
                time.sleep(0.01)
            other = self.write("other", lines(first[1], first[0], first[2]))
            os.replace(other, path)
        message = child.communicate(timeout=TIMEOUT)[1].decode()
        self.assertEqual(4, child.returncode, message)
        self.assertIn("nothing was written", message)
        self.assertNotIn("out", self.names())

    def test_two_outputs_in_one_file(self):
        out = self.path("out")
        other = str(self.folder / "." / "out")
        for flag in ("--removed", "--rejects", "--stats"):
            self.check(2, "dedup", self.input, "-o", out, flag, other)
            self.assertEqual(["in.jsonl"], self.names())
        self.check(2, "dedup", self.input, "-o", "-", "--removed", "-")
        self.check(2, "pairs", self.input, "--stats", out, "--rejects", out)
        self.check(0, "dedup", self.input, "-o", "/dev/null", "--removed",
                   "/dev/null")

    def test_dry_run_writes_nothing(self):
        answer = self.check(0, "dedup", self.input, "--dry-run")
        self.assertEqual(b"", answer.out)
        self.assertEqual(1, answer.account()["removed"])
        self.check(0, "dedup", self.input, "--dry-run", "-o", self.path("out"),
                   "--removed", self.path("gone"))
        self.assertEqual(["in.jsonl"], self.names())
        # Without it an output is asked for: no one floods a terminal.
        self.assert_says(self.check(2, "dedup", self.input), "-o")

    def test_mode_of_the_output_follows_umask(self):
        self.check(0, "dedup", self.input, "-o", self.path("out"), umask=0o027)
        self.assertEqual(0o640, os.stat(self.path("out")).st_mode & 0o777)

    def test_link_stays_a_link(self):
        self.write("real", b"old")
        os.symlink("real", self.path("out"))
        self.check(0, "dedup", self.input, "-o", self.path("out"), "--force")
        self.assertTrue(os.path.islink(self.path("out")))
        self.assertEqual(KEPT, self.read("real"))


class FailureTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.input = self.write("in.jsonl", DATA)

    def test_folder_that_cannot_be_written(self):
        for target in ("/proc/nuskha-out", self.path("none/out"),
                       self.path("in.jsonl/out")):
            for command in COMMANDS:
                answer = self.check(5, command, self.input, "-o", target)
                self.assert_says(answer, target)
        self.check(2, "dedup", self.input, "-o", str(self.folder))
        self.check(5, "dedup", self.input, "-o", self.path("out"), "--stats",
                   self.path("none/stats"))
        self.assertEqual(["in.jsonl"], self.names())

    def test_full_disk(self):
        scraped = self.write("s.txt", b"[ad_1]\n\nwords of a text")
        for command in COMMANDS:
            path = scraped if command == "scan" else self.input
            answer = self.check(5, command, path, "-o", "/dev/full")
            self.assert_says(answer, "No space left on device")
        os.remove(scraped)
        for flag, other in (("-o", "--removed"), ("--removed", "-o")):
            answer = self.check(5, "dedup", self.input, flag, "/dev/full",
                                other, self.path("out"))
            self.assert_says(answer, "No space left on device")
            self.assertEqual(["in.jsonl"], self.names())
        bad = self.write("bad.jsonl", DATA + b"no JSON\n")
        self.check(5, "dedup", bad, "-o", self.path("out"), "--rejects",
                   "/dev/full")
        self.assertEqual(["bad.jsonl", "in.jsonl"], self.names())

    def test_full_standard_output(self):
        text = self.write("a.txt", b"text")
        for command in (["version"], ["version", "--json"], ["help"],
                        ["--help"], ["pairs", "--help"], ["normalize", text],
                        ["compare", text, text], ["pairs", self.input],
                        ["compare", "--json", text, text],
                        ["dedup", self.input, "-o", "-"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([PROGRAM, *command], stdout=full,
                                      stderr=subprocess.PIPE, check=False,
                                      timeout=TIMEOUT)
            self.assertEqual(5, done.returncode, command)
            self.assertIn(b"No space left on device", done.stderr)

    def test_full_standard_error(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "dedup", self.input, "-o", "-"],
                                  stdout=subprocess.PIPE, stderr=full,
                                  check=False, timeout=TIMEOUT)
        self.assertEqual((0, KEPT), (done.returncode, done.stdout))

    def test_failed_input_publishes_nothing(self):
        cut = self.write("a.parquet", b"PAR1" + bytes(20))
        for command in COMMANDS:
            self.check(4, command, self.input, cut, "-o", self.path("out"),
                       "--stats", self.path("stats"))
            self.assertEqual(["a.parquet", "in.jsonl"], self.names())

    def test_dead_runs_are_swept(self):
        dead = ".out.nuskha-1-0.tmp"
        self.write(dead, b"left behind")
        self.write(".other.nuskha-1-0.tmp", b"of another target")
        self.check(0, "dedup", self.input, "-o", self.path("out"))
        self.assertEqual([".other.nuskha-1-0.tmp", "in.jsonl", "out"],
                         self.names())


class PipeTest(ProgramTest):
    def test_closed_pipe_ends_quietly(self):
        data = lines(*[record(str(i), article(i % 40)) for i in range(600)])
        path = self.write("in.jsonl", data)
        text = self.write("big.txt", ("كلمة " * 300_000).encode())
        batch = lines(*[json.dumps("كلمة " * 20)] * 20_000)
        for command, stdin in ((["pairs", path], b""),
                               (["dedup", path, "-o", "-", "--annotate"], b""),
                               (["normalize", "--spans", text], b""),
                               (["normalize", "--batch"], batch)):
            source = self.write("stdin", stdin)
            with open(source, "rb") as stream:
                child = subprocess.Popen([PROGRAM, *command], stdin=stream,
                                         stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE)
            self.assertTrue(child.stdout.readline())
            child.stdout.close()
            message = child.stderr.read()
            child.stderr.close()
            self.assertEqual(0, child.wait(TIMEOUT), (command, message))
            self.assertNotIn(b"error", message)
            self.assertNotIn(b"ipe", message)


class SignalTest(ProgramTest):
    SIGNALS = ((signal.SIGINT, 130), (signal.SIGTERM, 143))

    def ended(self, number, command, size):
        """Signals a run that waits for more input after `size` records."""
        data = lines(*[record(str(i), article(i)) for i in range(size)])
        child = subprocess.Popen([PROGRAM, *command], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        child.stdin.write(data)
        child.stdin.flush()
        # Its temporary file shows that the run has begun; without it a signal
        # would only test the operating system.
        while not any(name.endswith(".tmp") for name in self.names()):
            self.assertIsNone(child.poll(), "ended too early")
            time.sleep(0.01)
        child.send_signal(number)
        code = child.wait(TIMEOUT)
        message = child.stderr.read()
        for stream in (child.stdin, child.stdout, child.stderr):
            stream.close()
        return code, message

    def test_while_it_waits_for_input(self):
        for number, code in self.SIGNALS:
            for command in COMMANDS:
                for threads in ("-j1", "-j3"):
                    out = self.path("out")
                    ended, message = self.ended(
                        number, [command, "-", "-o", out, threads, "--stats",
                                 self.path("stats")], 50)
                    self.assertEqual(code, ended, (command, message))
                    self.assertIn(b"interrupted", message)
                    self.assertEqual([], self.names(), command)

    def test_while_it_waits_elsewhere(self):
        os.mkfifo(self.path("fifo"))
        for command in (["normalize"], ["normalize", "--batch"],
                        ["compare", "-", self.path("none")],
                        ["eval", "--gold", "-", self.path("none")],
                        ["sketch", "--signatures", "-", self.path("none")],
                        ["pairs", self.path("fifo")]):
            child = subprocess.Popen([PROGRAM, *command],
                                     stdin=subprocess.PIPE,
                                     stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)
            time.sleep(0.5)
            self.assertIsNone(child.poll(), command)
            child.send_signal(signal.SIGTERM)
            code = child.wait(TIMEOUT)
            child.stdin.close()
            self.assertIn(code, (143, -signal.SIGTERM), command)

    def test_while_nobody_reads(self):
        big = self.write("big.jsonl", lines(*[
            record(str(i), f"{i} word{i} other{i} more{i}" * 20)
            for i in range(3000)]))
        child = subprocess.Popen([PROGRAM, "dedup", big, "-o", "-"],
                                 stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL)
        time.sleep(1)
        self.assertIsNone(child.poll())
        child.send_signal(signal.SIGTERM)
        # It hears the signal, or has not begun to listen.
        self.assertIn(child.wait(TIMEOUT), (143, -signal.SIGTERM))
        child.stdout.close()
        os.remove(big)

    def test_old_output_stays(self):
        out = self.write("out", b"old")
        ended, _ = self.ended(signal.SIGTERM,
                              ["dedup", "-", "-o", out, "--force"], 5000)
        self.assertEqual(143, ended)
        self.assertEqual(["out"], self.names())
        self.assertEqual(b"old", self.read("out"))


if __name__ == "__main__":
    unittest.main()
