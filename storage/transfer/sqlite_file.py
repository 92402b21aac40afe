"""One SQLite file as the source or the sink of a copy."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from storage.backends.sqlite import translate
from storage.connection import Value
from storage.errors import StorageError, StoreDamagedError
from storage.transfer.tables import BATCH, Table


class SqliteSource:
    """Reads a file, which a bot may be writing meanwhile: in WAL mode neither waits for the other."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)

    def __enter__(self) -> Self:
        self._database.execute("BEGIN")
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, *__: object) -> None:
        self._database.close()
        if isinstance(error, sqlite3.Error):
            raise translate(error) from error

    def count(self, table: Table) -> int:
        """See Source."""
        return _count(self._database, table)

    def batches(self, table: Table) -> Iterator[Sequence[Sequence[Value]]]:
        """See Source."""
        cursor = self._database.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")  # noqa: S608 - names from our own schema
        while rows := cursor.fetchmany(BATCH):
            yield [
                [
                    datetime.fromisoformat(value) if place in table.moments and value is not None else value
                    for place, value in enumerate(row)
                ]
                for row in rows
            ]


class SqliteSink:
    """Writes a migrated file that nobody else has open."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA foreign_keys = OFF")

    def __enter__(self) -> Self:
        self._database.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, *__: object) -> None:
        try:
            if error is None:
                if (broken := self._database.execute("PRAGMA foreign_key_check").fetchone()) is not None:
                    raise StorageError(f"a row of {broken[0]} refers to one of {broken[2]} that is not there")
                self._database.execute("COMMIT")
        finally:
            self._database.close()
        if isinstance(error, sqlite3.Error):
            raise translate(error) from error

    def count(self, table: Table) -> int:
        """See Sink."""
        return _count(self._database, table)

    def clear(self, table: Table) -> None:
        """See Sink."""
        self._database.execute(f"DELETE FROM {table.name}")  # noqa: S608 - names from our own schema

    def fill(self, table: Table, batches: Iterable[Sequence[Sequence[Value]]]) -> None:
        """See Sink."""
        places = ", ".join("?" * len(table.columns))
        insert = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({places})"  # noqa: S608 - names from our own schema
        for batch in batches:
            self._database.executemany(insert, [[_bind(value) for value in row] for row in batch])


def save(path: Path, copy: Path) -> None:
    """A sound, compact copy of the archive in *path*, taken while a bot may be writing it.

    Raises:
        StoreDamagedError: the archive is not sound; a copy of it would not be either.
        StorageError: it could not be read, or *copy* not written.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise StoreDamagedError(f"{path}: {found}")
            database.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as error:
        raise translate(error) from error


def _count(database: sqlite3.Connection, table: Table) -> int:
    counted: int = database.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]  # noqa: S608 - names from our own schema
    return counted


def _bind(value: Value) -> Value:
    """As storage.backends.sqlite writes times: UTC text of fixed width."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
