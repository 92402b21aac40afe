"""Large merges: written piece by piece, in the form of today, and nothing is lost where one is broken off."""

from datetime import timedelta

import numpy as np
import pytest

from bot.search import merge as merge_module
from bot.search import writing as writing_module
from bot.search.engine import SearchEngine
from bot.search.merge import FAN_IN, Merger
from bot.search.postings.layout import FORM, PAGE_POSTINGS, joined, read, unpack_directory, unpack_page
from bot.search.postings.segment import COLUMNS, Postings
from bot.search.postings.view import OpenSegment
from bot.search.writing import LargeSegment
from storage.records.identity import ArticleId
from storage.records.search import PAGES_EACH, SegmentBlobs
from storage.store import Store, Transaction
from tests.fakes import ManualClock
from tests.search.library import NOW, Told, index, tell
from tests.search.test_layout import as_before

QUERIES = ("النفط", "بغداد والبصرة", "خبر 7", "أسعار النفط في كربلاء", "النفظ")


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every merge is a large one, of many stretches, and its pages and transactions are small."""
    monkeypatch.setattr(merge_module, "SMALL", 0)
    monkeypatch.setattr(merge_module, "STRETCH", 10)
    monkeypatch.setitem(PAGE_POSTINGS, FORM, 7)
    for module in (merge_module, writing_module):
        monkeypatch.setattr(module, "PAGES_AT_ONCE", 2)


async def shelved(store: Store, clock: ManualClock) -> None:
    """As many segments as are merged, one of whose articles has changed."""
    for number in range(FAN_IN):
        texts = [f"بغداد والبصرة {number} أسعار النفط {other}" for other in range(5)]
        await tell(store, *(Told(title=f"خبر {number}", text=text, days=number) for text in texts))
        await index(store, clock)
    async with store.write() as tx:
        await tx.search.bury([((await anything(tx))[0], 2)])


async def anything(tx: Transaction) -> list[ArticleId]:
    [first, *_] = await tx.search.segments((await tx.search.state()).ids)
    return [ArticleId(article) for article in OpenSegment(first).articles["article"].tolist()]


async def answers(store: Store) -> list[list[tuple[int, float]]]:
    engine = SearchEngine(store)
    return [
        [(hit.article_id, hit.score) for hit in (await engine.search(query, limit=50, now=NOW)).hits]
        for query in QUERIES
    ]


async def stored(store: Store) -> list[SegmentBlobs]:
    async with store.read() as tx:
        return list(await tx.search.segments((await tx.search.state()).ids))


@pytest.mark.usefixtures("in_pieces")
async def test_a_merge_in_pieces_answers_the_same(store: Store, clock: ManualClock) -> None:
    await shelved(store, clock)
    before = await answers(store)
    assert await Merger(store, clock).work() == FAN_IN
    [merged] = await stored(store)
    assert (merged.form, merged.documents) == (FORM, 5 * FAN_IN - 1)
    assert merged.pages > 2
    assert await answers(store) == before
    async with store.read() as tx:
        assert await tx.search.dead() == {}


@pytest.mark.usefixtures("in_pieces")
async def test_a_merge_that_is_broken_off_loses_nothing(
    store: Store, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shelved(store, clock)
    before, segments = await answers(store), await stored(store)
    written = 0
    write = LargeSegment._write  # where a process dies is nobody's face

    async def dying(self: LargeSegment, bodies: list[bytes]) -> None:
        nonlocal written
        written += 1
        if written > 2:
            raise ConnectionError("killed")
        await write(self, bodies)

    with monkeypatch.context() as patch, pytest.raises(ConnectionError):
        patch.setattr(LargeSegment, "_write", dying)
        await Merger(store, clock).work()
    assert await stored(store) == segments
    assert await answers(store) == before

    assert await Merger(store, clock).work() == 0  # its lease holds
    clock.advance(timedelta(minutes=11))
    assert await Merger(store, clock).work() == FAN_IN
    assert await answers(store) == before
    [merged] = await stored(store)
    async with store.read() as tx:
        pages = await tx.search.pages(range(PAGES_EACH * (merged.segment_id + 1)))
    assert {number // PAGES_EACH for number in pages} == {merged.segment_id}


@pytest.mark.usefixtures("in_pieces")
async def test_long_merges_keep_their_lease(
    store: Store, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shelved(store, clock)
    write = LargeSegment._write  # see above

    async def slow(self: LargeSegment, bodies: list[bytes]) -> None:
        clock.advance(timedelta(minutes=6))
        await write(self, bodies)
        if bodies:
            assert await Merger(store, clock).work() == 0

    monkeypatch.setattr(LargeSegment, "_write", slow)
    assert await Merger(store, clock).work() == FAN_IN


async def test_segments_of_earlier_versions_answer_and_become_of_todays_form(
    store: Store, clock: ManualClock
) -> None:
    await shelved(store, clock)
    before = await answers(store)
    for blobs in await stored(store):
        async with store.write() as tx:
            await rewritten(tx, blobs)
    assert {blobs.form for blobs in await stored(store)} == {1}
    assert await answers(store) == before
    assert await Merger(store, clock).work() == FAN_IN
    assert {blobs.form for blobs in await stored(store)} == {FORM}
    assert await answers(store) == before


async def rewritten(tx: Transaction, blobs: SegmentBlobs) -> None:
    """The segment again, as it would have been written before."""
    pages = await tx.search.pages(
        range(blobs.segment_id * PAGES_EACH, blobs.segment_id * PAGES_EACH + blobs.pages)
    )
    directory = unpack_directory(blobs.terms, blobs.form)
    postings: Postings = read(
        directory, joined([unpack_page(pages[number]) for number in sorted(pages)]), FORM
    )
    terms, bodies = as_before(postings)
    await tx.search.retire([blobs.segment_id])
    segment_id = await tx.search.begin_segment(
        form=1,
        documents=blobs.documents,
        pages=len(bodies),
        terms=terms,
        articles=blobs.articles,
        lease_until=NOW,
    )
    await tx.search.add_pages(segment_id, enumerate(bodies))
    await tx.search.go_live(segment_id)


@pytest.mark.parametrize("articles", [[1, 2, 3, 4], [4, 1, 3, 2], [2, 1, 2, 3]])
def test_only_what_has_changed_since_does_not_count(articles: list[int]) -> None:
    table = np.zeros(4, COLUMNS)
    table["article"], table["revision"] = articles, [1, 2, 1, 2]
    segment = OpenSegment(
        SegmentBlobs(segment_id=1, form=FORM, documents=4, pages=0, terms=bytes(4), articles=table.tobytes())
    )
    segment.bury(np.array([2, 3, 9]), np.array([2, 1, 5]))
    dead = [article == 2 and revision < 2 for article, revision in zip(articles, [1, 2, 1, 2], strict=True)]
    assert (segment.alive is None) != any(dead)
    assert segment.alive is None or segment.alive.tolist() == [not gone for gone in dead]
    segment.bury(np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert segment.alive is None
