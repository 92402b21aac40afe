"""◇ A segment: postings of up to half a million articles with what filters ask of each; merging.

Segments never change. New articles make a new one, small ones are merged into larger ones, and an article
that changed or went is left out of the next merge. Numbers are little-endian in the blobs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_DOCUMENTS: Final = 1 << 19
"""So many that the pages of one can be counted in 16 bits even where each article has 300 different words."""
FULL: Final = MOST_DOCUMENTS // 2
"""A segment of so many documents is never merged again."""
_BLOCK: Final = 1 << 20

COLUMNS: Final = np.dtype(
    [
        ("article", "<i8"),
        ("minute", "<i4"),  # when it is dated, since 1970
        ("source", "<i4"),
        ("section", "<u4"),  # name_mark of its section, 0 for none
        ("place", "<u4"),
        ("revision", "<u2"),
    ]
)
"""What is known of each document of a segment."""


UNDATED: Final = -(2**31)
"""The minute of an article that nobody dated."""


def minute_of(moment: datetime) -> int:
    """*moment* in whole minutes since 1970, within 32 bits."""
    return max(UNDATED, min(2**31 - 1, int(moment.timestamp() // 60)))


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings sorted by term, then document.

    *keys* (uint64) are the terms, *starts* (uint32, one more) where each term's *documents* (uint32, counted
    from 0) and *impacts* (uint8) begin.
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.uint32]
    documents: NDArray[np.uint32]
    impacts: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Segment:
    """*articles* (COLUMNS) says what each document is."""

    articles: NDArray[np.void]
    postings: Postings


def unpack_articles(blob: bytes) -> NDArray[np.void]:
    """The articles blob as COLUMNS."""
    return np.frombuffer(blob, COLUMNS)


def merge(parts: Sequence[Segment], kept: Sequence[NDArray[np.bool_]]) -> Segment:
    """One segment of all *parts*; of each, only the documents where *kept* is true.

    Raises:
        ValueError: more documents than a segment may hold.
    """
    articles = np.concatenate([part.articles[keep] for part, keep in zip(parts, kept, strict=True)])
    if len(articles) > MOST_DOCUMENTS:
        raise ValueError(f"{len(articles)} documents do not fit into a segment")
    return Segment(articles, interleave([part.postings for part in parts], renumbered(kept)))


def renumbered(kept: Sequence[NDArray[np.bool_]]) -> list[NDArray[np.int32]]:
    """The documents of each part numbered anew across all parts; -1 where not kept."""
    numbers, before = [], 0
    for keep in kept:
        numbers.append(np.where(keep, np.cumsum(keep) - 1 + before, -1).astype(np.int32))
        before += int(np.count_nonzero(keep))
    return numbers


def interleave(parts: Sequence[Postings], numbers: Sequence[NDArray[np.int32]]) -> Postings:
    """The postings of all *parts*, whose documents get other *numbers*; -1: left out.

    lay the runs of each term side by side | copy them in blocks | leave out what is not kept
    """
    keys = np.concatenate([part.keys for part in parts])
    lengths = np.concatenate([np.diff(part.starts) for part in parts]).astype(np.int64)
    sources = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    order = np.argsort(keys, kind="stable")
    keys, lengths, sources = keys[order], lengths[order], sources[order]
    numbered = np.concatenate([number[part.documents] for part, number in zip(parts, numbers, strict=True)])
    impacts = np.concatenate([part.impacts for part in parts])
    ends = np.cumsum(lengths)
    documents_out, impacts_out, kept_until = [], [], np.zeros(len(keys) + 1, np.int64)
    first = copied = 0
    while first < len(keys):
        last = max(first + 1, int(np.searchsorted(ends, ends[first] + _BLOCK, "right")))
        run = slice(first, last)
        begins = np.cumsum(lengths[run]) - lengths[run]
        picked = np.repeat(sources[run] - begins, lengths[run]) + np.arange(lengths[run].sum())
        documents = numbered[picked]
        alive = documents >= 0
        documents_out.append(documents[alive].astype(np.uint32))
        impacts_out.append(impacts[picked][alive])
        counted = np.concatenate([[0], np.cumsum(alive)])
        kept_until[first + 1 : last + 1] = copied + counted[begins + lengths[run]]
        copied += int(counted[-1])
        first = last
    heads = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, np.int64)
    starts = np.append(kept_until[:-1][heads], copied)
    used = np.diff(starts) > 0
    return Postings(
        keys[heads][used],
        np.append(starts[:-1][used], copied).astype(np.uint32),
        np.concatenate([*documents_out, np.zeros(0, np.uint32)]),
        np.concatenate([*impacts_out, np.zeros(0, np.uint8)]),
    )
