# SPDX-License-Identifier: Apache-2.0
"""nuskha index: what goes wrong between it and its users.

Shows: no output can be a file of the index; records without an id do not get
that of another; settings for other commands disturb no action, and options on
the command line are used or refused; a signal ends the wait for another writer;
answers of what was committed outlive the run.
"""
import contextlib
import fcntl
import gzip
import itertools
import json
import os
import pathlib
import re
import signal
import subprocess
import time
import unittest

from index_test import IndexTest
from program import (PROGRAM, ROOT, TIMEOUT, article, lines, record)

A, B = article("a", 120), article("b", 120)


def unnamed(text, **fields):
    """A JSON line without an id."""
    return json.dumps({"text": text, **fields}, ensure_ascii=False).encode()


class OutputsTest(IndexTest):
    def test_no_output_is_a_file_of_the_index(self):
        self.do(0, "add", self.data(record("a", A)))
        more = self.write("more.jsonl", lines(record("b", B)))
        database = f"{self.index}/nuskha.db"
        lock = f"{self.index}/lock"
        for target in (database, lock):
            for action in ("add", "query"):
                for flag in ("-o", "--rejects", "--stats"):
                    with self.subTest(action=action, flag=flag):
                        answer = self.do(2, action, more, flag, target,
                                         "--force")
                        self.assert_says(answer, "is also an input")
            for flags in (["-o", target], ["-o", "-", "--removed", target],
                          ["-o", "-", "--rejects", target],
                          ["-o", "-", "--stats", target]):
                with self.subTest(flags=flags):
                    answer = self.check(2, "dedup", more, "--index",
                                        self.index, "--force", *flags)
                    self.assert_says(answer, "is also an input")
        self.do(0, "verify")
        self.assertEqual(["a"], self.ids())

    def test_rejects_and_stats_replace_what_was_there(self):
        data = self.data(record("a", A), b"no")
        for name in ("rejects", "stats"):
            self.write(name, b"old")
        self.do(0, "add", data, "--max-bad", "1", "--rejects",
                self.path("rejects"), "--stats", self.path("stats"))
        self.assertEqual("json_syntax",
                         json.loads(self.read("rejects"))["code"])
        self.assertEqual(2, json.loads(self.read("stats"))["read"])


class RecordsWithoutIdTest(IndexTest):
    def test_standard_input_of_another_day(self):
        for _ in range(2):  # the second time all is known
            for text in (A, B):
                self.do(0, "add", "-", stdin=lines(unnamed(text)))
        ids = self.ids()
        self.assertEqual(2, len(ids))
        for ident in ids:
            self.assertRegex(ident, re.compile("^-:[0-9a-f]{16}$"))
        rows = self.do(0, "check", "-", stdin=lines(
            unnamed(A), unnamed(A, title=B), record("own", A))).rows()
        self.assertEqual([("known", ids[0]), ("match", rows[1]["id"]),
                          ("match", "own")],
                         [(row["status"], row["id"]) for row in rows])
        self.assertRegex(rows[1]["id"], "^-:[0-9a-f]{16}$")
        answer = self.do(0, "update", "-", stdin=lines(unnamed(A + " " + B)))
        self.assert_says(answer, "1 new")
        self.do(0, "remove", "--", *ids)
        self.assertEqual(3, self.stats()["documents"])

    def test_the_same_ids_everywhere(self):
        self.do(0, "add", "-", stdin=lines(
            json.dumps({"title": "title", "text": "text"})))
        self.assertEqual(["-:9dd0bb67ef7a5047"], self.ids())

    def test_plain_text_and_compressed_standard_input(self):
        for data in (A.encode(), B.encode(), gzip.compress(A.encode())):
            self.do(0, "add", "-", stdin=data)
        self.assertEqual(2, self.stats()["documents"])

    def test_named_files_keep_file_and_line(self):
        data = self.data(unnamed(A), unnamed(B))
        self.do(0, "add", data)
        self.assertEqual([f"{data}:1", f"{data}:2"], self.ids())
        other = self.data(unnamed(article("c", 120)), unnamed(B))
        self.assertEqual(["changed", "known"],
                         [row["status"] for row
                          in self.do(0, "check", other).rows()])

    def test_query_leaves_nothing_out(self):
        data = self.data(unnamed(A))
        self.do(0, "add", data)
        self.do(0, "add", "-", stdin=lines(unnamed(B)))
        row, = self.do(0, "query", data).rows()
        self.assertEqual(f"{data}:1", row["id"])
        self.assertEqual([f"{data}:1"], [m["id"] for m in row["matches"]])
        row, = self.do(0, "query", "-", stdin=lines(unnamed(B))).rows()
        self.assertEqual("-:1", row["id"])
        self.assertEqual(["exact"], [m["relation"] for m in row["matches"]])
        # Of its own id a document is still no match of itself.
        self.do(0, "add", self.data(record("own", article("d", 99))))
        row, = self.do(0, "query", self.path("in.jsonl")).rows()
        self.assertEqual([], row["matches"])


