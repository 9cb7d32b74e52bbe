# SPDX-License-Identifier: Apache-2.0
"""Bad records and inputs that cannot be used.

Shows: a bad line costs only itself, every record before and after it comes
back byte for byte; the exit code, the account, the messages and --rejects say
what happened; what is repaired is kept as it came; inputs that are missing or
of a format that is not read are refused by name.
"""
import json
import os
import unittest

from program import (ProgramTest, article, gzip_member, json_lines, lines,
                     record)

BEFORE = [record(f"before{i}", article(f"b{i}", 30)) for i in range(3)]
AFTER = [record(f"after{i}", article(f"a{i}", 30)) for i in range(3)]
ARABIC = article("bytes", 40)


def deep(levels):
    """A record nested `levels` deep."""
    inner = b"[" * (levels - 1) + b"]" * (levels - 1)
    return b'{"id":"deep","text":"x y z","n":' + inner + b"}"


REJECTED = {
    "not JSON": (b"this is no JSON", "json_syntax"),
    "two values on a line": (b'{"text":"a"}{"text":"b"}', "json_syntax"),
    "a brace too many": (b'{"text":"a"}}', "json_syntax"),
    "a trailing comma": (b'{"text":"a",}', "json_syntax"),
    "an unclosed quote": (b'{"id":"q","text":"open}', "json_syntax"),
    "a cut word": (b'{"text":"ok","z":tru}', "json_syntax"),
    "a missing colon": (b'{"text" "a"}', "json_syntax"),
    "a list": (b'["text"]', "json_type"),
    "a string": (b'"text"', "json_type"),
    "a number": (b"17", "json_type"),
    "text that is a number": (b'{"text":17}', "text_type"),
    "text that is a list": (b'{"text":["a"]}', "text_type"),
    "text that is an object": (b'{"text":{"a":1}}', "text_type"),
    "text that is true": (b'{"text":true}', "text_type"),
    "nesting of 1,025": (deep(1025), "json_depth"),
    "nesting of a million": (deep(10**6), "json_depth"),
    "many bad bytes": (b'{"text":"' + b"abc \xa4\xa5\xa6 " * 40 + b'"}',
                       "utf8_invalid"),
}

LATIN = b" plain words in front of it, and so many that"
REPAIRED = {
    "few bad bytes": (b'{"id":"r","text":"' + LATIN * 2 + b' one \xff is bad"}',
                      "invalid UTF-8 were repaired"),
    "windows-1256": (b'{"id":"r","text":"' + ARABIC.encode("cp1256") + b'"}',
                     "read as windows-1256"),
    "a lone surrogate": (rb'{"id":"r","text":"a b \ud83d c d"}',
                         "lone surrogate"),
    "a NUL": (b'{"id":"r","text":"a b \x00 c d"}', "raw control characters"),
    "control characters": (b'{"id":"r","text":"a\x01b\tc d"}',
                           "raw control characters"),
    "NaN": (b'{"id":"r","text":"a b c","score":NaN,"x":-Infinity}',
            "NaN or Infinity"),
    "a key twice": (b'{"id":"r","text":"first one","text":"second one"}',
                    "a key twice"),
    "nesting of 1,024": (deep(1024), ""),
    "a string that ends in a bracket": (b'{"id":"r","text":"a } b ]"}', ""),
}


