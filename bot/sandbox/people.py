"""What people do in Telegram: write, press, join, block, promote, migrate; with the updates bots get."""

from dataclasses import replace
from typing import Any

from bot.sandbox.api.text import TEXT_UNITS, formatted_text
from bot.sandbox.json_types import JsonObject
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
)
from bot.sandbox.world.rendering import chat_json, member_json, message_json, user_json
from bot.sandbox.world.world import World


def say(
    world: World,
    chat: Chat,
    *,
    user_id: int,
    text: str,
    reply_to: int | None = None,
    thread_id: int | None = None,
) -> Message:
    """A person writes *text*; in a channel the post is signed by the channel."""
    user = world.add_user(user_id)
    clean = formatted_text(text, [], limit=TEXT_UNITS, what="text")
    message = world.post(
        chat,
        from_id=None if chat.kind is ChatKind.CHANNEL else user.id,
        sent_by=user.id,
        text=clean.text,
        entities=clean.entities,
        reply_to=reply_to,
        thread_id=thread_id,
    )
    if chat.kind is ChatKind.PRIVATE:
        _let_bots_in(world, chat)
    world.tell_message(chat, message)
    return message


def _let_bots_in(world: World, chat: Chat) -> None:
    """Writing to a bot is what lets it write back; only a bot that was blocked is told."""
    if chat.bots_are is Standing.LEFT:
        chat.bots_are = Standing.MEMBER
    for bot_id in world.bots:
        standing = chat.member(bot_id, is_bot=True).standing
        if standing is Standing.KICKED:
            set_bot_standing(world, chat, bot_id, Standing.MEMBER)
        elif standing is Standing.LEFT:
            chat.members[bot_id] = Member(user_id=bot_id, standing=Standing.MEMBER)


def edit(world: World, message: Message, *, text: str) -> Message:
    """A person edits a message of theirs."""
    clean = formatted_text(text, [], limit=TEXT_UNITS, what="text")
    changed = world.change(message, text=clean.text, entities=clean.entities, edit_date=world.clock.unix())
    world.tell_message(world.chats[message.chat_id], changed, edited=True)
    return changed


def press(world: World, message: Message, *, user_id: int, data: str) -> CallbackQuery | None:
    """A person presses an inline button; None when its bot is unknown."""
    bot = world.bots.get(message.sent_by)
    if bot is None:
        return None
    user = world.add_user(user_id)
    query = world.new_callback(bot_id=bot.user.id, user_id=user.id, message=message, data=data)
    body = {
        "id": query.id,
        "from": user_json(user),
        "message": message_json(world, message),
        "chat_instance": str(abs(message.chat_id)),
        "data": data,
    }
    world.tell(bot.user.id, "callback_query", body)
    return query


