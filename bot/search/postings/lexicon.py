"""◇ Word → number of its term, for millions of words at a time: a hash table in numpy.

Each word is hashed where it stands in the text and looked up; only a word that was never seen becomes a
Python string, is stemmed and gets a place in the table. A dictionary of strings takes three times as long.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.keys import term_key
from bot.text.stem import stem
from bot.text.stopwords import STOP_WORDS

STOP, END = 0, 1
"""The numbers of every stop word and of the mark at the end of a field."""
FIELD_END: Final = "\ue000"
"""A private character: it stands between the fields of a batch as if it were a word."""
_MOST_WORDS: Final = 1 << 19
_SLOTS: Final = 1 << 20
_EMPTY: Final = np.uint32(0xFFFF_FFFF)
_LONGEST: Final = 40
"""Letters of a word that its hash counts; nobody looks for longer ones."""
_FACTOR: Final = 0x9E37_79B9_7F4A_7C15  # 2⁶⁴ / φ, odd
_POWERS: Final = np.array([pow(_FACTOR, place + 1, 1 << 64) for place in range(_LONGEST)], np.uint64)


class Lexicon:
    """Gives numbers to terms as it meets them."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._keys: list[int] = []
        self._hashes = np.zeros(_SLOTS, np.uint64)
        self._found = np.zeros(_SLOTS, np.uint32)
        self._words = 0
        self._forget()

    @property
    def keys(self) -> NDArray[np.uint64]:
        """The key of each term by its number; those of STOP and END are 0."""
        return np.array(self._keys, np.uint64)

    def numbers(self, letters: NDArray[np.uint16], lengths: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The number of each word's term; the words follow each other in *letters* with their *lengths*."""
        if not lengths.size:
            return np.zeros(0, np.uint32)
        if self._words > _MOST_WORDS:
            self._forget()
        hashes = _hashes(letters, lengths)
        found = self._look_up(hashes)
        missing = np.flatnonzero(found == _EMPTY)
        if missing.size:
            ends = np.cumsum(lengths)
            new, first = np.unique(hashes[missing], return_index=True)
            begins = ends - lengths
            words = [
                letters[begins[at] : ends[at]].tobytes().decode("utf-16-le") for at in missing[first].tolist()
            ]
            self._insert(new, np.array([self._number(word) for word in words], np.uint32))
            found[missing] = self._look_up(hashes[missing])
        return found

    def _forget(self) -> None:
        self._found.fill(_EMPTY)
        self._words = 0
        self._numbers.clear()
        self._keys = [0, 0]

    def _look_up(self, hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
        slots = (hashes & np.uint64(_SLOTS - 1)).astype(np.int64)
        found = self._found[slots]
        # Whoever hit the slot of another word looks at the next one.
        astray = np.flatnonzero((self._hashes[slots] != hashes) & (found != _EMPTY))
        slots = slots[astray]
        while astray.size:
            slots = slots + 1 & (_SLOTS - 1)
            here = self._found[slots]
            found[astray] = here
            still = (self._hashes[slots] != hashes[astray]) & (here != _EMPTY)
            slots, astray = slots[still], astray[still]
        return found

    def _insert(self, hashes: NDArray[np.uint64], numbers: NDArray[np.uint32]) -> None:
        """Give each of *hashes*, all different and new, the first free slot from its own on."""
        self._words += len(hashes)
        slots = (hashes & np.uint64(_SLOTS - 1)).astype(np.int64)
        while hashes.size:
            free = self._found[slots] == _EMPTY
            self._found[slots[free]] = numbers[free]
            self._hashes[slots[free]] = hashes[free]
            # Of several for one slot the last has it, with both its hash and its number; the others go on.
            left = ~free | (self._hashes[slots] != hashes)
            slots, hashes, numbers = slots[left] + 1 & (_SLOTS - 1), hashes[left], numbers[left]

    def _number(self, word: str) -> int:
        if word == FIELD_END:
            return END
        if word in STOP_WORDS:
            return STOP
        key = term_key(stem(word))
        number = self._numbers.setdefault(key, len(self._keys))
        if number == len(self._keys):
            self._keys.append(key)
        return number


def _hashes(letters: NDArray[np.uint16], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A polynomial over each word's letters, its bits mixed."""
    begins = np.cumsum(lengths) - lengths
    place = np.arange(len(letters)) - np.repeat(begins, lengths)
    terms = letters.astype(np.uint64) * _POWERS[np.minimum(place, _LONGEST - 1)]
    hashes: NDArray[np.uint64] = np.add.reduceat(terms, begins)
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(_FACTOR)
    return hashes ^ (hashes >> np.uint64(32))
