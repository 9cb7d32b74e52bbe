# SPDX-License-Identifier: Apache-2.0
"""The N-th system call fails, for every N, once and for ever.

Shows: whatever call fails, a run ends with an error of the contract and leaves
every output as it was, or with complete and right outputs; it never crashes or
hangs, and leaves no temporary file. Short reads and writes and interrupted
calls change nothing. A run killed at any call leaves the output old, absent or
complete, and the next run sweeps what it left.

Of kinds with many calls every third is tried, from a random one of the first
three on. NUSKHA_FAULTS_ALL=1 tries all, NUSKHA_SEED=N others;
NUSKHA_FAULT_REPORT=1 prints the calls of each run and the exit codes.
"""
import bz2
import collections
import errno
import gzip
import lzma
import os
import pathlib
import random
import tempfile
import unittest

from faults import (FAULTS_MISSING, KILL, KINDS, NO_FILTER, SHORT, Fault,
                    comparable, run_with, usual_error)
from program import ProgramTest, article, lines, record, run, zstd_frame

ALL = bool(os.environ.get("NUSKHA_FAULTS_ALL"))
SEED = int(os.environ.get("NUSKHA_SEED", "1"))
FEW = 8
REPORT = bool(os.environ.get("NUSKHA_FAULT_REPORT"))
OLD = b"the old output\n"
CHANGING = ("open", "write", "fsync", "rename")  # what is on the disk
ERRORS = (4, 5, 9)  # of inputs, of outputs, of memory


def records(first, count):
    """Some records, two copies among them."""
    texts = [article(first + i) for i in range(count)]
    return [record(f"r{first + i}", text, title=f"title {i}",
                   source="s", date=f"2021-01-{i % 28 + 1:02}")
            for i, text in enumerate([*texts, texts[0], texts[1]])]


def page(text):
    paragraphs = "".join(f"<p>{part}.</p>" for part in text.split(". "))
    body = f"<html><body><article>{paragraphs}</article></body></html>"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return head + body.encode("utf-8")


def warc(*texts):
    parts = []
    for i, text in enumerate(texts):
        block = page(text)
        parts.append(
            b"WARC/1.0\r\nWARC-Type: response\r\n"
            b"WARC-Target-URI: http://a.example/%d\r\n"
            b"WARC-Date: 2021-01-01T00:00:00Z\r\n"
            b"Content-Type: application/http; msgtype=response\r\n"
            b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (i, len(block), block))
    return b"".join(parts)


def places(count):
    """Numbers of the calls to try, of `count`."""
    if ALL or count <= FEW:
        return range(1, count + 1)
    return range(random.Random(f"{SEED} {count}").randint(1, 3), count + 1, 3)


class FaultRun:
    """A command with its files: `outputs` are what it writes."""

    def __init__(self, folder, arguments, outputs, stdin=b"", old=True):
        self.folder = pathlib.Path(folder)
        self.arguments = arguments
        self.outputs = outputs
        self.stdin = stdin
        self.old = OLD if old else None
        self.inputs = self.files()
        self.clear()
        self.done = run(*arguments, stdin=stdin, cwd=folder)
        self.whole = self.written()
        self.clear()

    def files(self):
        """Every file below the folder."""
        return sorted(str(path.relative_to(self.folder))
                      for path in self.folder.rglob("*") if path.is_file())

    def clear(self):
        for name in self.files():
            if name not in self.inputs:
                os.unlink(self.folder / name)
        for name in self.outputs:
            if self.old is not None:
                (self.folder / name).write_bytes(self.old)

    def written(self):
        found = {}
        for name in self.outputs:
            path = self.folder / name
            found[name] = path.read_bytes() if path.exists() else None
            if found[name] not in (None, self.old):
                found[name] = comparable(name, found[name])
        return found

    def left_over(self):
        return set(self.files()) - set(self.inputs) - set(self.outputs)


def compressed(folder):
    """dedup of a .jsonl.gz, all outputs, over old ones."""
    bad = b'{"id":"bad","text":1}'
    data = lines(*records(0, 12), bad)
    (folder / "in.jsonl.gz").write_bytes(gzip.compress(data, mtime=0))
    return FaultRun(folder, [
        "dedup", "in.jsonl.gz", "-o", "out.jsonl.zst", "--removed", "gone.gz",
        "--rejects", "rejects", "--stats", "stats", "--force", "--max-bad",
        "0.5", "-j", "1"], ["out.jsonl.zst", "gone.gz", "rejects", "stats"])


def folder_of_files(folder):
    """clusters of a folder with a WARC file, a table and JSON, each compressed
    in its way, no old output."""
    texts = [article(i, 80) for i in range(6)]
    (folder / "in").mkdir()
    pages = warc(*texts[:4], texts[0])
    (folder / "in" / "a.warc.zst").write_bytes(zstd_frame(pages))
    rows = "".join(f'{i},"{text}"\n' for i, text in enumerate(texts))
    table = f"id,text\n{rows}".encode("utf-8")
    (folder / "in" / "b.csv.bz2").write_bytes(bz2.compress(table))
    (folder / "in" / "c.jsonl.xz").write_bytes(
        lzma.compress(lines(*records(0, 4))))
    return FaultRun(folder, ["clusters", "in", "-o", "out", "--rejects",
                             "rejects", "-j", "1"], ["out", "rejects"],
                    old=False)


