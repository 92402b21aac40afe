"""The index as it is read: directories and documents of live segments in memory, pages as they are needed.

Segments never change, so whatever was read of one stays true until it is gone; a reader is opened once for a
process and refreshed, in a few microseconds, in each query's own snapshot.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.segment import PAGE_POSTINGS, unpack_page
from bot.search.postings.view import Loaded, OpenSegment, Page, View, cut, gather, spans
from storage.records.search import PAGES_EACH
from storage.store import Transaction

CACHED_PAGES: Final = 6_000
"""About 72 MB of postings that were asked for lately."""


class Reader:
    """Keeps what was read of the index between queries."""

    def __init__(self, *, cached_pages: int = CACHED_PAGES) -> None:
        self._cached_pages = cached_pages
        self._segments: dict[int, OpenSegment] = {}
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._deaths = 0
        self._dead = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        self._view = View([])

    async def view(self, tx: Transaction) -> View:
        """The index as the snapshot *tx* sees it."""
        state = await tx.search.state()
        if state.segments.keys() == self._segments.keys() and state.deaths == self._deaths:
            return self._view
        segments = {number: self._segments.get(number) for number in state.segments}
        missing = [number for number, segment in segments.items() if segment is None]
        read = [OpenSegment(blobs) for blobs in await tx.search.segments(missing)] if missing else []
        buried = self._dead
        if state.deaths != self._deaths:
            dead = sorted((await tx.search.dead()).items())
            buried = (
                np.array([article for article, _ in dead], np.int64),
                np.array([revision for _, revision in dead], np.int64),
            )
            read += [segment.reopened() for segment in segments.values() if segment is not None]
        for segment in read:
            segment.bury(*buried)
            segments[segment.segment_id] = segment
        opened = {number: segment for number, segment in segments.items() if segment is not None}
        view = View(list(opened.values()), self._view.blocks)
        # Set together and only now: another query may have been served while we were reading.
        self._segments, self._deaths, self._dead, self._view = opened, state.deaths, buried, view
        return view

    async def load(self, tx: Transaction, view: View, keys: Sequence[int]) -> Loaded:
        """The postings of *keys* in every block of *view*."""
        wanted = np.array(keys, np.uint64)
        places = {segment.segment_id: _present(segment, wanted, keys) for segment in view.segments}
        pages = await self._read(tx, places)
        blocks = []
        for block in view.blocks:
            parts: dict[int, list[tuple[int, Page]]] = {}
            for segment, offset in zip(block.segments, block.offsets, strict=True):
                for key, begin, end in places[segment.segment_id]:
                    page = cut(pages, segment.segment_id, begin, end)
                    parts.setdefault(key, []).append((offset, page))
            blocks.append({key: gather(found) for key, found in parts.items()})
        return Loaded(blocks)

    async def _read(
        self,
        tx: Transaction,
        places: Mapping[int, Sequence[tuple[int, int, int]]],
    ) -> dict[int, Page]:
        wanted: dict[int, None] = {}
        for segment_id, found in places.items():
            base = segment_id * PAGES_EACH
            for _, begin, end in found:
                numbers = range(begin // PAGE_POSTINGS, (end - 1) // PAGE_POSTINGS + 1)
                wanted.update(dict.fromkeys([base + number for number in numbers]))
        pages = {}
        for page_id in wanted:
            page = self._pages.get(page_id)
            if page is not None:
                self._pages.move_to_end(page_id)
                pages[page_id] = page
        missing = [page_id for page_id in wanted if page_id not in pages]
        if missing:
            for page_id, body in (await tx.search.pages(missing)).items():
                pages[page_id] = self._pages[page_id] = unpack_page(body)
            while len(self._pages) > self._cached_pages:
                self._pages.popitem(last=False)
        return pages


def _present(
    segment: OpenSegment, wanted: NDArray[np.uint64], keys: Sequence[int]
) -> list[tuple[int, int, int]]:
    """Those of *keys* that stand in *segment*, each with where its postings begin and end."""
    first, last = spans(segment.directory, wanted)
    there = np.flatnonzero(last > first)
    return [
        (keys[at], begin, end)
        for at, begin, end in zip(there.tolist(), first[there].tolist(), last[there].tolist(), strict=True)
    ]
