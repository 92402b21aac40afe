"""What the chat page shows of a chat and a message: more than a bot may know (silent, views, keyboard)."""

from bot.sandbox.json_types import JsonObject
from bot.sandbox.world.records import Chat, ChatKind, Message, Standing
from bot.sandbox.world.rendering import message_json, user_json
from bot.sandbox.world.world import World


def message_view(world: World, message: Message) -> JsonObject:
    """A message with what the page needs beside Telegram's JSON."""
    body = message_json(world, message)
    sender = world.users.get(message.sent_by)
    counts: dict[str, int] = {}
    for emojis in message.reactions.values():
        for emoji in emojis:
            counts[emoji] = counts.get(emoji, 0) + 1
    return body | {
        "silent": message.silent,
        "views": len(message.seen_by),
        "out": sender is not None and not sender.is_bot,
        "reactions": counts,
        "pinned": message.message_id in world.chats[message.chat_id].pinned,
        "reply_keyboard": message.reply_keyboard,
        "sent_by": message.sent_by,
    }


def chat_view(world: World, chat: Chat) -> JsonObject:
    """A chat as a line of the list of chats."""
    newest = max(chat.messages, default=None)
    unread = sum(
        1
        for message in chat.messages.values()
        if message.message_id > chat.read_up_to and not _is_own(world, message)
    )
    bots = {bot_id: world.bot_member(chat, bot_id) for bot_id in world.bots}
    return {
        "id": chat.id,
        "type": chat.kind.value,
        "title": _title(world, chat),
        "username": chat.username,
        "description": chat.description,
        "members": sum(member.present for member in chat.members.values()),
        "last_message": message_view(world, chat.messages[newest]) if newest is not None else None,
        "last_message_id": chat.last_message_id,
        "unread": unread,
        "read_up_to": chat.read_up_to,
        "pinned": list(chat.pinned),
        "migrated_to": chat.migrated_to,
        "topics": [
            {"thread_id": topic.thread_id, "name": topic.name, "closed": topic.closed}
            for topic in chat.topics.values()
        ],
        "blocked": any(member.standing is Standing.KICKED for member in bots.values()),
        "reply_keyboard": _reply_keyboard(chat),
    }


def _is_own(world: World, message: Message) -> bool:
    sender = world.users.get(message.sent_by)
    return sender is not None and not sender.is_bot


def _title(world: World, chat: Chat) -> str:
    """A private chat bears the bot's name: the page is the reader's own view."""
    if chat.kind is ChatKind.PRIVATE and len(world.bots) == 1:
        return next(iter(world.bots.values())).user.first_name
    return chat.title


def _reply_keyboard(chat: Chat) -> JsonObject | None:
    """The keyboard in force: the newest that came, unless it was removed since."""
    for message_id in sorted(chat.messages, reverse=True):
        keyboard = chat.messages[message_id].reply_keyboard
        if keyboard is not None:
            return None if keyboard.get("remove_keyboard") or keyboard.get("force_reply") else keyboard
    return None


def bot_view(world: World, bot_id: int) -> JsonObject:
    """A bot with the commands that a reader's private chat suggests."""
    bot = world.bots[bot_id]
    commands: list[JsonObject] = []
    for scope in ('{"type": "all_private_chats"}', '{"type": "default"}'):
        for language in ("ar", ""):
            commands = commands or bot.commands.get(f"{scope}/{language}", [])
    return {
        "user": user_json(bot.user),
        "commands": commands,
        "description": bot.texts.get("description/ar") or bot.texts.get("description/") or "",
        "short_description": bot.texts.get("short_description/ar")
        or bot.texts.get("short_description/")
        or "",
        "webhook": bot.webhook.url if bot.webhook else "",
        "waiting_updates": len(world.queues[bot_id]),
    }
