"""◇ Word → number of its term, for millions of words at a time: a hash table in numpy.

Each word is hashed where it stands in the text and looked up. The words of a batch that were never seen are
stemmed together (`bot.search.postings.bulk_stem`) and get a place in the table; no word becomes a Python
string unless it is one that a key cannot hold.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.bulk_stem import stem_keys
from bot.text.stopwords import STOP_WORDS

STOP, END = 0, 1
"""The numbers of every stop word and of the mark at the end of a field."""
FIELD_END: Final = "\ue000"
"""A private character: it stands between the fields of a batch as if it were a word."""
_MOST_WORDS: Final = 1 << 19
_SLOTS: Final = 1 << 20
_EMPTY: Final = np.uint32(0xFFFF_FFFF)
_FACTOR: Final = 0x9E37_79B9_7F4A_7C15  # 2⁶⁴ / φ, odd
_INVERSE: Final = pow(_FACTOR, -1, 1 << 64)


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

    def numbers(
        self, hashes: NDArray[np.uint64], letters: NDArray[np.uint16], lengths: NDArray[np.int64]
    ) -> NDArray[np.uint32]:
        """The number of each word's term.

        The words follow each other in *letters* with their *lengths*; *hashes* are those of word_hashes.
        """
        if self._words > _MOST_WORDS:
            self._forget()
        found = self._look_up(hashes)
        missing = np.flatnonzero(found == _EMPTY)
        if missing.size:
            new, first = np.unique(hashes[missing], return_index=True)
            chosen = missing[first]
            begins = np.cumsum(lengths)[chosen] - lengths[chosen]
            keys = stem_keys(letters, begins, lengths[chosen])
            self._insert(new, self._numbered(keys))
            found[missing] = self._look_up(hashes[missing])
        return found

    def _forget(self) -> None:
        self._found.fill(_EMPTY)
        self._words = 0
        self._numbers.clear()
        self._keys = [0, 0]
        hashes, numbers = _known_before()
        self._insert(hashes, numbers)

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

    def _numbered(self, keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
        """The numbers of terms by their *keys*; a new term gets the next one."""
        numbers = []
        for key in keys.tolist():
            number = self._numbers.setdefault(key, len(self._keys))
            if number == len(self._keys):
                self._keys.append(key)
            numbers.append(number)
        return np.array(numbers, np.uint32)


def word_hashes(letters: NDArray[np.uint16], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A hash of each word: a polynomial over its letters, its bits mixed; the same wherever the word stands.

    Each letter is weighed by its place in all of *letters*, so that no place within a word need be worked
    out; what the word's own place added is divided out at the end (modulo 2⁶⁴ an odd factor has an inverse).
    """
    if not lengths.size:
        return np.zeros(0, np.uint64)
    powers, inverses = _powers(1 << max(17, len(letters).bit_length()))
    begins = np.cumsum(lengths) - lengths
    terms = letters * powers[: len(letters)]
    hashes: NDArray[np.uint64] = np.add.reduceat(terms, begins)
    hashes *= inverses[begins]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(_FACTOR)
    return hashes ^ (hashes >> np.uint64(32))


@cache
def _powers(most: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The powers of the factor from the first on, and of its inverse from the zeroth on."""
    powers = np.cumprod(np.full(most, _FACTOR, np.uint64), dtype=np.uint64)
    inverses = np.cumprod(np.full(most, _INVERSE, np.uint64), dtype=np.uint64)
    return powers, np.append(np.uint64(1), inverses[:-1])


@cache
def _known_before() -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The hashes of the stop words and of the end of a field, and their numbers."""
    words = [*sorted(STOP_WORDS), FIELD_END]
    letters = np.frombuffer("".join(words).encode("utf-16-le"), np.uint16)
    hashes = word_hashes(letters, np.array([len(word) for word in words]))
    numbers = np.full(len(words), STOP, np.uint32)
    numbers[-1] = END
    return hashes, numbers
