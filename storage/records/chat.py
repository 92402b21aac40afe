"""Chat and Subscription: where the bot is, what it may do there, and what is wanted there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from storage.records.identity import ChatId, require_aware

SubscriptionId = NewType("SubscriptionId", int)


class Standing(StrEnum):
    """What the bot is in a chat."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"
    LEFT = "left"
    BLOCKED = "blocked"
    """Removed by an administrator, or blocked by the person."""


class Wish(StrEnum):
    """What a subscription asks for."""

    PLACE = "place"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat; *title* is empty for a person, whose name is not kept."""

    chat_id: ChatId
    kind: str
    title: str
    standing: Standing
    may_post: bool
    changed_at: datetime

    def __post_init__(self) -> None:
        require_aware(changed_at=self.changed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A chat wants stories of a place, or with these words; *term* is folded for comparison."""

    subscription_id: SubscriptionId
    chat_id: ChatId
    kind: Wish
    term: str
    shown: str
