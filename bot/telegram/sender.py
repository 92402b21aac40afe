"""Sender over python-telegram-bot's Bot: its errors, by what reached the wire, become our outcomes.

Why not by exception class: a full pool (not sent) and a lost answer (perhaps sent) are both TimedOut; a
refused connection (not sent) and a reset one (perhaps sent) are both NetworkError, and so is BadRequest.
What tells them apart is the HTTP library's error beneath (``__cause__``) and the server's own words.
"""

import logging
import os
import re
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import Final

import httpx
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.error import (
    RetryAfter as Flood,
)

from bot.delivery.post import Button, Post, Preview
from bot.delivery.sender import (
    ChatGone,
    ChatMoved,
    NotSent,
    ProbeOutcome,
    Refused,
    Rejected,
    RetryAfter,
    SendOutcome,
    Sent,
    Sight,
    TokenRefused,
    Unknown,
)
from bot.telegram.client import QuietRequest
from bot.text.richtext import Entity
from storage.records.delivery import Address
from storage.records.identity import ChatId, MessageId

CONNECT_S: Final = 5.0
POOL_S: Final = 5.0
READ_S: Final = 25.0
"""Longer than the server ever stalls: each answer that is not waited for is a delivery in doubt."""
WRITE_S: Final = 10.0
CONNECTIONS: Final = 40

_NOT_MODIFIED = "message is not modified"
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
    r"|IMAGE_PROCESS_FAILED|PHOTO_\w+|MEDIA_\w+|wrong remote file|file is too big|failed to load"
    r"|unsupported URL protocol specified for file",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"message to (?:edit|delete|pin|unpin|forward|copy) not found|message can't be|MESSAGE_ID_INVALID"
    r"|MESSAGE_EDIT_TIME_EXPIRED|there is no (?:text|caption) in the message",
    re.IGNORECASE,
)
_MISSING = re.compile(r"message to (?:edit|forward) not found|MESSAGE_ID_INVALID", re.IGNORECASE)
_FOREIGN = re.compile(r"message can't be (?:edited|forwarded)|MESSAGE_AUTHOR_REQUIRED", re.IGNORECASE)


