"""How values reach SQLite: named in our queries, by number in its statements, moments as text.

A row bound by names costs a search for every name; a batch of thousands is bound by position instead.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from storage.connection import Value

Bound = int | float | str | bytes | None
_NAMED = re.compile(r"'[^']*'|--[^\n]*|:([a-z_]+)")


def bind(value: Value) -> Bound:
    """Datetimes become UTC text of fixed width, so that text order is time order.

    Raises:
        ValueError: a datetime without a zone.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone has no place in the archive")
        moment = value if value.tzinfo is UTC else value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds")
    return value


@cache
def positional(query: str) -> tuple[str, tuple[str, ...]]:
    """*query* with numbers for its names, and the names in the order of their numbers."""
    names: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        if match[1] is None:  # a literal, a comment
            return match[0]
        return f"?{names.setdefault(match[1], len(names) + 1)}"

    return _NAMED.sub(numbered, query), tuple(names)


def in_columns(rows: Sequence[Mapping[str, Value]], names: Sequence[str]) -> list[tuple[Bound, ...]]:
    """*rows* as tuples in the order of *names*; worked out by column, of which few hold moments."""
    return in_rows([[row[name] for row in rows] for name in names])


def in_rows(columns: Sequence[Sequence[Value]]) -> list[tuple[Bound, ...]]:
    """*columns*, equally long, as the rows that they make."""
    return list(zip(*map(_bound_column, columns), strict=True))


def _bound_column(column: Sequence[Value]) -> Sequence[Bound]:
    if not any(issubclass(kind, datetime) for kind in set(map(type, column))):
        return column  # type: ignore[return-value] # mypy does not follow that no datetime is left
    texts = {value: bind(value) for value in set(column)}
    return [texts[value] for value in column]
