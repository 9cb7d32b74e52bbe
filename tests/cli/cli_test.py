# SPDX-License-Identifier: Apache-2.0
"""Commands, flags, fields and messages.

Shows: help names the commands that work and every flag is described; wrong
usage ends with code 2; fields are found, chosen and printed; ids and dates;
what goes to standard error, --stats and --progress; --exit-code.
"""
import json
import os
import re
import subprocess
import unittest

from program import (ARTICLES, PROGRAM, TIMEOUT, ProgramTest, article, lines,
                     record, run)

COMMANDS = ["pairs", "clusters", "dedup", "scan", "inspect", "compare",
            "normalize", "sketch", "index", "serve", "eval", "completion",
            "version", "help"]
UNBUILT = ["sketch", "index", "serve", "report"]
STORY = article("story")


def two(**fields):
    """Two records of one text."""
    return lines(*[json.dumps({"text": STORY, **{k: v[i] for k, v in
                                                 fields.items()}},
                              ensure_ascii=False) for i in (0, 1)])


class HelpTest(ProgramTest):
    def listed(self, text):
        block = text.split("Subcommands:\n")[1]
        return re.findall(r"^  (\w+) ", block, re.M)

    def test_help_lists_what_works(self):
        texts = {self.check(0, *command).out for command in
                 (["help"], ["--help"], ["-h"])}
        self.assertEqual(1, len(texts))
        self.assertEqual(COMMANDS, self.listed(texts.pop().decode()))

    def test_help_of_each_command(self):
        for command in COMMANDS[:-1]:
            answer = self.check(0, "help", command)
            self.assertEqual(answer.out, self.check(0, command, "--help").out)
            text = answer.out.decode()
            self.assertIn(f"nuskha {command} [OPTIONS]", text)
            self.assertEqual("", answer.err)
            # Every flag has a description behind it or on the next line.
            flags = re.findall(r"^  -.*(?:\n {20}.*)*", text, re.M)
            self.assertTrue(flags)
            for flag in flags:
                words = re.sub(r"^  -\S+( [A-Z]+(:\S+( in \[.*?\])?( \[.*?\])?)?)?", "",
                               flag, count=1, flags=re.M)
                self.assertRegex(words, r"[A-Za-z]{3}", command)
        for flag in ("--keep", "--against", "--annotate", "--removed"):
            self.assertIn(flag, self.check(0, "help", "dedup").out.decode())

    def test_wrong_usage(self):
        for command in ([], ["nosuch"], ["help", "nosuch"], ["pairs"],
                        ["dedup", ARTICLES], ["pairs", ARTICLES, "--nosuch"],
                        ["pairs", ARTICLES, "-j", "0"],
                        ["pairs", ARTICLES, "-j", "x"],
                        ["pairs", ARTICLES, "--format", "xml"],
                        ["pairs", ARTICLES, "--relations", "twins"],
                        ["pairs", ARTICLES, "--relations", ""],
                        ["pairs", ARTICLES, "--relations", "nothing"],
                        ["pairs", ARTICLES, "--min-score", "2"],
                        ["pairs", ARTICLES, "--candidates", "all"],
                        ["pairs", ARTICLES, "--minhash-threshold", "0"],
                        ["pairs", ARTICLES, "--max-line", "many"],
                        ["pairs", ARTICLES, "--zstd-window", "99"],
                        ["pairs", ARTICLES, "--on-damage", "cry"],
                        ["pairs", ARTICLES, "--boilerplate", "/none"],
                        ["dedup", ARTICLES, "-o", "-", "--annotate",
                         "--removed", "x"],
                        ["compare", ARTICLES],
                        ["normalize", "--level", "heavy"],
                        ["normalize", "--level", "light", "--spans"],
                        *[[command] for command in UNBUILT]):
            answer = self.check(2, *command, cwd=self.folder)
            self.assertEqual(b"", answer.out)
            self.assertTrue(answer.err.startswith("nuskha: error: "), command)
        self.assertEqual([], self.names())

    def test_unknown_commands_are_named(self):
        for command, *parts in ((["nosuch"], "'nosuch'"),
                                (["dedupe"], "'dedupe'", "'dedup'"),
                                (["pair", ARTICLES], "'pair'", "'pairs'"),
                                (["help", "indx"], "'indx'", "'index'"),
                                ([""], "no command ''"),
                                (["help", "pairs", "add"], "pairs", "'add'"),
                                (["x" * 100000], "x" * 100)):
            answer = self.check(2, *command)
            self.assertEqual(b"", answer.out)
            self.assert_says(answer, "error: ", *parts)
        self.assertNotIn("did you mean", self.check(2, "nosuch").err)
        self.assertEqual(self.check(0, "help", "index").out,
                         self.check(0, "help", "index", "add").out)

    def test_version(self):
        info = json.loads(self.check(0, "version", "--json").out)
        self.assertEqual({"version", "kernels", "kernel", "icu", "unicode",
                          "normalizer", "formats"}, set(info))
        self.assertIn(info["kernel"], info["kernels"])
        self.assertLessEqual({"jsonl", "text"}, set(info["formats"]))
        self.assertRegex(info["version"], r"^\d+\.\d+\.\d+$")
        plain = self.check(0, "version").out.decode()
        self.assertIn(info["version"], plain)
        self.assertEqual(f"nuskha {info['version']}\n",
                         self.check(0, "--version").out.decode())


    def test_forced_kernels_give_the_same_bytes(self):
        kernels = json.loads(self.check(0, "version", "--json").out)["kernels"]
        self.assertEqual("scalar", kernels[-1])
        expected = self.check(0, "clusters", "-q", ARTICLES).out
        self.assertTrue(expected)
        try:
            for kernel in kernels:
                os.environ["NUSKHA_SIMD"] = kernel
                info = json.loads(self.check(0, "version", "--json").out)
                self.assertEqual(kernel, info["kernel"])
                self.assertEqual(kernels, info["kernels"])
                self.assertEqual(
                    expected, self.check(0, "clusters", "-q", ARTICLES).out)
            for kernel in ("avx9", "SSE2"):
                os.environ["NUSKHA_SIMD"] = kernel
                answer = self.check(2, "version")
                self.assertIn("NUSKHA_SIMD", answer.err)
                self.assertIn(kernel, answer.err)
        finally:
            os.environ.pop("NUSKHA_SIMD", None)


