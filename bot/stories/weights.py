"""◇ The weights of the two rules in match.py, and where they come from.

Printed by ``benchmarks/story_weights.py``, which says what they were learned from and how they did on pairs
they had not seen. Change them there, not here.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic rule: one weight for each of ``Comparisons.features``, in its order, and the bias."""

    bias: float
    weights: tuple[float, ...]


TEXT: Final = Weights(
    bias=-3.130,
    weights=(
        *(2.805, 2.310, 2.585, 1.767, -1.939, -0.715, -0.255, -3.914, 0.979),
        *(1.379, 0.386, -0.899, 0.089, -0.727, 5.462, 1.015, 1.179, -3.053),
    ),
)
TEXT_THRESHOLD: Final = 0.40
"""Where the labelled pairs and the stream are both told best, with as much room on either side."""

EVENT: Final = Weights(
    bias=1.218,
    weights=(
        *(-1.610, -0.560, 0.721, 2.374, -0.227, -0.889, -0.579, -2.391, -1.074),
        *(-1.311, -0.347, -0.450, 1.209, -0.976, 3.628, 2.551, 1.508, -3.223),
    ),
)
EVENT_THRESHOLD: Final = 0.35
"""Where F1 is best on labelled pairs; lower it is as good, but more often two events share a post."""
