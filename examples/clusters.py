"""Which articles of a JSON Lines file are the same? With nothing but ctypes.

usage: clusters.py FILE

NUSKHA_LIBRARY names the library; without it libnuskha.so.1 is looked for where
the system keeps its libraries.
"""
import ctypes
import json
import os
import sys
from ctypes import POINTER, c_char_p, c_double, c_int32, c_size_t, c_uint32

nuskha = ctypes.CDLL(os.environ.get("NUSKHA_LIBRARY", "libnuskha.so.1"))


class Str(ctypes.Structure):
    """Bytes and their number; of() keeps the bytes alive."""
    _fields_ = [("ptr", c_char_p), ("len", c_size_t)]

    @classmethod
    def of(cls, text):
        bytes_ = text.encode("utf-8", "surrogatepass")
        return cls(bytes_, len(bytes_))


class Article(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("flags", c_uint32), ("title", Str),
                ("text", Str), ("source", Str), ("date", Str)]


class Cluster(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("original", c_uint32),
                ("member_count", c_uint32)]


class Member(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("document", c_uint32),
                ("relation", c_int32), ("reserved", c_uint32),
                ("jaccard", c_double), ("in_original", c_double)]


HANDLE = ctypes.c_void_p
nuskha.nuskha_last_error.restype = c_char_p
nuskha.nuskha_relation_name.restype = c_char_p
nuskha.nuskha_clusters_count.restype = c_size_t
nuskha.nuskha_clusters_count.argtypes = [HANDLE]
nuskha.nuskha_clusters_free.argtypes = [HANDLE]
nuskha.nuskha_detector_free.argtypes = [HANDLE]


def function(name, *argtypes):
    """A function that returns a status, as one that raises."""
    raw = nuskha[name]
    raw.restype, raw.argtypes = c_int32, argtypes

    def call(*arguments):
        if raw(*arguments) != 0:
            raise RuntimeError(nuskha.nuskha_last_error().decode())
    return call


create = function("nuskha_detector_create", HANDLE, POINTER(HANDLE))
add = function("nuskha_detector_add", HANDLE, POINTER(Article), HANDLE)
run = function("nuskha_detector_run", HANDLE)
cluster_all = function("nuskha_detector_clusters", HANDLE, Str,
                       POINTER(HANDLE))
get_cluster = function("nuskha_clusters_cluster", HANDLE, c_size_t,
                       POINTER(Cluster))
get_member = function("nuskha_clusters_member", HANDLE, c_size_t, c_size_t,
                      POINTER(Member))


def find_clusters(records):
    """Yields (number of the original, [(number of a member, relation)])."""
    detector, clusters = HANDLE(), HANDLE()
    try:
        create(None, detector)
        for record in records:
            add(detector, Article(
                struct_size=ctypes.sizeof(Article),
                **{name: Str.of(record.get(name) or "")
                   for name in ("title", "text", "source", "date")}), None)
        run(detector)
        cluster_all(detector, Str(), clusters)
        for i in range(nuskha.nuskha_clusters_count(clusters)):
            cluster = Cluster(struct_size=ctypes.sizeof(Cluster))
            get_cluster(clusters, i, cluster)
            members = []
            for j in range(cluster.member_count):
                member = Member(struct_size=ctypes.sizeof(Member))
                get_member(clusters, i, j, member)
                name = nuskha.nuskha_relation_name(member.relation).decode()
                members.append((member.document, name))
            yield cluster.original, members
    finally:
        nuskha.nuskha_clusters_free(clusters)
        nuskha.nuskha_detector_free(detector)


def main(file):
    with open(file, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    for original, members in find_clusters(records):
        print(records[original]["id"], *(f"{relation}:{records[number]['id']}"
                                         for number, relation in members))


if __name__ == "__main__":
    main(sys.argv[1])
