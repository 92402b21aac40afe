"""A phrase is found in every spelling, and looking first at the text as it is written misses none."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.phrase import holds_phrase
from bot.text.tokens import words

# Letters with several spellings, marks, ligatures, digits, capitals and what parts words.
WRITTEN = st.text(
    st.sampled_from("اأإآبتةىيئءكگوهلم\u0640\u064e\u0651٣3۲aZéİſK ،.-_«\n\u200f\ufefb\ufdf2ßяЯ"), max_size=30
)

PHRASE = tuple(words("رئاسة الوزراء"))


@settings(max_examples=300, deadline=None)
@given(WRITTEN, WRITTEN, st.data())
def test_what_folding_the_whole_text_finds_is_found(before: str, said: str, data: st.DataObject) -> None:
    text = f"{before} {said}"
    spoken = words(text)
    if spoken:
        first = data.draw(st.integers(0, len(spoken) - 1))
        phrase = tuple(spoken[first : first + data.draw(st.integers(1, 3))])
        assert holds_phrase("", text, phrase)
        assert holds_phrase(text, "", phrase)


@pytest.mark.parametrize("text", ["خبرعاجل" * 6_000, "خبر\nعاجلا\n" * 4_000])
def test_a_text_full_of_what_is_looked_for_is_read_once(text: str) -> None:
    started = time.process_time()
    assert not holds_phrase("", text, tuple(words("خبر عاجل")))
    assert time.process_time() - started < 1


@pytest.mark.parametrize("text", ["أعلنت رِئَاسَةُ الوُزَراء أمس", "ورئـاسه الوزرا،", "رئاسة «الوزراء»"])
def test_a_phrase_is_held_in_any_spelling(text: str) -> None:
    assert holds_phrase("", text, PHRASE)


def test_a_phrase_that_begins_within_another_is_seen() -> None:
    assert holds_phrase("", "تقدم خطوة خطوة خطوة", ("خطوه", "خطوه"))
    assert holds_phrase("", "بأخطوة خطوة خطوة", ("خطوه", "خطوه"))


@pytest.mark.parametrize(
    "text", ["رئاسة مجلس الوزراء", "رئاسة الوزراءات", "ترئاسة الوزراء", "الوزراء رئاسة", "رئاسة"]
)
def test_words_that_stand_otherwise_are_no_phrase(text: str) -> None:
    assert not holds_phrase("", text, PHRASE)
