# SPDX-License-Identifier: Apache-2.0
"""Settings: built-in < file < environment < flags.

Shows: precedence for every kind of option (number, size, share, word, text,
switch, list, what stands for others); what is wrong in a file ends with code 2
and is named with file, line, key and what is allowed; limits of the file; -v.
"""
import json
import os
import unittest

from program import ARTICLES, ProgramTest, article, lines, record


class SettingsTest(ProgramTest):
    def environment(self, **variables):
        keep = {k: v for k, v in os.environ.items()
                if not k.startswith("NUSKHA_")}
        return {**keep, **{f"NUSKHA_{k}": v for k, v in variables.items()}}

    def config(self, text, name="nuskha.toml"):
        return self.write(name, text.encode())

    def settings(self, command, *options, config=None, code=0, **variables):
        """What -v says: {name: (value, source)}."""
        flags = [] if config is None else ["--config", self.config(config)]
        data = self.write("in.jsonl", lines(record("a", article(1))))
        answer = self.check(code, command, data, "-v", *flags, *options,
                            env=self.environment(**variables), cwd=self.folder)
        found = {}
        for line in answer.err.splitlines():
            if line.startswith("nuskha: setting "):
                name, rest = line[len("nuskha: setting "):].split(" = ", 1)
                value, source = rest.rstrip(")").rsplit(" (", 1)
                found[name] = (value, source.rsplit("/", 1)[-1])
        return found

    # Key, command, and a value for each of file, section, environment, flag.
    KINDS = [
        ("jobs", "pairs", "2", "3", "4", "5"),
        ("threads", "pairs", "2", "3", "4", "5"),
        ("seed", "pairs", "12", "13", "14", "15"),
        ("max-bad", "pairs", "0.25", "0.5", "0.75", "1"),
        ("max-line", "pairs", '"1MiB"', '"2MiB"', "3MiB", "4MiB"),
        ("progress", "pairs", '"auto"', '"none"', "auto", "none"),
        ("text", "pairs", '"text"', "'text'", "text", "/text"),
        ("keep", "clusters", '"oldest,first"', '"newest"', "first",
         "longest,id:asc"),
        ("annotate", "dedup", "true", "false", "1", "--annotate=false"),
        ("against", "dedup", '["in.jsonl", "in.jsonl"]', '"in.jsonl"',
         "in.jsonl", "./in.jsonl"),
    ]

    def test_precedence_of_every_kind(self):
        def plain(text):
            value = text.strip("[]").replace('"', "").replace("'", "")
            return value.replace(", ", ",")

        for key, command, shared, section, variable, flag in self.KINDS:
            with self.subTest(key):
                name = "jobs" if key == "threads" else key
                both = f"{key} = {shared}\n[{command}]\n{key} = {section}\n"
                out = ["-o", "-"] if command == "dedup" else []
                upper = {key.upper().replace("-", "_"): variable}
                written = [flag] if flag.startswith("--") else [f"--{key}",
                                                                flag]
                value, source = self.settings(
                    command, *out, config=f"{key} = {shared}\n")[name]
                self.assertEqual("nuskha.toml:1", source)
                if key != "max-line":  # shown in bytes
                    self.assertEqual(plain(shared), value)
                value, source = self.settings(command, *out,
                                              config=both)[name]
                self.assertEqual("nuskha.toml:3", source)
                value, source = self.settings(command, *out, config=both,
                                              **upper)[name]
                self.assertEqual("NUSKHA_" + next(iter(upper)), source)
                value, source = self.settings(
                    command, *out, *written, config=both, **upper)[name]
                self.assertEqual("command line", source)
                if key != "max-line":
                    self.assertEqual(flag.split("=")[-1], value)

    def test_values_are_used(self):
        """What a place says reaches the run, not only the notes."""
        path = self.write("in.jsonl", lines(record("a", article(1)),
                                            record("b", article(2)), "no"))
        stats = self.path("stats")
        config = self.config('max-bad = 0.5\nthreads = 2\nseed = 7\n'
                             f'stats = "{stats}"\n[pairs]\nseed = 8\n')

        def parameters(*flags, code=0, **variables):
            self.check(code, "pairs", path, *flags,
                       env=self.environment(**variables))
            return json.loads(self.read("stats"))["parameters"]

        found = parameters("--config", config)
        self.assertEqual((0.5, 2, 8),
                         (found["max_bad"], found["threads"], found["seed"]))
        found = parameters(CONFIG=config, SEED="9", MAX_LINE="1k")
        self.assertEqual((9, 1024), (found["seed"], found["max_line"]))
        found = parameters("--seed", "10", "--max-bad", "0.1", CONFIG=config,
                           SEED="9", code=3)
        self.assertEqual((10, 0.1), (found["seed"], found["max_bad"]))

    def test_switches(self):
        path = self.write("in.jsonl", lines(record("a", article(1))))
        quiet = self.config("quiet = true\n")
        for flags, variables, said in (
                ([], {}, True), (["--config", quiet], {}, False),
                (["--config", quiet], {"QUIET": "no"}, True),
                (["--config", quiet, "--quiet=false"], {}, True),
                ([], {"QUIET": "Yes"}, False), ([], {"QUIET": ""}, True)):
            answer = self.check(0, "pairs", path, *flags,
                                env=self.environment(**variables))
            self.assertEqual(said, answer.err != "", (flags, variables))

    def test_strict_gives_way_to_its_parts(self):
        """--strict stands for two settings, at its own place."""
        bad = self.write("bad.jsonl", lines(record("a", article(1)), "no"))
        config = self.config("strict = true\n")
        loose = self.config("max-bad = 1.0\n", "loose.toml")
        both = self.config("strict = true\nmax-bad = 1.0\n", "both.toml")
        for code, flags, variables in (
                (3, ["--config", config], {}), (0, ["--config", loose], {}),
                (3, ["--config", both], {}),
                (0, ["--config", config, "--max-bad", "1"], {}),
                (0, ["--config", config], {"MAX_BAD": "1"}),
                (3, ["--config", loose], {"STRICT": "1"}),
                (3, ["--config", loose, "--strict"], {}),
                (0, ["--max-bad", "1"], {"STRICT": "1"}),
                (3, [], {"STRICT": "1", "MAX_BAD": "1"})):
            self.check(code, "pairs", bad, *flags,
                       env=self.environment(**variables))
        cut = self.write("cut.jsonl.gz", b"\x1f\x8b\x08" + bytes(7) + b"\x03")
        whole = self.write("in.jsonl", lines(record("a", article(1))))
        self.check(4, "pairs", whole, cut, "--config", config)
        self.check(3, "pairs", whole, cut, "--config", config, "--on-damage",
                   "salvage")

    def test_which_file(self):
        """Never from the working directory; --config before NUSKHA_CONFIG."""
        for name in ("nuskha.toml", ".nuskha.toml", "config.toml"):
            self.config("jobs = 1\n", name)
        self.assertNotIn("jobs", self.settings("pairs"))
        other = self.config("jobs = 2\n", "other.toml")
        self.assertEqual("other.toml:1",
                         self.settings("pairs", CONFIG=other)["jobs"][1])
        self.assertEqual(("3", "nuskha.toml:1"), self.settings(
            "pairs", config="jobs = 3\n", CONFIG=other)["jobs"])
        self.assertNotIn("jobs", self.settings("pairs", CONFIG=""))
        # Commands about the program need none.
        environment = self.environment(CONFIG="/none", JOBS="x")
        for command in (["version"], ["help"], ["pairs", "--help"],
                        ["completion", "bash"]):
            self.check(0, *command, env=environment)

    def test_lists_of_files(self):
        gold = self.write("gold.tsv", "a\tb\tcopy\n".encode())
        more = self.write("more.tsv", "a\tc\tdifferent\n".encode())
        result = self.write("result.jsonl", self.check(
            0, "pairs", ARTICLES, "--relations", "all").out)
        config = self.config(f'[eval]\njson = true\ngold = ["{gold}", '
                             f'"{more}"]\nbootstrap = 0\n')
        answer = self.check(0, "eval", result, "--config", config)
        self.assertEqual(2, json.loads(answer.out)["pairs"])
        self.assert_says(self.check(2, "eval", result), "--gold")
        names = self.write("names", ARTICLES.encode() + b"\n")
        answer = self.check(0, "pairs", env=self.environment(FILES_FROM=names))
        self.assertTrue(answer.out)

    def refuse(self, text, line, *parts):
        path = self.config(text) if isinstance(text, str) else self.write(
            "nuskha.toml", text)
        answer = self.check(2, "pairs", ARTICLES, "--config", path)
        self.assertEqual(b"", answer.out)
        self.assert_says(answer, f"error: {path}:{line}: ", *parts)

    def test_what_is_wrong_in_a_file(self):
        for text, line, *parts in (
                ("jobs = 2\nthredas = 2\n", 2, "'thredas'", "max-line",
                 "threads"),
                ("[pairs]\nkeep = 'first'\n", 2, "'keep' in [pairs]",
                 "min-score"),
                ("\n[pears]\n", 2, "[pears]", "pairs"),
                ("[version]\njson = true\n", 1, "[version]"),
                ("config = 'x'\n", 1, "'config'"),
                ("jobs = 0\n", 1, "--jobs", "1 - 1024"),
                ("jobs = 'many'\n", 1, "--jobs", "many", "1 - 1024"),
                ("jobs = [1, 2]\n", 1, "jobs", "1 - 1024"),
                ("jobs = 1\nthreads = 1\n", 2, "jobs and threads"),
                ("quiet = 1\n", 1, "quiet", "true or false"),
                ("quiet = 'true'\n", 1, "quiet", "true or false"),
                ("seed = true\n", 1, "seed"),
                ("max-line = 'long'\n", 1, "--max-line"),
                ("#\non-damage = 'cry'\n", 2, "salvage,fail"),
                ("[dedup]\nisolate = 'x'\n", 2, "--isolate", "source"),
                ("[dedup]\nagainst = []\n", 2, "against"),
                ("[index]\nwait = 'x'\n", 2, "--wait", "no time"),
                ("[index]\nseed = 'x'\n", 2, "--seed", "public"),
                ("[index]\nseed = ''\n", 2, "--seed", "empty"),
                ("[serve]\nkeep-alive = 'x'\n", 2, "--keep-alive",
                 "no time"),
                ("[dedup]\nagainst = [[1]]\n", 2, "against"),
                ("date = 2024-01-01\n", 1, "date"),
                ("[pairs.deep]\nx = 1\n", 1, "deep"),
                ("text.field = 1\n", 1, "[text]"),
                ("jobs = 1\njobs = 2\n", 2, "not TOML"),
                ("jobs 1\n", 1, "not TOML"),
                ("text = 'open\n", 1, "not TOML"),
                ('text = "a\\u0000b"\n', 1, "NUL"),
                (b"text = '\xff'\n", 1, "not TOML"),
                ("#" * 2049 + "\n", 1, "2048"),
                ("#\n" * 32769, 1, "65536"),
                ("\n" + "a." * 1000 + "a = 1\n", 2, " a: "),
                ("text = " + "[" * 1000 + "]" * 1000 + "\n", 1, "")):
            with self.subTest(text[:40]):
                self.refuse(text, line, *parts)

    def test_file_that_cannot_be_read(self):
        for path in (self.path("none"), str(self.folder)):
            for flags, variables in ((["--config", path], {}),
                                     ([], {"CONFIG": path})):
                answer = self.check(2, "pairs", ARTICLES, *flags,
                                    env=self.environment(**variables))
                self.assert_says(answer, f"read {path}: ")
        # One that never ends is not read to its end.
        self.check(2, "pairs", ARTICLES, "--config", "/dev/zero")
        self.check(0, "pairs", ARTICLES, "--config", "/dev/null")

    def test_numbers(self):
        """All of the word, in decimal, in its range: from every place."""
        most = str(2 ** 64 - 1)
        for name, values, *parts in (
                ("seed", ("-1", "9" * 23, "1.5", "0x10", "1 2", " 1", "+1"),
                 f"[0, {most}]"),
                ("memory", ("-1", "9" * 20, "-1k", "17e", "1.5g", "2x", "k"),
                 f"[0, {most}]"),
                ("max-line", ("-1", "9" * 20, "1kk"), f"[0, {most}]"),
                ("jobs", ("-1", "1025", "99999999999"), "[1, 1024]"),
                ("max-bad", ("nan", "-nan", "inf", "2", "0.1x"), "[0, 1]"),
                ("minhash-threshold", ("nan", "NaN"), "[0.01, 1]")):
            for value in values:
                option = f"--{name}={value}"
                with self.subTest(option):
                    answer = self.check(2, "pairs", ARTICLES, option)
                    self.assert_says(answer, f"--{name}", value, *parts)
        for name, value in (("MAX_BAD", "nan"), ("SEED", "-1")):
            self.check(2, "pairs", ARTICLES,
                       env=self.environment(**{name: value}))
        for text in ("max-bad = nan\n", "seed = -1\n", "memory = -1\n"):
            self.refuse(text, 1, text.split(" ")[0])
        for options in (["--seed", "-1"], ["--min-estimate", "nan"],
                        ["--width", "-1"]):
            self.check(2, "sketch", ARTICLES, *options)
        seed = [self.check(0, "sketch", ARTICLES, "--seed", number).out
                for number in ("010", "10", "8")]
        self.assertEqual(seed[0], seed[1])
        self.assertNotEqual(seed[0], seed[2])
        for options in (["--queue", "0x10"], ["--max-headers", "+8"],
                        ["--max-head", "0x1000"], ["-j", "0x2"]):
            answer = self.check(2, "serve", self.path("none"), *options)
            self.assert_says(answer, options[1])
        # One over the range, that of eight in octal: decimal.
        self.check(2, "serve", self.path("none"), "--connections", "010001")
        for size in ("1gib", "1G", "0100M", "2 GB", most, "15e"):
            self.check(0, "pairs", ARTICLES, "--max-line", size)

    def test_empty_values(self):
        for name in ("text", "encoding", "seed", "output", "stats", "rejects",
                     "boilerplate", "files-from", "keep", "against", "index"):
            answer = self.check(2, "dedup", ARTICLES, f"--{name}", "")
            self.assert_says(answer, f"--{name}", "empty value")
            self.check(2, "dedup", ARTICLES, f"--{name}=")
        self.check(2, "dedup", ARTICLES, "-o", "")
        self.refuse("text = ''\n", 1, "--text", "empty value")
        # An empty variable is none.
        self.check(0, "pairs", ARTICLES, env=self.environment(TEXT=""))

    def test_wrong_environment(self):
        for name, value, *parts in (("JOBS", "0", "1 - 1024"),
                                    ("QUIET", "maybe", "true or false"),
                                    ("ON_DAMAGE", "cry", "salvage,fail"),
                                    ("MAX_BAD", "x", "0 - 1")):
            answer = self.check(2, "pairs", ARTICLES,
                                env=self.environment(**{name: value}))
            self.assert_says(answer, "NUSKHA_" + name, value, *parts)
        self.check(2, "pairs", ARTICLES,
                   env=self.environment(JOBS="1", THREADS="1"))
        answer = self.check(0, "pairs", ARTICLES, "-v",
                            env=self.environment(THREDAS="1"))
        self.assert_says(answer, "NUSKHA_THREDAS in the environment is no")


if __name__ == "__main__":
    unittest.main()
