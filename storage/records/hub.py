"""HubLease: what a WebSub hub was asked to tell us, and until when it will."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from storage.records.identity import FeedId, require_aware

LeaseId = NewType("LeaseId", int)


class LeaseState(StrEnum):
    """How a lease stands; W3C WebSub calls it a subscription, which here is a reader's."""

    ASKED = "asked"
    """The hub is to be asked, or was and has not come to verify yet."""
    ACTIVE = "active"
    LEAVING = "leaving"
    """The hub is to be told that we want to hear no more."""
    DENIED = "denied"
    """The hub has refused it, or could not be asked for too long."""
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLease:
    """One callback: *token* is the end of its address, *secret* what the hub signs with.

    *ask_at* is when the hub is to be asked next, *failures* how often that failed in a row.
    """

    lease_id: LeaseId
    feed_id: FeedId
    hub_url: str
    topic_url: str
    token: str
    secret: str
    state: LeaseState
    failures: int
    reason: str | None
    ask_at: datetime | None
    until_at: datetime | None
    heard_at: datetime | None

    def __post_init__(self) -> None:
        require_aware(ask_at=self.ask_at, until_at=self.until_at, heard_at=self.heard_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A feed that names a hub which has not been asked yet."""

    feed_id: FeedId
    hub_url: str
    topic_url: str
