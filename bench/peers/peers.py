#!/usr/bin/env python3
"""What do other tools cost on the same articles, and what do they find?

usage: peers.py [CORPUS...] [--only NAME] [--runs N] [--write]

Every tool reads the same plain JSON Lines: {"id", "text"} records whose text is the body's standard words joined by
blanks (`nuskha normalize`), so that all cut the same words; nuskha once more reads the bodies as they are. Shingles are
distinct runs of 5 words, 128 permutations in 16 bands of 8, threshold .8, one thread. Quality is held against the exact
overlap of those shingles. CPU is user + system time of all processes of a run, memory that of the largest one. Runs
alternate; a peer that takes over 30 CPU seconds is run once. Peers are installed under build/peers (peers.toml).
"""
import argparse
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import bench_common as common  # noqa: E402
import environment  # noqa: E402
import exact_overlap  # noqa: E402
import glue  # noqa: E402

RESULT = common.ROOT / "bench" / "results" / "peers.json"
SLOW = 30  # CPU seconds
ONE_THREAD = {name: "1" for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS",
                                     "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM")}
# nuskha's own rows: command and which of the two files it reads.
OWN = {"nuskha clusters": ("clusters", "words"), "nuskha clusters, unprepared text": ("clusters", "plain"),
       "nuskha pairs": ("pairs", "words")}


def make_corpus(paths, folder):
    """Writes plain.jsonl and words.jsonl; returns the texts of the second."""
    bodies = [record.get("text") or "" for path in paths for record in common.read_records(path)]
    batch = "".join(json.dumps(body, ensure_ascii=False) + "\n" for body in bodies)
    done = subprocess.run([common.program(), "normalize", "--batch"], input=batch, capture_output=True, text=True,
                          check=True)
    words = [json.loads(line) for line in done.stdout.splitlines()]
    if len(words) != len(bodies):
        common.say(f"normalize: {len(words)} lines for {len(bodies)} texts")
        sys.exit(2)
    for name, texts in (("plain", bodies), ("words", words)):
        with open(folder / f"{name}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"id": f"d{number}", "text": text}, ensure_ascii=False) + "\n"
                            for number, text in enumerate(texts))
    return words


def all_commands(folder, only):
    """Commands by name, and why the others cannot run."""
    commands, skipped = {}, {}
    for name, (command, source) in OWN.items():
        out = folder / "found.jsonl"
        commands[name] = [common.program(), command, "-q", "-j1", folder / f"{source}.jsonl", "--force", "-o", out]
    for name, peer in environment.listed().items():
        if only and name not in only:
            continue
        try:
            commands[name] = [*environment.command(name, peer), "--input", folder / "words.jsonl",
                              "--out", folder / "out"]
        except environment.Missing as reason:
            skipped[name] = str(reason)
            common.say(f"{name} is skipped: {reason}")
    return commands, skipped


def found_pairs(name, folder):
    """Pairs (a, b) of text numbers, a < b, that a run left in the folder."""
    def number(text):
        return int(text.removeprefix("d"))

    if name in OWN:
        records = common.read_records(folder / "found.jsonl")
        if OWN[name][0] == "pairs":
            groups = [[record["a"], record["b"]] for record in records]
        else:
            groups = [[member["id"] for member in record["members"]] for record in records]
    else:
        path = folder / "out" / "clusters.tsv"
        path = path if path.exists() else folder / "out" / "pairs.tsv"
        groups = [line.split("\t") for line in common.read_lines(path)]
    return {pair for group in groups for pair in itertools.combinations(sorted(map(number, group)), 2)
            if pair[0] != pair[1]}


def quality(found, truth, long_enough):
    """Shares against the exact overlaps, over texts of at least 5 words."""
    found = {pair for pair in found if long_enough[pair[0]] and long_enough[pair[1]]}
    alike = {pair for pair, (jaccard, _) in truth.items() if jaccard >= 0.8}
    contained = {pair for pair, (_, share) in truth.items() if share >= 0.8}

    def share(part, whole):
        return len(part) / len(whole) if whole else None

    return {"pairs": len(found), "recall": share(found & alike, alike), "precision": share(found & alike, found),
            "recall_contained_.8": share(found & contained, contained),
            "recall_contained_.5": share(found & truth.keys(), truth.keys()),
            "half_shared": share(found & truth.keys(), found)}


def run_once(command, folder):
    shutil.rmtree(folder / "out", ignore_errors=True)
    (folder / "out").mkdir()
    return common.measure(*command, log=folder / "log", env={**os.environ, **ONE_THREAD})


