"""Find the line of a key in TOML text, so that an error can point at it.

The standard library's parser keeps no positions. This reads only table headers and keys, which is enough to
point: it never decides what a value is.
"""

import re

_TABLE = re.compile(r"^\s*(?P<open>\[\[?)\s*(?P<name>[^\[\]#]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*(?P<key>[A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*[=.]""")
_STEP = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")

Path = tuple[str | int, ...]


def parse_path(pointer: str) -> Path:
    """The steps of a msgspec pointer: ``$.sources[0].url`` → ``("sources", 0, "url")``."""
    return tuple(
        match["key"] if match["key"] is not None else int(match["index"])
        for match in _STEP.finditer(pointer)
        if match["index"] != "..."
    )


def line_of(text: str, path: Path) -> int | None:
    """The line, from 1, on which the deepest known step of *path* stands; None where none is written."""
    table: Path = ()
    counts: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        header = _TABLE.match(line)
        if header is not None:
            table = _table_path(header["name"], is_array=header["open"] == "[[", counts=counts)
            here = table
        else:
            key = _KEY.match(line)
            if key is None:
                continue
            here = (*table, key["key"].strip("\"'"))
        depth = _shared(here, path)
        if depth == len(here) and depth > (best[0] if best else 0):
            best = (depth, number)
    return best[1] if best else None


def _table_path(name: str, *, is_array: bool, counts: dict[str, int]) -> Path:
    """The path of a table header; entries of an array of tables count from 0."""
    steps: list[str | int] = []
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for position, part in enumerate(parts):
        steps.append(part)
        dotted = ".".join(parts[: position + 1])
        if is_array and position == len(parts) - 1:
            counts[dotted] = counts.get(dotted, -1) + 1
        if dotted in counts:
            steps.append(counts[dotted])
    return tuple(steps)


def _shared(one: Path, other: Path) -> int:
    """How many steps the two paths begin with in common."""
    length = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs:
            break
        length += 1
    return length
