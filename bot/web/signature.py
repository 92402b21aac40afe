"""Is a request from whom it says? HMAC signatures, compared in constant time; no I/O.

A push signs ``timestamp.body`` with SHA-256, and holds for a while only. A hub signs the body alone (WebSub,
"Authenticated Content Distribution").
"""

import hmac
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

_TIMESTAMP: Final = re.compile(r"[0-9]{9,11}(?:\.[0-9]{1,6})?")
_METHODS: Final = ("sha512", "sha384", "sha256", "sha1")
"""What WebSub knows; sha1 is what older hubs still sign with, and as an HMAC it has not been broken."""


class Unsigned(StrEnum):
    """Why a push is not believed."""

    NO_TIMESTAMP = "no_timestamp"
    OUT_OF_WINDOW = "out_of_window"
    NO_SIGNATURE = "no_signature"
    WRONG_SIGNATURE = "wrong_signature"


def signature_of(body: bytes, *, timestamp: str, secret: str) -> str:
    """What a push of *body* must carry: ``sha256=`` and the hexadecimal HMAC of timestamp, point and body."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, "sha256").hexdigest()


def signed_at(
    body: bytes,
    *,
    timestamp: str | None,
    signature: str | None,
    secrets: Sequence[str],
    now: datetime,
    window: timedelta,
) -> datetime | Unsigned:
    """When *body* was signed with one of *secrets*, be it in seconds since 1970 or fractions of them."""
    if timestamp is None or _TIMESTAMP.fullmatch(timestamp) is None:
        return Unsigned.NO_TIMESTAMP
    if not signature:
        return Unsigned.NO_SIGNATURE
    moment = datetime.fromtimestamp(float(timestamp), UTC)
    if abs(now - moment) > window:
        return Unsigned.OUT_OF_WINDOW
    expected = (signature_of(body, timestamp=timestamp, secret=secret) for secret in secrets)
    if not _any_equal(signature.strip().lower(), expected):
        return Unsigned.WRONG_SIGNATURE
    return moment


def is_signed_by_hub(body: bytes, *, signature: str | None, secret: str) -> bool:
    """Whether X-Hub-Signature (``method=hex``) is the hub's that *secret* was given to."""
    method, _, given = (signature or "").strip().lower().partition("=")
    if method not in _METHODS:
        return False
    return _any_equal(given, [hmac.new(secret.encode(), body, method).hexdigest()])


def _any_equal(given: str, expected: Iterable[str]) -> bool:
    """Compared in constant time, all of them."""
    seen = given.encode("utf-8", "replace")
    return sum(hmac.compare_digest(seen, one.encode()) for one in expected) > 0
