# SPDX-License-Identifier: Apache-2.0
"""nuskha index, and dedup --index: the contract of docs/cli.md.

Shows: every action and its output; what pairs says is what check and query
say; exit codes 2, 4, 6, 7, 8; what a killed `index add` printed is there; a full
disk ends with 5, loses nothing, and adding goes on when there is room.
"""
import fcntl
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
import unittest

from full_disk_test import MISSING
from program import (ARTICLES, PROGRAM, TIMEOUT, ProgramTest, article, lines,
                     record)

A, B = article("a", 120), article("b", 120)
PART = " ".join(A.split()[:40])


class IndexTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.index = self.path("seen.index")
        self.do(0, "create", "--seed", "public")

    def do(self, code, action, *arguments, **options):
        return self.check(code, "index", action, self.index, *arguments,
                          **options)

    def data(self, *records):
        return self.write("in.jsonl", lines(*records))

    def ids(self):
        return [row["id"] for row in self.do(0, "export", "-q").rows()]

    def stats(self):
        return self.do(0, "stats", "--json").rows()[0]


class ActionsTest(IndexTest):
    def test_create(self):
        self.do(2, "create")
        self.write("file", b"")
        self.check(2, "index", "create", self.path("file"))
        self.check(2, "index", "create", self.path("x"), "--seed", "salt")
        stats = self.stats()
        self.assertEqual(["documents", "removed", "bytes", "segments",
                          "durability", "family_id", "normalizer", "created"],
                         list(stats))
        self.assertEqual((0, 0, "process"), (stats["documents"],
                                             stats["removed"],
                                             stats["durability"]))
        other = self.path("other")
        self.check(0, "index", "create", other, "--durability", "sync")
        text = self.check(0, "index", "stats", other).out.decode()
        self.assertIn("durability  sync", text)
        # Another key, another family.
        self.assertNotIn(stats["family_id"], text)

    def test_add_says_what_is_durable(self):
        data = self.data(record("a", A), record("b", B), record("a", A))
        answer = self.do(0, "add", data)
        self.assertEqual(b"durable 2\n", answer.out)
        self.assertEqual({"read": 3, "documents": 3, "passed_through": 0,
                          "rejected": 0}, answer.account())
        self.assert_says(answer, "2 new, 1 known")
        self.assertEqual(b"durable 2\n", self.do(0, "add", data).out)
        empty = self.write("empty.jsonl", b"")
        self.assertEqual(b"durable 2\n", self.do(0, "add", empty).out)
        self.assertEqual(["a", "b"], self.ids())
        many = self.write("many.jsonl", lines(
            *[record(f"m{i}", f"{A} {i}") for i in range(2500)]))
        self.assertEqual(b"durable 1002\ndurable 2002\ndurable 2502\n",
                         self.do(0, "add", many).out)

    def test_check_and_query(self):
        data = self.data(record("a", A), record("b", B), record("c", A),
                         record("a", A), record("b", A), record("d", PART),
                         record("e", ""))
        rows = self.do(0, "check", data).rows()
        self.assertEqual(["new", "new", "match", "known", "changed", "match"],
                         [row["status"] for row in rows])
        self.assertEqual([("a", "exact")], [(m["id"], m["relation"])
                                            for m in rows[2]["matches"]])
        last = rows[-1]["matches"][0]
        self.assertEqual(["id", "relation", "container", "confidence",
                          "jaccard", "a_in_b", "b_in_a", "reasons"],
                         list(last))
        self.assertEqual(("partial", "b", 1), (last["relation"],
                                               last["container"],
                                               last["a_in_b"]))
        self.assertEqual(["a", "b", "c", "d"], self.ids())
        row = self.do(0, "query", self.data(record("new", A)),
                      "--passages").rows()[0]
        self.assertEqual(["id", "matches"], list(row))
        self.assertEqual("exact", row["matches"][0]["relation"])
        passage = row["matches"][0]["passages"][0]
        self.assertEqual(passage["a"], passage["b"])
        self.assertEqual(4, self.stats()["documents"])

    def test_update_and_remove(self):
        self.do(0, "add", self.data(record("a", A), record("b", B)))
        new = article("new", 90)
        answer = self.do(0, "update", self.data(record("a", new)))
        self.assertEqual(b"durable 2\n", answer.out)
        self.assert_says(answer, "1 changed")
        rows = self.do(0, "check", self.data(record("a", new))).rows()
        self.assertEqual("known", rows[0]["status"])
        self.assert_says(self.do(0, "remove", "b", "nobody"),
                         "1 of 2 ids removed")
        self.assertEqual(["a"], self.ids())
        self.do(2, "remove")
        self.assertEqual(2, self.stats()["removed"])
        self.do(0, "compact")
        self.do(0, "verify")
        self.assertEqual(1, self.stats()["documents"])

    def test_says_what_pairs_says(self):
        self.do(0, "add", ARTICLES)
        want = {}
        for row in self.check(0, "pairs", "-q", ARTICLES).rows():
            want[row["a"], row["b"]] = (row["relation"], row["jaccard"],
                                        row["a_in_b"], row["b_in_a"])
        got = {}
        for row in self.do(0, "query", "-q", ARTICLES).rows():
            for match in row["matches"]:
                verdict = (match["relation"], match["jaccard"],
                           match["a_in_b"], match["b_in_a"])
                got[row["id"], match["id"]] = verdict
        self.assertGreater(len(want), 50)
        self.assertEqual(2 * len(want), len(got))
        for pair, verdict in want.items():
            self.assertEqual(verdict, got[pair], pair)

    def test_flags_of_other_actions_are_refused(self):
        data = self.data(record("a", A))
        for action, *flags in (
                ["add", data, "--seed", "1"], ["add", data, "--read-only"],
                ["stats", "--upgrade"], ["verify", "--json"],
                ["add", data, "--passages"], ["stats", data], ["add"],
                ["add", data, "--boilerplate", data],
                ["compact", "--wait", "soon"]):
            with self.subTest(action=action, flags=flags):
                self.do(2, action, *flags)
        self.check(4, "index", "stats", self.path("none"))
        self.do(0, "stats", "--read-only")

    def test_dedup_removes_what_is_known(self):
        self.do(0, "add", self.data(record("old", A)))
        data = self.data(record("copy", A), record("part", PART),
                         record("longer", A + " " + article("more", 300)),
                         record("b", B), record("b2", B))
        answer = self.check(0, "dedup", data, "--index", self.index, "-o", "-",
                            "--removed", self.path("removed"))
        self.assertEqual(["longer", "b"], [r["id"] for r in answer.rows()])
        removed = [json.loads(line) for line
                   in self.read("removed").decode().splitlines()]
        self.assertEqual(
            [("copy", "old", "exact"), ("part", "old", "partial"),
             ("b2", "b", "exact")],
            [(r["id"], r["nuskha"]["of"], r["nuskha"]["relation"])
             for r in removed])
        self.assertEqual(1, self.stats()["documents"])
        self.check(4, "dedup", data, "--index", self.path("none"), "-o", "-")


