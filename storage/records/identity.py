"""The ids of the archive, each a type of its own, and the check that a moment has a zone."""

from datetime import datetime
from typing import NewType

SourceId = NewType("SourceId", int)
FeedId = NewType("FeedId", int)
ArticleId = NewType("ArticleId", int)
StoryId = NewType("StoryId", int)
DeliveryId = NewType("DeliveryId", int)
ChatId = NewType("ChatId", int)
"""A Telegram chat id: negative for groups and channels."""
MessageId = NewType("MessageId", int)


def require_aware(**moments: datetime | None) -> None:
    """Refuse naive datetimes at construction.

    Raises:
        ValueError: one of *moments* has no zone.
    """
    for name, moment in moments.items():
        if moment is not None and moment.tzinfo is None:
            raise ValueError(f"{name} must be an aware datetime")
