"""The numbered steps of the crash suite: SQL statements, begins and commits, socket writes and reads.

A step is counted before and after each of them; at the chosen one the process kills itself as kill -9 would.
A place is what was about to happen or had happened, and which line of Khabar had asked for it.
"""

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from types import FrameType
from typing import Any

from httpcore._backends.anyio import AnyIOStream

from storage.backends import postgres, sqlite

_asker: ContextVar[str] = ContextVar("asker", default="")
"""Which line opened the transaction: BEGIN and COMMIT run in tasks of their own, without its stack."""


class Steps:
    """Counts steps; kills the process at *fatal*, or only counts where it is None."""

    def __init__(self, fatal: int | None) -> None:
        self.fatal = fatal
        self.count = 0
        self.told: int | None = None
        """Where the place of death is written to."""

    def at(self, what: str) -> None:
        """One step."""
        self.count += 1
        if self.count == self.fatal:
            if self.told is not None:
                os.write(self.told, f"{what} @ {_asked_by()}".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Count the steps of this process from now on."""
        for connection in (sqlite.SqliteConnection, postgres.PostgresConnection):
            self._wrap(connection, "_fetch", lambda args: str(args[1]))
            self._wrap(connection, "many", lambda args: str(args[1]))
        for store in (sqlite.SqliteStore, postgres.PostgresStore):
            _remember_asker(store, "write")
            _remember_asker(store, "read")
        for module in (sqlite, postgres):
            self._wrap(module, "_run", lambda args: str(args[1]).split()[0])
        self._wrap(AnyIOStream, "write", lambda _: "socket write")
        self._wrap(AnyIOStream, "read", lambda _: "socket read")

    def _wrap(self, owner: Any, name: str, label: Callable[[tuple[Any, ...]], str]) -> None:
        original: Callable[..., Awaitable[Any]] = getattr(owner, name)

        async def counted(*args: Any, **kwargs: Any) -> Any:
            what = label(args)
            if what == "PRAGMA":
                return await original(*args, **kwargs)
            self.at(f"before {what}")
            result = await original(*args, **kwargs)
            self.at(f"after {what}")
            return result

        setattr(owner, name, counted)


def _asked_by() -> str:
    """The nearest line of Khabar above the storage room; what a task was asked by is not on its stack."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - the documented way to look up the stack
    nearest = ""
    while frame is not None:
        file = frame.f_code.co_filename
        if "/bot/" in file:
            return f"{file.rpartition('/')[2]}:{frame.f_lineno}"
        if not nearest and "/storage/repositories/" in file:
            nearest = f"{file.rpartition('/')[2]}:{frame.f_lineno}"
        frame = frame.f_back
    return nearest or _asker.get()


def _remember_asker(store: Any, name: str) -> None:
    original = getattr(store, name)

    def opened(*args: Any) -> Any:
        _asker.set(_asked_by())
        return original(*args)

    setattr(store, name, opened)
