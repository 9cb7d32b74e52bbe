"""What the runners share: arguments, reading JSON Lines, word shingles, writing what was found.

A runner reads {"id", "text"} lines and writes OUT/pairs.tsv (two ids a line) or OUT/clusters.tsv (the ids of one
cluster a line). Shingles are the distinct runs of 5 words of a text cut at blanks; texts of fewer words have none.
"""
import argparse
import json
import pathlib

WIDTH = 5
PERMUTATIONS = 128


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--bands", type=int, default=16)
    parser.add_argument("--rows", type=int, default=8)
    parser.add_argument("--program", help="of peers that are one")
    return parser.parse_args()


def load(path):
    with open(path, encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    return [record["id"] for record in records], [record["text"] for record in records]


def shingles(text):
    words = text.split()
    return list({" ".join(words[i:i + WIDTH]) for i in range(len(words) - WIDTH + 1)})


def write_pairs(folder, pairs):
    with open(folder / "pairs.tsv", "w", encoding="utf-8") as file:
        file.writelines(f"{one}\t{other}\n" for one, other in pairs)


def write_clusters(folder, groups):
    with open(folder / "clusters.tsv", "w", encoding="utf-8") as file:
        file.writelines("\t".join(group) + "\n" for group in groups if len(group) > 1)
