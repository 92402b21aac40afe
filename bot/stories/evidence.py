"""◇ Why an article is where it is: the decision as JSON to keep, and read back as points to tell."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.stories.fingerprint import Fingerprint
from bot.stories.mark import Mark
from bot.stories.match import Decision, Ground
from bot.text.tokens import words
from storage.records.article import Article

MOST_WORDS: Final = 6
"""Words of a headline that are kept as evidence."""
_MINUTES: Final = 90.0
_TOKEN: Final = re.compile(r"[^\s.,،:؛!؟?\"«»“”()\[\]…/]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that spoke for or against: a key of the phrases that tell it, and what they need."""

    key: str
    values: Mapping[str, str | int]


def evidence(article: Article, found: Fingerprint, decision: Decision) -> str:
    """The JSON object of what decided on *article* by what was *found* in it, to be kept beside it.

    ``ground`` is a Ground. Where there was a nearest article: ``text`` and ``headline`` are shares of the
    shorter text and of the worse-covered headline, ``words`` those of the headline that the other article
    has, ``agreeing`` and ``conflicting`` shares of the numbers, ``hours`` between the two, ``moved`` a toll
    with its earlier and its new figure.
    """
    kept: dict[str, object] = {"ground": decision.ground.value}
    seen, other = decision.comparison, decision.other
    if seen is not None and other is not None:
        kept |= {
            "text": round(seen.shingles, 3),
            "headline": round(min(seen.here, seen.there), 3),
            "words": shared_words(article.content.title, found.heading, other.mark)[:MOST_WORDS],
            "agreeing": round(seen.agreeing, 3),
            "conflicting": round(seen.conflicting, 3),
            "places_apart": round(seen.displaced, 3),
            "hours": round(seen.hours, 2),
            "same_outlet": seen.same_outlet,
        }
        if seen.moved is not None:
            what, earlier, figure = seen.moved
            prices = what.quoted
            kept["moved"] = [
                what.name.lower(),
                earlier / 100 if prices else earlier,
                figure / 100 if prices else figure,
            ]
    return json.dumps(kept, ensure_ascii=False)


def shared_words(title: str, heading: Sequence[int], other: Mark) -> list[str]:
    """The words of a headline, whose terms are its *heading*, that occur in another article, as written."""
    theirs = frozenset(other.terms.tolist())
    shared = []
    at = 0
    for written in _TOKEN.findall(title):
        end = at + len(words(written))
        if not theirs.isdisjoint(heading[at:end]):
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
    if "text" not in read:
        return
    moved = read.get("moved")
    if ground in {Ground.TOLL_MOVED, Ground.MARKET_MOVED} and moved:
        yield Point(
            key=f"moved.{moved[0]}", values={"earlier": _figure(moved[1]), "figure": _figure(moved[2])}
        )
    yield Point(key="text", values={"percent": _percent(read["text"])})
    if read["words"]:
        yield Point(
            key="headline",
            values={"percent": _percent(read["headline"]), "words": " ".join(read["words"])},
        )
    if read["conflicting"]:
        yield Point(key="conflicting", values={"percent": _percent(read["conflicting"])})
    elif read["agreeing"]:
        yield Point(key="agreeing", values={"percent": _percent(read["agreeing"])})
    if read["places_apart"]:
        yield Point(key="places_apart", values={})
    minutes = round(read["hours"] * 60)
    if minutes < _MINUTES:
        yield Point(key="minutes", values={"count": minutes})
    else:
        yield Point(key="hours", values={"count": round(minutes / 60)})
    if read["same_outlet"]:
        yield Point(key="same_outlet", values={})


def _figure(value: float) -> int | str:
    """A count, or a price as it is written."""
    return int(value) if value == int(value) else f"{value:.2f}"


def _percent(share: float) -> int:
    return round(share * 100)
