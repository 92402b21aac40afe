"""◇ The figures of a text: digits, decimals, number words and scales, as values with their places.

"4,6" and "4،6" and "4.6" are one value; so are "12 ألف", "12,000", "12 thousand" and "اثنا عشر ألفا". The
value comes as text, so that 2024 and 2024.0 stay apart and nothing is lost to floating point.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from bot.text.normalize import normalize
from bot.text.number_words import DUAL_SCALES, ENGLISH_NUMBERS, NUMBER_WORDS, SCALES

_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|\d+ر\d+|[^\W\d_]+")
_THOUSANDS = re.compile(r"^\d{1,3}(?:[.,]\d{3})+$")
_DECIMAL = re.compile(r"^(\d+)[.,](\d+)$")
_REVERSED_DECIMAL = re.compile(r"(?<!\d)(\d+)ر(\d+)")  # «5ر656» is 656.5 in the old agencies' hand

_WORD_VALUES = NUMBER_WORDS | ENGLISH_NUMBERS
_AMBIGUOUS = frozenset(
    normalize(word) for word in ("واحد", "واحدة", "احد", "احدى", "ست", "سبع", "عشر", "one")
)
"""Number words that are other words as often: alone they are no figure."""
_PERCENT = frozenset(normalize(word) for word in ("بالمئة", "بالمائة", "المئة", "المائة"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: its value in canonical text, as written, and the place of its first token."""

    value: str
    written: str
    at: int


def tokens(text: str) -> list[str]:
    """Normalised words and numbers of *text*; a number keeps its inner separators."""
    return _TOKEN.findall(_REVERSED_DECIMAL.sub(r"\2.\1", normalize(text)))


def figures(found: Sequence[str]) -> Iterator[Figure]:
    """The figures among *tokens*, scales applied."""
    at = 0
    while at < len(found):
        if found[at][0].isdigit():
            value, end = _digits(found, at)
            yield Figure(value=value, written=" ".join(found[at:end]), at=at)
        elif _spelled(found[at]) is not None:
            number, end = _words(found, at)
            if end - at > 1 or _bare(found[at]) not in _AMBIGUOUS:
                yield Figure(value=str(number), written=" ".join(found[at:end]), at=at)
        else:
            end = at + 1
        at = end


def _digits(found: Sequence[str], at: int) -> tuple[str, int]:
    written = found[at]
    plain = re.sub(r"[.,]", "", written) if _THOUSANDS.match(written) else written
    decimal = _DECIMAL.match(plain)
    if decimal:
        plain = f"{decimal[1]}.{decimal[2]}"
    scale = SCALES.get(found[at + 1]) if at + 1 < len(found) else None
    if scale is None:
        return plain, at + 1
    try:
        value = Decimal(plain) * scale
    except InvalidOperation:  # "12/5 ألف", "10:30": no amount
        return plain, at + 1
    return f"{value.normalize():f}", at + 2


def _words(found: Sequence[str], at: int) -> tuple[int, int]:
    """The value of the number words from *at* on, and where they end: «مئة وخمسة وعشرون ألفا»."""
    total = group = 0
    end = at
    while end < len(found):
        value = _spelled(found[end])
        if value is None or (end > at and value in SCALES.values() and group == 0):
            break
        if end > at and not found[end].startswith("و") and value < 1_000 and value != 10:
            break  # «ثلاثة خمسون» is two figures; «خمسة عشر» is one
        if found[end] in SCALES or _bare(found[end]) in SCALES:
            total += max(group, 1) * value
            group = 0
        else:
            group += value
        end += 1
    return total + group, max(end, at + 1)


def _bare(word: str) -> str:
    """The word without the conjunction, article or preposition glued to it, if a number word remains."""
    for prefix in ("", "و", "ال", "وال", "ب", "ل", "بال", "لل"):
        bare = word[len(prefix) :]
        if word.startswith(prefix) and (bare in _WORD_VALUES or bare in SCALES or bare in DUAL_SCALES):
            return bare
    return word


def _spelled(word: str) -> int | None:
    if word in _PERCENT:
        return None
    bare = _bare(word)
    return _WORD_VALUES.get(bare) or SCALES.get(bare) or DUAL_SCALES.get(bare)
