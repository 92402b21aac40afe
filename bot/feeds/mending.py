"""Mend the commonest faults of feeds without losing a letter, so that the strict parser can read them.

What comes before the root, control characters, HTML's named entities, bare ampersands. CDATA is left alone. A
document with other faults (crossed tags, unclosed ones) stays as broken as it was.
"""

import re
from html.entities import html5
from typing import Final

_ROOT: Final = re.compile(rb"<(?:rss|feed|rdf:RDF|RDF|urlset|sitemapindex|[a-z]+:feed)[\s>]", re.IGNORECASE)
_JUNK: Final = 20_000  # bytes of warnings and blank lines that may come first
_DOCTYPE_OPENING: Final = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE[^\[>]{0,2000}(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_C1_REFERENCE: Final = re.compile(rb"&#(?:0{0,4}(1(?:2[89]|[345][0-9]))|[xX]0{0,4}([89][0-9a-fA-F]));")
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf][\x80-\xbf]")
_CONTROL_REFERENCE: Final = (
    rb"&#(?:0{0,6}(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0{0,6}(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
_AMPERSAND: Final = re.compile(
    rb"(?P<kept><!\[CDATA\[(?:.*?\]\]>|.*)|&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)"
    rb"|&(?P<name>[a-zA-Z][a-zA-Z0-9]{1,30});|&",
    re.DOTALL,
)


def mend(body: bytes) -> bytes:
    """*body* (UTF-8) with those faults undone; linear in its length."""
    mended = without_doctype(_without_junk(body))
    if _CONTROLS.search(mended):
        mended = _CONTROLS.sub(b"", mended)
    if b"&#" in mended:
        mended = re.sub(_CONTROL_REFERENCE, b"", mended)
    return _AMPERSAND.sub(_replaced, mended)


def without_doctype(body: bytes) -> bytes:
    """*body* without a document type, whose entities no feed needs and every attack begins with."""
    opening = _DOCTYPE_OPENING.search(body, 0, _JUNK)
    root = _ROOT.search(body)
    if opening is None or (root is not None and root.start() < opening.start()):
        return body
    doctype = _DOCTYPE.match(body, opening.start())
    return body if doctype is None else body[: doctype.start()] + body[doctype.end() :]


def without_c1_references(body: bytes) -> bytes:
    """*body* with the references that mean windows-1252 («&#146;») as the characters they mean."""
    if b"&#" not in body or not any(one in body for one in (b"&#1", b"&#x", b"&#X", b"&#0")):
        return body
    return _C1_REFERENCE.sub(_windows, body)


def _windows(match: re.Match[bytes]) -> bytes:
    octet = int(match[1]) if match[1] else int(match[2], 16)
    return bytes([octet]).decode("cp1252", "ignore").encode()


def _without_junk(body: bytes) -> bytes:
    root = _ROOT.search(body, 0, _JUNK)
    return body[root.start() :] if root is not None and root.start() > 0 else body


def _replaced(match: re.Match[bytes]) -> bytes:
    if match["kept"] is not None:
        return match["kept"]
    name = match["name"]
    if name is None:
        return b"&amp;"
    character = html5.get(f"{name.decode('ascii')};")
    return b"&amp;" + match[0][1:] if character is None else character.encode()
