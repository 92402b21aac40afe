"""◇ A query as it is added up: what each of its groups counts, and sums of what documents hold of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.analysis import IN_TITLE, MAX_IMPACT
from bot.search.postings.runs import Run

MOST_GROUPS: Final = 16
"""Of a longer query the rarest words count."""
# A posting is one 64-bit number, so that one sort brings together what a document holds of a group, the best
# last: the document (34 bits), the group (4), whether in the title (1), the score in steps of 2⁻²⁰ (25).
STEP: Final = 1 << 20
_SCORE_BITS: Final = np.uint64(25)
GROUP_BITS: Final = np.uint64(26)
DOCUMENT_BITS: Final = np.uint64(30)
_SCORE: Final = np.uint64((1 << 25) - 1)
_GRADES: Final = (np.arange(256) & MAX_IMPACT) * (STEP / MAX_IMPACT)
_TITLE_BIT: Final = (np.arange(256) >= IN_TITLE).astype(np.uint64) << _SCORE_BITS

# A document's sum is one such number, too: the score in the lower half, above it a bit for each group that it
# holds, and above these a bit for each that its title holds.
HOLDS: Final = np.uint64(32)
TITLED: Final = np.uint64(32 + MOST_GROUPS)
_SUMMED: Final = np.array(
    [1 << (32 + at // 2) | (at % 2) << (32 + MOST_GROUPS + at // 2) for at in range(2 * MOST_GROUPS)],
    np.uint64,
)
"""By group and whether in the title, the bits of a sum."""

Numbers = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Resolved = Sequence[tuple[int, Sequence[tuple[int, Run]]]]
"""The postings of a group's members: of each that has any, its number, and its runs by the block's place."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a group's coverage counts, and each member's presence (BM25's idf times its own weight)."""

    weight: float
    members: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """*held* (see above) of each document of *where*, which ascend through all blocks."""

    where: Numbers
    held: Numbers


class Query:
    """What is asked, with what each group counts."""

    def __init__(
        self, groups: Sequence[Resolved], weighed: Sequence[Weighed], required: Sequence[int]
    ) -> None:
        self.groups = groups
        self.runs = [by_block(members) for members in groups]
        """Of each group the runs by their block's place, each with its member's number."""
        self.required = required
        weights = [weights.weight for weights in weighed]
        self.weight = sum(weights) or 1.0
        self.shares = [weight / self.weight for weight in weights]
        self.tables = _share_tables(weights)
        self.gains = gains_of(groups, weighed)
        self._must = np.uint64(sum(1 << bit for bit in required)) << HOLDS

    def covering(self, sums: Sums) -> tuple[Sums, NDArray[np.float32]]:
        """Those of *sums* that hold what is required, and the share of the query that each covers."""
        if self.required:
            sums = those(sums, (sums.held & self._must) == self._must)
        return sums, share_of(self.tables, sums.held >> HOLDS)


def gains_of(groups: Sequence[Resolved], weighed: Sequence[Weighed]) -> list[dict[int, Numbers]]:
    """For each group, by member and impact, the lower bits of a posting."""
    there = [(bit, number) for bit, members in enumerate(groups) for number, _ in members]
    weights = np.array([weighed[bit].members[number] for bit, number in there], np.float64)
    bits = np.array([bit for bit, _ in there], np.uint64) << GROUP_BITS
    rows = (weights[:, None] * _GRADES).astype(np.uint64) | _TITLE_BIT | bits[:, None]
    rows[:, 0] = 0
    gains: list[dict[int, Numbers]] = [{} for _ in groups]
    for (bit, number), row in zip(there, rows, strict=True):
        gains[bit][number] = row
    return gains


def summed(postings: Numbers) -> Numbers:
    """What *postings* add to the sums of their documents."""
    which = ((postings >> _SCORE_BITS) & np.uint64(2 * MOST_GROUPS - 1)).astype(np.intp)
    return (postings & _SCORE) | _SUMMED.take(which)


def added(best: Numbers) -> Numbers:
    """What *best*, of one group, adds to the sums of their documents: nothing where it is 0."""
    gained: Numbers = summed(best) * (best != 0)
    return gained


def neighbours(numbers: Numbers) -> tuple[Numbers, Numbers]:
    """*numbers*, each but the first beside the one before it."""
    return numbers[1:], numbers[:-1]


def those(sums: Sums, chosen: Flags) -> Sums:
    """The sums *chosen*."""
    return Sums(sums.where[chosen], sums.held[chosen])


def share_of(tables: Sequence[NDArray[np.float32]], held: Numbers) -> NDArray[np.float32]:
    """The share of the groups' weight that the low bits of *held* cover, eight groups at a time."""
    share = tables[0].take(held.astype(np.uint8))
    for part, table in enumerate(tables[1:], 1):
        share += table.take((held >> np.uint64(8 * part)).astype(np.uint8))
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


def by_block(members: Resolved) -> dict[int, list[tuple[int, Run]]]:
    """The runs of a group by their block's place, each with its member's number."""
    found: dict[int, list[tuple[int, Run]]] = {}
    for number, runs in members:
        for block, run in runs:
            found.setdefault(block, []).append((number, run))
    return found


def size_of(members: Resolved) -> int:
    """How many postings a group has."""
    return sum(run.size for _, runs in members for _, run in runs)
