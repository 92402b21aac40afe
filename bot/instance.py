"""One bot per archive on a machine: a lock that the kernel lets go of, however the process ends."""

import fcntl
import os
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
