"""Article: one canonical URL kept once, whichever feeds carried it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from storage.records.identity import ArticleId, SourceId, StoryId, require_aware


class Intake(StrEnum):
    """How an article came in, which decides whether it may be posted."""

    NEWS = "news"
    """Seen new by a poll or pushed: may be posted."""
    SEED = "seed"
    """Was already there at a source's first poll: searchable, never posted."""
    IMPORT = "import"
    """Came from an archive in bulk: searchable, never posted."""
    HELD = "held"
    """Set aside by the burst guard: an editor decides."""
    FOREIGN = "foreign"
    """Not in Arabic, from a source that does not allow that: searchable, never posted."""


class PageState(StrEnum):
    """Whether the article's own page must be read before the article goes on."""

    NONE = "none"
    WAITING = "waiting"
    DEFERRED = "deferred"
    """It is to be read if an editor lets the held article go on as news."""
    READ = "read"
    FAILED = "failed"


class ArticleContent(Struct, frozen=True, kw_only=True, gc=False):
    """What a source says of an article; *text* is clean paragraphs with an empty line between them.

    *pictures* are the addresses of further ones beside *image_url*, at most nine.
    A struct, and no dataclass, because a poll makes thousands.
    """

    url: str
    entry_id: str | None
    title: str
    text: str
    published_at: datetime | None
    image_url: str | None = None
    pictures: tuple[str, ...] = ()
    author: str | None = None
    section: str | None = None
    agency: str | None = None
    place: str | None = None
    views: int | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if self.published_at is not None and self.published_at.tzinfo is None:
            require_aware(published_at=self.published_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A stored article; *revision* counts the changes of its content from 1."""

    article_id: ArticleId
    source_id: SourceId
    source_name: str
    content: ArticleContent
    intake: Intake
    page_state: PageState
    revision: int
    story_id: StoryId | None
    seen_at: datetime
    gone_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(seen_at=self.seen_at, gone_at=self.gone_at)

    @property
    def dated_at(self) -> datetime:
        """When it was published, or seen where the source gives no date."""
        return self.content.published_at or self.seen_at
