#!/usr/bin/env python3
"""Does an index say of a collection what `pairs` says of it?

Adds the documents of the development corpora, one index each, with the public seed, asks `index query` of every one of
them, and compares with `pairs`: which pairs, their relation, their scores; of documents that share an id, the first.
Every difference is listed. The corpora are no part of the repository: says so and ends well where they are missing.

usage: bench/index_pairs.py [--shared DIR] [CORPUS...]
"""
import argparse
import json
import pathlib
import tempfile

from bench_common import CORPORA, corpora, leave_missing, program, read_lines, run, say

SCORES = ("relation", "jaccard", "a_in_b", "b_in_a")
SHARE = .99


def lines(text):
    return map(json.loads, text.splitlines())


def first_of_each_id(path, to):
    """An index has one document of an id: so have both sides."""
    ids = set()
    with open(to, "w", encoding="utf-8") as file:
        for line in read_lines(path):
            identity = json.loads(line)["id"] if line else None
            if line and identity not in ids:
                ids.add(identity)
                file.write(line + "\n")
    return to


def expected(nuskha, path):
    """{(a, b): scores}"""
    found = {}
    for pair in lines(run(nuskha, "pairs", "-q", path)):
        found[pair["a"], pair["b"]] = tuple(pair[name] for name in SCORES)
    return found


def asked(nuskha, path, folder):
    """What each document's query says: {(asked, found): scores as of the asked one}; documents in the index."""
    index = folder / "index"
    run(nuskha, "index", "create", "-q", "--seed", "public", index)
    run(nuskha, "index", "add", "-q", index, path)
    documents = json.loads(run(nuskha, "index", "stats", "--json", index))["documents"]
    found = {}
    for answer in lines(run(nuskha, "index", "query", "-q", index, path)):
        for match in answer["matches"]:
            found[answer["id"], match["id"]] = tuple(match[name] for name in SCORES)
    return found, documents


def compare(pairs, answers):
    """(pairs that both sides of the index have alike, [(a, b, what differs)])."""
    alike, differences = 0, []
    for (a, b), scores in pairs.items():
        relation, jaccard, a_in_b, b_in_a = scores
        sides = {(a, b): scores, (b, a): (relation, jaccard, b_in_a, a_in_b)}
        wrong = [f"query of {key[0]}: {answers.get(key, 'nothing')}, expected {value}"
                 for key, value in sides.items() if answers.get(key) != value]
        alike += not wrong
        differences += [(a, b, what) for what in wrong]
    more = {tuple(sorted(key)) for key in answers} - {tuple(sorted(key)) for key in pairs}
    differences += [(a, b, "only the index has it") for a, b in sorted(more)]
    return alike, differences


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared")
    parser.add_argument("--program", type=pathlib.Path)
    parser.add_argument("corpus", nargs="*", default=CORPORA)
    args = parser.parse_args()
    paths = corpora(args.shared, args.corpus)
    if not paths:
        leave_missing("the corpus")
    nuskha = args.program or program()
    all_pairs = all_alike = 0
    print("| corpus | documents | pairs | alike | share |\n|---|---|---|---|---|")
    for name, path in paths.items():
        with tempfile.TemporaryDirectory() as folder:
            path = first_of_each_id(path, pathlib.Path(folder) / f"{name}.jsonl")
            pairs = expected(nuskha, path)
            answers, documents = asked(nuskha, path, pathlib.Path(folder))
        alike, differences = compare(pairs, answers)
        print(f"| {name} | {documents:,} | {len(pairs):,} | {alike:,} | {alike / max(1, len(pairs)):.4f} |", flush=True)
        for a, b, what in differences:
            say(f"{name}: {a} {b}: {what}")
        all_pairs += len(pairs)
        all_alike += alike
    share = all_alike / max(1, all_pairs)
    print(f"| all | | {all_pairs:,} | {all_alike:,} | {share:.4f} |")
    return 0 if share >= SHARE else 1


if __name__ == "__main__":
    raise SystemExit(main())
