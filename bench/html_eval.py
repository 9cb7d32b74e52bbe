#!/usr/bin/env python3
"""Measures what is extracted from saved pages against hand-checked texts, as Markdown on standard output.

usage: html_eval.py [--write] [--shared FOLDER] [--differences]

Needs the pages and their gold_dev.jsonl in ../shared/corpus/html (says so and ends with 0 when they are missing) and a
release build of the targets nuskha_program and html_extract. --write also puts the table into docs/evaluation.md;
--differences lists the lines of each page that are too many or missing, for reading.
"""
import argparse
import collections
import json
import sys

import bench_common as common


def words(text):
    """The standard words of a text, counted."""
    return collections.Counter(common.run(common.program(), "normalize", "-", input=text).split())


def scores(found, wanted):
    """Precision, recall and F1 of a bag of words."""
    shared = sum((found & wanted).values())
    precision = shared / max(1, sum(found.values()))
    recall = shared / max(1, sum(wanted.values()))
    f1 = 2 * shared / max(1, sum(found.values()) + sum(wanted.values()))
    return precision, recall, f1


def differences(page, gold):
    lines = page["text"].split("\n")
    for line in lines:
        if line not in gold["paragraphs"]:
            common.say(f"{gold['file']}: + {line[:120]}")
    for line in gold["paragraphs"]:
        if line not in lines:
            common.say(f"{gold['file']}: - {line[:120]}")


def measure(folder, show):
    golds = [json.loads(line) for line in common.read_lines(folder / "gold_dev.jsonl") if line]
    files = [folder / gold["file"] for gold in golds]
    pages = [json.loads(line) for line in common.run(common.program("html_extract", "bench"), *files).splitlines()]
    rows, sums = [], [0.0] * 3
    for gold, page in zip(golds, pages):
        wanted = words("\n".join(gold["paragraphs"]))
        result = scores(words(page["text"]), wanted)
        sums = [total + value for total, value in zip(sums, result)]
        rows.append([gold["file"].split("_")[0], sum(wanted.values()), *(f"{value:.3f}" for value in result),
                     "yes" if page["title"] == gold["title"] else "no",
                     # The day as stated, in the site's zone, or in UTC.
                     "yes" if gold["date"] in (page["date"][:10], page["day"]) else "no",
                     "yes" if page["source"] == gold["source"] else "no"])
        if show:
            differences(page, gold)
    rows.append(["mean", "", *(f"{total / len(golds):.3f}" for total in sums), "", "", ""])
    return common.table(["page", "words", "precision", "recall", "F1", "title", "date", "source"], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--shared")
    parser.add_argument("--differences", action="store_true")
    arguments = parser.parse_args()
    folder = common.shared_folder(arguments.shared) / "corpus" / "html"
    if not (folder / "gold_dev.jsonl").exists():
        common.leave_missing("corpus/html/gold_dev.jsonl")
    table = measure(folder, arguments.differences)
    sys.stdout.write(table)
    if arguments.write:
        common.replace_part(common.ROOT / "docs" / "evaluation.md", "html", table)


if __name__ == "__main__":
    main()
