# SPDX-License-Identifier: Apache-2.0
"""What people see is safe to look at, whatever files, fields and ids are called.

Shows, for each command: no control, bidi or tag character reaches a terminal;
what is written from right to left stands inside isolates that are closed on
their line; JSON is exact; an id never becomes a path.
"""
import json
import unicodedata
import unittest

from program import ProgramTest, article, lines, record, run

HOSTILE = "\x1b[31m\x07\x9b\x7f\u202e\u2067\u2028\u200f\U000e0041"
ARABIC = "خبر عاجل 2"
NAME = f"{ARABIC}{HOSTILE}"
ISOLATE, POP = "\u2068", "\u2069"
STORY, OTHER = article("story"), article("other")
IDS = (f"../../{NAME}", f"/tmp/{ARABIC}", NAME)
# Controls, format characters, line and paragraph separators.
BAD = {"Cc", "Cf", "Zl", "Zp"}


class TerminalTest(ProgramTest):
    def setUp(self):
        super().setUp()
        folder = f"d/{ARABIC}\x1b\u202e"
        self.path_ = self.write(f"{folder}/{NAME}.jsonl", lines(
            record(IDS[0], STORY, **{NAME: 1}), record(IDS[1], STORY),
            record(IDS[2], OTHER), '{"id":"' + ARABIC))
        self.sources = self.names()

    def assert_safe(self, text):
        for line in text.split("\n"):
            depth = 0
            for c in line:
                if c in (ISOLATE, POP):
                    depth += 1 if c == ISOLATE else -1
                    self.assertIn(depth, (0, 1), repr(line))
                    continue
                self.assertNotIn(unicodedata.category(c), BAD, repr(line))
                if unicodedata.bidirectional(c) in ("R", "AL"):
                    self.assertEqual(1, depth, repr(line))
            self.assertEqual(0, depth, repr(line))

    def test_messages_of_every_command(self):
        for command in (["pairs"], ["clusters"], ["dedup", "-o", "-"],
                        ["scan"], ["inspect"]):
            answer = self.check(3, *command, self.path_)
            self.assert_safe(answer.err)
            self.assertIn("<U+001B>[31m", answer.err)
            self.assertIn(ISOLATE + "خبر عاجل" + POP, answer.err)
            gone = self.path(f"d/{NAME}")
            self.assert_safe(self.check(4, *command, gone).err)
        for command in (["compare", self.path_ + ":" + NAME + "?", self.path_],
                        ["compare", NAME, NAME], ["normalize", NAME],
                        ["eval", "--gold", NAME, NAME], [NAME], ["help", NAME],
                        ["pairs", self.path_, "--" + NAME],
                        ["pairs", self.path_, "--relations", NAME],
                        ["dedup", self.path_, "-o", "-", "--strip", NAME],
                        ["dedup", self.path_, "-o", "-", "--keep", NAME],
                        ["pairs", self.path_, "--encoding", NAME],
                        ["pairs", self.path_, "--boilerplate", NAME],
                        ["pairs", "--files-from", NAME],
                        ["pairs", self.path_, "-o", self.path_],
                        ["pairs", self.path_, "--text", NAME]):
            answer = self.check_any(*command)
            self.assert_safe(answer.err)
        self.assertEqual(self.sources, self.names())

    def check_any(self, *command):
        answer = run(*command)
        self.assertNotIn(answer.code, (0, 70), command)
        self.assertNotEqual("", answer.err)
        return answer

    def test_human_output(self):
        table = self.check(3, "pairs", self.path_, "--format", "table")
        texts = [table.out, self.check(3, "inspect", self.path_).out]
        passages = self.check(3, "pairs", self.path_, "--format", "table",
                              "--passages")
        texts.append(passages.out)
        good = self.write("good.jsonl", lines(record(NAME, STORY + HOSTILE),
                                              record("b", STORY)))
        texts.append(self.check(0, "compare", f"{good}:{NAME}",
                                f"{good}:b").out)
        for text in texts:
            self.assert_safe(text.decode("utf-8"))
            self.assertIn(ISOLATE, text.decode("utf-8"))

    def test_json_is_exact(self):
        (pair,) = self.check(3, "pairs", self.path_, "--format",
                             "jsonl").rows()
        self.assertEqual(IDS[:2], (pair["a"], pair["b"]))
        (cluster,) = self.check(3, "clusters", self.path_).rows()
        self.assertEqual(set(IDS[:2]), {m["id"] for m in cluster["members"]})
        rejects = self.path("rejects")
        self.check(3, "inspect", self.path_, "--json", "--rejects", rejects)
        self.assertEqual(self.path_, json.loads(self.read("rejects"))["file"])

    def test_ids_are_no_paths(self):
        out = self.path("out.jsonl")
        self.check(3, "dedup", self.path_, "-o", out, "--removed",
                   self.path("gone.jsonl"))
        self.assertEqual(["d", "gone.jsonl", "out.jsonl"], self.names())
        self.assertEqual([IDS[0], IDS[2]], [json.loads(line)["id"] for line in
                                            self.read("out.jsonl").splitlines()])


if __name__ == "__main__":
    unittest.main()
