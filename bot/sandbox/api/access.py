"""May this bot do this in that chat? The checks and the words of Telegram's server."""

from bot.sandbox.json_types import JsonObject
from bot.sandbox.refusal import Refusal, bad_request, forbidden
from bot.sandbox.world.records import Bot, Chat, ChatKind, Message, Standing
from bot.sandbox.world.world import World

OWN_DELETE_SECONDS = 48 * 60 * 60


def readable_chat(world: World, bot: Bot, raw: int | str) -> Chat:
    """The chat that *raw* names, if the bot may look into it.

    Raises:
        Refusal: no such chat, or the bot is not in it any more.
    """
    chat = world.find_chat(raw)
    if chat is None:
        if isinstance(raw, int) and raw in world.users:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise Refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    if chat.deleted:
        raise forbidden(
            "user is deactivated" if chat.kind is ChatKind.PRIVATE else "the group chat was deleted"
        )
    _check_presence(chat, world.bot_member(chat, bot.user.id).standing)
    return chat


def _check_presence(chat: Chat, standing: Standing) -> None:
    match chat.kind, standing:
        case ChatKind.PRIVATE, Standing.KICKED:
            raise forbidden("bot was blocked by the user")
        case ChatKind.PRIVATE, Standing.LEFT:
            raise forbidden("bot can't initiate conversation with a user")
        case kind, Standing.KICKED:
            raise forbidden(f"bot was kicked from the {kind} chat")
        case kind, Standing.LEFT:
            raise forbidden(f"bot is not a member of the {kind} chat")


def writable_chat(world: World, bot: Bot, raw: int | str) -> Chat:
    """The chat that *raw* names, if the bot may send to it.

    Raises:
        Refusal: no such chat, or no right to write.
    """
    chat = readable_chat(world, bot, raw)
    member = world.bot_member(chat, bot.user.id)
    if chat.kind is ChatKind.CHANNEL and not member.may("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    if member.standing is Standing.RESTRICTED:
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def thread_of(chat: Chat, thread_id: int | None) -> int | None:
    """The forum topic to write to, checked.

    Raises:
        Refusal: no such topic, or it is closed.
    """
    if thread_id is None:
        return None
    topic = chat.topics.get(thread_id) if chat.is_forum else None
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed:
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def message_of(chat: Chat, message_id: int, purpose: str) -> Message:
    """A message of the chat; *purpose* is Telegram's word in the refusal ("edit", "delete", "pin" …).

    Raises:
        Refusal: no such message.
    """
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {purpose} not found")
    return message


def editable_message(world: World, bot: Bot, parameters: JsonObject) -> Message:
    """The message that an edit names, if it is the bot's to edit.

    Raises:
        Refusal: not named, not there, or somebody else's.
    """
    if "inline_message_id" in parameters:
        raise bad_request("MESSAGE_ID_INVALID")
    if "chat_id" not in parameters:
        raise bad_request("chat_id is empty")
    if "message_id" not in parameters:
        raise bad_request("message identifier is not specified")
    chat = readable_chat(world, bot, parameters["chat_id"])
    message = message_of(chat, parameters["message_id"], "edit")
    if message.service is not None or message.forward_origin is not None:
        raise bad_request("message can't be edited")
    if chat.kind is ChatKind.CHANNEL:
        right = "can_post_messages" if message.sent_by == bot.user.id else "can_edit_messages"
        if not world.bot_member(chat, bot.user.id).may(right):
            raise bad_request("message can't be edited")
    elif message.from_id != bot.user.id:
        raise bad_request("message can't be edited")
    return message


def check_deletable(world: World, bot: Bot, chat: Chat, message: Message) -> None:
    """Own messages for two days, others' with the right to delete.

    Raises:
        Refusal: it is not the bot's to delete.
    """
    member = world.bot_member(chat, bot.user.id)
    young = world.clock.unix() - message.date <= OWN_DELETE_SECONDS
    own = message.sent_by == bot.user.id
    if member.may("can_delete_messages") or (young and (own or chat.kind is ChatKind.PRIVATE)):
        return
    raise bad_request("message can't be deleted for everyone" if own else "message can't be deleted")


def check_may_pin(world: World, bot: Bot, chat: Chat) -> None:
    """In a channel pinning is editing; in a group it is a right of its own.

    Raises:
        Refusal: the bot has not the right.
    """
    right = "can_edit_messages" if chat.kind is ChatKind.CHANNEL else "can_pin_messages"
    if chat.kind is not ChatKind.PRIVATE and not world.bot_member(chat, bot.user.id).may(right):
        raise bad_request("not enough rights to manage pinned messages in the chat")