class FieldTest(ProgramTest):
    def ids(self, data, *options, code=0):
        path = self.write("in.jsonl", data)
        answer = self.check(code, "pairs", path, *options, cwd=self.folder)
        return [(p["a"], p["b"]) for p in answer.rows()], answer

    def test_usual_names(self):
        for name in ("text", "content", "body", "article", "article_text",
                     "maintext"):
            data = lines(*[json.dumps({"id": i, name: STORY}) for i in "ab"])
            pairs, answer = self.ids(data)
            self.assertEqual([("a", "b")], pairs)
            self.assert_says(answer, f"fields: text={name} id=id\n")
        for name in ("id", "_id", "doc_id", "guid", "url"):
            self.assertEqual([("x", "y")],
                             self.ids(two(**{name: ["x", "y"]}))[0])

    def test_first_name_of_the_list_wins(self):
        pairs, answer = self.ids(two(
            url=["u", "v"], guid=["g", "h"], _id=["i", "j"], link=["l", "m"],
            maintext=["not", "this"], headline=["h", "h"], title=["t", "t"],
            site=["s", "s"], source=["o", "o"], pub_date=["2024", "2024"],
            published=["2024-01-01", "2024-01-01"]))
        self.assertEqual([("i", "j")], pairs)
        self.assert_says(answer, "fields: text=text id=_id title=title url=url "
                         "source=source date=published\n")
        self.assertEqual(1, answer.err.count("fields:"))

    def test_chosen_names(self):
        data = lines(*[json.dumps({
            "id": "no", "text": f"{i} no", "meta": {"key": i, "n": [0, i]},
            "page": {"body": {"ar": STORY}}, "a.b": i + "dot", "a/b": i + "sl",
            "t~": i + "ti"}) for i in "xy"])
        text = ["--text", "page.body.ar"]
        for name, suffix in {"meta.key": "", "/meta/key": "", "/meta/n/1": "",
                             "a.b": "dot", "/a~1b": "sl", "/t~0": "ti"}.items():
            pairs, answer = self.ids(data, *text, "--id", name)
            self.assertEqual([("x" + suffix, "y" + suffix)], pairs, name)
            self.assert_says(answer, f"text=page.body.ar id={name}")
        self.assertEqual([("x", "y")], self.ids(
            data, "--text", "/page/body/ar", "--id", "meta.key")[0])
        self.ids(data, "--text", "nosuch", "--title", "none", code=2)

    def test_names_that_no_record_has(self):
        records = lines(*[json.dumps({"title": f"عنوان {i}", "body": STORY,
                                      "n": {"d": 2020 + i}, "k": None})
                          for i in range(2)])
        path = self.write("in.jsonl", records)
        row = self.write("in.csv", b"title,body\na,b\n")
        for name in ("text", "id"):
            for inputs in ([path], [row], [path, row]):
                answer = self.check(2, "dedup", *inputs, "-o",
                                    self.path("out"), f"--{name}", "boddy")
                self.assert_says(answer, f"--{name} boddy", "body", "title")
        for keep in ("nosuch:asc", "first,n.e:desc"):
            answer = self.check(2, "dedup", path, "-o", self.path("out"),
                                "--keep", keep)
            self.assert_says(answer, "--keep", "no record", "body")
        # What records may be without.
        for name in ("title", "url", "source", "date"):
            self.check(0, "pairs", path, f"--{name}", "boddy")
        environment = {**os.environ, "NUSKHA_TEXT": "boddy"}
        self.check(2, "pairs", path, env=environment)
        self.assertEqual(["in.csv", "in.jsonl"], self.names())
        # One that some record has, also without a value, and what has no names.
        plain = self.write("a.txt", STORY.encode("utf-8"))
        for options in (["--date", "n.d"], ["--date", "/n/d"], ["--id", "k"],
                        ["--keep", "n.d:desc"], ["--text", "body"]):
            self.check(0, "pairs" if options[0] != "--keep" else "clusters",
                       path, row, *options)
        self.check(0, "pairs", plain, "--text", "boddy")
        self.check(0, "pairs", self.write("empty", b""), "--text", "boddy")
        # Of what is only compared with, the text has to be there.
        other = self.write("old.jsonl", lines(record("o", STORY)))
        self.check(2, "dedup", path, "--against", other, "-o", "-", "--text",
                   "body")
        self.check(0, "dedup", path, "--against", other, "-o", "-", "--date",
                   "n.d")

    def test_many_names_that_are_seen(self):
        """The chosen one counts however many others stand before it."""
        value = {f"k{i}": i for i in range(400)} | {"body": STORY}
        long = "x" * 300
        path = self.write("in.jsonl", lines(json.dumps(value | {long: 1})))
        self.check(0, "pairs", path, "--text", "body", "--id", long)

    def test_ids_are_text_as_it_stands(self):
        data = lines(*['{"id":%s,"text":"%s"}' % (i, STORY) for i in
                       ("1.50", "10000000000000000000001", '"\\u0661"', "-0")])
        pairs, _ = self.ids(data)
        self.assertEqual(["1.50", "10000000000000000000001", "\u0661"],
                         list(dict.fromkeys(a for a, _ in pairs)))
        self.assertIn(("1.50", "-0"), pairs)

    def test_records_without_id(self):
        data = b"\n" + two() + lines('{"id":null,"text":"%s"}' % STORY,
                                     '{"id":"","text":"%s"}' % STORY)
        pairs, _ = self.ids(data)
        path = self.path("in.jsonl")
        self.assertEqual({f"{path}:{n}" for n in (2, 3, 4, 5)},
                         {i for pair in pairs for i in pair})
        first = self.write("a.txt", STORY.encode())
        second = self.write("b.txt", STORY.encode())
        (pair,) = self.check(0, "pairs", first, second).rows()
        self.assertEqual((first, second), (pair["a"], pair["b"]))

    def test_ids_that_stand_twice(self):
        pairs, answer = self.ids(two(id=["same", "same"]))
        self.assertEqual([("same", "same")], pairs)
        self.assert_says(answer, "1 ids stand more than once")

    def test_title_alone_is_judged(self):
        data = lines(*['{"id":"%s","title":"%s"}' % (i, STORY) for i in "ab"],
                     '{"id":"c","title":"%s","text":null}' % STORY)
        self.assertEqual(3, len(self.ids(data)[0]))


