"""One PostgreSQL database as the source or the sink of a copy; imported only where one is."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Self

import psycopg
from psycopg import sql

from storage.connection import Value
from storage.errors import StorageError
from storage.transfer.tables import BATCH, Table


class PostgresSource:
    """Reads one snapshot, whatever is written meanwhile."""

    def __init__(self, url: str) -> None:
        self._database = psycopg.connect(url, connect_timeout=10)
        self._database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self._database.read_only = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, *__: object) -> None:
        self._database.close()
        if isinstance(error, psycopg.Error):
            raise StorageError(str(error)) from error

    def count(self, table: Table) -> int:
        """See Source."""
        return _count(self._database, table)

    def batches(self, table: Table) -> Iterator[Sequence[Sequence[Value]]]:
        """See Source."""
        with self._database.cursor(f"read_{table.name}") as cursor:
            cursor.execute(
                sql.SQL("SELECT {} FROM {}").format(
                    sql.SQL(", ").join(map(sql.Identifier, table.columns)), sql.Identifier(table.name)
                )
            )
            while rows := cursor.fetchmany(BATCH):
                yield [[_in_utc(value) for value in row] for row in rows]


class PostgresSink:
    """Writes a migrated database."""

    def __init__(self, url: str) -> None:
        self._database = psycopg.connect(url, connect_timeout=10)
        self._filled: list[Table] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, *__: object) -> None:
        try:
            if error is None:
                for table in self._filled:
                    self._go_on_counting(table)
                self._database.commit()
        finally:
            self._database.close()
        if isinstance(error, psycopg.Error):
            raise StorageError(str(error)) from error

    def count(self, table: Table) -> int:
        """See Sink."""
        return _count(self._database, table)

    def clear(self, table: Table) -> None:
        """See Sink."""
        self._database.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))

    def fill(self, table: Table, batches: Iterable[Sequence[Sequence[Value]]]) -> None:
        """See Sink."""
        command = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
        )
        with self._database.cursor() as cursor, cursor.copy(command) as copy:
            for batch in batches:
                for row in batch:
                    copy.write_row(row)
        self._filled.append(table)

    def _go_on_counting(self, table: Table) -> None:
        """Let ids go on after the highest that was copied."""
        found = self._database.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND table_schema = current_schema() AND is_identity = 'YES'",
            (table.name,),
        ).fetchall()
        for (column,) in found:
            highest = sql.SQL("max({})").format(sql.Identifier(column))
            self._database.execute(
                sql.SQL(
                    "SELECT setval(pg_get_serial_sequence({name}, {column}),"
                    " coalesce({highest}, 1), {highest} IS NOT NULL) FROM {table}"
                ).format(
                    name=sql.Literal(table.name),
                    column=sql.Literal(column),
                    highest=highest,
                    table=sql.Identifier(table.name),
                )
            )


def _count(database: psycopg.Connection, table: Table) -> int:
    row = database.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table.name))).fetchone()
    return int(row[0]) if row is not None else 0


def _in_utc(value: Value) -> Value:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
