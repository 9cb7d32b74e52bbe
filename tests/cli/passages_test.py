# SPDX-License-Identifier: Apache-2.0
"""pairs --passages and the passages of compare.

Shows: ranges cut the original text, whatever spelling, encoding or form it has;
they are the same in every form of output and of input; an input that changed
between the two readings is found; compare shows both texts side by side in the
columns there are, with marks that need no colour.
"""
import csv
import io
import json
import os
import subprocess
import unicodedata
import unittest

from program import (ARTICLES, PROGRAM, SAMPLE, TIMEOUT, ProgramTest, article,
                     json_lines, lines, record, run, words)

STORY = words("story", 40)
RED, GREEN = "\x1b[31m", "\x1b[32m"


def normalized(texts):
    """The words of each text."""
    out = run("normalize", "--batch", stdin=lines(*map(json.dumps, texts))).out
    return [line.split() for line in json_lines(out)]


def cut(text, span):
    return text.encode("utf-8")[span[0]:span[1]].decode("utf-8")


def columns_of(line):
    return sum(0 if unicodedata.category(c) in ("Mn", "Cf") else 1
               for c in line)


class PairsTest(ProgramTest):
    def test_ranges_of_the_sample(self):
        rows = json_lines((SAMPLE / "articles.jsonl").read_bytes())
        pairs = self.check(0, "pairs", "--relations", "all", "--passages",
                           ARTICLES).rows()
        plain = self.check(0, "pairs", "--relations", "all", ARTICLES).rows()
        claims = []
        for pair, without in zip(pairs, plain):
            passages = pair.pop("passages")
            self.assertEqual(without, pair)
            sizes = [p["words"] for p in passages]
            self.assertEqual(sorted(sizes, reverse=True), sizes)
            self.assertLessEqual(sum(sizes), pair["shared_words"])
            if pair["relation"] == "exact" and pair["words_a"] >= 6:
                self.assertEqual(pair["words_a"], sum(sizes))
            shorter = "a" if pair["words_a"] <= pair["words_b"] else "b"
            for passage in passages:
                self.assertEqual(["a", "b", "words"], list(passage))
                a, b = (cut(rows[pair[s + "_pos"]]["text"], passage[s])
                        for s in "ab")
                claims.append((a, b, passage["words"], shorter == "a"))
        self.assertGreater(len(claims), 100)
        for a, b, (_, _, count, a_counts) in zip(
                normalized([c[0] for c in claims]),
                normalized([c[1] for c in claims]), claims):
            self.assertEqual(count, len(a if a_counts else b))
            self.assertEqual((a[0], a[-1]), (b[0], b[-1]))

    def test_by_hand(self):
        head, tail = " ".join(STORY[:20]), " ".join(STORY[20:])
        a = f"«{head}»، {tail}."
        b = f"{words('x', 1)[0]} {tail}\n{head}"
        path = self.write("in.jsonl", lines(record("a", a), record("b", b)))
        (pair,) = self.check(0, "pairs", "--passages", path).rows()
        self.assertEqual([20, 20], [p["words"] for p in pair["passages"]])
        self.assertEqual([head, tail],
                         [cut(a, p["a"]) for p in pair["passages"]])
        self.assertEqual([head, tail],
                         [cut(b, p["b"]) for p in pair["passages"]])

    def test_long_words_and_long_ways(self):
        """Whatever lies between two words, and however long they are."""
        parts = []
        for i, word in enumerate(STORY):
            parts += [word * (1 if i != 5 else 9000),
                      "." * (300 if i == 9 else 40000 if i == 12 else 1)]
        a = "".join(parts)
        b = " ".join(a.replace(".", " ").split() + words("z", 60))
        path = self.write("in.jsonl", lines(record("a", a), record("b", b)))
        (pair,) = self.check(0, "pairs", "--passages", path).rows()
        (passage,) = pair["passages"]
        self.assertEqual(a.rstrip("."), cut(a, passage["a"]))
        self.assertEqual(a.replace(".", " ").split(),
                         cut(b, passage["b"]).split())

    def test_other_encodings(self):
        """Of mojibake the bytes as they stand, of windows-1256 the text."""
        text = " ".join(STORY)
        entities = "".join(f"&#{ord(c)};" if i % 7 == 0 and c != " " else c
                           for i, c in enumerate(text))
        mojibake = text.encode().decode("latin-1").translate(
            {i: bytes([i]).decode("cp1252", "replace") for i in
             range(0x80, 0xa0) if i not in (0x81, 0x8d, 0x8f, 0x90, 0x9d)})
        data = lines(record("utf8", text), record("mojibake", mojibake),
                     record("entities", entities))
        path = self.write("in.jsonl", data)
        legacy = self.write("legacy.txt", f"{text}\n".encode("cp1256"))
        pairs = self.check(0, "pairs", "--passages", path, legacy).rows()
        texts = {"utf8": text, "mojibake": mojibake, "entities": entities,
                 legacy: text}
        self.assertEqual(6, len(pairs))
        for pair in pairs:
            (passage,) = pair["passages"]
            self.assertEqual(40, passage["words"])
            for side in "ab":
                self.assertEqual(texts[pair[side]],
                                 cut(texts[pair[side]], passage[side]))

    def test_a_record_without_text(self):
        title = "عاجل: " + " ".join(STORY[:14])
        path = self.write("in.jsonl", lines(
            json.dumps({"id": "a", "title": title, "text": ""}),
            record("b", " ".join(STORY[:14]))))
        (pair,) = self.check(0, "pairs", "--passages", "--relations", "all",
                             path).rows()
        (passage,) = pair["passages"]
        self.assertEqual(" ".join(STORY[:14]), cut(title, passage["a"]))

    def test_the_other_formats(self):
        pairs = self.check(0, "pairs", "--passages", ARTICLES).rows()
        out = self.check(0, "pairs", "--passages", "--format", "csv",
                         ARTICLES).out.decode("utf-8")
        table = self.check(0, "pairs", "--passages", "--format", "table",
                           ARTICLES).out.decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(out, newline="")))
        self.assertEqual(len(pairs), len(rows))
        for pair, row in zip(pairs, rows):
            self.assertEqual(pair["passages"], json.loads(row["passages"]))
            for p in pair["passages"]:
                self.assertIn("%d words at a %d-%d, b %d-%d\n" % (
                    p["words"], *p["a"], *p["b"]), table)

    def test_standard_input_is_spooled(self):
        data = lines(*[record(f"r{i}", article(i % 50, 80)) for i in
                       range(100)])
        spool = self.folder / "spool"
        spool.mkdir()
        path = self.write("in.jsonl", data)
        expected = self.check(0, "pairs", "--passages", path).out
        piped = self.check(0, "pairs", "--passages", "--tmp", spool, "-",
                           stdin=data)
        self.assertEqual(expected, piped.out)
        self.assertEqual([], list(spool.iterdir()))
        # The folder is used: without it nothing can be spooled.
        answer = self.check(5, "pairs", "--passages", "--tmp",
                            self.path("none"), "-", stdin=data)
        self.assert_says(answer, self.path("none"), "--tmp")

    def test_an_input_that_changed(self):
        """Between the readings: the program waits for a pipe in between."""
        path = self.write("in.jsonl", lines(record("a", article("x")),
                                            record("b", article("x"))))
        fifo = self.path("fifo.jsonl")
        os.mkfifo(fifo)
        spool = self.folder / "spool"
        spool.mkdir()
        child = subprocess.Popen(
            [PROGRAM, "pairs", "--passages", "--tmp", str(spool), path, fifo],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with open(fifo, "wb") as pipe:
            pipe.write(lines(record("c", article("y"))))
            pipe.flush()
            self.write("in.jsonl", lines(record("a", article("x")),
                                         record("b", article("z"))))
        out, err = child.communicate(timeout=TIMEOUT)
        self.assertEqual((4, b""), (child.returncode, out), err)
        self.assertIn(b"in.jsonl:2 changed after it was read", err)


class CompareTest(ProgramTest):
    def setUp(self):
        super().setUp()
        other = list(STORY)
        other[12] = "مختلفة"
        del other[20]
        other[30:30] = ["كلمتان", "زائدتان"]
        self.a = self.write("a.txt", " ".join(STORY + words("p", 9)).encode())
        self.b = self.write("b.txt", " ".join(words("q", 5) + other).encode())
        self.other = other

    def test_edits(self):
        found = json.loads(self.check(0, "compare", "--json", self.a,
                                      self.b).out)
        (passage,) = found["passages"]
        a, b = self.read("a.txt").decode(), self.read("b.txt").decode()
        self.assertEqual(
            [("substitution", STORY[12], "مختلفة"), ("deletion", STORY[20], ""),
             ("insertion", "", "كلمتان زائدتان")],
            [(e["kind"], cut(a, e["a"]), cut(b, e["b"]))
             for e in passage["edits"]])

    def test_side_by_side(self):
        text = self.check(0, "compare", self.a, self.b).out.decode()
        for part in (f"[-{STORY[12]}-]", "{+مختلفة+}", f"[-{STORY[20]}-]",
                     "{+كلمتان زائدتان+}", "-- 5 words only in b --\n",
                     "-- 41 words, bytes 0-", "judged by the two texts alone"):
            self.assertIn(part, text)
        self.assertTrue(text.endswith("-- 9 words only in a --\n"), text)
        rows = [line for line in text.split("\n") if " | " in line]
        self.assertGreater(len(rows), 5)
        shown = {"left": "", "right": ""}
        for row in rows:
            self.assertLess(columns_of(row), 80)
            self.assertEqual((2, 2), (row.count("\u2068"), row.count("\u2069")))
            left, right = row.split(" | ")
            shown["left"] += left.strip("\u2068\u2069 ") + " "
            shown["right"] += right.strip("\u2068\u2069 ") + " "
        for marks in ("[-", "-]", "{+", "+}"):
            for side in shown:
                shown[side] = shown[side].replace(marks, "")
        self.assertEqual(STORY, shown["left"].split())
        self.assertEqual(self.other, shown["right"].split())

    def test_columns_of_the_terminal(self):
        for columns in (30, 60, 132, 1000):
            text = self.on_terminal("compare", "--color", "never", self.a,
                                    self.b, columns=columns)
            widest = max(columns_of(line) for line in text.split("\n")
                         if " | " in line)
            self.assertLess(widest, max(columns, 40))
            if columns <= 132:
                self.assertGreater(widest, min(columns, 132) * 0.7)

    def test_colour(self):
        plain = self.check(0, "compare", self.a, self.b).out.decode()
        self.assertNotIn("\x1b", plain)
        forced = self.check(0, "compare", "--color", "always", self.a,
                            self.b).out.decode()
        self.assertIn(f"{RED}[-{STORY[12]}-]\x1b[0m", forced)
        self.assertIn(GREEN + "{+مختلفة+}\x1b[0m", forced)
        for colour in (RED, GREEN, "\x1b[0m"):
            forced = forced.replace(colour, "")
        self.assertEqual(plain, forced)
        environment = {k: v for k, v in os.environ.items()
                       if k not in ("NO_COLOR", "TERM")}
        for settings, expected in (({}, True), ({"NO_COLOR": "1"}, False),
                                   ({"NO_COLOR": ""}, True),
                                   ({"TERM": "dumb"}, False)):
            text = self.on_terminal("compare", self.a, self.b,
                                    env={**environment, **settings})
            self.assertEqual(expected, RED in text, settings)
        self.check(2, "compare", "--color", "nosuch", self.a, self.b)

    def test_nothing_drives_the_terminal(self):
        bad = " ".join(STORY[:20]) + "\x1b[31m\u202e\x07" + " ".join(STORY[20:])
        path = self.write("in.jsonl", lines(record("a", bad),
                                            record("b", " ".join(STORY))))
        text = self.check(0, "compare", f"{path}:a", f"{path}:b").out.decode()
        for character in "\x1b\u202e\x07":
            self.assertNotIn(character, text)
        self.assertIn("<U+001B>[", text)
        self.assertIn("[-31m-]<U+202E>", text)

    def test_long_passages_are_folded(self):
        long = words("long", 3000)
        other = list(long)
        other[1500] = "مختلفة"
        a = self.write("long_a.txt", " ".join(long).encode())
        b = self.write("long_b.txt", " ".join(other).encode())
        text = self.check(0, "compare", a, b).out.decode()
        self.assertLess(text.count("\n"), 30)
        self.assertIn("{+مختلفة+}", text)
        self.assertEqual(2, text.count(" equal words ..."))
        # Differences everywhere: the first lines, and how many are left.
        for i in range(0, 3000, 7):
            other[i] = f"كلمه{i}"
        b = self.write("long_b.txt", " ".join(other).encode())
        text = self.check(0, "compare", a, b).out.decode()
        self.assertLess(text.count("\n"), 70)
        self.assertRegex(text, r"\d+ equal words, \d+ lines with differences")

    def test_nothing_shared_and_moved(self):
        x = self.write("x.txt", article("nothing of it").encode())
        text = self.check(0, "compare", self.a, x).out.decode()
        self.assertIn("no shared passage\n", text)
        moved = self.write("m.txt", " ".join(
            STORY[20:] + words("m", 12) + STORY[:20]).encode())
        text = self.check(0, "compare", self.a, moved).out.decode()
        self.assertIn(", earlier in b --\n", text)

    def test_a_headline_alone(self):
        path = self.write("in.jsonl", lines(
            json.dumps({"id": "a", "title": " ".join(STORY)}),
            record("b", " ".join(STORY))))
        text = self.check(0, "compare", f"{path}:a", f"{path}:b").out.decode()
        self.assertIn("(40 words of its headline, no text)", text)
        self.assertIn("40 words, bytes 0-", text)

    def test_sources_and_dates_are_not_looked_at(self):
        """Two records of one file are judged by their texts, as any others."""
        known = {"source": "outlet", "date": "2024-05-01"}
        path = self.write("in.jsonl", lines(
            record("a", " ".join(STORY), **known),
            record("b", " ".join(self.other), **known)))
        found = json.loads(self.check(0, "compare", "--json", f"{path}:a",
                                      f"{path}:b").out)
        self.assertIn("judged by the two texts alone: templates cannot be told "
                      "well", found["reasons"])


if __name__ == "__main__":
    unittest.main()
