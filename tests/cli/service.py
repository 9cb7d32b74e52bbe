# SPDX-License-Identifier: Apache-2.0
"""What the tests of `nuskha serve` share: a service that runs, and a client
that holds every answer against /openapi.json.

A request that was served must be valid by the description, one that was refused
for a field must not be; an answer must be of a status that its path lists, with
a body and headers as described there.
"""
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess

import jsonschema

from program import PROGRAM, ROOT, TIMEOUT, ProgramTest

OPENAPI = json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))
COMPONENTS = OPENAPI["components"]
# Refused for what a body has, or has not.
FIELD_CODES = {"field_missing", "field_unknown", "field_type", "field_value",
               "json_type"}
JSON = {"Content-Type": "application/json"}


def validator(schema):
    return jsonschema.Draft202012Validator(
        {"components": COMPONENTS, **schema})


def described(method, path, status):
    """What is said of the answers `status` of a path; None: nothing is."""
    if path not in OPENAPI["paths"]:
        return COMPONENTS["responses"]["NotFound"] if status == 404 else None
    operation = OPENAPI["paths"][path].get(method.lower())
    if operation is None:  # a method that the path has not
        name = {401: "Token", 403: "Forbidden", 405: "Method",
                501: "NotImplemented"}.get(status)
        return COMPONENTS["responses"].get(name)
    said = operation["responses"].get(str(status))
    if said is None or "$ref" not in said:
        return said
    return COMPONENTS["responses"][said["$ref"].rsplit("/", 1)[1]]


def check_answer(method, path, status, headers, body):
    said = described(method, path, status)
    if said is None:
        raise AssertionError(f"{method} {path}: {status} is not described")
    for name, header in said.get("headers", {}).items():
        if header.get("required") and name.lower() not in headers:
            raise AssertionError(f"{status} without {name}: {headers}")
    if method == "HEAD":
        return None
    (media, content), = said["content"].items()
    if not headers["content-type"].startswith(media):
        raise AssertionError(f"{headers['content-type']} is no {media}")
    value = json.loads(body) if media == "application/json" else \
        body.decode("utf-8")
    validator(content["schema"]).validate(value)
    return value


def read_as_service(body):
    """JSON, with what the service repairs."""
    return json.loads(body.decode("utf-8-sig", "replace"), strict=False,
                      parse_constant=lambda _: None)


def check_request(path, body, status, value):
    """What the service thinks of a body is what the description says."""
    code = value["error"]["code"] if status >= 400 else None
    if status != 200 and code not in FIELD_CODES:
        return
    schema = OPENAPI["paths"][path]["post"]["requestBody"]["content"][
        "application/json"]["schema"]
    wrong = jsonschema.exceptions.best_match(
        validator(schema).iter_errors(read_as_service(body)))
    if (wrong is None) != (status == 200):
        raise AssertionError(f"{path} {body[:500]}: answered {value}, "
                             f"described: {wrong}")


class Answer:
    def __init__(self, status, headers, body, value):
        self.status = status
        self.headers = headers
        self.body = body
        self.value = value

    @property
    def code(self):
        return self.value["error"]["code"] if self.status >= 400 else None

    @property
    def message(self):
        return self.value["error"]["message"]


