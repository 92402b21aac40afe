"""◇ The words of many texts at once, with their stems as hashes: what words() and stem() say, by numpy.

A newsroom's stream is read here, so that its cost is that of a few passes over arrays of letters and not that
of a Python call for each word. Every result equals that of ``bot.text.tokens.words`` and
``bot.text.stem.stem``, which the tests hold against it; letters beyond the basic plane are no words here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, overload

import numpy as np
import numpy.typing as npt

from bot.text.normalize import normalize

Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint16]
Wide = npt.NDArray[np.uint64]
Short = npt.NDArray[np.uint32]

_CHARACTERS: Final = 1 << 16
"""Characters that are read at once: as much as stays near the processor."""
_UNITS: Final = 1 << 16
_BASE: Final = 0x9E37_79B9_7F4A_7C15
"""An odd number, so that it has an inverse among the 64-bit numbers."""
_MIX: Final = np.uint64(0xC2B2_AE3D_27D4_EB4F)
_HALF: Final = np.uint64(32)
_SPACE: Final = ord(" ")
_BETWEEN: Final = "\x1e"
_LETTER: Final = 1
_DIGIT: Final = 2
_MANY: Final = 0xFFFF
"""Stands in the table for what becomes several letters; itself it is no character."""

_ALEF, _LAM, _WAW, _BEH, _KAF, _FEH = map(ord, "الوبكف")
_SUFFIXES: Final = tuple((ord(pair[0]), ord(pair[1])) for pair in ("ها", "ان", "ات", "ون", "ين", "يه"))
_ENDINGS: Final = (ord("ه"), ord("ي"))
"""Those of ``bot.text.stem`` that a normalised word can have, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scan:
    """The words of texts that were read together; word numbers run through all of them."""

    folded: str
    """The normalised texts."""
    starts: Sequence[int]
    ends: Sequence[int]
    """Where each word stands in *folded*."""
    stem_starts: Places
    stem_ends: Places
    words: Wide
    """A hash of each word."""
    stems: Short
    """A hash of each stem."""
    digits: npt.NDArray[np.bool_]
    """Whether the word is a run of digits."""
    bounds: Sequence[int]
    """The number of each text's first word, and at last the count of all words."""

    def spelled(self, first: int, last: int) -> list[str]:
        """The words from *first* up to *last*."""
        folded = self.folded
        pairs = zip(self.starts[first:last], self.ends[first:last], strict=True)
        return [folded[start:end] for start, end in pairs]


class Run(Sequence[str]):
    """Words of a Scan one after the other, of which only those are spelled that are looked at."""

    __slots__ = ("_first", "_found", "_last")

    def __init__(self, found: Scan, first: int, last: int) -> None:
        self._found, self._first, self._last = found, first, last

    def __len__(self) -> int:
        return self._last - self._first

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        """A word, or a list of those of a *slice*."""
        if isinstance(at, slice):
            first, last, _ = at.indices(len(self))
            return self._found.spelled(self._first + first, max(self._first + last, self._first + first))
        number = self._first + at if at >= 0 else self._last + at
        if not self._first <= number < self._last:
            raise IndexError(at)
        found = self._found
        return found.folded[found.starts[number] : found.ends[number]]

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])

    def until(self, most: int) -> "Run":
        """Its first *most* words."""
        return Run(self._found, self._first, min(self._last, self._first + most))


def scan(texts: Iterable[str], *, together: int = 1) -> Iterator[tuple[Scan, int]]:
    """Each of *texts* in its order, with the Scan that it is in and its number there.

    Every *together* texts, counted from the first, are in one Scan.
    """
    group: list[str] = []
    size = 0
    for number, text in enumerate(texts):
        if group and size > _CHARACTERS and number % together == 0:
            yield from _numbered(group)
            group, size = [], 0
        group.append(text)
        size += len(text) + 1
    if group:
        yield from _numbered(group)


def _numbered(group: Sequence[str]) -> Iterator[tuple[Scan, int]]:
    found = _scan(group)
    return ((found, number) for number in range(len(group)))


