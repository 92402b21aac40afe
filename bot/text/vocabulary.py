"""◇ Which lists the words of a Scan are in: each word is looked up once, however many lists there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.text.scan import scan

Kinds = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64] | npt.NDArray[np.uint32]

_SLOTS: Final = 18
"""Bits of a hash that are looked at first: most words are in no list, and a table of this size says so."""


class Vocabulary:
    """What is known of words, or of stems, by their hashes."""

    __slots__ = ("_hashes", "_kinds", "_seldom")

    def __init__(self, known: Mapping[int, int], *, bits: int) -> None:
        """Know the kinds, as 32-bit flags, of each hash of *bits* bits."""
        hashes = sorted(known)
        wide = np.array(hashes, dtype=np.uint64)
        self._hashes: Hashes = wide if bits > 32 else wide.astype(np.uint32)
        self._kinds: Kinds = np.array([known[hashed] for hashed in hashes], dtype=np.uint32)
        self._seldom = np.zeros(1 << _SLOTS, dtype=np.bool_)
        self._seldom[self._slots(self._hashes)] = True

    @staticmethod
    def _slots(hashes: Hashes) -> Hashes:
        slots: Hashes = hashes >> hashes.dtype.type(hashes.dtype.itemsize * 8 - _SLOTS)
        return slots

    def kinds(self, hashes: Hashes) -> Kinds:
        """The kinds of each of *hashes*, 0 where it is not known."""
        found: Kinds = np.zeros(hashes.size, dtype=np.uint32)
        near = np.flatnonzero(self._seldom[self._slots(hashes)])
        asked = hashes[near]
        at = self._hashes.searchsorted(asked)
        found[near] = self._kinds.take(at, mode="clip") * (self._hashes.take(at, mode="clip") == asked)
        return found


def words_known(lists: Mapping[int, Iterable[str]]) -> Vocabulary:
    """A vocabulary of normalised words by the flag of each list that they are in."""
    known: defaultdict[int, int] = defaultdict(int)
    for flag, listed in lists.items():
        for found, _ in scan([" ".join(listed)]):
            for hashed in found.words.tolist():
                known[hashed] |= flag
    return Vocabulary(known, bits=64)
