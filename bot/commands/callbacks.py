"""What a button carries: a versioned, signed line of at most 64 bytes.

The Bot API warns that clients can send any callback data, also such as no message ever carried
(core.telegram.org/bots/api#callbackquery). So data that makes something happen is signed for one person, one
chat and some hours; data that only turns a page is not, since it says no more than the command does.

    1p;next;c;5            plain: version and kind, action, arguments
    1s;resend;a9;<hours>;<mac>   signed: arguments, expiry (hours since 1970, base 36), 8 bytes of HMAC
"""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.records.identity import ChatId

LIMIT_BYTES = 64
"""The Bot API's limit of callback_data."""
LIFETIME = timedelta(hours=24)
_MAC_BYTES = 8
_PLAIN = "1p"
_SIGNED = "1s"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class CallbackTooLongError(ValueError):
    """The data of a button does not fit into 64 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """The action of a button and its arguments; *guarded* when its signature held."""

    action: str
    arguments: tuple[str, ...] = ()
    guarded: bool = False


def pack(press: Press) -> str:
    """The data of a button that only shows something.

    Raises:
        CallbackTooLongError: more than 64 bytes.
        ValueError: a semicolon, which parts the fields, in one of them.
    """
    return _checked(";".join((_PLAIN, *_fields(press))))


def seal(press: Press, *, key: bytes, chat_id: ChatId, user_id: int, now: datetime) -> str:
    """The data of a button that does something, good for LIFETIME in this chat and for this person.

    Raises:
        CallbackTooLongError: more than 64 bytes.
        ValueError: a semicolon, which parts the fields, in one of them.
    """
    until = int((now + LIFETIME).timestamp()) // 3600 + 1
    body = ";".join((_SIGNED, *_fields(press), base36(until)))
    return _checked(f"{body};{_mac(body, key=key, chat_id=chat_id, user_id=user_id)}")


def read(data: str, *, key: bytes, chat_id: ChatId, user_id: int, now: datetime) -> Press | None:
    """What *data* says; None for what pack() or seal() did not make for this person, here and now."""
    if len(data.encode("utf-8", "replace")) > LIMIT_BYTES:
        return None
    kind, *fields = data.split(";")
    if kind == _PLAIN and fields and fields[0]:
        return Press(action=fields[0], arguments=tuple(fields[1:]))
    if kind != _SIGNED or len(fields) < 3:
        return None
    body, _, mac = data.rpartition(";")
    expected = _mac(body, key=key, chat_id=chat_id, user_id=user_id)
    if not hmac.compare_digest(mac.encode("utf-8", "replace"), expected.encode()):
        return None
    if int(fields[-2], 36) * 3600 < now.timestamp():
        return None
    return Press(action=fields[0], arguments=tuple(fields[1:-2]), guarded=True)


def base36(number: int) -> str:
    """A whole number, short: what int(text, 36) reads."""
    if number < 0:
        return "-" + base36(-number)
    digits = _DIGITS[number % 36]
    while number := number // 36:
        digits = _DIGITS[number % 36] + digits
    return digits


def whole(arguments: Sequence[str], at: int = 0) -> int | None:
    """The number that base36() wrote among a button's *arguments*; None for what is no id of ours."""
    try:
        number = int(arguments[at], 36)
    except (IndexError, ValueError):
        return None
    return number if 0 <= number < 2**62 else None


def _fields(press: Press) -> tuple[str, ...]:
    fields = (press.action, *press.arguments)
    if not press.action or any(";" in field for field in fields):
        raise ValueError(f"callback fields must be without semicolon: {fields}")
    return fields


def _checked(data: str) -> str:
    if len(data.encode()) > LIMIT_BYTES:
        raise CallbackTooLongError(f"{len(data.encode())} bytes, {LIMIT_BYTES} may be: {data}")
    return data


def _mac(body: str, *, key: bytes, chat_id: ChatId, user_id: int) -> str:
    message = f"{chat_id}\n{user_id}\n{body}".encode("utf-8", "replace")
    digest = hmac.digest(key, message, "sha256")[:_MAC_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
