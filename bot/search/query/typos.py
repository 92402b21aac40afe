"""◇ What may have been meant by a word that is in no article: every word one slip away, the likeliest first.

A slip is a key hit instead of its neighbour, one too many, one too few, or two in the wrong order; the
neighbours are those of the Arabic (101) layout.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.bulk_stem import stem_keys
from bot.search.postings.keys import ALPHABET, term_key
from bot.text.normalize import normalize
from bot.text.stem import light_stem
from bot.text.tokens import STOP_WORDS

SHORTEST: Final = 3
LONGEST: Final = 24

_ROWS: Final = (("ضصثقفغعهخحجد", 0.0), ("شسيبلاتنمكط", 0.25), ("ئءؤر\ufefbىةوزظ", 0.75))
"""The letter keys of a keyboard and by how much each row is shifted; لا is one key."""
_READABLE: Final = frozenset(ALPHABET)
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
    likely = slips(word)
    typed = list(likely)
    if not STOP_WORDS.isdisjoint(likely):
        typed = [slip for slip in typed if slip not in STOP_WORDS]
    likelihoods = np.fromiter(map(likely.__getitem__, typed), np.float64, len(typed))
    keys = _stem_keys(typed, readable=_READABLE.issuperset(word))
    # Of the slips that lead to one term the likeliest stands for it, the first of equals.
    order = np.lexsort((-likelihoods, keys))
    chosen = order[np.flatnonzero(np.append(True, np.diff(keys[order]) != 0))]
    keys = keys[chosen]
    counts = frequencies(keys)
    there = np.flatnonzero((counts > 0) & (keys != term_key(light_stem(word))))
    keys, chosen = keys[there], chosen[there]
    worth = likelihoods[chosen] ** _LIKELIHOOD * counts[there] ** _FREQUENCY
    best = np.lexsort((keys, -worth))[:most]
    return [
        Meant(key, typed[at], likely[typed[at]])
        for key, at in zip(keys[best].tolist(), chosen[best].tolist(), strict=True)
    ]


def _stem_keys(typed: Sequence[str], *, readable: bool) -> NDArray[np.uint64]:
    """``term_key(light_stem(word))`` of each word; *readable* where a key can hold all of their letters."""
    if not readable:
        return np.array([term_key(light_stem(word)) for word in typed], np.uint64)
    lengths = np.fromiter(map(len, typed), np.int64, len(typed))
    letters = np.frombuffer("".join(typed).encode("utf-16-le"), np.uint16)
    return stem_keys(letters, np.cumsum(lengths) - lengths, lengths)


@lru_cache(maxsize=32)
def slips(word: str) -> dict[str, float]:
    """Every string that one slip may have turned into *word*, with how likely the slip is (0–1)."""
    found: dict[str, float] = {}
    # The likelier ones overwrite the others.
    for likelihood, typed in sorted(_slips(word).items()):
        found.update(dict.fromkeys(typed, likelihood))
    return found


def _slips(word: str) -> dict[float, list[str]]:
    """By likelihood the strings that such a slip may have turned into *word*."""
    found: dict[float, list[str]] = {}
    for at, letter in enumerate(word):
        head, tail = word[:at], word[at + 1 :]
        near = _NEAR.get(letter, frozenset())
        beside = {word[at - 1] if at else "", tail[:1]}
        doubled = letter in beside or bool(near & beside)
        found.setdefault(_DOUBLED if doubled else _EXTRA, []).append(head + tail)
        if tail and tail[0] != letter:
            found.setdefault(_SWAPPED, []).append(head + tail[0] + letter + tail[1:])
        found.setdefault(_NEIGHBOUR, []).extend([head + other + tail for other in _LETTERS if other in near])
        found.setdefault(_STRAY, []).extend(
            [head + other + tail for other in _LETTERS if other != letter and other not in near]
        )
    inserted = found.setdefault(_MISSING, [])
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        inserted += [head + other + tail for other in _LETTERS]
    return found
