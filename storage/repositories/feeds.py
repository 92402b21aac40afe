"""Feeds: which are due, how they stand after a poll, and how they fare."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.connection import Connection, Row
from storage.records.feed import Feed, FeedError, SetAside
from storage.records.identity import FeedId, SourceId


def feed_of(row: Row) -> Feed:
    """The feed in *row*, which joins ``feeds`` with its source."""
    return Feed(
        feed_id=FeedId(row["feed_id"]),
        source_id=SourceId(row["source_id"]),
        source_name=row["source_name"],
        kind=row["kind"],
        options=row["options"],
        url=row["url"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        settled=bool(row["settled"]),
        interval_s=row["interval_s"],
        timing=row["timing"],
        moved_to=row["moved_to"],
        moved_seen=row["moved_seen"],
        failures=row["failures"],
        error=None if row["error"] is None else FeedError(row["error"]),
        error_detail=row["error_detail"],
        told_error=None if row["told_error"] is None else FeedError(row["told_error"]),
        paused_reason=row["paused_reason"],
        next_poll_at=row["next_poll_at"],
        last_poll_at=row["last_poll_at"],
        last_success_at=row["last_success_at"],
        last_new_at=row["last_new_at"],
    )


class Feeds:
    """Claiming feeds and settling their polls."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, source_id: SourceId, url: str, *, now: datetime) -> FeedId | None:
        """A feed of *source_id*, due at once; None where another source has this address."""
        row = await self._connection.one("feeds.add", source_id=source_id, url=url, now=now)
        return None if row is None else FeedId(row["feed_id"])

    async def claim_due(self, most: int, *, now: datetime, until: datetime, holder: str) -> Sequence[Feed]:
        """Lease up to *most* feeds whose time has come to the process *holder*, the longest waiting first."""
        return await self._some(
            await self._connection.all("feeds.claim_due", most=most, now=now, until=until, holder=holder)
        )

    async def claim_all(self, *, now: datetime, until: datetime, holder: str) -> Sequence[Feed]:
        """Lease every feed that is not paused, due or not, to the process *holder*."""
        return await self._some(
            await self._connection.all("feeds.claim_all", now=now, until=until, holder=holder)
        )

    async def holders(self, *, now: datetime) -> Sequence[str]:
        """The processes whose leases still run; some of them may have died."""
        return [row["claimed_by"] for row in await self._connection.all("feeds.holders", now=now)]

    async def release_of(self, holder: str) -> None:
        """Let go of everything that the process *holder* has leased."""
        await self._connection.one("feeds.release_of", holder=holder)

    async def _some(self, claimed: Sequence[Row]) -> Sequence[Feed]:
        if not claimed:
            return []
        ids = json.dumps([row["feed_id"] for row in claimed])
        return [feed_of(row) for row in await self._connection.all("feeds.some", feed_ids=ids)]

    async def settle(self, feeds: Sequence[Feed]) -> None:
        """Store how *feeds* stand after their polls, and let go of their leases."""
        await self._connection.many(
            "feeds.settle",
            [
                {
                    "feed_id": feed.feed_id,
                    "etag": feed.etag,
                    "last_modified": feed.last_modified,
                    "body_hash": feed.body_hash,
                    "settled": int(feed.settled),
                    "interval_s": feed.interval_s,
                    "timing": feed.timing,
                    "moved_to": feed.moved_to,
                    "moved_seen": feed.moved_seen,
                    "failures": feed.failures,
                    "error": feed.error,
                    "error_detail": feed.error_detail,
                    "next_poll_at": feed.next_poll_at,
                    "last_poll_at": feed.last_poll_at,
                    "last_success_at": feed.last_success_at,
                    "last_new_at": feed.last_new_at,
                }
                for feed in feeds
            ],
        )

    async def release(self, feed_ids: Sequence[FeedId]) -> None:
        """Let go of leases without a poll: another process, or a later one, may take the feeds."""
        await self._connection.many("feeds.release", [{"feed_id": feed_id} for feed_id in feed_ids])

    async def move(self, feed_id: FeedId, url: str) -> bool:
        """Poll *url* from now on; False where another feed has that address already."""
        return await self._connection.one("feeds.move", feed_id=feed_id, url=url) is not None

    async def forget(self, feed_id: FeedId) -> None:
        """Fetch the whole of a feed at its next poll: how it is read has changed."""
        await self._connection.one("feeds.forget", feed_id=feed_id)

    async def get(self, feed_id: FeedId) -> Feed | None:
        """The feed, or None where it is unknown."""
        found = await self._connection.all("feeds.some", feed_ids=json.dumps([feed_id]))
        return feed_of(found[0]) if found else None

    async def of_source(self, source_id: SourceId) -> Sequence[Feed]:
        """The feeds of a source."""
        return [feed_of(row) for row in await self._connection.all("feeds.of_source", source_id=source_id)]

    async def all(self) -> Sequence[Feed]:
        """Every feed, by source in the order of their making."""
        return [feed_of(row) for row in await self._connection.all("feeds.all")]

    async def untold(self, *, failures: int) -> Sequence[Feed]:
        """Feeds whose trouble or whose recovery no operator was told of.

        Trouble counts from *failures* in a row on, or at once where it paused the source.
        """
        return [feed_of(row) for row in await self._connection.all("feeds.untold", failures=failures)]

    async def told(self, feed_id: FeedId, error: FeedError | None) -> None:
        """The operators know that the feed fails with *error*, or that it is well again."""
        await self._connection.one("feeds.told", feed_id=feed_id, error=error)

    async def next_due(self) -> datetime | None:
        """When the next feed may be claimed, be it that a lease ends; None when there is none."""
        row = await self._connection.one("feeds.next_due")
        return None if row is None else row["next_poll_at"]

    async def hurry(self, source_id: SourceId, *, now: datetime) -> None:
        """Poll the feeds of a source at once: somebody asked, or a hub rang."""
        await self._connection.one("feeds.hurry", source_id=source_id, now=now)

    async def note_push(self, feed_id: FeedId, *, timing: str, now: datetime, new: bool) -> None:
        """The publisher of a feed that is never polled has pushed, be it something *new*."""
        await self._connection.one("feeds.note_push", feed_id=feed_id, timing=timing, now=now, new=int(new))

    async def heard(self, feed_ids: Sequence[FeedId], *, now: datetime) -> None:
        """Hubs have brought something new of these feeds."""
        await self._connection.many("feeds.heard", [{"feed_id": feed_id, "now": now} for feed_id in feed_ids])

    async def set_aside(self, entries: Sequence[SetAside]) -> None:
        """Keep entries that could not be taken in, each once, so that they can be shown."""
        await self._connection.many(
            "feeds.set_aside",
            [
                {
                    "feed_id": entry.feed_id,
                    "entry_hash": entry.entry_hash,
                    "label": entry.label,
                    "error": entry.error,
                    "seen_at": entry.seen_at,
                }
                for entry in entries
            ],
        )

    async def aside(self, source_id: SourceId, *, most: int) -> Sequence[SetAside]:
        """The newest entries of a source that were set aside."""
        rows = await self._connection.all("feeds.aside", source_id=source_id, most=most)
        return [
            SetAside(
                feed_id=FeedId(row["feed_id"]),
                entry_hash=row["entry_hash"],
                label=row["label"],
                error=row["error"],
                seen_at=row["seen_at"],
            )
            for row in rows
        ]