class BadRecordTest(ProgramTest):
    def test_rejected_records_cost_only_themselves(self):
        for name, (bad, code) in REJECTED.items():
            with self.subTest(name):
                path = self.write("in.jsonl", lines(*BEFORE, bad, *AFTER))
                self.check_reject(path, bad, code)

    def check_reject(self, path, bad, code):
        answer = self.check(3, "dedup", path, "-o", "-", "--rejects",
                            self.path("rejects"))
        self.assertEqual(lines(*BEFORE, *AFTER), answer.out)
        (reject,) = json_lines(self.read("rejects"))
        offset = len(lines(*BEFORE))
        self.assertTrue(reject.pop("detail"))
        self.assertEqual({"file": path, "line": 4, "offset": offset,
                          "length": len(bad), "code": code}, reject)
        self.assertEqual({"read": 7, "kept": 6, "removed": 0,
                          "passed_through": 0, "rejected": 1},
                         answer.account())
        self.assert_says(answer, f"{path}:4 (byte {offset}): {code}: ",
                         "1 of 7 records were rejected, more than --max-bad")

    def test_repaired_records_are_kept_as_they_came(self):
        for name, (bad, note) in REPAIRED.items():
            with self.subTest(name):
                data = lines(*BEFORE, bad, *AFTER)
                path = self.write("in.jsonl", data)
                answer = self.check(0, "dedup", path, "-o", "-")
                self.assertEqual(data, answer.out)
                self.assertEqual(7, answer.account()["kept"])
                self.assert_says(answer, note)

    def test_repairs_are_read_as_meant(self):
        """The repaired text equals the sound one."""
        pairs = {
            "windows-1256": (REPAIRED["windows-1256"][0],
                             record("s", ARABIC)),
            "surrogate": (rb'{"id":"r","text":"\u0639\u0645\ud83d \u0647\u0648"}',
                          record("s", "عم\ufffd هو")),
            "duplicate": (REPAIRED["a key twice"][0],
                          record("s", "second one")),
            "control": (b'{"id":"r","text":"a b\x01c"}', record("s", "a b c")),
        }
        for name, (repaired, sound) in pairs.items():
            with self.subTest(name):
                path = self.write("in.jsonl", lines(repaired, sound))
                (pair,) = self.check(0, "pairs", path).rows()
                self.assertEqual("exact", pair["relation"])

    def test_line_of_70_mebibytes(self):
        long = b'{"text":"' + b"a " * (35 << 20) + b'"}'
        path = self.write("in.jsonl", lines(*BEFORE, long, *AFTER))
        self.check_reject(path, long, "line_too_long")
        answer = self.check(0, "dedup", path, "-o", "-", "--max-line", "80MiB")
        self.assertEqual(lines(*BEFORE, long, *AFTER), answer.out)
        answer = self.check(3, "dedup", path, "-o", "-", "--max-line", "100")
        self.assertEqual(b"", answer.out)

    def test_max_bad_and_strict(self):
        data = lines(*[record(i, article(i, 20)) for i in range(9)], "no JSON")
        path = self.write("in.jsonl", data)
        self.check(3, "pairs", path)
        self.check(3, "pairs", path, "--max-bad", "0.05")
        self.check(0, "pairs", path, "--max-bad", "0.1")
        self.check(3, "pairs", path, "--strict", "--max-bad", "0.1")
        self.check(2, "pairs", path, "--max-bad", "1.5")
        answer = self.check(0, "pairs", path, "--max-bad", "1", "-q")
        self.assertEqual(1, answer.account()["rejected"])

    def test_max_bad_is_a_share(self):
        """Of what was read; so many is still a success, one more is not."""
        for bad, share in ((29, "0.29"), (57, "0.57"), (7, "0.07")):
            data = lines(*[record(i, article(i, 6)) for i in range(100 - bad)],
                         *["no"] * bad)
            path = self.write("in.jsonl", data)
            more = self.write("more.jsonl", data + b"no\n")
            for command in ("scan", "inspect"):
                self.check(0, command, path, "--max-bad", share)
                answer = self.check(3, command, more, "--max-bad", share)
                self.assert_says(
                    answer, f"{bad + 1} of 101 records were rejected, more "
                    f"than --max-bad {share}")
        empty = self.write("empty.jsonl", b"")
        self.check(0, "pairs", empty, "--strict")

    def test_five_examples_of_each_code(self):
        path = self.write("in.jsonl", lines(*BEFORE, *["no"] * 30))
        answer = self.check(3, "pairs", path, "--rejects", self.path("r"))
        self.assertEqual(5, answer.err.count("): json_syntax: "))
        self.assert_says(answer, "json_syntax: 30 in all")
        self.assertEqual(30, len(json_lines(self.read("r"))))

    def test_every_command_accounts(self):
        path = self.write("in.jsonl", lines(*BEFORE, "no", "{}",
                                            '{"text":" \\u064b "}', *AFTER))
        for command in ("pairs", "clusters", "scan"):
            account = self.check(3, command, path).account()
            self.assertEqual({"read": 9, "documents": 6, "passed_through": 2,
                              "rejected": 1}, account)

    def test_blank_lines_are_no_records(self):
        data = b"\n \t\n" + lines(*BEFORE) + b"\r\n\n" + lines(*AFTER) + b"\n"
        path = self.write("in.jsonl", data)
        answer = self.check(0, "dedup", path, "-o", "-")
        self.assertEqual(lines(*BEFORE, *AFTER), answer.out)
        bad = self.write("bad.jsonl", b"\n\n" + lines(*BEFORE, "no"))
        answer = self.check(3, "dedup", bad, "-o", "-")
        self.assert_says(answer, f"{bad}:6 ")


