"""Lets the tests import the scripts of bench/."""
import importlib.util
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "bench" / "peers")]


def need_numpy():
    if importlib.util.find_spec("numpy") is None:
        raise unittest.SkipTest("this Python has no numpy (Debian: python3-numpy)")
