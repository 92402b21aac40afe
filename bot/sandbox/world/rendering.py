"""The world in Telegram's JSON: User, Chat, Message, ChatMember, ChatFullInfo."""

from typing import TYPE_CHECKING

from bot.sandbox.json_types import JsonObject
from bot.sandbox.world.records import (
    CHANNEL_RIGHTS,
    GROUP_RIGHTS,
    Bot,
    Chat,
    ChatKind,
    Media,
    Member,
    Message,
    Standing,
    User,
)

if TYPE_CHECKING:
    from bot.sandbox.world.world import World

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
EVERY_RIGHT = tuple(
    sorted(
        CHANNEL_RIGHTS
        | GROUP_RIGHTS
        | {
            "can_manage_video_chats",
            "can_promote_members",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
            "can_restrict_members",
        }
    )
)
ONLY_CHANNEL = frozenset({"can_post_messages", "can_edit_messages"})
ONLY_GROUP = frozenset({"can_pin_messages", "can_manage_topics"})


def user_json(user: User) -> JsonObject:
    """A User."""
    body: JsonObject = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    for name in ("last_name", "username", "language_code"):
        if value := getattr(user, name):
            body[name] = value
    return body


def me_json(bot: Bot) -> JsonObject:
    """A bot's own User, as getMe tells it."""
    return user_json(bot.user) | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(world: "World", chat: Chat) -> JsonObject:
    """A Chat."""
    body: JsonObject = {"id": chat.id, "type": chat.kind.value}
    if chat.kind is ChatKind.PRIVATE:
        user = world.users[chat.id]
        body["first_name"] = user.first_name
        body |= {name: value for name in ("last_name", "username") if (value := getattr(user, name))}
        return body
    body["title"] = chat.title
    if chat.username:
        body["username"] = chat.username
    if chat.is_forum:
        body["is_forum"] = True
    return body


def full_chat_json(world: "World", chat: Chat) -> JsonObject:
    """A ChatFullInfo."""
    body = chat_json(world, chat) | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if chat.username and chat.kind is not ChatKind.PRIVATE:
        body["active_usernames"] = [chat.username]
    if chat.description:
        body["bio" if chat.kind is ChatKind.PRIVATE else "description"] = chat.description
    if chat.kind in {ChatKind.GROUP, ChatKind.SUPERGROUP}:
        body["permissions"] = dict.fromkeys(PERMISSIONS, True)
    if chat.pinned:
        body["pinned_message"] = message_json(world, chat.messages[chat.pinned[-1]])
    return body


def member_json(world: "World", chat: Chat, member: Member) -> JsonObject:
    """A ChatMember of the kind that fits its standing."""
    body: JsonObject = {"status": member.standing.value, "user": user_json(world.users[member.user_id])}
    match member.standing:
        case Standing.CREATOR:
            body["is_anonymous"] = False
        case Standing.ADMINISTRATOR:
            foreign = ONLY_GROUP if chat.kind is ChatKind.CHANNEL else ONLY_CHANNEL
            body |= {"can_be_edited": False, "is_anonymous": False}
            body |= {right: right in member.rights for right in EVERY_RIGHT if right not in foreign}
        case Standing.RESTRICTED:
            body |= {"is_member": True, "until_date": 0} | dict.fromkeys(PERMISSIONS, False)
        case Standing.KICKED:
            body["until_date"] = 0
        case Standing.MEMBER | Standing.LEFT:
            pass
    return body


def media_json(world: "World", media: Media) -> JsonObject:
    """The media fields of a Message."""
    stored = world.files.get(media.file_id)
    if stored is None:
        return {}
    body: JsonObject = {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
    }
    if media.kind == "photo":
        return {"photo": [body | {"width": stored.width, "height": stored.height}]}
    body |= {"file_name": stored.name, "mime_type": stored.content_type}
    if media.kind == "video":
        body |= {"width": stored.width or 640, "height": stored.height or 360, "duration": 0}
    return {media.kind: body}


def message_json(world: "World", message: Message, *, deep: bool = True) -> JsonObject:
    """A Message; *deep* includes the message it replies to."""
    chat = world.chats[message.chat_id]
    body: JsonObject = {
        "message_id": message.message_id,
        "date": message.date,
        "chat": chat_json(world, chat),
    }
    if message.from_id is None:
        body["sender_chat"] = chat_json(world, chat)
    else:
        body["from"] = user_json(world.users[message.from_id])
    if message.edit_date is not None:
        body["edit_date"] = message.edit_date
    if message.thread_id is not None:
        body |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    if message.forward_origin is not None:
        body["forward_origin"] = message.forward_origin
    if message.protected:
        body["has_protected_content"] = True
    if message.media_group_id:
        body["media_group_id"] = message.media_group_id
    body |= _reply_json(world, chat, message) if deep else {}
    body |= _content_json(world, message)
    if message.inline_keyboard is not None:
        body["reply_markup"] = message.inline_keyboard
    if message.service is not None:
        body |= _service_json(world, chat, message.service)
    return body


def _content_json(world: "World", message: Message) -> JsonObject:
    body: JsonObject = {}
    entities = list(message.entities)
    if message.media is None:
        if message.text:
            body["text"] = message.text
        if entities:
            body["entities"] = entities
        if message.link_preview:
            body["link_preview_options"] = message.link_preview
        return body
    body |= media_json(world, message.media)
    if message.text:
        body["caption"] = message.text
    if entities:
        body["caption_entities"] = entities
    if message.media.above_caption:
        body["show_caption_above_media"] = True
    if message.media.has_spoiler:
        body["has_media_spoiler"] = True
    return body


def _reply_json(world: "World", chat: Chat, message: Message) -> JsonObject:
    replied = chat.messages.get(message.reply_to) if message.reply_to is not None else None
    if replied is None:
        return {}
    body: JsonObject = {"reply_to_message": message_json(world, replied, deep=False)}
    if message.quote:
        before = replied.text.partition(message.quote)[0]
        body["quote"] = {"text": message.quote, "position": len(before.encode("utf-16-le")) // 2}
    return body


def _service_json(world: "World", chat: Chat, service: JsonObject) -> JsonObject:
    """A service message's field, with the objects that its ids stand for."""
    body: JsonObject = {}
    for name, value in service.items():
        match name:
            case "new_chat_members":
                body[name] = [user_json(world.users[user_id]) for user_id in value]
            case "left_chat_member":
                body[name] = user_json(world.users[value])
            case "pinned_message":
                pinned = chat.messages.get(value)
                body[name] = (
                    message_json(world, pinned, deep=False)
                    if pinned
                    else {"chat": chat_json(world, chat), "message_id": value, "date": 0}
                )
            case _:
                body[name] = value
    return body