def button_data(message: Message) -> list[str]:
    """The callback data of a message's buttons, row by row."""
    rows = (message.inline_keyboard or {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def react(world: World, message: Message, *, user_id: int, emoji: str | None) -> Message:
    """A person sets or takes back a reaction."""
    user = world.add_user(user_id)
    old = message.reactions.get(user_id, ())
    new = () if emoji is None or emoji in old else (emoji,)
    rest = {each: value for each, value in message.reactions.items() if each != user_id}
    changed = world.change(message, reactions=rest | ({user_id: new} if new else {}))
    chat = world.chats[message.chat_id]
    body = {
        "chat": chat_json(world, chat),
        "message_id": message.message_id,
        "user": user_json(user),
        "date": world.clock.unix(),
        "old_reaction": [{"type": "emoji", "emoji": each} for each in old],
        "new_reaction": [{"type": "emoji", "emoji": each} for each in new],
    }
    world.tell_bots(chat, "message_reaction", body)
    return changed


def ask_inline(world: World, *, bot_id: int, user_id: int, query: str, offset: str = "") -> str:
    """A person types «@bot words»; the query's id."""
    user = world.add_user(user_id)
    query_id = str(5_000_000_000 + len(world.inline_queries))
    world.inline_queries[query_id] = None
    body = {"id": query_id, "from": user_json(user), "query": query, "offset": offset}
    world.tell(bot_id, "inline_query", body)
    return query_id


def set_standing(world: World, chat: Chat, user_id: int, standing: Standing, **known: str) -> Member:
    """A person joins, leaves, is removed or rises in a chat."""
    user = world.add_user(user_id, **known)
    old = chat.member(user_id)
    new = Member(user_id=user_id, standing=standing, rights=_rights(chat, standing))
    chat.members[user_id] = new
    body = _change_json(world, chat, by=user_id, old=old, new=new)
    world.tell_bots(chat, "chat_member", body)
    if chat.kind in {ChatKind.GROUP, ChatKind.SUPERGROUP} and old.present != new.present:
        service = {"new_chat_members": [user.id]} if new.present else {"left_chat_member": user.id}
        world.tell_message(chat, world.post(chat, from_id=user.id, sent_by=user.id, service=service))
    world.announce("chat", chat.id)
    return new


def set_bot_standing(
    world: World,
    chat: Chat,
    bot_id: int,
    standing: Standing,
    *,
    rights: frozenset[str] | None = None,
    by: int | None = None,
) -> Member:
    """A bot is added, removed, blocked, let in again, made administrator or stripped of rights."""
    old = chat.member(bot_id, is_bot=True)
    new = Member(
        user_id=bot_id,
        standing=standing,
        rights=_rights(chat, standing) if rights is None else rights,
    )
    chat.members[bot_id] = new
    actor = by if by is not None else (chat.id if chat.kind is ChatKind.PRIVATE else _owner(world, chat))
    world.tell(bot_id, "my_chat_member", _change_json(world, chat, by=actor, old=old, new=new))
    world.announce("chat", chat.id)
    return new


def _rights(chat: Chat, standing: Standing) -> frozenset[str]:
    if standing is not Standing.ADMINISTRATOR:
        return frozenset()
    return CHANNEL_RIGHTS if chat.kind is ChatKind.CHANNEL else GROUP_RIGHTS


def _owner(world: World, chat: Chat) -> int:
    """Whoever runs the chat; made up when nobody does."""
    owners = [member.user_id for member in chat.members.values() if member.standing is Standing.CREATOR]
    return owners[0] if owners else world.add_user(1001).id


def _change_json(world: World, chat: Chat, *, by: int, old: Member, new: Member) -> JsonObject:
    return {
        "chat": chat_json(world, chat),
        "from": user_json(world.users[by]),
        "date": world.clock.unix(),
        "old_chat_member": member_json(world, chat, old),
        "new_chat_member": member_json(world, chat, new),
    }


def migrate(world: World, chat: Chat, new_id: int | None = None) -> Chat:
    """A group becomes a supergroup with another id; both sides say so in a service message."""
    target = new_id if new_id is not None else int(f"-100{abs(chat.id)}")
    upgraded = Chat(
        id=target,
        kind=ChatKind.SUPERGROUP,
        title=chat.title,
        description=chat.description,
        members=dict(chat.members),
        bots_are=chat.bots_are,
        bot_rights=chat.bot_rights,
    )
    world.add_chat(upgraded)
    owner = _owner(world, chat)
    old_note = world.post(chat, from_id=owner, sent_by=owner, service={"migrate_to_chat_id": target})
    world.tell_message(chat, old_note)
    new_note = world.post(upgraded, from_id=owner, sent_by=owner, service={"migrate_from_chat_id": chat.id})
    world.tell_message(upgraded, new_note)
    chat.migrated_to = target
    world.announce("chat", chat.id)
    return upgraded


def strike(world: World, bot: Bot, chat_id: int | None, what: str) -> None:
    """Block, kick or migrate at the very moment of a request (an injected fault)."""
    chat = world.find_chat(chat_id) if chat_id is not None else None
    if chat is None:
        return
    if what != "migrated":
        set_bot_standing(world, chat, bot.user.id, Standing.KICKED)
    elif chat.migrated_to is None and chat.kind is ChatKind.GROUP:
        migrate(world, chat)


def demote_default(chat: Chat, standing: Standing, rights: frozenset[str]) -> None:
    """What the chat makes of bots that it has not met."""
    chat.bots_are = standing
    chat.bot_rights = rights


def rename(world: World, chat: Chat, **changes: Any) -> None:
    """Other title, username or description."""
    for name, value in changes.items():
        setattr(chat, name, value)
    if chat.kind is ChatKind.PRIVATE and "title" in changes:
        world.users[chat.id] = replace(world.users[chat.id], first_name=changes["title"])
    world.announce("chat", chat.id)
