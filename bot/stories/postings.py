"""◇ Postings in memory: for each hash the articles that carry it, the newest first.

A row of the database for each hash cost more than all else that the station wrote; here an article's forty
hashes are a few passes over arrays. Entries whose hashes end in the same bits are a chain, each pointing to
the one before it, so that adding is cheap and the newest are met first.
"""

from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from bot.stories.candidates import Carried, Numbers
from bot.stories.mark import Hashes

Flags = npt.NDArray[np.bool_]
_Kind = TypeVar("_Kind", bound=np.generic)

_LEAST_CHAINS: Final = 1 << 12
_END: Final = -1
_ENTRY_BITS: Final = 32
_ENTRIES: Final = (1 << _ENTRY_BITS) - 1


class Postings:
    """Which articles carry a hash; they are known by numbers from 0, which their owner gives."""

    __slots__ = ("_carriers", "_earlier", "_hashes", "_heads", "_size")

    def __init__(self) -> None:
        self._size = 0
        self._hashes: Hashes = np.empty(_LEAST_CHAINS, dtype=np.uint32)
        self._carriers = np.empty(_LEAST_CHAINS, dtype=np.int32)
        self._earlier = np.empty(_LEAST_CHAINS, dtype=np.int32)
        self._heads = np.full(_LEAST_CHAINS, _END, dtype=np.int32)

    def add(self, hashes: Hashes, carriers: Numbers) -> None:
        """Each of *hashes* is carried by the article of this number."""
        first, self._size = self._size, self._size + hashes.size
        self._hashes = roomy(self._hashes, self._size)
        self._carriers = roomy(self._carriers, self._size)
        self._earlier = roomy(self._earlier, self._size)
        self._hashes[first : self._size] = hashes
        self._carriers[first : self._size] = carriers
        if self._size <= self._heads.size:
            self._chain(first)
            return
        chains = self._heads.size
        while chains < self._size:
            chains *= 2
        self._heads = np.full(chains, _END, dtype=np.int32)
        self._chain(0)

    def carried(self, asked: Hashes, *, alive: Flags, most: int) -> Carried:
        """The newest *most* articles of those *alive* that carry each of *asked*."""
        entries = self._heads[self._chains_of(asked)]
        which = np.flatnonzero(entries != _END)
        entries, hashes = entries[which], asked[which]
        left = np.full(asked.size, most, dtype=np.int32)
        none: Numbers = np.zeros(0, dtype=np.int64)
        places, carriers = [none], [none]
        while which.size:
            carrying = self._carriers[entries]
            met = (self._hashes[entries] == hashes) & alive[carrying]
            places.append(which[met])
            carriers.append(carrying[met].astype(np.int64))
            left[which[met]] -= 1
            entries = self._earlier[entries]
            going = (entries != _END) & (left[which] > 0)
            entries, which, hashes = entries[going], which[going], hashes[going]
        return Carried(np.concatenate(places), np.concatenate(carriers))

    def only(self, alive: Flags) -> "Postings":
        """Those of the articles *alive*, who are numbered anew without the others."""
        numbers = np.cumsum(alive) - 1
        carriers = self._carriers[: self._size]
        kept = np.flatnonzero(alive[carriers])
        postings = Postings()
        postings.add(self._hashes[kept], numbers[carriers[kept]])
        return postings

    def _chains_of(self, hashes: Hashes) -> Hashes:
        chains: Hashes = hashes & np.uint32(self._heads.size - 1)
        return chains

    def _chain(self, first: int) -> None:
        """Put the entries from *first* on at the heads of their chains."""
        hashes = self._hashes[first : self._size]
        if not hashes.size:
            return
        # Sorting numbers is several times as fast as finding the order that sorts them.
        keys = np.sort(self._chains_of(hashes).astype(np.int64) << _ENTRY_BITS | np.arange(first, self._size))
        chains, entries = keys >> _ENTRY_BITS, keys & _ENTRIES
        turns = chains[1:] != chains[:-1]
        opens, closes = np.append(True, turns), np.append(turns, True)
        before = np.empty(entries.size, dtype=np.int32)
        before[1:] = entries[:-1]
        before[opens] = self._heads[chains[opens]]
        self._earlier[entries] = before
        self._heads[chains[closes]] = entries[closes]


def roomy(array: npt.NDArray[_Kind], size: int) -> npt.NDArray[_Kind]:
    """*array* with room for at least *size*, twice as large where it has to grow."""
    if size <= array.size:
        return array
    grown = np.empty(max(size, 2 * array.size), dtype=array.dtype)
    grown[: array.size] = array
    return grown
