"""◇ Which articles answer a query best: BM25F over the postings at hand, coverage, title, recency.

    weigh groups by how rare they are | add up (bot.search.adding) | keep the best | lift what is new

A *group* stands for one word of the query, its *members* for the terms that will do for it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.adding import Adding, Best, Found
from bot.search.board import Boards
from bot.search.postings.analysis import IN_TITLE, K1, MAX_IMPACT
from bot.search.postings.runs import NOTHING, Run
from bot.search.postings.view import Block, Loaded, View
from bot.search.sums import MOST_GROUPS, Resolved, Weighed

RECENCY_BONUS: Final = 0.3
"""What was written just now is worth so much more, a week later half of that."""
RECENCY_HALVES_MINUTES: Final = 7 * 24 * 60

MUCH: Final = int(2 / (2 + K1) * MAX_IMPACT)
"""The impact of a term said twice in a text of mean length, or once in a few lines; titles are above."""


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

    *places* is met by an article's own place, or where it says much of all terms of one of *place_names*.
    """

    newest: int
    sources: frozenset[int] | None = None
    section: int | None = None
    places: frozenset[int] | None = None
    place_names: tuple[tuple[int, ...], ...] = ()
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


def rank(
    view: View,
    loaded: Loaded,
    groups: Sequence[Group],
    bounds: Bounds,
    *,
    minute: int,
    depth: int,
    boards: Boards,
) -> Ranking:
    """The *depth* best articles of *view* at *minute* (since 1970); equal ones, the newest first."""
    masks = [_mask(block, place, loaded, bounds) for place, block in enumerate(view.blocks)]
    if not groups:
        return _newest(view, masks, depth)
    counted = sum(
        block.size if mask is None else int(np.count_nonzero(mask))
        for block, mask in zip(view.blocks, masks, strict=True)
    )
    resolved = [_resolve(loaded, group) for group in groups]
    weighed = [
        _weigh(group, members, masks, counted) for group, members in zip(groups, resolved, strict=True)
    ]
    kept = _rarest(groups, weighed)
    found = Adding(view.blocks, masks, boards).answers(
        [resolved[number] for number in kept],
        [weighed[number] for number in kept],
        required=[bit for bit, number in enumerate(kept) if groups[number].required],
        best=Best(depth, 1 + RECENCY_BONUS),
    )
    return _best(found, minute, depth)


def _mask(block: Block, place: int, loaded: Loaded, bounds: Bounds) -> NDArray[np.bool_] | None:
    """Which documents may be found; None where all may."""
    tests: list[NDArray[np.bool_]] = [] if block.alive is None else [block.alive]
    if block.newest > bounds.newest:
        tests.append(block.articles <= bounds.newest)
    if bounds.sources is not None:
        tests.append(np.isin(block.sources, list(bounds.sources)))
    if bounds.section is not None:
        tests.append(block.sections == bounds.section)
    if bounds.places is not None:
        own = np.isin(block.places, list(bounds.places))
        tests.append(own | _about(block.size, place, loaded, bounds.place_names))
    if bounds.since is not None:
        tests.append(block.minutes >= bounds.since)
    if bounds.until is not None:
        tests.append(block.minutes < bounds.until)
    for key in bounds.without:
        absent = np.ones(block.size, np.bool_)
        absent[loaded.run(key, place).documents] = False
        tests.append(absent)
    if len(tests) < 2:
        return tests[0] if tests else None
    allowed: NDArray[np.bool_] = np.logical_and.reduce(tests)
    return allowed


def _about(documents: int, place: int, loaded: Loaded, names: Sequence[tuple[int, ...]]) -> NDArray[np.bool_]:
    """Documents that name one of *names*, each of several terms, in the title, or much in the text."""
    about = np.zeros(documents, np.bool_)
    for name in names:
        named = np.full(documents, bool(name))
        for key in name:
            run = loaded.run(key, place)
            here = np.zeros(documents, np.bool_)
            here[run.documents[run.impacts >= MUCH]] = True
            named &= here
        about |= named
    return about


def _resolve(loaded: Loaded, group: Group) -> Resolved:
    found = []
    for number, member in enumerate(group.members):
        runs = loaded.runs.get(member.keys[0])
        for key in member.keys[1:]:
            runs = None if runs is None else _together(runs, loaded.runs.get(key, ()))
        if runs:
            found.append((number, runs))
    return found


def _together(runs: Sequence[tuple[int, Run]], others: Sequence[tuple[int, Run]]) -> list[tuple[int, Run]]:
    """The documents that are on both, with the lesser of their impacts."""
    found = []
    theirs = dict(others)
    for block, run in runs:
        other = theirs.get(block, NOTHING)
        documents, left, right = np.intersect1d(
            run.documents, other.documents, assume_unique=True, return_indices=True
        )
        mine, its = run.impacts[left], other.impacts[right]
        if len(documents):
            lesser = np.minimum(mine & MAX_IMPACT, its & MAX_IMPACT) | (mine & its & IN_TITLE)
            found.append((block, Run(documents, lesser)))
    return found


def _weigh(
    group: Group, resolved: Resolved, masks: Sequence[NDArray[np.bool_] | None], counted: int
) -> Weighed:
    """Frequencies are counted over what may be found alone.

    So a page of results asked for later, with the same newest article, is weighed as the first one was.
    """
    frequencies = [0] * len(group.members)
    for number, runs in resolved:
        for block, run in runs:
            mask = masks[block]
            frequencies[number] += run.size if mask is None else run.count_in(mask)
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
    return Weighed(
        _idf(common, counted),
        tuple(
            member.weight * _idf(max(common, frequency), counted)
            for member, frequency in zip(group.members, frequencies, strict=True)
        ),
    )


def _idf(frequency: int, documents: int) -> float:
    return math.log1p((documents - min(frequency, documents) + 0.5) / (frequency + 0.5))


def _rarest(groups: Sequence[Group], weighed: Sequence[Weighed]) -> list[int]:
    """The numbers of the groups that count, in the order of the query."""
    order = sorted(range(len(groups)), key=lambda at: (not groups[at].required, -weighed[at].weight, at))
    return sorted(order[:MOST_GROUPS])


def _best(found: Found, minute: int, depth: int) -> Ranking:
    scores, articles, minutes = found.scores, found.articles, found.minutes
    if not len(scores):
        return Ranking()
    if len(scores) > depth:
        # Recency can lift a score by RECENCY_BONUS and no more: below that nothing need be looked at.
        reach = np.partition(scores, len(scores) - depth)[len(scores) - depth] / (1 + RECENCY_BONUS)
        near = np.flatnonzero(scores >= reach)
        scores, articles, minutes = scores[near], articles[near], minutes[near]
    age = np.maximum(minute - minutes, 0) / RECENCY_HALVES_MINUTES
    scores = scores * (1 + RECENCY_BONUS * np.exp2(-age)).astype(np.float32)
    order = np.lexsort((-articles, -scores))[:depth]
    return Ranking(
        articles=tuple(articles[order].tolist()),
        scores=tuple(scores[order].tolist()),
        total=found.total,
        covered=found.covered,
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
