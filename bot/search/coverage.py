"""◇ How much of a query documents cover, noted in eight bits, and what that tells without a look at each."""

import math
from typing import Final

import numpy as np

from bot.search.sums import Query

LEAST_COVERAGE: Final = 0.3
"""What covers less of a query than this share of the best answer is no answer."""
TITLE_BONUS: Final = 0.5
"""A headline that holds every word is worth half as much again."""
MARGIN: Final = 1e-4
"""Shares are added up in single precision."""
_STEPS: Final = 235
"""What all groups that stand anywhere cover is so many steps: with what is rounded up, eight bits hold it."""


class Steps:
    """Shares of a query as they are noted: each rounded to whole steps, so a sum is known within bounds."""

    def __init__(self, query: Query) -> None:
        there = [share if group else 0.0 for share, group in zip(query.shares, query.groups, strict=True)]
        self._scale = _STEPS / (sum(there) or 1.0)
        self.steps = [max(1, round(share * self._scale)) if share else 0 for share in there]
        off = [step - share * self._scale for step, share in zip(self.steps, there, strict=True)]
        self._over = sum(part for part in off if part > 0) + _STEPS * MARGIN
        """By so much a sum may be too large, in steps."""
        self._under = sum(-part for part in off if part < 0) + _STEPS * MARGIN
        self._weight = query.weight

    def least(self, most: int) -> int:
        """What has less than so many steps is no answer where the best has *most*."""
        return max(1, math.ceil(LEAST_COVERAGE * (most - self._over) - self._under))

    def surely_most(self, most: int) -> int:
        """Whatever covers the most has so many steps where *most* is the greatest number of steps."""
        return max(1, math.floor(most - self._over - self._under))

    def edge(self, least: float) -> tuple[int, int]:
        """Below the first number of steps nothing covers *least*, from the second on everything does."""
        steps = least * self._scale
        return math.ceil(steps - self._under), math.ceil(steps + self._over)

    def worth(self, score: float) -> int:
        """The least number of steps with which anything may score so much."""
        covered = (np.arange(256) + self._under) / self._scale
        most = self._weight * covered * (0.5 + 0.5 * covered**2) * (1 + TITLE_BONUS * covered**2)
        return int(np.searchsorted(most * (1 + MARGIN), score))
