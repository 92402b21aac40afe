"""◇ Which of many picture addresses are different pictures: sites give one in several sizes."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote, urlsplit

MOST_BESIDE: Final = 9
"""Beside the first: an album has ten at most (core.telegram.org/bots/api#sendmediagroup)."""
_SIZE: Final = re.compile(
    r"(?:[-_@](?:[0-9]{2,4}x[0-9]{2,4}|[0-9]x|scaled|large|medium|small|thumb(?:nail)?|[sml]))+$"
)
_PICTURE: Final = re.compile(r"\.(?:jpe?g|png|webp|avif)$")
_FURNITURE: Final = re.compile(
    r"logo|default|placeholder|avatar|gravatar|icon|spinner|blank|pixel|1x1|spacer|emoji|banner"
    r"|[/_-]ads?[/_.-]|\.(?:gif|svg)$"
)


def beside(first: str | None, addresses: Iterable[str]) -> tuple[str, ...]:
    """Those of the canonical *addresses* that show another picture than *first* and than each other.

    A picture is known by the name of its file without its size. Two that share a name are taken for one: an
    album lacks a picture rather than showing one twice.
    """
    if first is None:
        return ()
    seen, found = {_name(first)}, []
    for address in addresses:
        name = _name(address)
        if name not in seen and not _FURNITURE.search(address.lower()):
            seen.add(name)
            found.append(address)
            if len(found) == MOST_BESIDE:
                break
    return tuple(found)


def _name(address: str) -> str:
    """The file's name; with the query where the name is that of a script."""
    parts = urlsplit(address)
    name = unquote(parts.path).rsplit("/", 1)[-1].lower()
    if _PICTURE.search(name) is None:
        return f"{name}?{parts.query}"
    return _SIZE.sub("", _PICTURE.sub("", name))
