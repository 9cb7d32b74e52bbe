#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cross-validates the relation rule on the labelled pairs and writes the tables as Markdown.

usage: relation_cv.py [--write] [--errors FILE] [--prototype FEATURES.jsonl] [--shared DIR]

Stratified 5-fold, 20 repeats, pairs whose articles share 20 or more unusual 5-grams in one fold; coefficients and confidences
are fitted inside the folds. Needs numpy, a release build of relation_features, and ../shared (says so and ends with 0
when it is missing). FEATURES.jsonl: what the prototype's --out wrote; without it the prototype is run (minutes).
--write puts the tables into docs/evaluation.md, too; --errors lists each pair that most repeats judge wrongly.
"""
import argparse
import collections
import itertools
import json
import pathlib
import re
import sys
import tempfile

import numpy as np

import bench_common as common
import relation_cv_model as model

FOLDS, REPEATS, ROUNDS = 5, 20, 2000
UNUSUAL, TOGETHER = 10, 20  # a 5-gram of at most so many labelled articles; so many shared ones tie two articles
CLASSES = ("copy", "partial", "embedded", "template", "other", "update")
STEPS = (0, .1, .3, .5, .7, .9, 1.0001)
TIERS = ("dates", "text")
WORDS = re.compile(r"[^\W_]+")
MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")


def read_rows(golds, corpora, prototype):
    """One dict a labelled pair: label, file, collection, newspapers, our figures and the prototype's under "theirs"."""
    theirs = {(row["a"], row["b"]): row for row in common.read_records(prototype)}
    rows = []
    for gold in golds:
        figures = {}
        for tier in ("source",) + TIERS:
            chosen = [] if tier == "source" else ["--tier", tier]
            output = common.run(common.program("relation_features", "bench"), *chosen, gold, *corpora.values())
            figures[tier] = {(row["a"], row["b"]): row for row in map(json.loads, output.splitlines())}
        for line in list(common.read_lines(gold))[1:]:
            a, b, label, stratum, sure, why = line.split("\t")
            label = "other" if label in ("same_story", "different") else label
            rows.append({"a": a, "b": b, "label": label, "sure": sure, "why": why, "gold": gold.stem,
                         "collection": stratum.split(":")[0], "ours": model.derived(figures["source"][a, b]),
                         "theirs": theirs[a, b], **{tier: figures[tier][a, b] for tier in TIERS}})
    return rows


def read_articles(rows, corpora):
    wanted = {row[side] for row in rows for side in "ab"}
    articles = {}
    for path in corpora.values():
        for record in common.read_records(path):
            if record["id"] in wanted:
                words = WORDS.findall(MARKS.sub("", record.get("text") or ""))
                articles[record["id"]] = (record.get("source") or "", {tuple(words[i:i + 5])
                                                                       for i in range(len(words) - 4)})
    return articles


def groups_of(rows, articles):
    """Pairs that must stay in one fold: a group number each."""
    holders = collections.defaultdict(list)
    for name, (_, grams) in sorted(articles.items()):
        for gram in grams:
            holders[gram].append(name)
    shared = collections.Counter(two for names in holders.values() if 2 <= len(names) <= UNUSUAL
                                 for two in itertools.combinations(names, 2))
    parent = {name: name for name in articles}

    def root(name):
        while parent[name] != name:
            name = parent[name]
        return name

    for one, other in [(row["a"], row["b"]) for row in rows] + [two for two, n in shared.items() if n >= TOGETHER]:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return [root(row["a"]) for row in rows]


def deal(rows, groups, seed):
    """Fold of each pair: whole groups, largest first, to the fold that has least of their labels."""
    draw = np.random.default_rng(seed)
    members = collections.defaultdict(list)
    for i, group in enumerate(groups):
        members[group].append(i)
    order = sorted(members)
    draw.shuffle(order)
    order.sort(key=lambda group: -len(members[group]))
    total = collections.Counter((row["gold"], row["label"]) for row in rows)
    have = [collections.Counter() for _ in range(FOLDS)]
    folds = np.zeros(len(rows), int)
    for group in order:
        labels = collections.Counter((rows[i]["gold"], rows[i]["label"]) for i in members[group])

        def unevenness(fold):
            grown = sum(((have[fold][s] + n) ** 2 - have[fold][s] ** 2) / total[s] ** 2 for s, n in labels.items())
            return grown, have[fold].total()

        best = min(range(FOLDS), key=unevenness)
        have[best].update(labels)
        folds[members[group]] = best
    return folds


