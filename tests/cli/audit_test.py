# SPDX-License-Identifier: Apache-2.0
"""--audit: what a run missed, measured on its own documents.

Shows: with all documents as the sample the truth is what --candidates exact
finds, pair for pair; the figures are said and stand in --stats; minhash is set
beside what its bands promise; the result itself does not change.
"""
import json
import unittest

from program import ARTICLES, ProgramTest


class AuditTest(ProgramTest):
    def audit(self, command, *more):
        answer = self.check(0, command, ARTICLES, "--audit", "10000",
                            "--stats", self.path("stats"), *more)
        self.assert_says(answer, "audit: all pairs of", "containment 0.5")
        return answer, json.loads(self.read("stats"))["audit"]

    def test_truth_is_what_exact_finds(self):
        exact = self.check(0, "pairs", ARTICLES, "--candidates", "exact",
                           "--relations", "all").rows()
        plain = self.check(0, "pairs", ARTICLES, "--relations", "all")
        answer, audit = self.audit("pairs", "--relations", "all")
        self.assertEqual(plain.out, answer.out)
        sampled = answer.rows()
        self.assertEqual([0.3, 0.5, 0.8, 1],
                         [row["least"] for row in audit["by_containment"]])
        for row in audit["by_containment"]:
            def count(pairs):
                return sum(max(p["a_in_b"], p["b_in_a"]) >= row["least"]
                           for p in pairs)
            self.assertEqual(count(exact), row["pairs"])
            self.assertEqual(count(sampled), row["found"])
            self.assertTrue(0 <= row["low"] <= row["recall"] <= row["high"])
        self.assertGreater(audit["by_containment"][0]["pairs"], 50)
        self.assertEqual([], audit["by_jaccard"])

    def test_minhash_beside_its_promise(self):
        for command, more in (("clusters", []), ("dedup", ["--dry-run"])):
            answer, audit = self.audit(command, "--candidates", "minhash",
                                       *more)
            self.assert_says(answer, "w5 Jaccard", "expected")
            rows = audit["by_jaccard"]
            self.assertEqual(10, len(rows))
            self.assertEqual(audit["by_containment"][0]["pairs"],
                             sum(row["pairs"] for row in rows))
            self.assertEqual(1, rows[9]["recall"])
            self.assertTrue(all(0 <= row["expected"] <= 1 for row in rows))
            missed = audit["by_containment"][0]
            self.assertLess(missed["found"], missed["pairs"])

    def test_it_needs_all_pairs(self):
        answer = self.check(2, "dedup", ARTICLES, "--dry-run", "--audit", "5",
                            "--isolate", "source")
        self.assert_says(answer, "--audit", "--isolate")
        self.check(2, "pairs", ARTICLES, "--audit", "0")


if __name__ == "__main__":
    unittest.main()
