"""Update → Request: what was asked, by whom, and whether it may be heard at all.

Heard is only what a person typed or pressed, here and now: no edited, forwarded or automatic message, none
sent by way of another bot or in the name of a chat (an anonymous administrator has no user id of its own, and
authority goes by numeric user id alone).
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import Chat, Message, MessageEntity, Update, User
from telegram.constants import ChatType

from bot.commands.request import ChatKind, Request, Role
from bot.telegram.replier import Address
from storage.records.identity import ChatId

LONGEST_TEXT = 1_000
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+|$)")
_EMPHASIS = frozenset({MessageEntity.BOLD, MessageEntity.CODE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A request and where its answer goes; *command* is None for plain words, *data* a pressed button's."""

    request: Request
    address: Address
    command: str | None = None
    text: str = ""
    data: str | None = None


class Inbound:
    """Reads updates; *username* is the bot's, lower case."""

    def __init__(self, *, owner_ids: AbstractSet[int], admin_ids: AbstractSet[int], username: str) -> None:
        self._owner_ids = owner_ids
        self._admin_ids = admin_ids
        self._username = username

    def role(self, user_id: int) -> Role:
        """What this person may do."""
        if user_id in self._owner_ids:
            return Role.OWNER
        return Role.ADMIN if user_id in self._admin_ids else Role.READER

    def message(self, update: Update, now: datetime) -> Heard | None:
        """A command or plain words; None for what is not ours to hear."""
        message = update.message
        if message is None or not message.text or message.from_user is None or not _is_typed(message):
            return None
        request = self._request(update, message.chat, message.from_user, now)
        text = message.text[:LONGEST_TEXT]
        private = request.is_private
        address = Address(
            chat_id=request.chat_id,
            user_id=request.user_id,
            thread_id=message.message_thread_id if message.is_topic_message else None,
            reply_to_id=None if private else message.message_id,
        )
        match = _COMMAND.match(text)
        if match is None:
            return Heard(request=request, address=address, text=text)
        if match[2] and match[2].lower() != self._username:
            return None
        words = text[match.end() :].strip()
        return Heard(request=replace(request, words=words), address=address, command=match[1].lower())

    def press(self, update: Update, now: datetime) -> Heard | None:
        """A press of one of our buttons; None where its message is unknown."""
        query = update.callback_query
        if query is None or query.message is None or query.data is None:
            return None
        message = query.message
        request = self._request(update, message.chat, query.from_user, now)
        shown = _emphasised(message) if isinstance(message, Message) else ()
        address = Address(
            chat_id=request.chat_id,
            user_id=request.user_id,
            edit_id=message.message_id,
            press_id=query.id,
        )
        return Heard(request=replace(request, shown=shown), address=address, data=query.data)

    def _request(self, update: Update, chat: Chat, user: User, now: datetime) -> Request:
        return Request(
            update_id=update.update_id,
            chat_id=ChatId(chat.id),
            chat_kind=kind_of(chat),
            chat_title=chat.title or "",
            user_id=user.id,
            role=self.role(user.id),
            now=now,
        )


def kind_of(chat: Chat) -> ChatKind:
    """Telegram's four types of chat as our three."""
    if chat.type == ChatType.PRIVATE:
        return ChatKind.PRIVATE
    return ChatKind.CHANNEL if chat.type == ChatType.CHANNEL else ChatKind.GROUP


def _is_typed(message: Message) -> bool:
    return (
        message.forward_origin is None
        and message.via_bot is None
        and message.sender_chat is None
        and not message.is_automatic_forward
        and message.from_user is not None
        and not message.from_user.is_bot
    )


def _emphasised(message: Message) -> tuple[str, ...]:
    """The emphasised spans of a message of ours: a search keeps its words there."""
    return tuple(message.parse_entity(entity) for entity in message.entities if entity.type in _EMPHASIS)