class Data:
    def __init__(self, rows, articles):
        self.rows = rows
        self.truth = np.array([CLASSES.index(row["label"]) for row in rows])
        self.scored = self.truth != CLASSES.index("update")
        self.sources = [{articles[row[side]][0] for side in "ab"} for row in rows]
        groups = groups_of(rows, articles)
        self.folds = [deal(rows, groups, seed) for seed in range(REPEATS)]
        self.groups = len(set(groups))

    def where(self, key, value):
        return np.array([row[key] == value for row in self.rows])

    def judge(self, variant, train, test):
        """Classes and probabilities of test pairs, fitted on the scored train pairs."""
        figures = np.array([variant.figures(row) for row in self.rows], float)
        train = train & self.scored
        constant, weights = model.fit(figures[train], self.truth[train] < 2)
        p = 1 / (1 + np.exp(-(constant + figures @ weights)))
        judged = [variant.decide(self.rows[i], p[i]) for i in np.flatnonzero(test)]
        return np.array([CLASSES.index(name) for name, _ in judged]), np.array([one for _, one in judged])

    def cross(self, variant):
        """Classes and probabilities out of fold, shape [REPEATS, pairs]."""
        classes = np.zeros((REPEATS, len(self.rows)), int)
        p = np.zeros((REPEATS, len(self.rows)))
        for repeat, folds in enumerate(self.folds):
            for fold in range(FOLDS):
                test = folds == fold
                classes[repeat, test], p[repeat, test] = self.judge(variant, ~test, test)
        return classes, p

    def without_each(self, variant, tests):
        """Judged by a rule fitted without the test pairs, for each mask of `tests`: truth and classes, joined."""
        parts = [(self.truth[test & self.scored], self.judge(variant, ~test, test & self.scored)[0])
                 for test in tests]
        return np.concatenate([t for t, _ in parts]), np.concatenate([c for _, c in parts])[None]


def f1(truth, classes, weights):
    """Of copy and partial together. weights: how often each pair was drawn, shape [rounds, pairs]."""
    right = (weights @ ((truth < 2) & (classes < 2)).T).mean(1)
    total = weights @ (truth < 2) + (weights @ (classes < 2).T).mean(1)
    return 2 * right / np.maximum(total, 1)


def macro(truth, classes, weights):
    scores, present = 0, 0
    for one in range(5):
        total = (weights @ (truth == one))[:, None] + weights @ (classes == one).T
        right = weights @ ((truth == one) & (classes == one)).T
        scores = scores + np.where(total > 0, 2 * right / np.maximum(total, 1), 0)
        present = present + (total > 0)
    return (scores / present).mean(1)


def split(truth, classes, weights):
    both = (truth < 2) & (classes < 2)
    return ((weights @ (both & (truth == classes)).T) / (weights @ both.T)).mean(1)


def draws(pairs):
    """First row: each pair once; then bootstrap samples."""
    drawn = np.random.default_rng(1).multinomial(pairs, np.full(pairs, 1 / pairs), ROUNDS)
    return np.vstack([np.ones(pairs, int), drawn])


def shown(values, signed=False):
    low, high = np.nanquantile(values[1:], (.025, .975))
    form = "{:+.3f} [{:+.3f}, {:+.3f}]" if signed else "{:.3f} [{:.3f}, {:.3f}]"
    return form.format(values[0], low, high)


def parts_of(data):
    return {"all": data.scored, **{name: data.scored & data.where("gold", name) for name in ("gold_dev", "gold_dev2")}}


def figures_table(data, results):
    rows, changes = [], []
    for part, mask in parts_of(data).items():
        weights = draws(mask.sum())
        truth = data.truth[mask]
        values = {name: [score(truth, classes[:, mask], weights) for score in (f1, macro, split)]
                  for name, (classes, _) in results.items()}
        for name, scores in values.items():
            wrong = [((results[name][0][:, mask] < 2) & (truth >= 2)).sum() / REPEATS,
                     ((results[name][0][:, mask] >= 2) & (truth < 2)).sum() / REPEATS]
            rows.append([part, mask.sum(), name, *map(shown, scores), f"{wrong[0]:.1f} / {wrong[1]:.1f}"])
        old = values[model.ADOPTED.name]
        changes += [[part, name, *(shown(one - two, signed=True) for one, two in zip(scores, old))]
                    for name, scores in values.items() if name != model.ADOPTED.name]
    yield "**Cross-validated** (means of 20 repeats; intervals: 95 %, bootstrap over pairs)\n"
    yield common.table(["pairs of", "scored", "rule", "F1", "macro-F1", "copy/partial split", "FP / FN"], rows)
    yield f"**The others less {model.ADOPTED.name}**, the same pairs drawn for both\n"
    yield common.table(["pairs of", "rule", "F1", "macro-F1", "copy/partial split"], changes)


