"""Postings say what the analysis says, whatever way they were cut, stored and merged."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.postings.analysis import IN_TITLE, Analyser, name_mark
from bot.search.postings.keys import LETTERS, prefix_range, term_key, term_of
from bot.search.postings.segment import (
    COLUMNS,
    MOST_DOCUMENTS,
    Postings,
    Segment,
    merge,
)
from bot.text.tokens import terms

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
READABLE = st.text(st.sampled_from(f"{ARABIC}abcxyz019"), min_size=1, max_size=LETTERS)
# Letters of news; what only Unicode's corners hold (Greek final sigma …) folds by its context.
NEWS = st.text(
    st.sampled_from("اأإآبتةىيئؤءكگپچوه مـَُِّ٠١۲3aZéİ \n.،-«»\u200f\ufefb\ufdf2🔴\ue000"), max_size=60
)


def held(postings: Postings) -> dict[int, set[tuple[int, bool]]]:
    """Term → its documents, and whether it stands in their titles."""
    found: dict[int, set[tuple[int, bool]]] = {}
    for place, key in enumerate(postings.keys.tolist()):
        part = slice(int(postings.starts[place]), int(postings.starts[place + 1]))
        rows = zip(postings.documents[part].tolist(), postings.impacts[part].tolist(), strict=True)
        found[key] = {(document, impact >= IN_TITLE) for document, impact in rows}
    return found


def expected(articles: list[tuple[str, str]]) -> dict[int, set[tuple[int, bool]]]:
    found: dict[int, set[tuple[int, bool]]] = {}
    for number, (title, text) in enumerate(articles):
        in_title = {term_key(term) for term in terms(title)}
        for key in in_title | {term_key(term) for term in terms(text)}:
            found.setdefault(key, set()).add((number, key in in_title))
    return found


def same(one: Postings, other: Postings) -> bool:
    return all(
        np.array_equal(getattr(one, field), getattr(other, field))
        for field in ("keys", "starts", "documents", "impacts")
    )


ANALYSER = Analyser()


def segment(articles: list[tuple[str, str]]) -> Segment:
    table = np.zeros(len(articles), COLUMNS)
    table["article"] = [len(title) for title, _ in articles]
    return Segment(table, ANALYSER.analyse(articles))


@settings(deadline=None)
@given(st.lists(st.tuples(NEWS, NEWS), max_size=8))
def test_a_batch_is_analysed_as_the_single_texts_are(articles: list[tuple[str, str]]) -> None:
    # The private character that parts fields is no letter to the single analysis either.
    assert held(ANALYSER.analyse(articles)) == expected(articles)


def test_batches_beyond_the_cache_are_no_different() -> None:
    articles = [(f"خبر رقم {number} عن بغداد", "نص " * (number % 7)) for number in range(200)]
    assert held(ANALYSER.analyse(articles)) == expected(articles)


def test_what_is_said_in_the_title_and_often_weighs_more() -> None:
    postings = Analyser().analyse(
        [("نفط", ""), ("خبر", "نفط"), ("خبر", "نفط نفط نفط"), ("خبر", "نفط " + "كلمة " * 200)]
    )
    place = postings.keys.tolist().index(term_key("نفط"))
    part = slice(int(postings.starts[place]), int(postings.starts[place + 1]))
    title, once, often, diluted = (postings.impacts[part] & (IN_TITLE - 1)).tolist()
    assert title > once
    assert often > once > diluted > 0


@given(READABLE)
def test_a_key_can_be_read_back(term: str) -> None:
    assert term_of(term_key(term)) == term


@given(READABLE, READABLE)
def test_keys_sort_as_their_terms_do(one: str, other: str) -> None:
    order = "0123456789abcdefghijklmnopqrstuvwxyz" + ARABIC
    assert (term_key(one) < term_key(other)) == (
        [order.index(letter) for letter in one] < [order.index(letter) for letter in other]
    )


@given(READABLE, READABLE)
def test_a_prefix_is_a_range_of_keys(prefix: str, term: str) -> None:
    first, last = prefix_range(prefix)
    assert (first <= term_key(term) <= last) == term.startswith(prefix)


def test_words_of_other_scripts_have_keys_too() -> None:
    keys = {term_key(word) for word in ("москва", "北京", "კიევი", "moskva")}
    assert len(keys) == 4
    assert all(0 < key < 2**64 for key in keys)
    assert term_of(term_key("москва")) is None
    assert prefix_range("моск") == (1, 0)


ARTICLES = st.lists(st.tuples(NEWS, NEWS), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(ARTICLES, min_size=1, max_size=4), st.data())
def test_merged_segments_are_as_if_made_at_once(
    parts: list[list[tuple[str, str]]], data: st.DataObject
) -> None:
    kept = [
        np.array(data.draw(st.lists(st.booleans(), min_size=len(part), max_size=len(part)))) for part in parts
    ]
    merged = merge([segment(part) for part in parts], kept)
    left = [
        article
        for part, keep in zip(parts, kept, strict=True)
        for article, there in zip(part, keep, strict=True)
        if there
    ]
    whole = segment(left)
    assert same(merged.postings, whole.postings)
    assert np.array_equal(merged.articles, whole.articles)


def test_too_many_documents_are_refused() -> None:
    part = Segment(np.zeros(MOST_DOCUMENTS, COLUMNS), Analyser().analyse([]))
    with pytest.raises(ValueError, match="do not fit"):
        merge([part, part], [np.ones(MOST_DOCUMENTS, np.bool_)] * 2)


def test_names_are_marked_whatever_their_spelling() -> None:
    assert name_mark("الرياضة") == name_mark("رياضه") != name_mark("سياسة")
    assert name_mark(None) == name_mark("") == 0
