"""Is the page of an article still there? What one look means, and when to look again; no I/O.

One answer of 404 is a blip: a cache, a deployment, a page that is not published yet. It is believed when it
is said again and again, and when the source's other pages are there: a site that moves misses all at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

LOOKS: Final = (timedelta(hours=1), timedelta(hours=5), timedelta(hours=18), timedelta(hours=24))
"""Between being posted and the first look, and between looks; after two days nobody scrolls back."""
AGAIN: Final = (timedelta(minutes=10), timedelta(minutes=30))
"""After the first answer that it is missing, and after the second."""
_MISSING_TIMES: Final = 3
_ENDED_TIMES: Final = 2  # 410 says that it is no accident
_OTHERS: Final = 4


class Sight(StrEnum):
    """What a look found."""

    THERE = "there"
    MISSING = "missing"
    ENDED = "ended"
    UNCLEAR = "unclear"
    """No answer, or one that says nothing of the page: refused, overloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The source's other pages that were looked at in the last day, and how many of them were missing."""

    seen: int
    missing: int

    @property
    def mostly_missing(self) -> bool:
        """Whether it is the site that is in trouble, or has moved."""
        return self.seen >= _OTHERS and self.missing * 2 > self.seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What follows: *gone* is None where it stays as it was; no *due_at*: it is not looked at any more."""

    looks: int
    missing: int
    due_at: datetime | None
    gone: bool | None = None


def sight_of(status: int, *, asked: str, reached: str) -> Sight:
    """What an answer says of the page that was *asked* for; *reached* is where redirects have led.

    To be sent to the front page is how many sites say that there is nothing more.
    """
    if status == 404:
        return Sight.MISSING
    if status == 410:
        return Sight.ENDED
    if not 200 <= status < 300:
        return Sight.UNCLEAR
    return Sight.MISSING if _is_front(reached) and not _is_front(asked) else Sight.THERE


def judge_look(
    sight: Sight, *, looks: int, missing: int, is_gone: bool, neighbours: Neighbours, now: datetime
) -> Verdict:
    """What follows from *sight*, after so many *looks* that found it and *missing* ones in a row."""
    if sight is Sight.UNCLEAR:
        return Verdict(looks=looks + 1, missing=missing, due_at=_next(looks + 1, now))
    if sight is Sight.THERE:
        return Verdict(
            looks=looks + 1, missing=0, due_at=_next(looks + 1, now), gone=False if is_gone else None
        )
    enough = _ENDED_TIMES if sight is Sight.ENDED else _MISSING_TIMES
    times = missing + 1
    if is_gone or times < enough:
        due_at = now + AGAIN[min(times, len(AGAIN)) - 1] if not is_gone else _next(looks + 1, now)
        return Verdict(looks=looks + int(is_gone), missing=times, due_at=due_at)
    gone = None if neighbours.mostly_missing else True
    return Verdict(looks=looks + 1, missing=times, due_at=_next(looks + 1, now), gone=gone)


def _next(looks: int, now: datetime) -> datetime | None:
    return now + LOOKS[looks] if looks < len(LOOKS) else None


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.rstrip("/") in {"", "/ar", "/index.php", "/index.html", "/home"} and not parts.query