def run_all(commands, runs, folder, judge):
    """Spreads of CPU, wall and memory and the quality, by name; and the names of peers that failed."""
    seen, judged, failed = {}, {}, set()
    for name, command in commands.items():  # to warm up; the only run of slow ones
        try:
            seen[name] = [run_once(command, folder)]
            judged[name] = judge(found_pairs(name, folder))
            common.say(f"{name}: {seen[name][0]['cpu']:.1f} CPU s, {judged[name]['pairs']} pairs")
        except common.RunFailed:
            failed.add(name)
    for number in range(runs):
        for name, some in seen.items():
            if some[0]["cpu"] <= SLOW:
                some.append(run_once(commands[name], folder))
        common.say(f"run {number + 1} of {runs}")
    figures = {}
    for name, some in seen.items():
        counted = some[1:] or some
        figures[name] = {key: common.spread([run[key] for run in counted]) for key in counted[0]}
    return figures, judged, failed


def all_figures(paths, runs, only, folder):
    words = make_corpus(paths, folder)
    commands, skipped = all_commands(folder, only)
    truth = exact_overlap.overlaps(words)
    common.say(f"exact: {len(truth)} pairs with containment >= .5")
    long_enough = [len(text.split()) >= glue.WIDTH for text in words]
    figures, judged, failed = run_all(commands, runs, folder, lambda found: quality(found, truth, long_enough))
    skipped.update({name: "failed on this corpus" for name in failed})
    listed = environment.listed()
    return {"machine": common.machine_facts(), "load_average": os.getloadavg()[0],
            "corpus": {"names": [path.name for path in paths], "documents": len(words),
                       "too_short": long_enough.count(False),
                       "words_bytes": (folder / "words.jsonl").stat().st_size,
                       "plain_bytes": (folder / "plain.jsonl").stat().st_size},
            "truth": {"jaccard_.8": sum(jaccard >= 0.8 for jaccard, _ in truth.values()),
                      "contained_.8": sum(share >= 0.8 for _, share in truth.values()),
                      "contained_.5": len(truth)},
            "versions": {name: environment.version(listed[name]) for name in figures if name in listed},
            "figures": figures, "quality": judged, "skipped": skipped}


def share_text(value):
    return "" if value is None else f"{value:.3f}"


def report(result):
    corpus, truth = result["corpus"], result["truth"]
    base = result["figures"]["nuskha clusters"]["cpu"]["median"]
    rows = []
    for name, figure in sorted(result["figures"].items(), key=lambda item: item[1]["cpu"]["median"]):
        cpu, judged = figure["cpu"], result["quality"][name]
        source = corpus["plain_bytes" if OWN.get(name, ("", ""))[1] == "plain" else "words_bytes"]
        rows.append([f"{name} {result['versions'].get(name, '')}".strip(), f"{cpu['median']:.2f}",
                     f"{cpu['min']:.2f}-{cpu['max']:.2f}", cpu["runs"], f"{cpu['median'] / base:.1f}",
                     f"{source / 1e6 / cpu['median']:.1f}", f"{figure['peak_bytes']['max'] / 1e6:.0f}",
                     judged["pairs"], *(share_text(judged[key]) for key in
                                        ("recall", "precision", "recall_contained_.8", "recall_contained_.5",
                                         "half_shared"))])
    lines = [
        f"{', '.join(corpus['names'])}: {corpus['documents']} documents, {corpus['words_bytes'] / 1e6:.0f} MB of JSON "
        f"Lines ({corpus['plain_bytes'] / 1e6:.0f} MB unprepared), {corpus['too_short']} of fewer than 5 words and not "
        f"counted. Exact pairs: {truth['jaccard_.8']} with J >= .8, {truth['contained_.8']} with C >= .8, "
        f"{truth['contained_.5']} with C >= .5.",
        f"{common.facts_line(result['machine'])}; load average at the end {result['load_average']:.1f}.", "",
        common.table(["tool", "CPU s", "min-max", "runs", "x", "MB / CPU s", "peak MB", "pairs", "R J>=.8", "P J>=.8",
                      "R C>=.8", "R C>=.5", "P C>=.5"], rows)]
    lines += [f"Skipped: {name}: {reason}.\n" for name, reason in result["skipped"].items()]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", nargs="*", type=pathlib.Path, help="default: the corpora in ../shared/corpus")
    parser.add_argument("--only", action="append", metavar="NAME", help="this peer, and not all; may be repeated")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", action="store_true",
                        help="store bench/results/peers.json and the table of docs/performance.md")
    arguments = parser.parse_args()
    paths = arguments.corpus or list(common.corpora().values())
    if not paths:
        common.leave_missing("the folder corpus/")
    with tempfile.TemporaryDirectory() as folder:
        result = all_figures(paths, arguments.runs, arguments.only, pathlib.Path(folder))
    text = report(result)
    print(text)
    if arguments.write:
        common.store_result(RESULT, result)
        common.replace_part(common.ROOT / "docs" / "performance.md", "peers", text)


if __name__ == "__main__":
    main()
