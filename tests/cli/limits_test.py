# SPDX-License-Identifier: Apache-2.0
"""Limits name the flag that changes them.

Shows: what is over a limit is told on standard error and in --rejects with the
flag, and passes once the flag allows it; a limit without a flag says that it
is fixed, and docs/formats/input.md says what to do.
"""
import gzip
import json
import lzma
import os
import resource
import struct
import unittest
import zlib

from bad_archives import HTTP, page, response
from bad_archives import record as warc_record
from program import ROOT, ProgramTest, article, json_lines, lines, record

RELEASE = os.environ.get("NUSKHA_RELEASE") == "1"
LONG = article("long", 400)
SHORT = [article(i, 20) for i in range(2)]


def table(texts):
    rows = "".join(f"{i},{text}\n" for i, text in enumerate(texts))
    return f"id,text\n{rows}".encode("utf-8")


def raw_zstd_frame(data, window_log):
    """A frame that asks for a window, by RFC 8878."""
    block = struct.pack("<I", len(data) << 3 | 1)[:3]
    return (b"\x28\xb5\x2f\xfd\x00" + bytes([(window_log - 10) << 3]) + block +
            data)


def with_xz_dictionary(data):
    """An xz stream that asks for a dictionary of 2^29 bytes."""
    stream = bytearray(lzma.compress(data))
    size = (stream[12] + 1) * 4
    stream[12 + 4] = 2 * (29 - 12)
    struct.pack_into("<I", stream, 12 + size - 4,
                     zlib.crc32(stream[12:12 + size - 4]))
    return bytes(stream)


