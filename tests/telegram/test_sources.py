"""An admin stops and starts sources, and is told in Arabic why one is paused and how its news comes."""

from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.feeds.sources import REMOVED, STOPPED
from storage.records.feed import FeedError
from storage.records.hub import Announced
from storage.store import Store
from tests.commands.newsroom import add_source
from tests.telegram.conftest import OWNER, Room


async def one_source(store: Store) -> None:
    """A source that was never read."""
    now = SystemClock().now()
    async with store.write() as tx:
        source_id = await add_source(tx, "شفق نيوز", now=now)
        await tx.feeds.add(source_id, "https://example.org/rss", now=now)


async def test_a_source_is_stopped_and_started_again_with_one_tap(room: Room) -> None:
    await one_source(room.store)
    answer = await room.answer("/sources", chat_id=OWNER)
    await room.press(answer, "1")
    opened = await room.changed(answer)
    query = await room.press(opened, "أوقف قراءته")
    assert await room.noticed(query) == "توقفت قراءته، وتبقى أخباره في الأرشيف."
    stopped = await room.changed(opened)
    assert "متوقف: أوقفه مشرف من هنا" in stopped["text"]
    assert "القراءة المقبلة: لا قراءة وهو متوقف" in stopped["text"]
    async with room.store.read() as tx:
        assert await tx.feeds.next_due() is None
    query = await room.press(stopped, "تابع قراءته")
    assert await room.noticed(query) == "تُستأنف قراءته الآن."
    async with room.store.read() as tx:
        assert await tx.feeds.next_due() is not None


async def test_an_old_button_does_not_start_what_the_configuration_has_dropped(room: Room) -> None:
    await one_source(room.store)
    async with room.store.write() as tx:
        [feed] = await tx.feeds.all()
        await tx.sources.pause(feed.source_id, STOPPED)
    answer = await room.answer("/sources", chat_id=OWNER)
    await room.press(answer, "1")
    opened = await room.changed(answer)
    async with room.store.write() as tx:
        await tx.sources.pause(feed.source_id, REMOVED)
    query = await room.press(opened, "تابع قراءته")
    assert await room.noticed(query) == "مضى وقت على هذا الزر. أعد الأمر من جديد."
    async with room.store.read() as tx:
        assert await tx.feeds.next_due() is None


@pytest.mark.parametrize(
    ("reason", "said", "offered"),
    [
        (REMOVED, "متوقف: أُزيل من ملف الإعداد", False),
        (FeedError.GONE, "متوقف: أنهى الناشر هذه الخلاصة (410)", True),
    ],
)
async def test_why_a_source_is_paused_is_said_in_arabic(
    room: Room, reason: str, said: str, *, offered: bool
) -> None:
    await one_source(room.store)
    async with room.store.write() as tx:
        [feed] = await tx.feeds.all()
        await tx.sources.pause(feed.source_id, reason)
    answer = await room.answer("/sources", chat_id=OWNER)
    await room.press(answer, "1")
    whole = await room.changed(answer)
    assert said in whole["text"]
    labels = [button["text"] for row in whole["reply_markup"]["inline_keyboard"] for button in row]
    assert ("تابع قراءته" in labels) is offered


async def test_a_source_that_a_hub_announces_says_so(room: Room) -> None:
    await one_source(room.store)
    now = SystemClock().now()
    async with room.store.write() as tx:
        [feed] = await tx.feeds.all()
        wanted = Announced(
            feed_id=feed.feed_id, hub_url="https://hub.example/", topic_url="https://example.org/rss"
        )
        await tx.hubs.add(wanted, token="t1", secret="s1", now=now)
        lease = await tx.hubs.by_token("t1")
        assert lease is not None
        until = now + timedelta(days=3)
        await tx.hubs.activate(lease.lease_id, until=until, renew_at=until)
    answer = await room.answer("/sources", chat_id=OWNER)
    await room.press(answer, "1")
    assert "يبلّغنا الموزّع بجديده لحظة نشره، حتى" in (await room.changed(answer))["text"]
