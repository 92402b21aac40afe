"""◇ What a query sees of the index: the live segments, and the postings that it needs, at hand.

A view is never changed once it is made: a query that is at work keeps the one that it began with.
"""

import operator
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.layout import Directory, unpack_directory
from bot.search.postings.runs import NOTHING, Run
from bot.search.postings.segment import FULL, unpack_articles
from storage.records.search import SegmentBlobs

_TIERS: Final = (FULL, 4_096, 0)
"""The least size of a segment in each block. The large ones seldom change, so what was read of them stays."""


class OpenSegment:
    """A live segment: its terms, what its documents are, and which of them count."""

    __slots__ = ("_rows", "alive", "articles", "directory", "form", "segment_id")

    def __init__(self, blobs: SegmentBlobs) -> None:
        self.segment_id = blobs.segment_id
        self.form = blobs.form
        self.directory: Directory = unpack_directory(blobs.terms, blobs.form)
        packed = unpack_articles(blobs.articles)
        self.articles = {name: np.ascontiguousarray(packed[name]) for name in packed.dtype.names or ()}
        self._rows: NDArray[np.intp] = np.argsort(self.articles["article"], kind="stable")
        """The documents in the order of their articles."""
        self.alive: NDArray[np.bool_] | None = None
        """Which documents count; None where all do."""

    @property
    def size(self) -> int:
        """How many documents, dead ones too."""
        return len(self.articles["article"])

    def reopened(self) -> Self:
        """The same segment, whose dead may be told anew without a query at work noticing."""
        copy = object.__new__(type(self))
        copy.segment_id, copy.form, copy.directory = self.segment_id, self.form, self.directory
        copy._rows = self._rows
        copy.articles, copy.alive = self.articles, self.alive
        return copy

    def bury(self, articles: NDArray[np.int64], revisions: NDArray[np.int64]) -> None:
        """Let only documents count whose revision is not older than *revisions* says; *articles* ascend."""
        self.alive = None
        own = self.articles["article"]
        first, last = (own.searchsorted(articles, side, self._rows) for side in ("left", "right"))
        there = np.flatnonzero(last > first)
        if not there.size:
            return
        times = (last - first)[there]
        places = np.repeat(first[there] + times - np.cumsum(times), times) + np.arange(times.sum())
        rows = self._rows[places]
        dead = rows[self.articles["revision"][rows] < np.repeat(revisions[there], times)]
        if dead.size:
            self.alive = np.ones(self.size, np.bool_)
            self.alive[dead] = False


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
            if not len(segment.directory.keys):
                continue
            place, there = places(segment.directory, keys)
            found += segment.directory.counts.take(place) * there
        return found

    def in_range(self, first: int, last: int, most: int) -> list[int]:
        """The *most* frequent terms whose keys lie from *first* to *last*."""
        if first > last:
            return []
        frequency: dict[int, int] = {}
        for segment in self.segments:
            keys = segment.directory.keys
            begin, end = np.searchsorted(keys, np.array([first, last + 1], np.uint64)).tolist()
            counts = segment.directory.counts[begin:end].tolist()
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


def places(directory: Directory, keys: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each of *keys* stands among those of *directory*, which has some, and whether it does."""
    place = directory.keys.searchsorted(keys)
    np.minimum(place, len(directory.keys) - 1, out=place)
    return place, directory.keys.take(place) == keys


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
        return sum(run.size for found in self._by_place for run in found.values())
