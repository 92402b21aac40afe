"""Copy an archive whole, or not at all; for commands, which have no event loop to keep free."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from storage.errors import StorageError
from storage.opening import open_store, sqlite_path
from storage.transfer.sqlite_file import SqliteSink, SqliteSource, save
from storage.transfer.tables import Sink, Source, Table, tables

Progress = Callable[[str, int], None]
"""Told each table as it is done, with its rows."""

_MADE_BY_MIGRATIONS = frozenset({"search_state"})


class NotEmptyError(StorageError):
    """The database that was to be filled holds an archive already."""


def copy_archive(url: str, to: str, *, base: Path = Path(), progress: Progress | None = None) -> int:
    """Copy everything at *url* into the empty database at *to*; the number of rows.

    Both are migrated to this version's schema first. *to* is filled in one transaction: a copy that is cut
    off leaves it empty. No bot may be writing either.

    Raises:
        NotEmptyError: there is an archive at *to* already.
        StorageError: either cannot be opened, or does not hold together.
    """
    for each in (url, to):
        asyncio.run(_migrate(each, base))
    copied = 0
    with _source(url, base) as source, _sink(to, base) as sink:
        for table in tables():
            if table.name not in _MADE_BY_MIGRATIONS and sink.count(table):
                raise NotEmptyError("the database to be filled holds an archive already; name an empty one")
        for table in tables():
            copied += _copy(table, source, sink, progress)
    return copied


async def _migrate(url: str, base: Path) -> None:
    await (await open_store(url, base=base)).close()


def _copy(table: Table, source: Source, sink: Sink, progress: Progress | None) -> int:
    sink.clear(table)
    sink.fill(table, source.batches(table))
    count = source.count(table)
    if sink.count(table) != count:
        raise StorageError(f"{table.name} did not arrive whole")
    if progress is not None:
        progress(table.name, count)
    return count


def save_copy(url: str, file: Path, *, base: Path = Path(), progress: Progress | None = None) -> None:
    """A copy of the archive at *url* in the new SQLite *file*, also while a bot is at work on it.

    The file appears whole or not at all.

    Raises:
        NotEmptyError: *file* is there already.
        StorageError: the archive is damaged or cannot be read, or *file* cannot be written.
    """
    if file.exists():
        raise NotEmptyError(f"{file} is there already; name a new file")
    draft = file.with_name(f".{file.name}.part")
    draft.unlink(missing_ok=True)
    try:
        if urlsplit(url).scheme == "sqlite":
            path = sqlite_path(url, base=base)
            if not path.exists():
                raise StorageError(f"there is no archive at {path}")
            save(path, draft)
        else:
            copy_archive(url, f"sqlite:///{draft.resolve()}", progress=progress)
        _make_durable(draft, file)
    finally:
        for left in (draft, draft.with_name(f"{draft.name}-wal"), draft.with_name(f"{draft.name}-shm")):
            left.unlink(missing_ok=True)


def _make_durable(draft: Path, file: Path) -> None:
    descriptor = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _source(url: str, base: Path) -> Source:
    if urlsplit(url).scheme == "sqlite":
        return SqliteSource(sqlite_path(url, base=base))
    from storage.transfer.postgres_database import PostgresSource  # noqa: PLC0415 - see storage.opening

    return PostgresSource(url)


def _sink(url: str, base: Path) -> Sink:
    if urlsplit(url).scheme == "sqlite":
        return SqliteSink(sqlite_path(url, base=base))
    from storage.transfer.postgres_database import PostgresSink  # noqa: PLC0415 - see storage.opening

    return PostgresSink(url)
