"""SQLite behind the Store port: one writer, a lock and BEGIN IMMEDIATE; readers beside it in WAL mode.

All writes and all checkpoints run on one connection: SQLite 3.7.0–3.51.2 can lose a commit when two
connections reset the WAL at once (sqlite.org/wal.html#walresetbug), and the standard library may carry one.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
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
_ROLLBACK = "ROLLBACK"


def translate(error: sqlite3.Error) -> StorageError:
    """Our error for *error*."""
    message = str(error)
    if "locked" in message or "busy" in message:
        return StoreBusyError(message)
    if isinstance(error, sqlite3.DatabaseError) and ("malformed" in message or "not a database" in message):
        return StoreDamagedError(message)
    return StorageError(message)


@dataclass(frozen=True, slots=True)
class Step:
    """A statement's part of a transaction: what is *bound* to it; *begins* on the first.

    Each hand-over between the loop and a connection's thread costs 0.1 ms of processor time, more than most
    statements: so beginning, running, fetching and closing are one.
    """

    bound: Mapping[str, Bound] | Sequence[tuple[Bound, ...]]
    begins: bool
    batch: bool = False
    plain: bool = False  # rows as tuples: nobody asks for their columns by name


class StepConnection(sqlite3.Connection):
    """Runs steps, which arrive as the parameters of a statement; whatever else arrives it runs as it is."""

    begin = "BEGIN IMMEDIATE"

    def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """See sqlite3."""
        if not isinstance(parameters, Step):
            if statement == _ROLLBACK and not self.in_transaction:
                return self.cursor()
            return super().execute(statement, parameters)
        if parameters.begins:
            super().execute(self.begin)
        elif not self.in_transaction:
            raise sqlite3.OperationalError("the transaction is over: an error has ended it")
        cursor = self.cursor()
        if parameters.plain:
            cursor.row_factory = None
        if parameters.batch:
            return cursor.executemany(statement, parameters.bound)
        return cursor.execute(statement, parameters.bound)


class SnapshotConnection(StepConnection):
    """A reader's: its snapshot begins with its first query."""

    begin = "BEGIN"


class SqliteConnection:
    """One transaction on one aiosqlite connection."""

    __slots__ = ("_database", "_queries", "begun", "rung")

    def __init__(self, database: aiosqlite.Connection) -> None:
        self._database = database
        self._queries = queries("sqlite")
        self.begun = False
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
        await self._run(statement, in_columns(rows, names), batch=True)

    async def columns(self, query: str, columns: Mapping[str, Sequence[Value]], /) -> None:
        """See Connection."""
        statement, names = positional(self._queries[query])
        await self._run(statement, in_rows([columns[name] for name in names]), batch=True)

    async def tuples(self, query: str, /, **params: Value) -> Sequence[tuple[Any, ...]]:
        """See Connection."""
        return await self._run(self._queries[query], _bound(params), plain=True)

    def ring(self, belt: Belt) -> None:
        """See Connection."""
        self.rung.add(belt)

    async def _run(
        self,
        statement: str,
        bound: Mapping[str, Bound] | Sequence[tuple[Bound, ...]],
        *,
        batch: bool = False,
        plain: bool = False,
    ) -> list[Any]:
        step = Step(bound, begins=not self.begun, batch=batch, plain=plain)
        self.begun = True
        try:
            return list(await self._database.execute_fetchall(statement, step))
        except sqlite3.Error as error:
            raise translate(error) from error

    async def _fetch(self, query: str, params: Mapping[str, Value]) -> list[dict[str, Any]]:
        found = await self._run(self._queries[query], _bound(params))
        if not found:
            return []
        columns = found[0].keys()
        rows = [dict(zip(columns, row, strict=True)) for row in found]
        for moment in [column for column in columns if column.endswith("_at")]:
            for row in rows:
                if row[moment] is not None:
                    row[moment] = datetime.fromisoformat(row[moment])
        return rows


def _bound(params: Mapping[str, Value]) -> Mapping[str, Bound]:
    return {name: bind(value) for name, value in params.items()}


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
                yield Transaction(connection)
                if connection.begun:
                    await finish(_run(self._writer, "COMMIT"))
            except BaseException:
                if connection.begun:
                    await finish(_run(self._writer, _ROLLBACK))
                raise
        finally:
            self._lock.release()
        for belt in connection.rung:
            self._bells.ring(belt)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """See Store."""
        reader, ending = await self._idle.get()
        connection = SqliteConnection(reader)
        try:
            if ending is not None:
                await asyncio.shield(ending)
            yield Transaction(connection)
        finally:
            if connection.begun:
                # Nobody has to wait for the end of his own snapshot: the next one to use the reader does.
                ending = asyncio.create_task(_run(reader, _ROLLBACK))
            elif ending is not None and ending.done():
                # It is over, or failed and is told of once: what is left open shows with the next BEGIN.
                ending = None
            self._idle.put_nowait((reader, ending))

    async def close(self) -> None:
        """See Store. The readers go first: the last connection to close checkpoints the WAL."""
        for _ in self._readers:
            reader, ending = await self._idle.get()
            if ending is not None:
                await ending
            await reader.close()
        async with self._lock:
            await self._writer.close()


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
        database = await aiosqlite.connect(
            path, isolation_level=None, cached_statements=512, factory=StepConnection
        )
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
