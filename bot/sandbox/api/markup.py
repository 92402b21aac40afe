"""Telegram's rules for the buttons under a message and for the keyboard that replaces the letters."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.sandbox.json_types import JsonObject
from bot.sandbox.refusal import bad_request, stricter

MAX_BUTTONS = 100
MAX_IN_ROW = 8
MAX_REPLY_BUTTONS = 300
CALLBACK_BYTES = 64
URL_LENGTH = 4096
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{0,64}")
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def split_markup(markup: JsonObject | None) -> tuple[JsonObject | None, JsonObject | None]:
    """An inline keyboard and a reply keyboard out of a checked `reply_markup`; one of them at most.

    Raises:
        Refusal: for buttons that Telegram does not take.
    """
    if markup is None:
        return None, None
    if "inline_keyboard" in markup:
        return inline_keyboard(markup), None
    if "keyboard" in markup:
        _check_reply_keyboard(markup)
    return None, markup


def inline_keyboard(markup: JsonObject) -> JsonObject | None:
    """The inline keyboard without empty rows; None when nothing is left.

    Raises:
        Refusal: for buttons that Telegram does not take.
    """
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in rows):
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: JsonObject) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    actions = [name for name in ACTIONS if name in button]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise stricter(f"a button has one action, not {' and '.join(actions)}")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        check_url(button["url"])
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def check_url(url: str) -> None:
    """Refuse what cannot be a button's address: http, https and tg only, a t.me deep link of a fitting form.

    Raises:
        Refusal: with Telegram's words.
    """
    wrong = f"inline keyboard button URL '{url}' is invalid: "
    if not url or len(url) > URL_LENGTH or any(char.isspace() for char in url):
        raise bad_request(wrong + "Wrong HTTP URL")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise bad_request(wrong + "Wrong port number specified in the URL") from error
    if parts.scheme == "tg" and (parts.netloc or parts.path):
        return
    if parts.scheme not in {"http", "https"}:
        raise bad_request(wrong + "Unsupported URL protocol")
    if not parts.hostname or port == 0:
        raise bad_request(wrong + "Wrong HTTP URL")
    if parts.hostname in {"t.me", "telegram.me"}:
        _check_deep_link(parts.query)


def _check_deep_link(query: str) -> None:
    """The parameter of /start: up to 64 of A-Z a-z 0-9 _ - (https://core.telegram.org/bots/features#deep-linking)."""
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name in {"start", "startgroup"} and not START_PARAMETER.fullmatch(value):
            raise stricter(f'deep link parameter "{name}" has characters or a length that Telegram drops')


def _check_reply_keyboard(markup: Mapping[str, list[list[JsonObject | str]]]) -> None:
    rows = markup["keyboard"]
    if not any(rows):
        raise bad_request("reply keyboard must be non-empty")
    if sum(map(len, rows)) > MAX_REPLY_BUTTONS or any(len(row) > 12 for row in rows):
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            text = button if isinstance(button, str) else button["text"]
            if not text.strip():
                raise bad_request("can't parse keyboard button: text must be non-empty")
