# SPDX-License-Identifier: Apache-2.0
"""Help, manual pages and completions have the same commands and options.

The folder of the pages comes by NUSKHA_PAGES. What needs zsh or fish is
skipped, with the reason, where there is none.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import unittest

from program import PROGRAM, ROOT, TIMEOUT, ProgramTest

PAGES = pathlib.Path(os.environ["NUSKHA_PAGES"])


def needs(shell):
    return unittest.skipUnless(shutil.which(shell), f"{shell} is not installed")


class OptionsTest(ProgramTest):
    def commands(self):
        text = self.check(0, "help").out.decode()
        return re.findall(r"^  (\w+) ", text.split("Subcommands:\n")[1], re.M)

    def from_help(self, command):
        text = self.check(0, "help", command).out.decode()
        found = set()
        for head in re.findall(r"^  (-\S+)", text, re.M):
            found |= set(head.split(","))
        return found

    def script(self, shell):
        script = self.check(0, "completion", shell).out.decode()
        name = {"zsh": "_nuskha"}.get(shell, f"nuskha.{shell}")
        self.assertEqual(script, (PAGES / name).read_text("utf-8"))
        return script

    def test_options_are_the_same_everywhere(self):
        bash = self.script("bash")
        zsh = self.script("zsh")
        fish = self.script("fish")
        commands = self.commands()
        self.assertIn("completion", commands)
        for command in commands:
            expected = self.from_help(command)
            self.assertIn("--help", expected)
            page = (PAGES / f"nuskha-{command}.1").read_text("utf-8")
            found = {name.replace("\\-", "-") for head in
                     re.findall(r"^\.TP\n(.*)$", page, re.M)
                     for name in re.findall(r"\\fB(\\-.*?)\\fR", head)}
            self.assertEqual(expected, found, command)
            line = re.search(rf"^ *{command}\) options='(.*?)'", bash, re.M)
            self.assertEqual(expected, set(line[1].split()), command)
            part = re.search(rf"^    {command}\)\n(.*?)^      ;;", zsh,
                             re.M | re.S)[1]
            found = set(re.findall(r"^ +'(?:\([^)]*\)|\*)(-[\w-]+)", part,
                                   re.M))
            self.assertEqual(expected, found, command)
            found = set()
            for line in re.findall(
                    rf"^.*_seen_subcommand_from {command}'(.*)$", fish, re.M):
                line = line.split(" -d ")[0]
                found |= {"-" + s for s in re.findall(r" -s (\w)", line)}
                found |= {"--" + s for s in re.findall(r" -l ([\w-]+)", line)}
            self.assertEqual(expected, found, command)
        self.assertEqual(
            {f"nuskha-{command}.1" for command in commands} | {"nuskha.1"},
            {page.name for page in PAGES.glob("*.1")})
        whole = (PAGES / "nuskha.1").read_text("utf-8")
        codes = whole.split(".SH EXIT STATUS\n")[1].split(".SH")[0]
        listed = (ROOT / "docs/cli.md").read_text("utf-8").split(
            "| exit | meaning |")[1]
        for code in re.findall(r"\d+", " ".join(
                re.findall(r"^\| ([\d /]+) \|", listed, re.M))):
            self.assertRegex(codes, rf"\b{code}\b")
        for command in commands:
            self.assertIn(f".BR nuskha\\-{command} ", whole)

    @needs("groff")
    def test_pages_are_sound_roff(self):
        for page in sorted(PAGES.glob("*.1")):
            done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", page],
                                  capture_output=True, timeout=TIMEOUT,
                                  check=True)
            self.assertEqual(b"", done.stderr, page.name)
            self.assertIn(b"EXIT STATUS",
                          re.sub(rb"\x1b\[[\d;]*m|.\x08", b"", done.stdout))

    def test_wrong_shell(self):
        for arguments in ([], ["tcsh"], ["bash", "zsh"]):
            answer = self.check(2, "completion", *arguments)
            self.assertEqual(b"", answer.out)


class BashTest(ProgramTest):
    def complete(self, *words):
        """What bash offers for the last of `words`, by the script itself."""
        line = " ".join(f"'{word}'" for word in words)
        script = (f'eval "$({PROGRAM} completion bash)"; COMP_WORDS=({line}); '
                  f"COMP_CWORD={len(words) - 1}; _nuskha; "
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "--norc", "-c", script],
                              capture_output=True, timeout=TIMEOUT, check=True,
                              cwd=self.folder)
        self.assertEqual(b"", done.stderr)
        return sorted(done.stdout.decode().split("\n")[:-1])

    def test_syntax(self):
        subprocess.run(["bash", "-n", PAGES / "nuskha.bash"], check=True,
                       timeout=TIMEOUT)

    def test_words(self):
        self.write("with blank.jsonl", b"")
        self.write("other", b"")
        for words, expected in (
                (["nuskha", "pa"], ["pairs"]),
                (["nuskha", "co"], ["compare", "completion"]),
                (["nuskha", "--v"], ["--version"]),
                (["nuskha", "pairs", "--max-"],
                 ["--max-bad", "--max-expansion", "--max-line"]),
                (["nuskha", "dedup", "--ke"], ["--keep", "--keep-original"]),
                (["nuskha", "pairs", "--format", ""],
                 ["csv", "jsonl", "table"]),
                (["nuskha", "pairs", "--format", "=", "t"], ["table"]),
                (["nuskha", "pairs", "--format", "="],
                 ["csv", "jsonl", "table"]),
                (["nuskha", "pairs", "--seed", ""], [""]),
                (["nuskha", "pairs", "with"], ["with blank.jsonl"]),
                (["nuskha", "pairs", "-o", "o"], ["other"]),
                (["nuskha", "completion", "z"], ["zsh"]),
                (["nuskha", "help", "ev"], ["eval"]),
                (["nuskha", "nosuch", "-"], [""])):
            self.assertEqual(expected, self.complete(*words), words)

    def test_at_a_prompt(self):
        """The tab key in a bash that a person would see."""
        leader, follower = pty.openpty()
        rc = self.write("rc", f"""PS1='$ '
