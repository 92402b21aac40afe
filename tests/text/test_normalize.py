"""Folding makes the spellings of a word one, and never touches what it has folded already."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalize import FOLDING, normalize

# From Apache Lucene's TestArabicNormalizationFilter (Apache-2.0): inputs and outputs.
LUCENE = [
    ("آجن", "اجن"),
    ("أحمد", "احمد"),
    ("إعاذ", "اعاذ"),
    ("بنى", "بني"),
    ("فاطمة", "فاطمه"),
    ("روبرـــــت", "روبرت"),
    ("مَبنا", "مبنا"),
    ("علِي", "علي"),
    ("بُوات", "بوات"),
    ("ولداً", "ولدا"),
    ("ولدٍ", "ولد"),
    ("ولدٌ", "ولد"),
    ("نلْسون", "نلسون"),
    ("هتميّ", "هتمي"),
    ("", ""),
]


@pytest.mark.parametrize(("word", "folded"), LUCENE)
def test_every_case_of_lucene_is_met(word: str, folded: str) -> None:
    assert normalize(word) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مسؤول", "مسوول"),
        ("طائرة", "طايره"),
        ("خبراء", "خبرا"),
        ("کربلای", "كربلاي"),
        ("ﻛﺮﺑﻼﺀ", "كربلاء"),
        ("ﷲ", "الله"),
        ("٢٠٢٦", "2026"),
        ("۲۰۲۶", "2026"),
        ("\u202bبغداد\u202c", "بغداد"),
        ("بغـ\u200dـداد", "بغداد"),
        ("ٱلقرآن", "القران"),
        ("Ankara", "ankara"),
        ("Diyarbakır", "diyarbakir"),
        ("Beyoncé", "beyonce"),
        ("ا\u0654حمد", "أحمد"),
    ],
)
def test_spellings_of_a_word_are_one(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)


def test_words_stay_apart_that_only_look_alike() -> None:
    assert len({normalize(word) for word in ("قلب", "كلب", "ضل", "ظل", "سوق", "شوق")}) == 6


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text(st.sampled_from([chr(code) for code in FOLDING])))
def test_what_is_folded_is_gone_from_the_result(text: str) -> None:
    assert not set(normalize(text)) & {chr(code) for code, to in FOLDING.items() if to != chr(code)}
