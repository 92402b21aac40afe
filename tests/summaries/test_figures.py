"""Figures however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries.figures import figures, tokens


def values(text: str) -> list[str]:
    return [figure.value for figure in figures(tokens(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 قتيلا", ["12"]),
        ("١٢ قتيلا و۳ جرحى", ["12", "3"]),
        ("4,6 و4،6 و4.6", ["4.6", "4.6", "4.6"]),
        ("12,000 نسمة", ["12000"]),
        ("1.250.000 دينار", ["1250000"]),
        ("12 ألف نسمة", ["12000"]),
        ("اثنا عشر ألفا", ["12000"]),
        ("مئة وخمسة وعشرون ألفا", ["125000"]),
        ("1.5 مليار دينار", ["1500000000"]),
        ("مليوني دينار", ["2000000"]),
        ("5ر656 مليون", ["656500000"]),
        ("ثلاثة جنود وخمسون مدنيا", ["3", "50"]),
        ("خمسة وعشرون طالبا", ["25"]),
        ("ثلاثة خمسون", ["3", "50"]),
        ("خمسون خمسة آلاف", ["50", "5000"]),
        ("ثلاثمئة وأربعون", ["340"]),
        ("25 بالمئة و30 في المئة", ["25", "30"]),
        ("three people and two million dinars", ["3", "2000000"]),
        ("الساعة 10:30 يوم 9-01-2024", ["10:30", "9-01-2024"]),
        ("2011/2012 ألف", ["2011/2012", "1000"]),
        ("أحد النواب قال إن الست بخير", []),
        ("لا أرقام هنا", []),
        ("", []),
    ],
)
def test_a_figure_is_its_value(text: str, found: list[str]) -> None:
    assert values(text) == found


@given(st.integers(1, 10**9))
def test_digits_are_themselves_in_any_hand(number: int) -> None:
    eastern = str(number).translate({48 + digit: 0x660 + digit for digit in range(10)})
    assert values(f"عدد {eastern} شخصا") == values(f"عدد {number:,} شخصا") == [str(number)]


@given(st.text(alphabet="0123456789.,/:ر -ألفمليون", max_size=60))
def test_no_number_is_too_strange(text: str) -> None:
    values(text)
