"""The Sender port, and the closed unions of what can come of a request to Telegram.

An outcome says what reached the wire, never which exception was raised: NotSent is certain, Unknown is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.delivery.post import Post
from storage.records.delivery import Address
from storage.records.identity import ChatId, MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Done. *message_id* is null where the server gave none that can be used.

    It is the first of *messages* ids in a row.
    """

    message_id: MessageId | None
    chat_id: ChatId | None
    messages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Nothing reached the server: no connection, no free place in the pool. Trying again is safe."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryAfter:
    """429: not sent, and no request before *seconds* have passed."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatGone:
    """The chat cannot be written to until somebody acts: blocked, kicked, without rights, closed."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMoved:
    """The group became the supergroup *chat_id*; not sent."""

    chat_id: ChatId


class Refused(StrEnum):
    """What the server would not take."""

    CONTENT = "content"
    """Text, entities or buttons."""
    MEDIA = "media"
    """The photo: not fetched, too big, no picture."""
    MESSAGE = "message"
    """The message to edit, delete or pin is not there or not ours to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """400: not sent, and the same request will never be."""

    what: Refused
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRefused:
    """401: the bot's token is not valid (any more). Nothing can be sent to anybody."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """It may have arrived: time ran out, the connection broke, the server erred or its answer was cut off."""

    reason: str


SendOutcome: TypeAlias = (
    Sent | NotSent | RetryAfter | ChatGone | ChatMoved | Rejected | TokenRefused | Unknown
)


class Sight(StrEnum):
    """What stands at a message id."""

    OURS = "ours"
    """The very post we looked for."""
    MISSING = "missing"
    """Nothing: never written, or deleted."""
    FOREIGN = "foreign"
    """Another message, and it was left as it is."""
    TOUCHED = "touched"
    """Another message of which we changed the buttons, and took the change back."""


ProbeOutcome: TypeAlias = (
    Sight | NotSent | RetryAfter | ChatGone | ChatMoved | Rejected | TokenRefused | Unknown
)


class Sender(Protocol):
    """The only way out. Its methods never raise for the network or the server, and each has a deadline."""

    async def send(
        self,
        address: Address,
        post: Post,
        *,
        thread_id: int | None = None,
        reply_to: MessageId | None = None,
        uploads: Sequence[bytes] = (),
    ) -> SendOutcome:
        """Post it; the photo by its address, or *uploads* in its place: several where it is an album.

        An album goes without its buttons, also when a single upload is left of it. A reply to a message that
        is gone becomes a post of its own.
        """
        ...

    async def edit(
        self, address: Address, message_id: MessageId, post: Post, *, upload: bytes | None = None
    ) -> SendOutcome:
        """Give a message this text and these buttons; one that has them already counts as Sent.

        *upload* takes the place of the photo that it has.
        """
        ...

    async def delete(self, address: Address, message_id: MessageId, *, messages: int = 1) -> SendOutcome:
        """Remove a message, or so many from it on; what is gone already counts as Sent."""
        ...

    async def pin(self, address: Address, message_id: MessageId) -> SendOutcome:
        """Pin a message without a sound."""
        ...

    async def unpin(self, address: Address, message_id: MessageId) -> SendOutcome:
        """Unpin a message; one that is not pinned counts as Sent."""
        ...

    async def probe(self, address: Address, message_id: MessageId, post: Post) -> ProbeOutcome:
        """Does *post* stand at *message_id*? Asked by giving that message the buttons it should have."""
        ...

    async def compare(
        self, address: Address, message_id: MessageId, post: Post, *, ops_chat_id: ChatId
    ) -> ProbeOutcome:
        """The same, asked by forwarding the message to a chat of the operators and taking the copy away.

        An album stands at the id of its first photo, which bears the caption.
        """
        ...
