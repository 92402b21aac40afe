"""Hubs: which feeds they announce to us, and until when."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from storage.connection import Connection, Row
from storage.records.hub import Announced, HubLease, LeaseId, LeaseState
from storage.records.identity import FeedId


class Hubs:
    """Leases of hubs, each known by the token of its callback."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def unasked(self, *, most: int) -> Sequence[Announced]:
        """Feeds that are polled and name a hub that was not asked for them."""
        rows = await self._connection.all("hubs.unasked", most=most)
        return [
            Announced(feed_id=FeedId(row["feed_id"]), hub_url=row["hub_url"], topic_url=row["topic_url"])
            for row in rows
        ]

    async def add(self, wanted: Announced, *, token: str, secret: str, now: datetime) -> None:
        """Ask the hub of *wanted* at once."""
        await self._connection.one(
            "hubs.add",
            feed_id=wanted.feed_id,
            hub_url=wanted.hub_url,
            topic_url=wanted.topic_url,
            token=token,
            secret=secret,
            now=now,
        )

    async def is_due(self, *, now: datetime) -> bool:
        """Whether a hub is to be asked by now."""
        return await self._connection.one("hubs.is_due", now=now) is not None

    async def claim_due(self, most: int, *, now: datetime, until: datetime) -> Sequence[HubLease]:
        """Take up to *most* leases whose hub is to be asked; nobody else gets them before *until*."""
        claimed = await self._connection.all("hubs.claim_due", most=most, now=now, until=until)
        if not claimed:
            return []
        ids = json.dumps([row["lease_id"] for row in claimed])
        return [_lease_of(row) for row in await self._connection.all("hubs.some", lease_ids=ids)]

    async def by_token(self, token: str) -> HubLease | None:
        """The lease whose callback ends so."""
        row = await self._connection.one("hubs.by_token", token=token)
        return None if row is None else _lease_of(row)

    async def postpone(self, lease: HubLease, *, ask_at: datetime, failures: int, reason: str | None) -> None:
        """Ask again at *ask_at*, unless the hub has answered in another way meanwhile."""
        await self._connection.one(
            "hubs.postpone",
            lease_id=lease.lease_id,
            state=lease.state,
            ask_at=ask_at,
            failures=failures,
            reason=reason,
        )

    async def activate(self, lease_id: LeaseId, *, until: datetime, renew_at: datetime) -> None:
        """The hub has verified it: it announces until *until*."""
        await self._connection.one("hubs.activate", lease_id=lease_id, until_at=until, ask_at=renew_at)

    async def replaced(self, lease: HubLease, *, now: datetime) -> None:
        """Leave what was agreed earlier for the feed of *lease*, which is active now."""
        await self._connection.all("hubs.replaced", lease_id=lease.lease_id, feed_id=lease.feed_id, now=now)

    async def close(self, lease_id: LeaseId, state: LeaseState, *, reason: str | None = None) -> None:
        """It is DENIED or OVER: the hub is asked no more."""
        await self._connection.one("hubs.close", lease_id=lease_id, state=state, reason=reason)

    async def rest(self, lease_id: LeaseId) -> None:
        """Ask the hub no more, and let the lease run out: another one takes its place."""
        await self._connection.one("hubs.rest", lease_id=lease_id)

    async def heard(self, lease_id: LeaseId, *, now: datetime) -> None:
        """The hub has told us something."""
        await self._connection.one("hubs.heard", lease_id=lease_id, now=now)

    async def tidy(self, *, now: datetime, before: datetime) -> None:
        """End what has run out, leave what is not wanted any more, forget what ended *before*."""
        await self._connection.all("hubs.expire", now=now)
        await self._connection.all("hubs.unwanted", now=now)
        await self._connection.all("hubs.forget", before=before)

    async def active(self) -> Mapping[FeedId, datetime]:
        """The feeds that a hub announces, and until when."""
        rows = await self._connection.all("hubs.active")
        return {FeedId(row["feed_id"]): row["until_at"] for row in rows}


def _lease_of(row: Row) -> HubLease:
    return HubLease(
        lease_id=LeaseId(row["lease_id"]),
        feed_id=FeedId(row["feed_id"]),
        hub_url=row["hub_url"],
        topic_url=row["topic_url"],
        token=row["token"],
        secret=row["secret"],
        state=LeaseState(row["state"]),
        failures=row["failures"],
        reason=row["reason"],
        ask_at=row["ask_at"],
        until_at=row["until_at"],
        heard_at=row["heard_at"],
    )
