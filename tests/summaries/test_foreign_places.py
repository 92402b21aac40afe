"""Places of a translated summary must be in its foreign article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries.faithful import FaultCode, check
from bot.summaries.foreign_places import unnamed

ENGLISH = "Iraq's oil minister met his Turkish counterpart in Baghdad on Monday to use a new pipeline."


@pytest.mark.parametrize(
    ("draft", "missing"),
    [
        ("التقى وزير النفط العراقي نظيره التركي في بغداد.", []),
        ("التقى الوزير نظيره من تركيا في بغداد.", []),
        ("التقى الوزير نظيره في طهران.", ["طهران"]),
        ("التقى الوزير نظيره في واشنطن.", ["واشنطن"]),
        ("التقى الوزير نظيره في الفلوجة.", []),
    ],
)
def test_a_place_that_the_article_does_not_name_is_told(draft: str, missing: list[str]) -> None:
    assert list(unnamed(draft, ENGLISH)) == missing


def test_articles_in_arabic_script_are_read_as_they_are_written() -> None:
    persian = "وزیر نفت عراق در تهران با همتای ایرانی خود دیدار کرد"
    assert list(unnamed("زار وزير نفط العراق طهران والتقى نظيره في إيران", persian)) == []
    assert list(unnamed("زار الوزير دمشق", persian)) == ["دمشق"]


def test_a_translated_summary_with_another_place_is_refused() -> None:
    faults = check("التقى وزير النفط نظيره في موسكو يوم الاثنين.", ENGLISH, translated=True)
    assert FaultCode.NAME in {fault.code for fault in faults}


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_texts_can_be_compared(draft: str, source: str) -> None:
    list(unnamed(draft, source))
