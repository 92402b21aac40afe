"""Feed: one polled address of a source, its validators and timing; what its polls bring in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from storage.records.article import Article, ArticleContent, Intake, PageState
from storage.records.identity import ArticleId, FeedId, SourceId, require_aware


class FeedError(StrEnum):
    """Why the last poll of a feed gave nothing; each has an Arabic explanation in the locale."""

    BAD_URL = "bad_url"
    BLOCKED = "blocked"
    NO_HOST = "no_host"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    GARBLED = "garbled"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    REDIRECTS = "redirects"
    FORBIDDEN = "forbidden"
    """401, 403, 407, 451."""
    NOT_FOUND = "not_found"
    GONE = "gone"
    """410: the publisher has ended it; it is no longer polled."""
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    HTTP_ERROR = "http_error"
    WEB_PAGE = "web_page"
    """A page was sent instead of a feed, and none is linked from it."""
    NOT_A_FEED = "not_a_feed"
    BAD_XML = "bad_xml"
    """A feed, but nothing in it could be read."""
    TOO_COSTLY = "too_costly"
    """Reading it took more time or memory than allowed."""
    MOVED_AWAY = "moved_away"
    """Its new address is polled for another source already."""
    BUG = "bug"
    """Khabar's own fault: the log has the traceback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as it stood at its last poll; *options* and *timing* are JSON, read by the feeds room.

    *settled* is true once the first poll is over: from then on what is new is news. One that is unsettled
    with a success is of an archive that was restored. *failures* counts those in a row.
    """

    feed_id: FeedId
    source_id: SourceId
    source_name: str
    kind: str
    options: str
    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    settled: bool = False
    interval_s: int | None = None
    timing: str = "{}"
    moved_to: str | None = None
    moved_seen: int = 0
    failures: int = 0
    error: FeedError | None = None
    error_detail: str | None = None
    told_error: FeedError | None = None
    paused_reason: str | None = None
    next_poll_at: datetime
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(
            next_poll_at=self.next_poll_at,
            last_poll_at=self.last_poll_at,
            last_success_at=self.last_success_at,
            last_new_at=self.last_new_at,
        )


class Mark(NamedTuple):
    """By what most articles that are seen again show that nothing has to be done.

    *feed_id* is the feed that brought the article, *entry_hash* is of its entry's words.
    """

    feed_id: FeedId | None
    entry_hash: int


class KnownArticle(Struct, frozen=True, kw_only=True, gc=False):
    """What must be known of an article that is seen again; *pushed_at* is when its newest push was signed."""

    article_id: ArticleId
    source_id: SourceId
    url: str
    entry_id: str | None
    title: str
    entry_hash: int
    content_hash: int
    published_at: datetime | None
    revision: int
    intake: Intake
    page_state: PageState
    feed_id: FeedId | None
    pushed_at: datetime | None = None
    gone_at: datetime | None = None


class NewArticle(Struct, frozen=True, kw_only=True, gc=False):
    """An article about to be stored under *keys*, its identities as 63-bit hashes.

    *pushed_at* is when the push that brought it was signed; such an article has no feed. *worded*: the last
    of several *keys* is that of its title, which alone proves nothing.
    """

    source_id: SourceId
    feed_id: FeedId | None
    content: ArticleContent
    keys: tuple[int, ...]
    entry_hash: int
    content_hash: int
    intake: Intake
    page_state: PageState
    seen_at: datetime
    pushed_at: datetime | None = None
    worded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedArticle:
    """A later version of an article: *content* replaces what the archive has, which is kept as a revision.

    *reread* sends the article's page to be read again; until then the text that was read from it stays.
    """

    article_id: ArticleId
    content: ArticleContent
    entry_hash: int
    content_hash: int
    reread: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an article said until *until_at*."""

    article_id: ArticleId
    revision: int
    title: str
    text: str
    until_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An entry that could not be taken in; *label* is what could be read of it, *error* says why."""

    feed_id: FeedId
    entry_hash: int
    label: str
    error: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PageToRead:
    """An article whose page is leased; *options* is the JSON of its source, *attempts* counts from 1."""

    article: Article
    options: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A title that a source has used lately."""

    article_id: ArticleId
    title: str
    published_at: datetime | None
