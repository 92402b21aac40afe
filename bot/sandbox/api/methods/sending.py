"""Everything that makes a new message: texts, photos, files, albums, forwards, copies; «is typing»."""

from typing import Any

from bot.sandbox.api.access import message_of, readable_chat, thread_of, writable_chat
from bot.sandbox.api.call import Call, Done, Method
from bot.sandbox.api.markup import split_markup
from bot.sandbox.api.media import stored_media
from bot.sandbox.api.text import CAPTION_UNITS, TEXT_UNITS, FormattedText, formatted_text
from bot.sandbox.json_types import JsonObject
from bot.sandbox.refusal import Refusal, bad_request, stricter
from bot.sandbox.world.records import Chat, ChatKind, Media, Message
from bot.sandbox.world.rendering import chat_json, message_json, user_json
from bot.sandbox.world.world import World

UNSUPPORTED = (
    "business_connection_id",
    "direct_messages_topic_id",
    "suggested_post_parameters",
    "message_effect_id",
)
ALBUM = range(2, 11)
IN_ALBUMS = {
    "failed to get HTTP URL content": "WEBPAGE_CURL_FAILED",
    "wrong type of the web page content": "WEBPAGE_MEDIA_EMPTY",
    "IMAGE_PROCESS_FAILED": "IMAGE_PROCESS_FAILED",
    "PHOTO_INVALID_DIMENSIONS": "PHOTO_INVALID_DIMENSIONS",
}
"""What the servers refuse of one item, as it is told of albums; of single files some of it is reworded."""
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def text_of(
    source: JsonObject, *, text: str = "text", entities: str = "entities", limit: int = TEXT_UNITS
) -> FormattedText:
    """The checked text or caption among *source*'s members.

    Raises:
        Refusal: as `formatted_text` does, or for a parse_mode: the sandbox takes entities only.
    """
    if source.get("parse_mode"):
        raise stricter("parse_mode is not taken here: send entities")
    what = "text" if text == "text" else "caption"
    return formatted_text(source.get(text) or "", source.get(entities) or [], limit=limit, what=what)


def caption_of(source: JsonObject) -> FormattedText:
    """The checked caption among *source*'s members."""
    return text_of(source, text="caption", entities="caption_entities", limit=CAPTION_UNITS)


def _target(call: Call) -> tuple[Chat, dict[str, Any]]:
    """The chat to write to, and the fields that every sent message has."""
    for name in UNSUPPORTED:
        if name in call.parameters:
            raise stricter(f'parameter "{name}" is not supported')
    chat = writable_chat(call.world, call.bot, call.parameters["chat_id"])
    keyboard, reply_keyboard = split_markup(call.get("reply_markup"))
    reply_to, quote = _reply(chat, call.get("reply_parameters"))
    fields: dict[str, Any] = {
        "from_id": None if chat.kind is ChatKind.CHANNEL else call.bot.user.id,
        "sent_by": call.bot.user.id,
        "thread_id": thread_of(chat, call.get("message_thread_id")),
        "reply_to": reply_to,
        "quote": quote,
        "inline_keyboard": keyboard,
        "reply_keyboard": reply_keyboard,
        "silent": bool(call.get("disable_notification")),
        "protected": bool(call.get("protect_content")),
    }
    return chat, fields


def _reply(chat: Chat, parameters: JsonObject | None) -> tuple[int | None, str]:
    """The message replied to, and the quote."""
    if parameters is None:
        return None, ""
    if parameters.get("chat_id") not in (None, chat.id):
        raise stricter("replies to another chat are not supported")
    replied = chat.messages.get(parameters["message_id"])
    if replied is None:
        if parameters.get("allow_sending_without_reply"):
            return None, ""
        raise bad_request("message to be replied not found")
    quote = parameters.get("quote") or ""
    if quote and quote not in replied.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return replied.message_id, quote


def _sent(world: World, chat: Chat, *messages: Message) -> Done:
    results = [message_json(world, message) for message in messages]
    return Done(
        result=results if len(results) > 1 else results[0],
        chat_id=chat.id,
        message_ids=tuple(message.message_id for message in messages),
    )


def send_message(call: Call) -> Done:
    """A text message."""
    text = text_of(call.parameters)
    preview = call.get("link_preview_options")
    chat, fields = _target(call)
    message = call.world.post(chat, text=text.text, entities=text.entities, link_preview=preview, **fields)
    return _sent(call.world, chat, message)


