"""◇ Who comes near an article: the few that share most of what is rare with it, a batch at once by numpy."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from bot.stories.fingerprint import Fingerprint
from bot.stories.mark import Hashes
from storage.records.identity import ArticleId

Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

MOST_CANDIDATES: Final = 6
_LEAST_WORTH: Final = 0.65
"""What shared hashes are worth together at least: no two articles that carry less were ever one event."""
_LEAST: Final = 2
"""Shared hashes: two weak ones are needed, or one is not enough."""
_TERM: Final = 0.7
"""A term is a word, a shingle two of them: it takes more words to say the same."""
_POSITION_BITS: Final = 16
_CARRIER_BITS: Final = 28
_CARRIERS: Final = (1 << _CARRIER_BITS) - 1
_POSITIONS: Final = (1 << _POSITION_BITS) - 1


class Asked(NamedTuple):
    """The hashes of a batch, those of its first article first."""

    ids: Numbers
    """The id of each article."""
    hashes: Hashes
    articles: Numbers
    """Which article of the batch each hash is of."""
    worth: Shares
    firsts: Numbers
    """Where the hashes of each article begin."""

    @classmethod
    def of(cls, article_ids: Sequence[ArticleId], prints: Sequence[Fingerprint]) -> Self:
        """Those of these articles."""
        sizes = np.array([each.hashes.size for each in prints], dtype=np.int64)
        terms = np.array([each.terms for each in prints], dtype=np.int64)
        articles = np.repeat(np.arange(sizes.size), sizes)
        ends = np.cumsum(sizes)
        # The terms of an article are the last of its hashes.
        worth = np.where(np.arange(articles.size) < (ends - terms)[articles], 1.0, _TERM)
        hashes = np.concatenate([each.hashes for each in prints] or [np.zeros(0, np.uint32)])
        return cls(np.array(article_ids, dtype=np.int64), hashes, articles, worth, ends - sizes)


class Carried(NamedTuple):
    """Who carries the hashes that were asked for."""

    asked: Numbers
    """Where the hash stands among those asked for."""
    carriers: Numbers
    """The number of an article that carries it."""


def carried_within(asked: Asked) -> Carried:
    """Who carries each hash among the articles of the batch before it, by their numbers there."""
    keys = np.sort(asked.hashes.astype(np.int64) << 31 | np.arange(asked.hashes.size))
    hashes, places = keys >> 31, keys & 0x7FFF_FFFF
    begins = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if keys.size else places
    sizes = np.diff(np.append(begins, keys.size))
    before = np.arange(keys.size) - np.repeat(begins, sizes)
    return Carried(np.repeat(places, before), asked.articles[places[_runs(np.repeat(begins, sizes), before)]])


def nearest(asked: Asked, found: Carried, ids: Numbers) -> list[list[ArticleId]]:
    """For each article of the batch those that share most of what is rare with it, the nearest first.

    A hash weighs less the more articles carry it. *ids* are those of the numbers in *found*.
    """
    carriers = np.bincount(found.asked, minlength=asked.hashes.size)
    worth = asked.worth / np.sqrt(np.maximum(carriers, 1))
    articles = asked.articles[found.asked]
    positions = found.asked - asked.firsts[articles]
    keys = np.sort((articles << _CARRIER_BITS | found.carriers) << _POSITION_BITS | positions)
    pairs = keys >> _POSITION_BITS
    begins = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1]))) if keys.size else pairs
    sizes = np.diff(np.append(begins, keys.size))
    each = worth[asked.firsts[pairs >> _CARRIER_BITS] + (keys & _POSITIONS)]
    shared = np.bincount(np.repeat(np.arange(begins.size), sizes), weights=each, minlength=begins.size)
    articles, others = pairs[begins] >> _CARRIER_BITS, ids[pairs[begins] & _CARRIERS]
    enough = np.flatnonzero((sizes >= _LEAST) & (shared >= _LEAST_WORTH) & (others != asked.ids[articles]))
    articles, others, shared = articles[enough], others[enough], shared[enough]
    order = np.lexsort((-others, -shared, articles))
    cuts = articles[order].searchsorted(np.arange(asked.ids.size + 1)).tolist()
    ranked = others[order].tolist()
    return [ranked[first : min(last, first + MOST_CANDIDATES)] for first, last in pairwise(cuts)]


def _runs(begins: Numbers, sizes: Numbers) -> Numbers:
    """The numbers from each of *begins* on, as many as *sizes* says, one run after the other."""
    ends = np.cumsum(sizes)
    runs: Numbers = np.arange(ends[-1] if ends.size else 0) + np.repeat(begins - ends + sizes, sizes)
    return runs
