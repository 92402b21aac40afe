"""The index follows the articles, and its upkeep shows in nothing but speed."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import Clock
from bot.search.engine import SearchEngine
from bot.search.index import BATCH, Indexer
from bot.search.merge import FAN_IN, Merger, plan
from bot.search.postings.segment import FULL, MOST_DOCUMENTS
from storage.connection import Belt
from storage.records.identity import ArticleId
from storage.store import Store
from tests.fakes import ManualClock
from tests.search.library import NOW, Told, index, tell, tidy


async def found(store: Store, query: str) -> list[int]:
    page = await SearchEngine(store).search(query, limit=100, now=NOW)
    return [hit.article_id for hit in page.hits]


async def segments(store: Store) -> dict[int, int]:
    async with store.read() as tx:
        return {number: documents for number, (documents, _) in (await tx.search.sizes()).items()}


async def test_an_article_is_found_once_it_is_indexed(store: Store, clock: Clock) -> None:
    [article_id] = await tell(store, Told(title="خبر عاجل من كربلاء"))
    assert await found(store, "كربلاء") == []
    assert await Indexer(store, clock).work() == 1
    assert await found(store, "كربلاء") == [article_id]
    assert await Indexer(store, clock).work() == 0


async def test_a_backlog_is_taken_in_batches(sqlite_store: Store, clock: Clock) -> None:
    await tell(sqlite_store, *(Told(title=f"خبر {number}") for number in range(BATCH + 3)))
    indexer = Indexer(sqlite_store, clock)
    assert [await indexer.work() for _ in range(3)] == [BATCH, 3, 0]


async def test_two_indexers_at_once_index_nothing_twice(store: Store, clock: Clock) -> None:
    await tell(store, *(Told(title=f"خبر النفط {number}") for number in range(20)))
    await asyncio.gather(*(Indexer(store, clock).work() for _ in range(3)))
    await index(store, clock)
    assert len(await found(store, "النفط")) == 20
    assert sum((await segments(store)).values()) == 20


async def test_new_articles_wake_the_station(store: Store) -> None:
    bell = store.bells.bell(Belt.INDEX)
    await tell(store, Told(title="خبر"))
    await asyncio.wait_for(bell.wait(), 5)


async def test_many_small_segments_become_one_and_answer_the_same(store: Store, clock: Clock) -> None:
    for number in range(FAN_IN):
        await tell(store, Told(title=f"النفط {number}", text="بغداد " * number, days=number))
        await index(store, clock)
    before = await found(store, "النفط بغداد")
    assert len(await segments(store)) == FAN_IN
    assert await tidy(store, clock) == FAN_IN
    assert list((await segments(store)).values()) == [FAN_IN]
    assert await found(store, "النفط بغداد") == before
    async with store.read() as tx:
        state = await tx.search.state()
        [blobs] = await tx.search.segments(state.ids)
        assert blobs.documents == FAN_IN
    async with store.write() as tx:
        assert await tx.search.sweep(now=NOW, most=100) == 0


async def test_a_reader_that_began_before_a_merge_sees_the_old_segments(store: Store, clock: Clock) -> None:
    for number in range(FAN_IN):
        await tell(store, Told(title=f"النفط {number}"))
        await index(store, clock)
    engine = SearchEngine(store)
    merging = asyncio.create_task(tidy(store, clock))
    pages = await asyncio.gather(*(engine.search("النفط", limit=20, now=NOW) for _ in range(10)))
    await merging
    assert {page.total for page in pages} == {FAN_IN}


async def test_the_dead_are_left_out_of_a_merge_and_forgotten(store: Store, clock: Clock) -> None:
    ids = []
    for number in range(FAN_IN):
        ids += await tell(store, Told(title=f"النفط {number}"))
        await index(store, clock)
    async with store.write() as tx:
        await tx.search.bury([(ids[2], 2)])
    assert ids[2] not in await found(store, "النفط")
    await tidy(store, clock)
    assert list((await segments(store)).values()) == [FAN_IN - 1]
    assert len(await found(store, "النفط")) == FAN_IN - 1
    async with store.read() as tx:
        assert await tx.search.dead() == {}


async def test_a_death_elsewhere_is_remembered(store: Store, clock: Clock) -> None:
    [lone] = await tell(store, *(Told(title="خبر قديم"),))
    await tell(store, *(Told(title=f"خبر {number}") for number in range(20)))
    await index(store, clock)
    for number in range(FAN_IN):
        await tell(store, Told(title=f"النفط {number}"))
        await index(store, clock)
    async with store.write() as tx:
        await tx.search.bury([(lone, 2)])
    await tidy(store, clock)
    async with store.read() as tx:
        assert await tx.search.dead() == {lone: 2}
    assert await found(store, "قديم") == []


async def test_a_merge_that_died_leaves_its_segments_to_the_next(store: Store, clock: ManualClock) -> None:
    for number in range(FAN_IN):
        await tell(store, Told(title=f"النفط {number}"))
        await index(store, clock)
    async with store.write() as tx:
        await tx.search.lease(
            await segments_of(tx), now=clock.now(), until=clock.now() + timedelta(minutes=10)
        )
        orphan = await tx.search.begin_segment(
            form=2, documents=1, pages=1, terms=b"", articles=b"", lease_until=clock.now()
        )
        await tx.search.add_pages(orphan, [(0, b"x")])
    assert await Merger(store, clock).work() == 0
    assert len(await found(store, "النفط")) == FAN_IN
    clock.advance(timedelta(minutes=11))
    assert await Merger(store, clock).work() == FAN_IN
    async with store.read() as tx:
        assert await tx.search.pages([orphan * 65536]) == {}


async def segments_of(tx: object) -> list[int]:
    state = await tx.search.state()  # type: ignore[attr-defined]  # a Transaction
    return list(state.ids)


async def test_an_article_that_was_settled_meanwhile_is_left_out(store: Store, clock: Clock) -> None:
    ids = await tell(store, Told(title="النفط أولاً"), Told(title="النفط ثانياً"))
    indexer = Indexer(store, clock)
    async with store.write() as tx:
        waiting = await tx.search.waiting(10)
        assert [article.article_id for article in waiting] == ids
        assert await tx.search.settle([(ids[0], 1)]) == {ArticleId(ids[0])}
    assert await indexer.work() == 1
    assert await found(store, "النفط") == [ids[1]]


@given(st.dictionaries(st.integers(1, 1000), st.integers(1, MOST_DOCUMENTS), max_size=60))
def test_merging_comes_to_an_end_with_few_segments(sizes: dict[int, int]) -> None:
    segments, following = dict(sizes), 10_000
    rounds = 0
    while chosen := plan(segments):
        assert len(chosen) > 1
        total = sum(segments.pop(segment_id) for segment_id in chosen)
        assert total <= MOST_DOCUMENTS
        segments[following] = total
        following += 1
        rounds += 1
        assert rounds < len(sizes) + 1
    assert sum(1 for documents in segments.values() if documents < FULL) <= 6 * FAN_IN


@pytest.mark.parametrize("count", [0, 1, FAN_IN - 1])
def test_few_segments_are_left_alone(count: int) -> None:
    assert plan(dict.fromkeys(range(count), 3)) == ()
