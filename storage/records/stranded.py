"""Stranded work: an article or a story that broke a station and was set aside, with the reason."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.records.identity import require_aware


class StationName(StrEnum):
    """A station whose work can be set aside."""

    CLUSTER = "cluster"
    """Its subjects are articles, in a revision."""
    SUMMARIZE = "summarize"
    """Its subjects are stories, in a version."""
    ENQUEUE = "enqueue"
    """Its subjects are stories, in a version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """What broke a station; it is tried again once its subject has a later version."""

    station: StationName
    subject_id: int
    version: int
    error: str
    failed_at: datetime

    def __post_init__(self) -> None:
        require_aware(failed_at=self.failed_at)
