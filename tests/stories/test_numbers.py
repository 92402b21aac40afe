"""Figures as Arabic newsrooms write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.numbers import Counted, tolls
from bot.stories.reading import read
from bot.text.tokens import words


def numbers(written: str) -> frozenset[int]:
    (batch,) = read([(written, "")])
    return batch.articles[0].title.numbers()


@pytest.mark.parametrize(
    "written", ["320 ألف حبة", "(320.000) حبة", "320,000 حبة", "٣٢٠ الف حبة", "320٬000 حبة", "320ألف حبة"]
)
def test_one_number_is_one_however_it_is_written(written: str) -> None:
    assert numbers(written) == {32_000_000}


@pytest.mark.parametrize(
    ("written", "hundredths"),
    [
        ("ارتفع 0.2 بالمئة", {20}),
        ("عند 1318.85 دولار", {131_885}),
        ("بفوزه 2-1 أمس", {200, 100}),
        ("عام 2026", {202_600}),
        ("3 ملايين و5 أشخاص", {300_000_000, 500}),
        ("توفي في 12 الأحد الماضي", {1_200}),
        ("لم ينجُ من 30 إلا الطيار", {3_000}),
        ("40 مليونيراً و7 مليارديرات", {4_000, 700}),
        ("بلغ المؤشر 1,416.5 نقطة", {141_650}),
        ("في 24.11.2026", {241_120}),
        ("بلا رقم", set()),
    ],
)
def test_numbers_are_read(written: str, hundredths: set[int]) -> None:
    assert numbers(written) == hundredths


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("مقتل 5 أشخاص وإصابة 9 آخرين", {Counted.DEAD: 5, Counted.INJURED: 9}),
        ("ارتفاع حصيلة الضحايا إلى 12 قتيلاً", {Counted.DEAD: 12}),
        ("سقوط ثلاثة شهداء", {Counted.DEAD: 3}),
        ("ارتفاع عدد المصابين بانفجار غاز أربيل إلى 15", {Counted.INJURED: 15}),
        ("المصابون بانفجار غاز أربيل يصلون إلى 15", {}),
        ("اعتقال 16 متهما بالإرهاب", {Counted.ARRESTED: 16}),
        ("تسجيل 40 حالة جديدة", {Counted.CASES: 40}),
        ("افتتاح 12 مدرسة", {}),
        ("مقتل اثني عشر شخصاً", {Counted.DEAD: 12}),
        ("مقتل خمسة وعشرين شخصاً وإصابة مئة وخمسة وثلاثين", {Counted.DEAD: 25, Counted.INJURED: 135}),
        ("إصابة مئتين واثني عشر", {Counted.INJURED: 212}),
        ("مقتل ثلاثة وأربعة جرحى", {Counted.DEAD: 3}),
        ("مقتل شخصين وإصابة 4", {Counted.DEAD: 2, Counted.INJURED: 4}),
        ("سقوط قتيلين بقصف", {Counted.DEAD: 2}),
        ("مقتل واحد", {}),
    ],
)
def test_tolls_are_read(written: str, counted: dict[Counted, int]) -> None:
    assert tolls(words(written)) == counted


def test_a_number_of_thousands_of_digits_is_survived() -> None:
    assert numbers("9" * 9_000 + " 1" + ".1" * 4_000)


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(0 <= number < 1 << 32 for number in numbers(text))
    tolls(words(text))
