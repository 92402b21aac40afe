"""◇ Which articles answer a query best: BM25F over the postings at hand, coverage, title, recency.

    add up each group's best member per document | weigh by what is covered | keep the best | lift what is new

A *group* stands for one word of the query, its *members* for the terms that will do for it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.analysis import IN_TITLE, MAX_IMPACT
from bot.search.postings.view import NOTHING, Loaded, OpenSegment, Page, View

MOST_GROUPS: Final = 32
TITLE_BONUS: Final = 0.5
"""A headline that holds every word is worth half as much again."""
RECENCY_BONUS: Final = 0.3
"""What was written just now is worth so much more, a week later half of that."""
RECENCY_HALVES_MINUTES: Final = 7 * 24 * 60
LEAST_COVERAGE: Final = 0.3
"""What covers less of a query than this share of the best answer is no answer."""


@dataclass(frozen=True, slots=True)
class Member:
    """The terms that must stand together, one as a rule, and what they count against the word itself."""

    keys: tuple[int, ...]
    weight: float = 1.0


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
    """Article ids, the best first, with their scores; *total* how many answer; *covered* the share of the query's
    weight that the best covers.
    """

    articles: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()
    total: int = 0
    covered: float = 0.0


@dataclass(slots=True)
class _Found:
    """What one segment gives: article ids, scores without recency, minutes and coverage."""

    articles: NDArray[np.int64]
    scores: NDArray[np.float32]
    minutes: NDArray[np.int32]
    covered: NDArray[np.float32]


def rank(
    view: View, loaded: Loaded, groups: Sequence[Group], bounds: Bounds, *, minute: int, depth: int
) -> Ranking:
    """The *depth* best articles of *view* at *minute* (since 1970); equal ones, the newest first."""
    groups = groups[:MOST_GROUPS]
    masks = [
        _mask(segment, postings, bounds)
        for segment, postings in zip(view.segments, loaded.segments, strict=True)
    ]
    if not groups:
        return _newest(view, masks, depth)
    resolved = [_resolve(postings, groups) for postings in loaded.segments]
    weighted = _weigh(view, resolved, masks, groups)
    found = [
        _score(segment, postings, mask, groups, weighted)
        for segment, postings, mask in zip(view.segments, resolved, masks, strict=True)
        if any(any(len(documents) for documents, _ in members) for members in postings)
    ]
    return _best(found, minute, depth)


def _mask(segment: OpenSegment, postings: dict[int, Page], bounds: Bounds) -> NDArray[np.bool_] | None:
    """Which documents may be found; None where all may."""
    columns = segment.articles
    tests = [] if segment.alive is None else [segment.alive]
    if int(columns["article"].max(initial=0)) > bounds.newest:
        tests.append(columns["article"] <= bounds.newest)
    if bounds.sources is not None:
        tests.append(np.isin(columns["source"], list(bounds.sources)))
    if bounds.section is not None:
        tests.append(columns["section"] == bounds.section)
    if bounds.place is not None:
        tests.append((columns["place"] == bounds.place) | _titled(len(columns["place"]), postings, bounds))
    if bounds.since is not None:
        tests.append(columns["minute"] >= bounds.since)
    if bounds.until is not None:
        tests.append(columns["minute"] < bounds.until)
    for key in bounds.without:
        absent = np.ones(len(columns["article"]), np.bool_)
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


def _resolve(postings: dict[int, Page], groups: Sequence[Group]) -> list[list[Page]]:
    """The postings of each member of each group."""
    return [[_together(postings, member.keys) for member in group.members] for group in groups]


def _together(postings: dict[int, Page], keys: tuple[int, ...]) -> Page:
    """The documents that hold all of *keys*, with the least of their impacts."""
    documents, impacts = postings.get(keys[0], NOTHING)
    for key in keys[1:]:
        others, their_impacts = postings.get(key, NOTHING)
        documents, mine, theirs = np.intersect1d(documents, others, assume_unique=True, return_indices=True)
        left, right = impacts[mine], their_impacts[theirs]
        impacts = np.minimum(left & MAX_IMPACT, right & MAX_IMPACT) | (left & right & IN_TITLE)
    return documents, impacts


@dataclass(frozen=True, slots=True)
class _Weights:
    """By group: what its coverage counts, and by member the score of each impact."""

    groups: list[float]
    tables: list[list[NDArray[np.float32]]]


def _weigh(
    view: View,
    resolved: Sequence[list[list[Page]]],
    masks: Sequence[NDArray[np.bool_] | None],
    groups: Sequence[Group],
) -> _Weights:
    """BM25's inverse document frequencies, counted over what may be found.

    So a page of results asked for later, with the same newest article, is weighed as the first one was.
    """
    counted = len(view.segments) and sum(
        len(segment.articles["article"]) if mask is None else int(mask.sum())
        for segment, mask in zip(view.segments, masks, strict=True)
    )
    grades = (np.arange(256) & MAX_IMPACT).astype(np.float32) / MAX_IMPACT
    weights, tables = [], []
    for number, group in enumerate(groups):
        frequencies = [
            sum(
                len(documents) if mask is None else int(np.count_nonzero(mask[documents]))
                for documents, mask in (
                    (members[number][place][0], mask) for members, mask in zip(resolved, masks, strict=True)
                )
            )
            for place in range(len(group.members))
        ]
        equal = sum(
            frequency
            for frequency, member in zip(frequencies, group.members, strict=True)
            if member.weight >= 1.0
        )
        common = min(equal, counted) or max(frequencies, default=0)
        weights.append(_idf(common, counted))
        tables.append(
            [
                np.float32(member.weight * _idf(max(common, frequency), counted)) * grades
                for member, frequency in zip(group.members, frequencies, strict=True)
            ]
        )
    return _Weights(weights, tables)


def _idf(frequency: int, documents: int) -> float:
    return math.log1p((documents - min(frequency, documents) + 0.5) / (frequency + 0.5))


def _score(
    segment: OpenSegment,
    postings: list[list[Page]],
    mask: NDArray[np.bool_] | None,
    groups: Sequence[Group],
    weights: _Weights,
) -> _Found:
    size = len(segment.articles["article"])
    scores = np.zeros(size, np.float32)
    held = np.zeros(size, np.uint64)  # bit g: holds group g; bit 32 + g: in its title
    for number, members in enumerate(postings):
        bits = np.full(256, 1 << number, np.uint64)
        bits[IN_TITLE:] |= np.uint64(1 << (number + MOST_GROUPS))
        present = [
            (documents, impacts, table)
            for (documents, impacts), table in zip(members, weights.tables[number], strict=True)
            if len(documents)
        ]
        if len(present) == 1:
            documents, impacts, table = present[0]
            scores[documents] += table[impacts]
            held[documents] |= bits[impacts]
        elif present:
            best = np.zeros(size, np.float32)
            for documents, impacts, table in present:
                best[documents] = np.maximum(best[documents], table[impacts])
                held[documents] |= bits[impacts]
            scores += best
    where = np.flatnonzero(held if mask is None else np.where(mask, held, np.uint64(0)))
    required = sum(1 << number for number, group in enumerate(groups) if group.required)
    if required:
        where = where[(held[where] & np.uint64(required)) == np.uint64(required)]
    scores, held = scores[where], held[where]
    covered = _share(held, weights.groups)
    titled = _share(held >> np.uint64(MOST_GROUPS), weights.groups)
    scores *= (0.5 + 0.5 * covered * covered) * (1 + TITLE_BONUS * titled * titled)
    return _Found(segment.articles["article"][where], scores, segment.articles["minute"][where], covered)


def _share(held: NDArray[np.uint64], weights: Sequence[float]) -> NDArray[np.float32]:
    """The share of the groups' weight that *held* covers, eight groups at a time by table."""
    total = sum(weights) or 1.0
    share = np.zeros(len(held), np.float32)
    for first in range(0, len(weights), 8):
        part = weights[first : first + 8]
        table = np.zeros(1 << len(part), np.float32)
        for bit, weight in enumerate(part):
            table[1 << bit : 2 << bit] = table[: 1 << bit] + weight / total
        share += table[(held >> np.uint64(first)).astype(np.uint8) & np.uint8(len(table) - 1)]
    return share


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
    for segment, mask in zip(view.segments, masks, strict=True):
        where = slice(None) if mask is None else mask
        minutes.append(segment.articles["minute"][where])
        articles.append(segment.articles["article"][where])
    if not articles:
        return Ranking()
    when, ids = np.concatenate(minutes), np.concatenate(articles)
    order = np.lexsort((-ids, -when))[:depth]
    best = tuple(ids[order].tolist())
    return Ranking(articles=best, scores=(0.0,) * len(best), total=len(ids), covered=1.0)
