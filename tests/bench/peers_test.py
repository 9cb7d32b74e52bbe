"""bench/peers/peers.py: how what was found is held against the truth, and what happens to a peer that is missing."""
import os
import pathlib
import tempfile
import unittest
from unittest import mock

import bench_path  # noqa: F401

bench_path.need_numpy()

import environment  # noqa: E402
import peers  # noqa: E402

TRUTH = {(0, 1): (0.9, 1.0), (2, 3): (0.4, 0.8), (4, 5): (0.3, 0.5)}
LONG = [True] * 8 + [False] * 2


class Quality(unittest.TestCase):
    def test_shares(self):
        judged = peers.quality({(0, 1), (2, 3), (6, 7), (8, 9)}, TRUTH, LONG)
        self.assertEqual(judged["pairs"], 3)  # (8, 9) are too short
        self.assertEqual(judged["recall"], 1)
        self.assertAlmostEqual(judged["precision"], 1 / 3)
        self.assertEqual(judged["recall_contained_.8"], 1)
        self.assertAlmostEqual(judged["recall_contained_.5"], 2 / 3)
        self.assertAlmostEqual(judged["half_shared"], 2 / 3)

    def test_nothing_found(self):
        judged = peers.quality(set(), TRUTH, LONG)
        self.assertEqual((judged["recall"], judged["precision"]), (0, None))

    def test_clusters_are_all_their_pairs(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "out").mkdir()
            (folder / "out" / "clusters.tsv").write_text("d10\td2\td3\n", encoding="utf-8")
            self.assertEqual(peers.found_pairs("gaoya", folder), {(2, 3), (2, 10), (3, 10)})


class Environment(unittest.TestCase):
    def test_every_peer_is_pinned_and_has_a_runner(self):
        for name, peer in environment.listed().items():
            self.assertTrue((environment.HERE / f"run_{name.replace('-', '_')}.py").exists(), name)
            self.assertTrue(all("==" in package for package in peer.get("packages", [])), name)

    def test_a_program_that_is_not_given(self):
        with mock.patch.dict(os.environ, {"SOME_PEER": ""}), self.assertRaises(environment.Missing) as caught:
            environment.command("fastdedup", {"program": "SOME_PEER"})
        self.assertIn("SOME_PEER", str(caught.exception))

    def test_a_python_that_is_not_there(self):
        with self.assertRaises(environment.Missing) as caught:
            environment.find_python("3.99")
        self.assertEqual(str(caught.exception), "needs Python 3.99, and there is none")


if __name__ == "__main__":
    unittest.main()
