"""Delivery: a post, or a change of one, owed to one chat; and the Target, the chat as the outbox knows it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType, TypeAlias

from storage.records.identity import ChatId, DeliveryId, MessageId, StoryId, require_aware

TargetId = NewType("TargetId", int)
Address: TypeAlias = int | str
"""A chat as the Bot API takes it: its number, or ``"@name"``."""
_CHANNELS_BELOW = -1_000_000_000_000


def shares_box(address: Address) -> bool:
    """Whether the messages of this chat are counted together with those of others.

    All private chats and basic groups of an account share one box of message ids; channels and supergroups,
    whose numbers lie beyond these, each have their own (core.telegram.org/api/updates, and api/bots/ids).
    """
    return isinstance(address, int) and address > _CHANNELS_BELOW


class DeliveryKind(StrEnum):
    """What is owed."""

    POST = "post"
    EDIT = "edit"
    DELETE = "delete"
    PIN = "pin"
    UNPIN = "unpin"


class DeliveryState(StrEnum):
    """Where a delivery stands; READY and WAITING are open, CLAIMED, SENDING and UNKNOWN hold their lane."""

    READY = "ready"
    CLAIMED = "claimed"
    """Ours to send, and certainly not sent yet."""
    SENDING = "sending"
    """Committed before the first byte leaves; found after a crash, it may or may not have arrived."""
    UNKNOWN = "unknown"
    """It may have arrived: somebody has to look."""
    WAITING = "waiting"
    """Certainly not sent; to be tried again at ``retry_at``."""
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Hold(StrEnum):
    """Why a post waits for a decision."""

    LATE = "late"
    """It comes after an outage: catching up decides."""
    APPROVAL = "approval"
    """Its channel's posts are approved first: an editor decides."""


class Priority(IntEnum):
    """The order within a lane: the smaller goes first."""

    BREAKING = 0
    NEWS = 5
    DIGEST = 6
    UPKEEP = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A delivery to be put into the outbox; *payload* is the post as JSON, empty for a deletion or a pin.

    *subject* is the story or digest that it speaks of. *content_hash* is of what a reader sees, without marks
    of time, so that nothing is edited needlessly. *of_id* is the sent post that an edit, deletion or pin is
    about; *reply_to_id* the one that a post answers. *messages*: as many as an album has pictures.
    One that is *held* waits for a decision.
    """

    subject: str
    story_id: StoryId | None
    target_id: TargetId
    thread_id: int
    kind: DeliveryKind
    version: int
    priority: Priority
    published_at: datetime
    payload: str
    content_hash: str
    due_at: datetime
    expires_at: datetime | None = None
    of_id: DeliveryId | None = None
    reply_to_id: DeliveryId | None = None
    messages: int = 1
    held: Hold | None = None

    def __post_init__(self) -> None:
        require_aware(published_at=self.published_at, due_at=self.due_at, expires_at=self.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A row of the outbox with what its lane knows of the chat.

    *floor_id* is the newest message id that was known in the chat when sending began: ours lies above it.
    *degraded* counts the steps by which the post was made plainer after the server refused it.
    *message_id* is the first of *messages* ids in a row.
    *reply_to* and *of_message* are message ids, null where the message stands in no or another chat.
    """

    delivery_id: DeliveryId
    subject: str
    story_id: StoryId | None
    target_id: TargetId
    address: Address
    thread_id: int
    kind: DeliveryKind
    version: int
    state: DeliveryState
    priority: Priority
    published_at: datetime
    payload: str
    content_hash: str
    due_at: datetime
    retry_at: datetime | None
    expires_at: datetime | None
    attempts: int
    degraded: int
    epoch: int | None
    floor_id: MessageId | None
    probes: int
    doubtful: bool
    message_id: MessageId | None
    messages: int
    of_id: DeliveryId | None
    of_message: MessageId | None
    of_messages: int
    reply_to: MessageId | None
    reason: str | None
    created_at: datetime
    sending_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first open delivery of a free lane, and when it may go: what pacing decides by."""

    delivery_id: DeliveryId
    target_id: TargetId
    address: Address
    kind: DeliveryKind
    priority: Priority
    published_at: datetime
    ready_at: datetime
    messages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A chat that posts go to. *chat_id* is null until an answer of the server has named it.

    *last_message_id* is the newest id known in the chat; null: none is.
    """

    target_id: TargetId
    address: Address
    chat_id: ChatId | None
    paused_reason: str | None
    paused_at: datetime | None
    not_before_at: datetime | None
    last_message_id: MessageId | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEffect:
    """What an outcome means for the whole chat: wait, pause, or move. None of them: nothing."""

    not_before_at: datetime | None = None
    paused_reason: str | None = None
    moved_to: ChatId | None = None

    def __post_init__(self) -> None:
        require_aware(not_before_at=self.not_before_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The next state of a delivery after an outcome, and what it means for its chat.

    *messages* is how many ids from *message_id* on are its own; null: as many as it was begun with.
    """

    state: DeliveryState
    retry_at: datetime | None = None
    reason: str | None = None
    message_id: MessageId | None = None
    chat_id: ChatId | None = None
    degraded: int = 0
    probes: int = 0
    doubtful: bool = False
    messages: int | None = None
    chat: ChatEffect | None = None

    def __post_init__(self) -> None:
        require_aware(retry_at=self.retry_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedMessage:
    """A post that a chat holds or will hold, as later versions of its subject need it."""

    delivery_id: DeliveryId
    target_id: TargetId
    thread_id: int
    state: DeliveryState
    priority: Priority
    payload: str
    content_hash: str
    degraded: int
    message_id: MessageId | None
    published_at: datetime
    settled_at: datetime | None
    shown_hash: str
    """The content hash that readers see or will see: of the latest edit that is not dead, or of the post."""
