"""Articles on their way in and out of the archive in bulk."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from storage.records.identity import ArticleId


class ImportedArticle(NamedTuple):
    """An article of another archive, under *key*, the hash of its address's identity.

    A tuple, not a data class: millions of them cross from worker processes, and a tuple is pickled and read
    back in a third of the time. *published_at* is aware.
    """

    key: int
    source_name: str
    url: str
    entry_id: str | None
    title: str
    text: str
    section: str | None
    place: str | None
    content_hash: int
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedArticle:
    """An article with what became of it; *duplicate_of* is the article that it repeats."""

    article_id: ArticleId
    url: str
    title: str
    text: str
    source_name: str
    published_at: datetime | None
    story_id: int | None
    sentences: tuple[str, ...]
    duplicate_of: ArticleId | None
