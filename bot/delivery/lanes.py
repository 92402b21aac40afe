"""The heads of the free lanes as last read, so that not every step asks the archive for all of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from storage.records.delivery import Head, TargetId


class Lanes:
    """Heads by lane; a lane whose delivery is at work has none here until that is settled."""

    __slots__ = ("_heads", "_moved")

    def __init__(self) -> None:
        self._heads: dict[TargetId, Head] = {}
        self._moved: set[TargetId] = set()

    def expect(self) -> None:
        """The archive is being read: what is put from now on is newer than what load() will bring."""
        self._moved.clear()

    def load(self, heads: Iterable[Head]) -> None:
        """Forget all and take these, but for the lanes that moved while they were being read."""
        kept = {lane: head for lane, head in self._heads.items() if lane in self._moved}
        self._heads = {head.target_id: head for head in heads if head.target_id not in self._moved} | kept

    def put(self, target_id: TargetId, head: Head | None) -> None:
        """What stands first in a lane now."""
        self._moved.add(target_id)
        if head is None:
            self._heads.pop(target_id, None)
        else:
            self._heads[target_id] = head

    def ready(self, now: datetime) -> Sequence[Head]:
        """The heads whose waits are over."""
        return [head for head in self._heads.values() if head.ready_at <= now]

    def next_ready(self, now: datetime) -> datetime | None:
        """When the next of the others may go."""
        return min((head.ready_at for head in self._heads.values() if head.ready_at > now), default=None)
