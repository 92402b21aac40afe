"""◇ The mark of an article: what it is compared by, and how the archive keeps it."""

import struct
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Hashes = npt.NDArray[np.uint32]
"""Different 32-bit hashes, ascending."""
Roles = npt.NDArray[np.uint8]

HEADLINE: Final = 1
"""Role of a term that the headline has."""
PLACE: Final = 2
"""Role of a term that names a place."""
WEEKDAY: Final = 4
"""Role of a term by which the headline names a day of the week."""
NATION: Final = 8
"""Role of a term by which the headline says where, or of which state someone is («السفير الفرنسي»)."""
REACTION: Final = 16
"""Role of a term by which the headline tells what someone says to an event («يدين», «ترحب»)."""

_FORMAT: Final = 2
_HEAD: Final = struct.Struct("<9I")
_WORD: Final = np.dtype("<u4")
_KEPT_HASH: Final = np.dtype(">u4")


class Mark(Struct, frozen=True, kw_only=True, eq=False):
    """What an article is compared by; two are the same when they are kept as the same bytes.

    A struct, and no dataclass, because every batch reads hundreds.
    """

    terms: Hashes
    """Of the headline and the text."""
    roles: Roles
    """HEADLINE, PLACE, WEEKDAY, NATION and REACTION of each term, in their order."""
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


def bytes_of(hashes: Hashes) -> bytes:
    """*hashes* as the archive keeps what an article is found by: in the order of a number's digits."""
    return hashes.astype(_KEPT_HASH).tobytes()


def hashes_of(kept: bytes) -> Hashes:
    """The hashes in *kept*."""
    return np.frombuffer(kept, _KEPT_HASH).astype(np.uint32)
