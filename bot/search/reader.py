"""The index as it is read: directories and documents of live segments in memory, postings as they are needed.

Segments never change, so whatever was read of one stays true until it is gone; a reader is opened once for a
process and refreshed, in a few microseconds, in each query's own snapshot.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from bot.search.postings.segment import PAGE_POSTINGS, unpack_page
from bot.search.postings.view import Block, Loaded, OpenSegment, Page, Run, View, gather, spans
from storage.records.search import PAGES_EACH
from storage.store import Transaction

CACHED_PAGES: Final = 1_000
"""About 12 MB of pages, as they are stored, that were read lately."""
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
        deaths, buried = self._deaths, self._dead  # of the segments at hand: others may come while we wait
        segments = {number: self._segments.get(number) for number in state.segments}
        missing = [number for number, segment in segments.items() if segment is None]
        read = [OpenSegment(blobs) for blobs in await tx.search.segments(missing)] if missing else []
        if state.deaths != deaths:
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
        return Loaded([{key: run for key, run in found.items() if len(run[0])} for found in known])

    async def _gathered(
        self, tx: Transaction, blocks: Sequence[Block], missing: Sequence[Sequence[int]]
    ) -> list[dict[int, Run]]:
        """The postings in each of *blocks* of the keys that are *missing* of it, from the segments' pages."""
        pieces = [_pieces(block, keys) if keys else [] for block, keys in zip(blocks, missing, strict=True)]
        pages = await self._read(tx, dict.fromkeys(piece[2] for found in pieces for piece in found))
        read = []
        for found, keys in zip(pieces, missing, strict=True):
            parts: list[list[tuple[int, Page]]] = [[] for _ in keys]
            for at, offset, page_id, begin, end in found:
                documents, impacts = pages[page_id]
                parts[at].append((offset, (documents[begin:end], impacts[begin:end])))
            read.append({key: gather(part) for key, part in zip(keys, parts, strict=True)})
        return read

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


def _pieces(block: Block, keys: Sequence[int]) -> list[tuple[int, int, int, int, int]]:
    """Where the postings of *keys* in *block* are.

    Of each piece: the key's place among *keys*, what to add to the documents, the page, and where on that the
    piece begins and ends.
    """
    wanted = np.array(keys, np.uint64)
    pieces = []
    for segment, offset in zip(block.segments, block.offsets, strict=True):
        base = segment.segment_id * PAGES_EACH
        first, last = spans(segment.directory, wanted)
        there = np.flatnonzero(last > first)
        for at, begin, end in zip(there.tolist(), first[there].tolist(), last[there].tolist(), strict=True):
            for number in range(begin // PAGE_POSTINGS, (end - 1) // PAGE_POSTINGS + 1):
                start = number * PAGE_POSTINGS
                pieces.append(
                    (at, offset, base + number, max(0, begin - start), min(PAGE_POSTINGS, end - start))
                )
    return pieces
