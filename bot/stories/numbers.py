"""◇ Figures in Arabic news: the numbers of a text, and what the headline and the lead count.

Two texts that agree in every word and in no number tell of two events (the weather of two days); a toll that
grew tells of one event further on.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from bot.text.number_words import NUMBER_WORDS

_DIGITS: Final = r"\d{1,15}(?:[.,٫٬]\d{1,15}){0,5}"
"""Bounded: Python refuses to read numbers of thousands of digits, and news has none."""
_GAP: Final = r"[^\S\x1e]*"
"""Space within a text; texts that are read together stand behind ``bot.text.scan``'s mark, itself a space."""
_SCALED: Final = re.compile(
    rf"(?P<number>{_DIGITS})"
    rf"(?:{_GAP}(?:(?P<thousand>الاف|الف(?:ا|ي|ين)?)|(?P<million>ملايين|ملي?ون(?:ا|ي|ين|ات)?)"
    r"|(?P<milliard>(?:مليار|بليون)(?:ا|ي|ين|ات)?))(?!\w))?"
)
"""A number and its scale: «12 الأحد» and «12 مليونيراً» have none."""
_PLAIN: Final = re.compile(rf"\d{{1,15}}+(?![.,٫٬]|{_GAP}[امب])")
"""A number without sign or scale after it: most are, and are read in a tenth of the time."""
_SCALES: Final = {"thousand": 1_000, "million": 1_000_000, "milliard": 1_000_000_000}

_TEN: Final = 10
_HUNDRED: Final = 100
_MOST_DIGITS: Final = 7
_LEAST_WRITTEN: Final = 3
"""From here on a toll is told in a number; two are told in the noun («قتيلان»)."""
_WRITTEN: Final[dict[str, int]] = {word: value for word, value in NUMBER_WORDS.items() if value <= 900}
_TEENS: Final = frozenset({"عشر", "عشره"})


class Counted(IntEnum):
    """What a toll counts, or a market report quotes."""

    DEAD = 1
    INJURED = 2
    MISSING = 3
    ARRESTED = 4
    CASES = 5
    DOLLAR = 16
    EURO = 17
    GOLD = 18
    OIL = 19

    @property
    def quoted(self) -> bool:
        """Whether it is a price, kept in hundredths, and no count."""
        return self >= Counted.DOLLAR


_COUNTED: Final[dict[str, Counted]] = {
    form: counted
    for counted, forms in {
        Counted.DEAD: (
            "قتيل قتيلا قتلي القتلي مقتل قتل قتلوا ضحيه ضحايا الضحايا شهيد شهيدا شهدا الشهدا استشهاد استشهد "
            "مصرع "
            "وفاه وفيات الوفيات توفي متوفي حصيله الحصيله يقتل تقتل يقتلون"
        ),
        Counted.INJURED: (
            "جريح جريحا جرحي الجرحي اصابه اصيب مصاب مصابا مصابين المصابين مصابون اصابات الاصابات "
            "جرح يصيب تصيب"
        ),
        Counted.MISSING: "مفقود مفقودا مفقودين المفقودين فقدان فقد",
        Counted.ARRESTED: (
            "اعتقال اعتقلت معتقل معتقلا توقيف موقوف القبض ضبط يعتقل تعتقل متهم متهما متهمين "
            "مطلوب مطلوبا مطلوبين"
        ),
        Counted.CASES: "حاله حالات",
    }.items()
    for form in forms.split()
}
_TWO: Final[dict[str, Counted | None]] = {
    **dict.fromkeys(("قتيلان", "قتيلين", "شهيدان", "شهيدين"), Counted.DEAD),
    **dict.fromkeys(("جريحان", "جريحين", "مصابان"), Counted.INJURED),
    **dict.fromkeys(("شخصان", "شخصين"), None),
}
"""Nouns that tell of two, and what they count; None: what stands near them says so."""
_NOUNS_BETWEEN: Final = frozenset(
    ["شخص", "شخصا", "اشخاص", "مدني", "مدنيا", "مدنيين", "علي", "الاقل", "اكثر", "من", "نحو", "الي", "عدد"]
)
_REACH: Final = 4
"""Words between a figure and what it counts: «مقتل ما لا يقل عن 12»."""
_RISEN_REACH: Final = 9
"""The same where a toll rose «إلى» the figure."""
_UP_TO: Final = "الي"


def figures() -> Iterable[str]:
    """The normalised numbers in words that a toll is told in."""
    return (*_WRITTEN, *_TWO)


def counted_words() -> Iterator[str]:
    """The normalised words of what is counted, also behind an «و»."""
    for word in (*_COUNTED, *_TWO):
        yield word
        yield f"و{word}"


