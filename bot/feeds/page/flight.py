"""The stream that Next.js' app router builds a page from (`self.__next_f.push`), as JSON with markup in it.

    pushes | the stream they make | rows | references filled in, elements written as markup

A row is ``id:JSON``, or ``id:Tlength,text`` with the length in bytes; ``"$id"`` stands for a row, and an
element is ``["$", tag, key, properties]``. As react-server-dom's ReactFlightClient reads it.
"""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Final, TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

MARK: Final = "__next_f"
_PUSH: Final = re.compile(r'\.push\(\s*\[\s*1\s*,\s*("(?:[^"\\]++|\\.)*+")\s*\]\s*\)', re.DOTALL)
_ROW: Final = re.compile(rb"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),)?")
_REFERENCE: Final = re.compile(r"\$[L@]?([0-9a-f]{1,8})")
_TAG: Final = re.compile(r"[a-z][a-z0-9]{0,15}")
_MAX_ROWS: Final = 5_000
_MAX_DEPTH: Final = 40
_MAX_NODES: Final = 40_000
_MAX_CHARACTERS: Final = 2_000_000
"""Of text that is put where it is referred to: one row may be named thousands of times."""
_ELEMENT: Final = 4  # parts: "$", tag, key, properties


def read_flight(pushes: str) -> list[Json]:
    """The rows of the stream in *pushes* (scripts, one after another), each with what it refers to in place.

    Never raises for what they may hold; bounded in rows, depth and values.
    """
    rows = dict(_rows("".join(_strings(pushes))))
    filling = _Filling(rows)
    return [filling.filled(value) for value in rows.values() if not isinstance(value, str)]


def _strings(pushes: str) -> Iterator[str]:
    for match in _PUSH.finditer(pushes):
        try:
            text = json.loads(match[1], strict=False)
        except ValueError:
            continue
        if isinstance(text, str):
            yield text


def _rows(stream: str) -> Iterator[tuple[str, Json]]:
    data = stream.encode("utf-8", "replace")
    at = 0
    for _ in range(_MAX_ROWS):
        row = _ROW.match(data, at)
        if row is None:
            end = data.find(b"\n", at)
            if end < 0:
                return
            at = end + 1
            continue
        start = row.end()
        if row[2] is not None:
            at = start + int(row[2], 16)
            yield row[1].decode("ascii"), data[start:at].decode("utf-8", "replace")
            continue
        end = data.find(b"\n", start)
        at = len(data) if end < 0 else end + 1
        line = data[start : len(data) if end < 0 else end]
        if line[:1] in {b"[", b"{"}:
            try:
                yield row[1].decode("ascii"), json.loads(line)
            except (ValueError, RecursionError):
                continue


class _Filling:
    """Puts rows where they are referred to, each once on a way: a stream may refer in circles."""

    def __init__(self, rows: dict[str, Json]) -> None:
        self._rows = rows
        self._left = _MAX_NODES
        self._room = _MAX_CHARACTERS

    def filled(self, value: Json, depth: int = 0) -> Json:
        """*value* with references and elements resolved."""
        self._left -= 1
        if self._left < 0 or depth > _MAX_DEPTH:
            return None
        if isinstance(value, str):
            return self._referred(value, depth)
        if isinstance(value, dict):
            return {key: self.filled(each, depth + 1) for key, each in value.items()}
        if not isinstance(value, list):
            return value
        tag = value[1] if len(value) == _ELEMENT and value[0] == "$" else None
        if isinstance(tag, str) and _TAG.fullmatch(tag):
            return self._markup(tag, value[3], depth)
        parts = [self.filled(each, depth + 1) for each in value]
        markup = [part for part in parts if isinstance(part, str) and part.startswith("<")]
        return "".join(markup) if markup and len(markup) == len(parts) else parts

    def _referred(self, text: str, depth: int) -> Json:
        reference = _REFERENCE.fullmatch(text)
        if reference is None or (row := self._rows.get(reference[1])) is None:
            return text[1:] if text.startswith("$$") else text
        if not isinstance(row, str):
            return self.filled(row, depth + 1)
        self._room -= len(row)
        return row if self._room >= 0 else None

    def _markup(self, tag: str, properties: Json, depth: int) -> Json:
        """The element as markup; what its components are given stays beside it: an article may be there."""
        if not isinstance(properties, dict):
            return f"<{tag}></{tag}>"
        told = properties.get("dangerouslySetInnerHTML")
        raw = self.filled(told.get("__html"), depth + 1) if isinstance(told, dict) else None
        if isinstance(raw, str):
            return f"<{tag}>{raw}</{tag}>"
        stated = properties.get("dateTime")
        start = f'<{tag} datetime="{escape(stated)}">' if isinstance(stated, str) else f"<{tag}>"
        inside = self.filled(properties.get("children"), depth + 1)
        parts = inside if isinstance(inside, list) else [inside]
        held = [part for part in parts if isinstance(part, dict | list)]
        text = f"{start}{''.join(map(_written, parts))}</{tag}>"
        return [text, *held] if held else text


def _written(part: Json) -> str:
    """*part* of an element as markup; a list begins with its own."""
    if isinstance(part, list):
        part = part[0] if part and part[0] != "$" else None  # a component writes nothing itself
    if isinstance(part, str):
        return part if part.startswith("<") else escape(part, quote=False)
    return ""
