"""What is known of late news: a silence that was long, and lanes whose stories are held."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.delivery import Address, TargetId
from storage.records.identity import require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """When news was last heard, and the last long silence; *from_at* and *until_at* null: there was none."""

    heard_at: datetime
    from_at: datetime | None
    until_at: datetime | None

    def __post_init__(self) -> None:
        require_aware(heard_at=self.heard_at, from_at=self.from_at, until_at=self.until_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLane:
    """A lane with stories that are held, since the first and since the newest of them.

    *configured* is the chat as its rule names it, which *address* need not be any more.
    """

    target_id: TargetId
    thread_id: int
    address: Address
    configured: str
    first_at: datetime
    newest_at: datetime

    def __post_init__(self) -> None:
        require_aware(first_at=self.first_at, newest_at=self.newest_at)
