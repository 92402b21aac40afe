"""◇ Many articles to weighted postings at once: `bot.text.tokens.terms` over a whole batch, in numpy.

    fold every character by table | cut into words | word → term by dictionary | count per article | weigh

The result is term for term that of `terms`; a test holds the two together. Done batch-wise it takes a fifth
of the time, which is what lets an archive be imported at thousands of articles a second.
"""

import zlib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.lexicon import END, FIELD_END, Lexicon, word_hashes
from bot.search.postings.segment import Postings
from bot.text.normalize import FOLDING
from bot.text.tokens import terms

# BM25F (Zaragoza et al., TREC-13): a title word weighs four times a word of the text, lengths are
# normalised per field. The mean lengths are constants, not measured per archive, so that a posting's weight
# depends on its article alone: it is worked out once and is the same in every segment and on every database.
K1: Final = 1.2
TITLE_WEIGHT: Final = 4.0
TITLE_B: Final = 0.5
TEXT_B: Final = 0.75
MEAN_TITLE: Final = 8.0
MEAN_TEXT: Final = 120.0
IN_TITLE: Final = 0x80
"""The bit of an impact that says that the term stands in the title; the other seven are its weight."""
MAX_IMPACT: Final = 127

_SPACE: Final = 0x20
_CHARACTERS_AT_ONCE: Final = 1 << 16
"""So many fit into a processor's second cache together with what is worked out for each."""
_LETTER, _DIGIT, _FIELD_END = 1, 2, 3
_KIND_BIT: Final = np.uint32(16)
_WIDE: Final = np.uint32(1 << 31)


class Analyser:
    """Turns batches of articles into postings; it keeps the words that it has seen, so use one for many."""

    def __init__(self) -> None:
        self._lexicon = Lexicon()
        self._folds = _folds()

    def analyse(self, articles: Sequence[tuple[str, str]]) -> Postings:
        """The postings of *articles*, at most 65,536 pairs of title and text."""
        read = [self._words(text) for text in _texts(articles)]
        letters = np.concatenate([np.zeros(0, np.uint16), *(part for part, _, _ in read)])
        lengths = np.concatenate([np.zeros(0, np.int64), *(part for _, part, _ in read)])
        hashes = np.concatenate([np.zeros(0, np.uint64), *(part for _, _, part in read)])
        numbers = self._lexicon.numbers(hashes, letters, lengths)
        field = np.cumsum(numbers == END, dtype=np.uint32)
        kept = numbers > END
        return _weigh(self._lexicon.keys, numbers[kept], field[kept], documents=len(articles))

    def _words(self, text: str) -> tuple[NDArray[np.uint16], NDArray[np.int64], NDArray[np.uint64]]:
        """The letters of the words of *text*, folded, without what lies between; their lengths and hashes."""
        folded = self._folds.take(_units(text))
        if folded.size and folded.max() >= _WIDE:
            for code in np.unique(_units(text)[folded >= _WIDE]).tolist():
                text = text.replace(chr(code), FOLDING[code] or "")
            folded = self._folds.take(_units(text))
        folded = folded[folded != 0]
        kinds = (folded >> _KIND_BIT).astype(np.uint8)
        # A word ends where something of another kind follows; so letters and digits part.
        ends = np.append(np.flatnonzero(kinds[1:] != kinds[:-1]), len(kinds) - 1) if kinds.size else _NONE
        lengths = np.diff(ends, prepend=-1)[kinds[ends] != 0]
        letters = folded[kinds != 0].astype(np.uint16)
        return letters, lengths, word_hashes(letters, lengths)


_NONE: Final = np.zeros(0, np.int64)


def _texts(articles: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The fields of *articles* one after another, in pieces of bearable size; END stands behind each."""
    fields: list[str] = []
    characters = 0
    for title, text in articles:
        fields += (title.replace(FIELD_END, " "), text.replace(FIELD_END, " "))
        characters += len(title) + len(text)
        if characters >= _CHARACTERS_AT_ONCE:
            yield _BETWEEN.join([*fields, ""])
            fields.clear()
            characters = 0
    if fields:
        yield _BETWEEN.join([*fields, ""])


_BETWEEN: Final = f" {FIELD_END} "


def _units(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


@cache
def _folds() -> NDArray[np.uint32]:
    """By UTF-16 unit its fold, with the fold's kind above it: 0 for nothing, a bare space for no word.

    A unit that folds to several is marked as wide.
    """
    folds = np.full(0x10000, _SPACE, np.uint32)
    for code in range(0x10000):
        if 0xD800 <= code < 0xE000:
            continue
        letter = FOLDING.get(code, chr(code).lower()[0])
        if not letter:
            folds[code] = 0
        elif len(letter) > 1:
            folds[code] = _WIDE
        elif letter.isalnum():
            folds[code] = ord(letter) | (_DIGIT if letter.isdecimal() else _LETTER) << 16
    folds[ord(FIELD_END)] = ord(FIELD_END) | _FIELD_END << 16
    return folds


def _weigh(
    keys: NDArray[np.uint64], numbers: NDArray[np.uint32], field: NDArray[np.uint32], *, documents: int
) -> Postings:
    lengths = np.bincount(field, minlength=2 * documents)
    present = np.flatnonzero(np.bincount(numbers, minlength=len(keys)))
    order = np.argsort(keys[present])
    rank = np.zeros(len(keys), np.uint64)
    rank[present[order]] = np.arange(len(present), dtype=np.uint64)
    # One number holds term, document and field, so that one sort groups the occurrences.
    places = np.sort(rank[numbers] << np.uint64(17) | field.astype(np.uint64))
    first = np.flatnonzero(np.append(True, places[1:] != places[:-1])) if places.size else np.zeros(0, int)
    counts = np.diff(np.append(first, places.size))
    places = places[first]
    in_text = (places & np.uint64(1)).astype(np.bool_)
    fields = (places & np.uint64(0x1FFFF)).astype(np.int64)
    norm = np.where(
        in_text,
        1 - TEXT_B + TEXT_B * lengths[fields] / MEAN_TEXT,
        (1 - TITLE_B + TITLE_B * lengths[fields] / MEAN_TITLE) / TITLE_WEIGHT,
    )
    weights = counts / norm
    pairs = places >> np.uint64(1)
    first = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])) if pairs.size else first
    weight = np.add.reduceat(weights, first) if first.size else weights
    impacts = np.ceil(weight / (weight + K1) * MAX_IMPACT).astype(np.uint8)
    impacts[~in_text[first]] |= IN_TITLE
    pairs = pairs[first]
    terms = (pairs >> np.uint64(16)).astype(np.int64)
    starts = np.searchsorted(terms, np.arange(len(present) + 1)).astype(np.uint32)
    return Postings(keys[present[order]], starts, (pairs & np.uint64(0xFFFF)).astype(np.uint32), impacts)


@lru_cache(maxsize=4096)
def name_mark(name: str | None) -> int:
    """A 32-bit mark of a section's or place's *name*, the same for all its spellings; 0 for none."""
    if not name:
        return 0
    return zlib.crc32(" ".join(terms(name)).encode()) or 1
