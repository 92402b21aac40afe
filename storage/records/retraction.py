"""Retraction: a story that was taken back, and the posts that speak of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.records.delivery import DeliveryState, TargetId
from storage.records.identity import DeliveryId, StoryId, require_aware


class Manner(StrEnum):
    """What becomes of the posts."""

    STRIKE = "strike"
    """They stay, struck through, and say so."""
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """An entry of the log; *user_id* is null where the configuration decided."""

    story_id: StoryId
    manner: Manner
    user_id: int | None
    retracted_at: datetime
    title: str
    url: str

    def __post_init__(self) -> None:
        require_aware(retracted_at=self.retracted_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneStory:
    """A story that all its publishers have taken down, and we have not."""

    story_id: StoryId
    title: str
    url: str
    source_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPost:
    """A post of a story: *posted* is the payload it was sent with, *payload* what readers see by now."""

    delivery_id: DeliveryId
    target_id: TargetId
    thread_id: int
    state: DeliveryState
    degraded: int
    posted: str
    payload: str
