"""The index keeps up with the archive: new, changed and departed articles, merging, pages that stay put."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.search.engine import SearchEngine
from bot.search.index import Indexer
from storage.opening import open_store
from storage.records.identity import ArticleId
from storage.store import Store
from tests.fakes import ManualClock
from tests.search.shelf import BAGHDAD, Shelf

SUBJECTS = ("الموازنة", "النفط", "المياه", "الكهرباء", "التعليم")
CITIES = ("بغداد", "البصرة", "أربيل", "كركوك")
QUERIES = ("النفط", "نفط البصره", "الموازنة المياه", "«النفط في كركوك»", "كهربا* أربيل -بغداد", "التعلبم")


@pytest.fixture
def shelf(store: Store, clock: ManualClock) -> Shelf:
    return Shelf(store, clock)


async def fill(shelf: Shelf, count: int, *, first: int = 0, each: int = 1000) -> None:
    """News like any other; a segment of every *each* articles."""
    for number in range(first, first + count):
        subject, city = SUBJECTS[number % 5], CITIES[number % 4]
        await shelf.put(
            f"اجتماع حول {subject} في {city} {number}",
            f"بحث المجتمعون ملف {SUBJECTS[number * 3 % 5]} " * (number % 7 + 1) + f"وقرار رقم {number}.",
            age=timedelta(hours=number * 5),
        )
        if number % each == each - 1:
            await shelf.index()
    await shelf.index()


async def answers(shelf: Shelf) -> Sequence[tuple[str, int, list[tuple[ArticleId, float]]]]:
    found = []
    for query in QUERIES:
        page = await shelf.ask(query, limit=100)
        found.append((query, page.total, [(hit.article_id, hit.score) for hit in page.hits]))
    return found


async def test_both_databases_rank_alike(sqlite_url: str, postgres_url: str) -> None:
    told = []
    for url in (sqlite_url, postgres_url):
        store = await open_store(url)
        try:
            shelf = Shelf(store, ManualClock())
            await fill(shelf, 40, each=15)
            told.append(await answers(shelf))
        finally:
            await store.close()
    assert told[0] == told[1]
    assert all(hits for _, _, hits in told[0])


async def test_an_article_is_found_in_the_moment_it_is_indexed(shelf: Shelf) -> None:
    await shelf.put("زلزال في خانقين")
    assert await shelf.found("زلزال") == []
    await shelf.index()
    assert await shelf.found("زلزال") == ["زلزال في خانقين"]
    await shelf.put("زلزال ثان في خانقين", age=timedelta(0))
    await shelf.index()
    assert len(await shelf.found("زلزال")) == 2


async def test_merging_changes_no_answer(shelf: Shelf) -> None:
    await fill(shelf, 36, each=4)
    for number in (3, 17):
        await shelf.revise(
            next(each for each, title in shelf.titles.items() if title.endswith(f" {number}")),
            title=f"تصحيح حول النفط في البصرة {number}",
            text="نص مصحح.",
        )
    await shelf.index()
    before, segments = await answers(shelf), await shelf.segments()
    fresh = SearchEngine(shelf.store, zone=BAGHDAD)
    assert await shelf.merge() >= 8
    assert len(await shelf.segments()) < len(segments)
    assert await answers(shelf) == before
    shelf.engine = fresh
    assert await answers(shelf) == before
    async with shelf.store.read() as tx:
        assert len(await tx.search.dead()) <= 2


async def test_two_indexers_at_once_index_each_article_once(shelf: Shelf) -> None:
    for number in range(6):
        await shelf.put(f"اجتماع {number}")
    await asyncio.gather(*(Indexer(shelf.store, shelf.clock).work() for _ in range(3)))
    page = await shelf.ask("اجتماع")
    assert (page.total, len(page.hits)) == (6, 6)
    assert sum((await shelf.segments()).values()) == 6


async def test_pages_neither_repeat_nor_skip_while_news_arrives(shelf: Shelf) -> None:
    await fill(shelf, 20)
    whole = [hit.article_id for hit in (await shelf.ask("اجتماع", limit=100)).hits]
    assert len(whole) == 20
    seen = []
    ranks = []
    cursor = None
    for number in range(20, 100):
        page = await shelf.ask("اجتماع", limit=6, cursor=cursor)
        seen += [hit.article_id for hit in page.hits]
        ranks += [hit.rank for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            break
        shelf.clock.advance(timedelta(hours=7))
        await fill(shelf, 2, first=number * 2)
        await shelf.merge()
    assert seen == whole
    assert ranks == list(range(1, 21))


@pytest.mark.parametrize("query", ["اجتماع", "اجتماغ", "«اجتماع حول»", "اجتم*", "اجتماع كركوك"])
async def test_pages_stay_whatever_is_indexed_changed_or_merged_meanwhile(shelf: Shelf, query: str) -> None:
    late = await shelf.put("اجتماع ينتظر صفحته في كركوك")
    await fill(shelf, 20)
    whole = [hit.article_id for hit in (await shelf.ask(query, limit=100)).hits]
    page = await shelf.ask(query, limit=6)
    seen = [hit.article_id for hit in page.hits]
    await shelf.revise(whole[2], title="اجتماع حول لا غير في كركوك", text="نص مصحح.")
    await shelf.revise(late, title="اجتماع ثان في كركوك", text="نص مصحح.")
    await fill(shelf, 16, first=20, each=2)
    await shelf.put("اجتماغ")
    await shelf.index()
    assert await shelf.merge() >= 8
    while page.cursor is not None:
        page = await shelf.ask(query, limit=6, cursor=page.cursor)
        seen += [hit.article_id for hit in page.hits]
    assert seen == whole
    assert len(set(seen)) == len(seen) >= 5
