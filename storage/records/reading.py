"""Headline and ToldStory: a story as its readers see it."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.identity import StoryId, require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A story in one line: what its leading article says, and how many sources told it."""

    story_id: StoryId
    title: str
    url: str
    source_name: str
    source_count: int
    section: str | None
    places: tuple[str, ...]
    breaking: bool
    dated_at: datetime

    def __post_init__(self) -> None:
        require_aware(dated_at=self.dated_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One article of a story."""

    source_name: str
    url: str
    dated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStory:
    """A story to read: its summary, and who told it, the earliest first, one article a source."""

    headline: Headline
    topics: tuple[str, ...]
    sentences: tuple[str, ...]
    tellings: tuple[Telling, ...]
