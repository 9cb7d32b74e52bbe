#!/usr/bin/env python3
"""Fails if the library calls what prints or ends the process.

usage: check_silent.py LIBRARY
"""
import re
import subprocess
import sys

LOUD = re.compile(
    r"^(printf|puts|putchar|perror|fprintf|abort|exit|_exit|quick_exit|stdout|"
    r"stderr|_ZSt4cout|_ZSt4cerr|_ZSt4clog)$")


def main(library):
    command = ["nm", "--undefined-only", library]
    if not library.endswith(".a"):
        command.insert(1, "--dynamic")
    symbols = subprocess.run(command, check=True, capture_output=True,
                             text=True).stdout
    found = sorted({word for word in re.split(r"[\s@]", symbols)
                    if LOUD.match(word)})
    print("silent: " + (", ".join(found) if found else "ok"))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
