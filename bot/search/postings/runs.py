"""◇ The postings of a term in a block, ready to be scored: listed, or of the commonest terms spread out.

Spread out means one impact for each document of the block, 0 where the term does not stand: to look documents
up in it, or to go through all of it, costs a fraction of what the same does in a list of a tenth of them.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_SPREAD: Final = 10
"""A term in so great a share of the documents is spread out."""
_LEAST: Final = 1_024
"""So few postings are not."""


class Run:
    """*size* documents, ascending, as their block counts them, with their impacts."""

    __slots__ = ("_documents", "_impacts", "size", "spread")

    def __init__(
        self,
        documents: NDArray[np.uint32] | None = None,
        impacts: NDArray[np.uint8] | None = None,
        spread: NDArray[np.uint8] | None = None,
    ) -> None:
        """Either *documents* and *impacts*, or *spread*."""
        self._documents = documents
        self._impacts = impacts
        self.spread = spread
        """Impacts by document; None where the run is listed."""
        self.size: int = int(np.count_nonzero(self._spread())) if documents is None else len(documents)

    @property
    def documents(self) -> NDArray[np.uint32]:
        """The documents; to be worked out where the run is spread."""
        if self._documents is None:
            return np.flatnonzero(self._spread()).astype(np.uint32)
        return self._documents

    @property
    def impacts(self) -> NDArray[np.uint8]:
        """The impacts, in step with *documents*."""
        if self._impacts is None:
            return self._spread()[self.documents]
        return self._impacts

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        kept = (self._documents, self._impacts, self.spread)
        return sum(part.nbytes for part in kept if part is not None)

    def count_in(self, mask: NDArray[np.bool_]) -> int:
        """How many of the documents *mask* lets count."""
        if self.spread is None:
            return int(np.count_nonzero(mask.take(self.documents)))
        return int(np.count_nonzero(self.spread * mask))

    def _spread(self) -> NDArray[np.uint8]:
        if self.spread is None:
            raise ValueError("a run is listed or spread")
        return self.spread


NOTHING: Final = Run(np.zeros(0, np.uint32), np.zeros(0, np.uint8))


def run_of(parts: list[tuple[NDArray[np.uint32], NDArray[np.uint8]]], size: int) -> Run:
    """The run of *parts*, which follow each other, in a block of *size* documents.

    They are copied: what is kept of a term shall not keep in memory what else was read with it.
    """
    if not parts:
        return NOTHING
    if sum(len(documents) for documents, _ in parts) >= max(_LEAST, size // _SPREAD):
        spread = np.zeros(size, np.uint8)
        for documents, impacts in parts:
            spread[documents] = impacts
        return Run(spread=spread)
    if len(parts) == 1:
        documents, impacts = parts[0]
        return Run(documents.copy(), impacts.copy())
    return Run(np.concatenate([part for part, _ in parts]), np.concatenate([part for _, part in parts]))
