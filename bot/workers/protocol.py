"""What goes over the pipe between the bot and a worker: a length, then a pickle; and what may go wrong.

Both ends are ours and the pipe is private, so pickle is no door to the outside.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

HEADER: Final = struct.Struct(">Q")
MAX_MESSAGE: Final = 256 * 1_048_576


R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Generic[R]):
    """What a worker is to do, and what it may take: seconds of processor time, bytes beyond what it holds."""

    function: Callable[..., R]
    arguments: tuple[object, ...]
    cpu_s: int
    memory_bytes: int | None = None


class WorkerError(Exception):
    """A function did not come back with a result."""


class WorkerTimeoutError(WorkerError):
    """It took longer than allowed; its process was killed."""


class WorkerDiedError(WorkerError):
    """Its process ended under it: too much memory or processor time, or a crash."""


class WorkerTaskError(WorkerError):
    """It raised; the text is the traceback of the worker."""
