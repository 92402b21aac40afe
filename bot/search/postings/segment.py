"""◇ A segment: postings of up to 65,536 articles with what filters ask of each; blobs in and out, merging.

Segments never change. New articles make a new one, small ones are merged into larger ones, and an article
that changed or went is left out of the next merge. Numbers are little-endian in the blobs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_DOCUMENTS: Final = 1 << 16
"""A document's number within its segment fits in 16 bits."""
FULL: Final = MOST_DOCUMENTS // 2
"""A segment of so many documents is never merged again."""
PAGE_POSTINGS: Final = 4096
"""Postings on a page: 12 kB, so that a rare term costs one small read."""
_POSTING_BYTES: Final = 3
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

    *keys* (uint64) are the terms, *starts* (uint32, one more) where each term's *documents* (uint16, counted
    from 0) and *impacts* (uint8) begin.
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.uint32]
    documents: NDArray[np.uint16]
    impacts: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Segment:
    """*articles* (COLUMNS) says what each document is."""

    articles: NDArray[np.void]
    postings: Postings


@dataclass(frozen=True, slots=True)
class Directory:
    """The terms of a stored segment and where their postings begin; the postings stay in the archive."""

    keys: NDArray[np.uint64]
    starts: NDArray[np.uint32]


def pack_directory(postings: Postings) -> bytes:
    """The terms blob: keys, then starts."""
    return postings.keys.astype("<u8").tobytes() + postings.starts.astype("<u4").tobytes()


def unpack_directory(blob: bytes) -> Directory:
    """See pack_directory."""
    terms = (len(blob) - 4) // 12
    return Directory(np.frombuffer(blob, "<u8", terms), np.frombuffer(blob, "<u4", terms + 1, 8 * terms))


def unpack_articles(blob: bytes) -> NDArray[np.void]:
    """The articles blob as COLUMNS."""
    return np.frombuffer(blob, COLUMNS)


def pages(postings: Postings) -> Iterator[bytes]:
    """The postings cut into pages: the documents of a page, then their impacts."""
    for first in range(0, len(postings.documents), PAGE_POSTINGS):
        part = slice(first, first + PAGE_POSTINGS)
        yield postings.documents[part].astype("<u2").tobytes() + postings.impacts[part].tobytes()


def unpack_page(blob: bytes) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Documents and impacts of a page."""
    count = len(blob) // _POSTING_BYTES
    return np.frombuffer(blob, "<u2", count), np.frombuffer(blob, np.uint8, count, 2 * count)


def assemble(directory: Directory, blobs: Sequence[bytes]) -> Postings:
    """All postings of a stored segment from its pages in order."""
    read = [unpack_page(blob) for blob in blobs]
    documents = [part for part, _ in read] or [np.zeros(0, np.uint16)]
    impacts = [part for _, part in read] or [np.zeros(0, np.uint8)]
    return Postings(directory.keys, directory.starts, np.concatenate(documents), np.concatenate(impacts))


def merge(parts: Sequence[Segment], kept: Sequence[NDArray[np.bool_]]) -> Segment:
    """One segment of all *parts*; of each, only the documents where *kept* is true.

        lay the runs of each term side by side | copy them in blocks | leave out what is not kept

    Raises:
        ValueError: more documents than a segment may hold.
    """
    articles = np.concatenate([part.articles[keep] for part, keep in zip(parts, kept, strict=True)])
    if len(articles) > MOST_DOCUMENTS:
        raise ValueError(f"{len(articles)} documents do not fit into a segment")
    keys = np.concatenate([part.postings.keys for part in parts])
    lengths = np.concatenate([np.diff(part.postings.starts) for part in parts]).astype(np.int64)
    sources = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    order = np.argsort(keys, kind="stable")
    keys, lengths, sources = keys[order], lengths[order], sources[order]
    numbered = np.concatenate(list(_renumbered(parts, kept)))
    impacts = np.concatenate([part.postings.impacts for part in parts])
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
        documents_out.append(documents[alive].astype(np.uint16))
        impacts_out.append(impacts[picked][alive])
        counted = np.concatenate([[0], np.cumsum(alive)])
        kept_until[first + 1 : last + 1] = copied + counted[begins + lengths[run]]
        copied += int(counted[-1])
        first = last
    heads = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, np.int64)
    starts = np.append(kept_until[:-1][heads], copied)
    used = np.diff(starts) > 0
    postings = Postings(
        keys[heads][used],
        np.append(starts[:-1][used], copied).astype(np.uint32),
        np.concatenate([*documents_out, np.zeros(0, np.uint16)]),
        np.concatenate([*impacts_out, np.zeros(0, np.uint8)]),
    )
    return Segment(articles, postings)


def _renumbered(parts: Sequence[Segment], kept: Sequence[NDArray[np.bool_]]) -> Iterator[NDArray[np.int32]]:
    """The documents of each part's postings, numbered anew across all parts; -1 where not kept."""
    before = 0
    for part, keep in zip(parts, kept, strict=True):
        numbers = np.where(keep, np.cumsum(keep) - 1 + before, -1).astype(np.int32)
        before += int(keep.sum())
        yield numbers[part.postings.documents]
