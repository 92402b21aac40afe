"""Chats, the inbox and oversight keep their promises on both databases."""

from datetime import timedelta
from typing import Any

from storage.records.chat import Standing, SubscriptionId, Wish
from storage.records.identity import ChatId, DeliveryId
from storage.records.oversight import BY_HAND
from storage.repositories.inbox import KEPT
from storage.store import Store
from tests.fakes import ManualClock

CHAT = ChatId(1001)


async def keep(store: Store, clock: ManualClock, chat_id: ChatId = CHAT) -> None:
    async with store.write() as tx:
        await tx.chats.put(
            chat_id, kind="private", title="", standing=Standing.MEMBER, may_post=True, now=clock.now()
        )


async def test_an_update_is_claimed_once_and_forgotten_after_two_days(
    store: Store, clock: ManualClock
) -> None:
    async with store.write() as tx:
        assert await tx.inbox.claim(7, now=clock.now())
    async with store.write() as tx:
        assert not await tx.inbox.claim(7, now=clock.now())
    clock.advance(KEPT + timedelta(seconds=1))
    async with store.write() as tx:
        assert await tx.inbox.claim(7, now=clock.now())


async def test_the_archives_secret_is_made_once(store: Store, clock: ManualClock) -> None:
    async with store.write() as tx:
        first = await tx.inbox.key("callbacks", now=clock.now())
    async with store.write() as tx:
        assert await tx.inbox.key("callbacks", now=clock.now()) == first
        assert await tx.inbox.key("other", now=clock.now()) != first
    assert len(first) == 32


async def test_a_wish_is_kept_once_and_ended_by_its_own_chat_only(store: Store, clock: ManualClock) -> None:
    await keep(store, clock)
    async with store.write() as tx:
        wish: dict[str, Any] = {"kind": Wish.PLACE, "term": "بابل", "shown": "بابل"}
        assert await tx.chats.follow(CHAT, now=clock.now(), **wish)
        assert not await tx.chats.follow(CHAT, now=clock.now(), **wish)
        [followed] = await tx.chats.followed(CHAT)
        assert await tx.chats.unfollow(ChatId(1002), followed.subscription_id) is None
        assert await tx.chats.unfollow(CHAT, SubscriptionId(999)) is None
        assert await tx.chats.unfollow(CHAT, followed.subscription_id) == "بابل"
        assert await tx.chats.unfollow_all(CHAT) == 0


async def test_a_chat_that_moves_takes_its_wishes_along(store: Store, clock: ManualClock) -> None:
    await keep(store, clock)
    async with store.write() as tx:
        await tx.chats.follow(CHAT, kind=Wish.WORDS, term="نفط", shown="نفط", now=clock.now())
        assert await tx.chats.move(CHAT, ChatId(-1005), now=clock.now())
        assert not await tx.chats.move(CHAT, ChatId(-1005), now=clock.now())
        assert [each.term for each in await tx.chats.followed(ChatId(-1005))] == ["نفط"]
        assert [chat.chat_id for chat in await tx.chats.all()] == [-1005]


async def test_a_lane_is_paused_and_resumed_by_hand_once(store: Store, clock: ManualClock) -> None:
    async with store.write() as tx:
        target_id = await tx.targets.ensure("@karbala", now=clock.now())
        assert await tx.oversight.pause(target_id, now=clock.now())
        assert not await tx.oversight.pause(target_id, now=clock.now())
        [lane] = await tx.oversight.lanes(now=clock.now())
        assert (lane.paused_reason, lane.chat_name, lane.waiting, lane.sent_at) == (
            BY_HAND,
            "@karbala",
            0,
            None,
        )
        assert await tx.oversight.resume(target_id)
        assert not await tx.oversight.resume(target_id)


async def test_what_is_not_stuck_cannot_be_decided_on(store: Store, clock: ManualClock) -> None:
    async with store.write() as tx:
        assert not await tx.oversight.send_again(DeliveryId(1), not_before=clock.now())
        assert not await tx.oversight.arrived(DeliveryId(1), now=clock.now())
        assert list(await tx.oversight.stuck(most=5)) == []
        assert list(await tx.oversight.stuck(most=5, delivery_id=DeliveryId(3))) == []


async def test_a_notice_stands_until_it_is_over(store: Store, clock: ManualClock) -> None:
    async with store.write() as tx:
        await tx.oversight.note("target:1", now=clock.now())
        await tx.oversight.note("target:1", now=clock.now())
        assert await tx.oversight.notices() == {"target:1"}
        await tx.oversight.unnote("target:1")
        assert await tx.oversight.notices() == frozenset()
