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
    bias=-8.586,
    weights=(
        *(4.769, 7.936, 2.884, 1.248, -1.279, -2.816, 0.038),
        *(-3.377, 0.664, -2.891, 0.349, -4.789, 1.259, -0.192),
    ),
)
TEXT_THRESHOLD: Final = 0.43
"""Where the labelled pairs and the stream are both told best."""

EVENT: Final = Weights(
    bias=-5.321,
    weights=(
        *(1.150, 7.911, 2.044, 0.845, -0.530, -1.149, -0.395),
        *(-1.334, -1.218, -4.260, 0.423, -1.917, 5.074, 1.730),
    ),
)
EVENT_THRESHOLD: Final = 0.42
"""Two events in one post are worse than one event in two posts: above where F1 is best."""
