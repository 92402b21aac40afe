"""Story: the cluster of articles on one event, and its Summary."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.records.identity import ArticleId, StoryId, require_aware


class Relation(StrEnum):
    """What an article is to the story that it joined."""

    FIRST = "first"
    """It opened the story."""
    DUPLICATE = "duplicate"
    """The same text, republished or edited."""
    SAME_EVENT = "same_event"
    """Another text on the same event."""
    UPDATE = "update"
    """The same event, further on: figures moved, or more is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event. *version* grows whenever an article joins or changes; the stations behind follow it.

    *follows_id* is the earlier story that this one continues («تطورات»). *places* and *topics* are canonical
    Arabic names. *breaking* stories carry «عاجل». *postable* ones hold an article that may be posted.
    """

    story_id: StoryId
    lead_id: ArticleId
    version: int
    follows_id: StoryId | None
    places: tuple[str, ...]
    topics: tuple[str, ...]
    breaking: bool
    postable: bool
    created_at: datetime
    updated_at: datetime
    names: tuple[str, ...] = ()
    """People and bodies that it tells of, the surest first; each can be a hashtag."""

    def __post_init__(self) -> None:
        require_aware(created_at=self.created_at, updated_at=self.updated_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Arabic text of a story at *version*, from *article_id* by *method* (``extractive``, ``model`` …)."""

    story_id: StoryId
    version: int
    sentences: tuple[str, ...]
    method: str
    article_id: ArticleId
    created_at: datetime

    def __post_init__(self) -> None:
        require_aware(created_at=self.created_at)
