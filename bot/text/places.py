"""◇ Places named in Arabic news: Iraq in detail, Arab states, the capitals of the world."""

import re
from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    """What a place is."""

    GOVERNORATE = "governorate"
    CITY = "city"
    STATE = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place by its canonical Arabic *name*; *within* is its governorate or state."""

    name: str
    kind: PlaceKind
    within: str | None


def places(title: str, text: str, *, dateline: str | None = None) -> tuple[Place, ...]:
    """The places that an article is about, the surest first."""
    del title, text, dateline
    return ()


def hashtag(name: str) -> str:
    """*name* as a hashtag that Telegram links: letters, digits and ``_`` only, with a letter in it."""
    return "#" + re.sub(r"\W+", "_", name).strip("_")
