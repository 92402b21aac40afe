"""◇ What the postings of a query add up to in each document that may answer it.

    few postings: sort those of the rarest groups, look the others up where these were met | weigh by coverage
    many: note how much each covers | look up what those gain that may cover enough, and come among the best

A document that covers less than LEAST_COVERAGE of what the best one covers is no answer. So whatever holds
only the commonest words of a query, which weigh little and have the most postings, need never be looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.board import Board, Boards, Places
from bot.search.coverage import LEAST_COVERAGE, MARGIN, TITLE_BONUS, Steps
from bot.search.postings.runs import Run
from bot.search.postings.view import Block
from bot.search.sums import (
    DOCUMENT_BITS,
    GROUP_BITS,
    STEP,
    TITLED,
    Flags,
    Numbers,
    Query,
    Resolved,
    Sums,
    Weighed,
    added,
    neighbours,
    share_of,
    size_of,
    summed,
    those,
)

_NOTHING: Final = 1 / 130_000
"""So little of a query, a word that stands everywhere, is nothing: better to look beyond its bounds."""
_FEW: Final = 6_000
"""So many postings are sorted for less than it takes to look documents up in them, or to note them."""
_WORTH_CHOOSING: Final = 8_000
"""So many documents are looked up for less than it takes to choose among them."""
_FIRST: Final = 4
"""Of so many times as many as are wanted it is looked up first how much these score."""
_DOCUMENTS_EACH: Final = 50
"""To look through so many documents costs as much as to sort a posting."""


@dataclass(frozen=True, slots=True)
class Found:
    """Article ids, scores without recency, and minutes of the answers that may be among the best.

    *total* is how many answers there are, *covered* the most that any covers.
    """

    articles: NDArray[np.int64]
    scores: NDArray[np.float32]
    minutes: NDArray[np.int32]
    total: int
    covered: float


@dataclass(frozen=True, slots=True)
class Best:
    """The *depth* best are wanted, when each may yet be lifted to so many times its score."""

    depth: int
    lift: float


@dataclass(frozen=True, slots=True)
class _Noted:
    """Documents *where* enough *steps* were noted, the *most* of them all, and what *bounds* these tell."""

    where: NDArray[np.intp]
    steps: NDArray[np.uint8]
    most: int
    bounds: Steps


class Adding:
    """Adds up one query over *blocks*, whose documents *masks* let be found (None: all)."""

    def __init__(self, blocks: Sequence[Block], masks: Sequence[Flags | None], boards: Boards) -> None:
        self._blocks = blocks
        self._masks = masks
        self._boards = boards
        sizes = [block.size for block in blocks]
        self._bases = [sum(sizes[:place]) for place in range(len(sizes) + 1)]

    def answers(
        self, groups: Sequence[Resolved], weighed: Sequence[Weighed], *, required: Sequence[int], best: Best
    ) -> Found:
        """What may answer *groups*, at least the *best*; all whose numbers are *required* must be there."""
        query = Query(groups, weighed, required)
        reach = sum(share for share, group in zip(query.shares, groups, strict=True) if group)
        few = _FEW + self._bases[-1] // _DOCUMENTS_EACH
        while True:
            leaders, left_out = _leaders(groups, query.shares, required, reach)
            if sum(size_of(groups[bit]) for bit in leaders) > few:
                return self._noted(query, best)
            sums = self._allowed(self._met([(query.gains[bit], groups[bit]) for bit in leaders]))
            self._look_up(sums, query, [bit for bit in range(len(groups)) if bit not in leaders])
            sums, covered = query.covering(sums)
            most = float(covered.max(initial=0.0))
            # What holds only groups that were left out is no answer, if the best covers enough.
            if left_out == 0.0 or left_out < LEAST_COVERAGE * most - MARGIN:
                return self._scored(sums, covered, query, _least(most))
            reach = most

    def _noted(self, query: Query, best: Best) -> Found:
        """Note how much each document covers, then look up what those gain of which it is worth knowing."""
        size, steps = self._bases[-1], Steps(query)
        with self._boards.lent(size) as board:
            for place in range(len(self._blocks)):
                self._note(board, query, steps.steps, place)
            most = int(board.covered[:size].max(initial=0))
            where = board.reaching(size, steps.least(most))
            noted = _Noted(where, board.covered.take(where), most, steps)
            board.covered[:size].fill(0)
        if len(where) > max(_WORTH_CHOOSING, 2 * _FIRST * best.depth):
            chosen = self._chosen(query, noted, best)
            if chosen is not None:
                return chosen
        sums, covered = self._looked_up(query, where)
        return self._scored(sums, covered, query, _least(float(covered.max(initial=0.0))))

    def _note(self, board: Board, query: Query, steps: Sequence[int], place: int) -> None:
        base, end = self._bases[place], self._bases[place + 1]
        for found, step in zip(query.runs, steps, strict=True):
            if place in found:
                board.note(base, end - base, [run for _, run in found[place]], step)
        for bit in query.required:
            board.demand(base, end - base, [run for _, run in query.runs[bit].get(place, ())])
        mask = self._masks[place]
        if mask is not None:
            board.covered[base:end] *= mask.view(np.uint8)

    def _chosen(self, query: Query, noted: "_Noted", best: Best) -> Found | None:
        """The answers among *noted* without a look at those that cannot come among the *best*.

        How much these cover tells how they might score at most, and of all but a few whether they answer.
        None where there is nothing to be gained.
        """
        above = np.cumsum(np.bincount(noted.steps, minlength=256)[::-1])[::-1]
        first = int(np.searchsorted(-above, -_FIRST * best.depth, "right")) - 1
        first = min(first, noted.bounds.surely_most(noted.most))
        if above[first] * 2 > len(noted.where):
            return None
        sums, covered = self._looked_up(query, noted.where[noted.steps >= first])
        least = _least(float(covered.max(initial=0.0)))
        scores = self._scored(sums, covered, query, least).scores
        if len(scores) < best.depth:
            return None
        reach = float(np.partition(scores, len(scores) - best.depth)[len(scores) - best.depth])
        worth = min(first, noted.bounds.worth(reach / best.lift))
        # Of what lies on the edge only a look tells whether it answers.
        low, high = noted.bounds.edge(least)
        looked_at = (noted.steps >= worth) | ((noted.steps >= low) & (noted.steps < high))
        surely = int(np.count_nonzero(~looked_at & (noted.steps >= high)))
        found = self._scored(*self._looked_up(query, noted.where[looked_at]), query, least)
        return replace(found, total=found.total + surely)

    def _looked_up(self, query: Query, where: NDArray[np.intp]) -> tuple[Sums, NDArray[np.float32]]:
        sums = Sums(where.astype(np.uint64), np.zeros(len(where), np.uint64))
        self._look_up(sums, query, range(len(query.groups)))
        return query.covering(sums)

    def _met(self, groups: Iterable[tuple[Mapping[int, Numbers], Resolved]]) -> Sums:
        """The documents that hold any of *groups*, each with the gains of its members."""
        documents: list[Numbers] = []
        gained: list[Numbers] = []
        for gains, members in groups:
            for number, runs in members:
                for block, run in runs:
                    placed = run.documents.astype(np.uint64)
                    if self._bases[block]:
                        placed += np.uint64(self._bases[block])
                    documents.append(placed)
                    gained.append(gains[number].take(run.impacts))
        if not documents:
            return Sums(np.zeros(0, np.uint64), np.zeros(0, np.uint64))
        postings = np.concatenate(documents)
        postings <<= DOCUMENT_BITS
        postings |= np.concatenate(gained)
        if len(documents) > 1:
            postings.sort()
            # Of several members of a group in a document the best counts: it comes last.
            last = np.empty(len(postings), np.bool_)
            last[-1] = True
            np.not_equal(*neighbours(postings >> GROUP_BITS), out=last[:-1])
            postings = postings[last]
        where = postings >> DOCUMENT_BITS
        held = summed(postings)
        first = np.empty(len(where), np.bool_)
        first[0] = True
        np.not_equal(*neighbours(where), out=first[1:])
        begins = np.flatnonzero(first)
        if len(begins) == len(where):
            return Sums(where, held)
        return Sums(where[begins], np.add.reduceat(held, begins))

    def _allowed(self, sums: Sums) -> Sums:
        if all(mask is None for mask in self._masks):
            return sums
        allowed = np.ones(len(sums.where), np.bool_)
        for place, part in enumerate(self._parts(sums.where)):
            mask = self._masks[place]
            if mask is not None:
                allowed[part] = mask[sums.where[part] - np.uint64(self._bases[place])]
        return those(sums, allowed)

    def _parts(self, where: Numbers) -> list[slice]:
        """Which of *where*, which ascend, lie in each block."""
        ends = where.searchsorted(np.array(self._bases, np.uint64)).tolist()
        return [slice(begin, end) for begin, end in pairwise(ends)]

    def _look_up(self, sums: Sums, query: Query, bits: Sequence[int]) -> None:
        """Add to *sums* the best that each of the groups *bits* gives."""
        if not len(sums.where):
            return
        parts = self._parts(sums.where)
        where = [
            (sums.where[part] - np.uint64(base)).astype(np.uint32)
            for part, base in zip(parts, self._bases, strict=False)
        ]
        with self._boards.lent(self._bases[-1]) as board:
            for block, (part, documents) in enumerate(zip(parts, where, strict=True)):
                if len(documents):
                    with board.placed(documents) as places:
                        held = sums.held[part]
                        for bit in bits:
                            runs = query.runs[bit].get(block)
                            if runs:
                                _gain(held, query.gains[bit], runs, places)

    def _scored(self, sums: Sums, covered: NDArray[np.float32], query: Query, least: float) -> Found:
        most = float(covered.max(initial=0.0))
        answering = covered >= least
        if not answering.all():
            sums, covered = those(sums, answering), covered[answering]
        titled = share_of(query.tables, sums.held >> TITLED)
        scores = (sums.held & np.uint64(0xFFFF_FFFF)).astype(np.float32) / np.float32(STEP)
        scores *= (0.5 + 0.5 * covered * covered) * (1 + TITLE_BONUS * titled * titled)
        articles, minutes = np.empty(len(scores), np.int64), np.empty(len(scores), np.int32)
        for block, base, part in zip(self._blocks, self._bases, self._parts(sums.where), strict=False):
            at = (sums.where[part] - np.uint64(base)).astype(np.intp)
            block.articles.take(at, out=articles[part])
            block.minutes.take(at, out=minutes[part])
        return Found(articles, scores, minutes, len(scores), most)


def _gain(
    held: Numbers, gains: Mapping[int, Numbers], runs: Sequence[tuple[int, Run]], places: Places
) -> None:
    """Add to *held* what the best of *runs*, one group's, gives to the documents of *places*."""
    if len(runs) == 1:
        [(number, run)] = runs
        at, impacts = places.met(run)
        few = len(impacts) < len(gains[number])
        gained = added(gains[number].take(impacts)) if few else added(gains[number]).take(impacts)
        if at is None:
            held += gained
        else:
            held[at] += gained
        return
    best = np.zeros(len(places), np.uint64)
    for number, run in runs:
        at, impacts = places.met(run)
        gained = gains[number].take(impacts)
        if at is None:
            np.maximum(best, gained, out=best)
        else:
            best[at] = np.maximum(best.take(at), gained)
    held += added(best)


def _least(most: float) -> float:
    """What an answer covers at least where the best covers *most*."""
    return max(LEAST_COVERAGE * most, _NOTHING)


def _leaders(
    groups: Sequence[Resolved], shares: Sequence[float], required: Sequence[int], reach: float
) -> tuple[Sequence[int], float]:
    """Groups of which every answer holds one, if the best covers *reach*; and the share of the others."""
    if required:
        return [min(required, key=lambda bit: size_of(groups[bit]))], 0.0
    leaders = sorted(range(len(shares)), key=lambda bit: (-shares[bit], bit))
    others: list[int] = []
    left_out = 0.0
    while leaders and left_out + shares[leaders[-1]] < LEAST_COVERAGE * reach - 2 * MARGIN:
        left_out += shares[leaders[-1]]
        others.append(leaders.pop())
    leaders += [bit for bit in others if size_of(groups[bit]) <= _FEW]
    return leaders, left_out
