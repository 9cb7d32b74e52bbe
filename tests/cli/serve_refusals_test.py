# SPDX-License-Identifier: Apache-2.0
"""nuskha serve, asked as it should not be: every error with its code, bytes
that are no HTTP or no JSON, clients that are slow, huge or gone, while two
others get the right answers.
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
HOST = b"Host: localhost\r\n"


class HttpErrorsTest(ServiceTest):
    def setUp(self):
        super().setUp()
        self.service = self.start("--max-head", "2KiB", "--max-headers", "12",
                                  "--max-body", "64KiB")

    def refused(self, status, code, data, *parts, **options):
        self.assert_refused(self.service.raw(data, **options), status, code,
                            *parts)

    def test_paths_methods_types(self):
        one = self.client(self.service)
        for path in ("/", "/v1", "/v1/query/", "/v1/queries", "/%00",
                     "/../healthz", "/v1%2fquery/x"):
            self.assert_refused(one.get(path), 404, "path", "/openapi.json")
        answer = one.get("/v1/query")
        self.assert_refused(answer, 405, "method", "POST")
        self.assertEqual("POST", answer.headers["allow"])
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = one.send(method, "/healthz", b"{}")
            self.assert_refused(answer, 405, "method")
            self.assertEqual("GET, HEAD", answer.headers["allow"])
        for kind in ("text/plain", "application/x-www-form-urlencoded",
                     "multipart/form-data; boundary=x", "application/jsonl",
                     ""):
            self.assert_refused(one.post("/v1/query", GOOD, Content_Type=kind),
                                415, "content_type")
        for kind in ("Application/JSON", "application/json; charset=utf-8"):
            self.assertEqual(200, one.post("/v1/query", GOOD,
                                           Content_Type=kind).status)
        self.assert_refused(one.post("/v1/query", GOOD, Content_Encoding="gzip"),
                            415, "content_encoding")
        self.assert_refused(one.post("/v1/update", {"article": {}}), 403,
                            "read_only", "--writable")

    def test_browsers_and_foreign_hosts(self):
        for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example",
                     "localhost.evil.example", "169.254.169.254", "", "[::2]",
                     "localhost:8o"):
            self.refused(*((403, "foreign_host") if host else
                           (400, "http_malformed")), request(GOOD, Host=host))
        for host in ("LocalHost:1", "127.1.2.3", "[::1]:9", "127.0.0.1:80"):
            self.assertEqual(200, self.service.raw(
                request(GOOD, Host=host)).status)
        for origin in ("null", "http://localhost", "https://evil.example"):
            self.refused(403, "browser", request(GOOD, Origin=origin))
        preflight = request(b"", "OPTIONS", Origin="https://evil.example",
                            Access_Control_Request_Method="POST")
        answer = self.service.raw(preflight, "OPTIONS", "/healthz")
        self.assertNotIn("access-control-allow-origin", answer.headers)
        self.refused(400, "http_malformed", request(GOOD, Host=None))

    def test_heads(self):
        good = request(GOOD)
        for data in (b"\x16\x03\x01\x02\x00\x01\x00", b"\r\n" + good, b"\0",
                     good.replace(b"POST", b"post"),
                     good.replace(b"POST", b"BREW"),
                     good.replace(b"HTTP/1.1", b"HTTP/2.0"),
                     good.replace(b"HTTP/1.1", b"HTTP/0.9"),
                     good.replace(b" HTTP/1.1", b""),
                     good.replace(b"Host", b"Ho st"),
                     good.replace(b"Host:", b"Host"),
                     good.replace(b"Host:", b":"),
                     good.replace(b"localhost", b"local\x01host"),
                     good.replace(b"localhost", b"localhost\r\n folded"),
                     good.replace(b"localhost", b"localhost\nX: y"),
                     good.replace(b"Host:", b"Host: localhost\r\nHost:"),
                     good.replace(b"Length: ", b"Length: -"),
                     good.replace(b"Length: ", b"Length: +"),
                     good.replace(b"Length: ", b"Length: 1\r\nContent-Length: "),
                     request(GOOD, Transfer_Encoding="chunked")):
            with self.subTest(data=data[:60]):
                self.refused(400, "http_malformed", data)
        self.refused(431, "head_too_large", request(GOOD, X="y" * 2500),
                     "--max-head")
        self.refused(431, "head_too_large", b"GET /" + b"x" * 70000,
                     "--max-head")
        many = {f"X{i}": "y" for i in range(10)}
        self.refused(431, "head_too_large", request(GOOD, **many),
                     "--max-headers")
        self.refused(501, "transfer_encoding",
                     request(b"", Transfer_Encoding="gzip, chunked",
                             Content_Length=None))
        self.refused(417, "expectation", request(GOOD, Expect="tea"))
        self.refused(411, "length_required", request(b"", Content_Length=None))

    def test_bodies(self):
        large = json.dumps({"article": {"text": "x" * 66000}}).encode()
        self.refused(413, "body_too_large", request(large), "--max-body",
                     "65536")
        # Told by the head alone.
        self.refused(413, "body_too_large",
                     request(b"", Content_Length=10 ** 30), "--max-body")
        chunked = request(b"", Transfer_Encoding="chunked", Content_Length=None)
        body = json.dumps(GOOD).encode()
        pieces = [body[i:i + 7] for i in range(0, len(body), 7)]
        good = chunked + b"".join(b"%x;a=b\r\n%s\r\n" % (len(p), p)
                                  for p in pieces) + b"0\r\n\r\n"
        self.assertEqual(200, self.service.raw(good).status)
        endless = chunked + b"ffff\r\n" + b"x" * 0xffff + b"\r\n"
        self.refused(413, "body_too_large", endless + endless[len(chunked):])
        # Weighs more than it holds.
        self.refused(413, "body_too_large",
                     chunked + (b"1;" + b"e" * 250 + b"\r\nx\r\n") * 2000)
        for bad in (b"x\r\n", b"\r\n", b"-1\r\n", b"1\nx", b"1\r\nxx\r\n",
                    b"f" * 17, b"0\r\nTrailer: x\r\n\r\n",
                    b"1;" + b"e" * 300, b"ffffffffffffffff\r\n"):
            with self.subTest(bad=bad[:20]):
                self.refused(400, "http_malformed", chunked + bad)

    def test_what_is_not_served_does_no_harm(self):
        """Ranges, compression, upgrades."""
        one = self.client(self.service)
        plain = one.post("/v1/query", GOOD)
        for headers in ({"Range": "bytes=0-1"}, {"Range": "bytes=0-0," * 100},
                        {"Accept-Encoding": "gzip, br"},
                        {"Upgrade": "h2c", "Connection": "Upgrade"},
                        {"X": "%0d%0aY: z%zz%"}):
            answer = self.service.raw(request(GOOD, **headers))
            self.assertEqual((200, plain.value), (answer.status, answer.value))
            self.assertNotIn("content-encoding", answer.headers)

    def test_expected_continue(self):
        head, body = request(GOOD, Expect="100-continue").split(b"\r\n\r\n")
        with self.service.connect() as client:
            client.sendall(head + b"\r\n\r\n")
            self.assertEqual(b"HTTP/1.1 100 Continue\r\n\r\n",
                             client.recv(25, socket.MSG_WAITALL))
            client.sendall(body)
            self.assertEqual(200, read_answer(client).status)
        with self.service.connect() as client:
            client.sendall(head.replace(b"Length: ", b"Length: 999999") +
                           b"\r\n\r\n")
            self.assert_refused(read_answer(client), 413, "body_too_large")

    def test_pipelined_and_cut(self):
        """Requests in one piece, and each byte alone, are the same."""
        data = request(GOOD) + request(b"", "GET", "/healthz") + request(b"{}")
        for size in (len(data), 1):
            with self.service.connect() as client:
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for i in range(0, len(data), size):
                    client.sendall(data[i:i + size])
                unread = Unread(client)
                self.assertEqual(200, read_answer(unread).status)
                self.assertEqual({"status": "ok"},
                                 read_answer(unread, "GET", "/healthz").value)
                self.assert_refused(read_answer(unread), 400, "field_missing")

    def test_old_clients_and_close(self):
        old = request(GOOD).replace(b"HTTP/1.1", b"HTTP/1.0")
        for data in (old, request(GOOD, Connection="x, Close")):
            with self.service.connect() as client:
                client.sendall(data)
                answer = read_answer(client)
                self.assertEqual((200, "close"),
                                 (answer.status, answer.headers["connection"]))
                self.assertEqual(b"", client.recv(1))


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
