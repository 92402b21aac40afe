"""◇ All that the story station must know of an article, from one reading of it."""

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from bot.stories.fingerprint import Fingerprint, fingerprints
from bot.stories.reading import Passage, read
from bot.stories.subject import Subject, subject
from storage.records.article import ArticleContent


class Study(Struct, frozen=True, kw_only=True, eq=False):
    """What an article is compared by, and what it is about."""

    fingerprint: Fingerprint
    subject: Subject
    title: Passage


def study(contents: Sequence[ArticleContent]) -> list[Study]:
    """Study articles together, each as it would be alone."""
    return list(_studies(contents))


def _studies(contents: Sequence[ArticleContent]) -> Iterator[Study]:
    waiting = iter(contents)
    for batch in read([(content.title, content.text) for content in contents]):
        these = islice(waiting, len(batch.articles))
        for content, article, found in zip(these, batch.articles, fingerprints(batch), strict=True):
            yield Study(fingerprint=found, subject=subject(content, article), title=article.title)