def standard_input(folder):
    """dedup of a pipe, kept under --tmp, texts stripped."""
    data = lines(*records(100, 2))
    # One read takes all of it: what a pipe holds at least.
    assert len(data) <= 4096
    (folder / "tmp").mkdir()
    return FaultRun(folder, [
        "dedup", "-", "--tmp", "tmp", "--strip", "headline,boilerplate,repeats",
        "-o", "out", "--removed", "gone", "--force", "-j", "1"],
        ["out", "gone"], stdin=data)


RUNS = (compressed, folder_of_files, standard_input)


@unittest.skipIf(FAULTS_MISSING, FAULTS_MISSING)
class FaultsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.counts = self.path("counts")
        self.tally = collections.Counter()

    def prepared(self):
        """The three runs, each with the number of its calls by kind."""
        for make in RUNS:
            folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
            case = make(folder)
            self.assertIn(case.done.code, (0, 3), case.done.err)
            answer, calls = self.attempt(case, Fault("open", 0))
            self.assertEqual(case.done.code, answer.code, answer.err)
            self.assertEqual(case.whole, case.written())
            for kind in KINDS:
                self.assertGreater(calls[kind], 0, (make, kind))
            yield make.__name__, case, calls

    def attempt(self, case, fault):
        case.clear()
        answer, calls = run_with(fault, case.arguments, case.stdin,
                                 case.folder, self.counts)
        if answer.code == NO_FILTER:
            self.skipTest(f"seccomp is not allowed here: {answer.err}")
        return answer, calls

    def check_fault(self, name, case, fault):
        """The program may fail, but as it is promised."""
        answer, _ = self.attempt(case, fault)
        self.tally[name, fault.kind, answer.code] += 1
        self.assertNotIn("terminate called", answer.err)
        self.assertEqual(set(), case.left_over(), answer.err)
        written = case.written()
        if answer.code == case.done.code:
            self.assertEqual(case.whole, written, answer.err)
            return
        self.assertIn(answer.code,
                      (9,) if fault.kind == "memory" else ERRORS, answer.err)
        if fault.kind != "write":
            self.assertIn("error: ", answer.err)
        changed = [name for name in case.outputs if written[name] != case.old]
        for output in changed:
            self.assertEqual(case.whole[output], written[output], output)
        if not changed:
            return
        # Only where a name or the folder fails, and the first output, which
        # is the last to get its name, has it only where the folder fails.
        synced = "sync the folder" in answer.err
        self.assertTrue(synced or case.outputs[0] not in changed, answer.err)
        self.assertTrue(synced or "already have their names" in answer.err)

    def check_all(self, ever):
        for name, case, calls in self.prepared():
            for kind in KINDS:
                for at in places(calls[kind]):
                    fault = Fault(kind, at, ever, usual_error(kind))
                    with self.subTest(run=name, fault=str(fault), seed=SEED):
                        self.check_fault(name, case, fault)
            if REPORT:
                print(name, calls)
        if REPORT:
            for key, count in sorted(self.tally.items()):
                print(*key, count)

    def test_once(self):
        self.check_all(False)

    def test_for_ever(self):
        self.check_all(True)

    def check_nothing_changes(self, faults):
        """Runs go on as if nothing had been."""
        for name, case, calls in self.prepared():
            for fault in faults(calls):
                with self.subTest(run=name, fault=str(fault), seed=SEED):
                    answer, _ = self.attempt(case, fault)
                    self.assertEqual(case.done.code, answer.code, answer.err)
                    self.assertEqual(case.whole, case.written())
                    self.assertEqual(set(), case.left_over())
                    self.assertEqual(case.done.err, answer.err)

    def test_interrupted_calls(self):
        self.check_nothing_changes(
            lambda calls: [Fault(kind, at, error=errno.EINTR)
                           for kind in ("read", "write")
                           for at in places(calls[kind])])

    def test_short_calls(self):
        self.check_nothing_changes(
            lambda calls: [Fault(kind, at, error=SHORT)
                           for kind in ("read", "write")
                           for at in places(calls[kind])] +
            [Fault(kind, 1, True, SHORT) for kind in ("read", "write")])

    def test_killed_at_any_call(self):
        for name, case, calls in self.prepared():
            for kind in CHANGING:
                for at in places(calls[kind]):
                    fault = Fault(kind, at, error=KILL)
                    with self.subTest(run=name, fault=str(fault), seed=SEED):
                        self.check_kill(case, fault)

    def check_kill(self, case, fault):
        answer, _ = self.attempt(case, fault)
        self.assertEqual(-9, answer.code)
        for output, data in case.written().items():
            self.assertIn(data, (case.old, case.whole[output]))
        again = [*case.arguments]
        if "--force" not in again:
            again.append("--force")
        answer = run(*again, stdin=case.stdin, cwd=case.folder)
        self.assertEqual(case.done.code, answer.code, answer.err)
        self.assertEqual(case.whole, case.written())
        self.assertEqual(set(), case.left_over())


if __name__ == "__main__":
    unittest.main()