def losses(data, p):
    p = np.clip(p[:, data.scored], 1e-3, 1 - 1e-3)
    return -np.where(data.truth[data.scored] < 2, np.log(p), np.log(1 - p)).mean(0)


def tried_table(data, results):
    weights = draws(data.scored.sum())
    truth = data.truth[data.scored]
    adopted_classes, adopted_p = results[model.ADOPTED.name]
    base = f1(truth, adopted_classes[:, data.scored], weights)
    rows = []
    for variant in model.TRIED:
        classes, p = data.cross(variant)
        values = f1(truth, classes[:, data.scored], weights)
        parts = [f"{score(data.truth[m], classes[:, m], np.ones((1, m.sum()), int))[0]:.3f}"
                 for score in (f1, macro, split) for m in [data.scored]]
        d2 = parts_of(data)["gold_dev2"]
        loss = (losses(data, p) - losses(data, adopted_p)) @ weights.T / data.scored.sum()
        rows.append([variant.name, *parts, f"{f1(data.truth[d2], classes[:, d2], np.ones((1, d2.sum()), int))[0]:.3f}",
                     shown(values - base, signed=True), shown(loss, signed=True)])
    yield "**Tried**: one change to this rule at a time (log loss: less is better)\n"
    yield common.table(["change", "F1", "macro-F1", "split", "F1 of gold_dev2", "F1 less this rule",
                        "log loss less this rule"], rows)


def outlet_table(data, variants):
    names = sorted({row["collection"] for row in data.rows})
    papers = sorted(set().union(*data.sources))
    tests = {name: [data.where("collection", name)] for name in names}
    tests["each collection, joined"] = [data.where("collection", name) for name in names]
    tests["each newspaper or site, joined"] = [np.array([paper in pair for pair in data.sources]) for paper in papers]
    rows = []
    for name, masks in tests.items():
        values = []
        for variant in variants:
            truth, classes = data.without_each(variant, masks)
            weights = draws(len(truth))
            values.append([score(truth, classes, weights) for score in (f1, macro)])
        (old, old_macro), (new, new_macro) = values
        rows.append([name, len(truth), (truth < 2).sum(), f"{old[0]:.3f}", f"{new[0]:.3f}", shown(new - old, True),
                     f"{old_macro[0]:.3f}", f"{new_macro[0]:.3f}"])
    yield "**Trained without one outlet, tested on it**\n"
    yield common.table(["left out", "scored", "copy or partial", f"F1, {variants[0].name}", f"F1, {variants[1].name}",
                        "gain", f"macro-F1, {variants[0].name}", f"macro-F1, {variants[1].name}"], rows)


def probability_table(data, p):
    rows = []
    scored, truth = p[:, data.scored], data.truth[data.scored] < 2
    for low, high in zip(STEPS, STEPS[1:]):
        inside = (scored >= low) & (scored < high)
        rows.append([f"{low} to {min(high, 1):g}", f"{inside.sum() / REPEATS:.1f}", f"{scored[inside].mean():.2f}",
                     f"{(inside & truth).sum() / max(1, inside.sum()):.2f}"])
    yield "**Probability that two texts are one article, out of fold**\n"
    yield common.table(["p", "pairs", "mean p", "copy or partial"], rows)


def confidence_tables(data, classes, p):
    right = classes == data.truth
    folds = np.array(data.folds)
    steps = model.confidence_steps(CLASSES, classes.ravel(), p.ravel(), right.ravel(), REPEATS)
    yield "**Confidence**: share right out of fold of all labelled pairs, one right and one wrong added\n"
    yield common.table(["relation", "from p", "pairs", "right", "confidence"],
                       [[name, f"{low:g}", f"{pairs:.1f}", f"{share:.2f}", f"{value:.2f}"]
                        for name, low, pairs, share, value in steps])
    given, was = [], []
    for fold in range(FOLDS):
        test = folds == fold
        table = model.confidence_steps(CLASSES, classes[~test], p[~test], right[~test], REPEATS)
        for one, probability, hit in zip(classes[test], p[test], right[test]):
            if CLASSES[one] != "other":
                given.append(model.look_up(table, CLASSES[one], probability))
                was.append(hit)
    given, was = np.array(given), np.array(was)
    rows = []
    for low, high in ((0, .6), (.6, .8), (.8, .9), (.9, 1.01)):
        inside = (given >= low) & (given < high)
        if inside.any():
            rows.append([f"{low} to {min(high, 1)}", f"{inside.sum() / REPEATS:.1f}", f"{given[inside].mean():.2f}",
                         f"{was[inside].mean():.2f}"])
    yield "**Confidence against the share that is right**: the table made from the other folds\n"
    yield common.table(["confidence", "pairs", "mean confidence", "right"], rows)


