#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `pairs --translations` suggests: planted re-translations, and how often it speaks where there is none.

usage: translations.py [--shared DIR] [--per-set N] [--seed N] [--build DIR]

No two real translations of one original are at hand. What is planted is made of real articles: with each sentence kept
in its place, words get other prefixes and suffixes, others stand for them (drawn from words of about the same
frequency, so without the help of a common root), neighbours change places, particles come and go, and a share of the
rare words is spelled as nobody else spells it. Hard negatives are the corpora themselves: pairs of different articles
with 10 rare words in common.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import tempfile

import bench_common as common

PREFIXES = ["و", "ال", "وال", "بال", "لل", "كال"]
SUFFIXES = ["ها", "ات", "ين", "ون", "ان", "ية", "ه"]
PARTICLES = ["قد", "أن", "كما", "ثم", "أيضا", "إذ", "حيث", "لكن", "هنا", "ذلك"]
# name: shares of words replaced, inflected, swapped; particles put in; rare words spelled otherwise
STRENGTHS = {"light": (.25, .15, .03, .05, .10), "medium": (.45, .25, .06, .10, .20),
             "strong": (.60, .30, .10, .15, .35)}
RARE = .01  # share of the articles


class Vocabulary:
    """Words of a corpus by how many articles have them."""

    def __init__(self, texts):
        self.articles = len(texts)
        self.frequency = collections.Counter(word for text in texts for word in set(text.split()))
        self.bins = collections.defaultdict(list)
        for word, count in sorted(self.frequency.items()):
            if re.fullmatch(r"[\u0621-\u064a]{2,}", word):
                self.bins[count.bit_length()].append(word)

    def other(self, word, rng):
        return rng.choice(self.bins[self.frequency[word].bit_length()] or [word])

    def rare(self, word):
        return self.frequency[word] <= RARE * self.articles


def inflected(word, rng):
    for prefix in ("وال", "بال", "لل", "ال", "و"):
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            return rng.choice(PREFIXES) + word[len(prefix):]
    if rng.random() < .5 and len(word) > 3:
        return word + rng.choice(SUFFIXES)
    return rng.choice(PREFIXES) + word if len(word) > 2 else word


def misspelled(word, rng):
    if len(word) < 4:
        return word
    place = rng.randrange(1, len(word) - 1)
    return word[:place] + rng.choice("اويهنمت") + word[place + 1:]


def retranslated(text, strength, words, rng):
    replaced, inflect, swapped, inserted, respelled = STRENGTHS[strength]
    out = []
    for word in text.split():
        # Numbers and what is not Arabic are the same in every translation.
        if re.search(r"[\u0621-\u064a]", word):
            if words.rare(word):
                word = misspelled(word, rng) if rng.random() < respelled else word
            elif rng.random() < replaced:
                word = words.other(word, rng)
            if rng.random() < inflect:
                word = inflected(word, rng)
            if rng.random() < inserted:
                out.append(rng.choice(PARTICLES))
        if out and rng.random() < swapped:
            out.insert(-1, word)
        else:
            out.append(word)
    return " ".join(out)


def plant(records, words, per_set, rng):
    """(set, id of the original, id of the copy) for each, and the records."""
    chosen = rng.sample([r for r in records if 120 <= len(r["text"].split()) <= 1500], 4 * per_set)
    planted, made = {}, []
    for number, record in enumerate(chosen):
        name = [*STRENGTHS, "first half, medium"][number % 4]
        text = retranslated(record["text"], name if name in STRENGTHS else "medium", words, rng)
        if name not in STRENGTHS:
            half = text.split()
            text = " ".join(half[:len(half) // 2])
        ident = f"planted-{number}"
        planted[str(record["id"]), ident] = name
        made.append({"id": ident, "text": text, "source": f"translator {number % 7}"})
    return planted, made


def run_pairs(program, path, folder):
    out, stats = folder / "pairs.jsonl", folder / "stats.json"
    common.run(program, "pairs", "-q", "--translations", "--relations", "all", path, "-o", out, "--stats", stats,
               "--force")
    return list(map(json.loads, common.read_lines(out))), json.loads(stats.read_text())


def measure_planted(program, records, per_set, seed, folder):
    rng = random.Random(seed)
    words = Vocabulary([r["text"] for r in records])
    planted, made = plant(records, words, per_set, rng)
    path = folder / "planted.jsonl"
    with open(path, "w", encoding="utf-8") as file:
        for record in records + made:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    rows, _ = run_pairs(program, path, folder)
    answers = {(row["a"], row["b"]): row["relation"] for row in rows}
    result = {name: collections.Counter() for name in [*STRENGTHS, "first half, medium"]}
    for pair, name in planted.items():
        result[name][answers.get(pair, "nothing")] += 1
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared")
    parser.add_argument("--build")
    parser.add_argument("--per-set", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    corpora = common.corpora(options.shared)
    if not corpora:
        common.leave_missing("the corpora")
    program = common.program(build=options.build)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows = []
        for corpus, path in corpora.items():
            pairs, stats = run_pairs(program, path, folder)
            found = [row for row in pairs if row["relation"] == "translation"]
            sources = {str(r["id"]): r.get("source") for r in common.read_records(path)} if found else {}
            same = sum(sources[row["a"]] == sources[row["b"]] for row in found)
            told = sum(row["relation"] != "translation" for row in pairs)
            rows.append([corpus, stats["documents"], stats["translation_candidates"], told, len(found), same])
        print(common.table(["corpus", "documents", "pairs with 10 rare stems in common", "pairs told by wording",
                            "suggested", "of one source"], rows))
        if "saudinewsnet_dev" in corpora:
            records = [r for r in common.read_records(corpora["saudinewsnet_dev"]) if r.get("text")]
            result = measure_planted(program, records, options.per_set, options.seed, folder)
            relations = ["translation", "copy", "partial", "passage", "template", "nothing"]
            print(common.table(["planted", *relations],
                               [[key, *(count[r] for r in relations)] for key, count in result.items()]))


if __name__ == "__main__":
    main()