def _scan(texts: Sequence[str]) -> Scan:
    codes = _folded(texts)
    kinds = _kinds().take(codes)
    # A word begins where the kind changes to another one that is a word's, and ends where it changes again.
    turns = np.flatnonzero(kinds[1:] != kinds[:-1]) + 1
    begun = kinds[turns] != 0
    starts = turns[begun]
    ends = turns[np.flatnonzero(begun) + 1]
    stem_starts, stem_ends = _stems(codes, starts, ends)
    powers, inverses = _powers(-(-codes.size // _CHARACTERS))
    sums = np.zeros(codes.size + 1, dtype=np.uint64)
    np.cumsum(codes * powers[: codes.size], out=sums[1:])
    cuts = np.flatnonzero(codes == ord(_BETWEEN))[: len(texts) + 1]
    return Scan(
        folded=codes.tobytes().decode("utf-16-le"),
        starts=starts.tolist(),
        ends=ends.tolist(),
        stem_starts=stem_starts,
        stem_ends=stem_ends,
        words=(sums[ends] - sums[starts]) * inverses[starts],
        stems=_short((sums[stem_ends] - sums[stem_starts]) * inverses[stem_starts]),
        digits=kinds[starts] == _DIGIT,
        bounds=starts.searchsorted(cuts).tolist(),
    )


def _folded(texts: Sequence[str]) -> Codes:
    """The normalised letters of *texts*, each after a mark of its own, and room for three more at the end."""
    table = _table()
    joined = _BETWEEN.join(("", *(text.replace(_BETWEEN, " ") for text in texts), "   "))
    codes = _units(joined)
    folded = table.take(codes)
    many = np.unique(codes[folded == _MANY]).tolist()
    if many:
        joined = joined.translate({unit: normalize(chr(unit)) for unit in many})
        folded = table.take(_units(joined))
    kept: Codes = folded[folded != 0]
    return kept


def _units(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")


@cache
def _table() -> Codes:
    """What each 16-bit unit becomes under ``normalize``: 0 nothing, _MANY several letters."""
    table = np.full(_UNITS, _SPACE, dtype=np.uint16)
    for code in (*range(0xD800), *range(0xE000, _MANY)):
        letters = normalize(chr(code))
        table[code] = 0 if not letters else ord(letters) if len(letters) == 1 else _MANY
    table[0] = _SPACE  # a NUL is no letter, and parts words as any sign does
    return table


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Letter, digit or neither, as ``bot.text.tokens`` has it."""
    kinds = np.zeros(_UNITS, dtype=np.uint8)
    for code in (*range(0xD800), *range(0xE000, _MANY)):
        if chr(code).isalnum():
            kinds[code] = _DIGIT if chr(code).isdecimal() else _LETTER
    return kinds


@lru_cache(maxsize=2)
def _powers(spans: int) -> tuple[Wide, Wide]:
    """The powers of the base and of its inverse, for texts of *spans* times the usual characters."""
    size = spans * _CHARACTERS
    return _powers_of(_BASE, size), _powers_of(pow(_BASE, -1, 1 << 64), size)


def _powers_of(base: int, size: int) -> Wide:
    factors = np.full(size, base, dtype=np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _short(hashes: Wide) -> Short:
    """64-bit sums as well-mixed 32-bit hashes."""
    short: Short = ((hashes ^ hashes >> _HALF) * _MIX >> _HALF).astype(np.uint32)
    return short


def _stems(codes: Codes, starts: Places, ends: Places) -> tuple[Places, Places]:
    """Where the stem of each word stands: ``bot.text.stem`` rule by rule, for all words at once."""
    begun = starts + _prefixes(codes, starts, ends - starts)
    ended = ends.copy()
    # Half of all words end in a letter that no rule knows: they are done.
    some = np.flatnonzero(_ending().take(codes[ends - 1]))
    first, last = begun[some], ends[some]
    for before, letter in _SUFFIXES:
        last -= 2 * ((codes[last - 1] == letter) & (codes[last - 2] == before) & (last - first >= 4))
    for letter in _ENDINGS:
        last -= (codes[last - 1] == letter) & (last - first >= 3)
    ended[some] = last
    return begun, ended


def _prefixes(codes: Codes, starts: Places, length: Places) -> Places:
    """How many letters each word loses at its beginning."""
    some = np.flatnonzero(_begin().take(codes[starts]) & (length >= 4))
    at, letters = starts[some], length[some]
    first, second, third = codes[at], codes[at + 1], codes[at + 2]
    three = (second == _ALEF) & (third == _LAM) & (letters >= 5) & (first != _ALEF) & (first != _LAM)
    two = (second == _LAM) & ((first == _ALEF) | (first == _LAM))
    cut = np.zeros(starts.size, dtype=np.int64)
    cut[some] = 3 * three + 2 * two + ((first == _WAW) & ~three)
    return cut


@cache
def _begin() -> npt.NDArray[np.bool_]:
    """Whether a word that begins with the letter may lose something there."""
    return _letters(_ALEF, _LAM, _WAW, _BEH, _KAF, _FEH)


@cache
def _ending() -> npt.NDArray[np.bool_]:
    """Whether a word that ends in the letter may lose something there."""
    return _letters(*(letter for _, letter in _SUFFIXES), *_ENDINGS)


def _letters(*codes: int) -> npt.NDArray[np.bool_]:
    table = np.zeros(_UNITS, dtype=np.bool_)
    table[list(codes)] = True
    return table
