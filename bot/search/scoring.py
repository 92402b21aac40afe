"""◇ Which articles answer a query best: BM25F over the postings at hand, coverage, title, recency.

    add up each group's best member per document | weigh by what is covered | keep the best | lift what is new

A *group* stands for one word of the query, its *members* for the terms that will do for it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.analysis import IN_TITLE, MAX_IMPACT
from bot.search.postings.view import NOTHING, Block, Loaded, Page, View

MOST_GROUPS: Final = 16
"""Of a longer query the rarest words count."""
TITLE_BONUS: Final = 0.5
"""A headline that holds every word is worth half as much again."""
RECENCY_BONUS: Final = 0.3
"""What was written just now is worth so much more, a week later half of that."""
RECENCY_HALVES_MINUTES: Final = 7 * 24 * 60
LEAST_COVERAGE: Final = 0.3
"""What covers less of a query than this share of the best answer is no answer."""


@dataclass(frozen=True, slots=True)
class Member:
    """The terms that must stand together, one as a rule, and what they count against the word itself.

    A *guess* is worth no more for being rare: of two words that may have been meant neither is favoured.
    """

    keys: tuple[int, ...]
    weight: float = 1.0
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """What will do for one word; a *required* one must be there."""

    members: tuple[Member, ...]
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Which articles may be found at all. *until* is beyond the last minute, *newest* the last article id.

    *place* is met by the article's own place or by all of *place_keys* in its title.
    """

    newest: int
    sources: frozenset[int] | None = None
    section: int | None = None
    place: int | None = None
    place_keys: tuple[int, ...] = ()
    since: int | None = None
    until: int | None = None
    without: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Article ids, the best first, with their scores.

    *total* is how many answer, *covered* the share of the query's weight that the best covers.
    """

    articles: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()
    total: int = 0
    covered: float = 0.0

    def first(self, depth: int) -> "Ranking":
        """The best *depth* of these."""
        return replace(self, articles=self.articles[:depth], scores=self.scores[:depth])


@dataclass(frozen=True, slots=True)
class _Found:
    """What one block gives: article ids, scores without recency, minutes and coverage."""

    articles: NDArray[np.int64]
    scores: NDArray[np.float32]
    minutes: NDArray[np.int32]
    covered: NDArray[np.float32]


def rank(
    view: View, loaded: Loaded, groups: Sequence[Group], bounds: Bounds, *, minute: int, depth: int
) -> Ranking:
    """The *depth* best articles of *view* at *minute* (since 1970); equal ones, the newest first."""
    masks = [
        _mask(block, postings, bounds) for block, postings in zip(view.blocks, loaded.blocks, strict=True)
    ]
    if not groups:
        return _newest(view, masks, depth)
    counted = sum(
        block.size if mask is None else int(np.count_nonzero(mask))
        for block, mask in zip(view.blocks, masks, strict=True)
    )
    resolved = [[_resolve(postings, group) for postings in loaded.blocks] for group in groups]
    weighed = [
        _weigh(group, members, masks, counted) for group, members in zip(groups, resolved, strict=True)
    ]
    kept = _rarest(groups, weighed)
    required = sum(1 << bit for bit, number in enumerate(kept) if groups[number].required)
    scorer = _Scorer(
        [weighed[number] for number in kept], required, max((block.size for block in view.blocks), default=0)
    )
    found = [
        scorer.score(block, [resolved[number][place] for number in kept], masks[place])
        for place, block in enumerate(view.blocks)
        if any(resolved[number][place] for number in kept)
    ]
    return _best(found, minute, depth)


Resolved = Sequence[tuple[int, Page]]
"""The postings of a group's members in a block, each with the member's number; empty ones left out."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What a group's coverage counts, and each member's presence (BM25's idf times its own weight)."""

    weight: float
    members: tuple[float, ...]


def _mask(block: Block, postings: dict[int, Page], bounds: Bounds) -> NDArray[np.bool_] | None:
    """Which documents may be found; None where all may."""
    tests = [] if block.alive is None else [block.alive]
    if block.newest > bounds.newest:
        tests.append(block.articles <= bounds.newest)
    if bounds.sources is not None:
        tests.append(np.isin(block.sources, list(bounds.sources)))
    if bounds.section is not None:
        tests.append(block.sections == bounds.section)
    if bounds.place is not None:
        tests.append((block.places == bounds.place) | _titled(block.size, postings, bounds))
    if bounds.since is not None:
        tests.append(block.minutes >= bounds.since)
    if bounds.until is not None:
        tests.append(block.minutes < bounds.until)
    for key in bounds.without:
        absent = np.ones(block.size, np.bool_)
        absent[postings.get(key, NOTHING)[0]] = False
        tests.append(absent)
    return np.logical_and.reduce(tests) if tests else None


