"""A feed's hub and topic from its Link headers (RFC 8288), which stand above the document's own links."""

import re
from typing import Final
from urllib.parse import urlsplit

from bot.feeds.entry import joined, sound

_MOST: Final = 8_000
_LINK: Final = re.compile(r"<([^<>]{1,2000})>\s*((?:;[^,<]{0,500})*)")
_REL: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]{0,200})\"|([^\s;,\"]{1,200}))", re.IGNORECASE)
_MAX_URL: Final = 2_000


def linked(header: str, relation: str) -> str | None:
    """The first address that the Link *header* gives for *relation*; several headers are joined by commas."""
    for address, parameters in _LINK.findall(header[:_MOST]):
        rel = _REL.search(parameters)
        if rel is not None and relation in (rel[1] or rel[2]).lower().split():
            return str(address).strip()
    return None


def web_address(address: str | None, *, base: str) -> str | None:
    """*address*, which may be relative to *base*, as an http(s) address; None where it is none."""
    if not address:
        return None
    url = sound(joined(base, address.strip()))
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc and len(url) <= _MAX_URL else None
