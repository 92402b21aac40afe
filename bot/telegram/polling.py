"""Our own getUpdates loop: one bad update never stops it, and nothing is confirmed before it is done.

    getUpdates(offset) | drop floods | parse each alone | take all, chats side by side | offset past them

python-telegram-bot's Updater is not used: in 22.8 it asks for ever for a batch with one update that it cannot
parse, and ends without a word when the token is refused (docs/decisions/0010-our-own-polling.md). Telegram
confirms everything before the offset of a request (core.telegram.org/bots/api#getupdates), so an update whose
effect was not committed when the process died comes again.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.clock import Clock
from bot.telegram.client import TelegramBot
from bot.telegram.flood import Gate

LONG_POLL_S = 30
BATCH = 100
PARALLEL_CHATS = 16
TAKE_TIMEOUT_S = 30.0
"""An update that is not done by then is given up and logged."""
SILENT_AFTER = timedelta(seconds=90)
FENCED_AFTER = timedelta(seconds=15)
_READ_SLACK_S = 10.0
_LONGEST_PAUSE_S = 30.0
_CONFLICT_PAUSE_S = 3.0
_CONFIRM_TIMEOUT_S = 2.0

Take = Callable[[Update], Awaitable[None]]
_log = logging.getLogger(__name__)


class TokenRefusedError(Exception):
    """Telegram refuses the token: it was revoked or mistyped. Nothing but a new one helps."""

    exit_code = 78


@dataclass(slots=True)
class Pulse:
    """How polling fares; the health check and the sender read it."""

    last_success_at: datetime | None = None
    conflict_since_at: datetime | None = None
    failures: int = 0
    poisoned: int = 0
    dropped: int = 0

    def silent(self, now: datetime, *, since: datetime) -> bool:
        """True when getUpdates has not answered for too long; before its first answer *since* counts."""
        return now - (self.last_success_at or since) > SILENT_AFTER

    def fenced(self, now: datetime) -> bool:
        """True while another process polls with our token: two that send would post everything twice."""
        return self.conflict_since_at is not None and now - self.conflict_since_at >= FENCED_AFTER


class Poller:
    """Asks for updates until told to stop and has each one taken."""

    def __init__(
        self,
        bot: TelegramBot,
        take: Take,
        clock: Clock,
        *,
        pulse: Pulse,
        gate: Gate | None = None,
        long_poll_s: int = LONG_POLL_S,
    ) -> None:
        self._bot = bot
        self._take = take
        self._clock = clock
        self._gate = gate
        self._long_poll_s = long_poll_s
        self._offset: int | None = None
        self._dice = random.Random()  # noqa: S311 - spreads retries, guards nothing
        self.pulse = pulse

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until *stop* is set, then confirm what is done.

        Raises:
            TokenRefusedError: Telegram answered 401, or 404 for a malformed token.
        """
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                batch = await self._unless_stopped(self._ask(), stopping)
                if batch:
                    await self._take_all(batch)
            await self._confirm()
        finally:
            stopping.cancel()

    async def _ask(self) -> Sequence[Any]:
        """A batch; an empty one, after a pause, where the network or the server failed."""
        try:
            async with asyncio.timeout(self._long_poll_s + 2 * _READ_SLACK_S):
                batch = await self._bot.raw_updates(
                    offset=self._offset,
                    wait_s=self._long_poll_s,
                    limit=BATCH,
                    read_timeout=self._long_poll_s + _READ_SLACK_S,
                )
        except InvalidToken:
            _log.critical(
                "polling.token_refused"
            )  # the library's message holds the token: it is not passed on
            raise TokenRefusedError from None
        except Conflict:
            self._note_conflict()
            await asyncio.sleep(_CONFLICT_PAUSE_S)
            return ()
        except RetryAfter as error:
            await asyncio.sleep(_seconds(error))
            return ()
        except (TelegramError, TimeoutError, OSError) as error:
            await self._pause(error)
            return ()
        self.pulse.last_success_at = self._clock.now()
        self.pulse.conflict_since_at = None
        self.pulse.failures = 0
        return batch

    def _note_conflict(self) -> None:
        if self.pulse.conflict_since_at is None:
            self.pulse.conflict_since_at = self._clock.now()
            _log.error("polling.conflict another process polls with this token")

    async def _pause(self, error: Exception) -> None:
        self.pulse.failures += 1
        seconds = min(0.5 * 2 ** min(self.pulse.failures, 10), _LONGEST_PAUSE_S) * self._dice.uniform(
            0.7, 1.0
        )
        cause = type(error.__cause__ or error).__name__
        _log.warning("polling.failed error=%s failures=%d pause_s=%.1f", cause, self.pulse.failures, seconds)
        await asyncio.sleep(seconds)

    async def _take_all(self, batch: Sequence[Any]) -> None:
        """Parse each update alone; take each chat's in order, several chats at once; then move the offset."""
        ids = [raw["update_id"] for raw in batch if _has_id(raw)]
        lanes: dict[int, list[Update]] = {}
        for raw in batch:
            if self._gate is not None and not self._gate.lets_pass(raw, self._clock.monotonic()):
                self.pulse.dropped += 1
                continue
            update = self._parse(raw)
            if update is not None:
                lanes.setdefault(_lane(update), []).append(update)
        room = asyncio.Semaphore(PARALLEL_CHATS)
        async with asyncio.TaskGroup() as group:
            for lane in lanes.values():
                group.create_task(self._take_lane(lane, room))
        if ids:
            self._offset = max(ids) + 1
        else:  # nothing to confirm by: such a batch would come again at once, for ever
            await self._pause(ValueError("a batch without update ids"))

    def _parse(self, raw: Any) -> Update | None:
        try:
            if not _has_id(raw):
                raise ValueError("no update_id")  # noqa: TRY301 - one place where an update is refused
            return Update.de_json(raw, self._bot)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other updates go on
            self.pulse.poisoned += 1
            update_id = raw.get("update_id") if isinstance(raw, dict) else None
            # without its traceback, which would show what people wrote
            _log.error("polling.poison update_id=%r error=%s", update_id, type(error).__name__)
            return None

    async def _take_lane(self, updates: Sequence[Update], room: asyncio.Semaphore) -> None:
        async with room:
            for update in updates:
                try:
                    async with asyncio.timeout(TAKE_TIMEOUT_S):
                        await self._take(update)
                except Exception:  # noqa: BLE001 - logged whole; the other updates go on
                    _log.exception("polling.take_failed update_id=%d", update.update_id)

    async def _confirm(self) -> None:
        """Tell Telegram what is done, so that the next start does not get it again; no harm if it fails."""
        if self._offset is None:
            return
        try:
            async with asyncio.timeout(_CONFIRM_TIMEOUT_S):
                await self._bot.raw_updates(
                    offset=self._offset, wait_s=0, limit=1, read_timeout=_CONFIRM_TIMEOUT_S
                )
        except (TelegramError, TimeoutError, OSError) as error:
            _log.warning("polling.confirm_failed error=%s", type(error).__name__)

    @staticmethod
    async def _unless_stopped(work: Any, stopping: asyncio.Task[bool]) -> Sequence[Any]:
        """What *work* gives; nothing when the stop came first."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
        return () if task.cancelled() else task.result()


def _has_id(raw: Any) -> bool:
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    return isinstance(update_id, int) and not isinstance(update_id, bool)


def _lane(update: Update) -> int:
    """The chat whose order matters; updates of no chat keep the order of whoever sent them."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
