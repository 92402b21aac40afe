"""Between articles and stories: what an article is compared by, and what the story station decides."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.article import Intake
from storage.records.identity import ArticleId, SourceId, StoryId, require_aware
from storage.records.story import Relation, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryContent:
    """What the articles of a story make of it."""

    lead_id: ArticleId
    places: tuple[str, ...]
    topics: tuple[str, ...]
    breaking: bool
    postable: bool
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryHead:
    """A story with what a better lead has to beat: *lead_length* in characters of text."""

    story: Story
    lead_source_id: SourceId
    lead_source_name: str
    lead_agency: str | None
    lead_length: int
    lead_image: bool
    lead_intake: Intake


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedArticle:
    """What a stored article is compared by; *mark* is encoded by the story room."""

    article_id: ArticleId
    story_id: StoryId
    source_id: SourceId
    mark: bytes
    dated_at: datetime

    def __post_init__(self) -> None:
        require_aware(dated_at=self.dated_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMark:
    """What an article will be compared by, and the hashes it is found by; both encoded by the story room."""

    article_id: ArticleId
    mark: bytes
    hashes: bytes
    dated_at: datetime

    def __post_init__(self) -> None:
        require_aware(dated_at=self.dated_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredArticle:
    """An article that came into the window: the *turn* at which it did, and the hashes it is found by."""

    turn: int
    article_id: ArticleId
    hashes: bytes
    dated_at: datetime

    def __post_init__(self) -> None:
        require_aware(dated_at=self.dated_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article's place in a story, decided at *revision*; *evidence* is the JSON of what spoke for it."""

    article_id: ArticleId
    story_id: StoryId
    relation: Relation
    revision: int
    other_id: ArticleId | None
    score: float
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A stored decision with the article that it was judged against."""

    article_id: ArticleId
    story_id: StoryId
    relation: Relation
    other_id: ArticleId | None
    other_title: str | None
    other_url: str | None
    other_source_name: str | None
    score: float
    evidence: str
    decided_at: datetime

    def __post_init__(self) -> None:
        require_aware(decided_at=self.decided_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A source that carries a story: its first article on it, and how many it has."""

    source_id: SourceId
    source_name: str
    article_id: ArticleId
    articles: int
    first_at: datetime

    def __post_init__(self) -> None:
        require_aware(first_at=self.first_at)
