"""Programs of a project that has the library as a part (add_subdirectory). All
of it is compiled again, so only with ccache, which has it from the build beside:
in a folder beside that one paths are the same from wherever they are looked at.
The folder stays, for the next run."""
import os
import pathlib
import unittest

from package import BUILD, CMAKE, ROOT, SAMPLE, VERSION, configure, run


class SubprojectTest(unittest.TestCase):

    @unittest.skipUnless(os.environ["NUSKHA_CCACHE"].startswith("/"),
                         "no ccache")
    def test_a_part_of_another_project(self):
        build = pathlib.Path(BUILD + "-subproject")
        configure(ROOT / "tests/package/subproject", build,
                  f"-DNUSKHA_SOURCE={ROOT}",
                  f"-DNUSKHA_WERROR={os.environ['NUSKHA_WERROR']}",
                  "-DCMAKE_CXX_COMPILER_LAUNCHER="
                  + os.environ["NUSKHA_CCACHE"])
        run(CMAKE, "--build", build, "--target", "cpp_program", "c_program")
        version, same = run(build / "cpp_program", SAMPLE).split()
        self.assertEqual(version, VERSION)
        self.assertGreater(int(same), 20)
        self.assertEqual(run(build / "c_program").split(), [VERSION, "3"])
        self.assertIn("libnuskha.so.1",
                      run("readelf", "-d", build / "cpp_program"))


if __name__ == "__main__":
    unittest.main()
