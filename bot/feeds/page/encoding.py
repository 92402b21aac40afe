"""Bytes of a page to text: byte order mark, HTTP header, meta, detection, and replacement as the last resort.

The order of the HTML standard (section 13.2.3), with two lessons of Arabic sites: bytes that are valid UTF-8
are UTF-8 whatever a label says, and undeclared single-byte Arabic is windows-1256 unless its letters only
make sense as ISO 8859-6.
"""

import codecs
import re
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
_META_WITHIN: Final = 4096
_SAMPLE: Final = 65_536
_ZEROS: Final = 50  # one zero byte in so many: only UTF-16 has them
_ONLY_8859_6: Final = b"\xe0\xe2\xe7\xe8\xe9\xea"  # ق ه و ى ي there; Latin letters in windows-1256
_ONLY_1256: Final = b"\xdd\xde\xdf\xec\xed"  # ف ق ك ى ي there; unassigned in ISO 8859-6
# Labels of the WHATWG encoding standard that Python knows by another name or reads differently.
_ALIASES: Final = {
    **dict.fromkeys(("iso-8859-1", "latin1", "us-ascii", "ascii", "iso8859-1"), "windows-1252"),
    **dict.fromkeys(
        ("arabic", "iso-ir-127", "asmo-708", "ecma-114", "iso-8859-6-e", "iso-8859-6-i"), "iso-8859-6"
    ),
    **dict.fromkeys(("x-cp1256", "windows1256", "win-1256", "cp-1256"), "windows-1256"),
    "utf8": "utf-8",
    "unicode": "utf-16-le",
}


def decode_page(body: bytes, *, content_type: str | None = None, override: str | None = None) -> str:
    """*body* as text; never raises.

    *content_type* is the HTTP header's value. *override* is an encoding set by hand for this source: it beats
    everything but a byte order mark.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if override is not None and (chosen := _known(override)) is not None:
        return body.decode(chosen, "replace")
    labels = (_header_label(content_type), _meta_label(body))
    declared = [known for label in labels if label and (known := _known(label)) is not None]
    sample = body[:_SAMPLE]
    if _is_utf8(sample) and not any(name.startswith("utf-16") for name in declared[:1]):
        return body.decode("utf-8", "replace")
    for encoding in declared:
        if encoding != "utf-8" and _fits(sample, encoding):
            return body.decode(encoding, "replace")
    return body.decode(_detected(sample, declared), "replace")


def _header_label(content_type: str | None) -> str | None:
    match = _HEADER.search(content_type or "")
    return match[1] if match else None


def _meta_label(body: bytes) -> str | None:
    match = _META.search(body[:_META_WITHIN])
    label = match[1].decode("ascii") if match else None
    # The meta was readable as ASCII, so it cannot be in UTF-16 (HTML standard, 13.2.3.2).
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def _known(label: str) -> str | None:
    name = label.strip().lower()
    name = _ALIASES.get(name, name)
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return None
    return codec.name if codec._is_text_encoding else None  # noqa: SLF001 - the only way to ask


def _is_utf8(sample: bytes) -> bool:
    """Valid, but for a character cut at the end of the sample, and not by being plain ASCII in UTF-16."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return sample.count(b"\0") * _ZEROS < len(sample) or not sample


def _fits(sample: bytes, encoding: str) -> bool:
    """True when decoding leaves few holes and the text holds Arabic, or no high byte speaks against it."""
    text = sample.decode(encoding, "replace")
    high = sum(character > "\x7f" for character in text)
    arabic = sum("\u0600" <= character <= "\u06ff" for character in text)
    return text.count("\ufffd") * 20 <= len(text) and (arabic * 2 >= high or high * 50 < len(text))


def _detected(sample: bytes, declared: list[str]) -> str:
    """The best guess for bytes that no label explains."""
    zeros = sample.count(b"\0")
    if zeros * _ZEROS >= len(sample) > 0:
        return "utf-16-be" if sample[:2000:2].count(b"\0") > sample[1:2000:2].count(b"\0") else "utf-16-le"
    if sample.decode("utf-8", "ignore").count("\ufffd") == 0 and _mostly_utf8(sample):
        return "utf-8"
    if _fits(sample, "windows-1256"):
        there = sum(byte in _ONLY_8859_6 for byte in sample)
        return "iso-8859-6" if there > sum(byte in _ONLY_1256 for byte in sample) else "windows-1256"
    return declared[0] if declared else "windows-1252"


def _mostly_utf8(sample: bytes) -> bool:
    """A UTF-8 page with a few broken bytes: nearly all high bytes decode."""
    high = sum(byte > 0x7F for byte in sample)
    decoded = len(sample.decode("utf-8", "ignore").encode())
    return len(sample) - decoded < max(high // 20, 1)