def _titled(documents: int, postings: dict[int, Page], bounds: Bounds) -> NDArray[np.bool_]:
    """Documents whose title holds all of the place's terms."""
    named = np.full(documents, bool(bounds.place_keys))
    for key in bounds.place_keys:
        where, impacts = postings.get(key, NOTHING)
        here = np.zeros(documents, np.bool_)
        here[where[impacts >= IN_TITLE]] = True
        named &= here
    return named


def _resolve(postings: dict[int, Page], group: Group) -> Resolved:
    found = []
    for number, member in enumerate(group.members):
        page = postings.get(member.keys[0])
        for key in member.keys[1:]:
            page = None if page is None else _together(page, postings.get(key, NOTHING))
        if page is not None and len(page[0]):
            found.append((number, page))
    return found


def _together(page: Page, other: Page) -> Page:
    """The documents that are on both, with the lesser of their impacts."""
    documents, mine, theirs = np.intersect1d(page[0], other[0], assume_unique=True, return_indices=True)
    left, right = page[1][mine], other[1][theirs]
    return documents, np.minimum(left & MAX_IMPACT, right & MAX_IMPACT) | (left & right & IN_TITLE)


def _weigh(
    group: Group, resolved: Sequence[Resolved], masks: Sequence[NDArray[np.bool_] | None], counted: int
) -> _Weighed:
    """Frequencies are counted over what may be found alone.

    So a page of results asked for later, with the same newest article, is weighed as the first one was.
    """
    frequencies = [0] * len(group.members)
    for members, mask in zip(resolved, masks, strict=True):
        for number, (documents, _) in members:
            frequencies[number] += len(documents) if mask is None else int(np.count_nonzero(mask[documents]))
    common = min(
        counted,
        sum(
            frequency
            for frequency, member in zip(frequencies, group.members, strict=True)
            if member.weight >= 1.0
        ),
    )
    guessed = max(
        (frequency for frequency, member in zip(frequencies, group.members, strict=True) if member.guess),
        default=0,
    )
    common = max(common, guessed) or max(frequencies, default=0)
    return _Weighed(
        _idf(common, counted),
        tuple(
            member.weight * _idf(max(common, frequency), counted)
            for member, frequency in zip(group.members, frequencies, strict=True)
        ),
    )


def _idf(frequency: int, documents: int) -> float:
    return math.log1p((documents - min(frequency, documents) + 0.5) / (frequency + 0.5))


def _rarest(groups: Sequence[Group], weighed: Sequence[_Weighed]) -> list[int]:
    """The numbers of the groups that count, in the order of the query."""
    order = sorted(range(len(groups)), key=lambda at: (not groups[at].required, -weighed[at].weight, at))
    return sorted(order[:MOST_GROUPS])


# A document's sum is one 64-bit integer, so that each posting costs one addition: the score in the lower
# half, in steps of 2⁻²⁰, above it a bit for each group that it holds, and above these a bit for each that its
# title holds.
_STEP: Final = 1 << 20
_HOLDS: Final = 32
_TITLED: Final = _HOLDS + MOST_GROUPS
_GRADES: Final = (np.arange(256) & MAX_IMPACT) * (_STEP / MAX_IMPACT)
_TITLE_BIT: Final = (np.arange(256) >= IN_TITLE).astype(np.uint64)


