"""What the tests of the package share: an installed library, and its users."""
import os
import pathlib
import shlex
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data/sample/articles.jsonl"
BUILD = os.environ["NUSKHA_BUILD"]
CMAKE = os.environ["NUSKHA_CMAKE"]
VERSION = os.environ["NUSKHA_VERSION"]


def run(*command, **options):
    """The output of a command; its messages if it fails."""
    done = subprocess.run([str(word) for word in command], text=True,
                          capture_output=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))}: exit "
                             f"{done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def configure(source, build, *options):
    run(CMAKE, "-S", source, "-B", build, "-G", os.environ["NUSKHA_GENERATOR"],
        "-DCMAKE_BUILD_TYPE=Release", *options)


class InstalledTest(unittest.TestCase):
    """The library is in self.prefix: not where it was installed first."""

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        first = cls.folder / "first"
        run(CMAKE, "--install", BUILD, "--prefix", first, "--component",
            "library")
        cls.prefix = first.rename(cls.folder / "prefix")
        libraries = next(cls.prefix.glob("lib*/**/libnuskha.a")).parent
        cls.libraries = libraries
        cls.environment = {
            **os.environ,
            "CMAKE_PREFIX_PATH": str(cls.prefix),
            "PKG_CONFIG_PATH": str(libraries / "pkgconfig"),
            "LD_LIBRARY_PATH": str(libraries)}
