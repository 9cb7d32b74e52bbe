#!/usr/bin/env python3
"""The index at its size, and beside what crawlers use instead: datasketch's MinHashLSH with Redis behind it.

First index_bench with --documents invented articles of 300 words. Then --beside of them, the same for both: both are asked of each document whether they know the like of it, and given it: `CheckAndAdd()` here; query and insert
there, on signatures of 128 permutations of word 3-shingles with a threshold of .5. datasketch answers with ids of
documents that may be alike and checks nothing; the index verifies, and says how much. Fewer documents than index_bench
takes, for a document takes Redis some 25 requests; times a document do not fall with their number.

Redis comes from Debian (unpacked under build/peers, nothing is installed), datasketch and its client from PyPI, all
pinned. What cannot be had is skipped and said.

usage: bench/index_bench.py [--documents N] [--beside N] [--folder DIR] [--write]
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import bench_common as common

sys.path.insert(0, str(common.ROOT / "bench" / "peers"))
import environment  # noqa: E402 (a sibling folder of scripts)

PEER = {"python": "3.10", "packages": ["datasketch==2.0.0", "numpy==2.2.6", "redis==8.1.0"]}
DEBIAN = ["redis-server=5:7.0.15-1~deb12u10", "redis-tools=5:7.0.15-1~deb12u10", "liblzf1", "libjemalloc2",
          "liblua5.1-0", "libhiredis0.14", "lua-bitop", "lua-cjson"]
RUNNER = pathlib.Path(__file__).with_name("peers") / "run_redis_lsh.py"


def redis_server():
    """Path of a redis-server and the environment it needs. Errors: environment.Missing."""
    path = shutil.which("redis-server")
    if path:
        return path, {}
    folder = environment.HOME / "redis"
    server = folder / "usr/bin/redis-server"
    if not server.exists():
        folder.mkdir(parents=True, exist_ok=True)
        common.say("unpacking redis-server")
        done = subprocess.run(["apt-get", "download", "-q", *DEBIAN], cwd=folder, capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            raise environment.Missing(f"no redis-server: {done.stderr.strip().splitlines()[-1]}")
        for package in folder.glob("*.deb"):
            common.run("dpkg", "-x", package, folder)
        # In Debian the server is the program of redis-tools under its other name.
        if not server.exists():
            raise environment.Missing("the packages hold no redis-server")
    libraries = ":".join(str(path) for path in (folder / "usr/lib").glob("*-linux-gnu*"))
    return str(server), {"LD_LIBRARY_PATH": libraries}


def theirs(documents, folder):
    server, variables = redis_server()
    python = environment.make("redis-lsh", PEER)
    with open(folder / "documents.tsv", "wb") as file:
        subprocess.run([common.program("index_bench", "bench"), "documents", str(documents)], stdout=file, check=True)
    return json.loads(common.run(python, RUNNER, "--server", server, "--libraries",
                                 variables.get("LD_LIBRARY_PATH", ""), folder / "documents.tsv", folder))


def ours(documents, folder):
    return json.loads(common.run(common.program("index_bench", "bench"), "beside", folder / "index", str(documents)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1_000_000, help="0: only the comparison")
    parser.add_argument("--beside", type=int, default=20_000)
    parser.add_argument("--folder", type=pathlib.Path, help="on the disk that is meant (the temporary folder)")
    parser.add_argument("--write", action="store_true", help="into bench/results/index.json")
    args = parser.parse_args()
    results = {"machine": common.machine_facts(), "load_average": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        folder = pathlib.Path(folder)
        if args.documents:
            results["index"] = json.loads(common.run(common.program("index_bench", "bench"), folder / "large",
                                                     args.documents))
        results["beside"] = {"index": ours(args.beside, folder)}
        try:
            results["beside"]["redis"] = theirs(args.beside, folder)
        except environment.Missing as missing:
            common.say(f"Redis-backed datasketch is skipped: {missing}")
    print(json.dumps(results, indent=1))
    if args.write:
        path = common.ROOT / "bench/results/index.json"
        common.store_result(path, results)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
