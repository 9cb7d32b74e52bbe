# SPDX-License-Identifier: Apache-2.0
"""nuskha serve: HTTP as it should not be, and the corners of HTTP that are
served; every error with its code, and which ones end the connection.
"""
import json
import os
import socket
import unittest

from program import article
from service import ServiceTest, Unread, read_answer, request

A = article("a", 120)
GOOD = {"article": {"text": A}}


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
        for data in (b"\x16\x03\x01\x02\x00\x01\x00", b"\r\n" * 5 + good,
                     b"\0", b"\n" + good, good.replace(b"POST", b"post"),
                     good.replace(b"localhost", b"127.0.0.1%00.evil.example"),
                     good.replace(b"localhost", b"%6cocalhost"),
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
        for method in ("BREW", "PROPFIND", "Post", "PRI"):
            self.refused(501, "method_unknown", request(GOOD, method),
                         method=method)
            self.refused(501, "method_unknown",
                         request(b"", method, "/healthz"), method=method,
                         path="/healthz")
        self.refused(417, "expectation", request(GOOD, Expect="tea"))
        self.refused(411, "length_required", request(b"", Content_Length=None))

    def test_headers_are_judged_as_sent(self):
        self.refused(415, "content_type",
                     request(GOOD, Content_Type="application%2Fjson"))
        self.refused(403, "browser", request(GOOD, Origin="%20"))
        token = "0123456789abcdefXYZ-._~+/="
        path = self.write("token", token.encode())
        os.chmod(path, 0o600)
        service = self.start("--token-file", path)
        for given, status in ((token, 200), ("%30" + token[1:], 401),
                              (token.replace("/", "%2F"), 401),
                              ("%u0030" + token[1:], 401)):
            answer = service.raw(request(GOOD, Authorization=f"Bearer {given}"))
            self.assertEqual(status, answer.status, given)

    def test_query_strings(self):
        one = self.client(self.service)
        for path in ("/v1/query", "/v1/compare"):
            data = request(GOOD, path=f"{path}?passages=true")
            self.refused(400, "query_string", data, "body")
        self.refused(400, "query_string", request(GOOD, path="/v1/query?"))
        self.refused(400, "query_string",
                     request(b"", "GET", "/v1/stats?x=1"), method="GET",
                     path="/v1/stats")
        for path in ("/healthz", "/metrics"):
            data = request(b"", "GET", path + "?probe=1")
            self.assertEqual(200, self.service.raw(data, "GET", path).status)
        self.assertEqual("new", one.query(A)["status"])

    def test_absolute_targets(self):
        for host in ("127.0.0.1", f"localhost:{self.service.port}", "[::1]"):
            data = request(b"", "GET", f"http://{host}/healthz",
                           Host="proxy.example")
            self.assertEqual(200, self.service.raw(data, "GET",
                                                   "/healthz").status)
        self.assertEqual(200, self.service.raw(
            request(GOOD, path="HTTP://localhost/v1/query")).status)
        for host in ("evil.example", "localhost.evil.example:80", "10.0.0.1"):
            self.refused(403, "foreign_host",
                         request(GOOD, path=f"http://{host}/v1/query"))
        for host in ("", "u@localhost", "%6cocalhost"):
            self.refused(400, "http_malformed",
                         request(GOOD, path=f"http://{host}/v1/query"))
        for target in ("https://localhost/healthz", "http://localhost",
                       "http://localhost/http://localhost/healthz"):
            self.refused(404, "path", request(b"", "GET", target),
                         method="GET", path="/")

    def test_empty_lines_between_requests(self):
        """RFC 9112, 2.2. They are no part of a request: nobody waits for its
        end."""
        service = self.start("--request-timeout", "1h")
        with service.connect() as client, service.connect() as idle:
            unread = Unread(client)
            idle.sendall(b"\r\n\r\n\r")
            for lines in (b"", b"\r\n", b"\r\n\r\n"):
                client.sendall(lines + request(GOOD) + b"\r\n")
                self.assertEqual(200, read_answer(unread).status)
            self.assertEqual(0, service.stop()[0])
            self.assertEqual((b"", b""), (unread.read(), idle.recv(1)))

    def test_which_errors_end_the_connection(self):
        chunked = {"Transfer_Encoding": "chunked", "Content_Length": None}
        ends = [request(GOOD, Host=None), request(GOOD, Host=""),
                request(GOOD, Host="a\r\nHost: b"), request(GOOD, "BREW"),
                request(b"", Content_Length=None), request(GOOD, Expect="x"),
                request(b"", Content_Length=1 << 40), request(b"x", **chunked),
                request(b"", Transfer_Encoding="gzip"),
                request(GOOD, X="y" * 2500)]
        for data in ends:
            with self.subTest(data=data[:80]), self.service.connect() as client:
                client.sendall(data)
                answer = read_answer(client)
                self.assertEqual("close", answer.headers.get("connection"))
                self.assertEqual(b"", client.recv(1))
        stays = [request(GOOD, Host="evil.example"), request(b"{"),
                 request(GOOD, Origin="x"), request(GOOD, Content_Type="x"),
                 request(GOOD, path="/v1/query?x"),
                 request(GOOD, path="/v1/update")]
        with self.service.connect() as client:
            unread = Unread(client)
            for data in stays:
                path = data.split()[1].split(b"?")[0].decode()
                client.sendall(data)
                answer = read_answer(unread, path=path)
                self.assertGreaterEqual(answer.status, 400)
                self.assertNotIn("connection", answer.headers)
            client.sendall(request(GOOD))
            self.assertEqual(200, read_answer(unread).status)

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
        with self.service.connect() as client:
            unread = Unread(client)
            client.sendall((good[:-2] + b"X: 1\r\nDigest: a=b\r\n\r\n") * 2)
            for _ in range(2):
                self.assertEqual(200, read_answer(unread).status)
        for bad, part in ((b"X: 1\r\n" * 13, "--max-headers"),
                          (b"X: " + b"y" * 2500 + b"\r\n", "--max-head")):
            self.refused(431, "head_too_large", good[:-2] + bad + b"\r\n", part)
        endless = chunked + b"ffff\r\n" + b"x" * 0xffff + b"\r\n"
        self.refused(413, "body_too_large", endless + endless[len(chunked):])
        # Weighs more than it holds.
        self.refused(413, "body_too_large",
                     chunked + (b"1;" + b"e" * 250 + b"\r\nx\r\n") * 2000)
        for bad in (b"x\r\n", b"\r\n", b"-1\r\n", b"1\nx", b"1\r\nxx\r\n",
                    b"f" * 17, b"0\r\nTrailer x\r\n\r\n",
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


if __name__ == "__main__":
    unittest.main()
