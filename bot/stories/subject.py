"""◇ What one article is about: its places, its topics, people and bodies, and whether it breaks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.stories.breaking import is_breaking
from bot.stories.reading import Reading
from bot.stories.topics import topics
from bot.text import names
from bot.text.places import Place, PlaceKind, places_in
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
    title, text = article.heading, article.lead
    named = places_in(title, text, dateline=content.place)
    places = dict.fromkeys((*(place.name for place in named), *_around(named)))
    told = names.names_of((content.title, title), (content.text, text[: names.READ_WORDS]))
    return Subject(
        places=tuple(places)[:MOST_PLACES],
        topics=topics(content, article)[:MOST_TOPICS],
        names=told[:MOST_NAMES],
        breaking=is_breaking(content.title),
    )


def _around(named: Iterable[Place]) -> Iterator[str]:
    """The governorate of a town and the state of a city: a channel that follows them wants its news too."""
    for place in named:
        if place.kind is PlaceKind.CITY and place.within is not None:
            yield place.within