class Client:
    """One connection; asks as a crawler would."""

    def __init__(self, service, token=None):
        self.http = http.client.HTTPConnection("127.0.0.1", service.port,
                                               timeout=TIMEOUT)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def send(self, method, path, body=None, **headers):
        given = {**self.headers,
                 **{k.replace("_", "-"): v for k, v in headers.items()}}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode("utf-8")
        if body is not None and "Content-Type" not in given:
            given.update(JSON)
        self.http.request(method, path, body, given)
        reply = self.http.getresponse()
        data = reply.read()
        found = {k.lower(): v for k, v in reply.getheaders()}
        value = check_answer(method, path, reply.status, found, data)
        if method == "POST" and path in OPENAPI["paths"] and body:
            check_request(path, body, reply.status, value)
        return Answer(reply.status, found, data, value)

    def get(self, path, **headers):
        return self.send("GET", path, **headers)

    def post(self, path, body, **headers):
        return self.send("POST", path, body, **headers)

    def query(self, text, ident=None, **fields):
        article = {"text": text, **({"id": ident} if ident else {})}
        return self.post("/v1/query", {"article": article, **fields}).value

    def add(self, ident, text):
        answer = self.post("/v1/check-and-add",
                           {"article": {"id": ident, "text": text}})
        return answer.value["status"]

    def close(self):
        self.http.close()


class Service:
    """`nuskha serve`, listening; `command` in place of the program alone."""

    def __init__(self, index, *flags, listen="127.0.0.1:0",
                 command=(PROGRAM,), **options):
        self.process = subprocess.Popen(
            [*command, "serve", index, "--listen", listen, *flags],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        line = self.process.stdout.readline().decode("utf-8")
        found = re.fullmatch(r"listening on http://(.*):(\d+)\n", line)
        if found is None:
            raise AssertionError(f"{line!r} {self.process.stderr.read()}")
        self.host, self.port = found[1], int(found[2])

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), TIMEOUT)

    def raw(self, data, method="POST", path="/v1/query"):
        """Bytes as they are; the one answer to them, to the end of it."""
        with self.connect() as client:
            with contextlib.suppress(ConnectionError):
                client.sendall(data)
            return read_answer(client, method, path)

    def stop(self, number=signal.SIGTERM):
        """Exit code and messages."""
        self.process.send_signal(number)
        return self.end()

    def end(self):
        message = self.process.communicate(timeout=TIMEOUT)[1].decode("utf-8")
        return self.process.returncode, message


class Unread:
    """Of a socket with several answers: what http.client reads ahead of one
    stays for the next."""

    def __init__(self, client):
        self.file = client.makefile("rb")

    def makefile(self, _mode):
        return self

    def close(self):
        pass

    def __getattr__(self, name):
        return getattr(self.file, name)


def read_answer(client, method="POST", path="/v1/query"):
    reply = http.client.HTTPResponse(client, method=method)
    reply.begin()
    data = reply.read()
    headers = {k.lower(): v for k, v in reply.getheaders()}
    value = check_answer(method, path, reply.status, headers, data)
    return Answer(reply.status, headers, data, value)


def request(body, method="POST", path="/v1/query", **headers):
    """The bytes of a request."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode("utf-8")
    given = {"Host": "localhost", **JSON, "Content-Length": len(body),
             **{k.replace("_", "-"): v for k, v in headers.items()}}
    lines = [f"{method} {path} HTTP/1.1"]
    lines += [f"{k}: {v}" for k, v in given.items() if v is not None]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


class ServiceTest(ProgramTest):
    """Cases that start services over an index of their own."""

    def setUp(self):
        super().setUp()
        self.index = self.path("seen.index")
        self.check(0, "index", "create", self.index, "--seed", "public")

    def start(self, *flags, **options):
        service = Service(options.pop("index", self.index), *flags, **options)
        self.addCleanup(self.end, service)
        return service

    @staticmethod
    def end(service):
        if service.process.poll() is None:
            os.kill(service.process.pid, signal.SIGKILL)
        service.process.wait(TIMEOUT)
        service.process.stdout.close()
        service.process.stderr.close()

    def client(self, service, **options):
        client = Client(service, **options)
        self.addCleanup(client.close)
        return client

    def exported(self):
        rows = self.check(0, "index", "export", self.index, "-q").rows()
        return [row["id"] for row in rows]

    def assert_refused(self, answer, status, code, *parts):
        self.assertEqual((status, code), (answer.status, answer.code),
                         answer.value)
        for part in parts:
            self.assertIn(part, answer.message)
