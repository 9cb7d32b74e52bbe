# SPDX-License-Identifier: Apache-2.0
"""Runs of the program in which system calls fail.

A Fault says which call of which kind does what. The program runs with the
library of tests/faults preloaded, whose path is in NUSKHA_FAULTS (empty: this
build cannot have it, and FAULTS_MISSING says why).
"""
import dataclasses
import errno
import json
import os
import struct
import subprocess

from program import PROGRAM, Answer

LIBRARY = os.environ.get("NUSKHA_FAULTS", "")
FAULTS_MISSING = (
    "" if LIBRARY else "failing calls need x86-64 Linux and a build without "
    "sanitizers, whose own calls would end the run when they fail")
# In the order of the library's counters.
KINDS = ("open", "read", "write", "fsync", "rename", "mmap", "memory", "stat")
# More than any run here takes, also on a busy machine: then it hangs.
HANGS = 120

SHORT = 0  # the call moves one byte
KILL = -1  # the process is killed in its place
NO_FILTER = 99  # how the library ends a process that it cannot serve


@dataclasses.dataclass(frozen=True)
class Fault:
    kind: str
    at: int  # the N-th call of that kind, from 1; 0: none
    ever: bool = False  # and all behind it
    error: int = errno.EIO  # or SHORT or KILL

    def __str__(self):
        what = {SHORT: "is short", KILL: "kills"}.get(
            self.error, errno.errorcode.get(self.error))
        return (f"{self.kind} {self.at}{' and all later' if self.ever else ''}"
                f" {what}")


def usual_error(kind):
    """What such a call fails with on a machine in trouble."""
    return {"write": errno.ENOSPC, "mmap": errno.ENOMEM,
            "memory": errno.ENOMEM}.get(kind, errno.EIO)


def run_with(fault, arguments, stdin, folder, counts):
    """Runs the program in `folder`; its answer and the calls by kind, which
    also come when it was killed. `counts`: path of a file to use."""
    with open(counts, "wb") as file:
        file.write(bytes(64))
    environment = {
        **os.environ, "LD_PRELOAD": LIBRARY, "FAULT_COUNTS": str(counts),
        "FAULT_KIND": fault.kind, "FAULT_AT": str(fault.at),
        "FAULT_EVER": str(int(fault.ever)), "FAULT_ERRNO": str(fault.error)}
    done = subprocess.run([PROGRAM, *arguments], input=stdin, cwd=folder,
                          env=environment, capture_output=True, check=False,
                          timeout=HANGS)
    with open(counts, "rb") as file:
        return Answer(done), dict(zip(KINDS, struct.unpack("8Q", file.read())))


def comparable(name, data):
    """The bytes of an output; of statistics what is no time or memory."""
    if "stats" not in name:
        return data
    stats = json.loads(data)
    for key in ("stages", "peak_memory_bytes"):
        del stats[key]
    return stats
