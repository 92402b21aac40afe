"""What rings and what is pinned: the breaking posts of a lane."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.delivery import TargetId
from storage.records.identity import DeliveryId, StoryId, require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakingPost:
    """The newest breaking post that stands in a lane; *was_pinned*: a pin was owed for it before."""

    delivery_id: DeliveryId
    subject: str
    story_id: StoryId | None
    sent_at: datetime
    was_pinned: bool

    def __post_init__(self) -> None:
        require_aware(sent_at=self.sent_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A post that is pinned, or will be, and for which no unpinning is owed yet."""

    target_id: TargetId
    thread_id: int
    of_id: DeliveryId
    subject: str
    story_id: StoryId | None
    since_at: datetime

    def __post_init__(self) -> None:
        require_aware(since_at=self.since_at)
