# SPDX-License-Identifier: Apache-2.0
"""nuskha serve, asked as it should be: every path, what it answers, and that
the program and the service say the same.

Every answer in these tests is held against docs/openapi.json (service.py).
"""
import json
import random
import re
import unittest

from program import ARTICLES, article, json_lines, lines, record
from service import OPENAPI, ServiceTest, validator

A, B = article("a", 120), article("b", 120)
PART = " ".join(A.split()[:40])


class EndpointsTest(ServiceTest):
    def setUp(self):
        super().setUp()
        self.service = self.start("--writable")
        self.one = self.client(self.service)

    def test_check_and_add(self):
        add = self.one.add
        self.assertEqual(["new", "match", "known", "changed", "match", "empty"],
                         [add("a", A), add("b", A), add("a", A), add("a", B),
                          add("p", PART), add("e", " .")])
        self.assertEqual(["a", "b", "p"], self.exported())
        last = self.one.post("/v1/check-and-add", {
            "article": {"id": "q", "text": PART, "title": None},
            "relations": ["partial"], "passages": True}).value
        self.assertEqual([("partial", "b")] * 2,
                         [(m["relation"], m["container"])
                          for m in last["matches"]])
        self.assertEqual({"a", "b"}, {m["id"] for m in last["matches"]})
        begin, end = last["matches"][0]["passages"][0]["a"]
        data = PART.encode("utf-8")
        self.assertIn(data[begin:end].decode("utf-8"), A)
        self.assertEqual(3, last["documents"])

    def test_query_adds_nothing(self):
        self.one.add("a", A)
        found = self.one.query(A)
        self.assertEqual(("match", 1), (found["status"], found["documents"]))
        self.assertEqual(["a"], [m["id"] for m in found["matches"]])
        self.assertEqual("new", self.one.query(B)["status"])
        # A document is no match of itself.
        self.assertEqual({"status": "known", "matches": [], "documents": 1},
                         self.one.query(A, "a"))
        self.assertEqual(["a"], self.exported())

    def test_update_and_remove(self):
        self.one.add("a", A)
        update = lambda ident, text: self.one.post("/v1/update", {
            "article": {"id": ident, "text": text}}).value
        self.assertEqual({"status": "changed", "documents": 1}, update("a", B))
        self.assertEqual({"status": "known", "documents": 1}, update("a", B))
        self.assertEqual({"status": "new", "documents": 2}, update("b", A))
        self.assertEqual("a", self.one.query(B)["matches"][0]["id"])
        remove = lambda *ids: self.one.post("/v1/remove", {"ids": ids}).value
        self.assertEqual({"removed": 1}, remove("a", "nobody"))
        self.assertEqual({"removed": 0}, remove())
        self.assertEqual(["b"], self.exported())

    def test_compare(self):
        got = self.one.post("/v1/compare", {
            "a": {"text": A}, "b": {"text": PART}, "passages": True}).value
        files = [self.write(name, text.encode("utf-8"))
                 for name, text in (("a.txt", A), ("b.txt", PART))]
        want = self.check(0, "compare", *files, "--json").rows()[0]
        for side in "ab":
            want.pop(side)
        self.assertEqual(want, got)
        got = self.one.post("/v1/compare", {"a": {"text": A},
                                            "b": {"text": B}}).value
        self.assertEqual("nothing", got["relation"])
        self.assertNotIn("passages", got)

    def test_says_what_the_program_says(self):
        self.end(self.service)
        self.check(0, "index", "add", self.index, ARTICLES)
        one = self.client(self.start())
        want = {row["id"]: row["matches"] for row in self.check(
            0, "index", "query", "-q", self.index, ARTICLES,
            "--passages").rows()}
        fields = ("id", "title", "text", "url", "source", "date")
        count = 0
        with open(ARTICLES, "rb") as file:
            for row in json_lines(file.read()):
                if not row.get("text"):
                    continue
                given = {k: row[k] for k in fields if row.get(k)}
                got = one.post("/v1/query", {"article": given,
                                             "passages": True}).value
                self.assertEqual(want.get(row["id"], []), got["matches"],
                                 row["id"])
                count += len(got["matches"])
        self.assertGreater(count, 50)

    def test_stats_and_health(self):
        self.one.add("a", A)
        stats = self.one.get("/v1/stats").value
        self.assertTrue(stats.pop("writable"))
        self.assertEqual(0, stats.pop("lost_commits"))
        self.assertEqual(self.check(0, "index", "stats", self.index,
                                    "--json").rows()[0], stats)
        self.assertEqual({"status": "ok"}, self.one.get("/healthz").value)
        head = self.one.send("HEAD", "/healthz")
        self.assertEqual((200, b""), (head.status, head.body))
        self.assertEqual("15", head.headers["content-length"])

    def test_metrics(self):
        self.one.add("a", A)
        self.one.query(A)
        self.one.query(B)
        self.one.get("/nothing")
        text = self.one.get("/metrics").value
        values = {}
        kinds = {}
        for line in text.splitlines():
            if line.startswith("# "):
                kind = re.fullmatch(r"# (HELP \w+ .+|TYPE (\w+) (\w+))", line)
                if kind[2]:
                    kinds[kind[2]] = kind[3]
                continue
            name, labels, value = re.fullmatch(
                r'(\w+)(\{(?:\w+="[^"\\]*",?)+\})? (\S+)', line).groups()
            self.assertNotIn((name, labels), values)
            values[name, labels] = float(value)
            self.assertIn(re.sub("_(bucket|sum|count)$", "", name), kinds)
        total = "nuskha_http_requests_total"
        self.assertEqual(2, values[total, '{path="/v1/query",code="200"}'])
        self.assertEqual(1, values[total, '{path="other",code="404"}'])
        self.assertEqual(1, values["nuskha_index_documents", None])
        time = "nuskha_http_request_duration_seconds"
        buckets = [value for (name, labels), value in values.items()
                   if name == time + "_bucket" and '"/v1/query"' in labels]
        self.assertEqual(sorted(buckets), buckets)
        self.assertEqual(2, buckets[-1])
        self.assertEqual(2, values[time + "_count", '{path="/v1/query"}'])

    def test_openapi(self):
        self.assertEqual(OPENAPI, self.one.get("/openapi.json").value)
        for ref in re.findall(r'"\$ref": "(.*?)"', json.dumps(OPENAPI)):
            part = OPENAPI
            for step in ref.removeprefix("#/").split("/"):
                part = part[step]
        for schema in OPENAPI["components"]["schemas"].values():
            validator({}).check_schema(schema)
        for path, operations in OPENAPI["paths"].items():
            for method in operations:
                answer = self.one.send(method.upper(), path,
                                       {} if method == "post" else None)
                self.assertIn(answer.status, (200, 400), path)

    def test_bodies_are_judged_as_described(self):
        """Random bodies, near what is right: client.post() checks each."""
        chance = random.Random(5)
        leaves = [None, True, 0, 1.5, "", "x", A, [], {}, ["copy"], ["x"],
                  ["copy", 1], ["passage", "template", "update", "exact"]]
        fields = {"/v1/query": ["article", "relations", "passages"],
                  "/v1/check-and-add": ["article", "relations", "passages"],
                  "/v1/compare": ["a", "b", "passages"],
                  "/v1/update": ["article"], "/v1/remove": ["ids"]}

        def some_article():
            names = ["id", "title", "text", "url", "source", "date", "Text"]
            weights = [6, 2, 8, 1, 1, 1, 0.3]
            return {name: chance.choice(leaves) if chance.random() < 0.1
                    else chance.choice([A, "x", "1", ""])
                    for name in chance.choices(names, weights, k=5)}

        def some_value(name):
            if chance.random() < 0.15:
                return chance.choice(leaves)
            if name in ("article", "a", "b"):
                return some_article()
            return {"ids": ["x", "y"], "passages": True,
                    "relations": chance.choice(leaves[-4:])}[name]

        seen = {}
        for _ in range(900):
            path = chance.choice(list(fields))
            body = {name: some_value(name) for name in fields[path]
                    if chance.random() < 0.9}
            if chance.random() < 0.05:
                body["txt"] = "x"
            whole = chance.choice([body] * 60 + leaves)
            answer = self.one.post(path, json.dumps(whole).encode("utf-8"))
            seen[answer.code] = seen.get(answer.code, 0) + 1
        for code in (None, "field_missing", "field_unknown", "field_type",
                     "field_value", "json_type"):
            self.assertGreater(seen.get(code, 0), 10, seen)

    def test_readers_see_what_a_writer_adds(self):
        reader = self.client(self.start())
        for i in range(20):
            text = article(f"r{i}")
            self.assertEqual("new", reader.query(text)["status"])
            self.one.add(f"r{i}", text)
            self.assertEqual([f"r{i}"], [m["id"] for m in
                                         reader.query(text)["matches"]])
        answer = reader.post("/v1/remove", {"ids": ["r1"]})
        self.assert_refused(answer, 403, "read_only", "--writable")
        self.assertFalse(reader.get("/v1/stats").value["writable"])

    def test_index_without_texts(self):
        other = self.path("other")
        self.check(0, "index", "create", other, "--no-store-text")
        self.check(0, "index", "add", other,
                   self.write("in.jsonl", lines(record("a", A))))
        one = self.client(self.start(index=other))
        self.assertEqual("match", one.query(A)["status"])
        answer = one.post("/v1/query", {"article": {"text": A},
                                        "passages": True})
        self.assert_refused(answer, 400, "request_invalid", "no texts")


if __name__ == "__main__":
    unittest.main()
