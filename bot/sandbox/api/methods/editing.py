"""editMessageText, editMessageCaption, editMessageMedia, editMessageReplyMarkup."""

from typing import Any

from bot.sandbox.api.access import editable_message
from bot.sandbox.api.call import Call, Done, Method
from bot.sandbox.api.markup import inline_keyboard
from bot.sandbox.api.media import stored_media
from bot.sandbox.api.methods.sending import caption_of, text_of
from bot.sandbox.json_types import JsonObject
from bot.sandbox.refusal import bad_request
from bot.sandbox.world.records import Media, Message
from bot.sandbox.world.rendering import message_json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
COMPARED = ("text", "entities", "media", "inline_keyboard")


def _keyboard(call: Call) -> JsonObject | None:
    """An edit without `reply_markup` removes the buttons, as with Telegram."""
    markup = call.get("reply_markup")
    return None if markup is None else inline_keyboard(markup)


def _edited(call: Call, message: Message, **fields: Any) -> Done:
    if all(getattr(message, name) == fields.get(name, getattr(message, name)) for name in COMPARED):
        raise bad_request(NOT_MODIFIED)
    if fields.keys() != {"inline_keyboard"}:
        fields["edit_date"] = call.world.clock.unix()
    changed = call.world.change(message, **fields)
    return Done(
        result=message_json(call.world, changed), chat_id=changed.chat_id, message_ids=(changed.message_id,)
    )


def edit_message_text(call: Call) -> Done:
    """New text, and new buttons or none."""
    text = text_of(call.parameters)
    keyboard = _keyboard(call)
    message = editable_message(call.world, call.bot, call.parameters)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    preview = call.get("link_preview_options") or message.link_preview
    return _edited(
        call,
        message,
        text=text.text,
        entities=text.entities,
        link_preview=preview,
        inline_keyboard=keyboard,
    )


def edit_message_caption(call: Call) -> Done:
    """A new caption, and new buttons or none."""
    caption = caption_of(call.parameters)
    keyboard = _keyboard(call)
    message = editable_message(call.world, call.bot, call.parameters)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _edited(call, message, text=caption.text, entities=caption.entities, inline_keyboard=keyboard)


def edit_message_media(call: Call) -> Done:
    """Another photo, document or video with its caption, and new buttons or none."""
    item = call.parameters["media"]
    if item["type"] not in {"photo", "document", "video"}:
        raise bad_request("can't use the media of the specified type in the album")
    caption = caption_of(item)
    keyboard = _keyboard(call)
    message = editable_message(call.world, call.bot, call.parameters)
    stored = stored_media(call.world.files, item["media"], item["type"], call.uploads, call.fetched)
    media = Media(
        kind=item["type"],
        file_id=stored.file_id,
        has_spoiler=bool(item.get("has_spoiler")),
        above_caption=bool(item.get("show_caption_above_media")),
    )
    return _edited(
        call, message, text=caption.text, entities=caption.entities, media=media, inline_keyboard=keyboard
    )


def edit_message_reply_markup(call: Call) -> Done:
    """New buttons, or none."""
    keyboard = _keyboard(call)
    message = editable_message(call.world, call.bot, call.parameters)
    return _edited(call, message, inline_keyboard=keyboard)


EDIT_METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