# What each action takes beside what all of them take.
FIELDS = ["--text", "--id", "--title", "--url", "--source", "--date"]
READING = FIELDS + [
    "--files-from", "--null", "--jobs", "--max-line", "--max-expansion",
    "--zstd-window", "--encoding", "--html-max-depth", "--on-damage",
    "--max-bad", "--strict", "--tmp", "--rejects", "--stats", "--progress",
    "--status-fd", "--output", "--force"]
WRITING = ["--durability", "--wait"]
TAKES = {
    "create": ["--durability", "--seed", "--no-store-text"],
    "add": READING + WRITING,
    "update": READING + WRITING,
    "check": READING + WRITING + ["--passages"],
    "query": READING + ["--passages"],
    "remove": WRITING,
    "stats": ["--json"],
    "verify": ["--progress", "--status-fd"],
    "compact": WRITING + ["--upgrade", "--progress", "--status-fd"],
    "export": ["--output", "--force"],
}
ALL = ["--quiet", "--verbose", "--read-only", "--config", "--help"]
SWITCHES = ["--null", "--strict", "--force", "--passages", "--upgrade",
            "--json", "--no-store-text"]
VALUES = {"--jobs": "1", "--max-line": "1MiB", "--max-expansion": "1000",
          "--zstd-window": "27", "--html-max-depth": "512",
          "--on-damage": "salvage", "--max-bad": "0.5", "--status-fd": "1",
          "--progress": "none", "--durability": "process", "--wait": "1s",
          "--seed": "1", "--encoding": "utf-8", "--boilerplate": "x"}


class OptionsTest(IndexTest):
    def given(self, option):
        if option in SWITCHES:
            return [option]
        if option == "--files-from":
            return [option, self.write("list", self.path("in.jsonl").encode())]
        if option == "--tmp":
            return [option, str(self.folder)]
        if option in FIELDS:
            return [option, option[2:]]
        return [option, VALUES.get(option, self.path("value"))]

    def test_used_or_refused(self):
        """Every option of every action, on the command line."""
        self.do(0, "add", self.data(record("a", A)))
        self.assertEqual(set(ALL + ["--boilerplate"]).union(*TAKES.values()),
                         self.long_options())
        options = sorted({o for taken in TAKES.values() for o in taken})
        for action, option in itertools.product(TAKES, options):
            rest = {"create": [], "remove": ["a"]}.get(action, [])
            if action in ("add", "update", "check", "query"):
                rest = [self.path("in.jsonl")]
            index = self.path(f"new{option}") if action == "create" \
                else self.index
            with self.subTest(action=action, option=option):
                if option in TAKES[action]:
                    with contextlib.suppress(FileNotFoundError):
                        os.remove(self.path("value"))
                    self.check(0, "index", action, index, *rest,
                               *self.given(option))
                else:
                    answer = self.check(2, "index", action, index, *rest,
                                        *self.given(option))
                    self.assert_says(answer, f"index {action} does not take",
                                     option)

    def long_options(self):
        text = self.check(0, "index", "--help").out.decode()
        return set(re.findall(r"^ +(?:-\w,)?(--[\w-]+)", text, re.M))

    def test_what_was_ignored(self):
        for action, *flags in (
                ["remove", "zzz", "--files-from", "nosuch"],
                ["stats", "-o", "st.txt"], ["stats", "--rejects", "rj"],
                ["verify", "-o", "v"], ["verify", "--durability", "sync"],
                ["verify", "--status-fd", "77"],
                ["compact", "--status-fd", "77"],
                ["query", "-", "--wait", "1s"]):
            with self.subTest(action=action, flags=flags):
                self.do(2, action, *flags, cwd=self.folder)
        other = self.path("other")
        for flags in (["-o", "foo"], ["--wait", "bogus"], ["--seed", ""],
                      ["--seed", "7x"], ["--read-only"]):
            with self.subTest(flags=flags):
                self.check(2, "index", "create", other, *flags,
                           cwd=self.folder)
        self.assertEqual(["seen.index"], self.names())

    def test_passages_without_texts(self):
        bare = self.path("bare")
        self.check(0, "index", "create", bare, "--no-store-text")
        data = self.data(record("a", A))
        for action in ("query", "check"):
            self.assert_says(self.check(2, "index", action, bare, data,
                                        "--passages"), "keeps no texts")
        self.assertEqual(b"", self.check(0, "index", "export", bare).out)


