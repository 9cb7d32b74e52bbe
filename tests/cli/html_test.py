# SPDX-License-Identifier: Apache-2.0
"""Web pages as input, end to end."""
import gzip
import json
import unittest

from program import ROOT, ProgramTest

PAGES = ROOT / "tests" / "html" / "pages"
TEXTS = {path.stem: path.read_text(encoding="utf-8").split("\n\n", 1)[1]
         for path in PAGES.glob("*.txt")}


def page(name):
    return (PAGES / f"{name}.html").read_bytes()


class HtmlTest(ProgramTest):

    def test_pages_in_every_encoding_are_one_article(self):
        names = ["iso_8859_6", "utf_16_mark", "utf_16_no_mark",
                 "utf_8_called_windows_1256", "windows_1256_called_latin_1"]
        for name in names:
            self.write(f"pages/{name}.html", page(name))
        self.write("pages/packed.html.gz", gzip.compress(page(names[0])))
        answer = self.check(0, "clusters", self.path("pages"))
        cluster, = answer.rows()
        self.assertEqual(6, cluster["size"])
        for member in cluster["members"]:
            self.assertIn(member["role"], ("original", "exact"))
            self.assertIn("/pages/", member["id"])
        self.assert_closes(answer.account())

    def test_furniture_is_no_part_of_the_article(self):
        text = self.write("article.txt", TEXTS["wordpress"].encode("utf-8"))
        html = self.write("article.html", page("wordpress"))
        pair, = self.check(0, "pairs", html, text, "--relations",
                           "all").rows()
        self.assertEqual("exact", pair["relation"])

    def test_dedup_keeps_the_fields_of_pages(self):
        first = self.write("a.html", page("wordpress"))
        self.write("b.html", page("form_around"))
        out = self.path("kept.jsonl")
        self.check(0, "dedup", self.path("a.html"), self.path("b.html"),
                   "-o", out)
        kept, = [json.loads(line) for line in
                 self.read("kept.jsonl").decode("utf-8").splitlines()]
        # The one of 2015 is the older of the two.
        self.assertEqual(self.path("b.html"), kept["id"])
        self.assertEqual(TEXTS["form_around"].rstrip("\n"), kept["text"])
        self.assertEqual("Tue, 03 Mar 2015 09:00:00 GMT", kept["date"])
        self.check(0, "dedup", first, "-o", self.path("one.jsonl"))
        kept = json.loads(self.read("one.jsonl"))
        self.assertEqual("https://sahel.example/2021/03/port/", kept["url"])
        self.assertEqual("2021-03-05T08:30:00+02:00", kept["date"])
        self.assertTrue(kept["title"] and kept["source"])

    def test_chosen_encoding(self):
        # Too short to be guessed, and wrongly declared.
        text = "<meta charset=koi8-r><title>بيت</title>".encode("cp1256")
        path = self.write("a.html", text)
        out = self.path("o.jsonl")
        self.check(0, "dedup", path, "--encoding", "cp1256", "-o", out)
        self.assertEqual("بيت", json.loads(self.read("o.jsonl"))["title"])
        answer = self.check(2, "scan", path, "--encoding", "klingon")
        self.assert_says(answer, "klingon")

    def test_guessed_encodings_are_said(self):
        answer = self.check(0, "scan", self.write("a.html",
                                                  page("iso_8859_6")))
        self.assert_says(answer, "guessed", "--encoding")

    def test_pages_without_text_pass_through(self):
        # An empty file is no record at all.
        for name in ("frameset", "only_links", "empty", "only_comment"):
            self.write(f"pages/{name}.html", page(name))
        answer = self.check(0, "scan", self.path("pages"))
        numbers = answer.account()
        self.assertEqual(0, numbers["rejected"])
        self.assert_closes(numbers)

    def test_deep_pages_keep_their_text(self):
        body = TEXTS["wordpress"].replace("\n", "<br>").encode("utf-8")
        self.write("deep.html", b"<html>" + b"<div>" * 300000 + body)
        self.write("flat.html", b"<html>" + body)
        pair, = self.check(0, "pairs", self.path("deep.html"),
                           self.path("flat.html")).rows()
        self.assertEqual("exact", pair["relation"])
        answer = self.check(0, "scan", self.path("deep.html"))
        self.assert_says(answer, "--html-max-depth")
        answer = self.check(0, "scan", self.path("flat.html"))
        self.assertNotIn("--html-max-depth", answer.err)

    def test_too_big_pages_are_rejected(self):
        path = self.write("big.html", b"<html>" + b"<p>a" * (5 << 20))
        many = self.write("many.html", b"<html>" + b"<p>a" * 600000)
        good = self.write("good.html", page("wordpress"))
        rejects = self.path("rejects")
        answer = self.check(3, "scan", path, many, good, "--rejects", rejects)
        self.assertEqual(2, answer.account()["rejected"])
        for line in self.read("rejects").splitlines():
            self.assertEqual("html_too_big", json.loads(line)["code"])

    def test_every_prefix_of_a_page_is_read(self):
        whole = page("json_ld_only")
        for size in range(0, len(whole), 97):
            self.write(f"cut/{size:05}.html", whole[:size])
        numbers = self.check(0, "scan", self.path("cut")).account()
        self.assertEqual(0, numbers["rejected"])
        self.assert_closes(numbers)


if __name__ == "__main__":
    unittest.main()