class TroubleTest(IndexTest):
    def test_second_writer(self):
        with open(f"{self.index}/lock", "w+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.write("pid 17 on host (crawler, since noon)\n")
            lock.flush()
            data = self.data(record("a", A))
            self.assert_says(self.do(8, "add", data), "pid 17 on host",
                             "--wait")
            self.do(0, "stats")
            waiting = subprocess.Popen(
                [PROGRAM, "index", "add", self.index, data, "--wait", "10m"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            fcntl.flock(lock, fcntl.LOCK_UN)
            self.assertEqual(b"durable 1\n", waiting.communicate(
                timeout=TIMEOUT)[0])

    def test_damage_is_6(self):
        self.do(0, "add", ARTICLES)
        self.do(0, "compact")
        data = bytearray(self.read("seen.index/nuskha.db"))
        data[len(data) // 2] ^= 1
        self.write("seen.index/nuskha.db", data)
        self.assert_says(self.do(6, "verify"), "nuskha.db is damaged")

    def test_damaged_segment_is_6(self):
        """Whoever asks is told so, and compact makes it anew: behind the first
        blocks, where opening does not look."""
        self.do(0, "add", ARTICLES)
        self.do(0, "compact")
        [name] = os.listdir(self.path("seen.index/segments"))
        segment = f"seen.index/segments/{name}"
        data = bytearray(self.read(segment))
        data[len(data) // 2] ^= 1
        self.write(segment, data)
        for answer in (self.do(6, "verify"), self.do(6, "query", ARTICLES),
                       self.check(6, "dedup", ARTICLES, "--index", self.index,
                                  "-o", self.path("kept"))):
            self.assert_says(answer, name, "is damaged", "compacted")
        self.do(0, "compact")
        self.do(0, "verify")

    def test_other_normalizer_is_7(self):
        """As an older program would have left it: all but the checksum."""
        self.do(0, "add", self.data(record("a", A)))
        with sqlite3.connect(f"{self.index}/nuskha.db") as database:
            database.execute("PRAGMA user_version = 2")
        self.assert_says(self.do(7, "stats"), "format 2")
        self.do(7, "add", self.data(record("a", A)))

    def test_killed_add(self):
        """What it printed is there."""
        data = self.data(*[record(f"{i}", article(i, 20 + i % 40))
                           for i in range(6000)])
        chance = random.Random(1)
        durable = 0
        for _ in range(5):
            run = subprocess.Popen([PROGRAM, "index", "add", self.index, data],
                                   stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, 0.5))
            run.send_signal(signal.SIGKILL)
            said = run.communicate(timeout=TIMEOUT)[0].split()
            durable = max([durable, *map(int, said[1::2])])
            self.do(0, "verify")
            self.assertGreaterEqual(self.stats()["documents"], durable)
        self.assertEqual(b"durable 6000", self.do(0, "add", data).out
                         .rstrip().split(b"\n")[-1])
        self.assertEqual([str(i) for i in range(6000)], self.ids())


ON_SMALL_DISK = """
mount -t tmpfs -o size="$ROOM" tmpfs disk || exit 99
"$NUSKHA" index create disk/index || exit 98
"$NUSKHA" index add disk/index in.jsonl > said 2> message
echo $? > code
"$NUSKHA" index verify disk/index || exit 97
"$NUSKHA" index query disk/index one.jsonl > answer || exit 96
"$NUSKHA" index export disk/index > exported || exit 95
mount -o remount,size=64m disk || exit 99
"$NUSKHA" index add disk/index in.jsonl > said_later || exit 94
"$NUSKHA" index verify disk/index || exit 93
"""


@unittest.skipIf(MISSING, f"no file system can be mounted: {MISSING}")
class FullDiskTest(ProgramTest):
    # NUSKHA_INDEX_DISKS: how many sizes (4; the full measure is 100).
    DISKS = int(os.environ.get("NUSKHA_INDEX_DISKS", "4"))

    def test_disk_is_full(self):
        count = 3500
        self.write("in.jsonl", lines(*[record(f"{i}", article(i, 100))
                                       for i in range(count)]))
        self.write("one.jsonl", lines(record("x", article(0, 100))))
        (self.folder / "disk").mkdir()
        chance = random.Random(2)
        for _ in range(self.DISKS):
            room = chance.randint(400, 5000) << 10
            with self.subTest(room=room):
                done = subprocess.run(
                    ["unshare", "-rm", "sh", "-c", ON_SMALL_DISK],
                    cwd=self.folder, capture_output=True, timeout=TIMEOUT,
                    check=False,
                    env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                         "ROOM": str(room), "NUSKHA": PROGRAM})
                self.assertEqual(0, done.returncode, done.stderr)
                self.assertEqual(b"5\n", self.read("code"))
                self.assertIn(b"full", self.read("message"))
                said = self.read("said").split()
                durable = int(said[-1]) if said else 0
                there = self.read("exported").count(b"\n")
                self.assertGreaterEqual(there, durable)
                # A commit that failed is none.
                self.assertEqual(0, there % 1000)
                self.assertEqual(
                    b"durable %d" % count,
                    self.read("said_later").rstrip().split(b"\n")[-1])


if __name__ == "__main__":
    unittest.main()
