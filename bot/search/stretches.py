"""◇ Where the postings of some terms stand in a block's segments, and these out of the pages read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.layout import PAGE_POSTINGS, Page, joined, stepped
from bot.search.postings.runs import Run, run_of
from bot.search.postings.view import Block, OpenSegment, places
from storage.records.search import PAGES_EACH

_FORM_OF_NUMBERS: Final = 1


@dataclass(frozen=True, slots=True)
class _InSegment:
    """Of the terms *there* (by their places among those asked for) where their postings begin and end."""

    segment: OpenSegment
    offset: int
    there: NDArray[np.intp]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    counts: NDArray[np.uint32]


class Stretches:
    """The postings of *keys* in *block*: first where they are, then, when the pages are there, themselves."""

    def __init__(self, block: Block, keys: Sequence[int]) -> None:
        self._block = block
        self._keys = keys
        wanted = np.array(keys, np.uint64)
        self._found = [
            found
            for segment, offset in zip(block.segments, block.offsets, strict=True)
            if (found := _in_segment(segment, offset, wanted)) is not None
        ]

    @property
    def page_ids(self) -> list[int]:
        """The pages that hold them."""
        page_ids: list[int] = []
        for found in self._found:
            each, base = PAGE_POSTINGS[found.segment.form], found.segment.segment_id * PAGES_EACH
            first = (found.first // each + base).tolist()
            last = ((found.last - 1) // each + base).tolist()
            for begin, end in zip(first, last, strict=True):
                page_ids += (begin,) if begin == end else range(begin, end + 1)
        return page_ids

    @property
    def postings(self) -> int:
        """How many there are."""
        return sum(int(found.counts.sum()) for found in self._found)

    def runs(self, pages: Mapping[int, Page]) -> dict[int, Run]:
        """The run of each key."""
        parts: list[list[tuple[NDArray[np.uint32], NDArray[np.uint8]]]] = [[] for _ in self._keys]
        for found in self._found:
            documents, impacts = _read(found, pages)
            ends = np.cumsum(found.counts, dtype=np.int64).tolist()
            begin = 0
            for at, end in zip(found.there.tolist(), ends, strict=True):
                parts[at].append((documents[begin:end], impacts[begin:end]))
                begin = end
        size = self._block.size
        return {key: run_of(part, size) for key, part in zip(self._keys, parts, strict=True)}


def _in_segment(segment: OpenSegment, offset: int, wanted: NDArray[np.uint64]) -> _InSegment | None:
    directory = segment.directory
    if not len(directory.keys):
        return None
    place, stands = places(directory, wanted)
    there = np.flatnonzero(stands)
    if not there.size:
        return None
    place = place[there]
    return _InSegment(
        segment,
        offset,
        there,
        directory.starts.take(place).astype(np.int64),
        directory.starts.take(place + 1).astype(np.int64),
        directory.counts.take(place),
    )


def _read(found: _InSegment, pages: Mapping[int, Page]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The documents, as the block counts them, and impacts of all terms, one after another."""
    form, base = found.segment.form, found.segment.segment_id * PAGES_EACH
    each = PAGE_POSTINGS[form]
    pieces: list[Page] = []
    for begin, end in zip(found.first.tolist(), found.last.tolist(), strict=True):
        for number in range(begin // each, (end - 1) // each + 1):
            steps, impacts = pages[base + number]
            cut = slice(max(0, begin - number * each), end - number * each)
            pieces.append((steps[cut], impacts[cut]))
    steps, impacts = joined(pieces)
    if form == _FORM_OF_NUMBERS:
        return steps + np.uint32(found.offset), impacts
    lengths = found.last - found.first
    documents = stepped(steps, impacts, np.cumsum(lengths) - lengths, lengths)
    if found.offset:
        documents += np.uint32(found.offset)
    if len(documents) > int(found.counts.sum()):
        real = impacts != 0
        documents, impacts = documents[real], impacts[real]
    return documents, impacts
