#!/usr/bin/env python3
"""Did anything get slower? Compares ratios of a fresh run with the recorded ones, and fails on a 15 % regression.

usage: check_ratios.py [--record] [--recorded FILE] [--corpus FILE] [--runs N]

Ratios, not times: `clusters` against `zstd -dc` of the same file in alternating runs, and the rows of the benchmarks
against a memcpy measured right before and after each of them. So other machines can be compared roughly and noise falls on both
sides. Run by hand before a release, on an idle machine; never by tools/test.sh. --record stores
bench/results/ratios.json, or the file given.
"""
import argparse
import json
import os
import pathlib
import sys
import tempfile

import bench_common as common
import end_to_end

RESULT = common.ROOT / "bench" / "results" / "ratios.json"
ALLOWED = 1.15
REPETITIONS = 5
# What is measured of each benchmark: a regular expression.
ROWS = {"stage_bench": "BM_[^C]", "minhash_bench": "BM_Sketch/.*/shingles:300/lanes:128",
        "candidates_bench": "BM_(Build|Query)/(sampled|minhash)/20000", "verify_bench": "BM_(Scores|Verify|Align)/"}


def benchmark(name, rows, corpus=None):
    """Median CPU nanoseconds of the rows of a benchmark, by name. `corpus`: JSON Lines for the stages."""
    done = common.run(common.program(name, "bench"), f"--benchmark_filter={rows}", "--benchmark_format=json",
                      f"--benchmark_repetitions={REPETITIONS}", "--benchmark_report_aggregates_only=true",
                      "--benchmark_min_time=0.05",
                      env={**os.environ, "NUSKHA_BENCH_JSONL": str(corpus)} if corpus else None)
    found = {row["run_name"]: row["cpu_time"] for row in json.loads(done)["benchmarks"]
             if row["aggregate_name"] == "median"}
    if not found:
        common.say(f"{name}: no row matches {rows}")
        sys.exit(2)
    return found


def memcpy():
    return next(iter(benchmark("normalize_bench", "BM_Memcpy").values()))


def kernel_ratios(corpus):
    ratios = {}
    for name, rows in ROWS.items():
        before = memcpy()
        found = benchmark(name, rows, corpus)
        unit = (before + memcpy()) / 2
        ratios.update({f"{name} {row} / memcpy": value / unit for row, value in found.items()})
    return ratios


def end_to_end_ratios(corpus, runs, folder):
    result = end_to_end.all_figures(argparse.Namespace(synthetic=0, corpus=corpus, runs=runs), folder)
    ratios = {f"end to end {name}": value for name, value in result["ratios"].items() if not name.startswith("wall")}
    peak = result["figures"]["clusters -j1, .jsonl.zst"]["peak_bytes"]["max"]
    ratios["end to end, peak memory / input bytes"] = peak / result["corpus"]["bytes"]
    return ratios


def compare(fresh, recorded):
    """Prints a line for each ratio; how many are worse than allowed."""
    worse = 0
    for name, value in sorted(fresh.items()):
        if name not in recorded:
            print(f"{name}: {value:.3g} (not recorded)")
            continue
        change = value / recorded[name]
        slower = change > ALLOWED
        worse += slower
        print(f"{name}: {value:.3g}, recorded {recorded[name]:.3g}, {100 * (change - 1):+.0f} %"
              + (" WORSE" if slower else ""))
    for name in sorted(set(recorded) - set(fresh)):
        print(f"{name}: recorded, and not measured now")
    return worse


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--recorded", type=pathlib.Path, default=RESULT, help="default: bench/results/ratios.json")
    parser.add_argument("--corpus", help="default: ../shared/corpus/saudinewsnet_dev.jsonl.zst")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    if not arguments.record and not arguments.recorded.exists():
        common.say("nothing is recorded: see --record")
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        fresh = end_to_end_ratios(arguments.corpus, arguments.runs, folder)
        fresh.update(kernel_ratios(folder / end_to_end.PLAIN))
    if arguments.record:
        text = json.dumps({"machine": common.machine_facts(), "ratios": fresh}, indent=1) + "\n"
        arguments.recorded.write_text(text, encoding="utf-8")
        print(f"{len(fresh)} ratios recorded")
        return 0
    recorded = json.loads(arguments.recorded.read_text(encoding="utf-8"))
    common.say("recorded on: " + common.facts_line(recorded["machine"]))
    worse = compare(fresh, recorded["ratios"])
    print(f"{worse} of {len(fresh)} ratios are worse by more than 15 %")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
