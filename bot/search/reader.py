"""The index as it is read: directories and documents of live segments in memory, postings as they are needed.

Segments never change, so whatever was read of one stays true until it is gone; a reader is opened once for a
process and refreshed, in a few microseconds, in each query's own snapshot.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.layout import Page, unpack_page
from bot.search.postings.runs import Run
from bot.search.postings.view import Block, Loaded, OpenSegment, View
from bot.search.stretches import Stretches
from storage.records.search import IndexState, SegmentBlobs
from storage.store import Transaction

_OPENED_AT_ONCE: Final = 20_000
_READ_AT_ONCE: Final = 200_000
"""Documents of segments; postings. More are seen to in a thread: the event loop answers others meanwhile."""
CACHED_PAGES: Final = 1_000
"""About 8 MB of pages, as they are stored, that were read lately."""
CACHED_BYTES: Final = 128 << 20
"""Of postings, ready to be scored, that were asked for lately; only a large archive ever fills it."""
_OVERHEAD: Final = 300
"""Bytes that even a term without postings costs to remember."""


class KeptRuns:
    """The postings that were asked for lately, by block and term; absence is remembered, too.

    New and old are kept apart; when the new takes half of the room, the old is forgotten, but for what was
    asked for meanwhile, and the new is the old. So nothing need be put in order when it is asked for.
    """

    def __init__(self, most_bytes: int) -> None:
        self._half = most_bytes // 2
        self._new: dict[object, dict[int, Run]] = {}
        self._old: dict[object, dict[int, Run]] = {}
        self.bytes = 0
        """Of what is new."""

    def known(self, block: object, keys: Sequence[int]) -> dict[int, Run]:
        """What is kept of those of *keys* of which it is known what stands in *block*, if anything."""
        new, old = self._new.get(block, {}), self._old.get(block, {})
        found = {key: new[key] for key in keys if key in new}
        if old and len(found) < len(keys):
            again = {key: old[key] for key in keys if key in old and key not in found}
            self.keep(block, again)
            found |= again
        return found

    def keep(self, block: object, runs: Mapping[int, Run]) -> None:
        """Remember *runs*, and forget others if need be."""
        self._new.setdefault(block, {}).update(runs)
        self.bytes += sum(map(_cost, runs.values()))
        if self.bytes > self._half:
            self._old, self._new, self.bytes = self._new, {}, 0


def _cost(run: Run) -> int:
    return run.bytes + _OVERHEAD


class Reader:
    """Keeps what was read of the index between queries."""

    def __init__(self, *, cached_pages: int = CACHED_PAGES, cached_bytes: int = CACHED_BYTES) -> None:
        self._cached_pages = cached_pages
        self._segments: dict[int, OpenSegment] = {}
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._runs = KeptRuns(cached_bytes)
        self._state = IndexState(segments="", deaths=0)
        self._dead = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        self._view = View([])

    async def view(self, tx: Transaction) -> View:
        """The index as the snapshot *tx* sees it."""
        state = await tx.search.state()
        if state == self._state:
            return self._view
        before = self._state
        dead = self._dead  # of the segments at hand: others may come while we wait
        at_hand = {number: self._segments[number] for number in state.ids if number in self._segments}
        missing = [number for number in state.ids if number not in at_hand]
        blobs = await tx.search.segments(missing) if missing else []
        if state.deaths != before.deaths:
            rows = sorted((await tx.search.dead()).items())
            dead = (
                np.array([article for article, _ in rows], np.int64),
                np.array([revision for _, revision in rows], np.int64),
            )
        blocks, again = self._view.blocks, state.deaths != before.deaths

        def opened() -> View:
            return View(_opened(state.ids, at_hand, blobs, dead, again=again), blocks)

        walked = sum(part.documents for part in blobs) + (self._view.documents if again else 0)
        view = await asyncio.to_thread(opened) if walked > _OPENED_AT_ONCE else opened()
        # Set together and only now: another query may have been served while we were reading.
        self._segments = {segment.segment_id: segment for segment in view.segments}
        self._state, self._dead, self._view = state, dead, view
        return view

    async def load(self, tx: Transaction, view: View, keys: Sequence[int]) -> Loaded:
        """The postings of *keys* in every block of *view*."""
        known = [self._runs.known(block.identity, keys) for block in view.blocks]
        missing = [
            [key for key in keys if key not in found] if len(found) < len(keys) else [] for found in known
        ]
        if any(missing):
            read = await self._gathered(tx, view.blocks, missing)
            for block, found, new in zip(view.blocks, known, read, strict=True):
                if new:
                    self._runs.keep(block.identity, new)
                    found.update(new)
        return Loaded([{key: run for key, run in found.items() if run.size} for found in known])

    async def _gathered(
        self, tx: Transaction, blocks: Sequence[Block], missing: Sequence[Sequence[int]]
    ) -> list[dict[int, Run]]:
        """The postings in each of *blocks* of the keys that are *missing* of it, from the segments' pages."""
        wanted = [Stretches(block, keys) for block, keys in zip(blocks, missing, strict=True) if keys]
        pages = await self._read(tx, {page_id for stretches in wanted for page_id in stretches.page_ids})
        many = sum(stretches.postings for stretches in wanted) > _READ_AT_ONCE

        def read() -> list[dict[int, Run]]:
            return [stretches.runs(pages) for stretches in wanted]

        found = iter(await asyncio.to_thread(read) if many else read())
        return [next(found) if keys else {} for keys in missing]

    async def _read(self, tx: Transaction, wanted: Iterable[int]) -> dict[int, Page]:
        """The pages of the ids *wanted*."""
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


def _opened(
    wanted: Iterable[int],
    at_hand: Mapping[int, OpenSegment],
    blobs: Iterable[SegmentBlobs],
    dead: tuple[NDArray[np.int64], NDArray[np.int64]],
    *,
    again: bool,
) -> list[OpenSegment]:
    """The segments *wanted*: those *at_hand*, whose dead may be told *again*, and those of *blobs*."""
    new = [OpenSegment(part) for part in blobs]
    if again:
        new += [segment.reopened() for segment in at_hand.values()]
    for segment in new:
        segment.bury(*dead)
    opened = {**at_hand, **{segment.segment_id: segment for segment in new}}
    return [opened[number] for number in wanted if number in opened]
