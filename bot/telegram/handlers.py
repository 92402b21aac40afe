"""Update → Request → Reply → Telegram: what python-telegram-bot's Application calls.

judge the flood | hear | answer (its effect is committed here) | say (in the background, chat by chat)
"""

import logging
from typing import Any

from telegram import InlineKeyboardMarkup, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.clock import Clock
from bot.commands.answering import Answering
from bot.commands.callbacks import Press, pack, read, seal
from bot.commands.request import Button, Reply, notice
from bot.locale.phrases import Phrases
from bot.telegram.flood import Gate
from bot.telegram.inbound import Heard, Inbound
from bot.telegram.markup import inline_rows
from bot.telegram.membership import Membership
from bot.telegram.replier import Address, NoteOther, Replier, disregard
from storage.records.identity import ChatId

Context = ContextTypes.DEFAULT_TYPE
_log = logging.getLogger(__name__)


class Sealing:
    """Signs a reply's guarded buttons for whoever gets them; reads them when pressed."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def seal(self, reply: Reply, address: Address) -> InlineKeyboardMarkup | None:
        """The inline buttons of *reply*."""

        def data(button: Button, press: Press) -> str:
            if not button.guarded:
                return pack(press)
            return seal(
                press,
                key=self._key,
                chat_id=address.chat_id,
                user_id=address.user_id,
                now=self._clock.now(),
            )

        return inline_rows(reply.rows, data)

    def read(self, data: str, address: Address) -> Press | None:
        """What a pressed button says; None for what we did not write for this person, here and of late."""
        return read(
            data, key=self._key, chat_id=address.chat_id, user_id=address.user_id, now=self._clock.now()
        )


class Handlers:
    """The functions behind each kind of update."""

    def __init__(
        self,
        *,
        inbound: Inbound,
        answering: Answering,
        replier: Replier,
        sealing: Sealing,
        membership: Membership,
        phrases: Phrases,
        clock: Clock,
        gate: Gate,
        note_other: NoteOther = disregard,
    ) -> None:
        self._inbound = inbound
        self._answering = answering
        self._replier = replier
        self._sealing = sealing
        self._membership = membership
        self._phrases = phrases
        self._clock = clock
        self._gate = gate
        self._note_other = note_other

    def all(self) -> list[BaseHandler[Any, Any, Any]]:
        """What to add to the Application; one of them takes each update."""
        return [
            MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE, self.migrated),
            MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT, self.message),
            CallbackQueryHandler(self.press),
            ChatMemberHandler(self.membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]

    async def standing(self, update: Update, _context: Context) -> None:
        """Whatever else becomes of a message, that it stands in its chat is worth knowing."""
        message = update.message or update.channel_post
        if message is not None:
            self._note_other(ChatId(message.chat_id), message.message_id)

    async def message(self, update: Update, _context: Context) -> None:
        """A command, or plain words."""
        heard = self._inbound.message(update, self._clock.now())
        if heard is None or self._too_much(update, heard):
            return
        if heard.command is not None:
            reply = await self._answering.command(heard.command, heard.request)
        else:
            reply = await self._answering.spoken(heard.text, heard.request)
        if reply is not None:
            self._replier.say(heard.address, reply)

    async def press(self, update: Update, _context: Context) -> None:
        """A button."""
        heard = self._inbound.press(update, self._clock.now())
        if heard is None or self._too_much(update, heard):
            return
        press = self._sealing.read(heard.data or "", heard.address)
        if press is None:
            reply = notice(self._phrases.text("general.stale_button"))
        else:
            reply = await self._answering.pressed(press, heard.request)
        self._replier.say(heard.address, reply)

    async def membership(self, update: Update, _context: Context) -> None:
        """The bot was let in, promoted, stripped of rights, removed or blocked."""
        if update.my_chat_member is None:
            return
        report = await self._membership.changed(update.my_chat_member)
        if report is not None:
            self._replier.say(*report)

    async def migrated(self, update: Update, _context: Context) -> None:
        """A group became a supergroup."""
        if update.message is not None:
            await self._membership.migrated(update.message)

    async def error(self, update: object, context: Context) -> None:
        """A fault of ours: logged with its traceback, and the person is told that it was not theirs."""
        update_id = update.update_id if isinstance(update, Update) else None
        _log.error("update.failed update_id=%r", update_id, exc_info=context.error)
        if not isinstance(update, Update) or isinstance(context.error, TelegramError):
            return
        heard = self._inbound.message(update, self._clock.now()) or self._inbound.press(
            update, self._clock.now()
        )
        if heard is not None and heard.request.is_private:
            self._replier.say(heard.address, self._sorry(heard))

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add all of these to *application*."""
        application.add_handler(TypeHandler(Update, self.standing), group=-1)  # before any other
        application.add_handlers(self.all())
        application.add_error_handler(self.error)

    def _sorry(self, heard: Heard) -> Reply:
        if heard.address.press_id is not None:
            return notice(self._phrases.text("general.failed"))
        return Reply(text=self._phrases.rich("general.failed"))

    def _too_much(self, update: Update, heard: Heard) -> bool:
        """True for whoever is to be told that it is too much; in a group that is done in silence."""
        if not self._gate.refused(update.update_id):
            return False
        _log.info("update.flood update_id=%d", update.update_id)
        if heard.data is not None:
            self._replier.say(heard.address, notice(self._phrases.text("general.slow_down")))
        elif heard.request.is_private:
            self._replier.say(heard.address, Reply(text=self._phrases.rich("general.slow_down")))
        return True
