"""◇ What a search answers: hits, their number, what may have been meant, and where the next page begins."""

from dataclasses import dataclass
from datetime import datetime

from bot.search.snippet import Span
from storage.records.identity import ArticleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found; *rank* counts from 1 over all pages.

    *highlights* and *title_highlights* are where the sought words stand in *snippet* and *title*.
    """

    rank: int
    article_id: ArticleId
    url: str
    title: str
    score: float
    snippet: str
    highlights: tuple[Span, ...]
    title_highlights: tuple[Span, ...]
    source_name: str
    dated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """A page of hits; *total* is how many articles answer (at least, where *more_than_total*).

    *suggestion* is the query in the spelling that was probably meant; its hits are shown already. *cursor*
    leads to the next page, None on the last one. *widened* is true where nothing was found in the time that
    was asked for, and the hits are from other times.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    more_than_total: bool = False
    suggestion: str | None = None
    cursor: str | None = None
    widened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a reader is: past *offset* hits of articles up to *newest*, ranked at *minute* (since 1970)."""

    offset: int
    newest: int
    minute: int

    def __str__(self) -> str:
        return f"{self.offset}.{self.newest}.{self.minute}"


def place_of(cursor: str | None) -> Place | None:
    """The Place in *cursor*; None where there is none, or something else."""
    parts = (cursor or "").split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
        return None
    offset, newest, minute = map(int, parts)
    return Place(offset=offset, newest=newest, minute=min(minute, 2**31 - 1))
