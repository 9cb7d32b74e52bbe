#!/usr/bin/env python3
"""What does each stage of reading cost on each kernel, beside its ceiling?

usage: stages.py [CORPUS] [--repetitions N] [--write]

Runs stage_bench on the corpus (default: ../shared/corpus/saudinewsnet_dev.jsonl.zst). All figures are medians of CPU time
per byte of JSON Lines. --write stores bench/results/stages.json and the table of docs/performance.md.
"""
import argparse
import json
import os
import pathlib
import tempfile

import bench_common as common

RESULT = common.ROOT / "bench" / "results" / "stages.json"
# Rows of the benchmark, what they are, and the ceiling they are read beside.
CEILINGS = {"BM_CeilingMemcpy": "memcpy", "BM_CeilingZstd": "zstd, decompressing level 3",
            "BM_CeilingSimdjson": "simdjson, finding the text"}
STAGES = {"BM_Parse": ("parsing a record", "BM_CeilingSimdjson"),
          "BM_Standard": ("level standard", "BM_CeilingMemcpy"),
          "BM_Analyze": ("analysis, level standard included", "BM_CeilingMemcpy"),
          "BM_Shingles width:3": ("shingles of 3 words", "BM_CeilingMemcpy"),
          "BM_Shingles width:5": ("shingles of 5 words", "BM_CeilingMemcpy"),
          "BM_Keys": ("sampled keys", "BM_CeilingMemcpy")}
KERNELS = ("avx512", "avx2", "sse2", "scalar")


def measure(corpus, repetitions, folder):
    plain = folder / "corpus.jsonl"
    with open(plain, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in common.read_lines(corpus))
    done = json.loads(common.run(
        common.program("stage_bench", "bench"), "--benchmark_format=json", f"--benchmark_repetitions={repetitions}",
        "--benchmark_report_aggregates_only=true", "--benchmark_min_time=0.1",
        env={**os.environ, "NUSKHA_BENCH_JSONL": str(plain)}))
    rows = {row["run_name"]: 1e9 * row["s/B"] for row in done["benchmarks"] if row.get("aggregate_name", "median") == "median"}
    return {"machine": common.machine_facts(), "load_average": os.getloadavg()[0],
            "corpus": corpus.name, "repetitions": repetitions, "ns_per_byte": rows}


def by_kernel(rows, stage):
    """Figures of a stage by kernel; one without kernels stands under ''."""
    name, _, width = stage.partition(" ")
    found = {}
    for row, value in rows.items():
        parts = row.split("/")
        if parts[0] == name and (not width or width in parts):
            found[parts[1] if len(parts) > 1 and parts[1] in KERNELS else ""] = value
    return found


def report(result):
    rows, lines = result["ns_per_byte"], []
    for name, label in CEILINGS.items():
        lines.append([f"*{label}*", f"*{rows[name]:.2f}*", "", "", "", ""])
    for stage, (label, ceiling) in STAGES.items():
        found = by_kernel(rows, stage)
        best = min(found.values())
        cells = [f"{found[kernel]:.2f}" if kernel in found else "" for kernel in KERNELS]
        if "" in found:
            cells[0] = f"{found['']:.2f}"
        lines.append([label, *cells, f"{best / rows[ceiling]:.1f} x {CEILINGS[ceiling].split(',')[0]}"])
    return "\n".join([
        f"{result['corpus']}; medians of {result['repetitions']} repetitions.",
        f"{common.facts_line(result['machine'])}; load average at the end {result['load_average']:.1f}.", "",
        common.table(["ns a byte of JSON Lines", "AVX-512, or the best", "AVX2", "SSE2", "scalar", "best / ceiling"],
                     lines)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", nargs="?", type=pathlib.Path)
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--write", action="store_true",
                        help="store bench/results/stages.json and the table of docs/performance.md")
    arguments = parser.parse_args()
    corpus = arguments.corpus or common.shared_folder() / "corpus" / "saudinewsnet_dev.jsonl.zst"
    if not corpus.exists():
        common.leave_missing(corpus.name)
    with tempfile.TemporaryDirectory() as folder:
        result = measure(corpus, arguments.repetitions, pathlib.Path(folder))
    text = report(result)
    print(text)
    if arguments.write:
        common.store_result(RESULT, result)
        common.replace_part(common.ROOT / "docs" / "performance.md", "stages", text)


if __name__ == "__main__":
    main()
