"""bench/check_ratios.py: what counts as a regression, and how the program ends."""
import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

import bench_path  # noqa: F401
import check_ratios

RECORDED = {"clusters / zstd": 2.5, "scan / memcpy": 8.0}
MACHINE = {"cpu": "a", "cores": 2, "compiler": "b", "flags": "-O3", "revision": "c"}


def silently(function, *arguments):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        return function(*arguments), printed.getvalue()


class Compare(unittest.TestCase):
    def test_within_15_percent_is_no_regression(self):
        fresh = {name: value * 1.149 for name, value in RECORDED.items()}
        self.assertEqual(silently(check_ratios.compare, fresh, RECORDED)[0], 0)

    def test_more_than_15_percent_is_one(self):
        worse, printed = silently(check_ratios.compare, {**RECORDED, "scan / memcpy": 8.0 * 1.16}, RECORDED)
        self.assertEqual(worse, 1)
        self.assertIn("scan / memcpy: 9.28, recorded 8, +16 % WORSE", printed)

    def test_faster_is_no_regression(self):
        self.assertEqual(silently(check_ratios.compare, {name: 0.1 for name in RECORDED}, RECORDED)[0], 0)

    def test_rows_that_only_one_side_has_are_said(self):
        worse, printed = silently(check_ratios.compare, {"new": 3.0}, RECORDED)
        self.assertEqual(worse, 0)
        self.assertIn("new: 3 (not recorded)", printed)
        self.assertIn("scan / memcpy: recorded, and not measured now", printed)


class Program(unittest.TestCase):
    def run_it(self, folder, fresh, *flags):
        arguments = ["check_ratios.py", "--recorded", str(folder / "ratios.json"), *flags]
        with mock.patch.object(check_ratios, "end_to_end_ratios", return_value=dict(fresh)), \
                mock.patch.object(check_ratios, "kernel_ratios", return_value={}), \
                mock.patch.object(check_ratios.common, "machine_facts", return_value=MACHINE), \
                mock.patch.object(sys, "argv", arguments):
            return silently(check_ratios.main)

    def test_record_then_the_same_then_worse(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            self.assertEqual(self.run_it(folder, RECORDED)[0], 2)  # nothing recorded
            self.assertEqual(self.run_it(folder, RECORDED, "--record")[0], 0)
            self.assertEqual(self.run_it(folder, RECORDED)[0], 0)
            stored = json.loads((folder / "ratios.json").read_text(encoding="utf-8"))
            stored["ratios"]["clusters / zstd"] /= 1.2
            (folder / "ratios.json").write_text(json.dumps(stored), encoding="utf-8")
            code, printed = self.run_it(folder, RECORDED)
            self.assertEqual(code, 1)
            self.assertIn("1 of 2 ratios are worse", printed)


if __name__ == "__main__":
    unittest.main()
