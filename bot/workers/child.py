"""The worker's side: read a task, run it within limits, write the result; ``python -m bot.workers.child``."""

import os
import pickle
import resource
import sys
import traceback
from typing import BinaryIO

from bot.workers.protocol import HEADER, MAX_MESSAGE, Task


def main(arguments: list[str]) -> int:
    """Serve tasks until the pipe closes. *arguments*: bytes of memory beyond the interpreter's own."""
    most = _taken() + int(arguments[0])
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    tasks, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not spoil the pipe
    while (message := _read(tasks)) is not None:
        task: Task[object] = pickle.loads(message)  # noqa: S301 - from our own parent, over a private pipe
        limit_cpu(task.cpu_s)
        limit_memory(task.memory_bytes, most)
        try:
            reply = pickle.dumps((True, task.function(*task.arguments)), protocol=pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            return 1  # what is left of this process is not to be trusted
        except Exception:  # noqa: BLE001 - whatever it was, the parent is told
            reply = pickle.dumps((False, traceback.format_exc(limit=20)))
        results.write(HEADER.pack(len(reply)) + reply)
        results.flush()
    return 0


def limit_memory(more: int | None, most: int) -> None:
    """Let the process grow by *more* bytes from here, and never beyond *most*."""
    allowed = most if more is None else min(_taken() + more, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, most))


def _taken() -> int:
    """Bytes of address space."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - before anything else is imported
        return int(statm.read().split()[0]) * resource.getpagesize()


def limit_cpu(seconds: int) -> None:
    """Let the process use *seconds* from here; the kernel ends it then."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _read(pipe: BinaryIO) -> bytes | None:
    header = pipe.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    if length > MAX_MESSAGE:
        return None
    message = pipe.read(length)
    return message if len(message) == length else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
