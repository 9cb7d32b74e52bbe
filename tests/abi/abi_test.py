"""The binary interface of nuskha.h only grows.

v1/ holds its first version: the headers, a program in C written for them, and
interface.txt, what the compiler made of them. It is never changed. v2/ is that
with the index. A later release that adds to the interface adds a folder of its
own; `python3 -B abi_test.py --record FOLDER NODE` prints the interface.txt of
the headers in FOLDER, of which NODE has the functions that no record has yet.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CC = os.environ.get("CC", "cc")
FLAGS = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror"]
STRUCT = re.compile(r"typedef struct nuskha_\w+ \{(.*?)\} (nuskha_\w+);", re.S)
FIELD = re.compile(r"\b(\w+);")
CONSTANT = re.compile(r"\b(NUSKHA_\w+) = ")
FUNCTION = re.compile(r"NUSKHA_EXPORT\s+([^;{]*?\b(nuskha_\w+)\s*\([^;]*?\));")


def declarations(include):
    """The C headers in a folder as one text without comments."""
    return "\n".join(
        re.sub(r"//.*", "", header.read_text(encoding="utf-8"))
        for header in sorted((include / "nuskha").glob("c_*.h")))


def compile_c(source, output, *options):
    subprocess.run([CC, *FLAGS, "-x", "c", "-", "-x", "none", "-o", output,
                    *options], input=source, text=True, check=True)


def interface(described, include):
    """Sizes, offsets and values of what the headers in `described` declare,
    as they are in the headers in `include`: {name: value}."""
    text = declarations(described)
    prints = ['  p("abi", NUSKHA_ABI);']
    for body, name in STRUCT.findall(text):
        prints.append(f'  p("sizeof {name}", sizeof({name}));')
        for field in FIELD.findall(body):
            at = f"{name}.{field}"
            prints.append(f'  p("offset of {at}", offsetof({name}, {field}));')
            prints.append(
                f'  p("sizeof {at}", sizeof((({name}*)NULL)->{field}));')
    for name in CONSTANT.findall(text):
        prints.append(f'  p("value of {name}", {name});')
    source = "\n".join([
        "#include <stdio.h>", '#include "nuskha/nuskha.h"',
        "static void p(const char* name, long value) {",
        r'  printf("%s = %ld\n", name, value);', "}", "int main(void) {",
        *prints, "  return 0;", "}", ""])
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/layout"
        compile_c(source, program, f"-I{include}")
        lines = subprocess.run([program], check=True, capture_output=True,
                               text=True).stdout.splitlines()
    return dict(line.split(" = ") for line in lines)


def functions(include):
    """{name: declaration}"""
    return {name: " ".join(declaration.split())
            for declaration, name in FUNCTION.findall(declarations(include))}


def recorded(version):
    text = (HERE / version / "interface.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if " = " in line]
    return (dict(line.split(" = ") for line in lines
                 if not line.startswith("function ")),
            {line.split(" = ")[0].split()[1]: line.split(" = ")[1]
             for line in lines if line.startswith("function ")})


class AbiTest(unittest.TestCase):
    version = "v1"

    def setUp(self):
        self.frozen = HERE / self.version
        self.values, self.symbols = recorded(self.version)
        self.library = pathlib.Path(os.environ["NUSKHA_LIBRARY"])

    def test_the_record_is_of_the_recorded_headers(self):
        self.assertEqual(interface(self.frozen, self.frozen), self.values)
        self.assertEqual(functions(self.frozen).keys(), self.symbols.keys())
        self.assertGreater(len(self.values), 100)

    def test_layout_and_values_stay(self):
        now = interface(self.frozen, ROOT / "include")
        structs = {name for _, name in STRUCT.findall(declarations(self.frozen))}
        for name, value in self.values.items():
            struct = name.removeprefix("sizeof ")
            if struct in structs and f"offset of {struct}.struct_size" in now:
                self.assertGreaterEqual(int(now[name]), int(value), name)
            else:
                self.assertEqual(now[name], value, name)

    def test_declarations_stay(self):
        # A function that is declared twice must be declared alike.
        source = "\n".join(['#include "nuskha/nuskha.h"',
                            *(f"{declaration};" for declaration
                              in functions(self.frozen).values()), ""])
        compile_c(source, "/dev/null", "-c", f"-I{ROOT}/include")

    def test_symbols_and_their_versions_stay(self):
        names = subprocess.run(["nm", "-D", "--defined-only", self.library],
                               check=True, capture_output=True,
                               text=True).stdout.split()
        now = dict(name.split("@@") for name in names
                   if name.startswith("nuskha_"))
        for name, version in self.symbols.items():
            self.assertEqual(now.get(name), version, name)
        for node in set(self.symbols.values()):
            added = {name for name, version in now.items() if version == node}
            self.assertEqual(added - self.symbols.keys(), set(),
                             f"{node} is closed: add to a later node")

    def test_a_program_of_that_time_runs(self):
        with tempfile.TemporaryDirectory() as folder:
            # What the program was linked with: the symbols of that time.
            pathlib.Path(f"{folder}/map").write_text(
                "".join(f"{node} {{ global: "
                        + " ".join(f"{name};" for name, version
                                   in self.symbols.items() if version == node)
                        + "};\n"
                        for node in dict.fromkeys(self.symbols.values())),
                encoding="utf-8")
            compile_c("".join(f"void {name}(void);\nvoid {name}(void) {{}}\n"
                              for name in self.symbols),
                      f"{folder}/libnuskha.so", "-shared", "-fPIC",
                      "-Wl,-soname,libnuskha.so.1",
                      f"-Wl,--version-script={folder}/map")
            program = f"{folder}/program"
            subprocess.run([CC, *FLAGS, f"-I{self.frozen}",
                            self.frozen / "c_program.c", "-o", program,
                            f"-L{folder}", "-lnuskha"], check=True)
            (pathlib.Path(folder) / "libnuskha.so").unlink()
            done = subprocess.run(
                [program], capture_output=True, text=True, check=False,
                env={**os.environ, "LD_LIBRARY_PATH": str(self.library.parent)})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^nuskha \d+\.\d+\.\d+: ok$")


class WithTheIndexTest(AbiTest):
    version = "v2"


def record(include, node):
    include = pathlib.Path(include)
    known = {name: version for folder in HERE.glob("v*")
             if (folder / "interface.txt").exists()
             for name, version in recorded(folder.name)[1].items()}
    for name, value in interface(include, include).items():
        print(f"{name} = {value}")
    for name in sorted(functions(include)):
        print(f"function {name} = {known.get(name, node)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--record"]:
        record(*sys.argv[2:4])
    else:
        unittest.main()
