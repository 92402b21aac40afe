"""The outbox: deliveries from ready to settled, and the lease of the one sender that may serve them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from storage.connection import Belt, Connection, Row
from storage.records.delivery import (
    Address,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Draft,
    Head,
    Hold,
    PostedMessage,
    Priority,
    Settlement,
    TargetId,
    shares_box,
)
from storage.records.identity import ArticleId, DeliveryId, MessageId, StoryId
from storage.records.story import Story, Summary
from storage.repositories.backlog import UNDECIDED
from storage.repositories.stories import story_of
from storage.repositories.targets import Targets, address_of

_MOST_KNOWN = 10_000
"""Ids of a shared box that are read for one look; it ends long before."""
MOST_MESSAGES = 10
"""Of an album (core.telegram.org/bots/api#sendmediagroup)."""
EARLIEST = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _message(value: int | None) -> MessageId | None:
    return None if value is None else MessageId(value)


def _delivery(value: int | None) -> DeliveryId | None:
    return None if value is None else DeliveryId(value)


def delivery_of(row: Row) -> Delivery:
    """The delivery in *row*, which joins ``outbox`` with its target and the messages it speaks of."""
    return Delivery(
        delivery_id=DeliveryId(row["delivery_id"]),
        subject=row["subject"],
        story_id=None if row["story_id"] is None else StoryId(row["story_id"]),
        target_id=TargetId(row["target_id"]),
        address=address_of(row),
        thread_id=row["thread_id"],
        kind=DeliveryKind(row["kind"]),
        version=row["version"],
        state=DeliveryState(row["state"]),
        priority=Priority(row["priority"]),
        published_at=row["published_at"],
        payload=row["payload"],
        content_hash=row["content_hash"],
        due_at=row["due_at"],
        retry_at=row["retry_at"],
        expires_at=row["expires_at"],
        attempts=row["attempts"],
        degraded=row["degraded"],
        epoch=row["epoch"],
        floor_id=_message(row["floor_id"]),
        probes=row["probes"],
        doubtful=bool(row["doubtful"]),
        message_id=_message(row["message_id"]),
        messages=row["messages"],
        of_id=_delivery(row["of_id"]),
        of_message=_message(row["of_message"]),
        of_messages=row["of_messages"] or 1,
        reply_to=_message(row["reply_to"]),
        reason=row["reason"],
        created_at=row["created_at"],
        sending_at=row["sending_at"],
        settled_at=row["settled_at"],
    )


def _head_of(row: Row) -> Head:
    waits = [moment for moment in (row["retry_at"], row["not_before_at"]) if moment is not None]
    return Head(
        delivery_id=DeliveryId(row["delivery_id"]),
        target_id=TargetId(row["target_id"]),
        address=address_of(row),
        kind=DeliveryKind(row["kind"]),
        priority=Priority(row["priority"]),
        published_at=row["published_at"],
        ready_at=max(waits, default=EARLIEST),
        messages=row["messages"],
    )


def _posted_of(row: Row) -> PostedMessage:
    return PostedMessage(
        delivery_id=DeliveryId(row["delivery_id"]),
        target_id=TargetId(row["target_id"]),
        thread_id=row["thread_id"],
        state=DeliveryState(row["state"]),
        priority=Priority(row["priority"]),
        payload=row["payload"],
        content_hash=row["content_hash"],
        degraded=row["degraded"],
        message_id=_message(row["message_id"]),
        published_at=row["published_at"],
        settled_at=row["settled_at"],
        shown_hash=row["shown_hash"],
    )


def _worded(row: Row) -> tuple[Story, Summary]:
    summary = Summary(
        story_id=StoryId(row["story_id"]),
        version=row["summary_version"],
        sentences=tuple(json.loads(row["sentences"])),
        method=row["method"],
        article_id=ArticleId(row["article_id"]),
        created_at=row["summary_created_at"],
    )
    return story_of(row), summary


def _ids(ids: Iterable[int]) -> str:
    return json.dumps(list(ids))


class Outbox:
    """Deliveries: put in, claim, begin, settle, look after; and who may."""

    __slots__ = ("_connection", "_targets")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._targets = Targets(connection)

    # Into the outbox

    async def unenqueued(self, most: int) -> Sequence[tuple[Story, Summary]]:
        """At most *most* stories whose newest summary is not in the outbox yet, the oldest first."""
        return [_worded(row) for row in await self._connection.all("outbox.unenqueued", most=most)]

    async def unenqueued_story(self, story_id: StoryId) -> tuple[Story, Summary] | None:
        """One of them, for this transaction alone; None when it is done, or another process is at it."""
        row = await self._connection.one("outbox.unenqueued_story", story_id=story_id)
        return None if row is None else _worded(row)

    async def mark_enqueued(self, story_id: StoryId, version: int) -> None:
        """The story is in the outbox as of *version*."""
        await self._connection.one("outbox.enqueued", story_id=story_id, version=version)

    async def add(self, draft: Draft, *, now: datetime) -> DeliveryId | None:
        """Owe it; None when it is owed already. Rings for the lanes."""
        row = await self._connection.one(
            "outbox.add",
            subject=draft.subject,
            story_id=draft.story_id,
            target_id=draft.target_id,
            thread_id=draft.thread_id,
            kind=draft.kind,
            version=draft.version,
            priority=int(draft.priority),
            payload=draft.payload,
            content_hash=draft.content_hash,
            of_id=draft.of_id,
            reply_to_id=draft.reply_to_id,
            published_at=draft.published_at,
            due_at=draft.due_at if draft.held is None else UNDECIDED,
            expires_at=None if draft.held is Hold.LATE else draft.expires_at,
            decision=draft.held,
            decided_at=None if draft.held is None else now,
            messages=draft.messages,
            now=now,
        )
        if row is None:
            return None
        self._connection.ring(Belt.OUTBOX)
        return DeliveryId(row["delivery_id"])

    async def posts_of(self, subject: str) -> Sequence[PostedMessage]:
        """The posts of a subject in every chat, whatever their state."""
        return [_posted_of(row) for row in await self._connection.all("outbox.posts_of", subject=subject)]

    async def replace(
        self,
        delivery_id: DeliveryId,
        *,
        payload: str,
        content_hash: str,
        priority: Priority,
        messages: int = 1,
    ) -> bool:
        """Give a post that has not gone yet its newer wording; False when it went meanwhile."""
        row = await self._connection.one(
            "outbox.replace",
            delivery_id=delivery_id,
            payload=payload,
            content_hash=content_hash,
            priority=int(priority),
            messages=messages,
        )
        if row is not None:
            self._connection.ring(Belt.OUTBOX)  # it may stand elsewhere in its lane now
        return row is not None

    async def supersede_edits(self, of_id: DeliveryId, *, version: int, now: datetime) -> None:
        """Edits of a post before *version* that have not gone are needless."""
        await self._connection.all("outbox.supersede", of_id=of_id, version=version, now=now)

    # Out of it

    async def heads(self, *, now: datetime) -> Sequence[Head]:
        """The first delivery of every free lane, the most urgent first; some only later, see ``ready_at``."""
        heads = [_head_of(row) for row in await self._connection.all("outbox.heads", now=now)]
        return sorted(heads, key=lambda head: (head.priority, head.published_at, head.delivery_id))

    async def head_of(self, target_id: TargetId, *, now: datetime) -> Head | None:
        """The first delivery of one lane; None when it is empty, busy or paused."""
        row = await self._connection.one("outbox.head_of", target_id=target_id, now=now)
        return None if row is None else _head_of(row)

    async def claim(self, delivery_ids: Sequence[DeliveryId], *, epoch: int) -> Sequence[Delivery]:
        """Take these deliveries; those that are gone, or whose lane is busy, are left out."""
        rows = await self._connection.all("outbox.claim", delivery_ids=_ids(delivery_ids), epoch=epoch)
        return await self.get_many([DeliveryId(row["delivery_id"]) for row in rows])

    async def get_many(self, delivery_ids: Sequence[DeliveryId]) -> Sequence[Delivery]:
        """These deliveries, the most urgent first."""
        if not delivery_ids:
            return []
        rows = await self._connection.all("outbox.get_many", delivery_ids=_ids(delivery_ids))
        return [delivery_of(row) for row in rows]

    async def begin(self, delivery_id: DeliveryId, *, epoch: int, now: datetime, messages: int = 1) -> bool:
        """The first byte may leave once this is committed; False: it is not ours to send (any more).

        *messages* is how many it will be: who finds it in doubt knows which ids are its own.
        """
        row = await self._connection.one(
            "outbox.begin", delivery_id=delivery_id, epoch=epoch, messages=messages, now=now
        )
        return row is not None

    async def settle(
        self, delivery_id: DeliveryId, settlement: Settlement, *, epoch: int, now: datetime
    ) -> bool:
        """Record what came of it, for the delivery and its chat, and wake the lanes.

        False: another sender looks after it by now; nothing was changed.
        """
        row = await self._connection.one(
            "outbox.settle",
            delivery_id=delivery_id,
            epoch=epoch,
            state=settlement.state,
            retry_at=settlement.retry_at,
            reason=settlement.reason,
            message_id=settlement.message_id,
            chat_id=settlement.chat_id,
            degraded=settlement.degraded,
            probes=settlement.probes,
            doubtful=int(settlement.doubtful),
            messages=settlement.messages,
            now=now,
        )
        if row is None:
            return False
        target_id = TargetId(row["target_id"])
        if settlement.message_id is not None:
            last = MessageId(settlement.message_id + row["messages"] - 1)
            await self._targets.learn(target_id, chat_id=settlement.chat_id, message_id=last)
        if settlement.chat is not None:
            await self._targets.apply(target_id, settlement.chat, now=now)
        return True

    async def expire(self, *, now: datetime) -> int:
        """Give up what is too old to be posted; how many."""
        return len(await self._connection.all("outbox.expire", now=now))

    async def next_at(self, *, now: datetime) -> datetime | None:
        """When something that is not due now becomes due; None: nothing will."""
        row = await self._connection.one("outbox.next_at", now=now)
        moment: datetime | None = None if row is None else row["next_at"]
        return moment

    async def recent(self, *, since: datetime) -> Mapping[Address, Sequence[datetime]]:
        """When posts were sent after *since*, by chat: what a new process counts towards the limits."""
        sent: dict[Address, list[datetime]] = {}
        for row in await self._connection.all("outbox.recent", since=since):
            sent.setdefault(address_of(row), []).extend([row["settled_at"]] * row["messages"])
        return sent

    # Unknown outcomes

    async def unknowns(self, *, now: datetime) -> Sequence[Delivery]:
        """Deliveries that may have arrived and are due for a look."""
        rows = await self._connection.all("outbox.unknowns", now=now)
        return await self.get_many([DeliveryId(row["delivery_id"]) for row in rows])

    async def known_ids(self, delivery: Delivery, *, above: int) -> frozenset[int]:
        """Message ids above a floor that are other deliveries of ours, and so must not be touched."""
        floor = above - MOST_MESSAGES
        if shares_box(delivery.address):
            rows = await self._connection.all(
                "outbox.known_in_box", floor_id=floor, delivery_id=delivery.delivery_id, most=_MOST_KNOWN
            )
        else:
            rows = await self._connection.all(
                "outbox.known_ids",
                target_id=delivery.target_id,
                floor_id=floor,
                delivery_id=delivery.delivery_id,
            )
        ids = (row["message_id"] + item for row in rows for item in range(row["messages"]))
        return frozenset(message_id for message_id in ids if message_id > above)

    # Who may send

    async def lease(self, *, owner: str, now: datetime, held_until: datetime, take: bool) -> int | None:
        """Become the only sender and return the new epoch; None while another holds the lease.

        *take* it even so when the other is known to be dead.
        """
        row = await self._connection.one(
            "outbox.lease", owner=owner, now=now, held_until_at=held_until, take=int(take)
        )
        return None if row is None else int(row["epoch"])

    async def lease_holder(self) -> tuple[str, int, datetime] | None:
        """Owner, epoch and end of the lease; None: nobody ever sent."""
        row = await self._connection.one("outbox.lease_holder")
        return None if row is None else (row["owner"], row["epoch"], row["held_until_at"])

    async def renew(self, *, epoch: int, held_until: datetime) -> bool:
        """Go on as the sender; False: another has taken over."""
        row = await self._connection.one("outbox.renew", epoch=epoch, held_until_at=held_until)
        return row is not None

    async def release(self, *, epoch: int, now: datetime) -> None:
        """Let the next sender begin at once."""
        await self._connection.one("outbox.release", epoch=epoch, now=now)

    async def recover(self, *, epoch: int, look_at: datetime) -> tuple[int, int]:
        """Take over from earlier senders: how many had been claimed, and how many may have arrived.

        The latter are looked for from *look_at* on: a request of theirs may still be on its way.
        """
        claimed = await self._connection.all("outbox.recover_claimed", epoch=epoch)
        sending = await self._connection.all("outbox.recover_sending", epoch=epoch, look_at=look_at)
        await self._connection.all("outbox.adopt_unknown", epoch=epoch)
        return len(claimed), len(sending)

    # To be read

    async def counts(self) -> Mapping[DeliveryState, int]:
        """How many deliveries stand in each state; states without any are left out."""
        rows = await self._connection.all("outbox.counts")
        return {DeliveryState(row["state"]): row["deliveries"] for row in rows}

    async def oldest_open(self, *, now: datetime) -> datetime | None:
        """Since when the oldest unsent delivery of a lane that is not paused has been due."""
        row = await self._connection.one("outbox.oldest_open", now=now)
        moment: datetime | None = None if row is None else row["oldest_at"]
        return moment

    async def of_story(self, story_id: StoryId) -> Sequence[Delivery]:
        """Every delivery of a story, for ``khabar why``."""
        return [delivery_of(row) for row in await self._connection.all("outbox.of_story", story_id=story_id)]
