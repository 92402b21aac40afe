"""◇ How the postings of a segment are laid out on pages, and read from them again.

    documents of a term → steps from one to the next (16 bits) and impacts (8 bits) → pages

A step too long for 16 bits is taken in two: before the posting stands a *bridge*, without impact, whose step
counts 65,536 documents each. So a posting costs three bytes however large its segment is.

Segments of form 1, which earlier versions wrote, hold at most 65,536 documents: on their pages are numbers of
documents instead of steps, and more of them. They are read as they are until they are merged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.segment import Postings

FORM: Final = 2
"""The form that is written."""
PAGE_POSTINGS: Final = {1: 4096, 2: 2700}
"""By form. 8,100 bytes fit into a page of SQLite's with nothing left to be chained behind it."""
_POSTING_BYTES: Final = 3
_STEP_BITS: Final = 16

Page = tuple[NDArray[np.uint16], NDArray[np.uint8]]
"""Steps (documents in form 1) and impacts."""
NO_PAGE: Final[Page] = (np.zeros(0, np.uint16), np.zeros(0, np.uint8))


@dataclass(frozen=True, slots=True)
class Directory:
    """The terms of a stored segment, where the postings of each begin, and in how many documents it stands.

    *starts* (one more than there are *keys*) count bridges, *counts* do not.
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.uint32]
    counts: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Laid:
    """Postings as they are stored: a *directory* and one *page* of any length."""

    directory: Directory
    page: Page


def lay(postings: Postings) -> Laid:
    """*postings* in steps."""
    counts = np.diff(postings.starts)
    heads = postings.starts[:-1][counts > 0]
    steps = postings.documents.astype(np.int64)
    steps[1:] -= postings.documents[:-1]
    steps[heads] = postings.documents[heads]
    far = np.flatnonzero(steps >> _STEP_BITS)
    starts, impacts = postings.starts, postings.impacts
    if far.size:
        starts = starts + np.searchsorted(far, starts).astype(np.uint32)
        impacts = np.insert(impacts, far, 0)
        steps = np.insert(steps & ((1 << _STEP_BITS) - 1), far, steps[far] >> _STEP_BITS)
    return Laid(Directory(postings.keys, starts, counts), (steps.astype(np.uint16), impacts))


def read(directory: Directory, page: Page, form: int) -> Postings:
    """The postings that *page* holds: those of all terms of *directory*, whose starts count from 0."""
    steps, impacts = page
    starts = np.append(np.uint32(0), np.cumsum(directory.counts, dtype=np.uint32))
    if form == 1:
        return Postings(directory.keys, starts, steps.astype(np.uint32), impacts)
    begins, lengths = directory.starts[:-1], np.diff(directory.starts)
    documents = stepped(steps, impacts, begins, lengths)
    if len(steps) > starts[-1]:
        real = impacts != 0
        documents, impacts = documents[real], impacts[real]
    return Postings(directory.keys, starts, documents, impacts)


def stepped(
    steps: NDArray[np.uint16],
    impacts: NDArray[np.uint8],
    begins: NDArray[np.integer],
    lengths: NDArray[np.integer],
) -> NDArray[np.uint32]:
    """The documents that the *steps* of several lists lead to, which begin at *begins*; bridges, too."""
    taken = steps.astype(np.uint32)
    bridges = np.flatnonzero(impacts == 0)
    if bridges.size:
        taken[bridges] <<= np.uint32(_STEP_BITS)
    documents = taken.cumsum(dtype=np.uint32)
    begins = begins[lengths > 0]
    before = documents[begins] - taken[begins]
    documents -= np.repeat(before, lengths[lengths > 0])
    return documents


def pack_directory(directory: Directory) -> bytes:
    """The terms blob in form 2: keys, starts, and how many bridges each term has (8 bits)."""
    bridges = np.diff(directory.starts) - directory.counts
    return b"".join(
        (
            directory.keys.astype("<u8").tobytes(),
            directory.starts.astype("<u4").tobytes(),
            bridges.astype(np.uint8).tobytes(),
        )
    )


def unpack_directory(blob: bytes, form: int) -> Directory:
    """See pack_directory; form 1 has no bridges."""
    terms = (len(blob) - 4) // (12 if form == 1 else 13)
    keys = np.frombuffer(blob, "<u8", terms)
    starts = np.frombuffer(blob, "<u4", terms + 1, 8 * terms)
    counts = np.diff(starts)
    if form > 1:
        counts -= np.frombuffer(blob, np.uint8, terms, 12 * terms + 4)
    return Directory(keys, starts, counts)


def pack_pages(laid: Page) -> Iterator[bytes]:
    """Cut into pages: the steps of a page, then their impacts."""
    steps, impacts = laid
    for first in range(0, len(steps), PAGE_POSTINGS[FORM]):
        part = slice(first, first + PAGE_POSTINGS[FORM])
        yield steps[part].astype("<u2").tobytes() + impacts[part].tobytes()


def unpack_page(blob: bytes) -> Page:
    """Steps and impacts of a page."""
    count = len(blob) // _POSTING_BYTES
    return np.frombuffer(blob, "<u2", count), np.frombuffer(blob, np.uint8, count, 2 * count)


def joined(read_pages: Sequence[Page]) -> Page:
    """Pages one after another as one."""
    if len(read_pages) == 1:
        return read_pages[0]
    parts = read_pages or [NO_PAGE]
    return np.concatenate([steps for steps, _ in parts]), np.concatenate([impacts for _, impacts in parts])