class BadInputTest(ProgramTest):
    def test_empty_inputs_are_valid(self):
        for name, data in {"empty": b"", "blank": b"\n \n\r\n\n",
                           "empty.jsonl": b"", "blank.txt": b"  \n",
                           "empty.gz": gzip_member(b"")}.items():
            with self.subTest(name):
                path = self.write(name, data)
                answer = self.check(0, "dedup", path, "-o", "-")
                self.assertEqual(b"", answer.out)
                self.assertEqual(0, answer.account()["read"])
        self.assertEqual(0, self.check(0, "pairs", "-").account()["read"])

    def test_missing_input(self):
        good = self.write("good.jsonl", lines(*BEFORE))
        missing = self.path("missing.jsonl")
        for command in ("pairs", "clusters", "scan", "dedup"):
            answer = self.check(4, command, good, missing, "-o",
                                self.path("out"))
            self.assert_says(answer, missing, "No such file or directory")
            self.assertEqual(["good.jsonl"], self.names())

    def test_no_text_field(self):
        path = self.write("in.jsonl", lines('{"a":1,"b c":"x"}', '{"d":null}'))
        answer = self.check(2, "dedup", path, "-o", self.path("out"))
        self.assert_says(answer, "a, b c, d", "--text")
        self.assertEqual(["in.jsonl"], self.names())
        self.check(0, "dedup", path, "-o", "-", "--text", "b c")
        only_braces = self.write("braces.jsonl", lines("{}", "{}"))
        self.check(2, "pairs", only_braces)
        # One record with a title is enough; the others are passed through.
        path = self.write("in.jsonl", lines("{}", '{"headline":"x"}'))
        self.assertEqual(1, self.check(0, "pairs", path).account()["documents"])

    def test_formats_that_are_not_read(self):
        heads = {
            "a.parquet": (b"PAR1\x15\x04" + bytes(64), "Parquet"),
            "a.arc": (b"filedesc://a.arc 0.0.0.0 2008 text/plain 7\n", "ARC"),
            "a.zip": (b"PK\x03\x04\x14" + bytes(64), "zip"),
            "noise": (bytes(range(256)) * 20, "binary data"),
            "twice.gz": (gzip_member(gzip_member(lines(*BEFORE))), "gzip"),
        }
        good = self.write("good.jsonl", lines(*BEFORE))
        for name, (data, format_name) in heads.items():
            with self.subTest(name):
                path = self.write(name, data)
                answer = self.check(4, "dedup", good, path, "-o",
                                    self.path("out"))
                self.assert_says(answer, path, format_name, "not read: ")
                self.assertNotIn("out", self.names())
                self.check(4, "pairs", "-", stdin=data)
                zipped = self.write(name + ".gz", gzip_member(data))
                self.check(4, "pairs", zipped)

    def test_folder_with_mixed_files(self):
        self.write("dump/a.jsonl", lines(BEFORE[0]))
        self.write("dump/b.parquet", b"PAR1" + bytes(40))
        self.write("dump/c/d.jsonl.gz", gzip_member(lines(BEFORE[1])))
        self.write("dump/e.txt", "نص\n".encode("utf-8"))
        self.write("dump/.hidden.jsonl", lines(BEFORE[2]))
        outside = self.write("outside.jsonl", lines(AFTER[0]))
        os.symlink(outside, self.path("dump/link.jsonl"))
        os.symlink(self.path("dump"), self.path("dump/loop"))
        answer = self.check(0, "dedup", self.path("dump"), "-o", "-")
        text = {"id": self.path("dump/e.txt"), "text": "نص\n"}
        self.assertEqual(lines(BEFORE[0], BEFORE[1]),
                         b"".join(answer.out.splitlines(True)[:2]))
        self.assertEqual(text, answer.rows()[2])
        self.assertEqual(3, answer.account()["read"])
        self.assert_says(answer, "b.parquet is Parquet", "skipped",
                         "2 symbolic links not followed", "1 hidden")

    def test_folder_of_nothing_readable(self):
        self.write("dump/b.parquet", b"PAR1" + bytes(40))
        self.check(4, "pairs", self.path("dump"))
        os.mkdir(self.path("none"))
        account = self.check(0, "pairs", self.path("none")).account()
        self.assertEqual(0, account["read"])

    def test_input_given_twice_is_read_once(self):
        path = self.write("dump/a.jsonl", lines(*BEFORE))
        os.link(path, self.path("dump/b.jsonl"))
        os.symlink(path, self.path("c.jsonl"))
        answer = self.check(0, "dedup", path, path, self.path("dump"),
                            self.path("c.jsonl"), "-o", "-")
        self.assertEqual(lines(*BEFORE), answer.out)
        self.assertEqual(4, answer.err.count("given twice: read once"))

    def test_plain_text_that_is_not_utf8(self):
        path = self.write("w.txt", ARABIC.encode("cp1256"))
        answer = self.check(0, "dedup", path, "-o", "-")
        self.assertEqual([{"id": path, "text": ARABIC}], answer.rows())
        self.assert_says(answer, "read as windows-1256")
        few = self.write("few.txt", LATIN * 3 + b" \xff here")
        (row,) = self.check(0, "dedup", few, "-o", "-").rows()
        self.assertEqual((LATIN * 3).decode() + " \ufffd here", row["text"])
        many = self.write("many.txt", b"ab \xff\xff " * 40)
        answer = self.check(3, "dedup", many, "-o", "-")
        self.assert_says(answer, many, "utf8_invalid")

    def test_byte_order_marks(self):
        mark = b"\xef\xbb\xbf"
        data = mark + lines(BEFORE[0]) + mark + lines(BEFORE[1])
        path = self.write("in.jsonl", data)
        answer = self.check(0, "dedup", path, "-o", "-")
        self.assertEqual(lines(*BEFORE[:2]), answer.out)

    def test_message_controls_are_visible(self):
        path = self.write("a\x1b[31m\u202e.jsonl", lines(*BEFORE, "no"))
        answer = self.check(3, "pairs", path, "--rejects", self.path("r"))
        self.assertNotIn("\x1b", answer.err)
        self.assertNotIn("\u202e", answer.err)
        self.assert_says(answer, "a<U+001B>[31m<U+202E>.jsonl:4")
        # The file of rejects is exact.
        self.assertEqual(path, json.loads(self.read("r"))["file"])


if __name__ == "__main__":
    unittest.main()
