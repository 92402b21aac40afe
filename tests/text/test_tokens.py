"""Words and terms: what is compared, counted and looked up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalize import normalize
from bot.text.tokens import STOP_WORDS, terms, words

# From Apache Lucene's TestArabicAnalyzer (Apache-2.0); English stop words are no concern of an Arabic index.
LUCENE = [
    ("كبير", ["كبير"]),
    ("كبيرة", ["كبير"]),
    ("مشروب", ["مشروب"]),
    ("مشروبات", ["مشروب"]),
    ("أمريكيين", ["امريك"]),
    ("امريكي", ["امريك"]),
    ("كتاب", ["كتاب"]),
    ("الكتاب", ["كتاب"]),
    ("ما ملكت أيمانكم", ["ملكت", "ايمانكم"]),
    ("الذين ملكت أيمانكم", ["ملكت", "ايمانكم"]),
    ("English text.", ["english", "text"]),
    ("كبيرة the quick ساهدهات", ["كبير", "the", "quick", "ساهد"]),
    ("١٢٣٤", ["1234"]),
]


@pytest.mark.parametrize(("text", "expected"), LUCENE)
def test_every_case_of_lucene_is_met(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_letters_and_digits_part() -> None:
    assert words("بـ20 مليوناً، كوفيد-19، G20") == ["ب", "20", "مليونا", "كوفيد", "19", "g", "20"]


def test_punctuation_and_emoji_are_no_words() -> None:
    assert words("عاجل 🔴 | «العراق»… (بغداد)؟!") == ["عاجل", "العراق", "بغداد"]


def test_stop_words_are_folded_as_words_are() -> None:
    assert all(normalize(word) == word for word in STOP_WORDS)
    assert terms("إلى أن كان في التي") == []


@given(st.text())
def test_any_text_has_words_of_letters_or_digits(text: str) -> None:
    assert all(word.isalnum() for word in words(text))
