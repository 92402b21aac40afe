"""Direction: marks taken out, runs isolated, lines that start from the right."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.bidi import direction_safe, first_strong_is_rtl, isolate, strip_controls


def test_marks_controls_and_padding_go() -> None:
    assert (
        strip_controls("\u202bمرحبا\u202c \u200fبكم\u200e\ufeff\u00ad\u2066!\u2069\x00\x1b") == "مرحبا بكم!"
    )


def test_line_ends_and_tabs_stay() -> None:
    assert strip_controls("أ\n\tب\r\n") == "أ\n\tب\r\n"


def test_joiners_stay_where_they_spell() -> None:
    assert strip_controls("می\u200cشود") == "می\u200cشود"
    assert strip_controls("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
    assert strip_controls("خبر\u200c \u200dجديد\u200d") == "خبر جديد"


def test_what_cannot_be_encoded_goes() -> None:
    assert strip_controls("خبر\ud800").encode() == "خبر".encode()


def test_a_run_is_wrapped_once() -> None:
    assert isolate("F-16") == "\u2068F-16\u2069"
    assert isolate(isolate("F-16")) == isolate("F-16")
    assert isolate("") == ""


@pytest.mark.parametrize(
    ("line", "from_right"),
    [
        ("خبر", True),
        ("12 قتيلاً", True),
        ("«BBC»: خبر", False),
        ("\u2068BBC\u2069: خبر", True),
        ("\u2068خبر\u2069 BBC", False),
        ("\u2069خبر", True),
        ("שלום", True),
        ("123 … !", False),
        ("", False),
    ],
)
def test_the_first_strong_letter_outside_isolates_decides(line: str, *, from_right: bool) -> None:
    assert first_strong_is_rtl(line) is from_right


def test_a_line_that_starts_in_latin_gets_a_mark() -> None:
    assert direction_safe("BBC عربي") == "\u200fBBC عربي"
    assert direction_safe("خبر") == "خبر"
    assert direction_safe("") == ""


@given(st.text(max_size=80))
def test_every_line_is_laid_out_from_the_right(line: str) -> None:
    assert line == "" or first_strong_is_rtl(direction_safe(line)) or line[0] in "\u2066\u2067\u2068"


@given(st.text(max_size=80))
def test_stripping_twice_strips_no_more(text: str) -> None:
    bare = strip_controls(text)
    assert strip_controls(bare) == bare
    assert not any(unicodedata.category(one) == "Cs" for one in bare)
