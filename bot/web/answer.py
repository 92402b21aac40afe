"""What a request ended in: an answer or a failure, as values; the limits it ran under."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MIB = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one request may cost: bytes after decompression, seconds in all, redirects."""

    max_bytes: int = 5 * MIB
    timeout_s: float = 30.0
    redirects: int = 5


class Fault(StrEnum):
    """Why there is no answer."""

    BAD_URL = "bad_url"
    """No http(s) address, or one with a user name."""
    BLOCKED = "blocked"
    """The guard refused the address or the port."""
    NO_HOST = "no_host"
    """The name has no address (DNS)."""
    REFUSED = "refused"
    """Nobody listens there, or the host cannot be reached."""
    TLS = "tls"
    """The certificate or the handshake is bad."""
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    """The connection broke before the whole answer was there."""
    GARBLED = "garbled"
    """No valid HTTP, or a body that cannot be decompressed."""
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    """Decompressed, the body would be out of all proportion."""
    REDIRECTS = "redirects"
    """Too many redirects, in a circle, or from https to http."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebResponse:
    """An answer, whatever its status. The body is read only for 2xx, and decompressed.

    *url* is where the last redirect led. *permanent_url* is set when every redirect so far was permanent
    (301, 308): the address to use from now on. *wire_bytes* is what the body weighed on the way. *links* are
    all Link headers, joined by commas.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    wire_bytes: int
    permanent_url: str | None = None
    links: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFailure:
    """No answer, and why; *detail* is English, for operators."""

    fault: Fault
    detail: str
    url: str
