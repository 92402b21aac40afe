"""When a feed is polled next: its publisher's wishes, its habit, its failures.

interval set by hand, or learned: a third of the usual gap between articles, more when it is long silent
| not before max-age and ttl (learned intervals only) | not before Retry-After | out of its silent hours
| spread by a tenth, so that feeds do not march in step
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec
from msgspec import Struct

from bot.feeds.identity import hash63
from storage.records.feed import FeedError

FIRST_INTERVAL_S: Final = 300
_CHECKS_PER_GAP: Final = 3
_SILENCE: Final = 12  # after a long silence, a twelfth of it: a night of six hours is polled every half hour
_GAPS: Final = 20
_DAYS: Final = 8
_SPREAD: Final = 0.1
_RETRY_AT_MOST_S: Final = 24 * 3_600
_LASTING: Final = frozenset(
    {
        FeedError.BAD_URL,
        FeedError.BLOCKED,
        FeedError.FORBIDDEN,
        FeedError.NOT_FOUND,
        FeedError.WEB_PAGE,
        FeedError.NOT_A_FEED,
        FeedError.BOMB,
        FeedError.TOO_LARGE,
        FeedError.TOO_COSTLY,
        FeedError.REDIRECTS,
        FeedError.GONE,
        FeedError.MOVED_AWAY,
    }
)
_LASTING_FIRST_S: Final = 900
_RATE_FIRST_S: Final = 900
_BACKOFF_MOST_S: Final = 6 * 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The shortest and the longest learned interval, in seconds."""

    least_s: int = 60
    most_s: int = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a publisher asks of its readers; silent hours are UTC, Monday is day 0."""

    max_age_s: int | None = None
    retry_after_s: int | None = None
    ttl_s: int | None = None
    silent_hours: frozenset[int] = frozenset()
    silent_days: frozenset[int] = frozenset()


class Day(Struct, frozen=True, array_like=True):
    """A day of polls: its ordinal, how many there were, failed, brought something, and how many articles."""

    ordinal: int
    polls: int = 0
    failures: int = 0
    articles: int = 0


class Habit(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What was learned of a feed.

    *form* is feed, listing or channel. *gap_s* is the usual time between articles, *newest_s* that of the
    newest since 1970. *hub* and *topic* are for WebSub. *days* are the last ones, oldest first.
    """

    form: str = "feed"
    gap_s: int | None = None
    newest_s: int | None = None
    ttl_s: int | None = None
    silent_hours: tuple[int, ...] = ()
    silent_days: tuple[int, ...] = ()
    hub: str | None = None
    topic: str | None = None
    days: tuple[Day, ...] = ()


def read_habit(text: str) -> Habit:
    """The habit in *text*, or an empty one."""
    try:
        return msgspec.json.decode(text, type=Habit)
    except msgspec.MsgspecError:
        return Habit()


def write_habit(habit: Habit) -> str:
    """The JSON of *habit*."""
    return msgspec.json.encode(habit).decode()


def learn_gap(dates: Sequence[datetime]) -> tuple[int | None, int | None]:
    """The usual gap between the latest articles in seconds, and the newest one's time since 1970."""
    latest = sorted((date.timestamp() for date in dates), reverse=True)[: _GAPS + 1]
    if not latest:
        return None, None
    gaps = [one - other for one, other in pairwise(latest) if one > other]
    return (int(median(gaps)) if len(gaps) >= 2 else None), int(latest[0])


def count_poll(habit: Habit, now: datetime, *, failed: bool, articles: int) -> Habit:
    """*habit* with one more poll in its days, of which the last eight are kept."""
    today = now.toordinal()
    days = habit.days
    last = days[-1] if days and days[-1].ordinal == today else Day(today)
    earlier = days[:-1] if days and days[-1].ordinal == today else days
    counted = Day(today, last.polls + 1, last.failures + failed, last.articles + articles)
    return msgspec.structs.replace(habit, days=(*earlier, counted)[-_DAYS:])


def learned_interval(
    habit: Habit, now: datetime, *, last_s: int | None, found_new: bool, bounds: Bounds
) -> int:
    """The interval in seconds that the *habit* suggests; without dates, it shrinks on news and grows else."""
    if habit.gap_s is not None and habit.newest_s is not None:
        silent = max(0.0, now.timestamp() - habit.newest_s)
        wanted = max(habit.gap_s / _CHECKS_PER_GAP, silent / _SILENCE)
    else:
        wanted = (last_s or FIRST_INTERVAL_S) * (0.6 if found_new else 1.3)
    return int(min(max(wanted, bounds.least_s), bounds.most_s))


def after_success(
    now: datetime, *, feed_id: int, interval_s: int, chosen: bool, wishes: Wishes, bounds: Bounds
) -> datetime:
    """The next poll after a good one; *chosen* intervals are the operator's and stand above the publisher's.

    Retry-After is obeyed in any case, up to a day.
    """
    wait_s = float(interval_s)
    if not chosen:
        asked = max(wishes.max_age_s or 0, wishes.ttl_s or 0)
        wait_s = max(wait_s, min(asked, bounds.most_s))
    wait_s = _spread(wait_s, feed_id, now)
    due = now + max(timedelta(seconds=wait_s), _retry_after(wishes))
    return due if chosen else _out_of_silence(due, wishes)


def after_failure(
    now: datetime, *, feed_id: int, interval_s: int, failures: int, error: FeedError, wishes: Wishes
) -> datetime:
    """The next poll after *failures* in a row: doubled each time, up to six hours or what the server asks."""
    if error is FeedError.RATE_LIMITED:
        first: float = max(_RATE_FIRST_S, interval_s)
    elif error in _LASTING:
        first = max(_LASTING_FIRST_S, interval_s)
    else:
        first = max(60.0, interval_s / 2)
    wait_s = min(first * 2.0 ** min(failures - 1, 16), max(_BACKOFF_MOST_S, interval_s))
    return now + max(timedelta(seconds=_spread(wait_s, feed_id, now)), _retry_after(wishes))


def _retry_after(wishes: Wishes) -> timedelta:
    return timedelta(seconds=min(wishes.retry_after_s or 0, _RETRY_AT_MOST_S))


def _spread(wait_s: float, feed_id: int, now: datetime) -> float:
    """*wait_s* more or less a tenth: chance enough, and the same on every run of a test."""
    chance = hash63(str(feed_id), now.isoformat()) / 2**63
    return wait_s * (1 - _SPREAD + 2 * _SPREAD * chance)


def _out_of_silence(due: datetime, wishes: Wishes) -> datetime:
    """The first whole hour from *due* on in which the publisher wants readers; *due* if there is none."""
    if not wishes.silent_hours and not wishes.silent_days:
        return due
    later = due
    for _ in range(24 * 7):
        if later.hour not in wishes.silent_hours and later.weekday() not in wishes.silent_days:
            return later
        later = later.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due
