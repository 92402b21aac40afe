"""◇ What one article is about: its places, its topics, and whether it breaks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.stories.breaking import is_breaking
from bot.stories.reading import Reading
from bot.stories.topics import topics
from bot.text.places import READ_WORDS, Place, PlaceKind, places_in
from storage.records.article import ArticleContent

MOST_PLACES: Final = 4
MOST_TOPICS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an article is about; names are canonical, the surest first."""

    places: tuple[str, ...]
    topics: tuple[str, ...]
    breaking: bool


def subject(content: ArticleContent, article: Reading) -> Subject:
    """What *content*, read as *article*, is about."""
    named = places_in(article.title.words(), article.text.words(READ_WORDS), dateline=content.place)
    names = dict.fromkeys((*(place.name for place in named), *_around(named)))
    return Subject(
        places=tuple(names)[:MOST_PLACES],
        topics=topics(content, article)[:MOST_TOPICS],
        breaking=is_breaking(content.title),
    )


def _around(named: Iterable[Place]) -> Iterator[str]:
    """The governorate of a town and the state of a city: a channel that follows them wants its news too."""
    for place in named:
        if place.kind is PlaceKind.CITY and place.within is not None:
            yield place.within
