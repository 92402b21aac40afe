"""The seam between the two databases: named queries in, rows out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

Value: TypeAlias = int | float | str | bytes | datetime | None
"""What may be bound to a parameter. Datetimes are aware; they come back aware and in UTC from every column
whose name ends in ``_at``. Lists travel as JSON text."""

Row: TypeAlias = Mapping[str, Any]
"""A row by column name."""


class Belt(StrEnum):
    """A table between two stations; a commit that leaves work on it rings its bell."""

    FEEDS = "feeds"
    PAGES = "pages"
    ARTICLES = "articles"
    INDEX = "index"
    STORIES = "stories"
    SUMMARIES = "summaries"
    OUTBOX = "outbox"


class Connection(Protocol):
    """One open transaction, addressed by query names such as ``outbox.claim``.

    Attention: never await the network while one is open.
    """

    async def one(self, query: str, /, **params: Value) -> Row | None:
        """The first row of *query*, or None."""
        ...

    async def all(self, query: str, /, **params: Value) -> Sequence[Row]:
        """Every row of *query*."""
        ...

    async def many(self, query: str, rows: Sequence[Mapping[str, Value]], /) -> None:
        """Run *query* once for each of *rows*, in one batch."""
        ...

    async def columns(self, query: str, columns: Mapping[str, Sequence[Value]], /) -> None:
        """Run *query* once for each position of *columns*, which are equally long: for large batches."""
        ...

    async def tuples(self, query: str, /, **params: Value) -> Sequence[tuple[Any, ...]]:
        """Every row of *query* as the values that it selects, none of which is a moment: for many rows."""
        ...

    def ring(self, belt: Belt) -> None:
        """Wake the stations that wait at *belt* when, and only if, this transaction commits."""
        ...
