#!/usr/bin/env python3
"""Are the passages of `nuskha pairs --passages` the words they claim?

usage: check_passages.py [CORPUS...] [--shared DIR]

For every listed pair of the corpora (default: saudinewsnet_dev and hespress_dev) each passage is cut out of the
original text on both sides and normalized; its words must be those that stand at this place in the text, the first and
the last one equal on both sides, its count of words that of the shorter side, and all passages of a pair must add up to
`shared_words`. Prints a table; ends with 1 if
a range is wrong. Pairs whose passages hold fewer words than `shared_words` are counted, not wrong: edited words beside
text that is not content are in no passage.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import bench_common as common


def normalized(texts, *options):
    """What `nuskha normalize --batch` makes of each text."""
    done = subprocess.run([common.program(), "normalize", "--batch", *options], check=True, capture_output=True,
                          input="".join(json.dumps(t, ensure_ascii=False) + "\n" for t in texts).encode("utf-8"))
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def read_texts(path, wanted):
    """Text, or title of a record without a word, by position."""
    texts = {}
    for position, line in enumerate(common.read_lines(path)):
        if position in wanted:
            record = json.loads(line)
            texts[position] = (record.get("text") or "", record.get("title") or "")
    return texts


class Tally:
    def __init__(self):
        self.pairs = self.passages = self.words = self.wrong = self.short = self.lost = 0

    def row(self, name):
        return (f"| {name} | {self.pairs} | {self.passages} | {self.words} | {self.wrong} | {self.short} | "
                f"{self.lost} |")


def check(path, name):
    """The tally of one corpus; says each wrong range."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "pairs.jsonl"
        common.run(common.program(), "pairs", "-q", "--relations", "all", "--passages", path, "-o", out)
        pairs = [json.loads(line) for line in common.read_lines(out)]
    texts = read_texts(path, {p[k] for p in pairs for k in ("a_pos", "b_pos")})
    order = sorted(texts)
    # [token, begin, end] of every token of every text.
    whole = dict(zip(order, normalized([texts[p][0] for p in order], "--spans")))
    titles = {p for p in order if not whole[p]}
    whole.update(zip(sorted(titles), normalized([texts[p][1] for p in sorted(titles)], "--spans")))
    raw = {p: texts[p][p in titles].encode("utf-8") for p in order}

    cuts, claims = [], []
    tally = Tally()
    for pair in pairs:
        tally.pairs += 1
        shorter = "a" if pair["words_a"] <= pair["words_b"] else "b"
        for passage in pair["passages"]:
            for side in "ab":
                begin, end = passage[side]
                position = pair[side + "_pos"]
                cuts.append(raw[position][begin:end].decode("utf-8"))
                claims.append((pair, passage, position, side == shorter))
        words = sum(passage["words"] for passage in pair["passages"])
        tally.passages += len(pair["passages"])
        tally.words += words
        if words > pair["shared_words"]:
            tally.wrong += 1
            common.say(f"{name}: more words than shared: {pair['a']} {pair['b']}")
        tally.short += words < pair["shared_words"]
        tally.lost += max(0, pair["shared_words"] - words)
    ends = {}  # first and last word of the other side of the passage
    for text, (pair, passage, position, counts) in zip(normalized(cuts), claims):
        side = "a" if position == pair["a_pos"] else "b"
        begin, end = passage[side]
        inside = [t for t, b, e in whole[position] if b >= begin and e <= end]
        equal_ends = ends.setdefault(id(passage), (inside[:1], inside[-1:])) == (inside[:1], inside[-1:])
        if text.split() != inside or not equal_ends or (counts and len(inside) != passage["words"]):
            tally.wrong += 1
            common.say(f"{name}: {pair[side]} bytes {begin}-{end} of the pair {pair['a']} {pair['b']}")
    return tally


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", type=pathlib.Path)
    parser.add_argument("--shared", help="folder that holds corpus/ (../shared)")
    options = parser.parse_args()
    found = {path.name: path for path in options.corpora} or common.corpora(options.shared, common.CORPORA[:2])
    if not found:
        common.leave_missing("the corpus")
    print("| corpus | pairs | passages | words | wrong ranges | pairs below shared_words | words lost |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    wrong = 0
    for name, path in found.items():
        tally = check(path, name)
        print(tally.row(name), flush=True)
        wrong += tally.wrong
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
