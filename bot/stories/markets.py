"""◇ What the headline and lead quote of the markets: the dollar, the euro, gold, oil, each with its figure.

A price that moved within hours is news of its own; one that another newsroom reads at the same hour is not.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.stories.numbers import Counted, scaled
from bot.text.normalize import normalize

_QUOTED: Final[dict[str, Counted]] = {
    form: counted
    for counted, forms in {
        Counted.DOLLAR: "الدولار دولار للدولار بالدولار",
        Counted.EURO: "اليورو يورو لليورو",
        Counted.GOLD: "الذهب ذهب للذهب مثقال المثقال الاونصة اونصة",
        Counted.OIL: "برنت النفط نفط للنفط البرميل برميل",
    }.items()
    for form in normalize(forms).split()
}
_REACH: Final = 8
"""Words between what is quoted and its figure: «سعر صرف الدولار في بورصة الكفاح اليوم 1472»."""
_NO_PRICE_AFTER: Final = frozenset(
    normalize("بالمئة بالمائة المئة المائة نقطة نقاط عيار برميل طن أونصة عام سنة يوم شركة مصرف").split()
)
_NO_PRICE_BEFORE: Final = frozenset(normalize("عيار عام سنة كل لكل بنسبة يوم الساعة قبل بعد منذ").split())
_LEAST: Final = 10
_HUNDRED_DOLLARS: Final = 10_000
"""From here on a dollar rate is that of a hundred dollars, as Iraq quotes it."""
_MOST: Final = 0xFFFF_FFFF
_YEARS: Final = re.compile(r"(?:19|20)\d\d")


def quoted_words() -> Iterator[str]:
    """The normalised words of what is quoted, also behind an «و»."""
    for word in _QUOTED:
        yield word
        yield f"و{word}"


def quotations(folded: str, words: Sequence[str], starts: Sequence[int]) -> dict[Counted, int]:
    """What is quoted, in hundredths: the first price of each.

    Args:
        folded: a normalised text.
        words: some words of it in order.
        starts: where each of them begins.
    """
    found: dict[Counted, int] = {}
    done = 0
    for at, word in enumerate(words):
        if not word.isdecimal() or starts[at] < done:
            continue
        quoted = _quoted_before(words, at)
        price = scaled(folded, starts[at])
        if price is None:
            continue
        done = price.end
        after = next((later for later, start in zip(words, starts, strict=True) if start >= done), "")
        if quoted is None or after in _NO_PRICE_AFTER or folded[done : done + 2].lstrip(" ").startswith("%"):
            continue
        if price.value >= _LEAST and not _YEARS.fullmatch(folded[starts[at] : done]):
            found.setdefault(quoted, min(round(_rate(quoted, price.value) * 100), _MOST))
    return found


def _rate(quoted: Counted, value: float) -> float:
    return value / 100 if quoted is Counted.DOLLAR and value >= _HUNDRED_DOLLARS else value


def _quoted_before(words: Sequence[str], at: int) -> Counted | None:
    """What the figure at *at* is the price of: the nearest before it, unless another figure is nearer."""
    if at and words[at - 1] in _NO_PRICE_BEFORE:
        return None
    for word in reversed(words[max(0, at - _REACH) : at]):
        quoted = _QUOTED.get(word) or _QUOTED.get(word.removeprefix("و"))
        if quoted is not None:
            return quoted
    return None