def _media_of(call: Call, source: JsonObject, kind: str, value: str) -> Media:
    stored = stored_media(call.world.files, value, kind, call.uploads, call.fetched)
    return Media(
        kind=kind,
        file_id=stored.file_id,
        has_spoiler=bool(source.get("has_spoiler")),
        above_caption=bool(source.get("show_caption_above_media")),
    )


def _item_of(call: Call, item: JsonObject, place: int) -> Media:
    """One of an album; what the servers refuse of it is told with its place (Client.cpp).

    Raises:
        Refusal: as `stored_media` does.
    """
    try:
        return _media_of(call, item, item["type"], item["media"])
    except Refusal as refusal:
        said = IN_ALBUMS.get(refusal.description.removeprefix("Bad Request: "))
        if said is None:
            raise
        raise bad_request(f'failed to send message #{place} with the error message "{said}"') from refusal


def _send_media(call: Call, kind: str) -> Done:
    caption = caption_of(call.parameters)
    chat, fields = _target(call)
    media = _media_of(call, call.parameters, kind, call.parameters[kind])
    message = call.world.post(chat, text=caption.text, entities=caption.entities, media=media, **fields)
    return _sent(call.world, chat, message)


def send_photo(call: Call) -> Done:
    """A photo with a caption."""
    return _send_media(call, "photo")


def send_document(call: Call) -> Done:
    """A file with a caption."""
    return _send_media(call, "document")


def send_video(call: Call) -> Done:
    """A video with a caption."""
    return _send_media(call, "video")


def send_media_group(call: Call) -> Done:
    """An album: two to ten photos and videos, or documents; all or none."""
    items = call.parameters["media"]
    if len(items) not in ALBUM:
        raise bad_request(
            "too few messages to send as an album"
            if len(items) < ALBUM.start
            else "too many messages to send as an album"
        )
    kinds = {item["type"] for item in items}
    if not kinds <= {"photo", "video"} and kinds != {"document"}:
        raise bad_request("can't use the media of the specified type in the album")
    captions = [caption_of(item) for item in items]
    chat, fields = _target(call)
    parts = [_item_of(call, item, place) for place, item in enumerate(items, start=1)]
    group = f"{call.world.clock.unix()}{chat.last_message_id + 1}"
    messages = [
        call.world.post(
            chat, text=caption.text, entities=caption.entities, media=media, media_group_id=group, **fields
        )
        for caption, media in zip(captions, parts, strict=True)
    ]
    return _sent(call.world, chat, *messages)


def _original(call: Call, purpose: str) -> tuple[Chat, Message]:
    source = readable_chat(call.world, call.bot, call.parameters["from_chat_id"])
    message = message_of(source, call.parameters["message_id"], purpose)
    if message.service is not None or message.protected:
        raise bad_request(f"the message can't be {'forwarded' if purpose == 'forward' else 'copied'}")
    return source, message


def forward_message(call: Call) -> Done:
    """The same message elsewhere, with its origin."""
    source, message = _original(call, "forward")
    chat, fields = _target(call)
    world = call.world
    if source.kind is ChatKind.CHANNEL:
        origin = {
            "type": "channel",
            "date": message.date,
            "chat": chat_json(world, source),
            "message_id": message.message_id,
        }
    else:
        origin = {
            "type": "user",
            "date": message.date,
            "sender_user": user_json(world.users[message.sent_by]),
        }
    sent = world.post(
        chat,
        text=message.text,
        entities=message.entities,
        media=message.media,
        link_preview=message.link_preview,
        **fields | {"forward_origin": message.forward_origin or origin, "reply_to": None},
    )
    return _sent(world, chat, sent)


def copy_message(call: Call) -> Done:
    """The same content elsewhere, as a message of the bot's own; a caption may replace the old one."""
    _, message = _original(call, "copy")
    chat, fields = _target(call)
    text = FormattedText(message.text, message.entities)
    if message.media is not None and "caption" in call.parameters:
        text = caption_of(call.parameters)
    sent = call.world.post(chat, text=text.text, entities=text.entities, media=message.media, **fields)
    return Done(result={"message_id": sent.message_id}, chat_id=chat.id, message_ids=(sent.message_id,))


def send_chat_action(call: Call) -> Done:
    """«يكتب…» for five seconds."""
    if call.parameters["action"] not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(call.world, call.bot, call.parameters["chat_id"])
    call.world.announce("action", chat.id, action=call.parameters["action"])
    return Done(result=True, chat_id=chat.id)


SEND_METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVideo": send_video,
    "sendMediaGroup": send_media_group,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
    "sendChatAction": send_chat_action,
}
