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
    bias=-10.849,
    weights=(
        *(4.923, 4.941, 2.316, 1.941, -2.024, -1.255, -0.090, -4.016),
        *(0.952, 0.933, -0.920, -0.695, 0.461, -0.912, 5.491),
    ),
)
TEXT_THRESHOLD: Final = 0.30
"""Where the labelled pairs and the stream are both told best, with as much room on either side."""

EVENT: Final = Weights(
    bias=-5.899,
    weights=(
        *(2.003, 4.906, 0.512, 1.513, -0.741, -0.715, -0.327, -2.999),
        *(-0.901, -1.348, -0.158, 1.377, 4.045, -0.808, 4.854),
    ),
)
EVENT_THRESHOLD: Final = 0.35
"""Where F1 is best on labelled pairs; a little lower and two events share a post more often than that."""
