#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every kernel on every article: do all give the same bytes?

usage: kernel_check.py [--shared FOLDER] [--clusters]

Normalizes each article of the corpora in ../shared (says so and ends with 0 when they are missing) with each kernel of
this machine and compares the tokens; with --clusters the whole job, too. Ends with 1 at the first difference.
"""
import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile

import bench_common as common


def texts(path):
    """Title and text of each record, one JSON string a line."""
    data = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout
    for line in data.splitlines():
        for value in json.loads(line).values():
            if isinstance(value, str):
                yield json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def digest(kernel, *arguments):
    run = subprocess.run([common.program(), *arguments], capture_output=True, check=True,
                         env=dict(os.environ, NUSKHA_SIMD=kernel))
    return hashlib.sha256(run.stdout).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared")
    parser.add_argument("--clusters", action="store_true")
    options = parser.parse_args()
    corpora = common.corpora(options.shared)
    if not corpora:
        common.leave_missing("the corpus")
    version = subprocess.run([common.program(), "version", "--json"], capture_output=True, check=True).stdout
    kernels = json.loads(version)["kernels"]
    for name, path in corpora.items():
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            count = 0
            for line in texts(path):
                file.write(line)
                count += 1
            file.flush()
            jobs = {"normalize": ["normalize", "--batch", file.name]}
            if options.clusters:
                jobs["clusters"] = ["clusters", "-q", str(path)]
            for job, arguments in jobs.items():
                digests = {kernel: digest(kernel, *arguments) for kernel in kernels}
                if len(set(digests.values())) != 1:
                    print(f"{name}: {job} differs: {digests}")
                    return 1
            print(f"{name}: {count} texts, the same with {', '.join(kernels)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
