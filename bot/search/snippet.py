"""◇ The piece of an article that shows best why it was found, and where the sought words stand in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from bot.text.stem import light_stem
from bot.text.tokens import STOP_WORDS, words

LENGTH: Final = 180
"""Characters, give or take a word."""
_READ: Final = 8_000
_LEAD_IN: Final = 40
_MARKS: Final = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069"
_WORD: Final = re.compile(rf"([^\W_]+(?:[{_MARKS}]+[^\W_]*)*)")
_CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a string, counted in code points."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    stem: str


def highlight(text: str, sought: Mapping[str, float]) -> tuple[Span, ...]:
    """Where words of *text* stand whose terms are *sought*; a prefix is sought as ``كرب*``."""
    return tuple(Span(found.start, found.end - found.start) for found in _find(text, sought))


def snippet(text: str, sought: Mapping[str, float], *, length: int = LENGTH) -> tuple[str, tuple[Span, ...]]:
    """About *length* characters of *text* that hold most of what is *sought* (term → weight), and where."""
    text = " ".join(text[:_READ].split())
    start = _start(text, _find(text, sought), sought, length)
    end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + length // 2)
    body = text[start:end].strip()
    shown = f"{_CUT if start else ''}{body}{_CUT if end < len(text) else ''}"
    return shown, highlight(shown, sought)


def _start(text: str, found: list[_Found], sought: Mapping[str, float], length: int) -> int:
    """Where the window begins that holds the greatest weight of different words; the earliest of equals."""
    best, start, reach = 0.0, 0, 0
    for place, first in enumerate(found):
        held: dict[str, float] = {}
        for other in found[place:]:
            if other.end > first.start + length - _LEAD_IN:
                break
            held[other.stem] = sought.get(other.stem, 1.0)
        weight = sum(held.values())
        if weight > best:
            best, start = weight, first.start
            reach = max(other.end for other in found[place:] if other.end <= first.start + length - _LEAD_IN)
    if start <= _LEAD_IN or reach <= length - _LEAD_IN // 2:
        return 0  # the article's own beginning holds it all
    start = min(start, max(len(text) - length + _LEAD_IN, 0))
    sentence = max(text.rfind(mark, start - _LEAD_IN, start) for mark in (". ", "؟ ", "! ", "؛ "))
    if sentence >= 0:
        return sentence + 2
    space = text.find(" ", start - _LEAD_IN, start)
    return space + 1 if space >= 0 else start


def _find(text: str, sought: Mapping[str, float]) -> list[_Found]:
    parts = _WORD.split(text)
    said = parts[1::2]
    prefixes = tuple(term[:-1] for term in sought if term.endswith("*"))
    wanted: dict[str, str] = {}
    for written in set(said):
        for word, stem in _read(written):
            begun = word.startswith(prefixes) or stem.startswith(prefixes)  # «الكربلائي» begins so, too
            if begun or (stem in sought and word not in STOP_WORDS):
                wanted[written] = stem
                break
    if not wanted:
        return []
    ends = list(accumulate(map(len, parts)))
    return [
        _Found(ends[2 * place], ends[2 * place + 1], wanted[written])
        for place, written in enumerate(said)
        if written in wanted
    ]


@lru_cache(maxsize=1 << 16)
def _read(written: str) -> tuple[tuple[str, str], ...]:
    """The words in *written*, which has no space, each with its stem."""
    return tuple((word, light_stem(word)) for word in words(written))
