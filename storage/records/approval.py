"""A post that waits for an editor's word."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.identity import DeliveryId, require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPost:
    """A post of a channel whose posts are approved first; given up at *expires_at*."""

    delivery_id: DeliveryId
    chat_name: str
    payload: str
    content_hash: str
    created_at: datetime
    expires_at: datetime | None

    def __post_init__(self) -> None:
        require_aware(created_at=self.created_at, expires_at=self.expires_at)
