"""Who comes near an article."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.candidates import MOST_CANDIDATES
from bot.stories.fingerprint import Fingerprint, fingerprint
from bot.stories.mark import bytes_of
from bot.stories.window import MOST_POSTINGS, Window
from storage.records.clustering import EnteredArticle
from storage.records.identity import ArticleId

ONE, TWO, THREE, FOUR = map(ArticleId, range(1, 5))
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def prints(*hashes: int) -> Fingerprint:
    """What has no headline and is found by *hashes*."""
    return Fingerprint(mark=fingerprint("", "").mark, hashes=np.array(hashes, dtype=np.uint32), terms=0)


def entered(turn: int, article_id: int, *hashes: int, dated_at: datetime = NOON) -> EnteredArticle:
    """An article that came in at *turn*."""
    return EnteredArticle(
        turn=turn,
        article_id=ArticleId(article_id),
        hashes=bytes_of(np.array(hashes, dtype=np.uint32)),
        dated_at=dated_at,
    )


def window(*articles: Sequence[int]) -> Window:
    """A window into which *articles* came, each given by its id and its hashes."""
    opened = Window()
    opened.enter([entered(turn, *article) for turn, article in enumerate(articles, start=1)])
    return opened


def near(opened: Window, article_id: int, *hashes: int) -> list[ArticleId]:
    """Who comes near an article with these *hashes*."""
    return opened.nearest([ArticleId(article_id)], [prints(*hashes)])[ArticleId(article_id)]


def test_one_shared_hash_is_not_enough() -> None:
    assert near(window((1, 7), (2, 8, 9)), 3, 7, 8, 9) == [TWO]


def test_what_few_carry_weighs_more() -> None:
    common = [(number, 1, 2) for number in range(10, 40)]
    assert near(window((2, 1, 2), *common, (1, 3, 4)), 3, 1, 2, 3, 4)[0] == ONE


def test_a_shingle_weighs_more_than_a_term_of_the_headline() -> None:
    title, text = "افتتاح مستشفى", "افتتحت وزارة الصحة مستشفى جديدا بسعة كبيرة"
    found = fingerprint(title, text)
    terms = found.hashes[-found.mark.headline :].tolist()
    shingles = found.hashes[: found.mark.headline].tolist()
    assert len(terms) == len(shingles) == 2
    opened = window((1, *shingles), (2, *terms))
    assert opened.nearest([THREE], [found]) == {THREE: [ONE, TWO]}


def test_an_article_is_not_near_itself() -> None:
    assert near(window((1, 7, 8)), 1, 7, 8) == []


def test_an_article_is_near_those_before_it_in_its_batch_and_never_those_after_it() -> None:
    found = Window().nearest([ONE, TWO, THREE], [prints(7, 8), prints(9, 10), prints(7, 8, 9, 10)])
    assert found == {ONE: [], TWO: [], THREE: [TWO, ONE]}


def test_those_of_the_archive_go_before_those_of_the_batch() -> None:
    found = window((4, 7, 8)).nearest([ONE, TWO], [prints(7, 8), prints(7, 8)])
    assert found == {ONE: [FOUR], TWO: [FOUR, ONE]}


def test_of_a_hash_that_all_carry_only_the_newest_carriers_are_looked_at() -> None:
    many = [(number, 7, 8) for number in range(1, MOST_POSTINGS + 20)]
    oldest = (1, 7, 8, 9, 10)
    found = near(window(oldest, *many[1:]), 999, 7, 8)
    assert ONE not in found
    assert near(window(oldest, *many[1:]), 999, 7, 8, 9, 10)[0] == ONE


def test_a_window_without_articles_and_a_batch_without_any_have_nothing_near() -> None:
    assert near(Window(), 1, 7, 8) == []
    assert near(Window(), 1) == []
    assert window((1, 7, 8)).nearest([], []) == {}


carriers = st.lists(st.lists(st.integers(0, 20), unique=True, max_size=8), max_size=30)


@given(carriers, carriers)
def test_candidates_are_those_that_a_search_through_all_finds(
    stored: list[list[int]], asked: list[list[int]]
) -> None:
    opened = window(*((number, *hashes) for number, hashes in enumerate(stored, start=1)))
    ids = [ArticleId(number) for number in range(100, 100 + len(asked))]
    found = opened.nearest(ids, [prints(*hashes) for hashes in asked])
    for at, article_id in enumerate(ids):
        old = {other for other in found[article_id] if other < 100}
        sharing = {n for n, hashes in enumerate(stored, start=1) if len(set(hashes) & set(asked[at])) >= 2}
        assert len(old) == min(len(sharing), MOST_CANDIDATES)
        assert old <= sharing
        new = {other for other in found[article_id] if other >= 100}
        before = {ids[n] for n in range(at) if len(set(asked[n]) & set(asked[at])) >= 2}
        assert len(new) == min(len(before), MOST_CANDIDATES)
        assert new <= before