class _Scorer:
    """Scores block after block; what is the same for all of them is worked out once."""

    def __init__(self, weighed: Sequence[_Weighed], required: int, size: int) -> None:
        """*required* are the bits of the groups that must be there, *size* is that of the largest block."""
        self._weighed = weighed
        self._required = np.uint64(required << _HOLDS)
        self._gains: dict[tuple[int, int], NDArray[np.uint64]] = {}
        self._shares = _share_tables([weights.weight for weights in weighed])
        self._sums = np.zeros(size, np.uint64)
        self._best = np.zeros(size, np.uint64)
        self._most = 0.0

    def score(self, block: Block, groups: Sequence[Resolved], mask: NDArray[np.bool_] | None) -> _Found:
        """What *block* has; what covers too little of the query beside what was found so far is left out."""
        for bit, members in enumerate(groups):
            self._add(bit, members)
        sums = self._sums[: block.size]
        where = np.flatnonzero(sums != 0)
        held = sums[where]
        sums[where] = 0
        if mask is not None:
            allowed = mask[where]
            where, held = where[allowed], held[allowed]
        if self._required:
            answering = (held & self._required) == self._required
            where, held = where[answering], held[answering]
        covered = self._share(held >> np.uint64(_HOLDS))
        self._most = max(self._most, float(covered.max(initial=0.0)))
        answering = covered >= LEAST_COVERAGE * self._most
        if not answering.all():
            where, held, covered = where[answering], held[answering], covered[answering]
        titled = self._share(held >> np.uint64(_TITLED))
        scores = (held & np.uint64(0xFFFF_FFFF)).astype(np.float32) / np.float32(_STEP)
        scores *= (0.5 + 0.5 * covered * covered) * (1 + TITLE_BONUS * titled * titled)
        return _Found(block.articles[where], scores, block.minutes[where], covered)

    def _add(self, bit: int, members: Resolved) -> None:
        """Add the best of a group's *members* in each document."""
        for place, (number, (documents, impacts)) in enumerate(members):
            gained = self._gain(bit, number)[impacts]
            at = documents.astype(np.intp)
            if len(members) > 1:
                # Of two members in a document the better counts: what the other gave is taken back. A title's
                # bit outweighs all else, so the one in the title is the better.
                before = self._best[at] if place else np.uint64(0)
                better = np.maximum(before, gained) if place else gained
                self._best[at] = better
                gained = better - before
            self._sums[at] += gained
        if len(members) > 1:
            for _, (documents, _) in members:
                self._best[documents] = 0

    def _gain(self, bit: int, number: int) -> NDArray[np.uint64]:
        """By impact, what a posting of a group's member adds."""
        gain = self._gains.get((bit, number))
        if gain is None:
            bits = np.uint64(1 << (_HOLDS + bit)) | _TITLE_BIT << np.uint64(_TITLED + bit)
            gain = (_GRADES * self._weighed[bit].members[number]).astype(np.uint64) | bits
            self._gains[bit, number] = gain
        return gain

    def _share(self, held: NDArray[np.uint64]) -> NDArray[np.float32]:
        """The share of the groups' weight that the low bits of *held* cover, eight groups at a time."""
        share = np.zeros(len(held), np.float32)
        for part, table in enumerate(self._shares):
            share += table[(held >> np.uint64(8 * part)).astype(np.uint8)]
        return share


def _share_tables(weights: Sequence[float]) -> list[NDArray[np.float32]]:
    """For every eight groups, by which of them are held, the share of all weight that these are."""
    total = sum(weights) or 1.0
    tables = []
    for first in range(0, len(weights), 8):
        part = weights[first : first + 8]
        table = np.zeros(256, np.float32)
        for bit, weight in enumerate(part):
            table[1 << bit : 2 << bit] = table[: 1 << bit] + np.float32(weight / total)
        if len(part) < 8:
            table = np.tile(table[: 1 << len(part)], 256 >> len(part))
        tables.append(table)
    return tables


def _best(found: Sequence[_Found], minute: int, depth: int) -> Ranking:
    if not found:
        return Ranking()
    covered = np.concatenate([part.covered for part in found])
    if not covered.size:
        return Ranking()
    scores = np.concatenate([part.scores for part in found])
    articles = np.concatenate([part.articles for part in found])
    minutes = np.concatenate([part.minutes for part in found])
    most = float(covered.max())
    answering = covered >= LEAST_COVERAGE * most
    total = int(np.count_nonzero(answering))
    if total < len(scores):
        scores, articles, minutes = scores[answering], articles[answering], minutes[answering]
    if total > depth:
        # Recency can lift a score by RECENCY_BONUS and no more: below that nothing need be looked at.
        reach = np.partition(scores, total - depth)[total - depth] / (1 + RECENCY_BONUS)
        near = np.flatnonzero(scores >= reach)
        scores, articles, minutes = scores[near], articles[near], minutes[near]
    age = np.maximum(minute - minutes, 0) / RECENCY_HALVES_MINUTES
    scores = scores * (1 + RECENCY_BONUS * np.exp2(-age)).astype(np.float32)
    order = np.lexsort((-articles, -scores))[:depth]
    return Ranking(
        articles=tuple(articles[order].tolist()),
        scores=tuple(scores[order].tolist()),
        total=total,
        covered=most,
    )


def _newest(view: View, masks: Sequence[NDArray[np.bool_] | None], depth: int) -> Ranking:
    """Where no word was given: everything within the bounds, the newest first."""
    minutes, articles = [], []
    for block, mask in zip(view.blocks, masks, strict=True):
        minutes.append(block.minutes if mask is None else block.minutes[mask])
        articles.append(block.articles if mask is None else block.articles[mask])
    if not articles:
        return Ranking()
    when, ids = np.concatenate(minutes), np.concatenate(articles)
    order = np.lexsort((-ids, -when))[:depth]
    best = tuple(ids[order].tolist())
    return Ranking(articles=best, scores=(0.0,) * len(best), total=len(ids), covered=1.0)
