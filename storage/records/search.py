"""Search: the stored pieces of the index and the articles that go into it; bot.search reads the blobs."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.identity import ArticleId, SourceId, require_aware

PAGES_EACH = 1 << 16
"""Most pages of a segment: a page's id is segment_id * PAGES_EACH + its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentBlobs:
    """A live segment but for its pages: *terms* is its directory, *articles* says what its documents are.

    *form* tells how both and the pages are to be read.
    """

    segment_id: int
    form: int
    documents: int
    pages: int
    terms: bytes
    articles: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """What of the index is live: *segments*, ids with commas between them, ascending.

    *deaths* grows with every article that died in it.
    """

    segments: str
    deaths: int

    @property
    def ids(self) -> list[int]:
        """The ids of the segments."""
        return [int(segment_id) for segment_id in self.segments.split(",") if segment_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexableArticle:
    """What the index takes of an article at *revision*; *reindexed* if an earlier revision is in it."""

    article_id: ArticleId
    source_id: SourceId
    revision: int
    title: str
    text: str
    section: str | None
    place: str | None
    dated_at: datetime
    reindexed: bool

    def __post_init__(self) -> None:
        require_aware(dated_at=self.dated_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """What a search shows of an article."""

    article_id: ArticleId
    url: str
    title: str
    text: str
    source_name: str
    section: str | None
    place: str | None
    dated_at: datetime
    gone: bool

    def __post_init__(self) -> None:
        require_aware(dated_at=self.dated_at)
