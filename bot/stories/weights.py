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
    bias=-9.658,
    weights=(
        *(4.438, 5.697, 2.023, 1.637, -1.994, -1.574, -0.318, -1.796),
        *(0.809, 0.522, -1.040, -0.465, 0.565, -0.214, 4.555),
    ),
)
TEXT_THRESHOLD: Final = 0.50
"""Where the labelled pairs and the stream are both told best."""

EVENT: Final = Weights(
    bias=-5.456,
    weights=(
        *(1.713, 6.056, 0.459, 0.854, -0.787, -0.875, -0.619, -0.939),
        *(-1.052, -1.115, 0.021, 1.823, 3.866, 0.202, 4.155),
    ),
)
EVENT_THRESHOLD: Final = 0.30
"""Where F1 is best on labelled pairs; a little lower and two events share a post more often than that."""
