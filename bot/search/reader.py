"""The index as it is read: directories and documents of the live segments in memory, pages as they are needed.

Segments never change, so whatever was read of one stays true until it is gone; a reader is opened once for a
process and refreshed, in a few microseconds, in each query's own snapshot.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.segment import (
    PAGE_POSTINGS,
    Directory,
    unpack_articles,
    unpack_directory,
    unpack_page,
)
from storage.records.search import PAGES_EACH, SegmentBlobs
from storage.store import Transaction

CACHED_PAGES: Final = 6_000
"""About 72 MB of postings that were asked for lately."""
_ALL_REVISIONS: Final = 0

Page = tuple[NDArray[np.uint16], NDArray[np.uint8]]
NOTHING: Final[Page] = (np.zeros(0, np.uint16), np.zeros(0, np.uint8))


class OpenSegment:
    """A live segment: its terms, what its documents are, and which of them count."""

    __slots__ = ("alive", "articles", "directory", "segment_id")

    def __init__(self, blobs: SegmentBlobs) -> None:
        self.segment_id = blobs.segment_id
        self.directory: Directory = unpack_directory(blobs.terms)
        packed = unpack_articles(blobs.articles)
        self.articles = {name: np.ascontiguousarray(packed[name]) for name in packed.dtype.names or ()}
        self.alive: NDArray[np.bool_] | None = None
        """Which documents count; None where all do."""

    def bury(self, articles: NDArray[np.int64], revisions: NDArray[np.int64]) -> None:
        """Let only those documents count whose revision is not older than *revisions* says; *articles* ascend."""
        self.alive = None
        if not articles.size:
            return
        own = self.articles["article"]
        place = np.minimum(np.searchsorted(articles, own), articles.size - 1)
        dead = (articles[place] == own) & (self.articles["revision"] < revisions[place])
        if dead.any():
            self.alive = ~dead


class View:
    """The live segments of one snapshot."""

    __slots__ = ("documents", "newest", "segments")

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self.segments = segments
        self.documents = sum(len(segment.articles["article"]) for segment in segments)
        self.newest = max((int(segment.articles["article"].max()) for segment in segments), default=0)
        """The greatest article id: what comes later is not in this view."""

    def frequencies(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """In how many documents each term stands."""
        found = np.zeros(len(keys), np.int64)
        for segment in self.segments:
            first, last = spans(segment.directory, keys)
            found += last - first
        return found

    def in_range(self, first: int, last: int, most: int) -> list[int]:
        """The *most* frequent terms whose keys lie from *first* to *last*."""
        frequency: dict[int, int] = {}
        for segment in self.segments:
            keys, starts = segment.directory.keys, segment.directory.starts
            begin, end = np.searchsorted(keys, np.array([first, last + 1], np.uint64))
            for key, count in zip(
                keys[begin:end].tolist(), np.diff(starts[begin : end + 1]).tolist(), strict=True
            ):
                frequency[key] = frequency.get(key, 0) + count
        return sorted(frequency, key=lambda key: (-frequency[key], key))[:most]


def spans(directory: Directory, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the postings of each of *keys* begin and end; equal where there are none."""
    if not directory.keys.size:
        nowhere = np.zeros(len(keys), np.int64)
        return nowhere, nowhere
    place = np.searchsorted(directory.keys, keys)
    capped = np.minimum(place, directory.keys.size - 1)
    there = directory.keys[capped] == keys
    first = directory.starts[capped].astype(np.int64)
    return first, np.where(there, directory.starts[capped + 1].astype(np.int64), first)


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
            read += [_reopened(segment) for segment in segments.values() if segment is not None]
        for segment in read:
            segment.bury(*buried)
            segments[segment.segment_id] = segment
        opened = {number: segment for number, segment in segments.items() if segment is not None}
        view = View(list(opened.values()))
        # Set together and only now: another query may have been served while we were reading.
        self._segments, self._deaths, self._dead, self._view = opened, state.deaths, buried, view
        return view

    async def load(self, tx: Transaction, view: View, keys: Sequence[int]) -> "Loaded":
        """The postings of *keys* in every segment of *view*."""
        wanted = np.array(keys, np.uint64)
        places = [spans(segment.directory, wanted) for segment in view.segments]
        pages = await self._read(tx, view, places)
        return Loaded(
            [
                {
                    key: cut(pages, segment.segment_id, begin, end)
                    for key, begin, end in zip(keys, first.tolist(), last.tolist(), strict=True)
                    if begin < end
                }
                for segment, (first, last) in zip(view.segments, places, strict=True)
            ]
        )

    async def _read(
        self,
        tx: Transaction,
        view: View,
        places: Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]],
    ) -> dict[int, Page]:
        wanted: dict[int, None] = {}
        for segment, (first, last) in zip(view.segments, places, strict=True):
            base = segment.segment_id * PAGES_EACH
            for begin, end in zip(first.tolist(), last.tolist(), strict=True):
                if begin < end:
                    numbers = range(begin // PAGE_POSTINGS, (end - 1) // PAGE_POSTINGS + 1)
                    wanted.update(dict.fromkeys(base + number for number in numbers))
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


class Loaded:
    """Postings at hand: for each segment of a view, by term key."""

    __slots__ = ("segments",)

    def __init__(self, segments: Sequence[dict[int, Page]]) -> None:
        self.segments = segments

    @property
    def size(self) -> int:
        """How many postings."""
        return sum(len(documents) for found in self.segments for documents, _ in found.values())


def cut(pages: dict[int, Page], segment_id: int, begin: int, end: int) -> Page:
    """The postings from *begin* to *end* of a segment, out of its *pages*."""
    base = segment_id * PAGES_EACH
    parts = []
    for number in range(begin // PAGE_POSTINGS, (end - 1) // PAGE_POSTINGS + 1):
        documents, impacts = pages.get(base + number, NOTHING)
        part = slice(max(0, begin - number * PAGE_POSTINGS), end - number * PAGE_POSTINGS)
        parts.append((documents[part], impacts[part]))
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([part for part, _ in parts]), np.concatenate([part for _, part in parts])


def _reopened(segment: OpenSegment) -> OpenSegment:
    """Another view of *segment*, so that a query at work keeps the dead that it began with."""
    copy = object.__new__(OpenSegment)
    copy.segment_id, copy.directory, copy.articles = segment.segment_id, segment.directory, segment.articles
    copy.alive = segment.alive
    return copy
