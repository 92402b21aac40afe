"""◇ Why an article is where it is: the decision as JSON to keep, and read back as points to tell."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec.json import encode

from bot.stories.comparison import Moved
from bot.stories.mark import Mark
from bot.stories.match import Decision, Ground
from bot.stories.reading import Passage
from bot.text.tokens import words
from storage.records.story import Relation

MOST_WORDS: Final = 6
"""Words of a headline that are kept as evidence."""
_CLOSE: Final = 0.05
"""From this score on one may ask why two articles are not one: the shared words are kept."""
_MINUTES: Final = 90.0
_TOKEN: Final = re.compile(r"[^\s.,،:؛!؟?\"«»“”()\[\]…/]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that spoke for or against: a key of the phrases that tell it, and what they need."""

    key: str
    values: Mapping[str, str | int]


def evidence(title: str, passage: Passage, decision: Decision) -> str:
    """The JSON object of what decided on an article by its *title*, read as *passage*, to be kept beside it.

    ``ground`` is a Ground. Where there was a nearest article: ``text`` and ``headline`` are shares of the
    shorter text and of the worse-covered headline, ``words`` those of the headline that the other article
    has, ``agreeing`` and ``conflicting`` shares of the numbers, ``hours`` between the two, ``moved`` a toll
    with its earlier and its new figure. What is nought or none is left out.
    """
    kept: dict[str, object] = {"ground": decision.ground.value}
    seen, other = decision.comparison, decision.other
    if seen is not None and other is not None:
        told = (
            decision.relation is not Relation.FIRST
            or decision.score >= _CLOSE
            or seen.returns
            or seen.elsewhere
            or seen.another_day
            or seen.framed
        )
        kept |= {
            "text": round(seen.shingles, 3),
            "headline": round(seen.headline, 3),
            "words": shared_words(title, passage, other.mark)[:MOST_WORDS] if told else [],
            "agreeing": round(seen.agreeing, 3),
            "conflicting": round(seen.conflicting, 3),
            "places_apart": round(seen.displaced, 3),
            "hours": round(seen.hours, 2),
            "same_outlet": seen.same_outlet,
            "moved": None if seen.moved is None else _as_told(seen.moved),
        }
    return encode({key: value for key, value in kept.items() if value}).decode()


def _as_told(moved: Moved) -> list[str | float]:
    what, earlier, figure = moved
    return [what.name.lower(), *(value / 100 if what.quoted else value for value in (earlier, figure))]


def shared_words(title: str, passage: Passage, other: Mark) -> list[str]:
    """The words of a headline, read as *passage*, that occur in another article, as written."""
    terms = passage.terms
    theirs = frozenset(other.terms.tolist())
    shared = []
    at = 0
    for written in _TOKEN.findall(title):
        end = at + len(words(written))
        if not theirs.isdisjoint(terms[at:end]):
            shared.append(written)
        at = end
    return shared


def points(kept: str) -> list[Point]:
    """What *kept* evidence says, the ground first; empty where it cannot be read."""
    try:
        read = json.loads(kept)
        return list(_points(read)) if isinstance(read, dict) else []
    except (ValueError, KeyError, TypeError):
        return []


def _points(read: Mapping[str, Any]) -> Iterator[Point]:
    ground = Ground(read["ground"])
    yield Point(key=f"ground.{ground.value}", values={})
    if read.keys() == {"ground"}:
        return
    moved = read.get("moved")
    if ground in {Ground.TOLL_MOVED, Ground.MARKET_MOVED} and moved:
        yield Point(
            key=f"moved.{moved[0]}", values={"earlier": _figure(moved[1]), "figure": _figure(moved[2])}
        )
    yield Point(key="text", values={"percent": _percent(read.get("text", 0))})
    if read.get("words"):
        yield Point(
            key="headline",
            values={"percent": _percent(read.get("headline", 0)), "words": " ".join(read["words"])},
        )
    if read.get("conflicting"):
        yield Point(key="conflicting", values={"percent": _percent(read["conflicting"])})
    elif read.get("agreeing"):
        yield Point(key="agreeing", values={"percent": _percent(read["agreeing"])})
    if read.get("places_apart"):
        yield Point(key="places_apart", values={})
    minutes = round(read.get("hours", 0) * 60)
    if minutes < _MINUTES:
        yield Point(key="minutes", values={"count": minutes})
    else:
        yield Point(key="hours", values={"count": round(minutes / 60)})
    if read.get("same_outlet"):
        yield Point(key="same_outlet", values={})


def _figure(value: float) -> int | str:
    """A count, or a price as it is written."""
    return int(value) if value == int(value) else f"{value:.2f}"


def _percent(share: float) -> int:
    return round(share * 100)
