#!/usr/bin/env python3
"""Reproduces every accuracy figure of docs/evaluation.md, as Markdown on standard output.

usage: evaluate.py [--write] [--errors FILE] [--skip-recall] [--skip-planted] [--skip-cross]

Needs the corpora and labelled pairs in ../shared (says so and ends with 0 when they are missing), numpy, and a release
build of the targets nuskha_program, candidate_recall and relation_features. --write also puts the tables into
docs/evaluation.md; --errors lists each labelled pair that is judged wrongly, with what the labeller said, for reading.
"""
import argparse
import csv
import json
import pathlib
import tempfile

import bench_common as common
import planted

SAME = ("exact", "copy", "partial")
RIGHT = {"copy": ("exact", "copy"), "partial": ("partial",), "embedded": ("passage",), "template": ("template",),
         "same_story": ("nothing",), "different": ("nothing",)}
CLASSES = ("copy", "partial", "passage", "template", "nothing")


def read_gold(path):
    """Rows of a labelled file as dicts."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def key(row):
    return tuple(sorted((row["a"], row["b"])))


def evaluate(golds, result):
    arguments = [part for gold in golds for part in ("--gold", gold)]
    return json.loads(common.run(common.program(), "eval", "--json", *arguments, result))


def with_interval(scores, name):
    low, high = scores[name + "_interval"]
    return f"{scores[name]:.3f} [{low:.3f}, {high:.3f}]"


def split_of(scores):
    split = scores["split"]
    return f"{split['right'] / split['pairs']:.3f}" if split["pairs"] else "-"


def score_row(name, scores):
    return [name, scores["pairs"], f"{scores['precision']:.3f}", f"{scores['recall']:.3f}",
            with_interval(scores, "f1"), with_interval(scores, "macro_f1"), split_of(scores)]


def stratum_counts(scores):
    """Scored pairs, and those labelled, answered, labelled and answered the same article."""
    rows = {label: row for label, row in scores["confusion"].items() if label != "update"}
    answered = {label: sum(row[answer] for answer in SAME) for label, row in rows.items()}
    labelled = sum(sum(row.values()) for label, row in rows.items() if label in SAME)
    return scores["pairs"], labelled, sum(answered.values()), answered["copy"] + answered["partial"]


def score_tables(golds, result, folder):
    clear = folder / "clear.tsv"
    with open(clear, "w", encoding="utf-8") as file:
        for gold in golds:
            file.writelines("\t".join((row["a"], row["b"], row["label"])) + "\n"
                            for row in read_gold(gold) if row["sure"] == "2")
    every = evaluate(golds, result)
    rows = [score_row(f"`{gold.name}`", evaluate([gold], result)) for gold in golds]
    rows += [score_row("**both**", every), score_row("both, pairs marked clear", evaluate([clear], result))]
    yield "**Copy or partial against the rest** (intervals: 95 %, bootstrap over pairs)\n"
    yield common.table(["pairs of", "scored", "precision", "recall", "F1", "macro-F1", "copy/partial split"], rows)
    yield "**By class**, both files\n"
    yield common.table(["class", "pairs", "precision", "recall", "F1"],
                       [[name, one["pairs"], *(f"{one[part]:.3f}" for part in ("precision", "recall", "f1"))]
                        for name in CLASSES for one in [every["classes"][name]]])
    yield "**Confusion**, both files (rows: labels; columns: answers)\n"
    answers = [name for name in every["confusion"]["copy"] if name != "translation"]
    yield common.table(["", *answers], [[label, *(row[name] or "" for name in answers)]
                                        for label, row in every["confusion"].items()])
    yield "**By stratum** (source and similarity band from which the pair was drawn)\n"
    yield common.table(["stratum", "scored", "labelled copy or partial", "answered so", "both"],
                       [[f"`{name}`", *stratum_counts(one)] for name, one in every["strata"].items()])


def rule_table(rows, listed):
    """What one threshold on one score would reach on the same pairs."""
    def containment(match):
        return max(match["a_in_b"], match["b_in_a"])

    lines = []
    for name, score in (("Jaccard", lambda match: match["jaccard"]), ("containment", containment)):
        for threshold in (.3, .4, .5, .6, .7, .8):
            found = [key(row) in listed and score(listed[key(row)]) >= threshold for row in rows]
            truth = [row["label"] in SAME for row in rows]
            right = sum(f and t for f, t in zip(found, truth))
            precision = right / sum(found) if any(found) else 0
            recall = right / sum(truth)
            lines.append([f"{name} >= {threshold}", f"{precision:.3f}", f"{recall:.3f}",
                          f"{2 * right / (sum(found) + sum(truth)):.3f}"])
    yield "**One threshold on word 3-shingles instead**, both files\n"
    yield common.table(["rule", "precision", "recall", "F1"], lines)


def calibration_table(rows, listed):
    bins = {}
    for row in rows:
        match = listed.get(key(row))
        if match is None or match["confidence"] == 0:  # 0: the rule gives none
            continue
        right = match["relation"] in RIGHT[row["label"]]
        number = min(int(match["confidence"] * 10), 9)
        bins.setdefault(number, []).append((match["confidence"], right))
    yield "**Confidence against the share that is right**, both files, pairs that have one\n"
    yield common.table(["confidence", "pairs", "mean confidence", "right"],
                       [[f"[.{number}, {'1]' if number == 9 else f'.{number + 1})'}", len(some),
                         f"{sum(c for c, _ in some) / len(some):.2f}",
                         f"{sum(r for _, r in some) / len(some):.2f}"] for number, some in sorted(bins.items())])


def write_errors(path, rows, listed):
    figures = ("confidence", "jaccard", "a_in_b", "b_in_a", "words_a", "words_b", "shared_words", "longest_run")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\t".join(("a", "b", "label", "answer", "sure", "why", *figures)) + "\n")
        for row in rows:
            match = listed.get(key(row), {})
            answer = match.get("relation", "nothing")
            if answer not in RIGHT[row["label"]]:
                file.write("\t".join([row["a"], row["b"], row["label"], answer, row["sure"], row["why"],
                                      *(str(match.get(name, "")) for name in figures)]) + "\n")


def recall_tables(corpora):
    for name, path in corpora.items():
        common.say(f"candidates of {name}")
        yield f"**{name}**\n"
        yield common.run(common.program("candidate_recall", "bench"), path, "--seeds", "10")


def judged(corpora, folder):
    """One result file for all corpora: their ids differ."""
    result = folder / "pairs.jsonl"
    with open(result, "w", encoding="utf-8") as file:
        for name, path in corpora.items():
            common.say(f"pairs of {name}")
            file.write(common.run(common.program(), "pairs", "--relations", "all", "--min-score", "0", "-q", path))
    return result


def relation_part(corpora, golds, folder, errors):
    result = judged(corpora, folder)
    listed = {}
    rows = [row for gold in golds for row in read_gold(gold) if row["label"] != "update"]
    wanted = {key(row) for row in rows}
    for record in common.read_records(result):
        if key(record) in wanted:
            listed[key(record)] = record
    if errors:
        write_errors(errors, rows, listed)
    return "\n".join([*score_tables(golds, result, folder), *rule_table(rows, listed),
                      *calibration_table(rows, listed)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--shared", help="folder with corpus/ and eval/ (../shared)")
    parser.add_argument("--write", action="store_true", help="replace the tables of docs/evaluation.md")
    parser.add_argument("--errors", metavar="FILE", help="list the labelled pairs judged wrongly")
    parser.add_argument("--skip-recall", action="store_true")
    parser.add_argument("--skip-planted", action="store_true")
    parser.add_argument("--skip-cross", action="store_true", help="no cross-validation: it runs the prototype")
    arguments = parser.parse_args()
    corpora, golds = common.corpora(arguments.shared), common.gold_files(arguments.shared)
    if not corpora or not golds:
        common.leave_missing("a corpus or the labelled pairs")
    parts = {}
    with tempfile.TemporaryDirectory() as folder:
        parts["relations"] = relation_part(corpora, golds, pathlib.Path(folder), arguments.errors)
    if not arguments.skip_cross:
        import relation_cv  # needs numpy
        parts["cross-validation"] = relation_cv.text(arguments.shared) or "Not measured: no prototype.\n"
    if not arguments.skip_recall:
        parts["candidates"] = "\n".join(recall_tables(corpora))
    if not arguments.skip_planted:
        parts["planted"] = "\n".join(planted.tables(corpora))
    revision = f"Revision {common.machine_facts()['revision']}.\n\n"
    for name, text in parts.items():
        print(f"## {name}\n\n{revision}{text}", flush=True)
        if arguments.write:
            common.replace_part(common.ROOT / "docs" / "evaluation.md", name, revision + text)


if __name__ == "__main__":
    main()
