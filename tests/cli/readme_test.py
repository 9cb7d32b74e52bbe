"""Shows that README.md is true: its C++ is the example that is built, its
commands run, and the pair it prints is what the program says of the sample."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NUSKHA = os.environ["NUSKHA"]


def blocks(language):
    """Fenced code blocks of one language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


class ReadmeTest(unittest.TestCase):

    def test_cpp_is_the_example_that_is_built(self):
        example = (ROOT / "examples/batch.cc").read_text(encoding="utf-8")
        self.assertEqual(len(blocks("cpp")), 1)
        self.assertIn(blocks("cpp")[0].strip(), example)

    def test_commands_run(self):
        commands = [line.split("#")[0].split()
                    for block in blocks("sh") for line in block.splitlines()
                    if line.startswith("nuskha ")]
        self.assertGreaterEqual(len(commands), 4)
        with tempfile.TemporaryDirectory() as folder:
            sample = ROOT / "data/sample/articles.jsonl"
            subprocess.run(["zstd", "-q", sample, "-o",
                            f"{folder}/dump.jsonl.zst"], check=True)
            for name in ("a.txt", "b.txt"):
                shutil.copy(ROOT / "data/sample/scrape.txt", f"{folder}/{name}")
            for command in commands:
                with self.subTest(command=command):
                    if command[1] == "serve":
                        self.serve(command, folder)
                        continue
                    done = subprocess.run([NUSKHA, *command[1:]], cwd=folder,
                                          capture_output=True, check=False)
                    self.assertEqual(done.returncode, 0, done.stderr)

    def serve(self, command, folder):
        """It listens, and ends when it is told to."""
        with subprocess.Popen([NUSKHA, *command[1:], "--listen",
                               "127.0.0.1:0"], cwd=folder,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as run:
            self.assertIn(b"listening on http://127.0.0.1:",
                          run.stdout.readline())
            run.terminate()
            self.assertEqual(run.wait(600), 0)

    def test_the_printed_pair_is_what_the_program_says(self):
        shown = json.loads(blocks("json")[0])
        done = subprocess.run(
            [NUSKHA, "pairs", "-q", ROOT / "data/sample/articles.jsonl"],
            capture_output=True, check=True)
        for line in done.stdout.splitlines():
            pair = json.loads(line)
            if (pair["a"], pair["b"]) == (shown["a"], shown["b"]):
                break
        else:
            self.fail("the pair of README.md is not listed")
        for key, value in shown.items():
            if isinstance(value, float):
                self.assertAlmostEqual(pair[key], value, places=3)
            else:
                self.assertEqual(pair[key], value, key)

    def test_links_lead_somewhere(self):
        for target in re.findall(r"\]\(([^)#]+)\)", README):
            if "://" not in target:
                self.assertTrue((ROOT / target).exists(), target)


if __name__ == "__main__":
    unittest.main()
