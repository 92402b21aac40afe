"""How many rows reach PostgreSQL at once: where a query only inserts what it is given, by COPY.

Row by row the client and the server each spend several times as long on a row's statement as on its values.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from storage.connection import Value

LEAST: Final = 32
"""Fewer rows are not worth the turns that a COPY takes."""
_INSERT: Final = re.compile(
    r"""(?:--[^\n]*\n)*INSERT\ INTO\ (?P<table>[a-z_]+)\ \((?P<columns>[a-z_,\s]+)\)\s*
        VALUES\ \((?P<values>(?:[^()]|%\([a-z_]+\)s)*)\)""",
    re.VERBOSE,
)
_VALUE: Final = re.compile(r"%\((?P<name>[a-z_]+)\)s|(?P<number>-?\d+)|'(?P<text>[^'%]*)'")


@dataclass(frozen=True, slots=True)
class Copy:
    """The *statement*, and for each of its columns the parameter's name or what always stands there."""

    statement: str
    columns: tuple[tuple[str | None, Value], ...]

    def row(self, params: Mapping[str, Value]) -> Sequence[Value]:
        """The values of a row, in the order of the columns."""
        return [constant if name is None else params[name] for name, constant in self.columns]


@cache
def copy_of(query: str) -> Copy | None:
    """The COPY that does what *query* does for many rows; None where it does more than insert values."""
    insert = _INSERT.fullmatch(query.strip())
    if insert is None:
        return None
    columns: list[tuple[str | None, Value]] = []
    for written in insert["values"].split(","):
        value = _VALUE.fullmatch(written.strip())
        if value is None:
            return None
        constant = value["text"] if value["number"] is None else int(value["number"])
        columns.append((value["name"], constant))
    names = " ".join(insert["columns"].split())
    return Copy(f"COPY {insert['table']} ({names}) FROM STDIN", tuple(columns))
