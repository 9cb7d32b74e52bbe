#!/usr/bin/env python3
"""What does a whole `nuskha clusters` cost, measured against decompressing its input?

usage: end_to_end.py [CORPUS | --synthetic N] [--runs N] [--write]

The corpus (default: ../shared/corpus/saudinewsnet_dev.jsonl.zst) is recompressed with `zstd -3`. Runs of nuskha and of
`zstd -dc` of that file to /dev/null alternate, so that whatever else the machine does falls on both; CPU seconds are
user + system. --synthetic N makes N articles from the words of data/sample, a fifth of them planted copies.
--write stores bench/results/end_to_end.json.
"""
import argparse
import json
import os
import pathlib
import random
import tempfile

import bench_common as common

RESULT = common.ROOT / "bench" / "results" / "end_to_end.json"
PLAIN = "corpus.jsonl"  # what the corpus is called in the folder of a run


def synthetic(count, path, seed=1):
    """JSON Lines of `count` articles: news-shaped texts of the sample's words, a fifth of them copies or openings."""
    rng = random.Random(seed)
    words = " ".join(record["text"] for record in
                     common.read_records(common.ROOT / "data" / "sample" / "articles.jsonl")).split()
    texts = []
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            if texts and rng.random() < 0.2:
                copied = list(rng.choice(texts))
                if rng.random() < 0.4:
                    copied = copied[:len(copied) * rng.choice((15, 30, 50)) // 100]
                for place in rng.sample(range(len(copied)), len(copied) // 50):
                    copied[place] = rng.choice(words)
            else:
                copied = rng.choices(words, k=round(rng.lognormvariate(5.3, 0.7)) + 15)
                texts.append(copied)
                if len(texts) > 5000:
                    texts.pop(0)
            lines = [" ".join(copied[i:i + 40]) for i in range(0, len(copied), 40)]
            record = {"id": f"s{number}", "title": " ".join(copied[:8]), "source": f"outlet{number % 14}",
                      "date": f"2024-01-{1 + number % 28:02}", "text": "\n".join(lines)}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def alternate(commands, runs):
    """Runs all commands in turn, `runs` times; spreads by name."""
    seen = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            seen[name].append(common.measure(*command))
        common.say(f"run {number} of {runs}" + (" (to warm up, not counted)" if number == 0 else ""))
    return {name: {key: common.spread([run[key] for run in some[1:]]) for key in some[0]} for name, some in seen.items()}


def stages(nuskha, corpus, folder):
    stats = folder / "stats.json"
    common.run(nuskha, "clusters", "-j1", "-q", corpus, "-o", folder / "clusters.jsonl", "--stats", stats)
    return json.loads(stats.read_text(encoding="utf-8"))


def all_figures(arguments, folder):
    plain = folder / PLAIN
    packed = folder / f"{PLAIN}.zst"
    if arguments.synthetic:
        synthetic(arguments.synthetic, plain)
        name = f"synthetic {arguments.synthetic}"
    else:
        corpus = pathlib.Path(arguments.corpus or common.shared_folder() / "corpus" / "saudinewsnet_dev.jsonl.zst")
        if not corpus.exists():
            common.leave_missing(corpus.name)
        name = corpus.name
        with open(plain, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in common.read_lines(corpus))
    common.run("zstd", "-3", "-q", plain, "-o", packed)
    nuskha = common.program()
    cluster = [nuskha, "clusters", "-q"]
    figures = alternate({
        "zstd -dc": ["zstd", "-dcq", packed],
        "clusters -j1, .jsonl.zst": [*cluster, "-j1", packed],
        "clusters -j1, .jsonl": [*cluster, "-j1", plain],
        "clusters -j2, .jsonl.zst": [*cluster, "-j2", packed],
    }, arguments.runs)
    stats = stages(nuskha, packed, folder)
    return {"machine": common.machine_facts(), "load_average": os.getloadavg()[0],
            "corpus": {"name": name, "documents": stats["documents"], "bytes": plain.stat().st_size,
                       "compressed_bytes": packed.stat().st_size},
            "figures": figures,
            "ratios": {
                "cpu, .jsonl.zst": ratio(figures, "clusters -j1, .jsonl.zst", "zstd -dc", "cpu"),
                "cpu, .jsonl": ratio(figures, "clusters -j1, .jsonl", "zstd -dc", "cpu"),
                "wall, -j1 / -j2": ratio(figures, "clusters -j1, .jsonl.zst", "clusters -j2, .jsonl.zst", "wall")},
            "stages": stats["stages"]}


def ratio(figures, one, other, key):
    return figures[one][key]["median"] / figures[other][key]["median"]


def report(result):
    corpus, rows = result["corpus"], []
    for name, figure in result["figures"].items():
        cpu, wall = figure["cpu"], figure["wall"]
        rows.append([f"`{name}`", f"{cpu['median']:.2f}", f"{cpu['min']:.2f}-{cpu['max']:.2f}",
                     f"{wall['median']:.2f}", f"{wall['min']:.2f}-{wall['max']:.2f}",
                     f"{figure['peak_bytes']['max'] / 1e6:.0f}" if "clusters" in name else ""])
    runs = next(iter(result["figures"].values()))["cpu"]["runs"]
    return "\n".join([
        f"{corpus['name']}: {corpus['documents']} documents, {corpus['bytes'] / 1e6:.1f} MB of JSON Lines, "
        f"{corpus['compressed_bytes'] / 1e6:.1f} MB at `zstd -3`; medians of {runs} alternating runs.",
        f"{common.facts_line(result['machine'])}; load average at the end {result['load_average']:.1f}.", "",
        common.table(["run", "CPU s", "min-max", "wall s", "min-max", "peak MB"], rows),
        common.table(["ratio", ""], [[name, f"{value:.2f}"] for name, value in result["ratios"].items()]),
        common.table(["stage of `clusters -j1`, .jsonl.zst", "CPU s", "wall s"],
                     [[stage["name"], f"{stage['cpu_seconds']:.2f}", f"{stage['wall_seconds']:.2f}"]
                      for stage in result["stages"]])])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", nargs="?")
    parser.add_argument("--synthetic", type=int, metavar="N")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--write", action="store_true",
                        help="store bench/results/end_to_end.json and the tables of docs/performance.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = all_figures(arguments, pathlib.Path(folder))
    text = report(result)
    print(text)
    if arguments.write:
        RESULT.parent.mkdir(exist_ok=True)
        common.store_result(RESULT, result)
        common.replace_part(common.ROOT / "docs" / "performance.md", "end_to_end", text)


if __name__ == "__main__":
    main()
