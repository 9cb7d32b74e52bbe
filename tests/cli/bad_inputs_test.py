# SPDX-License-Identifier: Apache-2.0
"""Every bad input of bad_inputs.py gets exactly the answer it must get.

The program as it is shipped also keeps to 1 GiB of address space and 20 s of
CPU on each of them.
"""
import csv
import io
import json
import os
import resource
import unittest

from bad_inputs import cases
from program import ProgramTest, json_lines

RELEASE = os.environ.get("NUSKHA_RELEASE") == "1"
MEMORY = 1 << 30
SECONDS = 20


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


class BadInputsTest(ProgramTest):
    def test_there_are_many(self):
        self.assertGreaterEqual(len(list(cases())), 80)

    def test_each_gets_its_answer(self):
        for case in cases():
            with self.subTest(case.name):
                self.check_case(case)

    def check_case(self, case):
        path = self.write(case.name, case.bytes())
        answer = self.check(
            case.exit_code(), "dedup", case.name, "-o", "-", "-j", "1",
            "--rejects", "rejects", *case.options, cwd=self.folder,
            preexec_fn=limits if RELEASE else None)
        os.unlink(path)
        if case.exit_code() not in (0, 3):
            self.assertEqual(b"", answer.out)
            return
        account = answer.account()
        self.assert_closes(account)
        rejects = json_lines(self.read("rejects"))
        counts = {}
        for reject in rejects:
            if reject["line"] > 0 or case.name.endswith((".txt", ".html")):
                counts[reject["code"]] = counts.get(reject["code"], 0) + 1
        # None: any number of them.
        expected = {code: counts.get(code) if count is None else count
                    for code, count in case.rejected.items()}
        self.assertEqual(expected, counts)
        self.assertEqual(sum(counts.values()), account["rejected"])
        damage = {r["code"] for r in rejects if r["line"] == 0
                  and not case.name.endswith((".txt", ".html"))}
        self.assertEqual(case.damage, damage)
        self.assertEqual(case.passed, account["passed_through"])
        self.assertEqual(case.kept, self.ids(answer.out, case.passed))

    def ids(self, out, passed):
        """Ids of the records that came out, those without a word left out."""
        if out.startswith((b"id,", b"id;")):
            table = out.decode("utf-8", "replace").replace(";", ",")
            return [row["id"] for row in csv.DictReader(io.StringIO(table))]
        rows = [json.loads(line) for line in out.splitlines()]
        if passed:
            rows = [row for row in rows if row.get("text")]
        return [row["id"] for row in rows]


if __name__ == "__main__":
    unittest.main()
