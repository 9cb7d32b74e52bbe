#!/usr/bin/env python3
"""Fails if the shared library does not show the public headers, or more.

usage: check_exports.py STATIC_LIBRARY SHARED_LIBRARY   (from the source root)

- What the shared library exports is nuskha's: functions of the C headers, and
  C++ names outside of nuskha::internal and of the Impl classes.
- Every function that the C headers declare is among them.
- So is every C++ function that is not internal: NUSKHA_EXPORT was not forgotten.
"""
import pathlib
import re
import subprocess
import sys

PRIVATE = re.compile(r"nuskha::internal::|::Impl::")
PUBLIC = re.compile(r"^(typeinfo for |typeinfo name for |vtable for )?nuskha::")
C_FUNCTION = re.compile(r"\b(nuskha_\w+)\s*\(")


def symbols(option, library):
    """Yields (binding, visibility, name) of every symbol defined in library."""
    text = subprocess.run(["readelf", option, "-W", library], check=True,
                          capture_output=True).stdout
    text = subprocess.run(["c++filt"], input=text, check=True,
                          capture_output=True).stdout.decode()
    for line in text.splitlines():
        field = line.split(None, 7)
        if len(field) == 8 and field[0].endswith(":") and field[6] != "UND" \
                and field[3] in ("FUNC", "OBJECT") and field[6] != "ABS":
            yield field[4], field[5], field[7]


def is_private(name):
    return PRIVATE.search(name.split("(", 1)[0])


def declared():
    """The functions of the C headers."""
    found = set()
    for header in sorted(pathlib.Path("include/nuskha").glob("c_*.h")):
        code = re.sub(r"//.*", "", header.read_text(encoding="utf-8"))
        found.update(C_FUNCTION.findall(code))
    return found


def main(static, shared):
    bad = []
    exported = {}
    for _, _, name in symbols("--dyn-syms", shared):
        name, _, version = name.partition("@@")
        exported[name] = version
        expected = ("NUSKHA_CXX_" if PUBLIC.match(name) else
                    "NUSKHA_" if name.startswith("nuskha_") else None)
        if (expected is None or is_private(name)
                or not version.startswith(expected)):
            bad.append(f"exported: {name} {version}")
    bad += [f"declared, but not exported: {name}"
            for name in sorted(declared() - exported.keys())]
    bad += [f"exported, but not declared: {name}" for name in sorted(exported)
            if name.startswith("nuskha_") and name not in declared()]
    for binding, visibility, name in symbols("-s", static):
        if (binding == "GLOBAL" and visibility == "HIDDEN"
                and PUBLIC.match(name) and not is_private(name)):
            bad.append(f"public, but without NUSKHA_EXPORT: {name}")
    if len(exported) < 50:
        bad.append(f"only {len(exported)} symbols were found: is this checked?")
    print("\n".join(bad) or f"exports: ok ({len(exported)} symbols)")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