bind 'set enable-bracketed-paste off'
eval "$({PROGRAM} completion bash)"
nuskha() {{ printf 'got <%s>' "$@"; echo; }}
""".encode())
        child = subprocess.Popen(["bash", "--noprofile", "--rcfile", rc, "-i"],
                                 stdin=follower, stdout=follower,
                                 stderr=follower, start_new_session=True,
                                 env={**os.environ, "TERM": "dumb"},
                                 cwd=self.folder)
        os.close(follower)
        os.write(leader, b"nuskha clust\t--prefer-s\tx\nexit\n")
        shown = b""
        while b"got <x>" not in shown:
            ready, _, _ = select.select([leader], [], [], TIMEOUT)
            self.assertTrue(ready, shown)
            shown += os.read(leader, 65536)
        self.assertIn(b"got <clusters>got <--prefer-source>got <x>", shown)
        os.close(leader)
        child.wait(TIMEOUT)


class OtherShellsTest(ProgramTest):
    @needs("zsh")
    def test_zsh(self):
        subprocess.run(["zsh", "-n", PAGES / "_nuskha"], check=True,
                       timeout=TIMEOUT)
        done = subprocess.run(
            ["zsh", "-f", "-c", "autoload -U compinit; compinit -D; "
             f"source {PAGES}/_nuskha; print $_comps[nuskha]"],
            capture_output=True, timeout=TIMEOUT, check=True,
            env={**os.environ, "HOME": str(self.folder)})
        self.assertEqual((b"_nuskha\n", b""), (done.stdout, done.stderr))

    @needs("fish")
    def test_fish(self):
        subprocess.run(["fish", "-n", PAGES / "nuskha.fish"], check=True,
                       timeout=TIMEOUT)
        for line, expected in (("nuskha clu", ["clusters"]),
                               ("nuskha pairs --format t", ["table"]),
                               ("nuskha pairs --min-s", ["--min-score"])):
            done = subprocess.run(
                ["fish", "-N", "-c", f"source {PAGES}/nuskha.fish; "
                 f"complete -C '{line}'"], capture_output=True,
                timeout=TIMEOUT, check=True, cwd=self.folder,
                env={**os.environ, "HOME": str(self.folder)})
            found = [row.split("\t")[0] for row in
                     done.stdout.decode().splitlines()]
            self.assertEqual(expected, found, done.stderr)


if __name__ == "__main__":
    unittest.main()
