"""The backlog: news that comes long after it was published, and what was decided of it."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from storage.connection import Belt, Connection
from storage.records.backlog import HeldLane, Silence
from storage.records.delivery import TargetId
from storage.records.digest import DigestStory
from storage.records.identity import DeliveryId
from storage.repositories.digests import digest_story_of
from storage.repositories.targets import address_of

UNDECIDED = datetime(9999, 1, 1, tzinfo=UTC)
"""When a held post is due: never, until it is let go."""


def _ids(ids: Iterable[int]) -> str:
    return json.dumps(list(ids))


class Backlog:
    """Which stories of a lane wait for a decision, and the silences that make news late."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # Silences

    async def is_healthy(self) -> bool:
        """Whether some feed could be read at its last poll; true also where none is polled."""
        row = await self._connection.one("backlog.healthy")
        return row is not None and bool(row["healthy"])

    async def silence(self) -> Silence | None:
        """When news was last heard; None: it was never asked."""
        row = await self._connection.one("backlog.silence")
        if row is None:
            return None
        return Silence(heard_at=row["heard_at"], from_at=row["from_at"], until_at=row["until_at"])

    async def hear(self, *, now: datetime, silent_from: datetime | None) -> None:
        """News is heard now; *silent_from* is when a long silence had begun that ends by it."""
        until = None if silent_from is None else now
        await self._connection.one("backlog.hear", now=now, from_at=silent_from, until_at=until)

    async def coming(self, *, before: datetime) -> int:
        """How many articles and stories published before this moment are still on their way to the outbox."""
        row = await self._connection.one("backlog.coming", before=before)
        return 0 if row is None else int(row["coming"])

    # What waits

    async def stale_lanes(self, *, before: datetime) -> Sequence[tuple[TargetId, int]]:
        """Lanes in which a story has been due since before this moment."""
        rows = await self._connection.all("backlog.stale_lanes", before=before)
        return [(TargetId(row["target_id"]), row["thread_id"]) for row in rows]

    async def hold(self, target_id: TargetId, thread_id: int, *, now: datetime) -> int:
        """Hold every story that is due in this lane; how many."""
        rows = await self._connection.all(
            "backlog.hold", target_id=target_id, thread_id=thread_id, now=now, due_at=UNDECIDED
        )
        return len(rows)

    async def lanes(self) -> Sequence[HeldLane]:
        """The lanes with stories that are held."""
        return [
            HeldLane(
                target_id=TargetId(row["target_id"]),
                thread_id=row["thread_id"],
                address=address_of(row),
                configured=row["address"],
                first_at=row["first_at"],
                newest_at=row["newest_at"],
            )
            for row in await self._connection.all("backlog.lanes")
        ]

    async def is_held(self, target_id: TargetId, thread_id: int) -> bool:
        """Whether stories of this lane are held: what is new waits with them."""
        row = await self._connection.one("backlog.is_held", target_id=target_id, thread_id=thread_id)
        return row is not None

    async def waiting(self, target_id: TargetId, thread_id: int) -> Sequence[DigestStory]:
        """The stories of a lane that are held."""
        rows = await self._connection.all("backlog.waiting", target_id=target_id, thread_id=thread_id)
        return [digest_story_of(row) for row in rows]

    async def let_go_since(
        self, target_id: TargetId, thread_id: int, *, since: datetime, held_at: datetime
    ) -> tuple[int, int]:
        """How many stories of a lane were let go and not sent before *since*; how many are to be sent yet.

        Those that waited for no decision since the hold began at *held_at* count with them.
        """
        row = await self._connection.one(
            "backlog.let_go_since", target_id=target_id, thread_id=thread_id, since=since, held_at=held_at
        )
        return (0, 0) if row is None else (int(row["posts"]), int(row["under_way"]))

    async def has_sent(self, target_id: TargetId, thread_id: int, *, since: datetime) -> bool:
        """Whether the lane took a post after this moment."""
        row = await self._connection.one(
            "backlog.sent_since", target_id=target_id, thread_id=thread_id, since=since
        )
        return row is not None

    # Decisions

    async def let_go(
        self, delivery_ids: Sequence[DeliveryId], *, due: datetime, expires: datetime, now: datetime
    ) -> None:
        """These are posted from *due* on, and given up at *expires*; rings for the lanes."""
        await self._connection.all(
            "backlog.let_go", delivery_ids=_ids(delivery_ids), due_at=due, expires_at=expires, now=now
        )
        self._connection.ring(Belt.OUTBOX)

    async def list_only(self, delivery_ids: Sequence[DeliveryId], *, now: datetime) -> None:
        """These are not posted: a digest lists them."""
        await self._give_up(delivery_ids, "listed", "listed in a digest", now)

    async def leave(self, delivery_ids: Sequence[DeliveryId], *, now: datetime) -> None:
        """These are not posted: the next digest may list them."""
        await self._give_up(delivery_ids, "left", "left to the next digest", now)

    async def _give_up(
        self, delivery_ids: Sequence[DeliveryId], decision: str, reason: str, now: datetime
    ) -> None:
        await self._connection.all(
            "backlog.give_up", delivery_ids=_ids(delivery_ids), decision=decision, reason=reason, now=now
        )
