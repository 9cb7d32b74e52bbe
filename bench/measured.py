"""Runs one command and prints its cost as JSON; as small a process as can be.

usage: python3 -I -S measured.py LOG COMMAND...

The system counts the memory of whoever starts a process as the process's own, so a script that holds much cannot
measure memory itself. Output of the command goes to LOG.
"""
import os
import sys
import time


def main():
    log, *command = sys.argv[1:]
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(file, 1)
        os.dup2(file, 2)
        try:
            os.execvp(command[0], command)
        finally:
            os._exit(127)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    print(f'{{"exit": {os.waitstatus_to_exitcode(status)}, "cpu": {usage.ru_utime + usage.ru_stime:.6f}, '
          f'"wall": {wall:.6f}, "peak_bytes": {usage.ru_maxrss * 1024}}}')


main()
