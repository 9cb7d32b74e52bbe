"""Programs that find the installed library by CMake and by pkg-config."""
import os
import unittest

from package import CMAKE, ROOT, SAMPLE, VERSION, InstalledTest, configure, run

CONSUMER = ROOT / "tests/package/consumer"


class InstalledLibraryTest(InstalledTest):

    def check(self, cpp=(), c=()):
        """What the consumers print; all those in C++ find the same."""
        found = {run(program, SAMPLE, env=self.environment) for program in cpp}
        if cpp:
            self.assertEqual(len(found), 1)
            version, same = found.pop().split()
            self.assertEqual(version, VERSION)
            self.assertGreater(int(same), 20)
        for program in c:
            self.assertEqual(run(program, env=self.environment).split(),
                             [VERSION, "3"])

    def flags(self, *options):
        return run("pkg-config", *options, env=self.environment).split()

    def test_find_package(self):
        build = self.folder / "find_package"
        configure(CONSUMER, build, f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run(CMAKE, "--build", build)
        self.check([build / "cpp_nuskha", build / "cpp_static",
                    build / "cpp_shared"], [build / "c_program"])
        needed = run("readelf", "-d", build / "cpp_static")
        self.assertNotIn("libnuskha", needed)
        needed = run("readelf", "-d", build / "cpp_shared")
        self.assertIn("libnuskha.so.1", needed)
        # A program in C++ starts with its minor version only.
        minor = ".".join(VERSION.split(".")[:2])
        self.assertIn(f"NUSKHA_CXX_{minor}",
                      run("readelf", "-V", build / "cpp_shared"))

    def test_find_package_without_cpp(self):
        build = self.folder / "without_cpp"
        configure(CONSUMER.with_name("c_consumer"), build,
                  f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run(CMAKE, "--build", build)
        self.check(c=[build / "c_program"])
        self.assertIn("libnuskha.so.1",
                      run("readelf", "-d", build / "c_program"))

    def test_pkg_config(self):
        program = self.folder / "by_pkg_config"
        run(os.environ["CXX"], "-std=c++20", CONSUMER / "main.cc", "-o",
            program, *self.flags("--cflags", "--libs", "nuskha"))
        self.check(cpp=[program])
        self.assertEqual(self.flags("--modversion", "nuskha"), [VERSION])

    def test_pkg_config_static(self):
        program = self.folder / "static_by_pkg_config"
        flags = self.flags("--static", "--cflags", "--libs", "nuskha")
        self.assertIn("-lnuskha", flags)
        flags = ["-l:libnuskha.a" if flag == "-lnuskha" else flag
                 for flag in flags]
        run(os.environ["CXX"], "-std=c++20", CONSUMER / "main.cc", "-o",
            program, *flags)
        self.check(cpp=[program])

    def test_pkg_config_in_c(self):
        program = self.folder / "c_by_pkg_config"
        flags = self.flags("--cflags", "--libs", "nuskha-c")
        self.assertNotIn("absl", " ".join(self.flags("--libs", "nuskha-c")))
        run(os.environ["CC"], "-std=c99", "-pedantic", CONSUMER / "main.c",
            "-o", program, *flags)
        self.check(c=[program])
        versions = run("readelf", "-V", program)
        self.assertIn("NUSKHA_1", versions)
        self.assertNotIn("NUSKHA_CXX", versions)

    def test_every_public_header_stands_alone(self):
        include = self.prefix / "include"
        headers = sorted(path.relative_to(include).as_posix()
                         for path in include.rglob("*.h"))
        self.assertIn("nuskha/nuskha.h", headers)
        shown = sorted(path.relative_to(ROOT / "include").as_posix()
                       for path in (ROOT / "include").rglob("*.h"))
        self.assertEqual(headers, shown)
        source = self.folder / "header.cc"
        for header in headers:
            source.write_text(f'#include "{header}"\n#include "{header}"\n'
                              "int nuskha_test;\n", encoding="utf-8")
            run(os.environ["CXX"], "-std=c++20", "-Wall", "-Wextra", "-Werror",
                "-fsyntax-only", f"-I{include}", source)
            if header.startswith(("nuskha/c_", "nuskha/nuskha", "nuskha/exp")):
                run(os.environ["CC"], "-std=c99", "-pedantic", "-Wall",
                    "-Wextra", "-Werror", "-fsyntax-only", "-x", "c",
                    f"-I{include}", source)


if __name__ == "__main__":
    unittest.main()
