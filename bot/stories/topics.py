"""◇ What an article is about: the canonical sections of a newsroom.

From the section that the source gives, else from the path of the address, else from the words of headline and
lead. Precision goes first: where nothing is clear the article has no topic.
"""

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Final
from urllib.parse import unquote

from bot.stories.reading import MOST_WORDS, Reading
from bot.stories.topic_words import ADDRESSES, SECTIONS
from bot.text.normalize import normalize
from storage.records.article import ArticleContent

_LEAD_WORDS: Final = 64
_TITLE_WEIGHT: Final = 2
_ENOUGH: Final = 4
"""Points that words must make: two in the headline, or one there and two in the lead."""
_AHEAD: Final = 2
"""Points by which the first must lead the second."""
_AFTER_PATH: Final = re.compile(r"[?#]")
_SEGMENT: Final = re.compile(r"[/_\-.?=&]+")


def topics(content: ArticleContent, article: Reading) -> tuple[str, ...]:
    """The canonical topics of an article, the surest first; at most two; *article* is its reading."""
    given = _of_section(content.section) if content.section else None
    addressed = _of_address(content.url)
    told = tuple(dict.fromkeys(topic for topic in (given, addressed) if topic is not None))
    return told or _of_words(article)


def _of_section(section: str) -> str | None:
    names = _sections()
    whole = normalize(section).strip()
    if whole in names:
        return names[whole]
    for part in re.split(r"[/|>›»,،:-]| و(?=ال)", whole):
        found = names.get(part.strip())
        if found is not None:
            return found
    return None


@lru_cache(maxsize=1 << 12)
def _of_path(path: str) -> str | None:
    for part in _SEGMENT.split(unquote(path)):
        found = ADDRESSES.get(part.lower()) or _sections().get(normalize(part))
        if found is not None:
            return found
    return None


def _of_address(url: str) -> str | None:
    """The topic that a folder of the address names; its last part, the article's own name, says nothing."""
    path = _AFTER_PATH.split(url.partition("://")[2], maxsplit=1)[0].partition("/")[2]
    folders = path.rpartition("/")[0]
    return _of_path(folders) if folders else None


def _of_words(article: Reading) -> tuple[str, ...]:
    points: Counter[str] = Counter()
    for topic in article.title.topics(MOST_WORDS):
        points[topic] += _TITLE_WEIGHT
    points.update(article.text.topics(_LEAD_WORDS))
    ranked = points.most_common(2)
    if not ranked or ranked[0][1] < _ENOUGH:
        return ()
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _AHEAD:
        return ()
    return (ranked[0][0],)


@cache
def _sections() -> dict[str, str]:
    return {normalize(name): topic for topic, names in SECTIONS.items() for name in (topic, *names)}
