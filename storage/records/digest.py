"""What a digest is made of: the stories that a lane got, with what their weight is reckoned from."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.identity import ChatId, DeliveryId, MessageId, StoryId, require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """A story of a lane's outbox.

    *carriers* publishers have it; *views* is the most that any of their own counters shows, 0 without one.
    *message_id* in *chat_id* is the lane's own post of it; null where it was not posted.
    """

    delivery_id: DeliveryId
    story_id: StoryId
    published_at: datetime
    breaking: bool
    carriers: int
    views: int
    chat_id: ChatId | None
    message_id: MessageId | None

    def __post_init__(self) -> None:
        require_aware(published_at=self.published_at)
