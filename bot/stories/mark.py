"""◇ The mark of an article: what it is compared by, how the archive keeps it, and what two marks share."""

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]
"""Different 32-bit hashes, ascending."""
Roles = npt.NDArray[np.uint8]

HEADLINE: Final = 1
"""Role of a term that the headline has."""
PLACE: Final = 2
"""Role of a term that names a place."""

_FORMAT: Final = 2
_HEAD: Final = struct.Struct("<9I")
_WORD: Final = np.dtype("<u4")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mark:
    """What an article is compared by; two are the same when they are kept as the same bytes."""

    terms: Hashes
    """Of the headline and the text."""
    roles: Roles
    """HEADLINE and PLACE of each term, in their order."""
    headline: int
    places: int
    """How many terms have that role."""
    shingles: Hashes
    numbers: frozenset[int]
    tolls: tuple[tuple[int, int], ...]
    """What the headline and lead count (a Counted), each with its figure."""
    length: int
    """Terms of the text, repeated ones included."""
    rising: bool
    """Whether the headline says that a figure rose."""


@dataclass(frozen=True, slots=True)
class Shared:
    """How many terms two marks share: all; of the one's headline, of the other's, of both; of places."""

    terms: int
    here: int
    there: int
    headlines: int
    places: int


def _tally() -> npt.NDArray[np.int64]:
    """For each of the 16 pairs of roles whether a shared term counts for a field of Shared."""
    pairs = [(mine, theirs) for theirs in range(4) for mine in range(4)]
    return np.array(
        [
            [1 for _ in pairs],
            [mine & HEADLINE for mine, _ in pairs],
            [theirs & HEADLINE for _, theirs in pairs],
            [mine & theirs & HEADLINE for mine, theirs in pairs],
            [(mine & theirs & PLACE) // PLACE for mine, theirs in pairs],
        ]
    )


_TALLY: Final = _tally()


def shared_terms(one: Mark, other: Mark) -> Shared:
    """The terms that both have, by their roles."""
    if not (one.terms.size and other.terms.size):
        return Shared(0, 0, 0, 0, 0)
    at = other.terms.searchsorted(one.terms)
    both = other.terms.take(at, mode="clip") == one.terms
    pairs = one.roles[both] | other.roles[at[both]] << 2
    return Shared(*(_TALLY @ np.bincount(pairs, minlength=16)).tolist())


def shared_shingles(one: Mark, other: Mark) -> int:
    """How many shingles both have."""
    if not (one.shingles.size and other.shingles.size):
        return 0
    at = other.shingles.searchsorted(one.shingles)
    return int(np.count_nonzero(other.shingles.take(at, mode="clip") == one.shingles))


def encode(mark: Mark) -> bytes:
    """*mark* as the archive keeps it: counts, then little-endian 32-bit runs, then the roles."""
    rest = [*sorted(mark.numbers)]
    for pair in mark.tolls:
        rest.extend(pair)
    head = _HEAD.pack(
        _FORMAT,
        mark.length,
        int(mark.rising),
        mark.headline,
        mark.places,
        mark.terms.size,
        mark.shingles.size,
        len(mark.numbers),
        len(mark.tolls),
    )
    runs = (mark.terms.astype(_WORD, copy=False), mark.shingles.astype(_WORD, copy=False))
    return b"".join(
        (head, *(run.tobytes() for run in runs), struct.pack(f"<{len(rest)}I", *rest), mark.roles.tobytes())
    )


def decode(stored: bytes) -> Mark | None:
    """The mark in *stored*; None where another version of the program wrote it, or it is damaged."""
    if len(stored) < _HEAD.size:
        return None
    form, length, rising, headline, places, terms, shingles, numbers, tolls = _HEAD.unpack_from(stored)
    rest = numbers + 2 * tolls
    tail = _HEAD.size + 4 * (terms + shingles)
    if form != _FORMAT or len(stored) != tail + 4 * rest + terms:
        return None
    counted = struct.unpack_from(f"<{rest}I", stored, tail)
    return Mark(
        terms=np.frombuffer(stored, _WORD, terms, _HEAD.size),
        roles=np.frombuffer(stored, np.uint8, terms, tail + 4 * rest),
        headline=headline,
        places=places,
        shingles=np.frombuffer(stored, _WORD, shingles, _HEAD.size + 4 * terms),
        numbers=frozenset(counted[:numbers]),
        tolls=tuple(zip(counted[numbers::2], counted[numbers + 1 :: 2], strict=True)),
        length=length,
        rising=bool(rising),
    )
