"""The index from Python, with nothing but ctypes and the shared library."""
import ctypes
import json
import os
import subprocess
import sys
import tempfile
import unittest

LIBRARY = ctypes.CDLL(os.environ["NUSKHA_LIBRARY"])
NEW, KNOWN, MATCH = 0, 1, 2
LOCKED, FORKED, CANCELLED = 8, 12, 14


class Str(ctypes.Structure):
    _fields_ = [("ptr", ctypes.c_char_p), ("len", ctypes.c_size_t)]

    @classmethod
    def of(cls, text):
        data = text.encode()
        return cls(data, len(data))

    def text(self):
        return ctypes.string_at(self.ptr, self.len).decode()


class Article(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32), ("flags", ctypes.c_uint32),
                *((name, Str) for name in
                  ("title", "text", "source", "date", "id", "url"))]


class Record(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32), ("words", ctypes.c_uint32),
                ("number", ctypes.c_uint64),
                *((name, Str) for name in
                  ("id", "url", "source", "date", "title"))]


VISITOR = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p,
                           ctypes.POINTER(Record))
POINTER = ctypes.c_void_p
for name, arguments in {
        "nuskha_index_create": [Str, POINTER],
        "nuskha_index_open": [Str, POINTER, ctypes.POINTER(POINTER)],
        "nuskha_index_free": [POINTER],
        "nuskha_index_check_and_add": [POINTER, ctypes.POINTER(Article),
                                       POINTER, ctypes.POINTER(POINTER)],
        "nuskha_index_export": [POINTER, VISITOR, POINTER],
        "nuskha_index_flush": [POINTER, ctypes.POINTER(ctypes.c_uint64)],
        "nuskha_answer_status": [POINTER],
        "nuskha_answer_match": [POINTER, ctypes.c_size_t,
                                ctypes.POINTER(ctypes.c_uint64),
                                ctypes.POINTER(Str), POINTER],
        "nuskha_answer_free": [POINTER]}.items():
    getattr(LIBRARY, name).argtypes = arguments
LIBRARY.nuskha_last_error.restype = ctypes.c_char_p
LIBRARY.nuskha_index_free.restype = None
LIBRARY.nuskha_answer_free.restype = None


class Failed(Exception):
    def __init__(self, status):
        super().__init__(LIBRARY.nuskha_last_error().decode())
        self.status = status


def call(name, *arguments):
    status = getattr(LIBRARY, name)(*arguments)
    if status:
        raise Failed(status)


class Index:
    def __init__(self, path):
        self.handle = POINTER()
        call("nuskha_index_open", Str.of(path), None, self.handle)

    def close(self):
        LIBRARY.nuskha_index_free(self.handle)

    def check_and_add(self, identity, text):
        """The status, and the id of the best match."""
        article = Article(struct_size=ctypes.sizeof(Article),
                          id=Str.of(identity), text=Str.of(text))
        answer, found = POINTER(), Str()
        call("nuskha_index_check_and_add", self.handle, article, None, answer)
        status = LIBRARY.nuskha_answer_status(answer)
        if status == MATCH:
            call("nuskha_answer_match", answer, 0, None, found, None)
        best = found.text() if found.len else None
        LIBRARY.nuskha_answer_free(answer)
        return status, best

    def ids(self, most=1000):
        ids = []

        def visit(_, record):
            ids.append(record.contents.id.text())
            return len(ids) >= most

        call("nuskha_index_export", self.handle, VISITOR(visit), None)
        return ids


def words(seed, count):
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    return " ".join("".join(letters[(seed * 7919 + i * 31 + k * (i + seed)) % 28]
                            for k in range(6)) for i in range(count))


class CtypesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = f"{folder.name}/seen.index"
        call("nuskha_index_create", Str.of(self.path), None)

    def open(self):
        index = Index(self.path)
        self.addCleanup(index.close)
        return index

    def test_articles_are_new_known_or_like_others(self):
        index = self.open()
        self.assertEqual(index.check_and_add("one", words(1, 80)), (NEW, None))
        self.assertEqual(index.check_and_add("one", words(1, 80)),
                         (KNOWN, None))
        self.assertEqual(index.check_and_add("two", words(1, 80) + " نهاية"),
                         (MATCH, "one"))
        self.assertEqual(index.ids(), ["one", "two"])
        with self.assertRaises(Failed) as stopped:
            index.ids(most=1)
        self.assertEqual(stopped.exception.status, CANCELLED)

    def test_what_a_killed_process_acknowledged_is_there(self):
        program = ("import json, os, signal, sys\n"
                   "from ctypes_test import Index, words\n"
                   "index = Index(sys.argv[1])\n"
                   "for i in range(20):\n"
                   "    index.check_and_add(str(i), words(i, 50))\n"
                   "    print(json.dumps(i), flush=True)\n"
                   "os.kill(os.getpid(), signal.SIGKILL)\n")
        done = subprocess.run([sys.executable, "-B", "-c", program, self.path],
                              stdout=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, -9)
        told = [str(json.loads(line)) for line in done.stdout.splitlines()]
        self.assertEqual(self.open().ids(), told)

    def test_a_second_writer_and_a_child_are_refused(self):
        index = self.open()
        with self.assertRaises(Failed) as locked:
            Index(self.path)
        self.assertEqual(locked.exception.status, LOCKED)
        self.assertIn(str(os.getpid()), str(locked.exception))
        child = os.fork()
        if child == 0:
            status = LIBRARY.nuskha_index_flush(index.handle, None)
            os._exit(status)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]),
                         FORKED)


if __name__ == "__main__":
    unittest.main()
