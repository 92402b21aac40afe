"""Tables of figures (prices, standings) as a line a row; tables that only lay out a page are left alone."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from lxml import etree

from bot.feeds.page.blocks import Line

_LEAST_ROWS: Final = 3
_LEAST_CELLS: Final = 2
_LONGEST_CELL: Final = 40  # characters


def with_rows_joined(lines: Sequence[Line]) -> list[Line]:
    """*lines* with the cells of each row of a table of figures in one line, parted by dashes."""
    if not any(line.block.tag == "td" for line in lines):
        return list(lines)
    joined: list[Line] = []
    for table, group in groupby(lines, key=_table_of):
        members = list(group)
        rows = [list(row) for _, row in groupby(members, key=_row_of)]
        joined.extend(map(_joined, rows) if table is not None and _are_figures(rows) else members)
    return joined


def _row_of(line: Line) -> etree._Element | None:
    """The row whose cell *line* fills, alone or as the cell's only paragraph."""
    cell: etree._Element | None = line.block
    if cell is not None and cell.tag in {"p", "div"}:
        cell = cell.getparent()
    if cell is None or cell.tag not in {"td", "th"}:
        return None
    return cell.getparent()


def _table_of(line: Line) -> etree._Element | None:
    row = _row_of(line)
    return next(row.iterancestors("table"), None) if row is not None else None


def _are_figures(rows: Sequence[Sequence[Line]]) -> bool:
    """True for rows of as many short cells each, with figures among them and hardly a link."""
    widths = {len(row) for row in rows[1:]}
    cells = [line for row in rows for line in row]
    return (
        len(rows) >= _LEAST_ROWS
        and len(widths) == 1
        and min(widths) >= _LEAST_CELLS
        and all(len(line.text) <= _LONGEST_CELL and line.link_share < 0.5 for line in cells)
        and sum(any(map(str.isdigit, line.text)) for line in cells) * 3 >= len(cells)
    )


def _joined(row: Sequence[Line]) -> Line:
    table = _table_of(row[0])
    return replace(
        row[0],
        block=row[0].block if table is None else table,
        text=" - ".join(line.text for line in row),
        link_characters=sum(line.link_characters for line in row),
    )
