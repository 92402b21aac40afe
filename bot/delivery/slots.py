"""◇ Slots: the moments at which a channel's digests are due, in its own time zone, each with one name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Edition(StrEnum):
    """Which digest."""

    NEWS = "news"
    """The weightiest stories since the slot before."""
    READ = "read"
    """The stories most read, by the publishers' own counters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One due moment. *name* holds the local day and hour, so that a day has each of its hours once.

    That stays so when the clock is set back, and when an hour of the day comes twice or not at all: *at* is
    then the first of the two, or as long after midnight as the hour says.
    """

    edition: Edition
    hour: time
    name: str
    at: datetime


def latest_slot(
    edition: Edition, hours: Sequence[time], *, zone: ZoneInfo, now: datetime, within: timedelta
) -> Slot | None:
    """The last slot of an edition that has come, unless that is longer ago than *within*."""
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=back) for back in range(-1, 3))
    slots = [_slot(edition, datetime.combine(day, hour, tzinfo=zone)) for day in days for hour in hours]
    due = [slot for slot in slots if now - within <= slot.at <= now]
    return max(due, key=lambda slot: (slot.at, slot.name), default=None)


def _slot(edition: Edition, local: datetime) -> Slot:
    name = f"{edition}:{local:%Y-%m-%dT%H:%M}"
    return Slot(edition=edition, hour=local.time(), name=name, at=local.astimezone(UTC))
