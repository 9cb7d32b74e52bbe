#!/usr/bin/env python3
"""What does an article cost in corpora of growing size, and is what was planted still found?

usage: scale.py [--documents N...] [--jobs N] [--write]

Runs nuskha_scale once for each size (default: 10^5 and 10^6; 10^7 takes an hour and, without a limit, over 20 GB).
Articles are made in memory, never written; making them is measured by itself and left out of the sums.
--write stores bench/results/scale.json (sizes not measured now are kept) and the tables of docs/performance.md.
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


def measure(documents, jobs):
    done = json.loads(common.run(common.program("nuskha_scale", "bench"), documents, "-j", jobs))
    common.say(f"{documents}: recall {done['recall']['recall']:.4f}")
    return {"machine": common.machine_facts(), "load_average": os.getloadavg()[0], **done}


def known():
    if not RESULT.exists():
        return {}
    return {run["documents"]: run for run in json.loads(RESULT.read_text(encoding="utf-8"))["runs"]}


def microseconds(run, stage):
    return 1e6 * run["cpu_seconds"][stage] / run["documents"]


def memory(run):
    """Bytes that came with the articles."""
    return run["peak_bytes"]["run"] - run["peak_bytes"]["before"]


def report(runs):
    costs = [[f"{run['documents']:,}", *(f"{microseconds(run, stage):.1f}" for stage in STAGES),
              f"{sum(microseconds(run, stage) for stage in STAGES):.1f}", f"{microseconds(run, 'make'):.0f}",
              f"{run['peak_bytes']['run'] / 1e6:,.0f}", f"{memory(run) / run['documents'] / 1000:.2f}",
              f"{run['candidates_per_document']:.2f}"] for run in runs]
    finds = [[f"{run['documents']:,}", f"{run['recall']['recall']:.4f}",
              *(f"{one['recall']:.4f} of {one['planted']:,}" for one in run["by_containment"]),
              f"{run['precision']:.4f}", f"{run['same_article_precision']:.4f}"] for run in runs]
    kinds = [[one["name"], *(f"{run['by_planting'][number]['recall']:.4f}" for run in runs)]
             for number, one in enumerate(runs[0]["by_planting"])]
    machines = {f"{common.facts_line(run['machine'])}; -j{run['threads']}": [] for run in runs}
    for run in runs:
        machines[f"{common.facts_line(run['machine'])}; -j{run['threads']}"].append(f"{run['documents']:,}")
    return "\n".join([
        *(f"{', '.join(sizes)}: {line}." for line, sizes in machines.items()), "",
        common.table(["articles", *(f"{stage}, us" for stage in STAGES), "sum, us", "(making)", "peak MB",
                      "kB an article", "candidates an article"], costs),
        common.table(["articles", "recall C >= .5", *(f"C {one['name']}" for one in runs[0]["by_containment"]),
                      "precision", "of exact, copy, partial"], finds),
        common.table(["planted", *(f"{run['documents']:,}" for run in runs)], kinds)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--write", action="store_true",
                        help="store bench/results/scale.json and the tables of docs/performance.md")
    arguments = parser.parse_args()
    runs = known() if arguments.write else {}
    runs.update({documents: measure(documents, arguments.jobs) for documents in arguments.documents})
    ordered = [runs[documents] for documents in sorted(runs)]
    text = report(ordered)
    print(text)
    if arguments.write:
        RESULT.write_text(json.dumps({"runs": ordered}, indent=1) + "\n", encoding="utf-8")
        common.replace_part(common.ROOT / "docs" / "performance.md", "scale", text)


if __name__ == "__main__":
    main()
