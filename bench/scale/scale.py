#!/usr/bin/env python3
"""What does an article cost in corpora of growing size, and is what was planted still found?

usage: scale.py [--documents N...] [--jobs N] [--memory SIZE] [--tmp DIR] [--write]

Runs nuskha_scale once for each size (default: 10^5 and 10^6). 10^7 takes half an hour on an idle core and, without
--memory, 25 GB.
Articles are made in memory, never written; making them is measured by itself and left out of the sums.
--write stores bench/results/scale.json (what is not measured now is kept) and the tables of docs/performance.md.
"""
import argparse
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import bench_common as common  # noqa: E402

RESULT = common.ROOT / "bench" / "results" / "scale.json"
STAGES = ("analyze", "add", "index", "match")


def measure(documents, arguments):
    limits = [f"--{name}={value}" for name, value in (("memory", arguments.memory), ("tmp", arguments.tmp)) if value]
    done = json.loads(common.run(common.program("nuskha_scale", "bench"), documents, "-j", arguments.jobs, *limits))
    common.say(f"{label(done)}: recall {done['recall']['recall']:.4f}")
    return {"machine": common.machine_facts(), "load_average": os.getloadavg()[0], **done}


def known():
    return json.loads(RESULT.read_text(encoding="utf-8"))["runs"] if RESULT.exists() else []


def label(run):
    """Of a row: how many articles, and the limit of memory if there was one."""
    limit = run.get("memory", 0)
    return f"{run['documents']:,}" + (f" in {limit / 1e9:.2g} GB" if limit else "")


def microseconds(run, stage):
    return 1e6 * run["cpu_seconds"][stage] / run["documents"]


def memory(run):
    """Bytes that came with the articles."""
    return run["peak_bytes"]["run"] - run["peak_bytes"]["before"]


def report(runs):
    costs = [[label(run), *(f"{microseconds(run, stage):.1f}" for stage in STAGES),
              f"{sum(microseconds(run, stage) for stage in STAGES):.1f}", f"{microseconds(run, 'make'):.0f}",
              f"{run['peak_bytes']['run'] / 1e6:,.0f}", f"{memory(run) / run['documents'] / 1000:.2f}",
              f"{run['candidates_per_document']:.2f}"] for run in runs]
    finds = [[label(run), f"{run['recall']['recall']:.4f}",
              *(f"{one['recall']:.4f} of {one['planted']:,}" for one in run["by_containment"]),
              f"{run['precision']:.4f}", f"{run['same_article_precision']:.4f}"] for run in runs]
    kinds = [[one["name"], *(f"{run['by_planting'][number]['recall']:.4f}" for run in runs)]
             for number, one in enumerate(runs[0]["by_planting"])]
    machines = [f"{label(run)}: {common.facts_line(run['machine'])}; -j{run['threads']}; load average at the end "
                f"{run['load_average']:.1f}.\n" for run in runs]
    return "\n".join([
        *machines,
        common.table(["articles", *(f"{stage}, us" for stage in STAGES), "sum, us", "(making)", "peak MB",
                      "kB an article", "candidates an article"], costs),
        common.table(["articles", "recall C >= .5", *(f"C {one['name']}" for one in runs[0]["by_containment"]),
                      "precision", "of exact, copy, partial"], finds),
        common.table(["planted", *map(label, runs)], kinds)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--memory", help="as of the program, such as 2GiB; what is beyond it goes to files")
    parser.add_argument("--tmp", help="folder for these files")
    parser.add_argument("--write", action="store_true",
                        help="store bench/results/scale.json and the tables of docs/performance.md")
    arguments = parser.parse_args()
    runs = {label(run): run for run in known()} if arguments.write else {}
    for documents in arguments.documents:
        run = measure(documents, arguments)
        runs[label(run)] = run
    ordered = sorted(runs.values(), key=lambda run: (run["documents"], run.get("memory", 0)))
    text = report(ordered)
    print(text)
    if arguments.write:
        common.store_result(RESULT, {"runs": ordered})
        common.replace_part(common.ROOT / "docs" / "performance.md", "scale", text)


if __name__ == "__main__":
    main()
