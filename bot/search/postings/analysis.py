"""◇ Many articles to weighted postings at once: `bot.text.tokens.terms` over a whole batch, in numpy.

    fold every character by table | cut into words | word → term by dictionary | count per article | weigh

The result is term for term that of `terms`; a test holds the two together. Done batch-wise it takes a fifth
of the time, which is what lets an archive be imported at thousands of articles a second.
"""

import zlib
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.lexicon import END, FIELD_END, Lexicon
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
_AT_ONCE: Final = 48
"""Articles whose letters fit into a processor's second cache together with their numbers."""


class Analyser:
    """Turns batches of articles into postings; it keeps the words that it has seen, so use one for many."""

    def __init__(self) -> None:
        self._lexicon = Lexicon()
        self._fold, self._kind, self._wide = _tables()

    def analyse(self, articles: Sequence[tuple[str, str]]) -> Postings:
        """The postings of *articles*, at most 65,536 pairs of title and text."""
        read = [self._numbers(articles[at : at + _AT_ONCE]) for at in range(0, len(articles), _AT_ONCE)]
        numbers = np.concatenate([np.zeros(0, np.uint32), *read])
        field = np.cumsum(numbers == END, dtype=np.uint32)
        kept = numbers > END
        return _weigh(self._lexicon.keys, numbers[kept], field[kept], documents=len(articles))

    def _numbers(self, articles: Sequence[tuple[str, str]]) -> NDArray[np.uint32]:
        """The number of each word's term, and END behind each field."""
        fields = [field.replace(FIELD_END, " ") for article in articles for field in article]
        return self._lexicon.numbers(*self._words(f" {FIELD_END} ".join([*fields, ""])))

    def _words(self, text: str) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
        """The letters of the words of *text*, folded, without what lies between; and the words' lengths."""
        codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
        wide = codes[self._wide[codes]]
        if wide.size:
            for code in np.unique(wide).tolist():
                text = text.replace(chr(code), FOLDING[code] or "")
            codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
        folded = self._fold[codes]
        folded = folded[folded != 0]
        kind = self._kind[folded]
        inside = kind != 0
        letters = folded[inside]
        # A word begins where something of another kind stands before; so letters and digits part.
        begins = np.flatnonzero((kind != np.append(np.uint8(0), kind[:-1]))[inside])
        return letters, np.diff(np.append(begins, len(letters)))


@cache
def _tables() -> tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.bool_]]:
    """By UTF-16 unit: its fold, its kind, and whether it folds to several.

    A fold of 0 is nothing, a space no word; the kinds are letter 1, digit 2 and end of a field 3.
    """
    fold = np.full(0x10000, _SPACE, np.uint16)
    kind = np.zeros(0x10000, np.uint8)
    wide = np.zeros(0x10000, np.bool_)
    for code in range(0x10000):
        if 0xD800 <= code < 0xE000:
            continue
        letter = FOLDING.get(code, chr(code).lower()[0])
        if not letter:
            fold[code] = 0
        elif len(letter) > 1:
            wide[code] = True
        elif letter.isalnum():
            fold[code] = ord(letter)
    for code in np.unique(fold[fold > _SPACE]).tolist():
        kind[code] = 2 if chr(code).isdecimal() else 1
    fold[ord(FIELD_END)] = ord(FIELD_END)
    kind[ord(FIELD_END)] = 3
    return fold, kind, wide


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
    return Postings(keys[present[order]], starts, (pairs & np.uint64(0xFFFF)).astype(np.uint16), impacts)


def name_mark(name: str | None) -> int:
    """A 32-bit mark of a section's or place's *name*, the same for all its spellings; 0 for none."""
    if not name:
        return 0
    return zlib.crc32(" ".join(terms(name)).encode()) or 1
