"""◇ What a query sees of the index: the live segments, and the postings that it needs, at hand.

A view is never changed once it is made: a query that is at work keeps the one that it began with.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.segment import (
    MOST_DOCUMENTS,
    PAGE_POSTINGS,
    Directory,
    unpack_articles,
    unpack_directory,
)
from storage.records.search import PAGES_EACH, SegmentBlobs

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

    @property
    def size(self) -> int:
        """How many documents, dead ones too."""
        return len(self.articles["article"])

    def reopened(self) -> Self:
        """The same segment, whose dead may be told anew without a query at work noticing."""
        copy = object.__new__(type(self))
        copy.segment_id, copy.directory = self.segment_id, self.directory
        copy.articles, copy.alive = self.articles, self.alive
        return copy

    def bury(self, articles: NDArray[np.int64], revisions: NDArray[np.int64]) -> None:
        """Let only documents count whose revision is not older than *revisions* says; *articles* ascend."""
        self.alive = None
        if not articles.size:
            return
        own = self.articles["article"]
        place = np.minimum(np.searchsorted(articles, own), articles.size - 1)
        dead = (articles[place] == own) & (self.articles["revision"] < revisions[place])
        if dead.any():
            self.alive = ~dead


class Block:
    """Up to 65,536 documents of one large segment or several small ones, numbered through.

    What is scored at once.
    """

    __slots__ = (
        "alive",
        "articles",
        "minutes",
        "newest",
        "offsets",
        "places",
        "sections",
        "segments",
        "sources",
    )

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self.segments = segments
        sizes = [segment.size for segment in segments]
        self.offsets = [sum(sizes[:place]) for place in range(len(sizes))]
        """What to add to the numbers of each segment's documents."""
        self.articles = _joined(segments, "article")
        self.newest = int(self.articles.max(initial=0))
        """The greatest article id."""
        self.minutes = _joined(segments, "minute")
        self.sources = _joined(segments, "source")
        self.sections = _joined(segments, "section")
        self.places = _joined(segments, "place")
        self.alive: NDArray[np.bool_] | None = None
        """Which documents count; None where all do."""
        if any(segment.alive is not None for segment in segments):
            parts = [
                np.ones(segment.size, np.bool_) if segment.alive is None else segment.alive
                for segment in segments
            ]
            self.alive = np.concatenate(parts)

    @property
    def size(self) -> int:
        """How many documents, dead ones too."""
        return len(self.articles)


def _joined(segments: Sequence[OpenSegment], column: str) -> NDArray[Any]:
    parts = [segment.articles[column] for segment in segments]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


class View:
    """The live segments of one snapshot."""

    __slots__ = ("blocks", "newest", "segments")

    def __init__(self, segments: Sequence[OpenSegment], blocks: Iterable[Block] = ()) -> None:
        """*blocks* of an earlier view are taken over where they still hold."""
        self.segments = segments
        earlier = {tuple(map(id, block.segments)): block for block in blocks}
        self.blocks = [earlier.get(tuple(map(id, group))) or Block(group) for group in _grouped(segments)]
        self.newest = max((block.newest for block in self.blocks), default=0)
        """The greatest article id: what comes later is not in this view."""

    @property
    def documents(self) -> int:
        """How many documents, dead ones too."""
        return sum(block.size for block in self.blocks)

    def frequencies(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """In how many documents each term stands."""
        found = np.zeros(len(keys), np.int64)
        for segment in self.segments:
            first, last = spans(segment.directory, keys)
            found += last - first
        return found

    def in_range(self, first: int, last: int, most: int) -> list[int]:
        """The *most* frequent terms whose keys lie from *first* to *last*."""
        if first > last:
            return []
        frequency: dict[int, int] = {}
        for segment in self.segments:
            keys, starts = segment.directory.keys, segment.directory.starts
            begin, end = np.searchsorted(keys, np.array([first, last + 1], np.uint64)).tolist()
            counts = np.diff(starts[begin : end + 1]).tolist() if begin < end else []
            for key, count in zip(keys[begin:end].tolist(), counts, strict=True):
                frequency[key] = frequency.get(key, 0) + count
        return sorted(frequency, key=lambda key: (-frequency[key], key))[:most]


def _grouped(segments: Sequence[OpenSegment]) -> list[list[OpenSegment]]:
    """Segments that are scored together: neighbours, as many as fit into a block."""
    groups: list[list[OpenSegment]] = []
    room = 0
    for segment in sorted(segments, key=lambda segment: (-segment.size, segment.segment_id)):
        if segment.size > room:
            groups.append([])
            room = MOST_DOCUMENTS
        groups[-1].append(segment)
        room -= segment.size
    return groups


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


class Loaded:
    """Postings at hand: for each block of a view, by term key."""

    __slots__ = ("blocks",)

    def __init__(self, blocks: Sequence[dict[int, Page]]) -> None:
        self.blocks = blocks

    @property
    def size(self) -> int:
        """How many postings."""
        return sum(len(documents) for found in self.blocks for documents, _ in found.values())


def gather(parts: Sequence[tuple[int, Page]]) -> Page:
    """The postings of a term in a block from those in its segments, each with its segment's offset."""
    if len(parts) == 1:
        offset, (documents, impacts) = parts[0]
        return (documents + np.uint16(offset) if offset else documents), impacts
    return (
        np.concatenate([documents + np.uint16(offset) for offset, (documents, _) in parts]),
        np.concatenate([impacts for _, (_, impacts) in parts]),
    )


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
