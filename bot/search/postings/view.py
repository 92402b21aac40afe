"""◇ What a query sees of the index: the live segments, and the postings that it needs, at hand.

A view is never changed once it is made: a query that is at work keeps the one that it began with.
"""

import operator
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.segment import (
    FULL,
    Directory,
    unpack_articles,
    unpack_directory,
)
from storage.records.search import SegmentBlobs

Page = tuple[NDArray[np.uint16], NDArray[np.uint8]]
"""Documents, as their segment counts them, and impacts."""
Run = tuple[NDArray[np.uint32], NDArray[np.uint8]]
"""The postings of a term in a block: documents, ascending, as the block counts them, and impacts."""
NOTHING: Final[Run] = (np.zeros(0, np.uint32), np.zeros(0, np.uint8))
_TIERS: Final = (FULL, 4_096, 0)
"""The least size of a segment in each block. The large ones seldom change, so what was read of them stays."""


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
    """The documents of several segments of like size, numbered through: what is scored at once."""

    __slots__ = (
        "alive",
        "articles",
        "identity",
        "minutes",
        "name",
        "newest",
        "offsets",
        "places",
        "sections",
        "segments",
        "sources",
    )

    def __init__(self, segments: Sequence[OpenSegment], earlier: "Block | None" = None) -> None:
        """*earlier* is of the same segments, when other documents of them were dead."""
        self.segments = segments
        self.name = _name(segments)
        """Which segments these are."""
        self.identity: object = object() if earlier is None else earlier.identity
        """What postings that were read of it are kept by: the same for as long as its segments are."""
        sizes = [segment.size for segment in segments]
        self.offsets = [0, *accumulate(sizes[:-1])]
        """What to add to the numbers of each segment's documents."""
        self.articles: NDArray[np.int64] = (
            _joined(segments, "article") if earlier is None else earlier.articles
        )
        self.newest: int = int(self.articles.max(initial=0)) if earlier is None else earlier.newest
        """The greatest article id."""
        self.minutes: NDArray[np.int32] = _joined(segments, "minute") if earlier is None else earlier.minutes
        self.sources: NDArray[np.int32] = _joined(segments, "source") if earlier is None else earlier.sources
        self.sections: NDArray[np.uint32] = (
            _joined(segments, "section") if earlier is None else earlier.sections
        )
        self.places: NDArray[np.uint32] = _joined(segments, "place") if earlier is None else earlier.places
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


def _name(segments: Iterable[OpenSegment]) -> tuple[int, ...]:
    return tuple(segment.segment_id for segment in segments)


def _joined(segments: Sequence[OpenSegment], column: str) -> NDArray[Any]:
    parts = [segment.articles[column] for segment in segments]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


class View:
    """The live segments of one snapshot."""

    __slots__ = ("blocks", "newest", "segments")

    def __init__(self, segments: Sequence[OpenSegment], blocks: Iterable[Block] = ()) -> None:
        """*blocks* of an earlier view are taken over where they still hold."""
        self.segments = segments
        earlier = {block.name: block for block in blocks}
        self.blocks = [_block(group, earlier.get(_name(group))) for group in _grouped(segments)]
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


def _block(segments: Sequence[OpenSegment], earlier: Block | None) -> Block:
    """*earlier*, of the same segments, where no document of them has died since."""
    if earlier is not None and all(map(operator.is_, earlier.segments, segments)):
        return earlier
    return Block(segments, earlier)


def _grouped(segments: Sequence[OpenSegment]) -> list[list[OpenSegment]]:
    """Segments that are scored together, the largest first."""
    groups: list[list[OpenSegment]] = [[] for _ in _TIERS]
    for segment in sorted(segments, key=lambda segment: segment.segment_id):
        groups[next(tier for tier, least in enumerate(_TIERS) if segment.size >= least)].append(segment)
    return [group for group in groups if group]


def spans(directory: Directory, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the postings of each of *keys* begin and end; equal where there are none."""
    if not directory.keys.size:
        nowhere = np.zeros(len(keys), np.int64)
        return nowhere, nowhere
    place = directory.keys.searchsorted(keys)
    np.minimum(place, directory.keys.size - 1, out=place)
    there = directory.keys.take(place) == keys
    first = directory.starts.take(place).astype(np.int64)
    last = directory.starts.take(place + there)
    return first, last.astype(np.int64)


class Loaded:
    """Postings at hand: of each term those in each block of a view, by the block's place in it."""

    __slots__ = ("_by_place", "runs")

    def __init__(self, blocks: Sequence[Mapping[int, Run]]) -> None:
        self._by_place = blocks
        self.runs: dict[int, list[tuple[int, Run]]] = {}
        """By term; terms and blocks without postings are left out."""
        for place, found in enumerate(blocks):
            for key, run in found.items():
                self.runs.setdefault(key, []).append((place, run))

    def run(self, key: int, place: int) -> Run:
        """The postings of a term in a block."""
        return self._by_place[place].get(key, NOTHING)

    def holds(self, ways: Iterable[tuple[int, ...]]) -> bool:
        """Whether the terms of one of *ways* all stand somewhere."""
        return any(all(key in self.runs for key in keys) for keys in ways)

    @property
    def size(self) -> int:
        """How many postings."""
        return sum(len(documents) for found in self._by_place for documents, _ in found.values())


def gather(parts: Sequence[tuple[int, Page]]) -> Run:
    """The postings of a term in a block from pieces of pages, each with its segment's offset.

    They are copied: what is kept of a term shall not keep whole pages in memory.
    """
    if not parts:
        return NOTHING
    if len(parts) == 1:
        offset, (documents, impacts) = parts[0]
        return documents + np.uint32(offset), impacts.copy()
    sizes = [len(documents) for _, (documents, _) in parts]
    offsets = np.repeat(np.array([offset for offset, _ in parts], np.uint32), sizes)
    offsets += np.concatenate([documents for _, (documents, _) in parts])
    return offsets, np.concatenate([impacts for _, (_, impacts) in parts])
