"""Marks: what keeps them the same, and how they are stored."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.evidence import shared_words
from bot.stories.fingerprint import fingerprint, fingerprints
from bot.stories.mark import bytes_of, decode, encode, hashes_of
from bot.stories.reading import read
from tests.stories import pairs

REPORTS = (pairs.BUDGET[1], pairs.FIRE[1], pairs.DOLLAR[1], "قتل 12", "سعر الدولار 1480")
HEADLINES = ("آلاف النازحين يعودون", "مليون نخلة في البصرة", "% من الأهالي", "ألف")
"""What would be read on from a figure, if it stood in one text with it."""


def test_spelling_and_marks_change_nothing() -> None:
    plain = fingerprint("افتتاح مستشفى في الناصرية", "افتتحت وزارة الصحة مستشفى جديدا بسعة 400 سرير")
    other = fingerprint("إفتتاح مستشفي فى الناصريه", "افتتحت وزارة الصحّة مســتشفى جديداً، بسعة ٤٠٠ سرير.")
    assert encode(plain.mark) == encode(other.mark)


def test_two_words_the_other_way_round_share_their_shingle() -> None:
    one = fingerprint("", "وافق المجلس على القانون").mark
    other = fingerprint("", "المجلس وافق على القانون").mark
    assert np.intersect1d(one.shingles, other.shingles).size


def test_calls_before_a_headline_say_nothing() -> None:
    called, plain = fingerprint("عاجل | انفجار في كركوك", ""), fingerprint("انفجار في كركوك", "")
    assert encode(called.mark) == encode(plain.mark)


def test_a_copy_is_found_by_many_of_its_hashes() -> None:
    one, other = fingerprint(*pairs.BUDGET), fingerprint(*pairs.BUDGET_EDITED)
    assert len(set(one.hashes.tolist()) & set(other.hashes.tolist())) >= 10


def test_the_words_of_a_headline_that_another_article_has_are_told() -> None:
    mark = fingerprint(*pairs.BUDGET).mark
    title = "وفد 12 رياضياً يزور مجلس الوزراء"
    (batch,) = read([(title, "")])
    assert shared_words(title, batch.articles[0].title, mark) == ["مجلس", "الوزراء"]


def titles() -> st.SearchStrategy[str]:
    return st.text(max_size=40) | st.sampled_from(HEADLINES)


@given(st.lists(st.tuples(titles(), st.sampled_from([*REPORTS, ""])), max_size=8))
def test_articles_that_are_read_together_have_the_marks_that_each_has_alone(
    articles: list[tuple[str, str]],
) -> None:
    together = [found for batch in read(articles) for found in fingerprints(batch)]
    alone = [fingerprint(*article) for article in articles]
    assert [encode(found.mark) for found in together] == [encode(found.mark) for found in alone]
    assert [found.hashes.tolist() for found in together] == [found.hashes.tolist() for found in alone]


def test_a_word_with_the_stem_of_a_place_names_none() -> None:
    assert fingerprint("", "أكياس سود في مكان خالد").mark.places == 0
    assert fingerprint("", "في السودان ومكة والسفير المصري").mark.places == 3


@given(st.text(max_size=80), st.text(max_size=400))
def test_a_mark_comes_back_as_it_was_stored(title: str, text: str) -> None:
    stored = encode(fingerprint(title, text).mark)
    read = decode(stored)
    assert read is not None
    assert encode(read) == stored


def test_a_mark_of_another_version_is_not_read() -> None:
    stored = encode(fingerprint(*pairs.BUDGET).mark)
    assert decode(b"\xff" + stored[1:]) is None


@given(st.integers(0, 40))
def test_a_damaged_mark_is_not_read(length: int) -> None:
    assert decode(encode(fingerprint(*pairs.BUDGET).mark)[:length]) is None


@given(st.text(max_size=200))
def test_hashes_fit_the_columns_of_both_databases(text: str) -> None:
    hashes = fingerprint(text, text).hashes
    assert hashes.dtype == np.uint32
    assert hashes_of(bytes_of(hashes)).tolist() == hashes.tolist()


def test_half_a_letter_pair_is_survived() -> None:
    assert fingerprint("\ud83d عنوان", "نص \ude00").hashes.size


def test_an_article_of_any_length_has_a_bounded_number_of_hashes() -> None:
    text = " ".join(f"كلمة{number} مختلفة{number}" for number in range(20_000))
    assert len(fingerprint("عنوان", text).hashes) < 200
