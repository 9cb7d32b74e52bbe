# SPDX-License-Identifier: Apache-2.0
"""The disk is full, or files may not grow any more.

Shows: exit code 5; the message names the file and the reason and says that
nothing was changed; nothing was; no temporary file stays; with room the same
run does its work. A small file system is mounted where the system lets the
test do it (in name spaces of its own, so that nothing stays mounted), else
these cases are skipped; the limit on the size of files is tested everywhere.
"""
import json
import resource
import signal
import subprocess
import unittest

from program import (PROGRAM, TIMEOUT, ProgramTest, article, lines, record)

OLD = b"old\n"
SIZE = 64 << 10
# Its ids are long: each record takes some bytes in every kind of output.
DATA = lines(*[record(f"{i}-{j}" * 40, f"[ad_1]\n\n{article(i, 60)}")
               for i in range(300) for j in range(2)])
BAD = lines(*[json.dumps({"id": i, "text": i}) for i in range(1000)])

IN_ROOM = """
mount -t tmpfs -o size="$ROOM" tmpfs "$DISK" || exit 99
cp old "$DISK/out"
"$@" 2> "$DISK/../message"
code=$?
ls -A "$DISK" > names
cp "$DISK/out" found
exit $code
"""


def name_spaces_missing():
    """Why no file system can be mounted here; empty if it can."""
    try:
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"],
            capture_output=True, check=False, timeout=TIMEOUT)
    except FileNotFoundError:
        return "unshare is not installed"
    return "" if done.returncode == 0 else done.stderr.decode()


MISSING = name_spaces_missing()


class FullDiskCase(ProgramTest):
    """What both kinds of full share."""

    def setUp(self):
        super().setUp()
        self.write("in.jsonl", DATA)
        self.write("bad.jsonl", lines(record("a", article("a"))) + BAD)
        self.inputs = self.names()

    def commands(self, out, kept):
        """Those that write more to `out` than there is room."""
        yield ["dedup", "in.jsonl", "-o", out]
        yield ["dedup", "in.jsonl", "-o", kept, "--removed", out]
        yield ["clusters", "in.jsonl", "bad.jsonl", "-o", out, "--max-bad", "1"]
        yield ["pairs", "in.jsonl", "--passages", "-o", out]
        yield ["scan", "in.jsonl", "-o", out]
        yield ["dedup", "bad.jsonl", "-o", kept, "--rejects", out,
               "--max-bad", "1"]
        yield ["inspect", "bad.jsonl", "--rejects", out, "--max-bad", "1"]

    def check_message(self, answer_code, message, path):
        self.assertEqual(5, answer_code, message)
        self.assertIn(f"write {path}: ", message)
        self.assertIn("; no output file was changed", message)
        self.assertNotIn("kept", self.names())


class SizeLimitTest(FullDiskCase):
    def limited(self, size, *command, **options):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            # As in a shell: Python would have it ignored.
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        return subprocess.run([PROGRAM, *command], cwd=self.folder,
                              capture_output=True, timeout=TIMEOUT,
                              check=False, preexec_fn=limit, **options)

    def test_file_may_not_grow(self):
        for command in self.commands("out", "/dev/null"):
            with self.subTest(command=command):
                self.write("out", OLD)
                if command[0] != "inspect":
                    command = [*command, "--force"]
                done = self.limited(SIZE, *command)
                self.check_message(done.returncode, done.stderr.decode(), "out")
                self.assertIn(b"File too large", done.stderr)
                self.assertEqual(OLD, self.read("out"))
                self.assertEqual([*self.inputs, "out"], self.names())

    def test_statistics(self):
        """Smaller than the output, so that it fails last."""
        self.write("one.jsonl", lines(record("a", article("a", 10))))
        self.write("stats", OLD)
        done = self.limited(512, "dedup", "one.jsonl", "-o", "out", "--stats",
                            "stats")
        self.check_message(done.returncode, done.stderr.decode(), "stats")
        self.assertEqual(OLD, self.read("stats"))
        self.assertNotIn("out", self.names())

    def test_copy_of_standard_input(self):
        (self.folder / "tmp").mkdir()
        done = self.limited(SIZE, "dedup", "-", "-o", "out", "--tmp", "tmp",
                            input=DATA)
        message = done.stderr.decode()
        self.assertEqual(5, done.returncode, message)
        for part in ("standard input", "tmp", "--tmp", "File too large"):
            self.assertIn(part, message)
        self.assertEqual([*self.inputs, "tmp"], self.names())
        self.assertEqual([], list((self.folder / "tmp").iterdir()))


@unittest.skipIf(MISSING, f"no file system can be mounted: {MISSING}")
class FullDiskTest(FullDiskCase):
    def setUp(self):
        super().setUp()
        self.write("old", OLD)
        (self.folder / "disk").mkdir()

    def in_room(self, room, command, **options):
        """Runs it beside a disk of `room` bytes; code, message, what is on the
        disk, the file out on it."""
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", IN_ROOM, "sh", PROGRAM, *command],
            cwd=self.folder, capture_output=True, timeout=TIMEOUT, check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "ROOM": str(room),
                 "DISK": "disk"}, **options)
        self.assertNotEqual(99, done.returncode, done.stderr)
        return (done.returncode, self.read("message").decode(),
                self.read("names").decode().split(), self.read("found"))

    def test_disk_is_full(self):
        for command in self.commands("disk/out", "kept"):
            with self.subTest(command=command):
                if command[0] != "inspect":
                    command = [*command, "--force"]
                code, message, names, out = self.in_room(SIZE, command)
                self.check_message(code, message, "disk/out")
                self.assertIn("No space left on device", message)
                self.assertEqual((["out"], OLD), (names, out))
                code, message, names, out = self.in_room(64 << 20, command)
                self.assertIn(code, (0, 3), message)
                self.assertEqual(["out"], names)
                self.assertGreater(len(out), SIZE)
                if "kept" in self.names():
                    (self.folder / "kept").unlink()

    def test_no_room_for_the_copy_of_standard_input(self):
        code, message, names, out = self.in_room(
            SIZE, ["dedup", "-", "-o", "kept", "--tmp", "disk"], input=DATA)
        self.assertEqual(5, code, message)
        for part in ("standard input", "in disk", "--tmp", "No space left"):
            self.assertIn(part, message)
        self.assertEqual((["out"], OLD), (names, out))
        self.assertNotIn("kept", self.names())


if __name__ == "__main__":
    unittest.main()
