"""◇ The mark an article is compared by: shingles of light stems, headline terms, numbers and tolls.

A *shingle* is two neighbouring terms whichever comes first, so that an editor's inversion keeps it. Every
shingle is in the mark; the archive is searched by a sample of them (those of the lead, and of the rest one in
SAMPLE, which two texts draw alike: FracMinHash, Irber et al., "Lightweight compositional analysis of
metagenomes with FracMinHash", 2022) and by the terms of the headline.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Final
from zlib import crc32

import numpy as np

from bot.stories.numbers import RISING, Counted, numbers, tolls
from bot.text.normalize import normalize
from bot.text.places import place_words
from bot.text.stem import light_stem
from bot.text.tokens import STOP_WORDS, words

SAMPLE: Final = 10
LEAD_TERMS: Final = 16
"""Terms from the start of the text whose shingles are all searched by: a summary or a breaking line keeps
little else of its story."""
MOST_WORDS: Final = 600
MOST_CHARACTERS: Final = 6_000
"""Words that are read of an article; what makes two articles one stands before that."""
HEADLINE_SPACE: Final = 1 << 32
"""Added to the hash of a headline term, so that terms and shingles share one table of postings."""

_CALLS: Final = frozenset(
    normalize(
        "عاجل شاهد بالفيديو بالصور فيديو صور رسميا خاص حصري بالوثيقة وثيقة انفوغرافيك"
        " مباشر تحديث متابعة بالاسماء"
    ).split()
)
"""Words that newsrooms hang before a headline and that say nothing of the event."""
_TOKEN: Final = re.compile(r"[^\s.,،:؛!؟?\"«»“”()\[\]…/]+")
_FORMAT: Final = 1
_MIX_SUM: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_MIX_DIFFERENCE: Final = np.uint64(0xC2B2_AE3D_27D4_EB4F)
_HALF: Final = np.uint64(32)
_TOLL_WORDS: Final = 30
"""Words of the text that are read for tolls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What an article is compared by. Hashes are 32 bits wide; *length* counts its terms."""

    headline: frozenset[int]
    body: frozenset[int]
    """The terms of the headline and of the text."""
    shingles: frozenset[int]
    places: frozenset[int]
    """Those of the terms that name a place."""
    numbers: frozenset[int]
    tolls: tuple[tuple[int, int], ...]
    """What the headline and lead count (a Counted), each with its figure."""
    length: int
    rising: bool
    """Whether the headline says that a figure rose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """A Mark with the hashes that its article is found by."""

    mark: Mark
    hashes: tuple[int, ...]


@lru_cache(maxsize=1 << 17)
def _hashes(token: str) -> tuple[int, ...]:
    """The 32-bit hashes of the terms in *token*, which holds no space; numbers and calls are left out.

    News repeats its tokens, so that most are answered from the cache and the analysis is done once for each.
    """
    return tuple(
        crc32(light_stem(word).encode(errors="surrogatepass"))
        for word in words(token)
        if word not in STOP_WORDS and word not in _CALLS and not word.isdecimal()
    )


@cache
def _place_hashes() -> frozenset[int]:
    return frozenset(chain.from_iterable(map(_hashes, place_words())))


def _stream(text: str) -> list[int]:
    """The hashes of the terms of *text* in order."""
    return list(chain.from_iterable(map(_hashes, _TOKEN.findall(text))))


def fingerprint(title: str, text: str) -> Fingerprint:
    """The fingerprint of an article."""
    tokens = text[:MOST_CHARACTERS].split(maxsplit=MOST_WORDS)[:MOST_WORDS]
    headline = _stream(title)
    stream = _stream(" ".join(tokens)) or headline
    shingles = _shingles(stream)
    sampled = {shingle for shingle in shingles if shingle % SAMPLE == 0}
    sampled.update(shingles[: LEAD_TERMS - 1])
    title_words = words(title)
    body = frozenset(stream).union(headline)
    mark = Mark(
        headline=frozenset(headline),
        body=body,
        shingles=frozenset(shingles),
        places=body & _place_hashes(),
        numbers=numbers([*title.split(), *tokens]),
        tolls=tuple(
            sorted(
                (int(what), figure)
                for what, figure in _tolls(title_words, words(" ".join(tokens[:_TOLL_WORDS]))).items()
            )
        ),
        length=len(stream),
        rising=not RISING.isdisjoint(title_words),
    )
    return Fingerprint(mark=mark, hashes=(*sampled, *(HEADLINE_SPACE + hashed for hashed in mark.headline)))


def _tolls(title_words: Sequence[str], lead_words: Sequence[str]) -> dict[Counted, int]:
    """The headline's figures go before those of the lead."""
    found = tolls(lead_words)
    found.update(tolls(title_words))
    return found


def _shingles(stream: Sequence[int]) -> list[int]:
    """A hash for each two neighbours of *stream*, whichever comes first."""
    run = np.array(stream, dtype=np.uint64)
    one, other = run[:-1], run[1:]
    mixed = ((one + other) * _MIX_SUM ^ (one ^ other) * _MIX_DIFFERENCE) >> _HALF
    found: list[int] = mixed[one != other].tolist()
    return found


def encode(mark: Mark) -> bytes:
    """*mark* as the archive keeps it: counts, then little-endian 32-bit runs."""
    counts = (
        _FORMAT,
        mark.length,
        int(mark.rising),
        len(mark.headline),
        len(mark.body),
        len(mark.shingles),
        len(mark.places),
        len(mark.numbers),
        len(mark.tolls),
    )
    run = array("I", counts)
    for part in (mark.headline, mark.body, mark.shingles, mark.places, mark.numbers):
        run.extend(sorted(part))
    for what, figure in mark.tolls:
        run.extend((what, figure))
    return run.tobytes()


def decode(stored: bytes) -> Mark | None:
    """The mark in *stored*; None where another version of the program wrote it."""
    run = array("I", stored)
    if not run or run[0] != _FORMAT:
        return None
    _, length, rising, *sizes = run[:9]
    parts = []
    at = 9
    for size in sizes[:5]:
        parts.append(frozenset(run[at : at + size]))
        at += size
    pairs = tuple((run[pair], run[pair + 1]) for pair in range(at, at + 2 * sizes[5], 2))
    return Mark(
        headline=parts[0],
        body=parts[1],
        shingles=parts[2],
        places=parts[3],
        numbers=parts[4],
        tolls=pairs,
        length=length,
        rising=bool(rising),
    )


def shared_words(title: str, other: Mark) -> list[str]:
    """The words of a headline that occur in another article, as they are written."""
    return [token for token in _TOKEN.findall(title) if not other.body.isdisjoint(_hashes(token))]
