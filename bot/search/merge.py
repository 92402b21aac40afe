"""▣ Many small segments → one larger; what died since is left out.

    plan | lease | small: read, merge, write at once
                 | large: read the postings of some terms, merge them in a thread, write them; and so on
         | retire, go live, forget the dead

A query needs a look into every segment, so there should be few; each posting is copied once for every
fourfold growth. Readers see the old segments until the new one takes their place in one commit; what a merge
that was broken off has written is swept away once its lease is over.
"""

import asyncio
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.clock import Clock
from bot.search.postings.layout import (
    PAGE_POSTINGS,
    Directory,
    Laid,
    Page,
    joined,
    lay,
    read,
    unpack_directory,
    unpack_page,
)
from bot.search.postings.segment import (
    FULL,
    MOST_DOCUMENTS,
    Postings,
    Segment,
    interleave,
    renumbered,
    unpack_articles,
)
from bot.search.writing import PAGES_AT_ONCE, LargeSegment, add_segment
from storage.records.identity import ArticleId
from storage.records.search import PAGES_EACH, SegmentBlobs
from storage.store import Store, Transaction

FAN_IN: Final = 4
"""So many segments of one size become one."""
SMALL: Final = 4_096
"""Documents that are merged within one transaction."""
STRETCH: Final = 1 << 20
"""Postings that are merged at a time: some 40 MB of memory."""
_PAGE_COUNTS: Final = 13
"""A page counts as so many documents: so the longest of articles, too, fit into PAGES_EACH pages."""
_LEASE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment that is to be merged, but for its postings; *kept* are the documents that still count."""

    segment_id: int
    form: int
    directory: Directory
    articles: NDArray[np.void]
    kept: NDArray[np.bool_]


def plan(segments: Mapping[int, int]) -> Sequence[int]:
    """Which of *segments* (id → documents) to merge now, the oldest first; empty where all is well.

    Segments of like size go together: eight of them, or fewer where these fill one.
    """
    sizes: dict[int, list[int]] = {}
    for segment_id in sorted(segments):
        documents = segments[segment_id]
        if documents < FULL:
            sizes.setdefault(int(math.log(max(documents, 1), FAN_IN)), []).append(segment_id)
    for size in sorted(sizes):
        chosen: list[int] = []
        total = 0
        for segment_id in sizes[size]:
            if total + segments[segment_id] <= MOST_DOCUMENTS:
                chosen.append(segment_id)
                total += segments[segment_id]
        crowded = len(chosen) >= FAN_IN or len(chosen) < len(sizes[size])
        if crowded and len(chosen) > 1:
            return chosen
    return ()


class Merger:
    """The station."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def work(self) -> int:
        """One merge; returns how many segments it took."""
        async with self._store.read() as tx:
            sizes = await tx.search.sizes()
        chosen = plan(
            {number: max(documents, _PAGE_COUNTS * pages) for number, (documents, pages) in sizes.items()}
        )
        if not chosen:
            return 0
        now = self._clock.now()
        async with self._store.write() as tx:
            ours = await tx.search.lease(chosen, now=now, until=now + _LEASE)
        if len(ours) < len(chosen):
            return 0
        parts, dead = await self._parts(ours)
        if sum(int(np.count_nonzero(part.kept)) for part in parts) <= SMALL:
            await self._merge_small(parts, dead)
        else:
            await self._merge_large(parts, dead)
        await self._sweep()
        return len(ours)

    async def _merge_small(self, parts: Sequence[_Part], dead: Sequence[tuple[ArticleId, int]]) -> None:
        postings = [await self._stretch(part, 0, len(part.directory.keys)) for part in parts]
        merged = await asyncio.to_thread(_merged, parts, postings)
        async with self._store.write() as tx:
            await self._retire(tx, parts)
            if len(merged.articles):
                await add_segment(tx, merged, now=self._clock.now())
            await tx.search.forget_dead(dead)

    async def _merge_large(self, parts: Sequence[_Part], dead: Sequence[tuple[ArticleId, int]]) -> None:
        writing = LargeSegment(self._store, self._clock, [part.segment_id for part in parts])
        articles, numbers, stretches = await asyncio.to_thread(_prepared, parts)
        await writing.begin(articles, documents=sum(int(np.count_nonzero(part.kept)) for part in parts))
        for first, last in stretches:
            postings = []
            for part in parts:
                begin, end = part.directory.keys.searchsorted(np.array([first, last], np.uint64)).tolist()
                whole = end + (end < len(part.directory.keys) and int(part.directory.keys[end]) == last)
                postings.append(await self._stretch(part, begin, whole))
            await writing.add(await asyncio.to_thread(_laid, postings, numbers))
        segment_id, pages, terms = await writing.end()
        async with self._store.write() as tx:
            await self._retire(tx, parts)
            if await tx.search.complete(segment_id, pages=pages, terms=terms):
                await tx.search.go_live(segment_id)
            else:
                raise LookupError("the segment that was written is gone: its lease has run out")
            await tx.search.forget_dead(dead)

    async def _retire(self, tx: Transaction, parts: Sequence[_Part]) -> None:
        if await tx.search.retire([part.segment_id for part in parts]) < len(parts):
            raise LookupError("segments that were leased to us are gone: their lease has run out")

    async def _parts(self, segment_ids: Sequence[int]) -> tuple[list[_Part], list[tuple[ArticleId, int]]]:
        """The segments, and the dead that stand in no other segment."""
        async with self._store.read() as tx:
            live = (await tx.search.state()).ids
            dead = await tx.search.dead()
            stored = await tx.search.segments(live if dead else segment_ids)
        return await asyncio.to_thread(_opened, stored, set(segment_ids), dead)

    async def _stretch(self, part: _Part, begin: int, end: int) -> Postings:
        """The postings of the terms from *begin* to *end* of a segment."""
        directory = part.directory
        first, last = int(directory.starts[begin]), int(directory.starts[end])
        each = PAGE_POSTINGS[part.form]
        base, skipped = part.segment_id * PAGES_EACH, first // each
        numbers = range(base + skipped, base + -(-last // each)) if first < last else range(0)
        pages: list[Page] = []
        for at in range(0, len(numbers), PAGES_AT_ONCE):
            wanted = numbers[at : at + PAGES_AT_ONCE]
            async with self._store.read() as tx:
                found = await tx.search.pages(wanted)
            pages += [unpack_page(found[page_id]) for page_id in wanted]
        steps, impacts = joined(pages)
        cut = slice(first - skipped * each, last - skipped * each)
        some = Directory(
            directory.keys[begin:end],
            directory.starts[begin : end + 1] - directory.starts[begin],
            directory.counts[begin:end],
        )
        return await asyncio.to_thread(read, some, (steps[cut], impacts[cut]), part.form)

    async def _sweep(self) -> None:
        """Delete the pages of segments that are no more."""
        while True:
            async with self._store.write() as tx:
                swept = await tx.search.sweep(now=self._clock.now(), most=PAGES_AT_ONCE)
            if swept < PAGES_AT_ONCE:
                return


def _opened(
    stored: Sequence[SegmentBlobs], ours: set[int], dead: Mapping[ArticleId, int]
) -> tuple[list[_Part], list[tuple[ArticleId, int]]]:
    """The parts that are *ours* of what is *stored*, and those of the *dead* that are in no other."""
    parts = []
    elsewhere: set[int] = set()
    gone = np.array(sorted(dead), np.int64)
    for blobs in stored:
        articles = unpack_articles(blobs.articles)
        stale = _stale(articles, gone, dead)
        if blobs.segment_id in ours:
            directory = unpack_directory(blobs.terms, blobs.form)
            parts.append(_Part(blobs.segment_id, blobs.form, directory, articles, ~stale))
        else:
            elsewhere.update(articles["article"][stale].tolist())
    return parts, [(article, revision) for article, revision in dead.items() if article not in elsewhere]


def _prepared(
    parts: Sequence[_Part],
) -> tuple[bytes, list[NDArray[np.int32]], list[tuple[int, int]]]:
    """The articles blob of what *parts* become, their documents' new numbers, and the stretches to take."""
    articles = np.concatenate([part.articles[part.kept] for part in parts]).tobytes()
    stretches = list(_stretches([part.directory for part in parts]))
    return articles, renumbered([part.kept for part in parts]), stretches


def _stretches(directories: Sequence[Directory]) -> Iterator[tuple[int, int]]:
    """All terms cut into stretches of about STRETCH postings: the first and the last key of each."""
    keys = np.concatenate([directory.keys for directory in directories])
    order = np.argsort(keys, kind="stable")
    ends = np.cumsum(np.concatenate([directory.counts for directory in directories])[order], dtype=np.int64)
    keys = keys[order]
    first = 0
    while first < len(keys):
        before = int(ends[first - 1]) if first else 0
        last = min(max(first, int(ends.searchsorted(before + STRETCH, "right")) - 1), len(keys) - 1)
        following = int(keys.searchsorted(keys[last], "right"))
        yield int(keys[first]), int(keys[last])
        first = following


def _merged(parts: Sequence[_Part], postings: Sequence[Postings]) -> Segment:
    kept = [part.kept for part in parts]
    articles = np.concatenate([part.articles[part.kept] for part in parts])
    return Segment(articles, interleave(postings, renumbered(kept)))


def _laid(postings: Sequence[Postings], numbers: Sequence[NDArray[np.int32]]) -> Laid:
    return lay(interleave(postings, numbers))


def _stale(
    articles: NDArray[np.void], gone: NDArray[np.int64], dead: Mapping[ArticleId, int]
) -> NDArray[np.bool_]:
    """Documents whose revision no longer counts."""
    stale = np.isin(articles["article"], gone)
    for row in np.flatnonzero(stale).tolist():
        stale[row] = articles["revision"][row] < dead[ArticleId(int(articles["article"][row]))]
    return stale
