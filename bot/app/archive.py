"""Open the archive that a configuration names; light enough to import for every command."""

import asyncio
import gc
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import uvloop

from bot.config.loading import Config
from storage.opening import look_at, open_store, sqlite_path
from storage.soundness import faults
from storage.store import Store

_YOUNG: Final = 10_000
"""Objects more than before until the garbage collector looks at them: a millisecond's work."""

T = TypeVar("T")


def run_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run *work* to its end on the event loop that the bot uses.

    What has been imported by now stays: the garbage collector, which would go through all of it again and
    again while the loop waits, leaves it alone. It looks at the rest less often than Python has it: a feed
    makes thousands of objects that go without its help, and its looking was a twentieth of a cold poll.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


@asynccontextmanager
async def open_archive(config: Config) -> AsyncIterator[Store]:
    """The archive that *config* names, migrated; closed at the end.

    Raises:
        StorageError: it cannot be opened.
    """
    store = await open_store(config.database_url.reveal(), base=config.folder)
    try:
        yield store
    finally:
        await store.close()


async def look_at_archive(config: Config) -> str:
    """What the database holds, in a sentence; nothing is changed.

    Raises:
        StorageError: it could not be opened, or not by this version.
    """
    return await look_at(config.database_url.reveal(), base=config.folder)


async def faults_of_archive(config: Config) -> Sequence[str]:
    """What is wrong with the database itself; empty: nothing was found.

    Raises:
        StorageError: it cannot be opened.
    """
    return await faults(config.database_url.reveal(), base=config.folder)


def archive_file(config: Config) -> Path | None:
    """The file of a SQLite archive; None where it is in PostgreSQL."""
    return file_at(config.database_url.reveal(), config.folder)


def file_at(url: str, folder: Path) -> Path | None:
    """The file of the SQLite archive at *url*, which may be relative to *folder*; None for PostgreSQL."""
    return sqlite_path(url, base=folder) if urlsplit(url).scheme == "sqlite" else None


def lock_of(file: Path) -> Path:
    """The lock that a bot holds while it works on the archive in *file*."""
    return file.with_name(f"{file.name}.lock")
