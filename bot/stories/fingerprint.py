"""◇ The mark of an article from its words: shingles of light stems, headline terms, numbers and tolls.

A *shingle* is two neighbouring terms whichever comes first, so that an editor's inversion keeps it. Every
shingle is in the mark; the archive is searched by a sample of them (those of the lead, and of the rest one in
SAMPLE, which two texts draw alike: FracMinHash, Irber et al., "Lightweight compositional analysis of
metagenomes with FracMinHash", 2022) and by the terms of the headline.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.stories.mark import HEADLINE, PLACE, Hashes, Mark
from bot.stories.numbers import RISING, tolls
from bot.stories.reading import Reading, among, read, stems_of
from bot.text.places import place_words

SAMPLE: Final = 10
LEAD_TERMS: Final = 16
"""Terms from the start of the text whose shingles are all searched by: a summary or a breaking line keeps
little else of its story."""
HEADLINE_SPACE: Final = 1 << 32
"""Added to the hash of a headline term, so that terms and shingles share one table of postings."""

_MIX_SUM: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_MIX_DIFFERENCE: Final = np.uint64(0xC2B2_AE3D_27D4_EB4F)
_HALF: Final = np.uint64(32)
_TOLL_WORDS: Final = 30
"""Words of the text that are read for tolls."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fingerprint:
    """A Mark with the hashes that its article is found by."""

    mark: Mark
    hashes: tuple[int, ...]
    heading: tuple[int, ...]
    """The term of each word of the headline in order, 0 where it says nothing."""


@cache
def _place_hashes() -> Hashes:
    return np.unique(stems_of(" ".join(place_words())))


def fingerprint(title: str, text: str) -> Fingerprint:
    """The fingerprint of an article."""
    (article,) = read([(title, text)])
    return fingerprint_of(article)


def fingerprint_of(article: Reading) -> Fingerprint:
    """The fingerprint of an article that was read already."""
    title, text, heading, lead = article
    lead = lead[:_TOLL_WORDS]
    headline = _distinct(title.terms)
    stream = text.terms
    if not stream.size:
        stream = title.terms
    shingles = _shingles(stream)
    # The headline's figures go before those of the lead.
    counted = tolls(lead) | tolls(heading)
    counted |= text.quotations(lead) | title.quotations(heading)
    terms = _distinct(np.concatenate((stream, headline)))
    roles = np.zeros(terms.size, dtype=np.uint8)
    roles[terms.searchsorted(headline)] = HEADLINE
    places = among(terms, _place_hashes())
    roles[places] |= PLACE
    mark = Mark(
        terms=terms,
        roles=roles,
        headline=headline.size,
        places=int(np.count_nonzero(places)),
        shingles=_distinct(shingles),
        numbers=title.numbers() | text.numbers(),
        tolls=tuple(sorted((int(what), figure) for what, figure in counted.items())),
        length=stream.size,
        rising=not RISING.isdisjoint(heading),
    )
    sampled = {*shingles[shingles % SAMPLE == 0].tolist(), *shingles[: LEAD_TERMS - 1].tolist()}
    return Fingerprint(
        mark=mark,
        hashes=(*sampled, *(HEADLINE_SPACE + hashed for hashed in headline.tolist())),
        heading=tuple((title.stems * title.telling).tolist()),
    )


def _distinct(hashes: Hashes) -> Hashes:
    """*hashes* ascending, each once; what ``numpy.unique`` does, in half the time for so few."""
    ordered = np.sort(hashes)
    fresh = np.empty(ordered.size, dtype=np.bool_)
    fresh[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]


def _shingles(stream: Hashes) -> Hashes:
    """A hash for each two neighbours of *stream*, whichever comes first."""
    run: npt.NDArray[np.uint64] = stream.astype(np.uint64)
    one, other = run[:-1], run[1:]
    mixed = ((one + other) * _MIX_SUM ^ (one ^ other) * _MIX_DIFFERENCE) >> _HALF
    found: Hashes = mixed[one != other].astype(np.uint32)
    return found
