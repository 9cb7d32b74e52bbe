"""MinHashLSH over Redis: asks of every document, then inserts it; prints times and sizes as JSON.

Starts a Redis of its own on a socket in the folder given, that writes each request to a log which is synced once a
second, as Redis recommends: it may lose a second of acknowledged documents.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import time

import redis
from datasketch import MinHash, MinHashLSH

PERMUTATIONS, THRESHOLD, WIDTH = 128, .5, 3


def shingles(text):
    words = text.split()
    return {" ".join(words[i:i + WIDTH]).encode() for i in range(max(1, len(words) - WIDTH + 1))}


def start(server, libraries, folder):
    socket = folder / "redis.sock"
    process = subprocess.Popen(
        [server, "--port", "0", "--unixsocket", socket, "--dir", folder, "--appendonly", "yes", "--appendfsync",
         "everysec", "--save", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, **({"LD_LIBRARY_PATH": libraries} if libraries else {})})
    for _ in range(100):
        if socket.exists():
            break
        time.sleep(.1)
    return process, str(socket)


def describe(times):
    times = sorted(times)
    return {"median_us": round(statistics.median(times) * 1e6), "p99_us": round(times[len(times) * 99 // 100] * 1e6)}


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server")
    parser.add_argument("--libraries")
    parser.add_argument("documents", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    args = parser.parse_args()
    process, socket = start(args.server, args.libraries, args.folder)
    try:
        lsh = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS,
                         storage_config={"type": "redis", "basename": b"bench",
                                         "redis": {"unix_socket_path": socket}})
        client = redis.Redis(unix_socket_path=socket)
        sketching, asking, adding, found, count = 0.0, [], [], 0, 0
        began, cpu_began = time.perf_counter(), cpu()
        for line in args.documents.open(encoding="utf-8"):
            identity, text = line.rstrip("\n").split("\t")
            before = time.perf_counter()
            signature = MinHash(num_perm=PERMUTATIONS)
            signature.update_batch(shingles(text))
            sketched = time.perf_counter()
            found += bool(lsh.query(signature))
            asked = time.perf_counter()
            lsh.insert(identity, signature, check_duplication=False)
            sketching += sketched - before
            asking.append(asked - before)
            adding.append(time.perf_counter() - before)
            count += 1
        wall = time.perf_counter() - began
        info = client.info()
        size = sum(path.stat().st_size for path in args.folder.rglob("*") if path.is_file()
                   and path != args.documents and "index" not in path.parts)
        print(json.dumps({
            "query": describe(asking), "check_and_add": describe(adding), "of which signatures_us":
            round(sketching / count * 1e6), "with_matches": found,
            "documents_per_second": round(count / wall),
            "cpu_us": round((cpu() - cpu_began + info["used_cpu_user"] + info["used_cpu_sys"]) / count * 1e6),
            "memory_bytes": round(info["used_memory"] / count), "disk_bytes": round(size / count)}))
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
