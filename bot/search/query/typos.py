"""◇ What may have been meant by a word that is in no article: every word one slip away, the likeliest first.

A slip is a key hit instead of its neighbour, one too many, one too few, or two in the wrong order; the
neighbours are those of the Arabic (101) layout.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.keys import term_key
from bot.text.normalize import normalize
from bot.text.stem import light_stem
from bot.text.tokens import STOP_WORDS

SHORTEST: Final = 3
LONGEST: Final = 24

_ROWS: Final = (("ضصثقفغعهخحجد", 0.0), ("شسيبلاتنمكط", 0.25), ("ئءؤر\ufefbىةوزظ", 0.75))
"""The letter keys of a keyboard and by how much each row is shifted; لا is one key."""
_LETTERS: Final = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"

# How much likelier one slip is than another: rough, and what the measurements showed to matter.
_NEIGHBOUR: Final = 1.0
_SWAPPED: Final = 1.0
_MISSING: Final = 0.9
_DOUBLED: Final = 0.9
_EXTRA: Final = 0.7
_STRAY: Final = 0.6
_FREQUENCY: Final = 0.3
"""The power of a term's frequency: of two equal slips the commoner word was meant."""
_LIKELIHOOD: Final = 4.0


@dataclass(frozen=True, slots=True)
class Meant:
    """A term that may have been meant: its *key*, the *word* that would be typed, and how likely (0–1)."""

    key: int
    word: str
    likelihood: float


def _neighbours() -> dict[str, frozenset[str]]:
    keys = [
        (normalize(letter), place + shift, row)
        for row, (letters, shift) in enumerate(_ROWS)
        for place, letter in enumerate(letters)
    ]
    return {
        letter: frozenset(
            other
            for others, there, their_row in keys
            for other in others
            if any(
                other != letter and abs(row - their_row) <= 1 and abs(there - here) <= 1.1
                for own, here, row in keys
                if letter in own
            )
        )
        for letter in _LETTERS
    }


_NEAR: Final = _neighbours()


def meant_by(
    word: str, frequencies: Callable[[NDArray[np.uint64]], NDArray[np.int64]], *, most: int
) -> Sequence[Meant]:
    """The *most* likely terms that one slip may have turned into the normalised *word*.

    *frequencies* tells in how many articles the terms of some keys stand.
    """
    if not SHORTEST <= len(word) <= LONGEST or word.isdecimal():
        return ()
    own = light_stem(word)
    best: dict[str, tuple[float, str]] = {}
    for slip, likelihood in slips(word).items():
        stem = light_stem(slip)
        if stem != own and slip not in STOP_WORDS and best.get(stem, (0.0, ""))[0] < likelihood:
            best[stem] = (likelihood, slip)
    stems = list(best)
    keys = [term_key(stem) for stem in stems]
    counts = frequencies(np.array(keys, np.uint64))
    there = np.flatnonzero(counts).tolist()
    ranked = sorted(
        there,
        key=lambda at: (-(best[stems[at]][0] ** _LIKELIHOOD) * float(counts[at]) ** _FREQUENCY, stems[at]),
    )
    return [Meant(keys[at], best[stems[at]][1], best[stems[at]][0]) for at in ranked[:most]]


@lru_cache(maxsize=32)
def slips(word: str) -> dict[str, float]:
    """Every string that one slip may have turned into *word*, with how likely the slip is (0–1)."""
    found: dict[str, float] = {}
    for slip, likelihood in _slips(word):
        if found.get(slip, 0.0) < likelihood:
            found[slip] = likelihood
    return found


def _slips(word: str) -> Iterator[tuple[str, float]]:
    for at, letter in enumerate(word):
        head, tail = word[:at], word[at + 1 :]
        near = _NEAR.get(letter, frozenset())
        beside = {word[at - 1] if at else "", tail[:1]}
        doubled = letter in beside or bool(near & beside)
        yield head + tail, _DOUBLED if doubled else _EXTRA
        if tail and tail[0] != letter:
            yield head + tail[0] + letter + tail[1:], _SWAPPED
        for other in _LETTERS:
            if other != letter:
                yield head + other + tail, _NEIGHBOUR if other in near else _STRAY
    for at in range(len(word) + 1):
        for other in _LETTERS:
            yield word[:at] + other + word[at:], _MISSING
