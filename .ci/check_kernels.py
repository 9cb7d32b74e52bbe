#!/usr/bin/env python3
"""Fails if a kernel file defines code that the linker could use elsewhere.

usage: check_kernels.py LIBRARY

Kernel files (NAME_<instruction set>.cc) are compiled with flags of their own.
An inline function or template that they share with other files would be kept
once, and possibly as the copy that only the newest CPUs can run. (DW.ref.* is
data: the address of the exception handler.)
"""
import re
import subprocess
import sys

KERNEL = re.compile(r"_(sse2|sse41|avx2|avx512)\.cc\.o")


def main(library):
    lines = subprocess.run(["nm", "--defined-only", "-C", "-A", library],
                           check=True, capture_output=True,
                           text=True).stdout.splitlines()
    kernels = [line for line in lines if KERNEL.search(line)]
    shared = [line for line in kernels
              if re.search(r":[0-9a-f]+ [WVu] (?!DW\.ref\.)", line)]
    if not kernels:
        print("kernels: none on this machine")
    print("\n".join(shared) or "kernels: ok")
    return bool(shared)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
