"""The feeds of the archive: leases, order, what a poll leaves, what is told and what is set aside."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.errors import StorageError
from storage.records.feed import Feed, FeedError, SetAside
from storage.records.identity import FeedId
from storage.store import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)
PROCESS = "newsroom:17:4711"


async def add(store: Store, *names: str, due: datetime = NOW) -> None:
    async with store.write() as tx:
        for name in names:
            source_id = await tx.sources.add(name=name, url=f"https://{name}.example/", now=due)
            assert await tx.feeds.add(source_id, f"https://{name}.example/rss", now=due) is not None


async def claim(store: Store, most: int = 99, *, now: datetime = NOW, holder: str = PROCESS) -> list[str]:
    async with store.write() as tx:
        return [
            feed.source_name
            for feed in await tx.feeds.claim_due(most, now=now, until=now + LEASE, holder=holder)
        ]


async def everything(store: Store) -> Sequence[Feed]:
    async with store.read() as tx:
        return await tx.feeds.all()


async def test_the_longest_waiting_are_claimed_first_and_no_more_than_asked(store: Store) -> None:
    await add(store, "b", due=NOW - timedelta(hours=1))
    await add(store, "c")
    await add(store, "a", due=NOW - timedelta(hours=2))
    await add(store, "later", due=NOW + timedelta(seconds=1))
    assert await claim(store, 2) == ["a", "b"]
    assert await claim(store) == ["c"]
    assert await claim(store) == []


async def test_a_lease_keeps_others_away_until_it_ends_or_is_given_up(store: Store) -> None:
    await add(store, "a")
    assert await claim(store) == ["a"]
    assert await claim(store, now=NOW + LEASE - timedelta(seconds=1)) == []
    assert await claim(store, now=NOW + LEASE) == ["a"]
    async with store.write() as tx:
        await tx.feeds.release([(await tx.feeds.all())[0].feed_id])
    assert await claim(store) == ["a"]


async def test_what_one_process_has_leased_is_freed_without_what_others_have(store: Store) -> None:
    await add(store, "a", "b", "c")
    assert await claim(store, 2) == ["a", "b"]
    assert await claim(store, holder="other:18:12") == ["c"]
    async with store.write() as tx:
        assert set(await tx.feeds.holders(now=NOW)) == {PROCESS, "other:18:12"}
        assert await tx.feeds.holders(now=NOW + LEASE) == []
        await tx.feeds.release_of(PROCESS)
        assert await tx.feeds.holders(now=NOW) == ["other:18:12"]
    assert await claim(store) == ["a", "b"]


async def test_the_next_due_counts_leases_by_their_end_and_leaves_out_what_is_paused(store: Store) -> None:
    async with store.read() as tx:
        assert await tx.feeds.next_due() is None
    await add(store, "a")
    await add(store, "b", due=NOW + timedelta(hours=1))
    await claim(store)
    async with store.write() as tx:
        assert await tx.feeds.next_due() == NOW + LEASE
        first = (await tx.feeds.all())[0]
        await tx.sources.pause(first.source_id, "gone")
        assert await tx.feeds.next_due() == NOW + timedelta(hours=1)


async def test_a_paused_source_is_not_claimed_by_anyone(store: Store) -> None:
    await add(store, "a", "b")
    async with store.write() as tx:
        await tx.sources.pause((await tx.feeds.all())[0].source_id, FeedError.GONE)
    async with store.write() as tx:
        claimed = await tx.feeds.claim_all(now=NOW, until=NOW + LEASE, holder=PROCESS)
        assert [feed.source_name for feed in claimed] == ["b"]
        assert await tx.feeds.claim_all(now=NOW, until=NOW + LEASE, holder=PROCESS) == []


async def test_what_a_poll_leaves_comes_back_as_it_was(store: Store) -> None:
    await add(store, "a")
    [feed] = await everything(store)
    settled = replace(
        feed,
        etag='W/"1"',
        last_modified="Tue, 24 Nov 2026 06:00:00 GMT",
        body_hash=bytes(range(16)),
        settled=True,
        interval_s=77,
        timing='{"gap_s":60}',
        moved_to="https://new.example/",
        moved_seen=2,
        failures=3,
        error=FeedError.TIMEOUT,
        error_detail="no answer",
        next_poll_at=NOW + timedelta(minutes=7),
        last_poll_at=NOW,
        last_success_at=NOW - timedelta(days=1),
        last_new_at=NOW - timedelta(days=2),
    )
    await claim(store)
    async with store.write() as tx:
        await tx.feeds.settle([settled])
    assert await everything(store) == [settled]
    assert await claim(store, now=NOW + timedelta(minutes=7)) == ["a"]


async def test_an_address_belongs_to_one_feed(store: Store) -> None:
    await add(store, "a", "b")
    first, second = await everything(store)
    async with store.write() as tx:
        assert await tx.feeds.add(second.source_id, first.url, now=NOW) is None
        assert not await tx.feeds.move(second.feed_id, first.url)
        assert await tx.feeds.move(second.feed_id, "https://new.example/")
    assert [feed.url for feed in await everything(store)] == [first.url, "https://new.example/"]


async def test_a_name_belongs_to_one_source(store: Store) -> None:
    await add(store, "a")
    with pytest.raises(StorageError):
        await add(store, "a")


async def test_trouble_is_told_once_and_so_is_the_recovery(store: Store) -> None:
    await add(store, "a")
    [feed] = await everything(store)

    async def untold(error: FeedError | None, failures: int) -> list[FeedId]:
        async with store.write() as tx:
            await tx.feeds.settle([replace(feed, error=error, failures=failures)])
            return [one.feed_id for one in await tx.feeds.untold(failures=3)]

    assert await untold(FeedError.TIMEOUT, 2) == []
    assert await untold(FeedError.TIMEOUT, 3) == [feed.feed_id]
    async with store.write() as tx:
        await tx.feeds.told(feed.feed_id, FeedError.TIMEOUT)
    assert await untold(FeedError.TIMEOUT, 4) == []
    assert await untold(FeedError.NO_HOST, 5) == [feed.feed_id]
    assert await untold(None, 0) == [feed.feed_id]
    async with store.write() as tx:
        await tx.feeds.told(feed.feed_id, None)
    assert await untold(None, 0) == []


async def test_a_feed_in_a_hurry_is_due_and_a_forgotten_one_is_read_whole(store: Store) -> None:
    await add(store, "a", due=NOW + timedelta(hours=5))
    [feed] = await everything(store)
    async with store.write() as tx:
        await tx.feeds.settle([replace(feed, etag='"1"', last_modified="x", body_hash=b"1")])
        await tx.feeds.forget(feed.feed_id)
        await tx.feeds.hurry(feed.source_id, now=NOW)
    assert await everything(store) == [replace(feed, next_poll_at=NOW)]


async def test_an_entry_is_set_aside_once_and_the_newest_are_shown_first(store: Store) -> None:
    await add(store, "a")
    [feed] = await everything(store)
    aside = [
        SetAside(
            feed_id=feed.feed_id,
            entry_hash=2**62 + number,
            label=f"خبر {number}",
            error="لا عنوان",
            seen_at=NOW + timedelta(minutes=number),
        )
        for number in (1, 2, 3)
    ]
    async with store.write() as tx:
        await tx.feeds.set_aside(aside)
        await tx.feeds.set_aside([replace(aside[0], seen_at=NOW + timedelta(days=1))])
        assert await tx.feeds.aside(feed.source_id, most=2) == [aside[2], aside[1]]
        assert len(await tx.feeds.aside(feed.source_id, most=9)) == 3
