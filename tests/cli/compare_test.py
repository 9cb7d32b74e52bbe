# SPDX-License-Identifier: Apache-2.0
"""compare and normalize.

Shows: compare finds both sides by id, line or file, says what pairs says, and
what is wrong with an argument; normalize gives the rows of the golden file at
every level, with spans that cut the original.
"""
import json
import unittest

from program import (ARTICLES, ROOT, SAMPLE, ProgramTest, article, json_lines,
                     lines, record, run)

GOLDEN = ROOT / "tests" / "golden" / "normalization_golden.tsv"
STORY = article("story")


class CompareTest(ProgramTest):
    def test_says_what_pairs_says(self):
        # compare knows the two texts only: here pairs knows no more.
        path = self.write("bare.jsonl", lines(*[
            json.dumps({key: row[key] for key in ("id", "title", "text")
                        if key in row})
            for row in json_lines((SAMPLE / "articles.jsonl").read_bytes())]))
        pairs = run("pairs", "--relations", "all", "--passages", path).rows()
        self.assertGreater(len(pairs), 20)
        for pair in pairs[::7]:
            answer = self.check(0, "compare", "--json",
                                f"{path}:{pair['a']}",
                                f"{path}:{pair['b']}")
            found = json.loads(answer.out)
            for key in ("a_pos", "b_pos"):
                del pair[key]
            for passage in found["passages"]:
                del passage["edits"]
            self.assertEqual(pair, found)
            self.assertEqual(list(pair), list(found))

    def test_by_line_and_the_other_way_round(self):
        rows = json_lines((SAMPLE / "articles.jsonl").read_bytes())
        first, second = rows[0]["id"], rows[7]["id"]
        by_id = self.check(0, "compare", "--json", f"{ARTICLES}:{first}",
                           f"{ARTICLES}:{second}").out
        by_line = self.check(0, "compare", "--json", f"{ARTICLES}:1",
                             f"{ARTICLES}:8").out
        self.assertEqual(by_id, by_line)
        one = json.loads(by_id)
        other = json.loads(self.check(0, "compare", "--json",
                                      f"{ARTICLES}:{second}",
                                      f"{ARTICLES}:1").out)
        self.assertEqual((one["a_in_b"], one["words_a"], one["relation"]),
                         (other["b_in_a"], other["words_b"],
                          other["relation"]))
        self.assertEqual({"a", "b"}, {one["container"], other["container"]})

    def test_an_id_goes_before_a_line(self):
        path = self.write("in.jsonl", lines(
            record("2", STORY), record("x", article("other")),
            json.dumps({"text": STORY})))
        answer = self.check(0, "compare", "--json", f"{path}:2", f"{path}:3")
        found = json.loads(answer.out)
        self.assertEqual(("2", f"{path}:3", "exact"),
                         (found["a"], found["b"], found["relation"]))

    def test_text_files(self):
        a = self.write("a:1.txt", STORY.encode())
        b = self.write("b.txt", " ".join(STORY.split()[:30]).encode())
        found = json.loads(self.check(0, "compare", "--json", a, b).out)
        self.assertEqual((a, b, "partial", "a"), tuple(
            found[k] for k in ("a", "b", "relation", "container")))
        text = self.check(0, "compare", a, b).out.decode()
        for part in ("relation     partial, a contains b", "jaccard      0.483",
                     "b in a       1.000", "longest run  30 words", "- b is"):
            self.assertIn(part, text)
        piped = json.loads(self.check(0, "compare", "--json", "-", b,
                                      stdin=STORY.encode()).out)
        self.assertEqual("partial", piped["relation"])

    def test_fields(self):
        data = lines(*[json.dumps({"key": k, "meta": {"words": STORY}})
                       for k in "ab"])
        path = self.write("in.jsonl", data)
        answer = self.check(0, "compare", "--json", "--id", "key", "--text",
                            "meta.words", f"{path}:a", f"{path}:b")
        self.assertEqual("exact", json.loads(answer.out)["relation"])

    def test_errors(self):
        path = self.write("in.jsonl", lines(record("a", STORY), "no JSON",
                                            record("b", STORY)))
        for argument, code, part in (
                (self.path("none"), 4, "no such file"),
                (self.path("none:a"), 4, "no such file"),
                (f"{path}:nosuch", 4, "no record with id or line 'nosuch'"),
                (f"{path}:2", 4, "no record with id or line '2'"),
                (f"{path}:99", 4, "no record"),
                (path, 2, "name one as FILE:ID or FILE:LINE"),
                (self.write("empty", b""), 4, "no readable record"),
                (self.write("x.parquet", b"PAR1" + bytes(9)), 4, "Parquet")):
            for arguments in ((argument, f"{path}:a"), (f"{path}:a", argument)):
                answer = self.check(code, "compare", *arguments)
                self.assert_says(answer, part)
                self.assertEqual(b"", answer.out)
        self.assert_says(self.check(2, "compare", "-", "-", stdin=b"x"),
                         "one purpose only")


