# SPDX-License-Identifier: Apache-2.0
"""nuskha serve: writers, how it ends, and what goes wrong meanwhile.

Shows: a stop answers what has been asked, looked at or not; what was answered
with 200 is there after SIGKILL; two writers; damage is 500, a full disk and an
index that is gone 503, and they go when their cause does.
"""
import http.client
import os
import pathlib
import signal
import sqlite3
import threading
import unittest

from full_disk_test import MISSING
from program import PROGRAM, TIMEOUT, article, lines, record
from service import Client, ServiceTest, read_answer, request

A, B = article("a", 120), article("b", 120)


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

    def test_what_was_sent_is_answered(self):
        """Whole requests that the service had not looked at yet."""
        service = self.start("--writable")
        known = [service.connect() for _ in range(5)]
        for client in known:
            client.sendall(request(b"", "GET", "/healthz"))
            read_answer(client, "GET", "/healthz")
        quiet = service.connect()
        pid = service.process.pid
        os.kill(pid, signal.SIGSTOP)
        os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOWAIT)
        clients = known + [service.connect() for _ in range(40)]
        for i, client in enumerate(clients):
            client.sendall(request({"article": {"id": str(i), "text": A}},
                                   path="/v1/check-and-add"))
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGCONT)
        for client in clients:
            answer = read_answer(client, path="/v1/check-and-add")
            self.assertEqual(200, answer.status)
            client.close()
        self.assertEqual(b"", quiet.recv(1))
        quiet.close()
        self.assertEqual((0, "nuskha: stopped\n"), service.end())
        self.assertEqual({str(i) for i in range(45)}, set(self.exported()))

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

    def test_removed_index_is_503(self):
        """Nothing is acknowledged into files that nobody finds again."""
        service, reader = self.start("--writable"), self.start()
        one, other = self.client(service), self.client(reader)
        self.assertEqual("new", one.add("a", A))
        self.assertEqual("match", other.query(A)["status"])

        def refused():
            body = {"article": {"id": "b", "text": B}}
            for client, path, given in (
                    (one, "/v1/check-and-add", body), (one, "/v1/update", body),
                    (one, "/v1/remove", {"ids": ["a"]}),
                    (one, "/v1/query", body), (other, "/v1/query", body)):
                self.assert_refused(client.post(path, given), 503,
                                    "index_gone", "nuskha.db")
            for client in (one, other):
                for path in ("/healthz", "/v1/stats", "/metrics"):
                    self.assert_refused(client.get(path), 503, "index_gone")

        os.rename(self.index, self.path("elsewhere"))
        refused()
        self.check(0, "index", "create", self.index, "--seed", "public")
        refused()
        self.assertEqual([], self.exported())
        code, message = service.stop()
        self.assertEqual(4, code)
        self.assertIn("replaced", message)
        self.assertEqual(0, reader.stop()[0])
        self.check(0, "index", "verify", self.path("elsewhere"))

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


if __name__ == "__main__":
    unittest.main()
