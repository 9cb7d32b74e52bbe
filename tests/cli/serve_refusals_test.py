# SPDX-License-Identifier: Apache-2.0
"""nuskha serve, asked as it should not be: bytes that are no JSON, clients that
are slow, huge or gone, while two others get the right answers.
"""
import json
import random
import socket
import struct
import threading
import unittest

from program import article
from service import (COMPONENTS, OPENAPI, ServiceTest, Unread, read_answer,
                     request)

A, B = article("a", 120), article("b", 120)
GOOD = {"article": {"text": A}}


class JsonTest(ServiceTest):
    def setUp(self):
        super().setUp()
        self.service = self.start("--writable")
        self.one = self.client(self.service)
        self.assertEqual("new", self.one.add("a", A))

    def refused(self, code, body):
        self.assert_refused(self.one.post("/v1/query", body), 400, code)

    def test_bytes_that_are_no_json(self):
        for body in (b"x", b"{", b'{"article":}', b"{}{}", b'{"a":1,}',
                     b'{"article":{"text":"x}}', b"\xef\xbb\xbf{", b"\0",
                     b'{"article":{"text":"\\x"}}'):
            self.refused("json_syntax", body)
        self.refused("json_depth", b"[" * 2000 + b"]" * 2000)
        self.refused("json_depth", b'{"a":' * 3000 + b"1" + b"}" * 3000)
        self.refused("utf8_invalid",
                     b'{"article":{"text":"' + b"a\xa1\xa2 " * 50 + b'"}}')
        for body in (b"[]", b"1", b'"x"', b"null", b"true"):
            self.refused("json_type", body)
        self.refused("field_unknown", b'{"\\u202e\xd8\xa8":1}')
        answer = self.one.post("/v1/query", {"x" * 100000: 1})
        self.assertLess(len(answer.body), 400)

    def test_repaired_as_in_files(self):
        text = json.dumps(A, ensure_ascii=False).encode("utf-8")[1:-1]
        for part in (b"\\ud800", b"\\udc00\\ud800", b"\x01", b"\xff",
                     b"\xd8", b"\t"):
            body = b'{"article":{"text":"' + text + b" " + part + b'"}}'
            answer = self.one.post("/v1/query", body)
            self.assertEqual((200, "match"), (answer.status,
                                              answer.value.get("status")))
        body = b'{"article":{"text":"x","text":"' + text + b'"}}'
        self.assertEqual("a", self.one.post(
            "/v1/query", body).value["matches"][0]["id"])
        self.assertEqual(200, self.one.post(
            "/v1/query", b'{"article":{"text":"x","date":NaN}}').status)
        # A byte order mark, with something to repair, too.
        for part in (b"", b"\xff"):
            answer = self.one.post("/v1/query", b'\xef\xbb\xbf{"article":{"text":"'
                                   + text + b" " + part + b'"}}')
            self.assertEqual((200, "match"), (answer.status,
                                              answer.value.get("status")))
        self.refused("json_syntax", b"\xef\xbb\xbf" * 2 + b"{}")
        # An id may hold what breaks lines and terminals; it comes back whole.
        ident = "a\0\n\u202e\"\\\u0627\x7f"
        self.assertEqual("new", self.one.add(ident, B))
        self.assertEqual(ident, self.one.query(B)["matches"][0]["id"])

    def test_every_cut_and_many_flips_of_a_body(self):
        """Answered, with 200 or 400, and the next answer is right."""
        chance = random.Random(3)
        body = json.dumps({"article": {"id": "x\u0627", "text": "y z w"},
                           "relations": ["copy"], "passages": True}).encode()
        cuts = [body[:i] for i in range(len(body))]
        for _ in range(300):
            flipped = bytearray(body)
            for _ in range(chance.randint(1, 3)):
                flipped[chance.randrange(len(body))] = chance.randrange(256)
            cuts.append(bytes(flipped))
        for cut in cuts:
            answer = self.one.http
            answer.request("POST", "/v1/query", cut,
                           {"Content-Type": "application/json"})
            reply = answer.getresponse()
            reply.read()
            self.assertIn(reply.status, (200, 400), cut)
        self.assertEqual("match", self.one.query(A)["status"])


