"""◇ All that the story station must know of an article, from one reading of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.stories.fingerprint import Fingerprint, fingerprint_of
from bot.stories.reading import read
from bot.stories.subject import Subject, subject
from storage.records.article import ArticleContent


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """What an article is compared by, and what it is about."""

    fingerprint: Fingerprint
    subject: Subject


def study(contents: Sequence[ArticleContent]) -> list[Study]:
    """Study articles together, each as it would be alone."""
    articles = read([(content.title, content.text) for content in contents])
    return [
        Study(fingerprint=fingerprint_of(article), subject=subject(content, article))
        for content, article in zip(contents, articles, strict=True)
    ]
