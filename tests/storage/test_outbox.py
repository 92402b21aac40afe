"""The outbox on both databases: owed once, in order, one in flight a lane, settled by its holder alone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.connection import Belt
from storage.records.delivery import (
    ChatEffect,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Draft,
    Priority,
    Settlement,
    TargetId,
)
from storage.records.identity import ChatId, DeliveryId, MessageId
from storage.store import Store, Transaction

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CHAT = -1001234567890
LEASE = timedelta(seconds=30)
SENT = Settlement(state=DeliveryState.SENT, message_id=MessageId(7), chat_id=ChatId(CHAT))


async def lane(tx: Transaction, number: int = 0) -> TargetId:
    return await tx.targets.ensure(CHAT - number, now=NOW)


async def owe(tx: Transaction, target_id: TargetId, number: int = 1, **changes: Any) -> DeliveryId:
    """A post, owed; *changes* are of its draft."""
    draft: dict[str, Any] = {
        "subject": f"story:{number}",
        "story_id": None,
        "target_id": target_id,
        "thread_id": 0,
        "kind": DeliveryKind.POST,
        "version": 1,
        "priority": Priority.NEWS,
        "published_at": NOW + timedelta(minutes=number),
        "payload": "{}",
        "content_hash": str(number),
        "due_at": NOW,
    }
    delivery_id = await tx.outbox.add(Draft(**draft | changes), now=NOW)
    assert delivery_id is not None
    return delivery_id


async def lead(tx: Transaction, *, now: datetime = NOW, take: bool = False) -> int:
    """Become the sender; the epoch."""
    epoch = await tx.outbox.lease(owner="a:1:1", now=now, held_until=now + LEASE, take=take)
    assert epoch is not None
    return epoch


async def heads(tx: Transaction, *, now: datetime = NOW) -> list[int]:
    return [head.delivery_id for head in await tx.outbox.heads(now=now)]


async def send(tx: Transaction, delivery_id: DeliveryId, epoch: int, settlement: Settlement = SENT) -> None:
    """The whole way of one delivery."""
    assert len(await tx.outbox.claim([delivery_id], epoch=epoch)) == 1
    assert await tx.outbox.begin(delivery_id, epoch=epoch, now=NOW)
    assert await tx.outbox.settle(delivery_id, settlement, epoch=epoch, now=NOW)


async def one(tx: Transaction, delivery_id: DeliveryId) -> Delivery:
    [delivery] = await tx.outbox.get_many([delivery_id])
    return delivery


async def test_the_same_thing_is_owed_to_a_chat_once_and_rings(store: Store) -> None:
    bell = store.bells.bell(Belt.OUTBOX)
    async with store.write() as tx:
        target_id = await lane(tx)
        delivery_id = await owe(tx, target_id)
        again = Draft(
            subject="story:1",
            story_id=None,
            target_id=target_id,
            thread_id=0,
            kind=DeliveryKind.POST,
            version=1,
            priority=Priority.BREAKING,
            published_at=NOW,
            payload="{}",
            content_hash="2",
            due_at=NOW,
        )
        assert await tx.outbox.add(again, now=NOW) is None
        await owe(tx, target_id, thread_id=5)
        await owe(tx, target_id, version=2, kind=DeliveryKind.EDIT, of_id=delivery_id)
        assert await tx.outbox.counts() == {DeliveryState.READY: 3}
    assert bell.is_set()


async def test_a_lane_goes_by_priority_then_publication(store: Store) -> None:
    async with store.write() as tx:
        target_id = await lane(tx)
        late = await owe(tx, target_id, 9)
        early = await owe(tx, target_id, 2)
        urgent = await owe(tx, target_id, 20, priority=Priority.BREAKING)
        epoch = await lead(tx)
        order = []
        while found := await tx.outbox.head_of(target_id, now=NOW):
            assert await heads(tx) == [found.delivery_id]
            order.append(found.delivery_id)
            await send(tx, found.delivery_id, epoch)
        assert order == [urgent, early, late]


async def test_what_is_in_flight_or_in_doubt_holds_its_lane_and_no_other(store: Store) -> None:
    async with store.write() as tx:
        first, second = await lane(tx, 0), await lane(tx, 1)
        busy = await owe(tx, first, 1)
        behind = await owe(tx, first, 2)
        free = await owe(tx, second, 3)
        epoch = await lead(tx)
        await tx.outbox.claim([busy], epoch=epoch)
        assert await heads(tx) == [free]
        assert await tx.outbox.claim([behind], epoch=epoch) == []
        await tx.outbox.begin(busy, epoch=epoch, now=NOW)
        doubt = Settlement(state=DeliveryState.UNKNOWN, retry_at=NOW + timedelta(seconds=10))
        assert await tx.outbox.settle(busy, doubt, epoch=epoch, now=NOW)
        assert await heads(tx) == [free]
        assert await tx.outbox.unknowns(now=NOW) == []
        [looked_for] = await tx.outbox.unknowns(now=NOW + timedelta(seconds=10))
        assert looked_for.delivery_id == busy
        assert await tx.outbox.settle(busy, SENT, epoch=epoch, now=NOW)
        assert await heads(tx) == [behind, free]


async def test_a_lane_waits_with_its_head(store: Store) -> None:
    until = NOW + timedelta(seconds=40)
    async with store.write() as tx:
        target_id = await lane(tx)
        first = await owe(tx, target_id, 1)
        await owe(tx, target_id, 2)
        epoch = await lead(tx)
        wait = Settlement(state=DeliveryState.WAITING, retry_at=until, chat=ChatEffect(not_before_at=until))
        await send(tx, first, epoch, wait)
        [head] = await tx.outbox.heads(now=NOW)
        assert (head.delivery_id, head.ready_at) == (first, until)
        assert await tx.outbox.next_at(now=NOW) == until
        target = await tx.targets.get(target_id)
        assert target is not None
        assert target.not_before_at == until
        await tx.targets.apply(target_id, ChatEffect(not_before_at=NOW), now=NOW)
        [head] = await tx.outbox.heads(now=NOW)
        assert head.ready_at == until, "a shorter wait shortens nothing"


async def test_only_the_sender_of_the_epoch_claims_begins_and_settles(store: Store) -> None:
    async with store.write() as tx:
        target_id = await lane(tx)
        delivery_id = await owe(tx, target_id)
        old = await lead(tx)
        assert len(await tx.outbox.claim([delivery_id], epoch=old)) == 1
        assert await tx.outbox.lease(owner="b:2:2", now=NOW, held_until=NOW, take=False) is None
        new = await lead(tx, take=True)
        assert new == old + 1
        assert not await tx.outbox.begin(delivery_id, epoch=new, now=NOW), "it was claimed by another"
        assert not await tx.outbox.begin(delivery_id, epoch=old, now=NOW)
        assert not await tx.outbox.renew(epoch=old, held_until=NOW + LEASE)
        assert await tx.outbox.recover(epoch=new, look_at=NOW) == (1, 0)
        assert await tx.outbox.claim([delivery_id], epoch=old) == []
        assert len(await tx.outbox.claim([delivery_id], epoch=new)) == 1
        assert not await tx.outbox.settle(delivery_id, SENT, epoch=old, now=NOW)


async def test_no_request_leaves_after_the_lease(store: Store) -> None:
    async with store.write() as tx:
        delivery_id = await owe(tx, await lane(tx))
        epoch = await lead(tx)
        await tx.outbox.claim([delivery_id], epoch=epoch)
        assert not await tx.outbox.begin(delivery_id, epoch=epoch, now=NOW + LEASE)
        assert await tx.outbox.renew(epoch=epoch, held_until=NOW + 2 * LEASE)
        assert await tx.outbox.begin(delivery_id, epoch=epoch, now=NOW + LEASE)


async def test_after_a_crash_a_post_is_in_doubt_and_a_change_is_made_again(store: Store) -> None:
    look_at = NOW + timedelta(seconds=10)
    async with store.write() as tx:
        first, second = await lane(tx, 0), await lane(tx, 1)
        stands = await owe(tx, second, 1)
        post = await owe(tx, first, 2)
        epoch = await lead(tx)
        await send(tx, stands, epoch)
        edit = await owe(tx, second, 1, kind=DeliveryKind.EDIT, version=2, of_id=stands)
        for delivery_id in (post, edit):
            await tx.outbox.claim([delivery_id], epoch=epoch)
            await tx.outbox.begin(delivery_id, epoch=epoch, now=NOW)
        epoch = await lead(tx, take=True)
        assert await tx.outbox.recover(epoch=epoch, look_at=look_at) == (0, 2)
        states = [(await one(tx, delivery_id)).state for delivery_id in (post, edit)]
        assert states == [DeliveryState.UNKNOWN, DeliveryState.WAITING]
        assert await tx.outbox.settle(post, SENT, epoch=epoch, now=look_at)


async def test_what_is_sent_is_remembered_for_pace_looks_and_changes(store: Store) -> None:
    async with store.write() as tx:
        target_id = await lane(tx)
        first = await owe(tx, target_id, 1)
        epoch = await lead(tx)
        await send(tx, first, epoch)
        answer = await owe(tx, target_id, 2, reply_to_id=first)
        edit = await owe(tx, target_id, 1, kind=DeliveryKind.EDIT, version=2, of_id=first)
        assert (await one(tx, answer)).reply_to == 7
        assert (await one(tx, edit)).of_message == 7
        await tx.outbox.claim([answer], epoch=epoch)
        await tx.outbox.begin(answer, epoch=epoch, now=NOW)
        begun = await one(tx, answer)
        assert begun.floor_id == 7
        assert await tx.outbox.known_ids(begun, above=0) == {7}
        assert await tx.outbox.recent(since=NOW - timedelta(minutes=1)) == {CHAT: [NOW]}
        await tx.targets.apply(target_id, ChatEffect(moved_to=ChatId(-5)), now=NOW)
        assert (await one(tx, edit)).of_message is None, "ids begin anew in another chat"


async def test_a_paused_chat_is_left_alone_until_it_resumes_and_then_rings(store: Store) -> None:
    async with store.write() as tx:
        target_id = await lane(tx)
        delivery_id = await owe(tx, target_id)
        await tx.targets.apply(target_id, ChatEffect(paused_reason="kicked"), now=NOW)
        assert await heads(tx) == []
        assert await tx.outbox.oldest_open(now=NOW) is None
    bell = store.bells.bell(Belt.OUTBOX)
    bell.clear()
    async with store.write() as tx:
        assert await tx.targets.resume(ChatId(CHAT))
        assert await heads(tx) == [delivery_id]
    assert bell.is_set()


async def test_what_is_too_old_or_needless_is_never_claimed(store: Store) -> None:
    async with store.write() as tx:
        target_id = await lane(tx)
        stands = await owe(tx, target_id, 1)
        await send(tx, stands, await lead(tx))
        old = await owe(tx, target_id, 2, expires_at=NOW)
        edits = [
            await owe(tx, target_id, 1, kind=DeliveryKind.EDIT, version=version, of_id=stands)
            for version in (2, 3)
        ]
        await tx.outbox.supersede_edits(stands, version=3, now=NOW)
        assert await heads(tx) == [edits[1]]
        assert await tx.outbox.expire(now=NOW) == 1
        states: Sequence[DeliveryState] = [(await one(tx, each)).state for each in (old, *edits)]
        assert states == [DeliveryState.EXPIRED, DeliveryState.SUPERSEDED, DeliveryState.READY]
        [post] = await tx.outbox.posts_of("story:1")
        assert post.shown_hash == "1"


async def test_a_post_that_has_not_gone_takes_its_newer_wording(store: Store) -> None:
    async with store.write() as tx:
        delivery_id = await owe(tx, await lane(tx))

        async def replace() -> bool:
            return await tx.outbox.replace(
                delivery_id, payload="[]", content_hash="2", priority=Priority.BREAKING
            )

        assert await replace()
        delivery = await one(tx, delivery_id)
        assert (delivery.payload, delivery.priority) == ("[]", Priority.BREAKING)
        await send(tx, delivery_id, await lead(tx))
        assert not await replace()
