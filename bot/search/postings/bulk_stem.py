"""◇ Words → the keys of their stems, thousands at a time: `stem` and `term_key` over a matrix of letters.

The rules are read from `bot.text.stem`; a test holds the two together, key for key.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.keys import ALPHABET, LETTERS, term_key
from bot.text.stem import PREFIXES, SUFFIXES, stem

_BASE: Final = len(ALPHABET) + 1
_WIDEST: Final = 24
"""Letters of a word in the matrix; the few longer words are stemmed one by one."""
_NO_LETTER: Final = 0xFF


def stem_keys(
    letters: NDArray[np.uint16], begins: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """``term_key(stem(word))`` of each word that begins in *letters* at *begins* and has *lengths*."""
    width = int(min(lengths.max(initial=1), _WIDEST))
    places = np.arange(width, dtype=np.int64)
    # Column by column: the letters of one place lie side by side.
    inside = places[:, None] < lengths
    matrix = np.where(inside, letters[np.minimum(begins + places[:, None], len(letters) - 1)], 0)
    first = _without_prefix(matrix, lengths)
    last = _without_suffixes(matrix, first, np.minimum(lengths, width))
    keys, readable = _keys(matrix, first, last)
    for at in np.flatnonzero(~readable | (lengths > width)).tolist():
        word = letters[begins[at] : begins[at] + lengths[at]].tobytes().decode("utf-16-le")
        keys[at] = term_key(stem(word))
    return keys


def _without_prefix(matrix: NDArray[np.uint16], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each stem begins: behind the first of PREFIXES that the word has and may lose."""
    first = np.zeros(matrix.shape[1], np.int64)
    undecided = np.ones(matrix.shape[1], np.bool_)
    for prefix, cut, least in PREFIXES:
        if cut > len(matrix):
            continue
        has = undecided & (lengths >= least)
        for place, letter in enumerate(prefix):
            has &= matrix[place] == ord(letter)
        first[has] = cut
        undecided &= ~has
    return first


def _without_suffixes(
    matrix: NDArray[np.uint16], first: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where each stem ends: before the SUFFIXES that the word has and may lose, each tried once, in order."""
    ends = lengths.copy()
    rows = np.arange(matrix.shape[1])
    final, before = matrix[ends - 1, rows], matrix[np.maximum(ends - 2, 0), rows]
    for suffix, cut, least in SUFFIXES:
        has = (final == ord(suffix[-1])) & (ends - first >= least)
        if len(suffix) > 1:
            has &= before == ord(suffix[0])
        shorter = np.flatnonzero(has)
        if shorter.size:
            ends[shorter] += cut
            final[shorter] = matrix[ends[shorter] - 1, shorter]
            before[shorter] = matrix[np.maximum(ends[shorter] - 2, 0), shorter]
    return ends


def _keys(
    matrix: NDArray[np.uint16], first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """The key of each stem, and whether all of its letters are such as a key can hold."""
    rows = np.arange(matrix.shape[1])
    keys = np.zeros(matrix.shape[1], np.uint64)
    readable = np.ones(matrix.shape[1], np.bool_)
    codes = _codes()
    for place in range(LETTERS):
        at = first + place
        code = codes[matrix[np.minimum(at, len(matrix) - 1), rows]]
        code[at >= last] = 0
        readable &= code != _NO_LETTER
        keys = keys * np.uint64(_BASE) + code
    return keys, readable


@cache
def _codes() -> NDArray[np.uint8]:
    """By UTF-16 unit the digit that it is in a key."""
    codes = np.full(0x10000, _NO_LETTER, np.uint8)
    for code, letter in enumerate(ALPHABET, 1):
        codes[ord(letter)] = code
    return codes