def golden_rows():
    """Level, input bytes, expected text of each row."""
    rows = GOLDEN.read_text("ascii").splitlines()[1:]
    return [tuple(row.split("\t")[:3]) for row in rows]


def unescape(text):
    r"""\uXXXX, \UXXXXXXXX and \n are code points, \xXX are bytes."""
    out, i = b"", 0
    sizes = {"x": 2, "u": 4, "U": 8}
    while i < len(text):
        if text[i] != "\\":
            out += text[i].encode()
            i += 1
            continue
        kind = text[i + 1]
        if kind not in sizes:
            out += {"n": b"\n", "r": b"\r", "t": b"\t", "\\": b"\\"}[kind]
            i += 2
            continue
        value = int(text[i + 2:i + 2 + sizes[kind]], 16)
        out += bytes([value]) if kind == "x" else chr(value).encode()
        i += 2 + sizes[kind]
    return out


class NormalizeTest(ProgramTest):
    def normalized(self, *options, stdin):
        answer = self.check(0, "normalize", *options, stdin=stdin)
        self.assertEqual("", answer.err)
        self.assertTrue(answer.out.endswith(b"\n"))
        return answer.out[:-1].decode("utf-8")

    def test_golden_levels(self):
        seen = 0
        for level in ("light", "standard", "aggressive"):
            rows = [r for r in golden_rows() if r[0] == level]
            texts = [unescape(r[1]).decode("utf-8") for r in rows]
            batch = lines(*map(json.dumps, texts))
            out = self.check(0, "normalize", "--batch", "--level", level,
                             stdin=batch).out
            expected = [unescape(r[2]).decode("utf-8") for r in rows]
            self.assertEqual(list(zip(texts, expected)),
                             list(zip(texts, json_lines(out))))
            seen += len(rows)
        self.assertGreater(seen, 70)

    def test_golden_spans(self):
        rows = [r for r in golden_rows() if r[0] == "standard-spans"]
        self.assertGreater(len(rows), 2)
        texts = [unescape(r[1]).decode("utf-8") for r in rows]
        out = self.check(0, "normalize", "--batch", "--spans",
                         stdin=lines(*map(json.dumps, texts))).out
        for text, row, found in zip(texts, rows, json_lines(out)):
            self.assertEqual(spans_of(row[2]), found, row)
            lines_out = self.normalized("--spans", stdin=text.encode())
            self.assertEqual(["%s\t%d\t%d" % tuple(f) for f in found],
                             lines_out.split("\n"))

    def test_golden_decode_and_repair(self):
        """Through light, which leaves text in its composed form alone."""
        for level, source, expected in golden_rows():
            if not level.startswith(("decode", "repair")):
                continue
            options = ["--level", "light"]
            if level == "decode":
                options.append("--no-repair")
            repaired = unescape(expected)
            reference = self.normalized("--level", "light", "--no-repair",
                                        stdin=repaired)
            self.assertEqual(reference, self.normalized(
                *options, stdin=unescape(source)), source)

    def test_paragraphs_and_line_end(self):
        text = "أولٌ  سطر\n\nثانٍ\n".encode()
        self.assertEqual("أولٌ سطر\nثانٍ",
                         self.normalized("--level", "light", stdin=text))
        self.assertEqual("اول سطر\nثان", self.normalized(stdin=text))
        path = self.write("a.txt", text)
        answer = self.check(0, "normalize", path)
        self.assertEqual("اول سطر\nثان\n".encode(), answer.out)
        for empty in (b"", b" \n\n", "\u064b".encode()):
            self.assertEqual("", self.normalized(stdin=empty))

    def test_no_repair(self):
        text = "لـ&quot;سبق&quot;".encode()
        self.assertNotIn("quot", self.normalized(stdin=text))
        self.assertIn("quot", self.normalized("--no-repair", stdin=text))
        arabic = "نص عربي قديم الترميز".encode("cp1256")
        self.assertEqual("نص عربي قديم الترميز", self.normalized(stdin=arabic))
        self.assertIn("\ufffd", self.normalized("--level", "light",
                                                "--no-repair", stdin=arabic))

    def test_errors(self):
        self.check(4, "normalize", self.path("none"))
        answer = self.check(4, "normalize", "--batch",
                            stdin=b'"sound"\nno JSON\n"more"\n')
        self.assert_says(answer, "line 2")
        for line in (b"null", b'"a","title":"b"', b'"a","text":"b"', b"12"):
            answer = self.check(4, "normalize", "--batch", stdin=line + b"\n")
            self.assert_says(answer, "line 1", "not a JSON string")


def spans_of(text):
    """`token@begin-end` groups of the golden file as [token, begin, end]."""
    spans = []
    for part in unescape(text).decode("utf-8").split(" "):
        token, place = part.rsplit("@", 1)
        spans.append([token, *map(int, place.split("-"))])
    return spans


if __name__ == "__main__":
    unittest.main()
