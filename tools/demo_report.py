#!/usr/bin/env python3
"""Prints what tools/demo.sh found on the sample, for a person to read.

usage: demo_report.py ARTICLES.jsonl FOLDER
"""
import collections
import json
import sys

FIRST_STRONG, POP = "\u2068", "\u2069"  # keep Arabic from reordering a line


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def headline(article):
    text = article.get("title") or article.get("text") or "(no text)"
    words = text.split()
    short = " ".join(words[:12]) + (" ..." if len(words) > 12 else "")
    return FIRST_STRONG + short + POP


def main(articles_path, folder):
    articles = {row["id"]: row for row in rows(articles_path)}
    relations = collections.Counter(
        pair["relation"] for pair in rows(f"{folder}/pairs.jsonl"))
    clusters = rows(f"{folder}/clusters.jsonl")
    print("\nThe clusters: each original, and what was found to be the same "
          "article\n")
    for cluster in clusters:
        original = cluster["original"]
        print(f"{cluster['cluster']:3}. {original}  "
              f"{headline(articles[original])}")
        for member in cluster["members"][1:]:
            share = f"{member['in'] * 100:.0f} % of it found there"
            print(f"       {member['role']:8} {member['id']:24} {share}")
    kept = sum(1 for _ in open(f"{folder}/kept.jsonl", encoding="utf-8"))
    removed = sum(1 for _ in open(f"{folder}/removed.jsonl", encoding="utf-8"))
    scans = rows(f"{folder}/scan.jsonl")
    twice = sum("repeated_headline" in row for row in scans)
    print(f"""
{len(articles)} articles, {len(clusters)} clusters; dedup keeps {kept} and \
removes {removed}.
exact and copy: the same article, whatever its spelling, wrapper or edits.
partial: a shortened version or an excerpt; the whole article is what stays.
Told apart from copies: {relations['template']} pairs with the same wording \
but other facts
(weather, market, traffic notices) and {relations['passage']} that share a \
passage only.
Headlines that stand twice inside one article: {twice}.

Where the output lies:
  {folder}/clusters.jsonl   who is a copy of whom
  {folder}/pairs.jsonl      every pair with scores and reasons
  {folder}/scan.jsonl       repeated headlines, boilerplate, truncation
  {folder}/kept.jsonl       the articles without their copies
  {folder}/removed.jsonl    the copies, each with what it is a copy of""")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
