"""◇ Late news: what next for a lane whose stories are held, and which of them are posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from storage.records.backlog import Silence
from storage.records.digest import DigestStory

LONG: Final = timedelta(hours=1)
"""A silence, or a wait in a lane, that makes what comes after it late."""
EPISODE: Final = timedelta(hours=6)
"""So long what comes of one outage is counted together: a slow source brings its share late."""
SETTLED: Final = timedelta(seconds=60)
"""The stations before the outbox are done with an outage when nothing has come for so long."""
PATIENCE: Final = timedelta(minutes=10)
"""Or when it has taken so long."""
STILL_BREAKING: Final = timedelta(minutes=30)
"""Breaking news waits for no decision while it is so new."""
PULSE: Final = timedelta(seconds=30)
"""How often it is noted that news is heard."""


class Step(StrEnum):
    """What next for a lane."""

    WAIT = "wait"
    SCOUT = "scout"
    """Let one post go, to see whether the lane takes it."""
    DECIDE = "decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A lane whose stories are held.

    *coming*: late stories are still on their way. *flows*: the lane took a post since the hold began.
    *under_way*: stories that were let go and are not sent yet.
    """

    first_at: datetime
    newest_at: datetime
    coming: bool
    flows: bool
    under_way: int


def next_step(hold: Hold, *, now: datetime) -> Step:
    """Wait for the rest of the backlog, then for one post to arrive, then decide."""
    gathering = hold.coming or now - hold.newest_at < SETTLED
    if gathering and now - hold.first_at < PATIENCE:
        return Step.WAIT
    if hold.flows:
        return Step.DECIDE
    return Step.WAIT if hold.under_way else Step.SCOUT


def silent_from(silence: Silence | None, *, now: datetime) -> datetime | None:
    """When a silence had begun that was long and ends now; None: there was none."""
    return None if silence is None or now - silence.heard_at < LONG else silence.heard_at


def is_late(silence: Silence | None, *, published_at: datetime, now: datetime) -> bool:
    """Whether a story comes late because of an outage: from before its end, and seen after it."""
    if silence is None or silence.until_at is None or now - silence.until_at > EPISODE:
        return False
    return published_at < silence.until_at


def is_still_breaking(*, breaking: bool, published_at: datetime, now: datetime) -> bool:
    """Whether a story waits for no decision: breaking, and new."""
    return breaking and now - published_at < STILL_BREAKING


def worth_posting(
    stories: Sequence[DigestStory], *, most: int, freshness: timedelta, now: datetime
) -> tuple[list[DigestStory], list[DigestStory]]:
    """The stories to be posted, breaking and newest first, and the rest; what is not fresh is in the rest."""
    ranked = sorted(stories, key=lambda story: (story.breaking, story.published_at), reverse=True)
    fresh = [story for story in ranked if now - story.published_at < freshness]
    posted = fresh[:most]
    chosen = {story.delivery_id for story in posted}
    return posted, [story for story in ranked if story.delivery_id not in chosen]