class SettingsTest(IndexTest):
    def every_action(self, *flags, **variables):
        environment = {**os.environ, **variables}
        data = self.data(record("a", A), record("b", B))
        for action, *rest in (
                ["create"], ["add", data], ["update", data], ["check", data],
                ["query", data], ["stats"], ["verify"], ["remove", "a"],
                ["compact"], ["export"]):
            index = self.path(f"other{time.monotonic_ns()}") \
                if action == "create" else self.index
            with self.subTest(action=action):
                answer = self.check(0, "index", action, index, *rest, *flags,
                                    env=environment, cwd=self.folder)
                if action == "stats":
                    stats = answer.out
        return stats

    def test_example_of_the_documentation(self):
        text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
        example = re.search(r"```toml\n(.*?)```", text, re.S)[1]
        self.assertIn("boilerplate", example)
        self.every_action("--config",
                          self.write("cfg.toml", example.encode()))

    def test_settings_of_other_commands(self):
        config = ('seed = 7\npassages = true\nupgrade = true\nforce = true\n'
                  'durability = "sync"\nwait = "1s"\n')
        self.every_action("--config", self.write("cfg.toml", config.encode()))
        stats = self.every_action(
            NUSKHA_SEED="7", NUSKHA_JSON="1", NUSKHA_PASSAGES="1",
            NUSKHA_UPGRADE="1", NUSKHA_BOILERPLATE="none.tsv")
        self.assertIn("documents", json.loads(stats))

    def test_read_only_protects_from_anywhere(self):
        environment = {**os.environ, "NUSKHA_READ_ONLY": "1"}
        self.do(2, "add", self.data(record("a", A)), env=environment)
        self.do(0, "stats", env=environment)


class InterruptedTest(IndexTest):
    def waiting(self, *arguments):
        """A run that waits for the lock of the index."""
        run = subprocess.Popen([PROGRAM, *arguments, "--wait", "60s"],
                               stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
        self.addCleanup(run.stdout.close)
        self.addCleanup(run.stderr.close)
        self.addCleanup(run.kill)
        folder = pathlib.Path(f"/proc/{run.pid}/fd")
        lock = os.path.realpath(f"{self.index}/lock")
        while run.poll() is None:
            with contextlib.suppress(FileNotFoundError):
                if any(os.readlink(name) == lock
                       for name in folder.iterdir()):
                    break
            time.sleep(0.01)
        return run

    def test_wait_for_another_writer(self):
        data = self.data(record("a", A))
        with open(f"{self.index}/lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for arguments in (["index", "add", self.index, data],
                              ["index", "check", self.index, data],
                              ["index", "remove", self.index, "a"],
                              ["index", "compact", self.index],
                              ["serve", self.index, "--writable", "--listen",
                               "127.0.0.1:0"]):
                for sent, code in ((signal.SIGINT, 130),
                                   (signal.SIGTERM, 143)):
                    with self.subTest(arguments=arguments, sent=sent):
                        run = self.waiting(*arguments)
                        run.send_signal(sent)
                        out, message = run.communicate(timeout=TIMEOUT)
                        self.assertEqual(code, run.returncode, message)
                        self.assertIn(b"interrupted", message)
                        self.assertEqual(b"", out)
        self.assertEqual([], self.ids())

    def test_signal_keeps_the_answers(self):
        """Standard input stays open: what was read of it is answered."""
        text = lines(*[record(f"{i}", article(i, 100)) for i in range(5000)])
        for action in ("add", "update", "check"):
            with self.subTest(action=action):
                index = self.path(f"index.{action}")
                self.check(0, "index", "create", index)
                run = subprocess.Popen(
                    [PROGRAM, "index", action, index, "-", "-o",
                     self.path(action)], stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                count = self.fed(run, text, index)
                self.assertGreater(count, 0)
                run.send_signal(signal.SIGTERM)
                message = run.stderr.read()
                run.stderr.close()
                self.assertEqual(143, run.wait(TIMEOUT), message)
                with contextlib.suppress(BrokenPipeError):
                    run.stdin.close()
                self.same(action, index)

    def fed(self, run, text, index):
        """Feeds the run until it has committed something; how much."""
        count = 0
        while count == 0 and run.poll() is None:
            run.stdin.write(text)
            run.stdin.flush()
            text = text.replace(b'"id": "', b'"id": "x')
            count = json.loads(self.check(0, "index", "stats", index,
                                          "--json").out)["documents"]
        return count

    def same(self, action, index):
        """The answers are those of what is in the index."""
        self.check(0, "index", "verify", index)
        there = self.check(0, "index", "export", index).rows()
        said = self.read(action).decode().splitlines()
        if action == "check":
            self.assertEqual([row["id"] for row in there],
                             [json.loads(line)["id"] for line in said])
        else:
            self.assertEqual(f"durable {len(there)}", said[-1])

    def test_input_that_fails_keeps_the_answers(self):
        records = [record(f"{i}", article(i, 100)) for i in range(500)]
        damaged = bytearray(gzip.compress(lines(*records)))
        damaged[-6] ^= 1  # its checksum
        data = self.write("in.jsonl.gz", damaged)
        for action in ("add", "update", "check", "query"):
            with self.subTest(action=action):
                index = self.path(f"index.{action}")
                self.check(0, "index", "create", index)
                self.check(4, "index", action, index, data, "--on-damage",
                           "fail", "-o", self.path(action))
                if action == "query":
                    self.assertNotIn("query", self.names())
                    continue
                self.same(action, index)


if __name__ == "__main__":
    unittest.main()
