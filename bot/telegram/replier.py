"""Say replies: a lane for each chat, in order, in pieces that fit; an answer waits for no broadcast.

    answer the press | edit in place, or send | count it for the pace | try again what was not sent

What may have arrived is not sent twice: somebody who misses an answer asks again.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx
from telegram import Bot, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.clock import Clock
from bot.commands.request import Reply
from bot.delivery.pace import Pace
from bot.telegram.markup import entities_of, keyboard_rows
from bot.telegram.splitting import split
from bot.text.richtext import RichText
from storage.records.identity import ChatId

LANE_LENGTH = 20
"""Replies that may wait for one chat; more are dropped and logged."""
LONGEST_WAIT_S = 60.0
"""A reply that Telegram puts off for longer is of no use any more."""
ATTEMPTS = 4
LATER_TIMEOUT_S = 90.0
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a reply goes: under which message, or in place of which, and which press it answers."""

    chat_id: ChatId
    user_id: int
    thread_id: int | None = None
    reply_to_id: int | None = None
    edit_id: int | None = None
    press_id: str | None = None


Seal = Callable[[Reply, Address], InlineKeyboardMarkup | None]
"""Makes a reply's inline buttons, signed for whoever gets them."""
Gone = Callable[[ChatId], Awaitable[None]]
"""Told when a chat turns out to be closed to us."""
NoteOther = Callable[[ChatId, int], None]
"""Told the chat and the id of a message that is not from the outbox: a reply, or somebody else's."""