class PressureTest(ServiceTest):
    def test_queue_is_full(self):
        service = self.start("-j", "1", "--queue", "1")
        heavy = {"a": {"text": " ".join([A] * 400)},
                 "b": {"text": " ".join([B] * 400)}}
        data = request(heavy, path="/v1/compare")
        clients = [service.connect() for _ in range(12)]
        for client in clients:
            client.sendall(data)
        seen = []
        for client in clients:
            answer = read_answer(client, path="/v1/compare")
            seen.append(answer.status)
            if answer.status == 429:
                self.assert_refused(answer, 429, "busy", "--queue")
                # The connection goes on.
                client.sendall(request(b"", "GET", "/openapi.json"))
                self.assertIn(read_answer(client, "GET",
                                          "/openapi.json").status, (200, 429))
            client.close()
        self.assertEqual({200, 429}, set(seen))
        one = self.client(service)
        self.assertEqual("new", one.query(A)["status"])

    def test_connections(self):
        service = self.start("--connections", "3")
        busy = [service.connect() for _ in range(2)]
        for client in busy:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
        # The third place goes from an idle client to the next one, once
        # nothing has come from it for long.
        crawlers = [self.client(service) for _ in range(3)]
        for one in crawlers:
            while (answer := one.get("/healthz")).status != 200:
                self.assert_refused(answer, 429, "busy", "--connections")
            for client in busy:
                client.sendall(b"X: y\r\n")
        self.assertEqual(b"", crawlers[0].http.sock.recv(1))
        for client in busy:
            client.sendall(b"\r\n")
            self.assertEqual(200, read_answer(client, "GET",
                                              "/healthz").status)
        # Those that stay are served on.
        self.assertEqual(200, crawlers[2].get("/healthz").status)
        for client in busy:
            client.close()

    def test_slow_clients_hold_nobody(self):
        service = self.start("-j", "1", "--request-timeout", "400ms",
                             "--keep-alive", "1h")
        whole = request(GOOD)
        slow = [service.connect() for _ in range(40)]
        for i, client in enumerate(slow):
            client.sendall(whole[:1 + i * (len(whole) - 2) // 40])
        one = self.client(service)
        self.assertEqual("new", one.query(A)["status"])
        for client in slow:
            self.assert_refused(read_answer(client), 408, "timeout",
                                "--request-timeout")
            self.assertEqual(b"", client.recv(1))
            client.close()
        self.assertEqual("new", one.query(A)["status"])

    def test_keep_alive_ends(self):
        service = self.start("--keep-alive", "50ms",
                             "--keep-alive-requests", "2")
        with service.connect() as client:
            client.sendall(request(GOOD))
            self.assertEqual(200, read_answer(client).status)
            self.assertEqual(b"", client.recv(1))
        with service.connect() as client:
            client.sendall(request(GOOD) * 3)
            unread = Unread(client)
            self.assertNotIn("connection", read_answer(unread).headers)
            self.assertEqual("close", read_answer(unread).headers["connection"])
            self.assertEqual(b"", unread.read())

    def test_two_clients_among_hostile_ones(self):
        service = self.start("--writable", "--request-timeout", "500ms")
        texts = [article(f"t{i}") for i in range(60)]
        wrong = []
        ended = threading.Event()

        def crawl(start):
            try:
                one = self.client(service)
                for i in range(start, len(texts), 2):
                    if one.add(f"t{i}", texts[i]) != "new":
                        wrong.append(i)
                    found = one.query(texts[i])["matches"]
                    if [m["id"] for m in found] != [f"t{i}"]:
                        wrong.append(found)
            except Exception as error:  # pylint: disable=broad-except
                wrong.append(error)

        def attack(seed):
            chance = random.Random(seed)
            whole = request(GOOD)
            while not ended.is_set():
                client = service.connect()
                kind = chance.randrange(5)
                try:
                    if kind == 0:  # malformed
                        client.sendall(chance.randbytes(300))
                    elif kind == 1:  # oversized
                        client.sendall(request(b"x" * 300000,
                                               Content_Length=1 << 40))
                    elif kind == 2:  # slow
                        client.sendall(whole[:chance.randrange(len(whole))])
                        ended.wait(0.05)
                    elif kind == 3:  # reads no answer
                        client.sendall(whole * 50)
                    else:  # gone, with a reset
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                          struct.pack("ii", 1, 0))
                        client.sendall(whole)
                except ConnectionError:
                    pass
                client.close()

        crawlers = [threading.Thread(target=crawl, args=(i,)) for i in (0, 1)]
        hostile = [threading.Thread(target=attack, args=(i,)) for i in range(4)]
        for thread in (*crawlers, *hostile):
            thread.start()
        for thread in crawlers:
            thread.join()
        ended.set()
        for thread in hostile:
            thread.join()
        self.assertEqual([], wrong)
        self.assertEqual(0, service.stop()[0])
        self.assertEqual({f"t{i}" for i in range(60)}, set(self.exported()))


class DescriptionTest(unittest.TestCase):
    def test_every_answer_is_tested(self):
        """Each status that the description has stands in a test."""
        told = {status for operations in OPENAPI["paths"].values()
                for operation in operations.values()
                for status in operation["responses"]}
        self.assertEqual({"200", "400", "401", "403", "405", "408", "411",
                          "413", "415", "417", "429", "431", "500", "501",
                          "503"}, told)
        self.assertIn("NotFound", COMPONENTS["responses"])


if __name__ == "__main__":
    unittest.main()
