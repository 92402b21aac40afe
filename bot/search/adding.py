"""◇ What the postings of a query add up to in each document that may answer it.

    few postings: sort those of the rarest groups, look the others up where these were met | weigh by coverage
    many: note who holds which groups | look up what those gain that cover enough of the query

A document that covers less than LEAST_COVERAGE of what the best one covers is no answer. So whatever holds
only the commonest words of a query, which weigh little and have the most postings, need never be looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.board import Boards
from bot.search.postings.analysis import IN_TITLE, MAX_IMPACT
from bot.search.postings.view import Block, Run

MOST_GROUPS: Final = 16
"""Of a longer query the rarest words count."""
TITLE_BONUS: Final = 0.5
"""A headline that holds every word is worth half as much again."""
LEAST_COVERAGE: Final = 0.3
"""What covers less of a query than this share of the best answer is no answer."""
_WHOLE: Final = 65_000
"""A share of one, in steps."""
_MARGIN: Final = 1e-4
"""Shares are added up in single precision."""
_FEW: Final = 6_000
"""So many postings are sorted for less than it takes to look documents up in them, or to note them."""
_DOCUMENTS_EACH: Final = 50
"""To look through so many documents costs as much as to sort a posting."""

# A posting is one 64-bit number, so that one sort brings together what a document holds of a group, the best
# last: the document (34 bits), the group (4), whether in the title (1), the score in steps of 2⁻²⁰ (25).
_STEP: Final = 1 << 20
_SCORE_BITS: Final = np.uint64(25)
_GROUP_BITS: Final = np.uint64(26)
_DOCUMENT_BITS: Final = np.uint64(30)
_SCORE: Final = np.uint64((1 << 25) - 1)
_GRADES: Final = (np.arange(256) & MAX_IMPACT) * (_STEP / MAX_IMPACT)
_TITLE_BIT: Final = (np.arange(256) >= IN_TITLE).astype(np.uint64) << _SCORE_BITS

# A document's sum is one such number, too: the score in the lower half, above it a bit for each group that it
# holds, and above these a bit for each that its title holds.
_HOLDS: Final = np.uint64(32)
_TITLED: Final = np.uint64(32 + MOST_GROUPS)
_SUMMED: Final = np.array(
    [1 << (32 + at // 2) | (at % 2) << (32 + MOST_GROUPS + at // 2) for at in range(2 * MOST_GROUPS)],
    np.uint64,
)
"""By group and whether in the title, the bits of a sum."""

Numbers = NDArray[np.uint64]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]
Resolved = Sequence[tuple[int, Sequence[tuple[int, Run]]]]
"""The postings of a group's members: of each that has any, its number, and its runs by the block's place."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a group's coverage counts, and each member's presence (BM25's idf times its own weight)."""

    weight: float
    members: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Article ids, scores without recency, minutes and coverage of documents that may be answers."""

    articles: NDArray[np.int64]
    scores: NDArray[np.float32]
    minutes: NDArray[np.int32]
    covered: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sums:
    """*held* (see above) of each document of *where*, which ascend through all blocks."""

    where: Numbers
    held: Numbers


class Adding:
    """Adds up one query over *blocks*, whose documents *masks* let be found (None: all)."""

    def __init__(self, blocks: Sequence[Block], masks: Sequence[Flags | None], boards: Boards) -> None:
        self._blocks = blocks
        self._masks = masks
        self._boards = boards
        sizes = [block.size for block in blocks]
        self._bases = [sum(sizes[:place]) for place in range(len(sizes) + 1)]

    def answers(
        self, groups: Sequence[Resolved], weighed: Sequence[Weighed], *, required: Sequence[int]
    ) -> Found:
        """What may answer *groups*; all whose numbers are *required* must be there."""
        total = sum(weights.weight for weights in weighed) or 1.0
        shares = [weights.weight / total for weights in weighed]
        tables = _share_tables([weights.weight for weights in weighed])
        gains = _gains(groups, weighed)
        must = np.uint64(sum(1 << bit for bit in required)) << _HOLDS
        reach = sum(share for share, group in zip(shares, groups, strict=True) if group)
        while True:
            leaders, left_out = _leaders(groups, shares, required, reach)
            few = _FEW + self._bases[-1] // _DOCUMENTS_EACH
            if sum(_size(groups[bit]) for bit in leaders) > few:
                sums, leaders, left_out = self._covering(groups, tables, required), [], 0.0
            else:
                sums = self._allowed(self._met([(gains[bit], groups[bit]) for bit in leaders]))
            self._look_up(
                sums, [(gains[bit], groups[bit]) for bit in range(len(groups)) if bit not in leaders]
            )
            if required:
                sums = _those(sums, (sums.held & must) == must)
            covered = _share(tables, sums.held >> _HOLDS)
            most = float(covered.max(initial=0.0))
            # What holds only groups that were left out is no answer, if the best covers enough.
            if left_out == 0.0 or left_out < LEAST_COVERAGE * most - _MARGIN:
                return self._scored(sums, covered, tables, LEAST_COVERAGE * most)
            reach = most

    def _covering(
        self, groups: Sequence[Resolved], tables: Sequence[NDArray[np.float32]], required: Sequence[int]
    ) -> Sums:
        """The documents that cover enough of *groups*, or hardly less; what they gain is not added up yet."""
        size = self._bases[-1]
        runs = (
            (bit, self._bases[block], documents)
            for bit, members in enumerate(groups)
            for _, block, (documents, _) in _runs(members)
        )
        with self._boards.lent(size) as board:
            bits, graded = board.bits[:size], board.graded[:size]
            board.note(runs)
            for mask, (base, end) in zip(self._masks, pairwise(self._bases), strict=True):
                if mask is not None:
                    bits[base:end] *= mask
            _grades_of(tables, len(groups), required).take(bits, out=graded, mode="clip")
            least = LEAST_COVERAGE * float(graded.max(initial=0)) - 2
            where = np.flatnonzero(graded >= max(1, int(least)))
            bits.fill(0)
            graded.fill(0)
        return Sums(where.astype(np.uint64), np.zeros(len(where), np.uint64))

    def _met(self, groups: Iterable[tuple[Mapping[int, Numbers], Resolved]]) -> Sums:
        """The documents that hold any of *groups*, each with the gains of its members."""
        documents: list[Numbers] = []
        gained: list[Numbers] = []
        for gains, members in groups:
            for number, runs in members:
                for block, (numbers, impacts) in runs:
                    placed = numbers.astype(np.uint64)
                    if self._bases[block]:
                        placed += np.uint64(self._bases[block])
                    documents.append(placed)
                    gained.append(gains[number].take(impacts))
        if not documents:
            return Sums(np.zeros(0, np.uint64), np.zeros(0, np.uint64))
        postings = np.concatenate(documents)
        postings <<= _DOCUMENT_BITS
        postings |= np.concatenate(gained)
        if len(documents) > 1:
            postings.sort()
            # Of several members of a group in a document the best counts: it comes last.
            last = np.empty(len(postings), np.bool_)
            last[-1] = True
            np.not_equal(*_neighbours(postings >> _GROUP_BITS), out=last[:-1])
            postings = postings[last]
        where = postings >> _DOCUMENT_BITS
        held = _summed(postings)
        first = np.empty(len(where), np.bool_)
        first[0] = True
        np.not_equal(*_neighbours(where), out=first[1:])
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
        return _those(sums, allowed)

    def _parts(self, where: Numbers) -> list[slice]:
        """Which of *where*, which ascend, lie in each block."""
        ends = where.searchsorted(np.array(self._bases, np.uint64)).tolist()
        return [slice(begin, end) for begin, end in pairwise(ends)]

    def _look_up(self, sums: Sums, groups: Sequence[tuple[Mapping[int, Numbers], Resolved]]) -> None:
        """Add to *sums* the best that each of *groups* gives."""
        if not len(sums.where):
            return
        parts = self._parts(sums.where)
        where = [
            (sums.where[part] - np.uint64(base)).astype(np.uint32)
            for part, base in zip(parts, self._bases, strict=False)
        ]
        with self._boards.lent(self._bases[-1]) as board:
            for gains, members in groups:
                best = np.zeros(len(sums.where), np.uint64)
                for number, block, run in _runs(members):
                    if len(where[block]):
                        gained = gains[number].take(board.impacts_at(where[block], run))
                        np.maximum(best[parts[block]], gained, out=best[parts[block]])
                if members:
                    sums.held[:] += _summed(best) * (best != 0)

    def _scored(
        self, sums: Sums, covered: NDArray[np.float32], tables: Sequence[NDArray[np.float32]], least: float
    ) -> Found:
        answering = covered >= least
        if not answering.all():
            sums, covered = _those(sums, answering), covered[answering]
        titled = _share(tables, sums.held >> _TITLED)
        scores = (sums.held & np.uint64(0xFFFF_FFFF)).astype(np.float32) / np.float32(_STEP)
        scores *= (0.5 + 0.5 * covered * covered) * (1 + TITLE_BONUS * titled * titled)
        articles, minutes = np.empty(len(scores), np.int64), np.empty(len(scores), np.int32)
        for block, base, part in zip(self._blocks, self._bases, self._parts(sums.where), strict=False):
            at = (sums.where[part] - np.uint64(base)).astype(np.intp)
            block.articles.take(at, out=articles[part])
            block.minutes.take(at, out=minutes[part])
        return Found(articles, scores, minutes, covered)


def _leaders(
    groups: Sequence[Resolved], shares: Sequence[float], required: Sequence[int], reach: float
) -> tuple[Sequence[int], float]:
    """Groups of which every answer holds one, if the best covers *reach*; and the share of the others."""
    if required:
        return [min(required, key=lambda bit: _size(groups[bit]))], 0.0
    leaders = sorted(range(len(shares)), key=lambda bit: (-shares[bit], bit))
    others: list[int] = []
    left_out = 0.0
    while leaders and left_out + shares[leaders[-1]] < LEAST_COVERAGE * reach - 2 * _MARGIN:
        left_out += shares[leaders[-1]]
        others.append(leaders.pop())
    leaders += [bit for bit in others if _size(groups[bit]) <= _FEW]
    return leaders, left_out


def _runs(members: Resolved) -> list[tuple[int, int, Run]]:
    """Each run of a group, with its member's number and its block's place."""
    return [(number, block, run) for number, runs in members for block, run in runs]


def _size(members: Resolved) -> int:
    return sum(len(documents) for _, runs in members for _, (documents, _) in runs)


def _gains(groups: Sequence[Resolved], weighed: Sequence[Weighed]) -> list[dict[int, Numbers]]:
    """For each group, by member and impact, the lower bits of a posting."""
    there = [(bit, number) for bit, members in enumerate(groups) for number, _ in members]
    weights = np.array([weighed[bit].members[number] for bit, number in there], np.float64)
    bits = np.array([bit for bit, _ in there], np.uint64) << _GROUP_BITS
    rows = (weights[:, None] * _GRADES).astype(np.uint64) | _TITLE_BIT | bits[:, None]
    rows[:, 0] = 0
    gains: list[dict[int, Numbers]] = [{} for _ in groups]
    for (bit, number), row in zip(there, rows, strict=True):
        gains[bit][number] = row
    return gains


def _summed(postings: Numbers) -> Numbers:
    """What *postings* add to the sums of their documents."""
    which = ((postings >> _SCORE_BITS) & np.uint64(2 * MOST_GROUPS - 1)).astype(np.intp)
    return (postings & _SCORE) | _SUMMED.take(which)


def _neighbours(numbers: Numbers) -> tuple[Numbers, Numbers]:
    return numbers[1:], numbers[:-1]


def _those(sums: Sums, chosen: Flags) -> Sums:
    return Sums(sums.where[chosen], sums.held[chosen])


def _share(tables: Sequence[NDArray[np.float32]], held: Numbers) -> NDArray[np.float32]:
    """The share of the groups' weight that the low bits of *held* cover, eight groups at a time."""
    share = tables[0].take(held.astype(np.uint8))
    for part, table in enumerate(tables[1:], 1):
        share += table.take((held >> np.uint64(8 * part)).astype(np.uint8))
    return share


def _grades_of(
    tables: Sequence[NDArray[np.float32]], groups: int, required: Sequence[int]
) -> NDArray[np.uint16]:
    """By the groups that are held the share that these cover, in steps; 0 where one that must be is not."""
    share = tables[0] if len(tables) < 2 else np.add.outer(tables[1], tables[0]).ravel()
    held = np.arange(1 << groups)
    must = sum(1 << bit for bit in required)
    grades = np.rint(share[: 1 << groups] * _WHOLE).astype(np.uint16)
    grades[(held & must) != must] = 0
    return grades


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
