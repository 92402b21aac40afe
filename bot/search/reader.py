"""The index as it is read: directories and documents of live segments in memory, postings as they are needed.

Segments never change, so whatever was read of one stays true until it is gone; a reader is opened once for a
process and refreshed, in a few microseconds, in each query's own snapshot.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from bot.search.postings.segment import PAGE_POSTINGS, unpack_page
from bot.search.postings.view import Block, Loaded, OpenSegment, Page, Run, View, cut, gather, spans
from storage.records.search import PAGES_EACH
from storage.store import Transaction

CACHED_PAGES: Final = 1_000
"""About 12 MB of pages, as they are stored, that were read lately."""
CACHED_BYTES: Final = 64 << 20
"""Of postings, ready to be scored, that were asked for lately."""
_OVERHEAD: Final = 300
"""Bytes that even a term without postings costs to remember."""


class KeptRuns:
    """The postings that were asked for lately, by block and term; those asked for longest ago go first.

    Absence is remembered, too. What was kept of a block that is no more is not asked for again, and goes.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._runs: OrderedDict[tuple[object, int], Run] = OrderedDict()
        self.bytes = 0

    def get(self, block: object, key: int) -> Run | None:
        """What is kept of *key* in *block*; None where nothing is known."""
        run = self._runs.get((block, key))
        if run is not None:
            self._runs.move_to_end((block, key))
        return run

    def keep(self, block: object, key: int, run: Run) -> None:
        """Remember *run*, and forget others if need be."""
        before = self._runs.pop((block, key), None)
        self.bytes += _cost(run) - (0 if before is None else _cost(before))
        self._runs[block, key] = run
        while self.bytes > self._most_bytes:
            _, gone = self._runs.popitem(last=False)
            self.bytes -= _cost(gone)


def _cost(run: Run) -> int:
    return run[0].nbytes + run[1].nbytes + _OVERHEAD


class Reader:
    """Keeps what was read of the index between queries."""

    def __init__(self, *, cached_pages: int = CACHED_PAGES, cached_bytes: int = CACHED_BYTES) -> None:
        self._cached_pages = cached_pages
        self._segments: dict[int, OpenSegment] = {}
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._runs = KeptRuns(cached_bytes)
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
        kept = [{key: self._runs.get(block.identity, key) for key in keys} for block in view.blocks]
        missing = [[key for key, run in found.items() if run is None] for found in kept]
        if any(missing):
            read = await self._gathered(tx, view.blocks, missing)
            for block, found, new in zip(view.blocks, kept, read, strict=True):
                found.update(new)
                for key, run in new.items():
                    self._runs.keep(block.identity, key, run)
        return Loaded(
            [{key: run for key, run in found.items() if run is not None and len(run[0])} for found in kept]
        )

    async def _gathered(
        self, tx: Transaction, blocks: Sequence[Block], missing: Sequence[Sequence[int]]
    ) -> list[dict[int, Run]]:
        """The postings in each of *blocks* of the keys that are *missing* of it, from the segments' pages."""
        places = [_places(block, keys) for block, keys in zip(blocks, missing, strict=True)]
        pages = await self._read(tx, [place for found in places for place in found])
        read = []
        for found, keys in zip(places, missing, strict=True):
            parts: dict[int, list[tuple[int, Page]]] = {key: [] for key in keys}
            for place in found:
                for part in cut(pages, place.segment_id, place.begin, place.end):
                    parts[place.key].append((place.offset, part))
            read.append({key: gather(pieces) for key, pieces in parts.items()})
        return read

    async def _read(self, tx: Transaction, places: Sequence["_Place"]) -> dict[int, Page]:
        """The pages that hold the postings at *places*."""
        wanted: dict[int, None] = {}
        for place in places:
            base = place.segment_id * PAGES_EACH
            numbers = range(base + place.begin // PAGE_POSTINGS, base + (place.end - 1) // PAGE_POSTINGS + 1)
            wanted.update(dict.fromkeys(numbers))
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


class _Place(NamedTuple):
    """Where the postings of a term begin and end in a segment, whose documents count from *offset* on."""

    key: int
    segment_id: int
    offset: int
    begin: int
    end: int


def _places(block: Block, keys: Sequence[int]) -> list[_Place]:
    if not keys:
        return []
    wanted = np.array(keys, np.uint64)
    found = []
    for segment, offset in zip(block.segments, block.offsets, strict=True):
        first, last = spans(segment.directory, wanted)
        found += [
            _Place(keys[at], segment.segment_id, offset, int(first[at]), int(last[at]))
            for at in np.flatnonzero(last > first).tolist()
        ]
    return found
