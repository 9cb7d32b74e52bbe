# SPDX-License-Identifier: Apache-2.0
"""Formats beside JSON Lines: what comes out of dedup, and what inspect says."""
import csv
import io
import json
import os
import unittest

from bad_archives import page, record as warc_record, response
from program import ProgramTest, article, gzip_member, lines, record

ROWS = [{"id": f"r{i}", "title": f'a "title" {i}',
         "text": article(i, 30).replace(" ", "\n", 1)} for i in range(4)]
ROWS.append({"id": "copy", "title": "x", "text": ROWS[1]["text"]})
RECORDS = [json.dumps(row, ensure_ascii=False) for row in ROWS]


def table(delimiter=",", columns=("id", "title", "text")):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter,
                            lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue()


def rows_of(data, delimiter=","):
    text = io.StringIO(data.decode("utf-8"), newline="")
    return list(csv.DictReader(text, delimiter=delimiter))


class FormatsTest(ProgramTest):
    def test_a_table_stays_a_table(self):
        for delimiter in ",;\t|":
            with self.subTest(delimiter):
                data = table(delimiter).encode("utf-8")
                path = self.write("a.csv", data)
                answer = self.check(0, "dedup", path, "-o", "-", "--force",
                                    "--removed", self.path("removed"))
                self.assertEqual(data[:data.index(b"copy")], answer.out)
                (removed,) = rows_of(self.read("removed"), delimiter)
                self.assertEqual("r1", json.loads(removed["nuskha"])["of"])
                annotated = self.check(0, "dedup", path, "-o", "-",
                                       "--annotate").out
                roles = [json.loads(row["nuskha"])["role"]
                         for row in rows_of(annotated, delimiter)]
                self.assertEqual(["unique", "original", "unique", "unique",
                                  "exact"], roles)

    def test_tables_of_one_header_share_it(self):
        lines_of = table().split("\n")
        one = self.write("1.csv", table().encode("utf-8"))
        two = self.write("2.csv", (lines_of[0] + "\nz,t,words of its own\n")
                         .encode("utf-8"))
        rows = rows_of(self.check(0, "dedup", one, two, "-o", "-").out)
        self.assertEqual(["r0", "r1", "r2", "r3", "z"],
                         [row["id"] for row in rows])

    def test_a_table_without_rows_keeps_its_header(self):
        head = b"id,text\n"
        bare = self.write("bare.csv", head)
        twin = self.write("twin.csv", head)
        other = self.write("other.csv", b"id,title,text\n")
        cut = self.write("cut.csv", head + b"1,two,three\n")
        row = self.write("row.csv", head + b"1,words of its own\n")
        record_ = self.write("a.jsonl", lines(RECORDS[0]))
        for inputs, out in (([bare], head), ([bare, twin], head),
                            ([bare, other], b""),
                            ([bare, row], self.read("row.csv")),
                            ([other, row], self.read("row.csv")),
                            ([bare, record_], lines(RECORDS[0]))):
            answer = self.check(0, "dedup", *inputs, "-o", "-")
            self.assertEqual(out, answer.out, inputs)
        noted = b'id,text,"nuskha"\n'
        answer = self.check(0, "dedup", bare, "-o", "-", "--annotate")
        self.assertEqual(noted, answer.out)
        answer = self.check(0, "dedup", bare, "-o", "-", "--removed",
                            self.path("gone"))
        self.assertEqual((head, noted), (answer.out, self.read("gone")))
        answer = self.check(3, "dedup", cut, "-o", "-")
        self.assertEqual(head, answer.out)

    def test_rows_that_end_in_a_carriage_return(self):
        answer = self.check(0, "dedup", self.write(
            "mac.csv", b"id,text\r1,aaa\r2,bbb\r"), "-o", "-")
        self.assertEqual(b"id,text\n1,aaa\n2,bbb\n", answer.out)
        data = table()
        mac = self.write("mac.csv", data.replace("\n", "\r").encode("utf-8"))
        answer = self.check(0, "dedup", mac, "-o", "-", "--removed",
                            self.path("gone"))
        self.assertEqual(["r0", "r1", "r2", "r3"],
                         [row["id"] for row in rows_of(answer.out)])
        self.assertEqual([row["text"].replace("\n", "\r") for row in ROWS[:4]],
                         [row["text"] for row in rows_of(answer.out)])
        # As text by its content, in any encoding, and where a row is bad.
        bad = data.replace("\n", "\r") + "a,row\r5,x,words of its own\r"
        path = self.write("mac.txt", bad.encode("utf-16"))
        answer = self.check(3, "dedup", path, "-o", "-")
        self.assertEqual((7, 1), (answer.account()["read"],
                                  answer.account()["rejected"]))
        # CR CR LF is no such end.
        twice = self.write("twice.csv", b"id,text\r\r\n1,aaa\r\r\n")
        self.assertEqual(1, self.check(0, "dedup", twice, "-o",
                                       "-").account()["read"])

    def test_mixed_inputs_give_json_lines(self):
        one = self.write("1.csv", table().encode("utf-8"))
        two = self.write("2.jsonl", lines(record("z", article("z", 20))))
        rows = self.check(0, "dedup", one, two, "-o", "-").rows()
        self.assertEqual(ROWS[:4], rows[:4])
        self.assertEqual("z", rows[4]["id"])
        other = self.write("3.csv", table(columns=("id", "text", "title"))
                           .encode("utf-8"))
        rows = self.check(0, "dedup", one, other, "-o", "-").rows()
        self.assertEqual(ROWS[:4], rows)

    def test_arrays_give_lines(self):
        for indent in (None, 2):
            data = json.dumps(ROWS, ensure_ascii=False, indent=indent)
            path = self.write("a.json", data.encode("utf-8"))
            answer = self.check(0, "dedup", path, "-o", "-")
            self.assertEqual(ROWS[:4], answer.rows())
        compact = ("[" + ",".join(RECORDS) + "]").encode("utf-8")
        path = self.write("a.json", compact)
        self.assertEqual(lines(*RECORDS[:4]),
                         self.check(0, "dedup", path, "-o", "-").out)
        removed = self.path("removed")
        self.check(0, "dedup", path, "-o", "-", "--removed", removed)
        self.assertIn(b'"nuskha":{"of":"r1"', self.read("removed"))

    def test_warc_and_pages(self):
        data = (warc_record(b"warcinfo", b"x") + response(1) + response(2) +
                response(3, body=page(1)) + warc_record(b"request", b"GET"))
        for name, content in {"a.warc": data,
                              "a.warc.gz": gzip_member(data)}.items():
            path = self.write(name, content)
            answer = self.check(0, "dedup", path, "-o", "-")
            rows = answer.rows()
            self.assertEqual(["http://a.example/1", "http://a.example/2"],
                             [row["id"] for row in rows])
            self.assertEqual({"a.example"}, {row["source"] for row in rows})
            self.assertEqual("2024-01-02T03:04:05Z", rows[0]["date"])
            self.assert_says(answer, "1 request records passed over",
                             "1 warcinfo records passed over")
        page_path = self.write("p.html", page(1))
        (row,) = self.check(0, "dedup", page_path, "-o", "-").rows()
        self.assertEqual(page_path, row["id"])
        self.assertEqual(rows[0]["text"], row["text"])
        (pair,) = self.check(0, "pairs", page_path, path, "--relations",
                             "exact", "--format", "jsonl").rows()[:1]
        self.assertEqual(page_path, pair["a"])

    def test_encodings(self):
        data = "\n".join(RECORDS) + "\n"
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            path = self.write("a.jsonl", data.encode(encoding))
            out = self.check(0, "dedup", path, "-o", "-").out
            self.assertEqual(lines(*RECORDS[:4]), out)
        path = self.write("a.jsonl", data.encode("iso-8859-6"))
        out = self.check(0, "dedup", path, "-o", "-", "--encoding",
                         "iso-8859-6").out
        self.assertEqual(lines(*RECORDS[:4]), out)
        answer = self.check(2, "dedup", path, "-o", "-", "--encoding", "abc")
        self.assert_says(answer, "'abc' is not known")

    def test_files_from(self):
        one = self.write("one.jsonl", lines(*RECORDS[:2]))
        two = self.write("two\n.jsonl", lines(*RECORDS[2:]))
        self.write("list", f"\n{one}\n".encode())
        self.write("list0", f"{one}\0{two}\0".encode())
        marked = self.write("marked", f"\ufeff{one}\n".encode())
        self.check(0, "pairs", "--files-from", marked)
        self.check(2, "pairs", "--files-from", "-", stdin=b"-\n")
        account = self.check(0, "pairs", "--files-from",
                             self.path("list")).account()
        self.assertEqual(2, account["read"])
        for arguments in (["--files-from", self.path("list0"), "-0"],
                          [one, "--files-from", self.path("list0"), "-0"]):
            answer = self.check(0, "dedup", *arguments, "-o", "-")
            self.assertEqual(lines(*RECORDS[:4]), answer.out)
        answer = self.check(0, "pairs", "--files-from", "-", "-0",
                            stdin=self.read("list0"))
        self.assertEqual(5, answer.account()["read"])
        self.check(4, "pairs", "--files-from", self.path("missing"))
        self.check(2, "pairs")
        self.check(2, "pairs", "-", "--files-from", "-")
        # The list is an input: it is not overwritten.
        self.check(2, "pairs", "--files-from", self.path("list"), "-o",
                   self.path("list"), "--force")

    def test_inspect(self):
        self.write("a.csv", table().encode("utf-8") + b"ragged\n")
        self.write("b.jsonl.gz", gzip_member(
            lines(RECORDS[0], "{}", "no JSON")) + b"garbage")
        self.write("c.html", page(1))
        answer = self.check(3, "inspect", "--json", "a.csv", "b.jsonl.gz",
                            "c.html", cwd=self.folder)
        a, b, c = answer.rows()
        self.assertEqual(
            {"input": "a.csv", "format": "csv", "compression": "none",
             "encoding": "UTF-8", "records": 6, "documents": 5,
             "passed_through": 0, "rejected": 1,
             "rejected_by_code": {"csv_fields": 1},
             "text_bytes": sum(len(r["text"].encode()) for r in ROWS),
             "damaged_places": 0, "damaged_bytes": 0,
             "fields": {"text": "text", "id": "id", "title": "title"},
             "fields_seen": ["id", "title", "text"]}, a)
        self.assertEqual(("jsonl", "gzip", 3, 1, 1, 1, 7),
                         (b["format"], b["compression"], b["records"],
                          b["documents"], b["passed_through"], b["rejected"],
                          b["damaged_bytes"]))
        self.assertEqual("html", c["format"])
        # Those without a record are inputs, too.
        self.write("d.jsonl", b"")
        broken = bytearray(gzip_member(b"\n" * 100))
        broken[-8] ^= 1
        self.write("e.jsonl.gz", bytes(broken))
        rows = self.check(3, "inspect", "--json", "d.jsonl", "c.html",
                          "e.jsonl.gz", cwd=self.folder).rows()
        self.assertEqual(["d.jsonl", "c.html", "e.jsonl.gz"],
                         [row["input"] for row in rows])
        self.assertEqual([0, 1, 0], [row["records"] for row in rows])
        self.assertEqual(1, rows[2]["damaged_places"])
        self.assertEqual({"read": 10, "documents": 7, "passed_through": 1,
                          "rejected": 2}, answer.account())
        text = self.check(3, "inspect", "a.csv", cwd=self.folder).out.decode()
        for part in ("csv, UTF-8", "6: 5 documents", "csv_fields 1", "seen"):
            self.assertIn(part, text)
        self.check(4, "inspect", self.write("x.parquet", b"PAR1" + bytes(9)))
        os.unlink(self.path("x.parquet"))
        self.check(2, "inspect")


if __name__ == "__main__":
    unittest.main()
