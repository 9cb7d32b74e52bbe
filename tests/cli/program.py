# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: the program, its files and its answers.

The path of the program comes by the environment variable NUSKHA. Every case
has a folder of its own, which goes when the case ends.
"""
import fcntl
import gzip
import json
import os
import pathlib
import pty
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

PROGRAM = os.environ["NUSKHA"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
ARTICLES = str(SAMPLE / "articles.jsonl")
# Generous: the sanitizer builds are slow, and so may be the machine.
TIMEOUT = 600


def leave_without_kernel():
    """Ends with 77, which ctest reports as skipped, where the instruction set
    that NUSKHA_SIMD forces is not in this CPU."""
    version = subprocess.run([PROGRAM, "version"], capture_output=True,
                             timeout=TIMEOUT)
    if version.returncode == 2 and b"this CPU has no" in version.stderr:
        print(version.stderr.decode("utf-8"), end="", file=sys.stderr)
        sys.exit(77)


if "NUSKHA_SIMD" in os.environ:
    leave_without_kernel()

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
READ = re.compile(r"read (\d+) = ")


class Answer:
    """What a run left: exit code, standard output, standard error."""

    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr.decode("utf-8")

    def rows(self):
        """The JSON lines of standard output."""
        return json_lines(self.out)

    def account(self):
        """The last line of standard error as numbers by name."""
        line = self.err.rstrip("\n").rsplit("\n", 1)[-1]
        if not READ.match(line):
            raise AssertionError(f"no account at the end of: {self.err}")
        numbers = {"read": int(READ.match(line)[1])}
        for part in line.split(" = ")[1].split(" + "):
            name, number = part.split(" ")
            numbers[name] = int(number)
        return numbers


def json_lines(data):
    """The values of JSON Lines, each line strictly one value."""
    lines = data.decode("utf-8").split("\n")
    if lines.pop() != "":
        raise AssertionError("the last line has no end")
    return [json.loads(line) for line in lines]


def run(*arguments, **options):
    """Runs the program; stdin: bytes."""
    done = subprocess.run([PROGRAM, *map(str, arguments)],
                          input=options.pop("stdin", b""),
                          capture_output=True, timeout=TIMEOUT, check=False,
                          **options)
    return Answer(done)


def words(seed, count):
    """`count` made-up Arabic words; other seeds share next to none."""
    chance = random.Random(seed)
    return ["".join(chance.choices(LETTERS, k=chance.randint(4, 7)))
            for _ in range(count)]


def article(seed, count=60):
    """A text of `count` made-up words in sentences."""
    text = words(seed, count)
    return "".join(word + (". " if i % 12 == 11 else " ")
                   for i, word in enumerate(text)).strip()


def record(ident, text, **fields):
    """One JSON line without its end."""
    value = {"id": ident, "text": text, **fields}
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def lines(*records):
    """JSON Lines of `records`, each bytes or str."""
    return b"".join((r.encode("utf-8") if isinstance(r, str) else r) + b"\n"
                    for r in records)


def zstd_frame(data):
    """`data` as one zstd frame of stored blocks, by RFC 8878: no library, so
    that a test can place damage exactly."""
    block = 1 << 17
    head = b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(data))
    parts = [data[i:i + block] for i in range(0, len(data), block)] or [b""]
    out = [head]
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        out.append(struct.pack("<I", len(part) << 3 | last)[:3] + part)
    return b"".join(out)


def gzip_member(data):
    return gzip.compress(data, mtime=0)


class ProgramTest(unittest.TestCase):
    """A case with a folder of its own."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="nuskha-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, data):
        """Writes a file into the folder; its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return str(path)

    def path(self, name):
        return str(self.folder / name)

    def read(self, name):
        return (self.folder / name).read_bytes()

    def names(self):
        """Everything in the folder, hidden files too."""
        return sorted(path.name for path in self.folder.iterdir())

    def check(self, code, *arguments, **options):
        """Runs the program, which must end with `code`."""
        answer = run(*arguments, **options)
        self.assertEqual(code, answer.code,
                         f"{arguments}: {answer.err[-2000:]}")
        return answer

    def on_terminal(self, *arguments, columns=None, **options):
        """What the program prints when standard output is a terminal."""
        leader, follower = pty.openpty()
        if columns is not None:
            fcntl.ioctl(follower, termios.TIOCSWINSZ,
                        struct.pack("HHHH", 24, columns, 0, 0))
        child = subprocess.Popen([PROGRAM, *map(str, arguments)],
                                 stdout=follower, stderr=subprocess.PIPE,
                                 stdin=subprocess.DEVNULL, **options)
        os.close(follower)
        out = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # Linux: the other end is closed
                break
            if not part:
                break
            out += part
        os.close(leader)
        message = child.stderr.read()
        child.stderr.close()
        self.assertEqual(0, child.wait(TIMEOUT), message)
        return out.replace(b"\r\n", b"\n").decode("utf-8")

    def assert_says(self, answer, *parts):
        """Each of `parts` stands in the messages."""
        for part in parts:
            self.assertIn(part, answer.err)

    def assert_closes(self, numbers):
        self.assertEqual(numbers["read"],
                         sum(numbers.values()) - numbers["read"])
