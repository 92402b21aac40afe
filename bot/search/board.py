"""◇ Places to note something for every document of the index: the groups it holds, a term's weight in it.

A board is made once and lent to one query after another, all zero each time. All that is as long as a term's
postings, or as the index, is worked out in its own arrays: memory for each result anew would cost more.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.view import Run

_KEPT: Final = 2
_BY_SEARCH: Final = 8
"""Where one list is so many times as long as the other, the items of the shorter are searched for in it."""


class Board:
    """For so many documents."""

    __slots__ = ("_at", "_copied", "bits", "graded", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.bits = np.zeros(size, np.uint16)
        self.graded = np.zeros(size, np.uint16)
        self._at = np.empty(size, np.intp)
        self._copied = np.empty(size, np.uint16)

    def note(self, runs: Iterable[tuple[int, int, NDArray[np.uint32]]]) -> None:
        """Set a bit for each document of each run: the bit's number, where its block begins, documents."""
        for bit, base, documents in runs:
            at, held = self._at[: len(documents)], self._copied[: len(documents)]
            np.add(documents, base, out=at, casting="unsafe")
            self.bits.take(at, out=held, mode="clip")
            held |= np.uint16(1 << bit)
            self.bits[at] = held

    def impacts_at(self, where: NDArray[np.uint32], run: Run) -> NDArray[np.uint8]:
        """The impact of *run* in each of the documents *where*, which ascend; 0 where it does not stand."""
        documents, impacts = run
        if len(documents) > _BY_SEARCH * len(where):
            at = np.minimum(documents.searchsorted(where), len(documents) - 1)
            there = documents.take(at) == where
            found: NDArray[np.uint8] = impacts.take(at)
            found *= there
            return found
        if len(where) > 2 * _BY_SEARCH * len(documents):
            found = np.zeros(len(where), np.uint8)
            at = np.minimum(where.searchsorted(documents), len(where) - 1)
            here = where.take(at) == documents
            found[at[here]] = impacts[here]
            return found
        noted = self.graded.view(np.uint8)
        place = self._at[: len(documents)]
        np.copyto(place, documents, casting="unsafe")
        noted[place] = impacts
        found = noted.take(where)
        noted[place] = 0
        return found


class Boards:
    """Lends boards, so that a query need not make one of megabytes for itself."""

    def __init__(self) -> None:
        self._idle: list[Board] = []

    @contextmanager
    def lent(self, documents: int) -> Iterator[Board]:
        """A board for *documents* at least, to be left all zero; one that met an error is not lent again."""
        try:
            board = self._idle.pop()
        except IndexError:
            board = Board(documents)
        if board.size < documents:
            board = Board(documents + documents // 8)
        yield board
        if len(self._idle) < _KEPT:
            self._idle.append(board)
