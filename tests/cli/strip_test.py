# SPDX-License-Identifier: Apache-2.0
"""What dedup --strip takes out of the kept texts.

Shows: only the text of a changed record changes, in JSON Lines and in tables;
every cut is counted; the account closes; --keep-original, --annotate and
--dry-run; stripping twice is stripping once, for the sample too; the bytes do
not depend on threads, files or standard input.
"""
import json
import pathlib
import unittest

from program import ARTICLES, ProgramTest, article, json_lines, lines, record

ALL = ("--strip", "headline,boilerplate,repeats")
HEAD = "وزير الصحة يعلن خطة جديدة"
ONE, TWO = article("one", 30), article("two", 30)
MORE = "اقرأ أيضا: خبر آخر"
TEXT = f"{HEAD}\n\n{ONE}\n\n{ONE}\n\n{TWO}\n\n{MORE}\n"
CLEAN = f"{ONE}\n\n{TWO}\n"
PLAIN = record("plain", article("plain"))


class StripTest(ProgramTest):
    def strip(self, data, *options, name="in.jsonl"):
        path = self.write(name, data)
        return self.check(0, "dedup", path, "-o", "-", *(options or ALL))

    def stats(self, *arguments):
        path = self.path("stats.json")
        answer = self.check(0, "dedup", *arguments, "--stats", path)
        return json.loads(self.read("stats.json")), answer

    def test_only_the_text_changes(self):
        quoted = json.dumps(TEXT, ensure_ascii=False)
        odd = '  {"z":1.50, "text" :\t%s , "a":[1, 2],"title":"%s","text2":0}  '
        odd = odd % (quoted, HEAD)
        twice = '{"text":"x","text":%s,"title":"%s","k":"\\/"}' % (quoted, HEAD)
        clean = json.dumps(CLEAN, ensure_ascii=False)
        for before in (odd, twice):
            answer = self.strip(lines(before, PLAIN, '{"text":""}'))
            self.assertEqual(lines(before.replace(quoted, clean), PLAIN,
                                   '{"text":""}'), answer.out)
            self.assert_closes(answer.account())
            self.assert_says(answer, "stripped 1 texts of 1 repeated headlines"
                             ", 1 pieces of boilerplate, 1 repeated paragraphs")

    def test_ascii_stays_ascii(self):
        fields = {"id": "é", "title": HEAD}
        dump = json.dumps({**fields, "text": TEXT + "\n😀 \x7f\""})
        answer = self.strip(lines(dump))
        self.assertEqual(
            lines(json.dumps({**fields, "text": f"{ONE}\n\n{TWO}\n\n"
                              "😀 \x7f\""}).replace("\x7f", "\\u007f")),
            answer.out)

    def test_kinds_and_counts(self):
        path = self.write("in.jsonl", lines(record("r", TEXT, title=HEAD),
                                            record("copy", TEXT, title=HEAD)))
        for kind, cut in {"headline": HEAD + "\n\n", "repeats": ONE + "\n\n",
                          "boilerplate": "\n\n" + MORE}.items():
            stats, answer = self.stats(path, "-o", "-", "--strip", kind)
            text = TEXT.replace(cut, "", 1)
            self.assertEqual([text], [r["text"] for r in answer.rows()], kind)
            want = dict.fromkeys(("headline", "boilerplate", "repeats"), 0)
            want |= {"texts": 1, "left": 0, "bytes": len(cut.encode()), kind: 1}
            self.assertEqual(want, stats["stripped"])
        stats, _ = self.stats(path, "-o", "-")
        self.assertNotIn("stripped", stats)

    def test_dry_run_counts(self):
        path = self.write("in.jsonl", lines(record("r", TEXT, title=HEAD)))
        wet, _ = self.stats(path, "-o", self.path("out"), *ALL)
        for source in ([path], ["-"]):
            stats = self.path("s")
            answer = self.check(0, "dedup", *source, "--dry-run", *ALL,
                                "--stats", stats, stdin=self.read("in.jsonl"))
            self.assertEqual(b"", answer.out)
            self.assertEqual(wet["stripped"],
                             json.loads(self.read("s"))["stripped"])
        self.assertEqual(1, wet["stripped"]["headline"])

    def test_keep_original_and_annotate(self):
        data = lines(record("r", TEXT, title=HEAD), PLAIN,
                     record("copy", TEXT, title=HEAD))
        rows = self.strip(data, *ALL, "--keep-original").rows()
        self.assertEqual({"original": TEXT}, rows[0]["nuskha"])
        self.assertEqual(CLEAN, rows[0]["text"])
        self.assertNotIn("nuskha", rows[1])
        self.assertEqual(2, len(rows))
        rows = self.strip(data, *ALL, "--keep-original", "--annotate").rows()
        self.assertEqual(["original", "unique", "exact"],
                         [r["nuskha"]["role"] for r in rows])
        self.assertEqual([TEXT, None, TEXT],
                         [r["nuskha"].get("original") for r in rows])
        rows = self.strip(data, *ALL, "--annotate").rows()
        self.assertEqual([CLEAN, CLEAN], [rows[0]["text"], rows[2]["text"]])
        self.assertNotIn("original", rows[0]["nuskha"])

    def test_removed_records_stay_as_they_were(self):
        copy = record("copy", TEXT, title=HEAD)
        self.strip(lines(record("r", TEXT, title=HEAD), copy), *ALL,
                   "--removed", self.path("gone"))
        self.assertTrue(self.read("gone").startswith(copy[:-1] + b',"nuskha"'))

    def test_tables(self):
        text = TEXT.replace(HEAD, HEAD + ' "x"', 1)
        rows = ['id,title,text,note', f'1,{HEAD} x,"{text}",a "b"'.replace(
            '"x"', '""x""'), f'2,t,{article("t")},', '3,,,"q"']
        data = "\n".join(rows).encode() + b"\n"
        answer = self.strip(data, name="in.csv")
        self.assertEqual(
            f'{rows[0]}\n1,{HEAD} x,"{CLEAN}",a "b"\n{rows[2]}\n{rows[3]}\n',
            answer.out.decode())
        self.assertEqual(answer.out, self.strip(answer.out, name="b.csv").out)
        answer = self.strip(data, *ALL, "--keep-original", name="in.csv")
        got = answer.out.decode()
        self.assertTrue(got.startswith(rows[0] + ',"nuskha"\n1,'))
        self.assertIn(rows[2] + ',""\n' + rows[3] + ',""\n', got)
        self.assertIn('a "b","{""original"":', got)

    def test_other_formats(self):
        array = json.dumps([{"id": "a", "title": HEAD, "text": TEXT}], indent=1)
        (row,) = self.strip(array.encode(), name="in.json").rows()
        self.assertEqual({"id": "a", "title": HEAD, "text": CLEAN}, row)
        for name in ("utf-8", "utf-16", "cp1256"):
            data = (HEAD + "\n" + TEXT).encode(name)
            (row,) = self.strip(data, name=name + ".txt").rows()
            self.assertEqual(f"{HEAD}\n{CLEAN}", row["text"], name)
        line = record("w", TEXT, title=HEAD)
        (row,) = self.strip(line.decode().encode("utf-16")).rows()
        self.assertEqual(CLEAN, row["text"])
        data = line.decode().encode("cp1256")
        (got,) = self.strip(data).out.splitlines()
        clean = json.dumps(CLEAN, ensure_ascii=False).encode()
        old = json.dumps(TEXT, ensure_ascii=False).encode("cp1256")
        self.assertEqual(data.replace(old, clean), got)
        table = f'id,title,text\n1,{HEAD},"{TEXT}"\n'.encode("cp1256")
        answer = self.strip(table, name="w.csv")
        self.assertIn(CLEAN, answer.out.decode("utf-8"))

    def test_sample_twice_and_any_way(self):
        data = pathlib.Path(ARTICLES).read_bytes()
        once = self.strip(data, *ALL, "--annotate").out
        plain = self.strip(data, "--annotate").out
        changed = sum(a != b for a, b in zip(json_lines(once),
                                             json_lines(plain)))
        self.assertGreater(changed, 10)
        kept = self.strip(data)
        self.assert_closes(kept.account())
        self.assertEqual(kept.out, self.strip(kept.out, name="2.jsonl").out)
        half = data.index(b"\n", len(data) // 2) + 1
        a, b = self.write("a", data[:half]), self.write("b", data[half:])
        whole = self.path("in.jsonl")
        for inputs in ([whole, "-j", 1], [whole, "-j", 3], [a, b], ["-"]):
            answer = self.check(0, "dedup", *inputs, "-o", "-", *ALL,
                                stdin=data)
            self.assertEqual(kept.out, answer.out, inputs)
        # The words that matching sees are the same.
        words = []
        for name, out in (("o", plain), ("s", once)):
            rows = self.check(0, "scan", self.write(name, out)).rows()
            words.append({r["id"]: r["content_words"] for r in rows})
        self.assertEqual({k: words[0][k] for k in words[1]}, words[1])

    def test_usage(self):
        path = self.write("in.jsonl", lines(PLAIN))
        for bad, named in (("all", "'all'"), ("headline,", "''"),
                           ("repeats,headlines", "'headlines'")):
            answer = self.check(2, "dedup", path, "-o", "-", "--strip=" + bad)
            self.assert_says(answer, named, "headline, boilerplate, repeats")
        self.check(2, "dedup", path, "-o", "-", "--strip=")
        answer = self.check(2, "dedup", path, "-o", "-", "--keep-original")
        self.assert_says(answer, "--strip")


if __name__ == "__main__":
    unittest.main()
