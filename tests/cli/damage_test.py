# SPDX-License-Identifier: Apache-2.0
"""Damaged compressed streams.

Shows: whole records before and after the damage are kept byte for byte, the
cut one is rejected, the exit code is 3, the account closes, and the messages
name file, place and reason; --on-damage fail and --strict stop with exit code 4
and publish nothing.
"""
import json
import os
import struct
import unittest

from bad_archives import record as warc_record
from bad_archives import response
from program import (ProgramTest, article, gzip_member, json_lines, lines,
                     record, zstd_frame)

RECORDS = [record(f"r{i}", article(f"d{i}", 30)) for i in range(30)]
PARTS = [lines(*RECORDS[:10]), lines(*RECORDS[10:20]), lines(*RECORDS[20:])]


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1:]


def wrong_crc(member):
    return flipped(member, len(member) - 6)


class DamageTest(ProgramTest):
    def salvage(self, name, data, kept, rejected, code, stream=1):
        """Reads the damaged file: `kept` is what comes out, byte for byte."""
        path = self.write(name, data)
        answer = self.check(3, "dedup", path, "-o", "-", "--rejects",
                            self.path("rejects"))
        self.assertEqual(kept, answer.out)
        account = answer.account()
        self.assertEqual(rejected, account["rejected"])
        self.assert_closes(account)
        rejects = json_lines(self.read("rejects"))
        damage = [r for r in rejects if r["line"] == 0]
        self.assertEqual(stream, len({r["file"] for r in damage}))
        self.assertIn(code, {r["code"] for r in damage})
        self.assertEqual(rejected, len(rejects) - len(damage))
        self.assert_says(answer, path, code, "damaged streams")
        self.refused(path)
        return damage, answer

    def refused(self, path):
        for options in (["--on-damage", "fail"], ["--strict"]):
            for command in ("dedup", "pairs"):
                answer = self.check(4, command, path, "-o", self.path("out"),
                                    *options)
                self.assert_says(answer, path)
                self.assertFalse(os.path.exists(self.path("out")))

    def whole_records(self, data):
        return data[:data.rfind(b"\n") + 1]

    def test_truncated_gzip_member(self):
        member = gzip_member(b"".join(PARTS))
        for cut in (len(member) // 2, len(member) - 4):
            with self.subTest(cut):
                path = self.write("probe.gz", member[:cut])
                out = self.check(3, "dedup", path, "-o", "-").out
                self.assertTrue(b"".join(PARTS).startswith(out))
                border = cut == len(member) - 4
                if border:  # only the check value is missing
                    self.assertEqual(b"".join(PARTS), out)
                else:
                    self.assertGreater(out.count(b"\n"), 3)
                self.salvage("a.jsonl.gz", member[:cut], out,
                             0 if border else 1, "stream_truncated")

    def test_truncated_last_member(self):
        data = b"".join(gzip_member(p) for p in PARTS[:2])
        cut = gzip_member(PARTS[2])[:-30]
        path = self.write("probe.gz", data + cut)
        out = self.check(3, "dedup", path, "-o", "-").out
        self.assertTrue(out.startswith(PARTS[0] + PARTS[1]))
        self.salvage("a.jsonl.gz", data + cut, out, 1, "stream_truncated")

    def test_bytes_between_members(self):
        junk = b"these bytes are no member" * 3
        data = gzip_member(PARTS[0]) + junk + gzip_member(PARTS[1])
        damage, answer = self.salvage("a.jsonl.gz", data, PARTS[0] + PARTS[1],
                                      0, "stream_corrupt")
        self.assertEqual(len(junk), damage[0]["length"])
        self.assertEqual(len(gzip_member(PARTS[0])), damage[0]["offset"])
        self.assert_says(answer, f"{len(junk)} bytes skipped")
        data = gzip_member(PARTS[0]) + junk
        self.salvage("b.jsonl.gz", data, PARTS[0], 0, "stream_corrupt")

    def test_wrong_crc(self):
        data = (gzip_member(PARTS[0]) + wrong_crc(gzip_member(PARTS[1])) +
                gzip_member(PARTS[2]))
        self.salvage("a.jsonl.gz", data, b"".join(PARTS), 0, "stream_corrupt")

    def test_corrupt_member_in_the_middle(self):
        bad = gzip_member(PARTS[1])
        bad = bad[:len(bad) // 2] + b"\xff" * 40 + bad[len(bad) // 2 + 40:]
        data = gzip_member(PARTS[0]) + bad + gzip_member(PARTS[2])
        path = self.write("a.jsonl.gz", data)
        answer = self.check(3, "dedup", path, "-o", "-")
        self.assertTrue(answer.out.startswith(PARTS[0]))
        self.assertTrue(answer.out.endswith(PARTS[2]))
        self.assert_closes(answer.account())
        self.refused(path)

    def test_truncated_zstd_frame(self):
        frame = zstd_frame(b"".join(PARTS))
        cut = len(frame) - len(PARTS[2]) - 7
        path = self.write("probe.zst", zstd_frame(PARTS[0]) + frame[:cut])
        out = self.check(3, "dedup", path, "-o", "-").out
        self.assertEqual(PARTS[0][:20], out[:20])
        frames = zstd_frame(PARTS[0]) + zstd_frame(PARTS[1])[:-40]
        path = self.write("probe.zst", frames)
        out = self.check(3, "dedup", path, "-o", "-").out
        self.assertTrue(out.startswith(PARTS[0]))
        rejected = 1 if len(out) > len(PARTS[0]) else 0
        path = self.write("b.zst", frames)
        account = self.check(3, "dedup", path, "-o", "-").account()
        self.assertLessEqual(rejected, account["rejected"])
        self.assertLessEqual(account["rejected"], 1)
        self.refused(path)

    def test_corrupt_zstd_frame(self):
        bad = bytearray(zstd_frame(PARTS[1]))
        bad[9] |= 0b110  # a block type that does not exist
        data = zstd_frame(PARTS[0]) + bytes(bad) + zstd_frame(PARTS[2])
        self.salvage("a.jsonl.zst", data, PARTS[0] + PARTS[2], 0,
                     "stream_corrupt")

    def test_bytes_between_frames(self):
        junk = b"no frame" * 5
        data = zstd_frame(PARTS[0]) + junk + zstd_frame(PARTS[1])
        damage, _ = self.salvage("a.jsonl.zst", data, PARTS[0] + PARTS[1], 0,
                                 "stream_corrupt")
        self.assertEqual(len(junk), damage[0]["length"])

    def test_zero_padding_is_no_damage(self):
        zeros = bytes(1000)
        for name, data in {"a.gz": gzip_member(PARTS[0]) + zeros,
                           "a.zst": zstd_frame(PARTS[0]) + zeros}.items():
            path = self.write(name, data)
            answer = self.check(0, "dedup", path, "-o", "-", "--strict")
            self.assertEqual(PARTS[0], answer.out)

    def test_skippable_frames_are_no_damage(self):
        skip = b"\x5a\x2a\x4d\x18" + struct.pack("<I", 5) + b"hello"
        data = zstd_frame(PARTS[0]) + skip + zstd_frame(PARTS[1])
        path = self.write("a.zst", data)
        answer = self.check(0, "dedup", path, "-o", "-", "--strict")
        self.assertEqual(PARTS[0] + PARTS[1], answer.out)

    def test_nothing_can_be_read(self):
        bad = self.write("bad.gz", gzip_member(PARTS[0])[:12])
        for command in ("dedup", "pairs"):
            answer = self.check(4, command, bad, "-o", self.path("out"))
            self.assert_says(answer, bad)
            self.assertEqual(["bad.gz"], self.names())
        good = self.write("good.jsonl", PARTS[0])
        answer = self.check(3, "dedup", bad, good, "-o", "-")
        self.assertEqual(PARTS[0], answer.out)

    def test_damage_of_several_files_is_counted(self):
        junk = b"junk between the members"
        paths = [self.write(f"{i}.gz", gzip_member(part) + junk)
                 for i, part in enumerate(PARTS)]
        answer = self.check(3, "dedup", *paths, "-o", "-", "--stats",
                            self.path("stats"))
        self.assertEqual(b"".join(PARTS), answer.out)
        stats = json.loads(self.read("stats"))
        self.assertEqual(3, stats["damaged_streams"])
        self.assertEqual(3 * len(junk), stats["damaged_bytes"])

    def test_expansion_limit(self):
        """A stream of stored runs that grows far beyond its size."""
        run = struct.pack("<I", (1 << 17) << 3 | 0b010)[:3] + b" "
        size = 300 << 20
        blocks = size >> 17
        last = struct.pack("<I", 1)[:3]
        head = b"\x28\xb5\x2f\xfd\x00\x38"  # a window of 128 KiB
        bomb = zstd_frame(PARTS[0]) + head + run * blocks + last
        path = self.write("a.zst", bomb)
        for options in ([], ["--max-line", "400MiB"]):
            answer = self.check(3, "dedup", path, "-o", "-", *options)
            self.assertEqual(PARTS[0], answer.out)
            self.assert_says(answer, path, "expansion_limit",
                             "--max-expansion")
        self.check(3, "pairs", path, "--max-expansion", "40000")
        self.check(0, "pairs", path, "--max-expansion", "40000", "--max-line",
                   "400MiB")


def damaged_files():
    """Names, damaged bytes, and how many records are documents."""
    cut = gzip_member(PARTS[0]) + gzip_member(PARTS[1])[:-30]
    yield "cut.jsonl.gz", cut, (10, 20)
    junk = gzip_member(PARTS[0]) + b"no member" * 9 + gzip_member(PARTS[1])
    yield "junk.jsonl.gz", junk, (20, 20)
    bad = bytearray(zstd_frame(PARTS[1]))
    bad[9] |= 0b110  # a block type that does not exist
    frames = zstd_frame(PARTS[0]) + bytes(bad) + zstd_frame(PARTS[2])
    yield "bad.jsonl.zst", frames, (20, 20)
    yield "cut.jsonl.zst", zstd_frame(b"".join(PARTS))[:-2000], (10, 29)
    lies = response(1) + response(5, 5000) + response(9)
    yield "lies.warc", lies, (3, 3)
    yield "garbage.warc", response(1) + b"garbage\r\n" * 9 + response(9), (2, 2)
    # A record that is passed over: its loss is damage, not a reject.
    metadata = warc_record(b"metadata", b"a" * 500)
    yield "cut.warc", response(1) + response(2) + metadata[:-300], (2, 2)


class EveryCommandTest(ProgramTest):
    """Whatever reads inputs salvages them, or fails if it is told to."""
    COMMANDS = ("pairs", "clusters", "dedup", "scan", "inspect")

    def test_salvage(self):
        for name, data, (least, most) in damaged_files():
            path = self.write(name, data)
            for command in self.COMMANDS:
                with self.subTest(file=name, command=command):
                    output = [] if command == "inspect" else ["-o", "-"]
                    answer = self.check(3, command, path, *output, "--rejects",
                                        self.path("rejects"))
                    account = answer.account()
                    self.assert_closes(account)
                    documents = account.get("documents", 0) + account.get(
                        "kept", 0) + account.get("removed", 0)
                    self.assertTrue(least <= documents <= most, answer.err)
                    self.assert_says(answer, path)
                    damage = [r for r in json_lines(self.read("rejects"))
                              if r["line"] == 0]
                    self.assertEqual({path}, {r["file"] for r in damage})

    def test_fail(self):
        for name, data, _ in damaged_files():
            path = self.write(name, data)
            for command in self.COMMANDS:
                for flags in (["--on-damage", "fail"], ["--strict"]):
                    with self.subTest(file=name, command=command, flags=flags):
                        self.check_fail(command, path, flags)

    def check_fail(self, command, path, flags):
        out = self.write("out", b"old")
        rejects = self.write("rejects", b"old")
        output = [] if command == "inspect" else ["-o", out, "--force"]
        answer = self.check(4, command, path, *flags, *output, "--rejects",
                            rejects)
        self.assert_says(answer, "error: ", path)
        self.assertEqual(b"", answer.out)
        self.assertEqual((b"old", b"old"), (self.read("out"),
                                            self.read("rejects")))
        self.assertFalse([n for n in self.names() if n.endswith(".tmp")])


if __name__ == "__main__":
    unittest.main()
