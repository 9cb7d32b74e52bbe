#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the golden numbers of shingle_test.cc, minhash_test.cc and
candidate_index_test.cc: a second implementation of the hashes, written from
their definitions and not from the C++ code. Each shingle is hashed from its own
words; nothing rolls."""

M64 = (1 << 64) - 1
M32 = (1 << 32) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix64(x):
    """The finisher of MurmurHash3."""
    x ^= x >> 33
    x = x * 0xFF51AFD7ED558CCD & M64
    x ^= x >> 33
    x = x * 0xC4CEB9FE1A85EC53 & M64
    return x ^ x >> 33


def rotate(x, n):
    n %= 64
    return (x << n | x >> (64 - n)) & M64 if n else x


def shingle(run, seed):
    """Word i of n is spread over 64 bits, rotated left by 11 (n - 1 - i) and
    xored in; a key of seed and n is xored in; all is mixed."""
    value = mix64((seed + len(run)) & M64)
    for i, word in enumerate(run):
        spread = ((word + 1) & M32) * GOLDEN & M64
        value ^= rotate(spread, 11 * (len(run) - 1 - i))
    return mix64(value)


def shingles(words, width, seed):
    if len(words) <= width:
        return [shingle(words, seed)] if words else []
    return [shingle(words[i:i + width], seed)
            for i in range(len(words) - width + 1)]


def lanes(hashes, width, seed):
    result = []
    for i in range(1, width + 1):
        draw = mix64((seed + i * GOLDEN) & M64)
        a, b = draw >> 32 | 1, draw & M32
        result.append(min([(a * (h & M32) + b) & M32 for h in hashes],
                          default=M32))
    return result


def whole_text(words, seed):
    key = mix64((seed + len(words) + 1) & M64)
    for word in words:
        key = mix64(key ^ word)
    return key


def main():
    seed = int.from_bytes(b"nuskha", "big") << 16 | 1
    words = [0, 1, 0xFFFFFFFF, 0x80000000, 7, 7, 0xDEADBEEF, 0x12345678]
    for width in (1, 3, 5, 8, 16):
        print("shingles", width, [hex(h) for h in shingles(words, width, seed)])
    print("seed 0  ", [hex(h) for h in shingles(words, 3, 0)[:2]])
    print("two words", [hex(h) for h in shingles(words[:2], 3, seed)])
    pair = [0x0123456789ABCDEF, 0xFEDCBA9876543210]
    print("lanes", lanes(pair, 4, seed))
    print("lanes of shingles", lanes(shingles(words, 5, seed), 6, 42))
    print("whole text", hex(whole_text(words, seed)), hex(whole_text([], 5)))


if __name__ == "__main__":
    main()
