"""Light stems let the forms of a word meet, and leave short words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.stem import light_stem, stem
from bot.text.tokens import terms

# From Apache Lucene's TestArabicStemFilter (Apache-2.0): inputs and outputs.
LUCENE = [
    ("الحسن", "حسن"),
    ("والحسن", "حسن"),
    ("بالحسن", "حسن"),
    ("كالحسن", "حسن"),
    ("فالحسن", "حسن"),
    ("للاخر", "اخر"),
    ("وحسن", "حسن"),
    ("زوجها", "زوج"),
    ("ساهدان", "ساهد"),
    ("ساهدات", "ساهد"),
    ("ساهدون", "ساهد"),
    ("ساهدين", "ساهد"),
    ("ساهديه", "ساهد"),
    ("ساهدية", "ساهد"),
    ("ساهده", "ساهد"),
    ("ساهدة", "ساهد"),
    ("ساهدي", "ساهد"),
    ("وساهدون", "ساهد"),
    ("ساهدهات", "ساهد"),
    ("الو", "الو"),
    ("English", "English"),
    ("", ""),
]


@pytest.mark.parametrize(("word", "expected"), LUCENE)
def test_every_case_of_lucene_is_met(word: str, expected: str) -> None:
    assert light_stem(word) == expected


@pytest.mark.parametrize(
    "forms",
    [
        "الحكومة حكومة حكومية للحكومة والحكومة بالحكومة",
        "العراق العراقي العراقية العراقيين عراقيون والعراقيين",
        "المحافظات محافظة المحافظة محافظات للمحافظات",
        "المهندسون مهندس مهندسين المهندسين والمهندسون",
    ],
)
def test_forms_of_a_word_meet(forms: str) -> None:
    assert len(set(terms(forms))) == 1


@given(st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهوي"), max_size=12))
def test_a_stem_is_part_of_its_word_and_never_vanishes(word: str) -> None:
    found = stem(word)
    assert found in word
    assert len(found) >= min(len(word), 2)
