"""◇ The weights of the two rules in match.py, and where they come from.

Printed by ``benchmarks/story_weights.py``, which says what they were learned from and how they did on pairs
they had not seen. Change them there, not here.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic rule: one weight for each feature of ``match.features``, in its order, and the bias."""

    bias: float
    weights: tuple[float, ...]


TEXT: Final = Weights(
    bias=-10.748,
    weights=(
        *(4.920, 4.794, 2.269, 1.932, -2.035, -1.466, -0.092, -3.843),
        *(0.944, 0.896, -0.860, -0.638, 0.416, -0.889, 5.537),
    ),
)
TEXT_THRESHOLD: Final = 0.30
"""Where the labelled pairs and the stream are both told best, with as much room on either side."""

EVENT: Final = Weights(
    bias=-5.735,
    weights=(
        *(2.069, 4.793, 0.441, 1.273, -0.741, -0.836, -0.365, -2.682),
        *(-1.000, -1.026, -0.083, 1.576, 3.810, -0.490, 4.869),
    ),
)
EVENT_THRESHOLD: Final = 0.30
"""Where F1 is best on labelled pairs; a little lower and two events share a post more often than that."""
