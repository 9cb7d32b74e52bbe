"""bench/peers/exact_overlap.py against sets of strings."""
import itertools
import random
import unittest
from unittest import mock

import bench_path  # noqa: F401

bench_path.need_numpy()

import exact_overlap  # noqa: E402
import glue  # noqa: E402


def slow_overlaps(texts):
    found = {}
    sets = [set(glue.shingles(text)) for text in texts]
    for (a, one), (b, other) in itertools.combinations(enumerate(sets), 2):
        common = len(one & other)
        if common and common >= 0.5 * min(len(one), len(other)):
            found[a, b] = (common / len(one | other), common / min(len(one), len(other)))
    return found


def random_texts(rng):
    words = [f"w{number}" for number in range(rng.choice((2, 5, 400)))]
    texts = [" ".join(rng.choices(words, k=rng.randrange(30))) for _ in range(40)]
    for _ in range(20):  # pieces of others, with and without other words
        piece = rng.choice(texts).split()[rng.randrange(5):]
        texts.append(" ".join(piece + rng.choices(words, k=rng.randrange(8))))
    return texts


class ExactOverlap(unittest.TestCase):
    def test_equal_to_sets_of_strings(self):
        rng = random.Random(7)
        for _ in range(20):
            texts = random_texts(rng)
            with mock.patch.object(exact_overlap, "CHUNK", rng.choice((1, 50, 1 << 24))):
                found = exact_overlap.overlaps(texts)
            slow = slow_overlaps(texts)
            self.assertEqual(found.keys(), slow.keys())
            for pair, figures in slow.items():
                self.assertAlmostEqual(found[pair][0], figures[0])
                self.assertAlmostEqual(found[pair][1], figures[1])

    def test_nothing_in_common_and_nothing_at_all(self):
        self.assertEqual(exact_overlap.overlaps(["a b c d e", "f g h i j", "", "a b c d"]), {})


if __name__ == "__main__":
    unittest.main()
