"""How far a copy is: a line a table on a terminal, nothing elsewhere."""

import sys


def told(table: str, rows: int) -> None:
    """Say that *table* is done."""
    if sys.stderr.isatty():
        print(f"  {table}: {rows}", file=sys.stderr)
