"""Stemming by the thousand gives, key for key, what stemming one by one gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.search.postings.bulk_stem import stem_keys
from bot.search.postings.keys import term_key
from bot.search.postings.lexicon import word_hashes
from bot.text.stem import stem

# Affixes are frequent, so that words of nothing else come up; beside them, letters no key can hold.
WORDS = st.lists(
    st.lists(
        st.sampled_from([*"والبكفلهيةاتنسعقxz07жß北ۏ", "وال", "ها", "ات", "ين"]), min_size=1, max_size=30
    ).map("".join),
    max_size=12,
)


def laid_out(words: list[str]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    letters = np.frombuffer("".join(words).encode("utf-16-le"), np.uint16)
    return letters, np.array([len(word) for word in words], np.int64)


@settings(deadline=None, max_examples=300)
@given(WORDS)
def test_each_word_gets_the_key_of_its_stem(words: list[str]) -> None:
    letters, lengths = laid_out(words)
    found = stem_keys(letters, np.cumsum(lengths) - lengths, lengths)
    assert found.tolist() == [term_key(stem(word)) for word in words]


@settings(deadline=None)
@given(WORDS, WORDS)
def test_a_hash_is_the_same_wherever_its_word_stands(words: list[str], before: list[str]) -> None:
    alone = [int(word_hashes(*laid_out([word]))[0]) for word in words]
    assert word_hashes(*laid_out(before + words))[len(before) :].tolist() == alone
    assert len(set(alone)) == len(set(words))
