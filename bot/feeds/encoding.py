"""Settle the encoding of a feed before anything parses it: bytes in, UTF-8 without a declaration out.

    BOM | UTF-8 if it is valid | what was said, if the bytes fit it | windows-1256 by its Arabic | replace

Valid UTF-8 comes before what was said: long Arabic text in any other encoding is never valid UTF-8 by chance,
while headers and declarations are often those of another time. The XML declaration is blanked, so that every
parser behind sees the same text.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# XML 1.0, appendix F: how "<?" or "<" begins without a mark.
_SHAPES: Final = (
    (b"\x3c\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00\x3c", "utf-32-be"),
    (b"\x3c\x00", "utf-16-le"),
    (b"\x00\x3c", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_DECLARATION: Final = re.compile(rb"\s*<\?xml\b[^>]{0,400}?\?>")
_DECLARED: Final = re.compile(rb"""encoding\s*=\s*["']\s*([A-Za-z0-9][A-Za-z0-9._:-]{0,39})\s*["']""")
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9][A-Za-z0-9._:-]{0,39})""", re.IGNORECASE)
_TEXT_DECLARATION: Final = re.compile(r"\s*<\?xml\b[^>]{0,400}?\?>")
_STATEFUL: Final = frozenset(
    {"iso2022_jp", "iso2022_jp_2", "iso2022_kr", "hz", "utf-7"}
)  # ASCII that is none

# WHATWG Encoding Standard: these labels mean the Windows superset. UTF-7 is no encoding of the web.
_SUPERSETS: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
_WESTERN: Final = frozenset({"cp1252", "iso8859-15"})  # declared by servers that nobody asked
_LONE: Final = "\ufffd"
_DAMAGE: Final = 0.02  # of the non-ASCII characters: UTF-8 with a cut or two, not another encoding
_SAMPLE: Final = 200_000
_HIGH: Final = bytes(range(0x80, 0x100))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The body as UTF-8 without an XML declaration, the encoding it was in, and if any were lost."""

    body: bytes
    encoding: str
    damaged: bool = False


def settle(body: bytes, *, content_type: str = "", override: str | None = None) -> Settled:
    """Read *body* as what it is; never raises. *override* is the operator's word and beats all else."""
    declaration = _DECLARATION.match(body)
    if override is not None and (forced := _codec(override)) is not None:
        return _decoded(body, forced)
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            marked = body[len(mark) :]
            # A mark may be wrong, too. Arabic in UTF-16 is valid UTF-8 by its bytes, but for the zeros in it.
            return (None if b"\x00" in marked else _utf8(marked)) or _decoded(marked, encoding)
    for shape, encoding in _SHAPES:
        if body.startswith(shape):
            return _decoded(body, encoding)
    said = _said(content_type, declaration)
    stateful = next((name for name in said if name in _STATEFUL), None)
    if stateful is None and (valid := _utf8(body)) is not None:
        return valid
    return _decoded(body, stateful or _likeliest(body, said))


def presumed_utf8(body: bytes, *, content_type: str = "") -> bytes | None:
    """*body* without its declaration, which is what `settle` gives back if it is valid UTF-8; unlooked at.

    For a parser that refuses what is not: looking first would be a walk through the whole body more.
    """
    declaration = _DECLARATION.match(body)
    if any(name in _STATEFUL for name in _said(content_type, declaration)):
        return None
    return body[declaration.end() :].lstrip() if declaration else body.lstrip()


def _utf8(body: bytes) -> Settled | None:
    """*body* where it is valid UTF-8: no copy but for the declaration."""
    try:
        if not body.isascii():
            body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    declaration = _DECLARATION.match(body)
    return Settled(body=body[declaration.end() :] if declaration else body.lstrip(), encoding="utf-8")


def _decoded(body: bytes, encoding: str) -> Settled:
    text = body.decode(encoding, "replace")
    text = text.removeprefix("\ufeff")
    declaration = _TEXT_DECLARATION.match(text)
    clean = text[declaration.end() :] if declaration else text.lstrip()
    return Settled(
        body=clean.encode("utf-8", "replace"),
        encoding=encoding,
        damaged=_LONE in text,
    )


def _said(content_type: str, declaration: re.Match[bytes] | None) -> list[str]:
    """The encodings that HTTP and the XML declaration name, as codecs, HTTP first."""
    names: list[str] = []
    if (charset := _CHARSET.search(content_type)) is not None:
        names.append(charset[1])
    if declaration is not None and (declared := _DECLARED.search(declaration[0])) is not None:
        names.append(declared[1].decode("ascii"))
    found = (_codec(name) for name in names)
    return [name for name in found if name is not None]


def _codec(name: str) -> str | None:
    """Python's name for a label, None for one that is no text encoding of the web."""
    try:
        codec = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    if not getattr(codec, "_is_text_encoding", True) or codec.name in {"idna", "punycode", "unicode_escape"}:
        return None
    return _SUPERSETS.get(codec.name, codec.name)


def _likeliest(body: bytes, said: list[str]) -> str:
    """The encoding of a *body* that is not valid UTF-8."""
    high = _high_bytes(body[:_SAMPLE])
    if "utf-8" in said or not said:
        lost = body[:_SAMPLE].decode("utf-8", "replace").count(_LONE)
        if lost <= max(2, high * _DAMAGE):
            return "utf-8"
    arabic = _arabic(body)
    for name in said:
        if name == "utf-8" or (name in _WESTERN and arabic is not None):
            continue
        if _fits(body, name):
            return name
    if arabic is not None:
        return arabic
    return next((name for name in said if name != "utf-8"), "cp1252")


def _high_bytes(body: bytes) -> int:
    return len(body) - len(body.translate(None, _HIGH))


def _fits(body: bytes, encoding: str) -> bool:
    try:
        lost = body.decode(encoding, "replace").count(_LONE)
    except (LookupError, UnicodeError):
        return False
    return lost <= 2 + len(body) // 2_000


def _arabic(body: bytes) -> str | None:
    """windows-1256 or ISO 8859-6 where the commonest Arabic pair, alef-lam, stands often enough."""
    sample = body[:_SAMPLE]
    high = _high_bytes(sample)
    windows, iso = sample.count(b"\xc7\xe1"), sample.count(b"\xc7\xe4")
    if max(windows, iso) < 1 or max(windows, iso) * 60 < high:
        return None
    return "cp1256" if windows >= iso else "iso8859-6"
