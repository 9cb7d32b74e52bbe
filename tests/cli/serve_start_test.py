# SPDX-License-Identifier: Apache-2.0
"""nuskha serve: how it starts, and what it refuses to start with: addresses,
tokens, limits that do not fit into the open files of a process.
"""
import os
import re
import resource
import socket
import threading
import unittest

from program import TIMEOUT, article, run
from service import ServiceTest, read_answer, request

A = article("a", 120)
TOKEN = "0123456789abcdefXYZ-._~+/="


class StartTest(ServiceTest):
    def refused(self, code, *flags):
        return self.check(code, "serve", self.index, *flags)

    def token(self, text, mode=0o600):
        path = self.write("token", text.encode("utf-8"))
        os.chmod(path, mode)
        return path

    def test_addresses(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:80"):
            self.assert_says(self.refused(2, "--listen", address),
                             "refusing to listen on", "--token-file")
        for address in ("", "80", "localhost", "127.0.0.1:", ":80",
                        "127.0.0.1:65536", "127.0.0.1:-1", "example.org:80",
                        "[::1:80", "127.1:80", "127.0.0.1:8o"):
            self.assert_says(self.refused(2, "--listen", address), "--listen")
        service = self.start()
        self.assertEqual("127.0.0.1", service.host)
        self.assert_says(
            self.refused(5, "--listen", f"127.0.0.1:{service.port}"),
            f"listen on 127.0.0.1:{service.port}: Address already in use")

    def test_flags(self):
        for flags in (["--request-timeout", "0s"], ["--keep-alive", "25h"],
                      ["--keep-alive", "soon"], ["--queue", "0"],
                      ["--max-body", "1"], ["--max-head", "2GiB"],
                      ["--connections", "0"], ["--wait", "x"], ["-j", "0"]):
            self.assert_says(self.refused(2, *flags), flags[0].strip("-"))
        self.check(4, "serve", self.path("none"))
        self.check(2, "serve")

    def test_token_files(self):
        for text in ("", "short", "x" * 2000, "two lines of it\nand more",
                     "has blanks in the middle", "\u0627" * 20):
            self.assert_says(self.refused(2, "--token-file", self.token(text)),
                             "token")
        for mode in (0o640, 0o604, 0o666):
            path = self.token(TOKEN, mode)
            self.assert_says(self.refused(2, "--token-file", path), "chmod 600")
        self.refused(4, "--token-file", self.path("none"))
        self.refused(4, "--token-file", str(self.folder))
        os.mkfifo(self.path("pipe"), 0o600)
        self.refused(2, "--token-file", self.path("pipe"))

    def test_credentials_of_systemd(self):
        """Since systemd 254 they have group bits; their folder is closed."""
        (self.folder / "run").mkdir()
        (self.folder / "runner").mkdir()
        given = self.write("run/token", TOKEN.encode())
        beside = self.write("runner/token", TOKEN.encode())
        os.symlink(beside, self.path("run/link"))
        os.symlink(given, self.path("shortcut"))
        os.symlink(self.path("run"), self.path("credentials"))
        env = dict(os.environ, CREDENTIALS_DIRECTORY=self.path("credentials"))
        os.chmod(given, 0o440)
        os.chmod(beside, 0o440)
        for path in (given, self.path("credentials/token"),
                     self.path("shortcut"), self.path("runner/../run/token")):
            service = self.start("--token-file", path, env=env)
            one = self.client(service, token=TOKEN)
            self.assertEqual(200, one.get("/v1/stats").status)
            self.end(service)
        for path in (beside, self.path("run/link")):
            self.assert_says(self.check(2, "serve", self.index, "--token-file",
                                        path, env=env), "chmod 600")
        for folder in ("", "run", self.path("nothing")):
            self.check(2, "serve", self.index, "--token-file", given,
                       env=dict(env, CREDENTIALS_DIRECTORY=folder),
                       cwd=self.folder)
        for mode in (0o444, 0o460, 0o450, 0o441, 0o442):
            os.chmod(given, mode)
            self.assert_says(self.check(2, "serve", self.index, "--token-file",
                                        given, env=env), "chmod 600")

    def test_token_is_asked_for(self):
        service = self.start("--token-file", self.token(TOKEN + "\n"),
                             "--writable")
        self.assertEqual("new", self.client(service, token=TOKEN).add("a", A))
        for given in (None, TOKEN[:-1], TOKEN + "x", TOKEN.upper(),
                      "x" * 5000):
            one = self.client(service, token=given)
            for answer in (one.get("/v1/stats"), one.get("/metrics"),
                           one.get("/openapi.json"),
                           one.post("/v1/remove", {"ids": ["a"]})):
                self.assert_refused(answer, 401, "token", "--token-file")
                self.assertEqual("Bearer", answer.headers["www-authenticate"])
            self.assertEqual(200, one.get("/healthz").status)
        for header in (f"Basic {TOKEN}", TOKEN, f"Bearer  {TOKEN}", "Bearer"):
            answer = self.client(service).get("/v1/stats", Authorization=header)
            self.assert_refused(answer, 401, "token")
        answer = self.client(service).get("/v1/stats",
                                          Authorization=f"bearer {TOKEN}")
        self.assertEqual(200, answer.status)
        self.assertEqual(["a"], self.exported())

    def test_other_addresses_with_a_token(self):
        service = self.start("--token-file", self.token(TOKEN),
                             listen="0.0.0.0:0")
        self.assertEqual("0.0.0.0", service.host)
        one = self.client(service, token=TOKEN)
        self.assertEqual(200, one.get("/v1/stats",
                                      Host="news.example").status)
        self.assert_refused(one.get("/v1/stats", Origin="http://x"), 403,
                            "browser")

    def test_six(self):
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError as error:
            self.skipTest(f"no IPv6: {error}")
        service = self.start(listen="[::1]:0")
        self.assertEqual("[::1]", service.host)
        with socket.create_connection(("::1", service.port), TIMEOUT) as client:
            client.sendall(request({"article": {"text": A}},
                                   Host=f"[::1]:{service.port}"))
            self.assertEqual(200, read_answer(client).status)


class FilesTest(ServiceTest):
    """Connections never take the files that answers need."""

    @staticmethod
    def limit(soft, hard):
        return {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE,
                                                         (soft, hard))}

    def ask_beside(self, service, idle):
        """Four clients at once, beside `idle` connections."""
        clients = [self.client(service) for _ in range(4)]
        for client in clients:
            client.get("/openapi.json")
        others = [service.connect() for _ in range(idle)]
        wrong = []

        def ask(client):
            for _ in range(10):
                answer = client.post("/v1/query", {"article": {"text": A}})
                if answer.status != 200:
                    wrong.append(answer.value)

        threads = [threading.Thread(target=ask, args=(client,))
                   for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for other in others:
            other.close()
        self.assertEqual([], wrong)

    def test_soft_limit_is_raised(self):
        service = self.start("-j", "4", **self.limit(24, 1024))
        self.ask_beside(service, 100)
        self.assertEqual((0, "nuskha: stopped\n"), service.stop())

    def test_fewer_connections_where_less_fits(self):
        service = self.start("-j", "4", "--writable", **self.limit(160, 160))
        # More than there may be: those get 429 and stay for a moment.
        self.ask_beside(service, 100)
        code, message = service.stop()
        self.assertEqual(0, code)
        self.assertRegex(message, r"--connections is \d+ instead of 128.*"
                                  r"ulimit -n")

    def test_what_cannot_fit_is_refused(self):
        for flags, hard in ((["--connections", "128"], 160), ([], 24),
                            (["--connections", "1"], 24)):
            answer = self.check(2, "serve", self.index, "-j", "4", *flags,
                                **self.limit(hard, hard))
            self.assert_says(answer, "--connections", "ulimit -n")
        service = self.start("-j", "4", "--connections", "20",
                             **self.limit(160, 160))
        self.assertEqual((0, "nuskha: stopped\n"), service.stop())


class HelpTest(ServiceTest):
    def test_defaults_are_those_of_the_help(self):
        text = run("help", "serve").out.decode("utf-8")
        for default in ("(127.0.0.1:8437)", "(8MiB)", "(16KiB)", "(100)",
                        "(10s)", "(60s)", "(10000)", "(128)", "(64)"):
            self.assertIn(default, re.sub(r"\s+", " ", text))


if __name__ == "__main__":
    unittest.main()