RISING: Final = frozenset(
    [
        "ارتفاع",
        "ارتفعت",
        "ارتفع",
        "ترتفع",
        "يرتفع",
        "وارتفاع",
        "تجاوز",
        "تجاوزت",
        "يتجاوز",
        "تصل",
        "وصلت",
        "بلغت",
        "بلوغ",
    ]
)
"""Words of a toll that moves, as ``bot.text.normalize`` spells them."""


class Scaled(NamedTuple):
    """A number with its scale, and where its digits end."""

    value: float
    end: int


def scaled(folded: str, start: int) -> Scaled | None:
    """The number that begins at *start* of a normalised text: «320 ألف», «320,000» and «320.000» are one."""
    found = _SCALED.match(folded, start)
    if found is None:
        return None
    value = _value(found["number"]) * _SCALES.get(found.lastgroup or "", 1)
    return Scaled(value, found.end("number"))


def numbers(folded: str, starts: Iterable[int]) -> frozenset[int]:
    """Numbers in hundredths.

    Args:
        folded: a normalised text.
        starts: where its runs of digits begin, in order.
    """
    found = set()
    done = 0
    for start in starts:
        if start < done:
            continue
        plain = _PLAIN.match(folded, start)
        if plain is not None:
            found.add(int(plain[0]) * 100 & 0xFFFF_FFFF)
            continue
        number = scaled(folded, start)
        if number is not None:
            done = number.end
            found.add(round(number.value * 100) & 0xFFFF_FFFF)
    return frozenset(found)


@lru_cache(maxsize=1 << 14)
def _value(digits: str) -> float:
    """The value of *digits*; a point or comma before exactly three digits groups thousands."""
    parts = re.split(r"[.,٫٬]", digits)
    whole = int(parts[0])
    if len(parts) == 1:
        return whole
    if all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3 and whole:
        return float(int("".join(parts)))
    if len(parts) == 2:
        return float(f"{whole}.{int(parts[1]):0{len(parts[1])}d}")
    fraction = parts[-1] if len(parts[-1]) != 3 else ""
    return float(f"{int(''.join(parts[:-1] if fraction else parts))}.{fraction or 0}")


def tolls(words: Sequence[str]) -> dict[Counted, int]:
    """What the normalised *words* of a headline and lead count, each with its first figure."""
    found: dict[Counted, int] = {}
    done = 0
    for at in range(len(words)):
        figure = _figure(words, at) if at >= done else None
        if figure is None:
            continue
        value, done = figure
        counted = _TWO.get(words[at]) or _counted_by(words, at, done - 1)
        if counted is not None:
            found.setdefault(counted, value)
    return found


def _figure(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The figure that begins *at*, and where it ends: «12», «اثنا عشر», «خمسة وعشرين», «مئة وخمسين»."""
    word = words[at]
    if word.isdecimal():
        return (int(word), at + 1) if len(word) <= _MOST_DIGITS else None
    if word in _TWO:
        return 2, at + 1
    value = _WRITTEN.get(word)
    if value is None:
        return None
    last = value
    at += 1
    while at < len(words):
        if last < _TEN and words[at] in _TEENS:
            return value + _TEN, at + 1
        more = _WRITTEN.get(words[at][1:]) if words[at].startswith("و") else None
        # After hundreds come units and tens, after units tens; «ثلاثة وأربعة» are two figures.
        if more is None or not (more < _HUNDRED <= last or last < _TEN < more < _HUNDRED):
            break
        value, last, at = value + more, more, at + 1
    return (value, at) if value >= _LEAST_WRITTEN else None


def _reach(words: Sequence[str], at: int) -> int:
    """How far before a figure what it counts may stand: «ارتفاع عدد المصابين بانفجار غاز أربيل إلى 15»."""
    risen = (
        at > 0
        and words[at - 1] == _UP_TO
        and not RISING.isdisjoint(words[max(0, at - _RISEN_REACH - 2) : at])
    )
    return _RISEN_REACH if risen else _REACH


def _counted_by(words: Sequence[str], at: int, last: int) -> Counted | None:
    """What the figure from *at* to *last* counts: the noun after it, or else the nearest one before it."""
    for word in words[last + 1 : last + 3]:
        counted = _COUNTED.get(word)
        if counted is not None:
            return counted
        if word not in _NOUNS_BETWEEN:
            break
    for word in reversed(words[max(0, at - _reach(words, at)) : at]):
        if word.isdecimal() or word in _WRITTEN:
            return None
        counted = _COUNTED.get(word) or _COUNTED.get(word.removeprefix("و"))
        if counted is not None:
            return counted
    return None
