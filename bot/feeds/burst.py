"""The burst guard: when a known feed suddenly is all new, most of it cannot be.

A publisher that changes its guids, addresses or dates re-publishes its archive, as far as a reader can tell.
Real bursts exist, too: after an outage, on a big day. What tells them apart is what the entries say of
themselves: news is dated after the last good poll, and its title was not there before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.feeds.identity import Sighting, letters

MANY: Final = 10
LEAST: Final = 3
_LATE: Final = timedelta(hours=3)  # an article may wait so long between its date and its publication
_STAMPED: Final = timedelta(minutes=2)  # a site that re-dates everything does it at one stroke


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Which sightings go on as *news*, and which are *held* for an editor; both in the feed's order."""

    news: tuple[Sighting, ...]
    held: tuple[Sighting, ...] = ()


def is_burst(new: int, total: int) -> bool:
    """Whether *new* entries of *total* are suspicious: more than ten, or most of the feed."""
    return new > MANY or (new >= LEAST and new * 2 > total)


def judge(
    new: Sequence[Sighting],
    *,
    total: int,
    last_success_at: datetime | None,
    now: datetime,
    titles: Collection[str],
    seen: int = 0,
) -> Judgement:
    """Sort the *new* entries of a settled feed with *total* entries, *seen* of which are known.

    *titles* are the letters (see `identity.letters`) of what the source has said lately. The newest goes on
    in any case: one post too many is better than silence.
    """
    if not is_burst(len(new), total):
        return Judgement(news=tuple(new))
    since = (last_success_at or now) - _LATE
    fresh = {id(one) for one in new if _is_fresh(one, since, titles, undated=seen > 0)}
    if len(fresh) > MANY and seen == 0 and _at_one_stroke([one for one in new if id(one) in fresh]):
        fresh.clear()
    if not fresh:
        fresh = {id(newest(new))}
    return Judgement(
        news=tuple(one for one in new if id(one) in fresh),
        held=tuple(one for one in new if id(one) not in fresh),
    )


def newest(sightings: Sequence[Sighting]) -> Sighting:
    """The latest by date; the first in the feed where none has one."""
    dated = [one for one in sightings if one.published_at is not None]
    if not dated:
        return sightings[0]
    return max(dated, key=lambda one: one.published_at.timestamp() if one.published_at else 0.0)


def _is_fresh(one: Sighting, since: datetime, titles: Collection[str], *, undated: bool) -> bool:
    """Dated since the last good poll; *undated* entries count where the old ones still stand beside them."""
    if one.published_at is None:
        return undated and letters(one.entry.title) not in titles
    return one.published_at >= since and letters(one.entry.title) not in titles


def _at_one_stroke(sightings: Sequence[Sighting]) -> bool:
    dates = [one.published_at for one in sightings if one.published_at is not None]
    return max(dates) - min(dates) <= _STAMPED
