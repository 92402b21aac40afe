"""The edge as one piece: Bot, Application, polling and replies, from start to an orderly end.

    initialise (again and again while the network is away) | menu | poll until told to stop | let replies end

python-telegram-bot's Application parses, filters and dispatches; its Updater and JobQueue are left out
(docs/decisions/0010-our-own-polling.md).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.clock import Clock
from bot.commands.catalogue import Voice
from bot.delivery.pace import Pace
from bot.telegram.client import TelegramBot, bot_name
from bot.telegram.flood import Gate
from bot.telegram.handlers import Handlers, Sealing
from bot.telegram.inbound import Inbound
from bot.telegram.membership import Membership
from bot.telegram.notices import Notices
from bot.telegram.polling import LONG_POLL_S, Poller, Pulse, TokenRefusedError
from bot.telegram.replier import NoteOther, Replier, disregard
from bot.telegram.standing import Standing
from storage.store import Store

DRAIN_S = 3.0
"""How long replies under way may take at the end."""
_LONGEST_PAUSE_S = 30.0
_KEY = "callbacks"
_LANGUAGES = ("", "ar")
"""The menu's languages; "" is everyone else."""
_log = logging.getLogger(__name__)


class TelegramEdge:
    """Everything that people can do to the bot through Telegram.

    *bot* may be shared with the sender of posts. *owner_ids* and *admin_ids* are numeric user ids. *pace* is
    the sender's: replies count there. *note_other* is told of every message that is not from the outbox.
    *pulse* tells how polling fares.
    """

    def __init__(
        self,
        *,
        bot: TelegramBot,
        store: Store,
        clock: Clock,
        voice: Voice,
        owner_ids: AbstractSet[int],
        admin_ids: AbstractSet[int] = frozenset(),
        pace: Pace | None = None,
        note_other: NoteOther = disregard,
        long_poll_s: int = LONG_POLL_S,
    ) -> None:
        self._bot = bot
        self._store = store
        self._clock = clock
        self._voice = voice
        self._owner_ids = owner_ids
        self._admin_ids = admin_ids
        self._pace = pace
        self._standing = Standing(store, note_other)
        self._long_poll_s = long_poll_s
        self._pulse = Pulse()

    @property
    def pulse(self) -> Pulse:
        """How polling fares."""
        return self._pulse

    async def run(self, stop: asyncio.Event) -> None:
        """Answer people until *stop* is set; ends within DRAIN_S and some.

        Raises:
            TokenRefusedError: the token is not valid (any more): exit code 78.
        """
        application: Application[Any, Any, Any, Any, Any, Any] = (
            Application.builder().bot(self._bot).updater(None).job_queue(None).build()
        )
        try:
            if await self._initialize(application, stop):
                await self._serve(application, stop)
        finally:
            await application.shutdown()
            await self._bot.shutdown()  # when it never came so far as to be initialised

    async def _serve(
        self, application: Application[Any, Any, Any, Any, Any, Any], stop: asyncio.Event
    ) -> None:
        """Poll, answer and tell until *stop* is set."""
        gate = Gate()
        replier = await self._open(application, gate)
        notices = Notices(
            store=self._store,
            phrases=self._voice.phrases,
            clock=self._clock,
            sources=self._voice.sources,
            retracting=self._voice.retracting,
            approving=self._voice.approving,
            replier=replier,
            owner_ids=self._owner_ids,
        )
        poller = Poller(
            self._bot,
            application.process_update,
            self._clock,
            pulse=self._pulse,
            gate=gate,
            long_poll_s=self._long_poll_s,
        )
        beside = [
            asyncio.create_task(self._offer_menu(stop)),
            asyncio.create_task(notices.run(stop)),
            asyncio.create_task(self._standing.run(stop)),
        ]
        try:
            await poller.run(stop)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await replier.drain(DRAIN_S)
            await self._standing.keep()

    async def _initialize(
        self, application: Application[Any, Any, Any, Any, Any, Any], stop: asyncio.Event
    ) -> bool:
        """Ask who we are until Telegram answers; False when told to stop before."""
        return await _persist(application.initialize, "edge.initialize_failed", stop)

    async def _open(self, application: Application[Any, Any, Any, Any, Any, Any], gate: Gate) -> Replier:
        async with self._store.write() as tx:
            key = await tx.inbox.key(_KEY, now=self._clock.now())
        sealing = Sealing(key, self._clock)
        membership = Membership(self._store, self._voice.phrases, self._clock, owner_ids=self._owner_ids)
        replier = Replier(
            self._bot,
            seal=sealing.seal,
            clock=self._clock,
            pace=self._pace,
            gone=membership.closed,
            note_other=self._standing.note,
        )
        Handlers(
            inbound=Inbound(
                owner_ids=self._owner_ids, admin_ids=self._admin_ids, username=bot_name(self._bot)
            ),
            answering=self._voice.answering,
            replier=replier,
            sealing=sealing,
            membership=membership,
            phrases=self._voice.phrases,
            clock=self._clock,
            gate=gate,
            note_other=self._standing.note,
        ).register(application)
        _log.info("edge.ready bot_id=%d", self._bot.id)
        return replier

    async def _offer_menu(self, stop: asyncio.Event) -> None:
        """The commands under the typing box: for everyone, and the longer list for those who run the bot."""
        everyone = self._menu(admin=False)
        longer = self._menu(admin=True)

        async def attempt() -> None:
            for language in _LANGUAGES:
                for scope in (BotCommandScopeDefault(), BotCommandScopeAllPrivateChats()):
                    await self._bot.set_my_commands(everyone, scope=scope, language_code=language or None)

        await _persist(attempt, "edge.menu_failed", stop)
        for admin_id in sorted(self._owner_ids | self._admin_ids):
            try:
                await self._bot.set_my_commands(longer, scope=BotCommandScopeChat(admin_id))
            except TelegramError as error:  # this person has not written to the bot yet
                _log.info("edge.admin_menu_failed error=%s", type(error).__name__)

    def _menu(self, *, admin: bool) -> Sequence[BotCommand]:
        return [
            BotCommand(name, says)
            for name, says in self._voice.registry.menu(self._voice.phrases, admin=admin)
        ]


async def _persist(attempt: Callable[[], Awaitable[object]], event: str, stop: asyncio.Event) -> bool:
    """Try until it works; False when *stop* was set before.

    Raises:
        TokenRefusedError: no attempt can ever work.
    """
    pause = 1.0
    while not stop.is_set():
        try:
            await attempt()
        except InvalidToken:
            _log.critical("edge.token_refused")  # the library's message holds the token: it is not passed on
            raise TokenRefusedError from None
        except TelegramError as error:
            _log.warning("%s error=%s pause_s=%.0f", event, type(error).__name__, pause)
            try:
                async with asyncio.timeout(pause):
                    await stop.wait()
            except TimeoutError:
                pause = min(2 * pause, _LONGEST_PAUSE_S)
        else:
            return True
    return False