class MessageTest(ProgramTest):
    def test_account_is_the_last_line(self):
        path = self.write("in.jsonl", two(id=["a", "b"]) + b"no JSON\n{}\n")
        for command in ("pairs", "clusters", "scan", "dedup"):
            answer = self.check(3, command, path, "-o", self.path(command))
            account = answer.account()
            self.assertEqual(4, account["read"])
            self.assert_closes(account)
        self.assertRegex(answer.err, r"\nread 4 = kept 1 \+ removed 1 \+ "
                         r"passed_through 1 \+ rejected 1\n$")

    def test_quiet(self):
        path = self.write("in.jsonl", two(id=["a", "b"]))
        for command in ("pairs", "clusters", "scan"):
            self.assertEqual("", self.check(0, command, path, "-q").err)
        self.assertEqual("", self.check(0, "dedup", path, "-qo", "-").err)
        bad = self.write("bad.jsonl", two() + b"no JSON\n")
        answer = self.check(3, "pairs", "-q", bad)
        self.assertEqual(1, answer.account()["rejected"])

    def test_exit_code(self):
        path = self.write("in.jsonl", two(id=["a", "b"]))
        single = self.write("one.jsonl", record("a", STORY) + b"\n")
        for command in (["pairs"], ["clusters"], ["dedup", "-o", "-"]):
            self.check(1, *command, path, "--exit-code")
            self.check(0, *command, path)
            self.check(0, *command, single, "--exit-code")
        bad = self.write("bad.jsonl", two() + b"no JSON\n")
        self.check(3, "pairs", bad, "--exit-code")
        self.check(0, "pairs", path, "--exit-code", "--relations", "partial")

    def test_stats(self):
        path = self.write("in.jsonl", two(id=["a", "b"]) + b"no JSON\n{}\n")
        for command in ("pairs", "clusters", "scan", "dedup"):
            self.check(3, command, path, "-o", self.path(command), "-j2",
                       "--stats", self.path("stats"))
            stats = json.loads(self.read("stats"))
            self.assertEqual((command, 4, 2, 1, 1), tuple(
                stats[k] for k in ("command", "read", "documents",
                                   "passed_through", "rejected")))
            self.assertEqual({"json_syntax": 1}, stats["rejected_by_code"])
            self.assertGreater(stats["peak_memory_bytes"], 1 << 20)
            self.assertEqual("read", stats["stages"][0]["name"])
            for stage in stats["stages"]:
                self.assertEqual({"name", "wall_seconds", "cpu_seconds"},
                                 set(stage))
                self.assertGreaterEqual(stage["wall_seconds"], 0)
            self.assertEqual(2, stats["parameters"]["threads"])
            self.assertLessEqual({"nuskha", "normalizer", "icu", "unicode"},
                                 set(stats["versions"]))
        self.assertEqual((1, 1), (stats["kept"], stats["removed"]))

    def test_progress(self):
        path = self.write("in.jsonl", two())
        size = len(two())
        answer = self.check(0, "pairs", path, "--progress", "json")
        rows = [json.loads(line) for line in answer.err.splitlines()
                if line.startswith("{")]
        self.assertTrue(rows)
        self.assertTrue(rows[-1]["done"])
        self.assertEqual((size, size), (rows[-1]["bytes"], rows[-1]["total"]))
        for form in ("none", "auto"):
            answer = self.check(0, "pairs", path, "--progress", form)
            self.assertNotIn("MiB", answer.err)
            self.assertNotIn("\x1b", answer.err)

    def test_verbose_prints_the_curve(self):
        answer = self.check(0, "pairs", "-v", "--candidates", "minhash",
                            ARTICLES)
        chances = re.findall(r"Jaccard (0\.\d|1\.0)  (\d\.\d{4})", answer.err)
        self.assertEqual(10, len(chances))
        values = [float(chance) for _, chance in chances]
        self.assertEqual(sorted(values), values)
        self.assertEqual(1, values[-1])

    def test_boilerplate_rules(self):
        text = "سطر اول من النص العادي\n\nالمصدر\n\nكلمة السر للموقع"
        path = self.write("in.jsonl", lines(record("a", text)))
        header = "id\tzone\tmax_tokens\tguard_on_light\taction\t" \
            "pattern_on_standard\n"
        rules = self.write("rules.tsv", (
            header + "X1\tany\t9\t\tdrop\tكلمه السر .{2,40}\n").encode())

        def found(*options):
            rows = self.check(0, "scan", path, *options).rows()
            return [item["rule"] for row in rows for item in row["boilerplate"]]

        self.assertEqual(["BP03"], found())
        self.assertEqual(["X1"], found("--boilerplate", rules))
        self.assertEqual(["BP03", "X1"], found("--boilerplate", "+" + rules))
        bad = self.write("bad", b"no rule\n")
        for flag in (bad, "+" + bad, "/none"):
            answer = self.check(2, "scan", path, "--boilerplate", flag)
            self.assert_says(answer, flag.lstrip("+"))

    def test_descriptors_that_are_closed(self):
        """Without standard error the output is the same."""
        command = [PROGRAM, "pairs", ARTICLES]
        done = subprocess.run(["sh", "-c", 'exec "$@" 2>&-', "sh", *command],
                              stdout=subprocess.PIPE, check=False,
                              timeout=TIMEOUT)
        self.assertEqual(run("pairs", ARTICLES).out, done.stdout)

    def test_no_file_becomes_standard_output(self):
        """What is answered never goes into a file that was opened instead."""
        rejects, stats = self.path("rejects"), self.path("stats")
        for ends, code in (("0>&-", 0), ("0>&- 1>&-", 5), ("1>&-", 5),
                           ("1>&- 2>&-", 5), ("0>&- 1>&- 2>&-", 5)):
            with self.subTest(ends=ends):
                command = [PROGRAM, "pairs", ARTICLES, "--rejects", rejects,
                           "--stats", stats]
                done = subprocess.run(
                    ["sh", "-c", f'exec "$@" {ends}', "sh", *command],
                    stdout=subprocess.DEVNULL, check=False, timeout=TIMEOUT)
                self.assertEqual(code, done.returncode)
                for path in (rejects, stats):
                    if os.path.exists(path):
                        with open(path, encoding="utf-8") as file:
                            self.assertNotIn('"a_in_b"', file.read())
                        os.remove(path)


if __name__ == "__main__":
    unittest.main()
