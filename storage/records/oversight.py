"""Lane, StuckDelivery and Backlog: what an admin sees of the river and decides on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from storage.records.delivery import DeliveryState, TargetId
from storage.records.identity import ChatId, DeliveryId

BY_HAND: Final = "paused by an admin"
"""The reason of a pause that only an admin ends; rights that come back do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckDelivery:
    """A delivery that somebody has to decide on; *title* is null where it is of no story."""

    delivery_id: DeliveryId
    kind: str
    state: DeliveryState
    reason: str | None
    attempts: int
    chat_name: str
    title: str | None
    url: str | None
    since_at: datetime
    doubtful: bool

    @property
    def may_have_arrived(self) -> bool:
        """Whether somebody who looks into the chat may find it there."""
        return self.state is DeliveryState.UNKNOWN or self.doubtful


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A chat that posts go to, and how it fares; *day_sent* are the posts of the last 24 hours."""

    target_id: TargetId
    address: str
    chat_id: ChatId | None
    chat_name: str
    paused_reason: str | None
    paused_at: datetime | None
    not_before_at: datetime | None
    waiting: int
    unknown: int
    sent_at: datetime | None
    day_sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many rows wait before each station, and how many articles an editor has to let in."""

    pages: int
    articles: int
    unindexed: int
    stories: int
    summaries: int
    held: int
