"""▣ Many small segments → one larger; what died since is left out.

    plan | lease | read | merge in a thread | write piece by piece | retire, go live, forget the dead

A query needs a look into every segment, so there should be few; each posting is copied once for every
eightfold growth. Readers see the old segments until the new one takes their place in one commit.
"""

import asyncio
import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.clock import Clock
from bot.search.postings.segment import (
    FULL,
    MOST_DOCUMENTS,
    Segment,
    assemble,
    merge,
    unpack_articles,
    unpack_directory,
)
from bot.search.writing import PAGES_AT_ONCE, add_segment, write_large
from storage.records.identity import ArticleId
from storage.records.search import PAGES_EACH, SegmentBlobs
from storage.store import Store

FAN_IN: Final = 8
"""So many segments of one size become one."""
SMALL: Final = 4_096
"""Documents that are merged within one transaction."""
_LEASE: Final = timedelta(minutes=10)


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
            chosen = plan((await tx.search.state()).segments)
        if not chosen:
            return 0
        now = self._clock.now()
        async with self._store.write() as tx:
            ours = await tx.search.lease(chosen, now=now, until=now + _LEASE)
        if len(ours) < len(chosen):
            return 0
        parts, kept, dead = await self._read(ours)
        merged = await asyncio.to_thread(merge, parts, kept)
        small = len(merged.articles) <= SMALL
        segment_id = None if small else await write_large(self._store, merged, now=now)
        async with self._store.write() as tx:
            if await tx.search.retire(ours) < len(ours):
                raise LookupError("segments that were leased to us are gone: their lease has run out")
            if segment_id is None:
                if len(merged.articles):
                    await add_segment(tx, merged, now=now)
            else:
                await tx.search.go_live(segment_id)
            await tx.search.forget_dead(dead)
        await self._sweep()
        return len(ours)

    async def _read(
        self, segment_ids: Sequence[int]
    ) -> tuple[list[Segment], list[NDArray[np.bool_]], list[tuple[ArticleId, int]]]:
        """The segments, which of their documents to keep, and the dead that stand in no other segment."""
        async with self._store.read() as tx:
            state = await tx.search.state()
            dead = await tx.search.dead()
            stored = await tx.search.segments(state.segments if dead else segment_ids)
        parts, kept = [], []
        elsewhere: set[int] = set()
        gone = np.array(sorted(dead), np.int64)
        for blobs in stored:
            articles = unpack_articles(blobs.articles)
            stale = _stale(articles, gone, dead)
            if blobs.segment_id in segment_ids:
                parts.append(await self._part(blobs))
                kept.append(~stale)
            else:
                elsewhere.update(articles["article"][stale].tolist())
        forgotten = [(article, revision) for article, revision in dead.items() if article not in elsewhere]
        return parts, kept, forgotten

    async def _part(self, blobs: SegmentBlobs) -> Segment:
        base = blobs.segment_id * PAGES_EACH
        bodies: list[bytes] = []
        for first in range(0, blobs.pages, PAGES_AT_ONCE):
            wanted = range(base + first, base + min(first + PAGES_AT_ONCE, blobs.pages))
            async with self._store.read() as tx:
                found = await tx.search.pages(wanted)
            bodies += [found[page_id] for page_id in wanted]
        return Segment(unpack_articles(blobs.articles), assemble(unpack_directory(blobs.terms), bodies))

    async def _sweep(self) -> None:
        """Delete the pages of segments that are no more."""
        while True:
            async with self._store.write() as tx:
                swept = await tx.search.sweep(now=self._clock.now(), most=PAGES_AT_ONCE)
            if swept < PAGES_AT_ONCE:
                return


def _stale(
    articles: NDArray[np.void], gone: NDArray[np.int64], dead: Mapping[ArticleId, int]
) -> NDArray[np.bool_]:
    """Documents whose revision no longer counts."""
    stale = np.isin(articles["article"], gone)
    for row in np.flatnonzero(stale).tolist():
        stale[row] = articles["revision"][row] < dead[ArticleId(int(articles["article"][row]))]
    return stale