def sending_bot(
    token: str, *, api_base_url: str, connections: int = CONNECTIONS, read_s: float = READ_S
) -> Bot:
    """A Bot with a connection pool of its own; its ``request`` is to be initialised and shut down.

    Nothing is asked of the server at the start, so it may be down then. The HTTP library's log is turned
    down: it prints each URL, and the token is part of it.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own switch: else every 429 warns
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    base = api_base_url.rstrip("/")
    request = QuietRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT_S,
        read_timeout=read_s,
        write_timeout=WRITE_S,
        pool_timeout=POOL_S,
        media_write_timeout=READ_S,
    )
    return Bot(token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot", request=request)


@asynccontextmanager
async def telegram_sender(
    token: str, *, api_base_url: str, connections: int = CONNECTIONS, read_s: float = READ_S
) -> AsyncIterator["TelegramSender"]:
    """A sender on the Bot API server at *api_base_url*, while the block runs."""
    bot = sending_bot(token, api_base_url=api_base_url, connections=connections, read_s=read_s)
    await bot.request.initialize()
    try:
        yield TelegramSender(bot)
    finally:
        await bot.request.shutdown()


class TelegramSender:
    """The Sender port over a Bot.

    *paid*: messages beyond the free pace are let through and charged for in Stars
    (core.telegram.org/bots/api#sendmessage, ``allow_paid_broadcast``).
    """

    def __init__(self, bot: Bot, *, paid: bool = False) -> None:
        self._bot = bot
        self._paid = paid or None

    async def send(
        self,
        address: Address,
        post: Post,
        *,
        thread_id: int | None = None,
        reply_to: MessageId | None = None,
        upload: bytes | None = None,
    ) -> SendOutcome:
        """See Sender."""
        reply = (
            None
            if reply_to is None
            else ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
        )
        if post.photo_url is not None:
            return await _outcome(
                self._bot.send_photo(
                    address,
                    upload or post.photo_url,
                    caption=post.body.text,
                    caption_entities=entities(post.body.entities),
                    disable_notification=post.silent,
                    reply_markup=keyboard(post.buttons),
                    message_thread_id=thread_id,
                    reply_parameters=reply,
                    allow_paid_broadcast=self._paid,
                )
            )
        return await _outcome(
            self._bot.send_message(
                address,
                post.body.text,
                entities=entities(post.body.entities),
                link_preview_options=preview(post.preview),
                disable_notification=post.silent,
                reply_markup=keyboard(post.buttons),
                message_thread_id=thread_id,
                reply_parameters=reply,
                allow_paid_broadcast=self._paid,
            )
        )

    async def edit(
        self, address: Address, message_id: MessageId, post: Post, *, upload: bytes | None = None
    ) -> SendOutcome:
        """See Sender."""
        if upload is not None:
            outcome = await _outcome(
                self._bot.edit_message_media(
                    InputMediaPhoto(
                        upload, caption=post.body.text, caption_entities=entities(post.body.entities)
                    ),
                    address,
                    message_id,
                    reply_markup=keyboard(post.buttons),
                )
            )
        elif post.photo_url is not None:
            outcome = await _outcome(
                self._bot.edit_message_caption(
                    address,
                    message_id,
                    caption=post.body.text,
                    caption_entities=entities(post.body.entities),
                    reply_markup=keyboard(post.buttons),
                )
            )
        else:
            outcome = await _outcome(
                self._bot.edit_message_text(
                    post.body.text,
                    address,
                    message_id,
                    entities=entities(post.body.entities),
                    link_preview_options=preview(post.preview),
                    reply_markup=keyboard(post.buttons),
                )
            )
        return _done_if(outcome, _NOT_MODIFIED, message_id)

    async def delete(self, address: Address, message_id: MessageId) -> SendOutcome:
        """See Sender."""
        outcome = await _outcome(self._bot.delete_message(address, message_id))
        return _done_if(outcome, "message to delete not found", message_id)

    async def pin(self, address: Address, message_id: MessageId) -> SendOutcome:
        """See Sender."""
        return await _outcome(self._bot.pin_chat_message(address, message_id, disable_notification=True))

    async def unpin(self, address: Address, message_id: MessageId) -> SendOutcome:
        """See Sender."""
        outcome = await _outcome(self._bot.unpin_chat_message(address, message_id))
        return _done_if(outcome, "message to unpin not found", message_id)

    async def probe(self, address: Address, message_id: MessageId, post: Post) -> ProbeOutcome:
        """See Sender. A message that took the buttons was another one: they are taken away again."""
        outcome = await _outcome(
            self._bot.edit_message_reply_markup(address, message_id, reply_markup=keyboard(post.buttons))
        )
        match outcome:
            case Sent():
                await _outcome(self._bot.edit_message_reply_markup(address, message_id, reply_markup=None))
                return Sight.TOUCHED
            case Rejected(reason=reason) if _NOT_MODIFIED in reason.lower():
                return Sight.OURS
            case Rejected(reason=reason) if _MISSING.search(reason):
                return Sight.MISSING
            case Rejected(reason=reason) if _FOREIGN.search(reason):
                return Sight.FOREIGN
            case _:
                return outcome

    async def compare(
        self, address: Address, message_id: MessageId, post: Post, *, ops_chat_id: ChatId
    ) -> ProbeOutcome:
        """See Sender."""
        try:
            copy = await self._bot.forward_message(
                ops_chat_id, address, message_id, disable_notification=True
            )
        except TelegramError as error:
            outcome = classify(error)
            if isinstance(outcome, Rejected) and _MISSING.search(outcome.reason):
                return Sight.MISSING
            if isinstance(outcome, Rejected) and _FOREIGN.search(outcome.reason):
                return Sight.FOREIGN
            return outcome if not isinstance(outcome, Sent) else Sight.FOREIGN
        await _outcome(self._bot.delete_message(ops_chat_id, copy.message_id))
        is_ours = (copy.text or copy.caption or "") == post.body.text
        return Sight.OURS if is_ours else Sight.FOREIGN


def entities(spans: Sequence[Entity]) -> list[MessageEntity]:
    """Our entities as the library's."""
    return [MessageEntity(span.style.value, span.offset, span.length, url=span.url) for span in spans]


def keyboard(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Our buttons as the library's."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.text, url=button.url) for button in row] for row in rows]
    )


def preview(wanted: Preview | None) -> LinkPreviewOptions:
    """Exactly the wanted preview, or none whatever is linked."""
    if wanted is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(
        url=wanted.url,
        prefer_large_media=wanted.large or None,
        prefer_small_media=None if wanted.large else True,
        show_above_text=wanted.above,
    )


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


async def _outcome(request: Awaitable[Message | bool]) -> SendOutcome:
    """The outcome of *request*; it never raises for the network or the server."""
    try:
        answer = await request
    except Exception as error:  # noqa: BLE001 - whatever the library raises after the bytes left is an outcome
        return classify(error)
    if isinstance(answer, Message):
        message_id = MessageId(answer.message_id) if answer.message_id else None
        return Sent(message_id=message_id, chat_id=ChatId(answer.chat.id))
    return Sent(message_id=None, chat_id=None)


def _done_if(outcome: SendOutcome, words: str, message_id: MessageId) -> SendOutcome:
    """What was wanted is so already: that is as good as done."""
    if isinstance(outcome, Rejected) and words in outcome.reason.lower():
        return Sent(message_id=message_id, chat_id=None)
    return outcome
