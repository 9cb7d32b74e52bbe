"""The examples, built and run: what they print is what the program says."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from package import BUILD, ROOT, SAMPLE, run

EXAMPLES = pathlib.Path(os.environ["NUSKHA_EXAMPLES"])
NUSKHA = os.environ.get("NUSKHA")
RECORDS = {record["id"]: record for record in map(
    json.loads, SAMPLE.read_text(encoding="utf-8").splitlines())}


def nuskha(*arguments):
    return run(NUSKHA, *arguments)


@unittest.skipUnless(NUSKHA, "the program is not built")
class ExamplesTest(unittest.TestCase):

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def file(self, name):
        path = self.folder / f"{name}.txt"
        path.write_text(RECORDS[name]["text"], encoding="utf-8")
        return path

    def test_batch(self):
        files = [self.file(name) for name in ("falcon-T06", "falcon-middle",
                                              "wheat")]
        shown = run(EXAMPLES / "example_batch", *files)
        self.assertEqual(shown, f"{files[0]} ~ {files[1]}: partial\n")

    def test_compare_in_cpp_and_c(self):
        a, b = self.file("falcon-T06"), self.file("falcon-middle")
        said = json.loads(nuskha("compare", "--json", a, b))
        shown = run(EXAMPLES / "example_compare", a, b)
        expected = [said["relation"],
                    *(f"  {reason}" for reason in said["reasons"]),
                    *(f"{p['words']} words: a {p['a'][0]}-{p['a'][1]}, "
                      f"b {p['b'][0]}-{p['b'][1]}" for p in said["passages"])]
        self.assertEqual(shown.splitlines(), expected)
        self.assertEqual(run(EXAMPLES / "example_compare_c", a, b), shown)

    def test_compare_without_a_file(self):
        for name in ("example_compare", "example_compare_c"):
            shown = run(EXAMPLES / name, "/nowhere", "/nowhere")
            self.assertEqual(shown.splitlines()[0], "nothing")

    def test_online(self):
        # Records of the sample as a crawler meets them; each line of text.
        names = ["falcon-T06", "wheat", "falcon-middle"]
        pages = "".join("\t".join([name, "news.example",
                                   " ".join(RECORDS[name]["text"].split())])
                        + "\n" for name in names)
        online = [EXAMPLES / "example_online", self.folder / "seen.index"]
        lines = run(*online, input=pages).splitlines()
        self.assertEqual(lines[:2], ["falcon-T06: new", "wheat: new"])
        self.assertRegex(lines[2], r"^falcon-middle: match, partial of "
                         r"falcon-T06 \(\d+ % of it there\)$")
        self.assertEqual(run(*online, input=pages).splitlines(),
                         [f"{name}: known" for name in names])

    def test_clusters_in_python(self):
        environment = {**os.environ, "NUSKHA_LIBRARY": f"{BUILD}/libnuskha.so"}
        shown = run(sys.executable, "-B", ROOT / "examples/clusters.py", SAMPLE,
                    env=environment)
        expected = []
        for line in nuskha("clusters", "-q", SAMPLE).splitlines():
            cluster = json.loads(line)
            expected.append(" ".join(
                [cluster["original"],
                 *(f"{member['role']}:{member['id']}"
                   for member in cluster["members"]
                   if member["role"] != "original")]))
        self.assertGreater(len(expected), 10)
        self.assertEqual(shown.splitlines(), expected)

    def test_clusters_says_what_is_wrong(self):
        done = subprocess.run(
            [sys.executable, "-B", "-c",
             "import clusters\n"
             "clusters.add(None, clusters.Article(), None)"],
            cwd=ROOT / "examples", capture_output=True, text=True, check=False,
            env={**os.environ, "NUSKHA_LIBRARY": f"{BUILD}/libnuskha.so"})
        self.assertIn("RuntimeError: detector is NULL", done.stderr)


if __name__ == "__main__":
    unittest.main()