def tier_table(data):
    rows = []
    for tier in TIERS:
        judged = np.array([CLASSES.index(model.CLASS[row[tier]["relation"]]) for row in data.rows])
        for name in CLASSES[:4]:
            chosen = judged == CLASSES.index(name)
            hits = (chosen & (data.truth == judged)).sum()
            rows.append([tier, name, chosen.sum(), f"{hits / max(1, chosen.sum()):.2f}",
                         f"{(hits + 1) / (chosen.sum() + 2):.2f}"])
    yield "**Without sources, without dates**: share right of all labelled pairs (nothing fitted here)\n"
    yield common.table(["tier", "relation", "pairs", "right", "confidence"], rows)


def confusion_table(data, classes):
    counts = np.zeros((len(CLASSES), len(CLASSES)))
    for one in classes:
        np.add.at(counts, (data.truth, one), 1 / REPEATS)
    yield "**Confusion out of fold** (rows: labels; columns: answers; mean of the repeats)\n"
    yield common.table(["", *CLASSES], [[name, *(f"{n:.1f}" if n else "" for n in line)]
                                        for name, line in zip(CLASSES, counts)])


def write_errors(path, data, classes, p):
    """Pairs whose commonest answer is wrong, by label and answer."""
    lines = []
    for i, row in enumerate(data.rows):
        answer = CLASSES[np.bincount(classes[:, i]).argmax()]
        if answer != row["label"]:
            lines.append([row["label"], answer, f"{p[:, i].mean():.2f}", row["sure"], row["a"], row["b"], row["why"]])
    head = ["label", "answer", "p", "sure", "a", "b", "why"]
    path.write_text("".join("\t".join(line) + "\n" for line in [head, *sorted(lines)]), encoding="utf-8")


def tables(golds, corpora, prototype, errors=None):
    rows = read_rows(golds, corpora, prototype)
    data = Data(rows, read_articles(rows, corpora))
    results = {variant.name: data.cross(variant) for variant in (model.PROTOTYPE, model.ADOPTED, model.RIVAL)}
    classes, p = results[model.ADOPTED.name]
    chosen = np.array([model.ADOPTED.figures(row) for row in rows], float)[data.scored]
    constant, weights = model.fit(chosen, data.truth[data.scored] < 2)
    if errors:
        write_errors(pathlib.Path(errors), data, classes, p)
    yield f"{len(rows)} pairs in {data.groups} groups.\n"
    yield from figures_table(data, results)
    yield ("Coefficients on all pairs: " + f"{constant:.2f}, " + ", ".join(f"{w:.2f}" for w in weights) + ".\n")
    yield from outlet_table(data, (model.ADOPTED, model.RIVAL))
    yield from tried_table(data, results)
    yield from confusion_table(data, classes)
    yield from probability_table(data, p)
    yield from confidence_tables(data, classes, p)
    yield from tier_table(data)


def run_prototype(shared, folder):
    common.say("running the prototype (minutes the first time)")
    path = pathlib.Path(folder) / "features.jsonl"
    common.run(sys.executable, shared / "tools" / "relations" / "prototype.py", "--out", path)
    return path


def text(shared=None, prototype=None, errors=None):
    """All tables, or None where the corpora, the pairs or the prototype are missing."""
    corpora, golds = common.corpora(shared), common.gold_files(shared)
    folder = common.shared_folder(shared)
    if len(corpora) < len(common.CORPORA) or len(golds) < len(common.GOLD) or not (folder / "tools").is_dir():
        return None
    with tempfile.TemporaryDirectory() as scratch:
        return "\n".join(tables(golds, corpora, prototype or run_prototype(folder, scratch), errors))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--shared", help="folder with corpus/, eval/ and tools/ (../shared)")
    parser.add_argument("--prototype", metavar="FEATURES.jsonl", help="figures that the prototype wrote")
    parser.add_argument("--write", action="store_true", help="replace the tables of docs/evaluation.md")
    parser.add_argument("--errors", metavar="FILE", help="list the pairs judged wrongly out of fold")
    arguments = parser.parse_args()
    result = text(arguments.shared, arguments.prototype, arguments.errors)
    if result is None:
        common.leave_missing("a corpus, the labelled pairs or the prototype")
    result = f"Revision {common.machine_facts()['revision']}.\n\n{result}"
    print(result)
    if arguments.write:
        common.replace_part(common.ROOT / "docs" / "evaluation.md", "cross-validation", result)


if __name__ == "__main__":
    main()
