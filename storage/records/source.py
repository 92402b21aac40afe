"""Source: a publisher whose feeds are polled."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.identity import SourceId, require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher; *options* is the JSON of what the configuration says of it.

    *paused_reason* says why it is not polled: ``removed`` from the configuration, or a FeedError.
    """

    source_id: SourceId
    name: str
    url: str
    kind: str
    options: str
    from_config: bool
    paused_reason: str | None
    created_at: datetime

    def __post_init__(self) -> None:
        require_aware(created_at=self.created_at)