def disregard(_chat_id: ChatId, _message_id: int) -> None:
    """For a process that sends no posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """Try once more: there, and in place of that message if it is one of ours still."""

    address: Address
    edit_id: int | None = None


@dataclass(slots=True)
class _Lane:
    waiting: deque[tuple[Address, Reply]] = field(default_factory=deque)
    worker: asyncio.Task[None] | None = None


class Replier:
    """Sends replies in the background; `drain` waits for what is under way."""

    def __init__(
        self,
        bot: Bot,
        *,
        seal: Seal,
        clock: Clock,
        gone: Gone,
        pace: Pace | None = None,
        note_other: NoteOther = disregard,
    ) -> None:
        self._bot = bot
        self._seal = seal
        self._clock = clock
        self._pace = pace
        self._gone = gone
        self._note_other = note_other
        self._lanes: dict[ChatId, _Lane] = {}
        self._later: set[asyncio.Task[None]] = set()

    def say(self, address: Address, reply: Reply) -> None:
        """Put *reply* into its chat's lane."""
        lane = self._lanes.setdefault(address.chat_id, _Lane())
        if len(lane.waiting) >= LANE_LENGTH:
            _log.warning("reply.dropped chat_id=%d", address.chat_id)
            return
        lane.waiting.append((address, reply))
        if lane.worker is None:
            lane.worker = asyncio.create_task(self._work(address.chat_id, lane))

    async def drain(self, seconds: float) -> None:
        """Give what is under way *seconds* to end, then let it go."""
        workers = {lane.worker for lane in self._lanes.values() if lane.worker is not None}
        tasks = workers | self._later
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=seconds)
            for task in unfinished:
                task.cancel()
            if unfinished:
                await asyncio.wait(unfinished)

    async def _work(self, chat_id: ChatId, lane: _Lane) -> None:
        try:
            while lane.waiting:
                address, reply = lane.waiting.popleft()
                try:
                    await self._deliver(address, reply)
                except Exception:  # noqa: BLE001 - logged whole; the next reply goes on
                    _log.exception("reply.failed chat_id=%d", chat_id)
        finally:
            lane.worker = None
            self._lanes.pop(chat_id, None)

    async def _deliver(self, address: Address, reply: Reply) -> None:
        if address.press_id is not None:
            await self._answer_press(address.press_id, reply)
        if reply.notice_only:
            return
        pieces = split(reply.text)
        sent_id: int | None = None
        for index, piece in enumerate(pieces):
            last = index == len(pieces) - 1
            markup = self._markup(address, reply) if last else None
            edit_id = address.edit_id if index == 0 else None
            sent_id = await self._put(address, piece, markup, edit_id=edit_id, reply_to=index == 0)
            if sent_id is None:
                return
        if reply.later is not None and sent_id is not None:
            self._finish_later(address, reply.later, sent_id)

    def _markup(self, address: Address, reply: Reply) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
        if reply.keyboard and address.edit_id is None:
            return keyboard_rows(reply.keyboard)
        return self._seal(reply, address)

    def _finish_later(self, address: Address, later: Callable[[], Awaitable[Reply]], sent_id: int) -> None:
        async def finish() -> None:
            try:
                async with asyncio.timeout(LATER_TIMEOUT_S):
                    reply = await later()
            except Exception:  # noqa: BLE001 - logged whole; what is shown stays
                _log.exception("reply.later_failed chat_id=%d", address.chat_id)
                return
            self.say(
                Address(
                    chat_id=address.chat_id,
                    user_id=address.user_id,
                    thread_id=address.thread_id,
                    edit_id=sent_id,
                ),
                reply,
            )

        task = asyncio.create_task(finish())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _answer_press(self, press_id: str, reply: Reply) -> None:
        """Stops the button's spinner; an answer that comes too late is refused and no loss."""
        try:
            await self._bot.answer_callback_query(press_id, text=reply.notice[:200] or None)
        except TelegramError as error:
            _log.info("reply.press_unanswered error=%s", type(error).__name__)

    async def _put(
        self,
        address: Address,
        piece: RichText,
        markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | None,
        *,
        edit_id: int | None,
        reply_to: bool,
    ) -> int | None:
        """One message sent or edited; its id, or None when that could not be done."""
        step = _Again(address=address, edit_id=edit_id)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                if step.edit_id is not None and not isinstance(markup, ReplyKeyboardMarkup):
                    return await self._edit(step.address, piece, markup, step.edit_id)
                return await self._send(step.address, piece, markup, reply_to=reply_to)
            except TelegramError as error:
                after = await self._after(error, step, attempt)
                if not isinstance(after, _Again):
                    return after
                step = after
        _log.warning("reply.given_up chat_id=%d", address.chat_id)
        return None

    async def _after(self, error: TelegramError, step: _Again, attempt: int) -> _Again | int | None:
        """What to do about *error*: try again so, or be content with a message's id or nothing."""
        chat_id = step.address.chat_id
        after: _Again | int | None = None
        match error:
            case RetryAfter():
                after = step if await self._wait_as_told(chat_id, error) else None
            case Forbidden():
                _log.info("reply.chat_closed chat_id=%d", chat_id)
                await self._gone(chat_id)
            case ChatMigrated():
                after = _Again(address=replace(step.address, chat_id=ChatId(error.new_chat_id)))
            case BadRequest() if step.edit_id is not None and "not modified" in str(error).lower():
                after = step.edit_id
            case BadRequest() if step.edit_id is not None:
                after = _Again(address=step.address)  # the message to edit is gone: say it anew
            case NetworkError() if isinstance(error.__cause__, _NOT_SENT):
                await asyncio.sleep(0.2 * 2**attempt)
                after = step
            case _:
                _log.warning("reply.failed chat_id=%d error=%s", chat_id, type(error).__name__)
        return after

    def _count(self, chat_id: ChatId) -> None:
        """Replies go ahead of broadcasts, but they use up the same allowance."""
        if self._pace is not None:
            self._pace.count(chat_id, ages=(0.0,), now=self._clock.monotonic())

    async def _wait_as_told(self, chat_id: ChatId, error: RetryAfter) -> bool:
        after = error.retry_after
        seconds = after.total_seconds() if isinstance(after, timedelta) else float(after)
        if self._pace is not None:
            self._pace.refused(chat_id, seconds=seconds, now=self._clock.monotonic())
        if seconds > LONGEST_WAIT_S:
            _log.warning("reply.put_off chat_id=%d seconds=%.0f", chat_id, seconds)
            return False
        await asyncio.sleep(seconds + 0.2)
        return True

    async def _send(
        self,
        address: Address,
        piece: RichText,
        markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | None,
        *,
        reply_to: bool,
    ) -> int:
        reply = None
        if reply_to and address.reply_to_id is not None:
            reply = ReplyParameters(address.reply_to_id, allow_sending_without_reply=True)
        message = await self._bot.send_message(
            address.chat_id,
            piece.text,
            entities=entities_of(piece),
            reply_markup=markup,
            reply_parameters=reply,
            message_thread_id=address.thread_id,
            disable_web_page_preview=True,
        )
        self._count(address.chat_id)
        self._note_other(address.chat_id, message.message_id)
        return message.message_id

    async def _edit(
        self, address: Address, piece: RichText, markup: InlineKeyboardMarkup | None, edit_id: int
    ) -> int:
        await self._bot.edit_message_text(
            piece.text,
            chat_id=address.chat_id,
            message_id=edit_id,
            entities=entities_of(piece),
            reply_markup=markup,
            disable_web_page_preview=True,
        )
        return edit_id
