"""What happens to a message that is there: delete, pin, react; answers to presses and queries; files."""

from bot.sandbox.api.access import (
    check_deletable,
    check_may_pin,
    message_of,
    readable_chat,
    writable_chat,
)
from bot.sandbox.api.call import Call, Done, Method
from bot.sandbox.refusal import bad_request
from bot.sandbox.world.records import Chat, ChatKind

EMOJIS = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ "
    "🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 "
    "🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
REACTIONS = frozenset(EMOJIS.split())
"""The reactions of Bot API's ReactionTypeEmoji."""
OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
ANSWER_UNITS = 200


def delete_message(call: Call) -> Done:
    """Remove one message for everyone."""
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    message = message_of(chat, call.parameters["message_id"], "delete")
    check_deletable(call.world, call.bot, chat, message)
    call.world.remove(chat, message.message_id)
    return Done(result=True, chat_id=chat.id, message_ids=(message.message_id,))


def delete_messages(call: Call) -> Done:
    """Remove up to a hundred; those that are not there are passed over."""
    ids = call.parameters["message_ids"]
    if not 1 <= len(ids) <= 100:
        raise bad_request("too many messages specified" if ids else "message identifiers are not specified")
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    there = [chat.messages[each] for each in ids if each in chat.messages]
    for message in there:
        check_deletable(call.world, call.bot, chat, message)
    for message in there:
        call.world.remove(chat, message.message_id)
    return Done(result=True, chat_id=chat.id, message_ids=tuple(m.message_id for m in there))


def pin_chat_message(call: Call) -> Done:
    """Pin a message; a service message says so and takes an id."""
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    message = message_of(chat, call.parameters["message_id"], "pin")
    check_may_pin(call.world, call.bot, chat)
    if message.message_id in chat.pinned:
        chat.pinned.remove(message.message_id)
    chat.pinned.append(message.message_id)
    call.world.announce("pin", chat.id, message.message_id)
    call.world.post(
        chat,
        from_id=None if chat.kind is ChatKind.CHANNEL else call.bot.user.id,
        sent_by=call.bot.user.id,
        service={"pinned_message": message.message_id},
        silent=bool(call.get("disable_notification")),
    )
    return Done(result=True, chat_id=chat.id, message_ids=(message.message_id,))


def unpin_chat_message(call: Call) -> Done:
    """Unpin one message, or the newest."""
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    check_may_pin(call.world, call.bot, chat)
    message_id = call.get("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if message_id is None or message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    return _unpin(call, chat, message_id)


def unpin_all_chat_messages(call: Call) -> Done:
    """Unpin all."""
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    check_may_pin(call.world, call.bot, chat)
    return _unpin(call, chat, *chat.pinned)


def _unpin(call: Call, chat: Chat, *message_ids: int) -> Done:
    for message_id in message_ids:
        chat.pinned.remove(message_id)
    call.world.announce("pin", chat.id)
    return Done(result=True, chat_id=chat.id, message_ids=message_ids)


def set_message_reaction(call: Call) -> Done:
    """The bot's own reaction: one at most."""
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    message = message_of(chat, call.parameters["message_id"], "react")
    reactions = call.get("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(each["type"] != "emoji" or each["emoji"] not in REACTIONS for each in reactions):
        raise bad_request("REACTION_INVALID")
    kept = {user: value for user, value in message.reactions.items() if user != call.bot.user.id}
    if reactions:
        kept[call.bot.user.id] = tuple(each["emoji"] for each in reactions)
    call.world.change(message, reactions=kept)
    return Done(result=True, chat_id=chat.id, message_ids=(message.message_id,))


def answer_callback_query(call: Call) -> Done:
    """Answer the press of a button, once, while it is fresh."""
    text = call.get("text") or ""
    if len(text) > ANSWER_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    query = call.world.open_callback(call.parameters["callback_query_id"], call.bot.user.id)
    if query is None:
        raise bad_request(OLD_QUERY)
    call.world.answer_callback(query, {"text": text, "show_alert": bool(call.get("show_alert"))})
    return Done(result=True, chat_id=query.chat_id, message_ids=(query.message_id,))


def answer_inline_query(call: Call) -> Done:
    """Answer an inline query, once, while it is fresh; at most fifty results."""
    if len(call.parameters["results"]) > 50:
        raise bad_request("too many inline query results specified")
    if call.world.inline_queries.get(call.parameters["inline_query_id"], 0) is not None:
        raise bad_request(OLD_QUERY)
    ids = [result["id"] for result in call.parameters["results"]]
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    call.world.inline_queries[call.parameters["inline_query_id"]] = call.parameters
    return Done(result=True)


def get_file(call: Call) -> Done:
    """Where the bytes of a file are."""
    stored = call.world.files.get(call.parameters["file_id"])
    if stored is None:
        raise bad_request("invalid file_id")
    return Done(
        result={
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "file_size": stored.size,
            "file_path": f"files/{stored.file_id}",
        }
    )


def send_nothing(call: Call) -> Done:
    """Check the right to write, do nothing: for methods that only matter to a real server (close, logOut)."""
    if "chat_id" in call.parameters:
        writable_chat(call.world, call.bot, call.parameters["chat_id"])
    return Done(result=True)


MESSAGE_METHODS: dict[str, Method] = {
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "getFile": get_file,
    "close": send_nothing,
    "logOut": send_nothing,
}
