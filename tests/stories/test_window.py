"""What is in the window: what came last, nothing that has left, and nothing that was not committed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.cluster import cluster
from bot.stories.window import Window
from storage.opening import open_store
from storage.records.identity import ArticleId
from tests.stories import pairs
from tests.stories.conftest import Newsroom
from tests.stories.test_candidates import NOON, ONE, TWO, entered, near, window


def test_an_article_that_changed_is_found_by_its_new_text_alone() -> None:
    opened = window((1, 7, 8), (1, 9, 10))
    assert near(opened, 2, 7, 8) == []
    assert near(opened, 2, 9, 10) == [ONE]
    assert len(opened) == 1


def test_the_newest_is_who_came_last_whatever_its_number() -> None:
    opened = window((1, 7, 8), (2, 7, 8))
    opened.enter([entered(3, 1, 7, 8)])
    assert opened.turn == 3
    assert set(near(opened, 9, 7, 8)) == {ONE, TWO}


def test_what_is_aged_is_told_and_leaves_when_it_is_let_go() -> None:
    opened = Window()
    opened.enter([entered(1, 1, 7, 8, dated_at=NOON - timedelta(days=8)), entered(2, 2, 7, 8)])
    before = NOON - timedelta(days=7)
    assert opened.aged(before=before, most=5) == [ONE]
    assert opened.aged(before=before, most=0) == []
    assert near(opened, 9, 7, 8) == [TWO, ONE]
    opened.leave([ONE, ArticleId(77)])
    assert near(opened, 9, 7, 8) == [TWO]
    assert opened.aged(before=before, most=5) == []


@given(st.lists(st.tuples(st.integers(1, 900), st.booleans()), max_size=40))
def test_a_window_that_was_tidied_knows_what_a_new_one_does(steps: list[tuple[int, bool]]) -> None:
    worn = Window()
    kept: dict[int, int] = {}
    turn = 0
    for number, leaving in steps:
        numbers = range(number, number + 200)
        if leaving:
            worn.leave([ArticleId(each) for each in numbers])
            for each in numbers:
                kept.pop(each, None)
            continue
        worn.enter([entered(turn + at, each, each % 13, 100 + each % 17) for at, each in enumerate(numbers)])
        for at, each in enumerate(numbers):
            kept.pop(each, None)
            kept[each] = turn + at
        turn += 200
    fresh = Window()
    fresh.enter([entered(at, each, each % 13, 100 + each % 17) for each, at in kept.items()])
    assert len(worn) == len(fresh) == len(kept)
    for article in range(17):
        assert near(worn, 5_000, article % 13, 100 + article) == near(
            fresh, 5_000, article % 13, 100 + article
        )


async def test_a_batch_that_was_rolled_back_is_not_in_the_window(newsroom: Newsroom) -> None:
    await newsroom.receive(*pairs.FIRE)
    async with newsroom.store.read() as tx:
        entered_before = await tx.stories.entered(after=0, most=9)
    assert entered_before == []
    await newsroom.settle()
    assert len(newsroom.window) == 0  # its own rows are read when the next batch comes, and no sooner
    await newsroom.receive(*pairs.BUDGET)
    await newsroom.settle()
    assert len(newsroom.window) == 1


async def test_another_process_is_seen_and_a_window_read_anew_decides_alike(
    database_url: str, newsroom: Newsroom
) -> None:
    first = await newsroom.receive(*pairs.BUDGET)
    await newsroom.settle()
    await newsroom.receive(*pairs.FOOTBALL, source="واع")
    await newsroom.settle()
    other, theirs = await open_store(database_url), Window()
    try:
        second = await newsroom.receive(*pairs.BUDGET_EDITED, source="السومرية")
        assert await cluster(other, theirs, newsroom.clock) == 1
        third = await newsroom.receive(*pairs.BUDGET, source="الصباح")
        await newsroom.settle()
        fourth = await newsroom.receive(*pairs.BUDGET_EDITED, source="المدى")
        assert await cluster(newsroom.store, Window(), newsroom.clock) == 1
    finally:
        await other.close()
    async with newsroom.store.read() as tx:
        stories = {await tx.stories.of_article(article) for article in (first, second, third, fourth)}
    assert len(stories) == 1
    assert (len(theirs), len(newsroom.window)) == (2, 3)


async def test_a_window_is_read_anew_a_part_at_a_time(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await newsroom.receive(*pairs.BUDGET)
    await newsroom.receive(*pairs.FOOTBALL, source="واع")
    await newsroom.settle()
    monkeypatch.setattr("bot.stories.cluster.ENTERED", 1)
    second = await newsroom.receive(*pairs.BUDGET_EDITED, source="السومرية")
    anew = Window()
    assert await cluster(newsroom.store, anew, newsroom.clock) == 1
    async with newsroom.store.read() as tx:
        assert await tx.stories.of_article(first) == await tx.stories.of_article(second)
    assert len(anew) == 2
