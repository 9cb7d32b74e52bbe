#!/usr/bin/env python3
"""Budgets and rules of the source tree. Run from the repository root.

Files under 400 lines, public headers at most 250, functions under 60; C++ is
ASCII and carries its licence; the library neither prints, exits nor throws
(but for the end of memory, in one place);
public headers show only the standard library and absl::Status.
"""
import pathlib
import re
import sys

CODE = {".cc", ".h", ".c", ".py", ".sh"}
FOLDERS = ("src", "include", "tests", "bench", "fuzz", "tools", "examples",
           ".ci", "data")
LOUD = re.compile(r"\b(throw\s|abort\(|exit\(|std::cout|std::cerr|printf\()")
PUBLIC_INCLUDE = re.compile(
    r'#include\s+[<"](sqlite|unicode/|xxhash|.*intrin|re2|fmt|simdjson|zlib|'
    r"zstd|absl/(?!status/))")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")
# What starts at the left margin and is no function.
NOT_A_FUNCTION = re.compile(
    r"^(namespace|class|struct|enum|union|extern|using|typedef|template|"
    r"constexpr|const|static const|#|//|\})")


def code_files():
    for folder in FOLDERS:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.suffix in CODE and path.is_file():
                yield path


def long_functions(path, lines):
    """Functions over 60 lines: from a line at the margin to the closing brace
    at the margin."""
    start = None
    for number, line in enumerate(lines, 1):
        if line.startswith("}"):
            if start and number - start + 1 > 60:
                yield f"{path}:{start}: function of {number - start + 1} lines"
            start = None
        elif line and line[0] not in " \t#/{})" and start is None:
            if not NOT_A_FUNCTION.match(line):
                start = number
        if start and line.rstrip().endswith(";") and line[0] not in " \t":
            start = None  # a declaration


def check(path):
    text = path.read_bytes()
    lines = text.decode("utf-8").split("\n")
    if len(lines) - 1 >= 400:
        yield f"{path}: {len(lines) - 1} lines (budget: under 400)"
    if path.suffix not in {".cc", ".h", ".c"}:
        return
    if path.parts[0] == "include":
        if len(lines) - 1 > 250:
            yield f"{path}: {len(lines) - 1} lines (budget: 250)"
        for number, line in enumerate(lines, 1):
            if PUBLIC_INCLUDE.search(line):
                yield f"{path}:{number}: {line} in a public header"
    if not text.isascii():
        yield f"{path}: not ASCII"
    if "SPDX-License-Identifier: Apache-2.0" not in lines[0]:
        yield f"{path}: no licence line"
    yield from long_functions(path, lines)
    for number, line in enumerate(lines, 1):
        code = line.split("//")[0]
        if UNFINISHED.search(line):
            yield f"{path}:{number}: unfinished: {line.strip()}"
        # guarded.cc throws the one exception there is, within the library.
        if (path.parts[0] == "src" and path.name != "guarded.cc"
                and LOUD.search(code)):
            yield f"{path}:{number}: the library is silent: {line.strip()}"
        if "intrin.h" in code and not re.search(r"_(avx|sse)\w*$", path.stem):
            yield f"{path}:{number}: intrinsics outside a kernel file"


def main():
    bad = [finding for path in code_files() for finding in check(path)]
    print("\n".join(bad) or "source: ok")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
