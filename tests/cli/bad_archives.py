# SPDX-License-Identifier: Apache-2.0
"""The WARC files and pages of bad_inputs.py."""
import gzip

from bad_inputs import Case, text

HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def page(number):
    paragraphs = "".join(f"<p>{text(f'{number} {i}', 40)}.</p>"
                         for i in range(4))
    return (f"<html><head><title>{text(number, 5)}</title></head><body>"
            f"<article>{paragraphs}</article></body></html>").encode()


def record(kind, block, length=None, number=0, fields=b""):
    return (b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: http://a.example/%d"
            b"\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n%sContent-Length: %d\r\n"
            b"\r\n" % (kind, number, fields,
                       len(block) if length is None else length) +
            block + b"\r\n\r\n")


def response(number, length=None, fields=b"", body=None):
    body = page(number) if body is None else body
    return record(b"response", HTTP + fields + b"\r\n" + body, length, number)


def ids(*numbers):
    return [f"http://a.example/{n}" for n in numbers]


def warc(name, bad, kept, **expected):
    """`bad` between two good records."""
    return Case(name + ".warc", response(1) + bad + response(9),
                ids(1, *kept, 9), **expected)


def archives():
    for name, length in {"short": 30, "shorter_than_header": 3, "long": 5000,
                         "longer": 10**8, "huge": 2**40,
                         "none": 0}.items():
        yield warc(f"length_{name}", response(5, length), [5],
                   damage={"warc_length"})
    for name, value in {"negative": b"-5", "word": b"many",
                        "over_64_bits": b"9" * 30, "empty": b""}.items():
        bad = response(5, 77777).replace(b"Length: 77777", b"Length: " + value)
        yield warc(f"length_{name}", bad, [5], damage={"warc_length"})
    yield warc("length_missing", response(5, 77777).replace(
        b"Content-Length: 77777\r\n", b""), [5], damage={"warc_length"})
    yield warc("header_of_100_kilobytes",
               record(b"response", HTTP, fields=b"X: " + b"y" * 10**5 + b"\r\n"),
               [], rejected={"warc_header": 1})
    yield warc("passed_over",
               record(b"warcinfo", b"a") + record(b"request", b"GET /") +
               record(b"metadata", b"a") + record(b"revisit", HTTP) +
               record(b"response", b"HTTP/1.1 404 Not\r\n\r\ngone"), [])
    yield warc("lf_only", response(5).replace(b"\r\n", b"\n", 6), [5])
    yield warc("gzip_body", response(5, None, b"Content-Encoding: gzip\r\n",
                                     gzip.compress(page(5), mtime=0)), [5])
    yield warc("gzip_body_cut", response(
        5, None, b"Content-Encoding: gzip\r\n",
        gzip.compress(page(5), mtime=0)[:200]), [], rejected={"http_body": 1})
    yield warc("gzip_body_bomb", response(
        5, None, b"Content-Encoding: gzip\r\n",
        gzip.compress(b" " * (80 << 20), mtime=0)), [],
               rejected={"expansion_limit": 1})
    yield warc("gzip_body_that_is_none",
               response(5, None, b"Content-Encoding: gzip\r\n"), [5])
    yield warc("brotli_body", response(5, None, b"Content-Encoding: br\r\n",
                                       b"\x1b\x03\x00"), [],
               rejected={"http_encoding": 1})
    yield warc("chunks_that_lie", response(
        5, None, b"Transfer-Encoding: chunked\r\n", b"ffffff\r\n<p>x"), [],
               rejected={"http_body": 1})
    yield warc("chunks_that_are_none",
               response(5, None, b"Transfer-Encoding: chunked\r\n"), [5])
    yield warc("http_header_without_end",
               record(b"response", b"HTTP/1.1 200 OK\r\nX: y"), [],
               rejected={"http_header": 1})
    yield Case("cut.warc", response(1) + response(2)[:-300], ids(1),
               {"warc_truncated": 1})
    yield Case("garbage_in_front.warc", response(1) + b"" + response(2),
               ids(1, 2))
    members = [gzip.compress(response(n), mtime=0) for n in (1, 2, 3)]
    yield Case("cut_member.warc.gz",
               members[0] + members[1][:60] + members[2], ids(1, 3),
               damage={"stream_corrupt"})
    yield Case("one_member.warc.gz",
               gzip.compress(b"".join(map(response, (1, 2))), mtime=0),
               ids(1, 2))
    deep = b"<html><body>" + b"<div>" * 10**5 + page(3)
    yield Case("deep.html", deep, ["deep.html"])
    yield Case("cut.html", page(4)[:-40], ["cut.html"])
    yield Case("only_tags.html", b"<html>" + b"<b>" * 10**6, [], passed=1)
