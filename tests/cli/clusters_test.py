# SPDX-License-Identifier: Apache-2.0
"""clusters and dedup on later versions of a story.

Shows: updates are listed under the earliest text in order of date, after the
copies; dedup keeps them.
"""
import json
import unittest

from program import ProgramTest, lines, run, words

STORY = words("story", 150)


def version(ident, day, kept, more):
    """A record of one outlet: the first `kept` words of the story, then
    others."""
    text = STORY[:kept] + words(f"new-{day}", more)
    return json.dumps({"id": ident, "source": "outlet", "title": "عنوان القصة الاولى",
                       "date": f"2024-03-{day:02}", "text": " ".join(text)})


class UpdatesTest(ProgramTest):
    def setUp(self):
        super().setUp()
        copy = json.loads(version("copy", 5, 150, 0))
        copy["source"] = "another outlet"
        copy["text"] = copy["text"] + " كلمة اخيرة"
        self.path = self.write("stories.jsonl", lines(
            version("third", 9, 140, 220), version("first", 5, 150, 0),
            version("second", 7, 140, 180), json.dumps(copy),
            version("other", 8, 0, 150)))

    def test_listed_by_date_after_the_copies(self):
        pairs = {(row["a"], row["b"]): row["relation"]
                 for row in run("pairs", self.path).rows()}
        self.assertEqual(pairs["first", "second"], "update")
        self.assertEqual(pairs["third", "first"], "update")
        clusters = {row["original"]: row
                    for row in run("clusters", "--keep", "first",
                                   self.path).rows()}
        story = clusters["first"]
        self.assertEqual(
            [(member["id"], member["role"]) for member in story["members"]],
            [("first", "original"), ("copy", "copy"), ("second", "update"),
             ("third", "update")])
        self.assertEqual(story["size"], 4)

    def test_dedup_keeps_them(self):
        answer = self.check(0, "dedup", self.path, "-o", "-")
        self.assertEqual([row["id"] for row in answer.rows()],
                         ["third", "first", "second", "other"])


if __name__ == "__main__":
    unittest.main()