class LimitsTest(ProgramTest):
    def refused(self, path, code, says, *options, kept=None):
        """`code` and `says` in the messages and in the rejects."""
        answer = self.check(3, "dedup", path, "-o", "-", "--rejects",
                            self.path("rejects"), *options)
        self.assert_says(answer, code, says)
        rejects = [r for r in json_lines(self.read("rejects"))
                   if r["code"] == code]
        self.assertGreaterEqual(len(rejects), 1)
        for reject in rejects:
            self.assertIn(says, reject["detail"])
        if kept is not None:
            self.assertEqual(kept, answer.account()["kept"])
        return answer

    def test_max_line(self):
        texts = [SHORT[0], LONG, SHORT[1]]
        records = [record(f"r{i}", text) for i, text in enumerate(texts)]
        inputs = {
            "a.jsonl": lines(*records),
            "a.json": b"[" + b",\n".join(records) + b"]",
            "a.csv": table(texts),
            "a.tsv": table(texts).replace(b",", b"\t"),
            "a.warc": response(1, body=f"<p>{SHORT[0]}</p>".encode()) +
                      response(2) +
                      response(3, body=f"<p>{SHORT[1]}</p>".encode()),
        }
        for name, data in inputs.items():
            with self.subTest(name):
                path = self.write(name, data)
                self.refused(path, "line_too_long", "over --max-line 1000",
                             "--max-line", "1000", kept=2)
                self.check(0, "dedup", path, "-o", "-", "--strict")

    def test_max_line_of_whole_files(self):
        for name, data in {"a.txt": LONG.encode(), "a.html": page(1)}.items():
            path = self.write(name, data)
            self.refused(path, "line_too_long", "over --max-line 1000",
                         "--max-line", "1000", kept=0)
            self.check(0, "dedup", path, "-o", "-", "--strict")

    def test_max_line_of_an_unpacked_body(self):
        body = gzip.compress(page(1) + b" " * 50000, mtime=0)
        path = self.write("a.warc", response(
            1, fields=b"Content-Encoding: gzip\r\n", body=body))
        self.refused(path, "expansion_limit", "--max-line", "--max-line",
                     "10000")
        self.check(0, "dedup", path, "-o", "-", "--strict")

    def test_window(self):
        data = lines(record("a", SHORT[0]))
        for path, options in (
                (self.write("a.zst", raw_zstd_frame(data, 28)), []),
                (self.write("a.xz", lzma.compress(data, preset=6)),
                 ["--zstd-window", "20"])):
            answer = self.check(4, "dedup", path, "-o", self.path("out"),
                                *options)
            self.assert_says(answer, path, "--zstd-window")
            self.assertNotIn("out", self.names())
            answer = self.check(0, "dedup", path, "-o", "-", "--zstd-window",
                                "28")
            self.assertEqual(data, answer.out)

    @unittest.skipUnless(RELEASE, "the sanitizers take address space")
    def test_memory_for_a_window(self):
        """What is allowed but not there is no damage: nothing is skipped."""
        data = lines(record("a", SHORT[0]))
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))
        for path in (self.write("a.zst", raw_zstd_frame(data, 30)),
                     self.write("a.xz", with_xz_dictionary(data))):
            answer = self.check(9, "dedup", path, "-o", self.path("out"),
                                "--zstd-window", "31", preexec_fn=limit)
            self.assert_says(answer, "out of memory")
            self.assertNotIn("out", self.names())

    def test_html_depth(self):
        path = self.write("a.html", b"<html>" + b"<div>" * 600 + page(1))
        answer = self.check(0, "dedup", path, "-o", "-")
        self.assert_says(answer, "--html-max-depth")
        answer = self.check(0, "dedup", path, "-o", "-", "--html-max-depth",
                            "1000")
        self.assertNotIn("--html-max-depth", answer.err)

    def test_encoding_of_ill_formed_text(self):
        bad = b'{"id":"a","text":"%s"}' % (b"\xff\xfe x" * 20)
        path = self.write("a.jsonl", lines(bad, record("b", SHORT[0])))
        self.refused(path, "utf8_invalid", "--encoding", kept=1)

    def test_fixed_limits(self):
        deep = b'{"id":"d","text":' + b"[" * 1100 + b"]" * 1100 + b"}"
        long_header = b"X: " + b"y" * 10**5 + b"\r\n"
        good = response(1)
        cases = {
            "json_depth": lines(record("a", SHORT[0]), deep),
            "warc_header": good + warc_record(b"response", HTTP,
                                              fields=long_header),
            "http_header": good + warc_record(
                b"response", HTTP + long_header + b"\r\n"),
            "http_encoding": good + response(
                2, fields=b"Content-Encoding: gzip, gzip, gzip, gzip\r\n"),
            "html_too_big": b"<html>" + b"<p>a" * (5 << 20),
        }
        documented = (ROOT / "docs" / "formats" / "input.md").read_text()
        rows = [line.split("|") for line in documented.splitlines()
                if line.count("|") == 5]
        for code, data in cases.items():
            with self.subTest(code):
                path = self.write(f"{code}.in", data)
                self.refused(path, code, "fixed limit")
                row, = [r for r in rows if code in r[4]]
                self.assertEqual("none", row[3].strip())
                self.assertIn(":", row[4])  # what to do

    def test_too_many_nodes(self):
        path = self.write("a.html", b"<html>" + b"<p>a" * 600000)
        self.refused(path, "html_too_big", "a fixed limit")

    def test_documented_flags_are_options(self):
        documented = (ROOT / "docs" / "formats" / "input.md").read_text()
        section = documented.split("## Limits")[1].split("\n## ")[0]
        options = self.check(0, "dedup", "--help").out.decode()
        for word in section.replace("`", " ").replace(")", " ").split():
            if word.startswith("--"):
                self.assertIn(word, options)

    def test_rejects_are_json(self):
        """The details hold sizes as numbers, not as words of a locale."""
        path = self.write("a.jsonl", lines(record("a", LONG)))
        self.refused(path, "line_too_long", "1000", "--max-line", "1000")
        (reject,) = [json.loads(line)
                     for line in self.read("rejects").splitlines()]
        self.assertEqual(f"{len(record('a', LONG))} bytes, over --max-line "
                         "1000", reject["detail"])


if __name__ == "__main__":
    unittest.main()
