"""Who comes near an article."""

from hypothesis import given
from hypothesis import strategies as st

from bot.stories.candidates import MOST_CANDIDATES, Postings
from bot.stories.fingerprint import HEADLINE_SPACE
from storage.records.identity import ArticleId

ONE, TWO, THREE = ArticleId(1), ArticleId(2), ArticleId(3)


def test_one_shared_hash_is_not_enough() -> None:
    postings = Postings({7: [ONE], 8: [TWO], 9: [TWO]})
    assert postings.nearest(THREE, [7, 8, 9]) == [TWO]


def test_what_few_carry_weighs_more() -> None:
    common = [ArticleId(number) for number in range(10, 50)]
    postings = Postings({1: [TWO, *common], 2: [TWO, *common], 3: [ONE], 4: [ONE]})
    assert postings.nearest(THREE, [1, 2, 3, 4])[0] == ONE


def test_a_shingle_weighs_more_than_a_term_of_the_headline() -> None:
    postings = Postings({1: [ONE], 2: [ONE], HEADLINE_SPACE + 1: [TWO], HEADLINE_SPACE + 2: [TWO]})
    assert postings.nearest(THREE, [1, 2, HEADLINE_SPACE + 1, HEADLINE_SPACE + 2]) == [ONE, TWO]


def test_an_article_is_not_near_itself() -> None:
    assert Postings({1: [ONE], 2: [ONE]}).nearest(ONE, [1, 2]) == []


def test_only_the_newest_carriers_are_kept_where_they_are_bounded() -> None:
    postings = Postings({})
    for number in range(1, 6):
        postings.add(ArticleId(number), [1, 2], most=2)
    assert set(postings.nearest(ArticleId(9), [1, 2])) == {4, 5}


@given(st.dictionaries(st.integers(0, 20), st.lists(st.integers(1, 60), max_size=60), max_size=20))
def test_candidates_are_few_whatever_is_stored(stored: dict[int, list[int]]) -> None:
    ids = {hashed: [ArticleId(number) for number in numbers] for hashed, numbers in stored.items()}
    assert len(Postings(ids).nearest(ArticleId(99), range(21))) <= MOST_CANDIDATES
