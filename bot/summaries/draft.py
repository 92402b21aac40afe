"""◇ A summary before anyone has seen it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """What a summarizer hands over."""

    sentences: tuple[str, ...]
    """Its pieces in reading order; extractive ones are contiguous in the article («…»: shortened)."""

    text: str
    """The pieces on one line; "" when there is nothing to say beside the headline."""

    method: str
    """How it was made (``extractive``, ``model``); kept with the summary."""
