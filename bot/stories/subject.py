"""◇ What one article is about: its places, its topics, people and bodies, and whether it breaks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.stories.breaking import is_breaking
from bot.stories.reading import BEGINS_BODY, BEGINS_PLACE, MOST_WORDS, URGENT, Passage, Reading
from bot.stories.topics import topics
from bot.text import names
from bot.text.places import Names, Place, PlaceKind, places_in
from storage.records.article import ArticleContent

MOST_PLACES: Final = 4
MOST_TOPICS: Final = 2
MOST_NAMES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an article is about; names are canonical, the surest first."""

    places: tuple[str, ...]
    topics: tuple[str, ...]
    names: tuple[str, ...]
    breaking: bool


def subject(content: ArticleContent, article: Reading) -> Subject:
    """What *content*, read as *article*, is about."""
    title, text = article
    named = places_in(_places_of(title), _places_of(text), dateline=content.place)
    places = dict.fromkeys((*(place.name for place in named), *_around(named)))
    told = names.names_of(
        _told(content.title, title, MOST_WORDS), _told(content.text, text, names.READ_WORDS)
    )
    return Subject(
        places=tuple(places)[:MOST_PLACES],
        topics=topics(content, article)[:MOST_TOPICS],
        names=told[:MOST_NAMES],
        breaking=title.every(MOST_WORDS) & URGENT != 0 and is_breaking(content.title),
    )


def _places_of(part: Passage) -> Names:
    return Names(part.run, part.where(BEGINS_PLACE))


def _told(written: str, part: Passage, most: int) -> names.Told:
    """What *part* tells of bodies and people in its first *most* words."""
    return names.Told(
        part.run.until(most), part.where(BEGINS_BODY, most), written if part.people(most) else None
    )


def _around(named: Iterable[Place]) -> Iterator[str]:
    """The governorate of a town and the state of a city: a channel that follows them wants its news too."""
    for place in named:
        if place.kind is PlaceKind.CITY and place.within is not None:
            yield place.within
