"""What headlines and leads quote of the markets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.numbers import Counted
from bot.stories.reading import MOST_WORDS, read


def quoted(written: str) -> dict[Counted, int]:
    (batch,) = read([(written, "")])
    return batch.articles[0].title.tolls(MOST_WORDS)


@pytest.mark.parametrize(
    ("written", "prices"),
    [
        ("الدولار يسجل 1480 ديناراً في بغداد", {Counted.DOLLAR: 148_000}),
        ("سعر صرف الدولار 148,000 دينار لكل 100 دولار", {Counted.DOLLAR: 148_000}),
        ("مثقال الذهب عيار 21 بسعر 612 ألف دينار", {Counted.GOLD: 61_200_000}),
        ("خام برنت عند 74.35 دولاراً للبرميل", {Counted.OIL: 7_435}),
        ("الذهب يتراجع 2 بالمئة", {}),
        ("الدولار يرتفع بنسبة 15% أمام الين", {}),
        ("العراق يصدر النفط منذ 1927", {}),
        ("وصول 40 سائحاً", {}),
    ],
)
def test_prices_are_read_and_what_only_stands_near_is_not(written: str, prices: dict[Counted, int]) -> None:
    assert quoted(written) == prices


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(0 <= price < 1 << 32 for price in quoted(f"الدولار {text}").values())
