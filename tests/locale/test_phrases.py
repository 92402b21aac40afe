"""Phrases agree with their numbers, take any value for what it is, and are all there."""

import re
from collections.abc import Iterable
from enum import StrEnum
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.phrases import Digits, Plural, load_phrases, plural_of
from bot.text.richtext import Style
from storage.records.article import Intake, PageState
from storage.records.delivery import DeliveryKind, DeliveryState
from storage.records.feed import FeedError
from storage.records.story import Relation

PHRASES = load_phrases()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا أخبار"),
        (1, "خبر واحد"),
        (2, "خبران"),
        (3, "3 أخبار"),
        (10, "10 أخبار"),
        (11, "11 خبراً"),
        (99, "99 خبراً"),
        (100, "100 خبر"),
        (101, "101 خبر"),
        (102, "102 خبر"),
        (103, "103 أخبار"),
        (111, "111 خبراً"),
        (200, "200 خبر"),
        (1000, "1000 خبر"),
        (1003, "1003 أخبار"),
    ],
)
def test_a_noun_agrees_with_its_number(number: int, said: str) -> None:
    assert PHRASES.counted("count.news", number) == said


@given(st.integers(min_value=0, max_value=10**9))
def test_the_form_is_that_of_the_unicode_rule(number: int) -> None:
    rest = number % 100
    expected = {
        Plural.ZERO: number == 0,
        Plural.ONE: number == 1,
        Plural.TWO: number == 2,
        Plural.FEW: 3 <= rest <= 10,
        Plural.MANY: 11 <= rest <= 99,
    }
    true = [form for form, holds in expected.items() if holds]
    assert plural_of(number) is (true[0] if true else Plural.OTHER)


@given(st.integers(min_value=3, max_value=10**9))
def test_the_number_stands_in_the_phrase_from_three_on(number: int) -> None:
    for key in sorted(PHRASES.keys):
        if key.startswith(("count.", "time.lasting.")):
            assert str(number) in PHRASES.counted(key, number)


def test_numbers_can_be_written_in_arabic_digits() -> None:
    assert load_phrases(Digits.ARABIC).counted("count.news", 11) == "١١ خبراً"


def test_marks_of_bold_become_entities() -> None:
    text = PHRASES.rich("search.title", words="كربلاء")
    assert text.text == "نتائج البحث عن كربلاء"
    [entity] = text.entities
    assert (entity.style, entity.offset, entity.length) == (Style.BOLD, 15, 6)


@given(st.text(max_size=80))
def test_a_value_is_never_read_as_markup(value: str) -> None:
    spans = PHRASES.spans("search.title", words=value)
    assert spans[-1].text == value


def test_every_key_that_the_code_asks_for_is_there_and_none_is_left_over() -> None:
    package = resources.files("bot")
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for room in ("commands", "telegram", "locale")
        for file in package.joinpath(room).iterdir()
        if file.name.endswith(".py")
    )
    asked = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)+)["']""", code))
    dynamic = tuple(re.findall(r"""f["']([a-z_.]+\.)\{""", code))
    missing = {key for key in asked if key.split(".")[0] in _rooms() and key not in PHRASES.keys}
    assert {key for key in missing if not key.startswith(dynamic)} == set()
    unused = PHRASES.keys - asked
    assert {key for key in unused if not key.startswith(dynamic)} == set()


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("errors", FeedError),
        ("outbox.state", (DeliveryState.UNKNOWN, DeliveryState.DEAD)),
        ("why.state", DeliveryState),
        ("why.kind", DeliveryKind),
        ("why.relation", Relation),
        ("why.intake", set(Intake) - {Intake.NEWS}),
        ("why.page", set(PageState) - {PageState.NONE}),
    ],
)
def test_every_state_and_error_has_its_words_and_no_word_is_left_over(
    prefix: str, values: Iterable[StrEnum]
) -> None:
    there = {key.removeprefix(f"{prefix}.") for key in PHRASES.keys if key.startswith(f"{prefix}.")}
    assert there == {value.value for value in values}


def _rooms() -> set[str]:
    return {key.split(".")[0] for key in PHRASES.keys}
