"""What came of a request to the Bot API: the library's errors, by what reached the wire, become our outcomes.

Why not by exception class: a full pool (not sent) and a lost answer (perhaps sent) are both TimedOut; a
refused connection (not sent) and a reset one (perhaps sent) are both NetworkError, and so is BadRequest.
What tells them apart is the HTTP library's error beneath (``__cause__``) and the server's own words.
"""

import itertools
import re
from collections.abc import Awaitable

import httpx
from telegram import Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.error import RetryAfter as Flood

from bot.delivery.sender import (
    ChatGone,
    ChatMoved,
    NotSent,
    Refused,
    Rejected,
    RetryAfter,
    SendOutcome,
    Sent,
    TokenRefused,
    Unknown,
)
from storage.records.identity import ChatId, MessageId

NOT_MODIFIED = "message is not modified"
"""The library writes the server's first letter large, so all words are compared without regard to that."""
_NEVER_LEFT = (
    httpx.PoolTimeout,
    httpx.ConnectTimeout,
    httpx.ConnectError,
    httpx.LocalProtocolError,
    httpx.ProxyError,
)
_CLIENT_ERROR = re.compile(r"\(4[0-9][0-9]\)|request entity too large", re.IGNORECASE)
"""413 and its like: the request as such was refused; the library knows no class for them."""
_ALREADY_DELETED = "sent message was immediately deleted"
_RIGHTS = re.compile(
    r"chat not found|need administrator rights|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN"
    r"|CHAT_SEND_\w+_FORBIDDEN|CHAT_ADMIN_REQUIRED|CHANNEL_PRIVATE|CHAT_RESTRICTED|TOPIC_CLOSED|TOPIC_DELETED"
    r"|message thread not found|PEER_ID_INVALID|USER_IS_BLOCKED|FROZEN_METHOD_INVALID"
    r"|group chat was deactivated|bot was (?:kicked|blocked)",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r"failed to get HTTP URL content|wrong type of the web page content|wrong file identifier|WEBPAGE_\w+"
    r"|group send failed|IMAGE_PROCESS_FAILED|PHOTO_\w+|MEDIA_\w+|wrong remote file|file is too big"
    r"|failed to load|unsupported URL protocol specified for file",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"message to (?:edit|delete|pin|unpin|forward|copy) not found|message can't be|MESSAGE_ID_INVALID"
    r"|MESSAGE_EDIT_TIME_EXPIRED|there is no (?:text|caption) in the message",
    re.IGNORECASE,
)
MISSING = re.compile(r"message to (?:edit|forward) not found|MESSAGE_ID_INVALID", re.IGNORECASE)
FOREIGN = re.compile(r"message can't be (?:edited|forwarded)|MESSAGE_AUTHOR_REQUIRED", re.IGNORECASE)


def classify(error: Exception) -> SendOutcome:  # noqa: C901, PLR0911 - one kind of error, one return
    """The outcome of a request that raised: what reached the wire, and what the server said."""
    match error:
        case Flood():
            return RetryAfter(seconds=error._retry_after.total_seconds())  # noqa: SLF001 - the public one warns
        case ChatMigrated():
            return ChatMoved(chat_id=ChatId(error.new_chat_id))
        case Forbidden():
            return ChatGone(reason=error.message)
        case InvalidToken():
            return TokenRefused(reason=error.message)
        case BadRequest():
            return _refusal(error.message)
        case Conflict():
            return NotSent(reason=error.message)
        case NetworkError() if isinstance(error.__cause__, _NEVER_LEFT):
            return NotSent(reason=type(error.__cause__).__name__)
        case NetworkError() if _CLIENT_ERROR.search(error.message):
            return Rejected(what=Refused.CONTENT, reason=error.message)
        case NetworkError() if _ALREADY_DELETED in error.message.lower():
            return Sent(message_id=None, chat_id=None)
        case TelegramError():
            cause = type(error.__cause__).__name__ if error.__cause__ else type(error).__name__
            return Unknown(reason=f"{cause}: {error.message[:120]}")
        case _:  # the answer was 200, and reading it failed
            return Unknown(reason=type(error).__name__)


def _refusal(description: str) -> SendOutcome:
    """A 400 by the server's words."""
    if _RIGHTS.search(description):
        return ChatGone(reason=description)
    if _GONE.search(description):
        return Rejected(what=Refused.MESSAGE, reason=description)
    if _MEDIA.search(description):
        return Rejected(what=Refused.MEDIA, reason=description)
    return Rejected(what=Refused.CONTENT, reason=description)


async def outcome_of(request: Awaitable[Message | tuple[Message, ...] | bool]) -> SendOutcome:
    """The outcome of *request*; it never raises for the network or the server."""
    try:
        answer = await request
    except Exception as error:  # noqa: BLE001 - whatever the library raises after the bytes left is an outcome
        return classify(error)
    if isinstance(answer, tuple) and answer:
        first, run = answer[0], itertools.takewhile(_in_a_row, enumerate(answer, answer[0].message_id))
        return Sent(
            message_id=MessageId(first.message_id), chat_id=ChatId(first.chat.id), messages=len(list(run))
        )
    if isinstance(answer, Message):
        message_id = MessageId(answer.message_id) if answer.message_id else None
        return Sent(message_id=message_id, chat_id=ChatId(answer.chat.id))
    return Sent(message_id=None, chat_id=None)


def _in_a_row(item: tuple[int, Message]) -> bool:
    """Whether a message of an album has the id that its place tells; only such ids are taken for ours."""
    return item[0] == item[1].message_id


def done_if(outcome: SendOutcome, words: str, message_id: MessageId) -> SendOutcome:
    """What was wanted is so already: that is as good as done."""
    if isinstance(outcome, Rejected) and words in outcome.reason.lower():
        return Sent(message_id=message_id, chat_id=None)
    return outcome
