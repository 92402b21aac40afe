"""◇ The weights of the two rules in match.py, and where they come from."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic rule: one weight for each feature of ``match``, and the bias."""

    bias: float
    weights: tuple[float, ...]


TEXT: Final = Weights(bias=-9.0, weights=(7.0, 2.0, 1.0, 1.5, 1.5, 3.0, 1.0, 0.5, -3.0, 0.0, 0.0, -1.0, 0.0))
TEXT_THRESHOLD: Final = 0.5

EVENT: Final = Weights(
    bias=-8.0, weights=(6.0, 5.0, 0.0, 1.5, 1.5, 4.0, 2.0, 0.5, -1.0, 0.0, 0.0, -1.0, -1.0)
)
EVENT_THRESHOLD: Final = 0.65
