"""Telegram's rules for text and entities, counted in UTF-16 code units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.json_types import JsonObject
from bot.sandbox.refusal import bad_request, stricter

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
MAX_ENTITIES = 100
ENTITY_TYPES = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
NEEDED = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
LINKING = frozenset(
    {"text_link", "text_mention", "code", "pre", "mention", "hashtag", "url", "email", "bot_command"}
)
"""Where one of these already stands, Telegram finds no other of them."""
WEB_ENDINGS = "com|org|net|info|iq|gov|edu|me|io|news|tv|sa|ae|eg|jo|kw|qa|lb|sy|uk|de|fr"
FOUND = re.compile(
    rf"""
      (?P<url>https?://[^\s<>"«»]+ | (?<![\w@./-])(?:[a-z0-9-]+\.)+(?:{WEB_ENDINGS})\b(?:/[^\s<>"«»]*)?)
    | (?P<email>(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<mention>(?<![\w/])@[A-Za-z][A-Za-z0-9_]{{3,31}}\b)
    | (?P<hashtag>(?<![\w#])\#(?=[\w\u200c]*[^\W\d])[\w\u200c]{{1,256}})
    | (?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{{1,64}}(?:@[A-Za-z0-9_]{{3,32}})?(?![\w/]))
    """,
    re.VERBOSE | re.IGNORECASE,
)
AFTER_URL = ".,:;!?)]}'\"،؛؟»…"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u202a-\u202e]|\r")
"""TDLib replaces control characters by spaces and drops carriage returns and old bidirectional overrides."""


@dataclass(frozen=True, slots=True)
class FormattedText:
    """Text with its entities, as Telegram keeps it."""

    text: str
    entities: tuple[JsonObject, ...]


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def formatted_text(text: str, entities: Sequence[JsonObject], *, limit: int, what: str) -> FormattedText:
    """Check and clean a message text or a caption (*what*) of at most *limit* units.

    Raises:
        Refusal: too long, nothing to see, or entities that do not fit the text.
    """
    _check_entities(text, entities)
    trimmed = text.rstrip()
    start = len(trimmed) - len(trimmed.lstrip())
    shift = units(trimmed[:start])
    cleaned = CONTROL.sub(_replaced, trimmed[start:])
    length = units(cleaned)
    if what == "text" and not cleaned:
        raise bad_request("text must be non-empty")
    if length > limit:
        raise bad_request("message is too long" if what == "text" else "message caption is too long")
    kept = [moved for entity in entities if (moved := _moved(entity, shift, length))]
    return FormattedText(text=cleaned, entities=tuple(_with_found(cleaned, kept)))


def _replaced(_match: re.Match[str]) -> str:
    """A control character becomes a space of the same length, so offsets stay."""
    return " "


def _check_entities(text: str, entities: Sequence[JsonObject]) -> None:
    if len(entities) > MAX_ENTITIES:
        raise bad_request("ENTITIES_TOO_LONG")
    encoded = text.encode("utf-16-le")
    for entity in entities:
        kind, offset, length = entity["type"], entity["offset"], entity["length"]
        if kind not in ENTITY_TYPES:
            raise bad_request(f"can't parse entities: unsupported entity type {kind}")
        needed = NEEDED.get(kind)
        if needed is not None and not entity.get(needed):
            raise stricter(f'entity "{kind}" needs "{needed}"')
        if offset < 0 or offset * 2 > len(encoded):
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if length <= 0:
            raise stricter(f"entity at UTF-16 offset {offset} has length {length}")
        end = offset + length
        if end * 2 > len(encoded):
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
                f"at byte offset {len(text.encode())}"
            )
        if _splits_pair(encoded, offset):
            raise bad_request(
                f"entity begins in a middle of a UTF-16 symbol at byte offset {_bytes(encoded, offset)}"
            )
        if _splits_pair(encoded, end):
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol "
                f"at byte offset {_bytes(encoded, end)}"
            )


def _splits_pair(encoded: bytes, unit: int) -> bool:
    """True when *unit* is the second half of a surrogate pair."""
    high_byte = encoded[unit * 2 + 1 : unit * 2 + 2]
    return bool(high_byte) and 0xDC <= high_byte[0] <= 0xDF


def _bytes(encoded: bytes, unit: int) -> int:
    return len(encoded[: (unit - 1) * 2].decode("utf-16-le").encode())


def _moved(entity: JsonObject, shift: int, length: int) -> JsonObject | None:
    """The entity after *shift* units were cut from the front and the rest is *length* units long."""
    start = max(0, entity["offset"] - shift)
    end = min(length, entity["offset"] - shift + entity["length"])
    return entity | {"offset": start, "length": end - start} if end > start else None


def _with_found(text: str, given: list[JsonObject]) -> list[JsonObject]:
    """Add the hashtags, links, mentions and commands that Telegram finds by itself, in Telegram's order."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in LINKING]
    found = []
    for match in FOUND.finditer(text):
        kind = match.lastgroup or ""
        value = match[0].rstrip(AFTER_URL) if kind == "url" else match[0]
        start = units(text[: match.start()])
        end = start + units(value)
        if not any(start < taken_end and taken_start < end for taken_start, taken_end in taken):
            found.append({"type": kind, "offset": start, "length": end - start})
    return sorted([*given, *found], key=lambda entity: (entity["offset"], -entity["length"]))
