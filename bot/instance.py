"""Which process works on an archive: one bot a SQLite file, and who of several has died.

The lock is one that the kernel lets go of, however the process ends.
"""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SecondInstanceError(Exception):
    """Another bot already works on this archive; two would post everything twice."""

    exit_code = 75


@contextmanager
def only_instance(lock_file: Path) -> Iterator[None]:
    """Hold *lock_file* while the block runs; flock(2), so a kill -9 lets go of it too.

    Raises:
        SecondInstanceError: another process holds it.
    """
    descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            raise SecondInstanceError(
                f"another Khabar (process {holder or 'unknown'}) already works on this archive; "
                f"stop it first ({lock_file})"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def this_process() -> str:
    """Who we are, see process_name."""
    return process_name(os.getpid())


def process_name(number: int) -> str:
    """A process of this machine: host, number, and when it was started (numbers are used again)."""
    return f"{socket.gethostname()}:{number}:{_started(number)}"


def is_dead(process: str) -> bool:
    """True when *process* was one of this machine that is no more; False of other machines' processes."""
    host, _, rest = process.partition(":")
    number, _, started = rest.partition(":")
    if host != socket.gethostname() or not number.isdigit():
        return False
    return _started(int(number)) != started


def _started(number: int) -> str:
    """When a process was started, in the kernel's ticks since boot; empty when there is none."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
