#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scores the relation rule on labelled pairs, and compares every figure with
another implementation of it.

  relation_check.py --program BUILD/bench/relation_features
                    [--shared DIR] [--oracle FEATURES.jsonl] [--verbose]
                    [--tier dates|text]

DIR (default: ../shared beside the repository) holds eval/gold_dev.tsv,
eval/gold_dev2.tsv and corpus/*.jsonl.zst. FEATURES.jsonl: one object a pair
with the figures under the names of FIGURES below. Without DIR it says so and
ends.
"""

import argparse
import collections
import json
import os
import random
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORPORA = ("saudinewsnet_dev", "hespress_dev", "ant_dev", "khaleej_half")
CLASSES = {"exact": "copy", "copy": "copy", "partial": "partial",
           "update": "update", "passage": "embedded", "template": "template",
           "nothing": "other"}
SAME = ("copy", "partial")
# name in the oracle -> ours
FIGURES = {
    "n": lambda r: min(r["words_a"], r["words_b"]),
    "m": lambda r: max(r["words_a"], r["words_b"]),
    "S": lambda r: r["of_shorter"],
    "L": lambda r: r["of_longer"],
    "own": lambda r: r["own"],
    "oS": lambda r: r["own_share"],
    "opos": lambda r: r["own_from"],
    "olead": lambda r: r["own_lead"],
    "fresh": lambda r: r["fresh"],
    "hot": lambda r: r["recurrent"],
    "new": lambda r: r["unseen"],
    "tc": lambda r: r["titles_common"],
    "title": lambda r: r["headline"],
    "rel": lambda r: r["alike"],
    "nj": lambda r: (r["numbers_shared"] / r["numbers_all"]
                     if r["numbers_all"] else 0.5),
    "nc": lambda r: (r["numbers_shared"] / r["numbers"]
                     if r["numbers"] else 1),
    "cN": lambda r: r["conflicts"],
    "same": lambda r: int(r["same_source"]),
    "dd": lambda r: abs(r["days_later"]),
}


def read_gold(path):
    with open(path, encoding="utf8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return [row for row in rows if row[2] != "label"]


def other(label):
    return "other" if label in ("same_story", "different") else label


def f1(pairs):
    """pairs: (label, verdict); update labels are left out by the caller."""
    true = sum(l in SAME and v in SAME for l, v in pairs)
    wrong = sum((l in SAME) != (v in SAME) for l, v in pairs)
    return 2 * true / max(1, 2 * true + wrong)


def macro(pairs):
    scores = []
    for name in ("copy", "partial", "embedded", "template", "other"):
        true = sum(l == name == v for l, v in pairs)
        wrong = sum((l == name) != (v == name) for l, v in pairs)
        if true + wrong:
            scores.append(2 * true / (2 * true + wrong))
    return sum(scores) / max(1, len(scores))


def interval(score, pairs, rounds=1000):
    draw = random.Random(1)
    values = sorted(score(draw.choices(pairs, k=len(pairs)))
                    for _ in range(rounds))
    return values[rounds // 40], values[-rounds // 40]


def report(name, scored):
    low, high = interval(f1, scored)
    fp = sum(l not in SAME and v in SAME for l, v in scored)
    fn = sum(l in SAME and v not in SAME for l, v in scored)
    split = [l == v for l, v in scored if l in SAME and v in SAME]
    print(f"{name}: {len(scored)} pairs, F1 {f1(scored):.3f} "
          f"[{low:.3f}, {high:.3f}], FP {fp}, FN {fn}, "
          f"macro-F1 {macro(scored):.3f}, "
          f"copy/partial split {sum(split) / max(1, len(split)):.3f}")


def compare(ours, oracle, verbose):
    differ = collections.Counter()
    verdicts = 0
    for key, theirs in oracle.items():
        if key not in ours:
            continue
        row = ours[key]
        names = [name for name, figure in FIGURES.items()
                 if abs(figure(row) - theirs[name]) > 0.005 *
                 max(1, abs(theirs[name]))]
        differ.update(names or ["(none)"])
        verdict = CLASSES[row["relation"]]
        verdicts += verdict == theirs["verdict"]
        if verdict != theirs["verdict"] or (verbose and names):
            shown = " ".join(f"{name} {FIGURES[name](row):.4g}/"
                             f"{theirs[name]:.4g}" for name in names)
            print(f"  {key[0]} {key[1]} label {theirs['label']}: "
                  f"{verdict}, oracle {theirs['verdict']}; "
                  f"p {row['probability']:.3f}/{theirs['p']:.3f}; {shown}")
    print(f"verdicts agree on {verdicts} of {len(oracle)} pairs; figures that "
          f"differ: {dict(differ.most_common())}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--shared", default=os.path.join(ROOT, "..", "shared"))
    parser.add_argument("--oracle")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--tier", choices=("dates", "text"))
    args = parser.parse_args()
    gold = {name: os.path.join(args.shared, "eval", name + ".tsv")
            for name in ("gold_dev", "gold_dev2")}
    missing = [path for path in gold.values() if not os.path.exists(path)]
    if missing:
        print("not there, nothing to score: " + ", ".join(missing))
        return 0
    corpora = [os.path.join(args.shared, "corpus", name + ".jsonl.zst")
               for name in CORPORA]
    everything = {}
    scored_all = []
    for name, path in gold.items():
        tier = ["--tier", args.tier] if args.tier else []
        output = subprocess.run([args.program, *tier, path, *corpora],
                                check=True,
                                stdout=subprocess.PIPE).stdout
        rows = [json.loads(line) for line in output.splitlines()]
        ours = {(row["a"], row["b"]): row for row in rows}
        everything.update(ours)
        scored = [(other(label), CLASSES[ours[a, b]["relation"]])
                  for a, b, label, *_ in read_gold(path)
                  if label != "update" and (a, b) in ours]
        report(name, scored)
        scored_all += scored
    report("both", scored_all)
    if args.oracle:
        with open(args.oracle, encoding="utf8") as file:
            rows = [json.loads(line) for line in file]
        compare(everything, {(row["a"], row["b"]): row for row in rows},
                args.verbose)
    return 0


if __name__ == "__main__":
    sys.exit(main())
