#!/usr/bin/env python3
"""Draws the charts of docs/performance.md from bench/results.

usage: plots.py [--check]

Writes docs/images/*.svg, one for each stored result; --check fails if one is not what it would write.
"""
import argparse
import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent / "scale"))

import bench_common as common  # noqa: E402
import scale  # noqa: E402
import stages  # noqa: E402
import svg  # noqa: E402

RESULTS = common.ROOT / "bench" / "results"
IMAGES = common.ROOT / "docs" / "images"


def peers_cpu(result):
    figures = sorted(result["figures"].items(), key=lambda item: item[1]["cpu"]["median"])
    rows = [(("=" if name.startswith("nuskha") else "") + name, [figure["cpu"]["median"]],
             f"{figure['cpu']['median']:.3g} s") for name, figure in figures]
    return svg.bars(f"CPU time, {result['corpus']['documents']:,} articles", "CPU seconds, logarithmic", rows,
                    logarithmic=True)


def peers_memory(result):
    figures = sorted(result["figures"].items(), key=lambda item: item[1]["peak_bytes"]["max"])
    rows = [(("=" if name.startswith("nuskha") else "") + name, [figure["peak_bytes"]["max"] / 1e6],
             f"{figure['peak_bytes']['max'] / 1e6:.0f} MB") for name, figure in figures]
    return svg.bars(f"Peak memory, {result['corpus']['documents']:,} articles", "MB, logarithmic", rows,
                    logarithmic=True)


def scale_costs(result):
    rows = []
    for run in result["runs"]:
        values = [1e6 * run["cpu_seconds"][stage] / run["documents"] for stage in scale.STAGES]
        rows.append((f"{scale.label(run)} articles", values, f"{sum(values):.0f} us"))
    return svg.bars("Cost of an article", "CPU microseconds", rows, legend=scale.STAGES)


def kernels(result):
    rows = [("=" + label, [result["ns_per_byte"][name]], f"{result['ns_per_byte'][name]:.2f}")
            for name, label in stages.CEILINGS.items()]
    for stage, (label, _) in stages.STAGES.items():
        for kernel, value in stages.by_kernel(result["ns_per_byte"], stage).items():
            rows.append((f"{label}{', ' if kernel else ''}{kernel}", [value], f"{value:.2f}"))
    return svg.bars("Stages of reading and their ceilings (grey)", "ns a byte of JSON Lines", rows)


CHARTS = {"peers_cpu": ("peers", peers_cpu), "peers_memory": ("peers", peers_memory), "scale": ("scale", scale_costs),
          "stages": ("stages", kernels)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a chart is stale")
    check = parser.parse_args().check
    IMAGES.mkdir(exist_ok=True)
    stale = 0
    for name, (source, draw) in CHARTS.items():
        path = RESULTS / f"{source}.json"
        if not path.exists():
            common.say(f"{name}: nothing is stored in {path.name}")
            continue
        chart, target = draw(json.loads(path.read_text(encoding="utf-8"))), IMAGES / f"{name}.svg"
        if check:
            same = target.exists() and target.read_text(encoding="utf-8") == chart
            stale += not same
            if not same:
                common.say(f"{target.name} is stale: run bench/plots.py")
        else:
            target.write_text(chart, encoding="utf-8")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
