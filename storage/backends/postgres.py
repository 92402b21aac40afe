"""PostgreSQL behind the Store port: a pool, NOTIFY for the bells across processes, SKIP LOCKED in its SQL."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from storage.backends.copying import LEAST, copy_of
from storage.backends.shielding import finish
from storage.connection import Belt, Row, Value
from storage.errors import StorageError, StoreBusyError
from storage.sql import queries
from storage.store import Bells, Transaction

CHANNEL = "khabar_belts"
POOL_SIZE = 6
POOL_TIMEOUT_S = 30.0
LISTEN_BACKOFF_S = 2.0
SETTINGS = (
    "-c TimeZone=UTC -c lock_timeout=30s -c statement_timeout=120s"
    " -c idle_in_transaction_session_timeout=120s"
)

AsyncDatabase = psycopg.AsyncConnection[DictRow]
_log = logging.getLogger(__name__)


def _checked(params: Mapping[str, Value]) -> Mapping[str, Value]:
    for name, value in params.items():
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError(f"{name}: a datetime without a zone has no place in the archive")
        if isinstance(value, str) and "\x00" in value:
            raise ValueError(f"{name}: PostgreSQL keeps no NUL in text")
    return params


def _translate(error: psycopg.Error) -> StorageError:
    """Our error for *error*."""
    busy = (
        psycopg.errors.LockNotAvailable,
        psycopg.errors.DeadlockDetected,
        psycopg.errors.SerializationFailure,
        psycopg.errors.QueryCanceled,
    )
    return StoreBusyError(str(error)) if isinstance(error, busy) else StorageError(str(error))


class PostgresConnection:
    """One transaction on one pooled connection."""

    __slots__ = ("_database", "_queries", "rung")

    def __init__(self, database: AsyncDatabase) -> None:
        self._database = database
        self._queries = queries("postgres")
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
        copy = copy_of(self._queries[query]) if len(rows) >= LEAST else None
        try:
            async with self._database.cursor() as cursor:
                if copy is None:
                    await cursor.executemany(self._text(query), [_checked(row) for row in rows])
                    return
                async with cursor.copy(copy.statement.encode()) as stream:
                    for row in rows:
                        await stream.write_row(copy.row(_checked(row)))
        except psycopg.Error as error:
            raise _translate(error) from error

    async def columns(self, query: str, columns: Mapping[str, Sequence[Value]], /) -> None:
        """See Connection."""
        names = columns.keys()
        rows = zip(*columns.values(), strict=True)
        await self.many(query, [dict(zip(names, row, strict=True)) for row in rows])

    async def tuples(self, query: str, /, **params: Value) -> Sequence[tuple[Any, ...]]:
        """See Connection."""
        return [tuple(row.values()) for row in await self._fetch(query, params)]

    def ring(self, belt: Belt) -> None:
        """See Connection."""
        self.rung.add(belt)

    async def _fetch(self, query: str, params: Mapping[str, Value]) -> list[dict[str, Any]]:
        try:
            async with self._database.cursor() as cursor:
                # In binary, pages of postings need not be read from hexadecimal digits.
                await cursor.execute(self._text(query), _checked(params), binary=True)
                return await cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            raise _translate(error) from error

    def _text(self, query: str) -> bytes:
        """Bytes, since psycopg's str overload is kept for literals; our queries come from files."""
        return self._queries[query].encode()


class PostgresStore:
    """The archive in one PostgreSQL database; several processes may share it."""

    def __init__(self, pool: AsyncConnectionPool[AsyncDatabase], url: str) -> None:
        self._pool = pool
        self._url = url
        self._bells = Bells()
        self._listener = asyncio.create_task(self._listen(), name="postgres-listener")

    @property
    def bells(self) -> Bells:
        """See Store."""
        return self._bells

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """See Store."""
        async with self._transaction("BEGIN") as connection:
            yield Transaction(connection)
            for belt in sorted(connection.rung):
                await connection.one("core.notify", channel=CHANNEL, belt=belt.value)
        for belt in connection.rung:
            self._bells.ring(belt)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """See Store."""
        async with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY") as connection:
            yield Transaction(connection)

    async def close(self) -> None:
        """See Store."""
        self._listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listener
        await self._pool.close()

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[PostgresConnection]:
        try:
            database = await self._pool.getconn(timeout=POOL_TIMEOUT_S)
        except PoolTimeout as error:
            raise StoreBusyError(f"no connection came free in {POOL_TIMEOUT_S:.0f} s") from error
        try:
            try:
                await finish(_run(database, begin))
                connection = PostgresConnection(database)
                yield connection
                await finish(_run(database, "COMMIT"))
            except BaseException:
                await finish(_roll_back(database))
                raise
        finally:
            await finish(self._pool.putconn(database))

    async def _listen(self) -> None:
        """Ring our bells for commits of other processes; the stations' interval is the net beneath."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as database:
                    await database.execute(f"LISTEN {CHANNEL}")
                    async for notice in database.notifies():
                        self._bells.ring(Belt(notice.payload))
            except (psycopg.Error, ValueError) as error:
                _log.warning("postgres.listen_failed error=%s", type(error).__name__)
                await asyncio.sleep(LISTEN_BACKOFF_S)


async def _run(database: AsyncDatabase, statement: str) -> None:
    try:
        await database.execute(statement.encode())
    except psycopg.Error as error:
        raise _translate(error) from error


async def _roll_back(database: AsyncDatabase) -> None:
    if not database.closed and database.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        with contextlib.suppress(StorageError):
            await _run(database, "ROLLBACK")


async def open_pool(url: str) -> AsyncConnectionPool[AsyncDatabase]:
    """The pool of *url*, opened and tried.

    Raises:
        StorageError: no connection could be made.
    """
    pool: AsyncConnectionPool[AsyncDatabase] = AsyncConnectionPool(
        url,
        min_size=1,
        max_size=POOL_SIZE,
        timeout=POOL_TIMEOUT_S,
        open=False,
        kwargs={"row_factory": dict_row, "autocommit": True, "options": SETTINGS},
    )
    try:
        await pool.open(wait=True, timeout=10)
    except PoolTimeout as error:
        await pool.close()
        raise StorageError(
            "PostgreSQL did not answer in 10 s; is the URL right and the server up?"
        ) from error
    return pool
