"""SQLite behind the Store port: one writer, a lock and BEGIN IMMEDIATE; readers beside it in WAL mode.

All writes and all checkpoints run on one connection: SQLite 3.7.0–3.51.2 can lose a commit when two
connections reset the WAL at once (sqlite.org/wal.html#walresetbug), and the standard library may carry one.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import aiosqlite

from storage.backends.binding import Bound, bind, in_columns, in_rows, positional
from storage.backends.shielding import finish
from storage.connection import Belt, Row, Value
from storage.errors import StorageError, StoreBusyError, StoreDamagedError
from storage.sql import queries
from storage.store import Bells, Transaction

READERS = 3
BUSY_TIMEOUT_MS = 5_000
LOCK_TIMEOUT_S = 60.0
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -12000",
)
_END = "ROLLBACK"


def translate(error: sqlite3.Error) -> StorageError:
    """Our error for *error*."""
    message = str(error)
    if "locked" in message or "busy" in message:
        return StoreBusyError(message)
    if isinstance(error, sqlite3.DatabaseError) and ("malformed" in message or "not a database" in message):
        return StoreDamagedError(message)
    return StorageError(message)


class SnapshotConnection(sqlite3.Connection):
    """A reader's: its snapshot begins with its first query, in the same hand-over to the thread."""

    def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """See sqlite3."""
        if statement == _END and not self.in_transaction:
            return self.cursor()
        if not self.in_transaction and not statement.startswith("PRAGMA"):
            super().execute("BEGIN")
        return super().execute(statement, parameters)


class SqliteConnection:
    """One transaction on one aiosqlite connection."""

    __slots__ = ("_database", "_queries", "rung")

    def __init__(self, database: aiosqlite.Connection) -> None:
        self._database = database
        self._queries = queries("sqlite")
        self.rung: set[Belt] = set()

    async def one(self, query: str, /, **params: Value) -> Row | None:
        """See Connection."""
        rows = await self._fetch(query, params)
        return rows[0] if rows else None

    async def all(self, query: str, /, **params: Value) -> Sequence[Row]:
        """See Connection."""
        return await self._fetch(query, params)

    async def many(self, query: str, rows: Sequence[Mapping[str, Value]], /) -> None:
        """See Connection."""
        statement, names = positional(self._queries[query])
        await self._execute_many(statement, in_columns(rows, names))

    async def columns(self, query: str, columns: Mapping[str, Sequence[Value]], /) -> None:
        """See Connection."""
        statement, names = positional(self._queries[query])
        await self._execute_many(statement, in_rows([columns[name] for name in names]))

    async def pairs(self, query: str, /, **params: Value) -> dict[Any, Any]:
        """See Connection."""
        return dict(await self._found(query, params))  # type: ignore[arg-type] # a row of two is a pair

    def ring(self, belt: Belt) -> None:
        """See Connection."""
        self.rung.add(belt)

    async def _execute_many(self, statement: str, rows: Sequence[tuple[Bound, ...]]) -> None:
        try:
            async with self._database.executemany(statement, rows):
                pass
        except sqlite3.Error as error:
            raise translate(error) from error

    async def _found(self, query: str, params: Mapping[str, Value]) -> list[sqlite3.Row]:
        bound = {name: bind(value) for name, value in params.items()}
        try:
            # One hand-over to the connection's thread; execute, fetch and close would be three.
            return list(await self._database.execute_fetchall(self._queries[query], bound))
        except sqlite3.Error as error:
            raise translate(error) from error

    async def _fetch(self, query: str, params: Mapping[str, Value]) -> list[dict[str, Any]]:
        found = await self._found(query, params)
        if not found:
            return []
        columns = found[0].keys()
        rows = [dict(zip(columns, row, strict=True)) for row in found]
        for moment in [column for column in columns if column.endswith("_at")]:
            for row in rows:
                if row[moment] is not None:
                    row[moment] = datetime.fromisoformat(row[moment])
        return rows


class SqliteStore:
    """The archive in one SQLite file."""

    def __init__(self, writer: aiosqlite.Connection, readers: Sequence[aiosqlite.Connection]) -> None:
        self._writer = writer
        self._lock = asyncio.Lock()
        self._readers = readers
        for connection in (writer, *readers):
            connection.row_factory = sqlite3.Row
        # The last one used is the first to be used again: what it has in its cache is what is asked for.
        self._idle: asyncio.LifoQueue[tuple[aiosqlite.Connection, asyncio.Task[None] | None]]
        self._idle = asyncio.LifoQueue()
        for reader in readers:
            self._idle.put_nowait((reader, None))
        self._bells = Bells()

    @property
    def bells(self) -> Bells:
        """See Store."""
        return self._bells

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """See Store."""
        try:
            async with asyncio.timeout(LOCK_TIMEOUT_S):
                await self._lock.acquire()
        except TimeoutError as error:
            raise StoreBusyError(f"the writer was taken for {LOCK_TIMEOUT_S:.0f} s") from error
        try:
            connection = SqliteConnection(self._writer)
            try:
                await finish(_run(self._writer, "BEGIN IMMEDIATE"))
                yield Transaction(connection)
                await finish(_run(self._writer, "COMMIT"))
            except BaseException:
                await finish(self._roll_back())
                raise
        finally:
            self._lock.release()
        for belt in connection.rung:
            self._bells.ring(belt)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """See Store."""
        reader, ending = await self._idle.get()
        try:
            if ending is not None:
                await asyncio.shield(ending)
            yield Transaction(SqliteConnection(reader))
        finally:
            # Nobody has to wait for the end of his own snapshot: the next one to use the reader does.
            self._idle.put_nowait((reader, asyncio.create_task(_run(reader, _END))))

    async def close(self) -> None:
        """See Store. The readers go first: the last connection to close checkpoints the WAL."""
        for _ in self._readers:
            reader, ending = await self._idle.get()
            if ending is not None:
                await ending
            await reader.close()
        async with self._lock:
            await self._writer.close()

    async def _roll_back(self) -> None:
        if self._writer.in_transaction:
            await _run(self._writer, "ROLLBACK")


async def _run(database: aiosqlite.Connection, statement: str) -> None:
    try:
        await database.execute_fetchall(statement)
    except sqlite3.Error as error:
        raise translate(error) from error


async def connect(path: Path) -> aiosqlite.Connection:
    """The writer: WAL, every commit on the disk before it is believed.

    Pages of 8 KiB: an article is 2 KiB, and a fifth of its writing was the turning of small pages. It holds
    for new files; one that has its pages keeps them.
    """
    try:
        database = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
    except sqlite3.Error as error:
        raise StorageError(f"{path}: {error}") from error
    try:
        modes = ("PRAGMA page_size = 8192", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")
        for pragma in (*_PRAGMAS, *modes):
            await _run(database, pragma)
        await _run(database, "PRAGMA journal_size_limit = 67108864")
    except BaseException:
        await database.close()
        raise
    return database


async def open_sqlite(writer: aiosqlite.Connection, path: Path) -> SqliteStore:
    """The store around an open, migrated *writer*; the readers can neither write nor checkpoint."""
    readers = []
    for _ in range(READERS):
        reader = await aiosqlite.connect(
            path, isolation_level=None, cached_statements=512, factory=SnapshotConnection
        )
        for pragma in (*_PRAGMAS, "PRAGMA query_only = ON", "PRAGMA wal_autocheckpoint = 0"):
            await _run(reader, pragma)
        readers.append(reader)
    return SqliteStore(writer, readers)
