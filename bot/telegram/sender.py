"""Sender over python-telegram-bot's Bot: each post as the call that makes it, each answer as an outcome."""

import logging
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, TypedDict

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
    TelegramError,
)

from bot.delivery.post import Button, Post, Preview
from bot.delivery.sender import (
    ChatGone,
    ProbeOutcome,
    Refused,
    Rejected,
    SendOutcome,
    Sent,
    Sight,
)
from bot.telegram.client import QuietRequest
from bot.telegram.outcome import FOREIGN, MISSING, NOT_MODIFIED, classify, done_if, outcome_of
from bot.text.richtext import Entity
from storage.records.delivery import Address
from storage.records.identity import ChatId, MessageId

CONNECT_S: Final = 5.0
POOL_S: Final = 5.0
READ_S: Final = 25.0
"""Longer than the server ever stalls: each answer that is not waited for is a delivery in doubt."""
ALBUM_READS: Final = 2
"""The server may fetch ten pictures before it answers: so many times as long as for one."""
WRITE_S: Final = 10.0
CONNECTIONS: Final = 40


class _Caption(TypedDict):
    """What a photo says, as the library takes it."""

    caption: str
    caption_entities: list[MessageEntity]


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
        uploads: Sequence[bytes] = (),
    ) -> SendOutcome:
        """See Sender."""
        reply = (
            None
            if reply_to is None
            else ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
        )
        pictures: Sequence[bytes | str] = uploads or post.album or tuple(filter(None, (post.photo_url,)))
        if len(pictures) > 1:
            return await outcome_of(
                self._bot.send_media_group(
                    address,
                    [InputMediaPhoto(pictures[0], **_caption(post)), *map(InputMediaPhoto, pictures[1:])],
                    disable_notification=post.silent,
                    message_thread_id=thread_id,
                    reply_parameters=reply,
                    allow_paid_broadcast=self._paid,
                    read_timeout=ALBUM_READS * (self._bot.request.read_timeout or READ_S),
                )
            )
        if pictures:
            return await outcome_of(
                self._bot.send_photo(
                    address,
                    pictures[0],
                    **_caption(post),
                    disable_notification=post.silent,
                    reply_markup=keyboard(_buttons(post)),
                    message_thread_id=thread_id,
                    reply_parameters=reply,
                    allow_paid_broadcast=self._paid,
                )
            )
        return await outcome_of(
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
            outcome = await outcome_of(
                self._bot.edit_message_media(
                    InputMediaPhoto(upload, **_caption(post)),
                    address,
                    message_id,
                    reply_markup=keyboard(post.buttons),
                )
            )
        elif post.photo_url is not None:
            outcome = await outcome_of(
                self._bot.edit_message_caption(
                    address,
                    message_id,
                    **_caption(post),
                    reply_markup=keyboard(_buttons(post)),
                )
            )
        else:
            outcome = await outcome_of(
                self._bot.edit_message_text(
                    post.body.text,
                    address,
                    message_id,
                    entities=entities(post.body.entities),
                    link_preview_options=preview(post.preview),
                    reply_markup=keyboard(post.buttons),
                )
            )
        return done_if(outcome, NOT_MODIFIED, message_id)

    async def delete(self, address: Address, message_id: MessageId, *, messages: int = 1) -> SendOutcome:
        """See Sender."""
        if messages > 1:  # those that are gone are passed over
            ids = range(message_id, message_id + messages)
            return await outcome_of(self._bot.delete_messages(address, list(ids)))
        outcome = await outcome_of(self._bot.delete_message(address, message_id))
        return done_if(outcome, "message to delete not found", message_id)

    async def pin(self, address: Address, message_id: MessageId) -> SendOutcome:
        """See Sender."""
        return await outcome_of(self._bot.pin_chat_message(address, message_id, disable_notification=True))

    async def unpin(self, address: Address, message_id: MessageId) -> SendOutcome:
        """See Sender."""
        outcome = await outcome_of(self._bot.unpin_chat_message(address, message_id))
        return done_if(outcome, "message to unpin not found", message_id)

    async def probe(self, address: Address, message_id: MessageId, post: Post) -> ProbeOutcome:
        """See Sender. A message that took the buttons was another one: they are taken away again."""
        outcome = await outcome_of(
            self._bot.edit_message_reply_markup(address, message_id, reply_markup=keyboard(post.buttons))
        )
        match outcome:
            case Sent():
                await outcome_of(self._bot.edit_message_reply_markup(address, message_id, reply_markup=None))
                return Sight.TOUCHED
            case Rejected(reason=reason) if NOT_MODIFIED in reason.lower():
                return Sight.OURS
            case Rejected(reason=reason) if MISSING.search(reason):
                return Sight.MISSING
            case Rejected(reason=reason) if FOREIGN.search(reason):
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
            if isinstance(outcome, Rejected) and MISSING.search(outcome.reason):
                return Sight.MISSING
            if isinstance(outcome, Rejected) and FOREIGN.search(outcome.reason):
                return Sight.FOREIGN
            if isinstance(outcome, ChatGone):  # which of the two is not told; a post to it would tell
                reason = f"forwarding to telegram.ops_chat_id: {outcome.reason}"
                return Rejected(what=Refused.MESSAGE, reason=reason)
            return outcome if not isinstance(outcome, Sent) else Sight.FOREIGN
        await outcome_of(self._bot.delete_message(ops_chat_id, copy.message_id))
        return Sight.OURS if _reads_as(copy, post) else Sight.FOREIGN


def _caption(post: Post) -> _Caption:
    return {"caption": post.body.text, "caption_entities": entities(post.body.entities)}


def _buttons(post: Post) -> Sequence[Sequence[Button]]:
    """None on an album, which cannot bear any, nor on what is left of one."""
    return () if post.album else post.buttons


def _reads_as(copy: Message, post: Post) -> bool:
    """Whether a copy has the post's words; of an album also its photo and its link, for lack of buttons.

    That the message is one of a group does not show: a photo that is forwarded alone leaves its album.
    """
    if (copy.text or copy.caption or "") != post.body.text:
        return False
    links = {each.url for each in copy.caption_entities if each.url}
    return not post.album or (bool(copy.photo) and {e.url for e in post.body.entities if e.url} <= links)


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
