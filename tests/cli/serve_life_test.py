# SPDX-License-Identifier: Apache-2.0
"""nuskha serve: how it starts, what it refuses to do, and how it ends.

Shows: addresses and tokens; a stop answers what has been asked; what was
answered with 200 is there after SIGKILL; two writers; damage is 500, a full disk
503, and both go when their cause does.
"""
import http.client
import os
import pathlib
import re
import signal
import socket
import sqlite3
import threading
import unittest

from full_disk_test import MISSING
from program import PROGRAM, TIMEOUT, article, lines, record, run
from service import Client, ServiceTest, read_answer, request

A, B = article("a", 120), article("b", 120)
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


class WritersTest(ServiceTest):
    def test_two_writers(self):
        service = self.start("--writable")
        self.assert_says(self.check(8, "serve", self.index, "--writable"),
                         "nuskha serve", "--wait")
        data = self.write("in.jsonl", lines(record("a", A)))
        self.check(8, "index", "add", self.index, data)
        # Readers are no matter, and this one sees what the next writer adds.
        reader = self.client(self.start())
        self.assertEqual("new", reader.query(A)["status"])
        self.assertEqual(0, service.stop()[0])
        self.check(0, "index", "add", self.index, data)
        self.assertEqual("match", reader.query(A)["status"])

    def test_waits_for_a_writer(self):
        first = self.start("--writable")
        found = []
        thread = threading.Thread(target=lambda: found.append(
            self.start("--writable", "--wait", "10m")))
        thread.start()
        self.assertEqual("new", self.client(first).add("a", A))
        first.stop()
        thread.join()
        self.assertEqual("known", self.client(found[0]).add("a", A))

    def test_one_of_many_adds(self):
        """The same article from four clients at once: new for one of them."""
        service = self.start("--writable", "-j", "4")
        answers = []

        clients = [self.client(service) for _ in range(4)]

        def add(client, text, ident):
            answers.append(client.add(ident, text))

        for i in range(10):
            answers.clear()
            threads = [threading.Thread(target=add, args=(
                client, article(f"o{i}"), f"{i}.{k}"))
                       for k, client in enumerate(clients)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(["match"] * 3 + ["new"], sorted(answers))


class StopTest(ServiceTest):
    def stop_started(self, service):
        """After the signal nobody is accepted any more."""
        while True:
            try:
                service.connect().close()
            except ConnectionError:
                return

    def test_what_was_asked_is_answered(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            service = self.start("--writable")
            data = request({"article": {"id": str(number), "text": A}},
                           path="/v1/check-and-add")
            idle, asking = service.connect(), service.connect()
            asking.sendall(data[:-1])
            one = self.client(service)
            one.get("/healthz")
            service.process.send_signal(number)
            self.stop_started(service)
            asking.sendall(data[-1:])
            answer = read_answer(asking, path="/v1/check-and-add")
            self.assertEqual((200, "close"), (answer.status,
                                              answer.headers["connection"]))
            code, message = service.end()
            self.assertEqual((0, "nuskha: stopped\n"), (code, message))
            self.assertEqual(b"", idle.recv(1))
            idle.close()
            asking.close()
        self.assertEqual(["15", "2"], self.exported())
        self.check(0, "index", "verify", self.index)

    def test_within_a_bounded_time(self):
        service = self.start("--request-timeout", "300ms")
        slow = service.connect()
        slow.sendall(b"GET /healthz HTTP/1.1\r\n")
        deaf = service.connect()
        deaf.sendall(request(b"", "GET", "/openapi.json") * 500)
        self.assertEqual(0, service.stop()[0])
        slow.close()
        deaf.close()

    def test_second_signal(self):
        service = self.start("--request-timeout", "1h")
        client = service.connect()
        client.sendall(b"GET /healthz HTTP/1.1\r\n")
        self.client(service).get("/healthz")  # the other one has been read
        service.process.send_signal(signal.SIGTERM)
        self.stop_started(service)
        self.assertIsNone(service.process.poll())
        self.assertEqual(-signal.SIGTERM, service.stop()[0])
        client.close()

    def test_killed(self):
        """What was answered with 200 is there, and nothing by halves."""
        said = set()
        for turn in range(4):
            service = self.start("--writable")
            enough = threading.Barrier(3)

            def crawl(part, turn=turn, service=service, enough=enough):
                client = Client(service)
                try:
                    for i in range(100000):
                        ident = f"{turn}.{part}.{i}"
                        client.add(ident, article(ident, 30))
                        said.add(ident)
                        if i == 20 + turn * 10:
                            enough.wait(TIMEOUT)
                except (OSError, http.client.HTTPException):
                    client.close()  # killed

            threads = [threading.Thread(target=crawl, args=(part,))
                       for part in range(2)]
            for thread in threads:
                thread.start()
            enough.wait(TIMEOUT)
            service.process.kill()
            for thread in threads:
                thread.join()
        there = self.exported()
        self.assertEqual(set(), said - set(there))
        self.assertEqual(len(there), len(set(there)))
        self.assertGreater(len(said), 250)
        self.assertLessEqual(len(there), len(said) + 8)
        self.check(0, "index", "verify", self.index)


class TroubleTest(ServiceTest):
    def test_damage_is_500(self):
        data = self.write("in.jsonl", lines(record("a", A), record("b", B)))
        self.check(0, "index", "add", self.index, data)
        one = self.client(self.start())
        self.assertEqual("a", one.query(A)["matches"][0]["id"])
        with sqlite3.connect(f"{self.index}/nuskha.db") as database:
            database.execute("UPDATE documents SET checksum = checksum + 1 "
                             "WHERE number = 0")
        answer = one.post("/v1/query", {"article": {"text": A}})
        self.assert_refused(answer, 500, "index_damaged", "damaged")
        self.assertEqual("b", one.query(B)["matches"][0]["id"])

    @unittest.skipIf(MISSING, f"no file system can be mounted: {MISSING}")
    def test_full_disk_is_503(self):
        (self.folder / "disk").mkdir()
        start = ('mount -t tmpfs -o size=1m tmpfs disk && "$0" index create '
                 'disk/index && exec "$0" "$@"')
        service = self.start(
            "--writable", index="disk/index", cwd=self.folder,
            command=["unshare", "-rm", "sh", "-c", start, PROGRAM],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        one = self.client(service)
        added = []
        while True:
            text = article(f"d{len(added)}", 400)
            answer = one.post("/v1/check-and-add", {
                "article": {"id": f"d{len(added)}", "text": text}})
            if answer.status != 200:
                break
            added.append(text)
        self.assert_refused(answer, 503, "disk", "full")
        # What is there is still found.
        for i, text in enumerate(added):
            self.assertEqual(f"d{i}", one.query(text)["matches"][0]["id"])
        disk = pathlib.Path(f"/proc/{service.process.pid}/root"
                            f"{self.folder}/disk")
        self.assertTrue((disk / "index").is_dir())
        self.assertEqual(0, run_in(service.process.pid,
                                   f"mount -o remount,size=64m "
                                   f"{self.folder}/disk"))
        self.assertEqual("new", one.add("more", article("more")))
        self.assertEqual(0, service.stop()[0])


def run_in(pid, command):
    """A shell command among the mounts of another process."""
    return os.spawnlp(os.P_WAIT, "nsenter", "nsenter", "-t", str(pid), "-U",
                      "-m", "--preserve-credentials", "sh", "-c", command)


class HelpTest(ServiceTest):
    def test_defaults_are_those_of_the_help(self):
        text = run("help", "serve").out.decode("utf-8")
        for default in ("(127.0.0.1:8437)", "(8MiB)", "(16KiB)", "(100)",
                        "(10s)", "(60s)", "(10000)", "(128)", "(64)"):
            self.assertIn(default, re.sub(r"\s+", " ", text))


if __name__ == "__main__":
    unittest.main()
