"""The tables of an archive in an order in which none refers to a later one, and the two ends of a copy."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Protocol, Self

from storage.connection import Value
from storage.sql import migrations

BATCH = 500
"""Rows in hand at a time: articles are the largest, at some kilobytes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table and its columns."""

    name: str
    columns: tuple[str, ...]

    @property
    def moments(self) -> frozenset[int]:
        """The places of its columns that hold times: text in SQLite, timestamps in PostgreSQL."""
        return frozenset(place for place, name in enumerate(self.columns) if name.endswith("_at"))


class Source(Protocol):
    """A database that is read, in one snapshot; a context manager that ends it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, *__: object) -> None: ...

    def count(self, table: Table) -> int:
        """How many rows *table* has."""
        ...

    def batches(self, table: Table) -> Iterator[Sequence[Sequence[Value]]]:
        """The rows of *table*, BATCH at a time, times as aware datetimes."""
        ...


class Sink(Protocol):
    """A database that is written, in one transaction: a clean exit commits, any other leaves it as it was."""

    def __enter__(self) -> Self: ...

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, *__: object) -> None: ...

    def count(self, table: Table) -> int:
        """How many rows *table* has."""
        ...

    def clear(self, table: Table) -> None:
        """Take out what a migration has put in."""
        ...

    def fill(self, table: Table, batches: Iterable[Sequence[Sequence[Value]]]) -> None:
        """Add rows."""
        ...


@cache
def tables() -> tuple[Table, ...]:
    """Every table of this version's schema, those first that others refer to."""
    with sqlite3.connect(":memory:") as scratch:
        for step in migrations("sqlite"):
            scratch.executescript(step.script)
        names = [
            row[0]
            for row in scratch.execute(
                "SELECT name FROM sqlite_master"
                " WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        referred = {
            name: [
                row[0]
                for row in scratch.execute('SELECT "table" FROM pragma_foreign_key_list(?)', (name,))
                if row[0] != name
            ]
            for name in names
        }
        return tuple(Table(name=name, columns=_columns(scratch, name)) for name in _in_order(referred))


def _columns(scratch: sqlite3.Connection, name: str) -> tuple[str, ...]:
    return tuple(row[0] for row in scratch.execute("SELECT name FROM pragma_table_info(?)", (name,)))


def _in_order(referred: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return list(TopologicalSorter(referred).static_order())
