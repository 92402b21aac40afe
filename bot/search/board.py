"""◇ Places to note something for every document of the index: how much of a query it covers, its place.

A board is made once and lent to one query after another, all zero each time. All that is as long as a term's
postings, or as the index, is worked out in its own arrays: memory for each result anew would cost more.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.runs import Run

_KEPT: Final = 2
_BY_SEARCH: Final = 16
"""Where a run is so many times as long as what is looked up in it, that is searched for."""


class Board:
    """For so many documents."""

    __slots__ = ("_at", "_flags", "_marked", "_numbers", "covered", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.covered = np.zeros(size, np.uint8)
        """By document what has been noted, in steps."""
        self._marked = np.zeros(size, np.bool_)
        self._numbers = np.empty(size, np.int32)
        self._at = np.empty(size, np.intp)
        self._flags = np.empty(size, np.bool_)

    def note(self, base: int, documents: int, runs: Sequence[Run], step: int) -> None:
        """Add *step* to each document that any of *runs* holds; the block has *documents* from *base* on."""
        here = self.covered[base : base + documents]
        # What is listed is read before anything is written: twice in a list, a document still gains once.
        place = self._placed([run.documents for run in runs if run.spread is None])
        held = here.take(place, mode="clip")
        held += np.uint8(step)
        spread = [run.spread for run in runs if run.spread is not None]
        if spread:
            flags = self._spread(documents, spread)
            flags *= np.uint8(step)
            here += flags
        here[place] = held

    def demand(self, base: int, documents: int, runs: Sequence[Run]) -> None:
        """Take back all that was noted for documents of the block that are in none of *runs*."""
        here = self.covered[base : base + documents]
        place = self._placed([run.documents for run in runs if run.spread is None])
        held = here.take(place, mode="clip")
        here *= self._spread(documents, [run.spread for run in runs if run.spread is not None])
        here[place] = held

    def reaching(self, documents: int, least: int) -> NDArray[np.intp]:
        """Those of the first *documents* for which at least *least* was noted."""
        flags = self._flags[:documents]
        np.greater_equal(self.covered[:documents], least, out=flags)
        even = documents - documents % 8
        eights = np.flatnonzero(flags[:even].view(np.uint64))
        if len(eights) * 16 > documents:
            return np.flatnonzero(flags)
        at = np.flatnonzero(flags[:even].reshape(-1, 8)[eights])
        found = eights[at >> 3]
        found <<= 3
        found += at & 7
        return np.concatenate([found, np.flatnonzero(flags[even:]) + even])

    @contextmanager
    def placed(self, where: NDArray[np.uint32]) -> Iterator["Places"]:
        """To look runs up in the documents *where* of a block, which ascend."""
        place = self._placed([where])
        self._marked[place] = True
        self._numbers[place] = np.arange(len(where), dtype=np.int32)
        yield Places(where, self._marked, self._numbers)
        self._marked[self._placed([where])] = False

    def _spread(self, documents: int, spread: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
        """1 for each document of a block that stands in any of *spread*."""
        flags = self._flags[:documents]
        if not spread:
            flags.fill(0)
            return flags.view(np.uint8)
        np.not_equal(spread[0], 0, out=flags)
        for more in spread[1:]:
            flags |= more != 0
        return flags.view(np.uint8)

    def _placed(self, documents: Sequence[NDArray[np.uint32]]) -> NDArray[np.intp]:
        """*documents* as numpy takes indices most quickly; good until the next."""
        size = sum(map(len, documents))
        place = self._at[:size] if size <= self.size else np.empty(size, np.intp)
        end = 0
        for part in documents:
            place[end : end + len(part)] = part
            end += len(part)
        return place


class Places:
    """Documents of a block, and the place of each by its number."""

    __slots__ = ("_marked", "_numbers", "_where")

    def __init__(
        self, where: NDArray[np.uint32], marked: NDArray[np.bool_], numbers: NDArray[np.int32]
    ) -> None:
        self._where = where
        self._marked = marked
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._where)

    def met(self, run: Run) -> tuple[NDArray[Any] | None, NDArray[np.uint8]]:
        """At which places *run* stands, and its impacts there; None: at all, 0 where it does not stand."""
        if run.spread is not None:
            return None, run.spread.take(self._where)
        documents = run.documents
        if len(documents) > _BY_SEARCH * len(self._where):
            at = np.minimum(documents.searchsorted(self._where), len(documents) - 1)
            here = (documents.take(at) == self._where).nonzero()[0]
            return here, run.impacts.take(at.take(here))
        hits = self._marked.take(documents).nonzero()[0]
        return self._numbers.take(documents.take(hits)), run.impacts.take(hits)


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
