"""The state of the sandbox, and the few ways it can change.

Every change is made in one go, without an await, so that whatever happens to a connection afterwards, a thing
was done or it was not. Each tells the listeners: the chat page, the snapshot.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.json_types import JsonObject
from bot.sandbox.refusal import not_found, unauthorized
from bot.sandbox.world import rendering
from bot.sandbox.world.clock import SandboxClock
from bot.sandbox.world.files import Files
from bot.sandbox.world.records import (
    CHANNEL_RIGHTS,
    GROUP_RIGHTS,
    Bot,
    CallbackQuery,
    Chat,
    ChatKind,
    Member,
    Message,
    Standing,
    User,
)
from bot.sandbox.world.updates import ON_REQUEST, UpdateQueue

TOKEN = re.compile(r"(?P<id>[0-9]{1,20}):[A-Za-z0-9_-]{1,80}")
CALLBACK_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something happened; *kind* is message, edit, delete, chat, pin, bot, answer or reset."""

    kind: str
    chat_id: int | None = None
    message_id: int | None = None
    extra: JsonObject | None = None


class World:
    """Bots, users, chats, messages."""

    def __init__(self, clock: SandboxClock, files: Files, *, auto_create: bool = False) -> None:
        self.clock = clock
        self.files = files
        self.auto_create = auto_create
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.bots: dict[int, Bot] = {}
        self.queues: dict[int, UpdateQueue] = {}
        self.revoked: set[str] = set()
        self.callbacks: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, JsonObject | None] = {}
        """Inline queries by id; None until answered."""
        self.listeners: list[Callable[[Change], None]] = []
        self.box_message_id = 0
        """The newest message of private chats and basic groups together."""
        self.closing = False
        """True once the server stops."""
        self._early: list[tuple[str, JsonObject]] = []
        self._last_callback = 4_000_000_000

    def announce(
        self, kind: str, chat_id: int | None = None, message_id: int | None = None, **extra: Any
    ) -> None:
        """Tell every listener."""
        change = Change(kind=kind, chat_id=chat_id, message_id=message_id, extra=extra or None)
        for listener in self.listeners:
            listener(change)

    # Bots

    def bot_by_token(self, token: str) -> Bot:
        """The bot of *token*; a first use makes it known.

        Raises:
            Refusal: 404 for what cannot be a token, 401 for a revoked one.
        """
        form = TOKEN.fullmatch(token)
        if form is None:
            raise not_found()
        if token in self.revoked:
            raise unauthorized()
        return self.add_bot(int(form["id"]), token=token)

    def add_bot(self, bot_id: int, *, token: str = "", username: str = "", first_name: str = "") -> Bot:
        """Make a bot known, or known better; updates that came before any bot was known go to the first."""
        bot = self.bots.get(bot_id)
        if bot is None:
            user = User(
                id=bot_id,
                is_bot=True,
                first_name=first_name or "خبر",
                username=username or f"khabar{bot_id}_bot",
            )
            bot = self.bots[bot_id] = Bot(user=user)
            self.users[bot_id] = user
            self.queues[bot_id] = UpdateQueue()
            for kind, payload in self._early:
                self.queues[bot_id].add(kind, payload, at=self.clock.monotonic())
            self._early.clear()
            self.announce("bot")
        elif (username and username != bot.user.username) or (
            first_name and first_name != bot.user.first_name
        ):
            bot.user = replace(
                bot.user,
                username=username or bot.user.username,
                first_name=first_name or bot.user.first_name,
            )
            self.users[bot_id] = bot.user
            self.announce("bot")
        if token:
            bot.tokens.add(token)
        return bot

    def revoke(self, token: str) -> None:
        """From now on *token* answers 401; whoever polls with it is sent away."""
        self.revoked.add(token)
        for bot_id, bot in self.bots.items():
            if token in bot.tokens:
                self.queues[bot_id].dismiss()

    # People and chats

    def add_user(self, user_id: int, **known: str) -> User:
        """Make a person known, or known better."""
        user = self.users.get(user_id) or User(id=user_id, first_name=f"قارئ {user_id}", language_code="ar")
        if known:
            user = replace(user, **known)  # type: ignore[arg-type] # only text fields are passed
        self.users[user_id] = user
        return user

    def add_chat(self, chat: Chat) -> Chat:
        """Add a chat; a private one has its user as member."""
        if chat.kind is ChatKind.PRIVATE:
            user = self.add_user(chat.id, **({"first_name": chat.title} if chat.title else {}))
            chat.title = user.first_name
            chat.members.setdefault(user.id, Member(user_id=user.id, standing=Standing.MEMBER))
        self.chats[chat.id] = chat
        self.announce("chat", chat.id)
        return chat

    def find_chat(self, raw: int | str) -> Chat | None:
        """By id, "@name", or digits; with `auto_create` any number is a chat that welcomes the bot."""
        if isinstance(raw, str):
            if raw.startswith("@"):
                name = raw[1:].lower()
                return next((chat for chat in self.chats.values() if chat.username.lower() == name), None)
            if not raw.removeprefix("-").isdigit():
                return None
            raw = int(raw)
        found = self.chats.get(raw)
        if found is None and self.auto_create and raw != 0:
            found = self.add_chat(default_chat(raw))
        return found

    def bot_member(self, chat: Chat, bot_id: int) -> Member:
        """A bot's standing in *chat*."""
        return chat.member(bot_id, is_bot=True)

    # Messages

    def post(self, chat: Chat, *, announce: bool = True, **fields: Any) -> Message:
        """A new message with the next id: a channel or supergroup counts its own.

        The messages of all private chats and basic groups lie in one box of the bot's account, and are
        counted together (core.telegram.org/api/updates, «message-related event sequences»).
        """
        if chat.shares_box:
            self.box_message_id = max(self.box_message_id, chat.last_message_id) + 1
            chat.last_message_id = self.box_message_id
        else:
            chat.last_message_id += 1
        message = Message(chat_id=chat.id, message_id=chat.last_message_id, date=self.clock.unix(), **fields)
        chat.messages[message.message_id] = message
        if announce:
            self.announce("message", chat.id, message.message_id)
        return message

    def change(self, message: Message, **fields: Any) -> Message:
        """Replace a message by an edited one."""
        changed = replace(message, **fields)
        self.chats[message.chat_id].messages[message.message_id] = changed
        self.announce("edit", message.chat_id, message.message_id)
        return changed

    def remove(self, chat: Chat, message_id: int) -> None:
        """Delete a message for everyone."""
        chat.messages.pop(message_id, None)
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        self.announce("delete", chat.id, message_id)

    def see(self, message: Message, viewer: str) -> None:
        """Count a view by the chat page."""
        chat = self.chats[message.chat_id]
        chat.messages[message.message_id] = replace(message, seen_by=message.seen_by | {viewer})
        chat.read_up_to = max(chat.read_up_to, message.message_id)
        self.announce("seen", chat.id, message.message_id, views=len(message.seen_by) + 1)

    # Updates

    def tell(self, bot_id: int, kind: str, payload: JsonObject) -> None:
        """Queue an update for one bot if it asked for its kind."""
        allowed = self.bots[bot_id].allowed_updates
        if kind in allowed or (not allowed and kind not in ON_REQUEST):
            self.queues[bot_id].add(kind, payload, at=self.clock.monotonic())

    def tell_bots(self, chat: Chat, kind: str, payload: JsonObject) -> None:
        """Queue an update for every bot in *chat*."""
        if not self.bots:
            self._early.append((kind, payload))
        for bot_id in self.bots:
            if self.bot_member(chat, bot_id).present:
                self.tell(bot_id, kind, payload)

    def tell_message(self, chat: Chat, message: Message, *, edited: bool = False) -> None:
        """Queue a message update of the kind that fits the chat."""
        kind = "channel_post" if chat.kind is ChatKind.CHANNEL else "message"
        self.tell_bots(chat, f"edited_{kind}" if edited else kind, rendering.message_json(self, message))

    def new_callback(self, *, bot_id: int, user_id: int, message: Message, data: str) -> CallbackQuery:
        """Remember a press of a button until it is answered."""
        self._last_callback += 1
        query = CallbackQuery(
            id=str(self._last_callback),
            bot_id=bot_id,
            user_id=user_id,
            chat_id=message.chat_id,
            message_id=message.message_id,
            data=data,
            pressed_at=self.clock.monotonic(),
        )
        self.callbacks[query.id] = query
        return query

    def open_callback(self, query_id: str, bot_id: int) -> CallbackQuery | None:
        """The press *query_id* if it can still be answered by this bot."""
        query = self.callbacks.get(query_id)
        if query is None or query.bot_id != bot_id or query.answer is not None:
            return None
        return query if self.clock.monotonic() - query.pressed_at <= CALLBACK_SECONDS else None

    def answer_callback(self, query: CallbackQuery, answer: JsonObject) -> None:
        """Show the bot's *answer* to whoever pressed."""
        self.callbacks[query.id] = replace(query, answer=answer)
        self.announce("answer", query.chat_id, query.message_id, query_id=query.id, **answer)

    def stop_readers(self) -> None:
        """Send every waiting getUpdates away."""
        for queue in self.queues.values():
            queue.dismiss()

    def reset(self) -> None:
        """An empty world."""
        self.stop_readers()
        self.users.clear()
        self.chats.clear()
        self.bots.clear()
        self.queues.clear()
        self.callbacks.clear()
        self.inline_queries.clear()
        self.revoked.clear()
        self._early.clear()
        self.files.clear()
        self.announce("reset")


def default_chat(chat_id: int) -> Chat:
    """A chat as `auto_create` makes it: positive ids private, -100… channels, other negative ones groups."""
    if chat_id > 0:
        return Chat(id=chat_id, kind=ChatKind.PRIVATE)
    if str(chat_id).startswith("-100"):
        return Chat(
            id=chat_id,
            kind=ChatKind.CHANNEL,
            title=f"قناة {-chat_id % 10_000}",
            bots_are=Standing.ADMINISTRATOR,
            bot_rights=CHANNEL_RIGHTS,
        )
    return Chat(
        id=chat_id,
        kind=ChatKind.GROUP,
        title=f"مجموعة {-chat_id}",
        bots_are=Standing.ADMINISTRATOR,
        bot_rights=GROUP_RIGHTS,
    )
