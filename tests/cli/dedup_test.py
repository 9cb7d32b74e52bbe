# SPDX-License-Identifier: Apache-2.0
"""What dedup keeps, removes and writes.

Shows: kept records are the bytes of the input; --removed and --annotate say of
what each record is a copy; the keep policies; --against and --isolate; and
which options are refused.
"""
import gzip
import json
import shutil
import subprocess
import unittest

from program import ProgramTest, article, json_lines, lines, record

STORY = article("story")
OTHER = article("other")
THIRD = article("third")
PREVIEW = " ".join(STORY.split(" ")[:25])


def dated(ident, text, date, **fields):
    return record(ident, text, date=date, **fields)


class KeptBytesTest(ProgramTest):
    def dedup(self, data, *options, name="in.jsonl"):
        path = self.write(name, data)
        return self.check(0, "dedup", path, "-o", "-", *options)

    def test_records_come_back_as_they_were(self):
        odd = [
            '  {  "text" :\t"%s"  , "id":1 }   ' % STORY,
            '{"z":1.50,"text":"%s","a":[ 1,2 ],"\\u0041":"\\u0627\\/"}' % OTHER,
            '{"id":1e3,"text":"%s","text2":"\\ud83d\\ude00 \\n"}' % THIRD,
            '{"text":"","id":"blank"}',
            '{}',
            '{"text":null,"title":null,"nested":{"text":"x"}}',
        ]
        data = lines(*odd)
        self.assertEqual(data, self.dedup(data).out)
        # The last line without its end gets one.
        self.assertEqual(data, self.dedup(data[:-1]).out)
        # CR LF becomes LF, as the contract says: the line end is no record.
        self.assertEqual(data, self.dedup(data.replace(b"\n", b"\r\n")).out)
        # Other carriage returns are the record's.
        for end in (b"\r\r\n", b"\r  \r\n"):
            odd_ends = data.replace(b"\n", end)
            self.assertEqual(odd_ends.replace(b"\r\n", b"\n"),
                             self.dedup(odd_ends).out)
        # A byte order mark at the head goes.
        self.assertEqual(data, self.dedup(b"\xef\xbb\xbf" + data).out)

    def test_order_and_account(self):
        records = [record("a", STORY), record("b", OTHER), record("c", STORY),
                   record("d", ""), record("e", THIRD), record("f", OTHER)]
        answer = self.dedup(lines(*records))
        kept = [records[i] for i in (0, 1, 3, 4)]
        self.assertEqual(lines(*kept), answer.out)
        self.assertEqual({"read": 6, "kept": 3, "removed": 2,
                          "passed_through": 1, "rejected": 0},
                         answer.account())

    def test_removed(self):
        records = [record("long", STORY), record("copy", STORY),
                   record("part", PREVIEW), record("other", OTHER)]
        gone = self.path("gone.jsonl")
        answer = self.dedup(lines(*records), "--removed", gone)
        self.assertEqual(lines(records[0], records[3]), answer.out)
        copy, part = self.read("gone.jsonl").splitlines()
        self.assertTrue(copy.startswith(records[1][:-1] + b',"nuskha":{'))
        self.assertEqual({"of": "long", "relation": "exact", "jaccard": 1,
                          "in": 1}, json.loads(copy)["nuskha"])
        self.assertTrue(part.startswith(records[2][:-1] + b',"nuskha":{'))
        fate = json.loads(part)["nuskha"]
        self.assertEqual(("long", "partial", 1),
                         (fate["of"], fate["relation"], fate["in"]))
        self.assertTrue(0 < fate["jaccard"] < 0.6)

    def test_annotate(self):
        records = ['{"id":"a","text":"%s"}' % STORY,
                   '{"text":"%s","id":"b"} \t ' % STORY,
                   '  { "text" : "%s" }' % OTHER,
                   '{}', '{ }', '{"text":null,"k":"}"}',
                   '{"id":"p","text":"%s","deep":{"a":{}}}' % PREVIEW]
        answer = self.dedup(lines(*records) + b"no JSON\n", "--annotate",
                            "--max-bad", "1")
        rows = answer.rows()
        self.assertEqual(len(records), len(rows))
        out = answer.out.decode("utf-8").splitlines()
        for source, line, row in zip(records, out, rows):
            note = row.pop("nuskha")
            self.assertEqual(json.loads(source), row)
            head = source.rstrip()[:-1].rstrip()
            self.assertTrue(line.startswith(head), line)
            self.assertLessEqual({"role"}, set(note))
        notes = [json.loads(line)["nuskha"] for line in out]
        self.assertEqual(["original", "exact", "unique", "passed_through",
                          "passed_through", "passed_through", "partial"],
                         [note["role"] for note in notes])
        self.assertEqual("a", notes[1]["of"])
        self.assertEqual({"role": "original"}, notes[0])
        self.assertEqual(0, answer.account()["removed"])
        self.assertEqual(4, answer.account()["kept"])

    def test_plain_text_becomes_json_lines(self):
        first = self.write("1.txt", f"{STORY}\n\n{OTHER}\n".encode())
        self.write("2.txt", f"\ufeff{STORY}\r\n\r\n{OTHER}".encode())
        odd = '"x"\\\t\n\x01 ' + THIRD
        third = self.write("3.txt", odd.encode())
        answer = self.check(0, "dedup", str(self.folder), "-o", "-")
        self.assertEqual([{"id": first, "text": f"{STORY}\n\n{OTHER}\n"},
                          {"id": third, "text": odd}],
                         answer.rows())

    def test_compressed_outputs(self):
        records = [record(f"r{i}", article(i)) for i in range(200)]
        path = self.write("in.jsonl", lines(*records, record("x", article(0))))
        self.check(0, "dedup", path, "-o", self.path("o.gz"), "--removed",
                   self.path("r.gz"))
        self.assertEqual(lines(*records), gzip.decompress(self.read("o.gz")))
        (row,) = json_lines(gzip.decompress(self.read("r.gz")))
        self.assertEqual("r0", row["nuskha"]["of"])
        self.check(0, "dedup", path, "-o", self.path("o.zst"))
        frame = self.read("o.zst")
        self.assertEqual(b"\x28\xb5\x2f\xfd", frame[:4])
        self.assertLess(len(frame), len(lines(*records)) // 2)
        if shutil.which("zstd"):
            done = subprocess.run(["zstd", "-dcq"], input=frame, check=True,
                                  capture_output=True)
            self.assertEqual(lines(*records), done.stdout)


class PolicyTest(ProgramTest):
    RECORDS = [
        dated("2", STORY, "2024-03-02", source="B", rank=10),
        dated("1", STORY + " كلمة أخرى", "2024-03-01", source="A", rank=9),
        dated("3", STORY, "2024-03-03", source="C", rank="x"),
        record("0", STORY, source="D"),
    ]

    def kept(self, *options):
        path = self.write("in.jsonl", lines(*self.RECORDS))
        rows = self.check(0, "dedup", path, "-o", "-", *options).rows()
        self.assertEqual(1, len(rows), options)
        return rows[0]["id"]

    def test_keep(self):
        for policy, ident in {
                "oldest": "1", "newest": "3", "longest": "1", "first": "2",
                "id:asc": "0", "id:desc": "3", "rank:asc": "1",
                "rank:desc": "3", "source:desc": "0", "longest,first": "1",
                "date:desc": "3"}.items():
            self.assertEqual(ident, self.kept("--keep", policy), policy)
        self.assertEqual("1", self.kept())
        self.check(2, "dedup", self.path("in.jsonl"), "-o", "-", "--keep",
                   "none:asc,newest")

    def test_numbers_sort_as_numbers(self):
        self.RECORDS = [record("a", STORY, views=10), record("b", STORY),
                        record("c", STORY, views=9),
                        record("d", STORY, views="200")]
        self.assertEqual("c", self.kept("--keep", "views:asc"))
        self.assertEqual("d", self.kept("--keep", "views:desc"))

    def test_dates(self):
        """Of every form the earlier one is kept."""
        forms = ["2024-03-02T10:00:00+03:00", "Sat, 02 Mar 2024 09:00:00 GMT",
                 "1709373600", 1709377200, 1709380800000,
                 "2 مارس 2024 13:00", "السبت 2 آذار 2024 14:30",
                 "2 March 2024 15:00", "2024-03-03"]
        path = self.write("in.jsonl", lines(*[
            dated(str(i), STORY, form) for i, form in enumerate(forms)][::-1],
            dated("bad", STORY, "tomorrow"), record("none", STORY)))
        rows = self.check(0, "clusters", path).rows()
        self.assertEqual("0", rows[0]["original"])
        for i in range(len(forms) - 1):
            two = lines(dated("later", STORY, forms[i + 1]),
                        dated("earlier", STORY, forms[i]))
            path = self.write("two.jsonl", two)
            for keep, ident in (("oldest", "earlier"), ("newest", "later")):
                answer = self.check(0, "dedup", "--keep", keep, path, "-o", "-")
                (row,) = answer.rows()
                self.assertEqual(ident, row["id"], forms[i:i + 2])
        answer = self.check(0, "pairs", self.path("in.jsonl"))
        self.assert_says(answer, "1 dates could not be read")

    def test_prefer_source(self):
        best = self.write("best", b"\xef\xbb\xbfC\nA\n")
        self.assertEqual("3", self.kept("--prefer-source", best))
        best = self.write("best", b"\n C \r\nA\n")
        self.assertEqual("3", self.kept("--prefer-source", best))
        self.assertEqual("3", self.kept("--prefer-source", best, "--keep",
                                        "oldest"))
        self.assertEqual("1", self.kept("--prefer-source",
                                        self.write("z", b"Z\n")))
        path = self.path("in.jsonl")
        self.check(2, "dedup", path, "-o", "-", "--prefer-source", "/none")

    def test_remove(self):
        records = [record("whole", STORY), record("exact", STORY),
                   record("edited", STORY.replace(STORY.split()[5], "تعديل")),
                   record("part", PREVIEW)]
        path = self.write("in.jsonl", lines(*records))
        for remove, kept in {
                "exact": ["whole", "edited", "part"],
                "copy": ["whole", "exact", "part"],
                "partial": ["whole", "exact", "edited"],
                "exact,copy": ["whole", "part"],
                "exact,copy,partial": ["whole"]}.items():
            answer = self.check(0, "dedup", path, "-o", "-", "--remove", remove)
            self.assertEqual(kept, [r["id"] for r in answer.rows()], remove)
        for remove in ("passage", "template", "", "exact,,copy", "all"):
            self.check(2, "dedup", path, "-o", "-", "--remove", remove)

    def test_exactly_the_same_as_a_kept_member(self):
        """Of equal texts one stays, whatever they are to their original."""
        edited = STORY.replace(STORY.split()[5], "تعديل")
        for text, role in ((edited, "copy"), (PREVIEW, "partial")):
            records = [dated("whole", STORY, "2020-01-01"),
                       *[dated(f"m{i}", text, f"2020-01-0{9 - i}")
                         for i in range(1, 4)]]
            path = self.write("in.jsonl", lines(*records))
            # The oldest stays, not the first.
            fate = {"of": "m3", "relation": "exact", "jaccard": 1, "in": 1}
            for remove in {"exact", f"exact,{'partial' if role == 'copy' else 'copy'}"}:
                answer = self.check(0, "dedup", path, "-o", "-", "--remove",
                                    remove, "--force", "--removed",
                                    self.path("gone"))
                self.assertEqual(lines(records[0], records[3]), answer.out)
                self.assertEqual([fate] * 2, [r["nuskha"] for r in json_lines(
                    self.read("gone"))])
                self.assert_says(answer, "2 exact copies, 0 copies, 0 parts")
            notes = [r["nuskha"] for r in self.check(
                0, "dedup", path, "-o", "-", "--remove", "exact",
                "--annotate").rows()]
            self.assertEqual([("exact", "m3"), ("exact", "m3"),
                              (role, "whole")],
                             [(n["role"], n["of"]) for n in notes[1:]])
            # A known one stays, and is enough.
            known = self.write("known.jsonl", lines(*records[:2]))
            new = self.write("new.jsonl", lines(records[2]))
            answer = self.check(0, "dedup", new, "--against", known, "-o", "-",
                                "--remove", "exact")
            self.assertEqual(b"", answer.out)

    def test_many_that_are_exactly_the_same(self):
        """More than meet each other as candidates."""
        edited = STORY.replace(STORY.split()[5], "تعديل")
        records = [record("whole", STORY),
                   *[record(f"m{i}", edited) for i in range(600)]]
        path = self.write("in.jsonl", lines(*records))
        answer = self.check(0, "dedup", path, "-o", "-", "--remove", "exact",
                            "--keep", "first")
        self.assertEqual(lines(*records[:2]), answer.out)

    def test_preview_never_costs_the_article(self):
        records = lines(dated("part", PREVIEW, "2020-01-01"),
                        dated("whole", STORY, "2024-01-01"))
        path = self.write("in.jsonl", records)
        for keep in ("oldest", "first", "newest", "longest", "id:asc"):
            (row,) = self.check(0, "dedup", path, "-o", "-", "--keep",
                                keep).rows()
            self.assertEqual("whole", row["id"], keep)

    def test_equal_texts_of_any_day_go_at_once(self):
        shorter = " ".join(STORY.split(" ")[:55])
        records = [dated("d67", STORY, "2019-01-05"),
                   dated("d79", shorter, "2020-01-26"),
                   dated("d88", shorter, "2020-01-01")]
        answer = self.check(0, "dedup", self.write("in.jsonl", lines(*records)),
                            "-o", "-")
        self.assertEqual(lines(records[0]), answer.out)

    def test_bad_policies(self):
        path = self.write("in.jsonl", lines(*self.RECORDS))
        for policy in ("", "best", "oldest,", "id:up", ":asc", "oldest newest"):
            self.check(2, "dedup", path, "-o", "-", "--keep", policy)


class AgainstTest(ProgramTest):
    def test_against_is_compared_and_never_written(self):
        new = self.write("new.jsonl", lines(
            record("n1", STORY), record("n2", OTHER), record("n3", THIRD),
            record("n4", THIRD)))
        old = self.write("old.jsonl", lines(
            dated("o1", STORY, "2030-01-01"), record("o1b", STORY),
            record("empty", "")))
        more = self.write("more.jsonl", lines(record("o2", OTHER)))
        gone = self.path("gone")
        answer = self.check(0, "dedup", new, "--against", old, "--against",
                            more, "-o", "-", "--removed", gone, "--keep",
                            "first")
        self.assertEqual(lines(record("n3", THIRD)), answer.out)
        fates = {r["id"]: r["nuskha"]["of"] for r in json_lines(
            self.read("gone"))}
        self.assertEqual({"n2": "o2", "n4": "n3"},
                         {k: v for k, v in fates.items() if k != "n1"})
        self.assertIn(fates["n1"], ("o1", "o1b"))
        # The account is that of the input.
        self.assertEqual({"read": 4, "kept": 1, "removed": 3,
                          "passed_through": 0, "rejected": 0},
                         answer.account())
        self.assert_says(answer, "compared with 3 documents")

    def test_one_value_for_each_against(self):
        """The inputs behind it are not swallowed."""
        new = self.write("new.jsonl", lines(record("n1", STORY)))
        old = self.write("old.jsonl", lines(record("o1", STORY)))
        answer = self.check(0, "dedup", "--against", old, new, "-o", "-")
        self.assertEqual(b"", answer.out)

    def test_parts(self):
        """Known previews do not cost a new article, known articles take new
        previews."""
        whole = self.write("whole.jsonl", lines(record("whole", STORY)))
        part = self.write("part.jsonl", lines(record("part", PREVIEW)))
        answer = self.check(0, "dedup", whole, "--against", part, "-o", "-")
        self.assertEqual(self.read("whole.jsonl"), answer.out)
        answer = self.check(0, "dedup", part, "--against", whole, "-o", "-")
        self.assertEqual(b"", answer.out)

    def test_missing_and_bad_against(self):
        new = self.write("new.jsonl", lines(record("n1", STORY)))
        self.check(4, "dedup", new, "--against", "/none", "-o", "-")
        bad = self.write("bad.jsonl", lines("no JSON", record("o", OTHER)))
        answer = self.check(3, "dedup", new, "--against", bad, "-o", "-")
        self.assertEqual(self.read("new.jsonl"), answer.out)
        self.assert_says(answer, f"{bad}:1 ")

    def test_isolate(self):
        path = self.write("in.jsonl", lines(
            record("a1", STORY, source="A"), record("a2", STORY, source="A"),
            record("b1", OTHER, source="A"), record("b2", OTHER, source="B")))
        answer = self.check(0, "dedup", path, "-o", "-", "--isolate", "source")
        self.assertEqual(["a1", "a2", "b1"], [r["id"] for r in answer.rows()])
        self.check(2, "dedup", path, "-o", "-", "--isolate", "day")
        # Not by way of another source either, nor inside a cluster of copies.
        edited = STORY.replace(STORY.split()[5], "تعديل")
        for texts, options in (
                ((STORY, STORY, STORY), []),
                ((edited, STORY, edited), ["--remove", "exact"])):
            records = [record(f"{source}{i}", text, source=source)
                       for i, (source, text) in enumerate(zip("ABA", texts))]
            path = self.write("in.jsonl", lines(*records))
            answer = self.check(0, "dedup", path, "-o", "-", "--isolate",
                                "source", *options)
            self.assertLessEqual({"A0", "A2"},
                                 {r["id"] for r in answer.rows()})

    def test_index_knows_no_sources(self):
        path = self.write("in.jsonl", lines(record("a", STORY, source="A")))
        answer = self.check(2, "dedup", path, "-o", "-", "--isolate", "source",
                            "--index", self.path("index"))
        self.assert_says(answer, "--index", "--isolate")

    def test_the_same_file_twice(self):
        path = self.write("in.jsonl", lines(record("a", STORY)))
        answer = self.check(2, "dedup", "-", "--against", "-", "-o", "-",
                            stdin=self.read("in.jsonl"))
        self.assert_says(answer, "standard input", "--against")
        best = ["--prefer-source", "-"]
        self.check(2, "dedup", "-", *best, "-o", "-")
        self.check(0, "dedup", path, *best, "-o", "-", stdin=b"A\n")
        answer = self.check(0, "dedup", path, "--against", path, "-o", "-")
        self.assert_says(answer, f"{path} is given twice")
        other = self.write("other.jsonl", self.read("in.jsonl"))
        answer = self.check(0, "dedup", path, "--against", other, "-o", "-")
        self.assertNotIn("twice", answer.err)

    def test_isolate_holds_by_way_of_a_third(self):
        path = self.write("in.jsonl", lines(
            record("x1", STORY, source="X"), record("y1", STORY, source="Y"),
            record("x2", STORY, source="X")))
        options = ("-o", "-", "--isolate", "source")
        answer = self.check(0, "dedup", path, *options)
        self.assertEqual(["x1", "x2"], [r["id"] for r in answer.rows()])
        # Both are copies of one of another source.
        (self.folder / "best.txt").write_text("Y\n", encoding="utf-8")
        answer = self.check(0, "dedup", path, *options, "--prefer-source",
                            self.folder / "best.txt")
        self.assertEqual(["y1"], [r["id"] for r in answer.rows()])


if __name__ == "__main__":
    unittest.main()
