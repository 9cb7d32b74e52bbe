"""Exact overlap of word 5-grams, of all pairs of texts: what the peers are held against.

Shingles are compared by content (numbers of words, then of pairs of words and so on), never by hash, and no common
shingle is left out. Texts of fewer words than a shingle are no part of it.
"""
import numpy as np

import glue

CHUNK = 1 << 24  # pairs counted at a time


def gram_sets(texts):
    """(gram, text) of all distinct shingles, ascending: shapes [n], [n]."""
    numbers, words, lengths = {}, [], []
    for text in texts:
        found = text.split()
        words += [numbers.setdefault(word, len(numbers)) for word in found]
        lengths.append(len(found))
    words, lengths = np.array(words, dtype=np.int64), np.array(lengths)
    owner = np.repeat(np.arange(len(texts)), lengths)
    gram = words
    for width in range(1, glue.WIDTH):  # a gram of one word more is a gram and a word
        gram = np.unique(gram[:-1] << 32 | words[width:], return_inverse=True)[1].astype(np.int64)
    places = np.flatnonzero(owner[:len(gram)] == owner[glue.WIDTH - 1:])
    both = np.unique(gram[places] << 32 | owner[places])
    return both >> 32, both & 0xffffffff


def count_pairs(gram, owner):
    """Pairs of texts with a common shingle, and how many: shapes [n] of a << 32 | b, [n]."""
    keys, counts, waiting, size = [], [], [], 0

    def flush():
        found, times = np.unique(np.concatenate(waiting), return_counts=True)
        keys.append(found)
        counts.append(times)
        waiting.clear()

    step, places = 1, np.arange(len(gram))
    while True:  # every text of a posting list with the one `step` behind it
        places = places[places + step < len(gram)]
        places = places[gram[places] == gram[places + step]]
        if not len(places):
            break
        waiting.append(owner[places] << 32 | owner[places + step])
        size += len(places)
        if size > CHUNK:
            flush()
            size = 0
        step += 1
    if waiting:
        flush()
    if not keys:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    found, back = np.unique(np.concatenate(keys), return_inverse=True)
    return found, np.bincount(back, weights=np.concatenate(counts)).astype(np.int64)


def overlaps(texts):
    """{(a, b): (jaccard, containment of the smaller)} of pairs with containment >= .5; a < b, numbers of texts."""
    gram, owner = gram_sets(texts)
    sizes = np.bincount(owner, minlength=len(texts))
    pairs, common = count_pairs(gram, owner)
    a, b = pairs >> 32, pairs & 0xffffffff
    contained = common / np.minimum(sizes[a], sizes[b])
    jaccard = common / (sizes[a] + sizes[b] - common)
    kept = np.flatnonzero(contained >= 0.5)
    return {(int(a[i]), int(b[i])): (float(jaccard[i]), float(contained[i])) for i in kept}
