#!/usr/bin/env python3
"""Fuzzes targets with libFuzzer until each had its CPU time and executions.

Builds the preset `fuzz` (clang, address and undefined-behaviour sanitizers)
first, or with --fast `fuzz-fast`, which has no sanitizers and tries more inputs
a second. What either found interesting is kept under build/fuzz-corpus and used
again by the next call of both; inputs that crash a target under
build/fuzz-crashes. Prints a table of what ran (docs/testing.md has the recorded
one).
"""
import argparse
import pathlib
import re
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = ROOT / "build" / "fuzz-corpus"
CRASHES = ROOT / "build" / "fuzz-crashes"
# Seconds of one call: the corpus is read again by each.
ROUND = 120
# Folder of seeds, where it has another name than the target; longest input.
SEEDS = {"scan": "normalize"}
MAX_LENGTH = {"html": 4096, "stream": 4096}
USUAL_LENGTH = 1024


def all_targets():
    text = (ROOT / "fuzz" / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.findall(r"^ *nuskha_fuzz\((\w+)_fuzz", text, re.M)


def build(preset, targets):
    subprocess.run(["cmake", "--preset", preset], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "--preset", preset, "--target"]
                   + [f"{target}_fuzz" for target in targets], cwd=ROOT,
                   check=True)


def command(preset, target, seconds):
    corpus = CORPUS / target
    corpus.mkdir(parents=True, exist_ok=True)
    CRASHES.mkdir(exist_ok=True)
    words = [str(ROOT / "build" / preset / "fuzz" / f"{target}_fuzz"),
             str(corpus),
             str(ROOT / "fuzz" / "seeds" / SEEDS.get(target, target)),
             f"-max_total_time={seconds}", "-print_final_stats=1",
             f"-max_len={MAX_LENGTH.get(target, USUAL_LENGTH)}",
             f"-artifact_prefix={CRASHES}/{target}-", "-timeout=25",
             "-rss_limit_mb=2048"]
    dictionary = ROOT / "fuzz" / "dictionaries" / f"{target}.dict"
    if dictionary.exists():
        words.append(f"-dict={dictionary}")
    return words


def fuzz(preset, target, cpu_seconds, executions):
    """(CPU seconds, executions, units of coverage, whether all went well)."""
    cpu = runs = coverage = 0
    while cpu < cpu_seconds or runs < executions:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run = subprocess.run(command(preset, target, ROUND), capture_output=True,
                             text=True, errors="replace")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu += (after.ru_utime + after.ru_stime
                - before.ru_utime - before.ru_stime)
        done = re.search(r"number_of_executed_units: (\d+)", run.stderr)
        runs += int(done.group(1)) if done else 0
        for found in re.findall(r"cov: (\d+)", run.stderr):
            coverage = int(found)
        if run.returncode != 0:
            print(run.stderr[-4000:], file=sys.stderr)
            return cpu, runs, coverage, False
    return cpu, runs, coverage, True


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("targets", nargs="*", help="all by default")
    parser.add_argument("--cpu-minutes", type=float, default=10)
    parser.add_argument("--executions", type=int, default=0)
    parser.add_argument("--fast", action="store_true", help="no sanitizers")
    args = parser.parse_args()
    targets = args.targets or all_targets()
    preset = "fuzz-fast" if args.fast else "fuzz"
    build(preset, targets)
    failed = False
    print("| target | CPU minutes | executions | a second | coverage |\n"
          "|---|---|---|---|---|", flush=True)
    for target in targets:
        cpu, runs, coverage, well = fuzz(preset, target, args.cpu_minutes * 60,
                                         args.executions)
        failed |= not well
        print(f"| {target} | {cpu / 60:.1f} | {runs:,} | {runs / cpu:,.0f} | "
              f"{coverage:,} |{'' if well else ' FAILED'}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
