"""Shows that docs/library.md is true: its programs are built against an
installed library by its own commands, and print what it says."""
import re
import shutil
import unittest

from package import ROOT, InstalledTest, run

PAGE = (ROOT / "docs/library.md").read_text(encoding="utf-8")
# A file (`name`: before it), a command, or what the command before it prints.
BLOCK = re.compile(r"(?:^`([\w.]+)`:\n\n)?^```(\w+)\n(.*?)^```$", re.S | re.M)


class LibraryDocsTest(InstalledTest):

    def test_programs_and_commands(self):
        for tool in ("g++", "gcc", "cmake", "pkg-config"):
            if shutil.which(tool) is None:
                self.skipTest(f"no {tool}")
        work = self.folder / "work"
        work.mkdir()
        printed, compared = "", 0
        for name, language, text in BLOCK.findall(PAGE):
            if name:
                (work / name).write_text(text, encoding="utf-8")
            elif language == "sh":
                printed = run("sh", "-ec", text, cwd=work,
                              env=self.environment)
            else:
                self.assertEqual(language, "text")
                self.assertTrue(printed.endswith(text), printed)
                compared += 1
        self.assertEqual(compared, PAGE.count("```sh\n"))
        self.assertGreaterEqual(compared, 4)

    def test_the_loader_is_told(self):
        """The test above says it by LD_LIBRARY_PATH, which readers have not."""
        install = PAGE.split("## Install\n")[1].split("## ")[0]
        self.assertRegex(install, r"--install .*\nldconfig")

    def test_what_it_names_is_there(self):
        for header in re.findall(r"`(\w+\.h)`", PAGE):
            self.assertTrue((self.prefix / "include/nuskha" / header).exists(),
                            header)
        for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
            self.assertTrue((ROOT / "docs" / target).exists(), target)
        statuses = dict(re.findall(r"\| `(NUSKHA_\w+)` \| (\d+) \|", PAGE))
        header = (ROOT / "include/nuskha/c_types.h").read_text()
        for name, value in statuses.items():
            self.assertRegex(header, rf"\b{name} = {value}\b")


if __name__ == "__main__":
    unittest.main()
