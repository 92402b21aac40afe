"""An editor sees a digest as it would be now; nothing is sent for that and no slot is taken."""

from datetime import time, timedelta

from bot.commands.previewing import Previewing
from bot.commands.request import ChatKind, Request, Role
from bot.delivery.route import ChannelRule
from bot.locale.phrases import load_phrases
from storage.records.delivery import DeliveryState
from storage.records.identity import ChatId
from storage.store import Store
from tests.commands.newsroom import post_story
from tests.fakes import ManualClock

CHANNEL = -1001234567890
OTHER = -1009876543210
PHRASES = load_phrases()


def request(clock: ManualClock, *arguments: str) -> Request:
    return Request(
        update_id=1,
        chat_id=ChatId(9001),
        chat_kind=ChatKind.PRIVATE,
        user_id=9001,
        role=Role.OWNER,
        now=clock.now(),
        arguments=arguments,
    )


def previewing(store: Store, *addresses: int) -> Previewing:
    rules = [ChannelRule(address=address, digests=(time(20),)) for address in addresses]
    return Previewing(store, PHRASES, rules)


async def posted(store: Store, clock: ManualClock) -> None:
    """A story that stands in the channel."""
    await post_story(store, title="افتتاح جسر", channel=CHANNEL, now=clock.now())
    clock.advance(timedelta(hours=1))


async def test_the_only_channel_is_shown_at_once_and_nothing_is_owed(
    store: Store, clock: ManualClock
) -> None:
    await posted(store, clock)
    for _ in range(2):
        reply = await previewing(store, CHANNEL).run(request(clock))
        assert "نشرة الظهيرة" in reply.text.text
        assert [each.url for each in reply.text.entities if each.url] == ["https://t.me/c/1234567890/7"]
    async with store.read() as tx:
        assert await tx.outbox.counts() == {DeliveryState.SENT: 1}


async def test_of_several_channels_the_editor_chooses(sqlite_store: Store, clock: ManualClock) -> None:
    await posted(sqlite_store, clock)
    desk = previewing(sqlite_store, OTHER, CHANNEL)
    asked = await desk.run(request(clock))
    assert [row[0].text for row in asked.rows] == [str(OTHER), str(CHANNEL)]
    shown = await desk.show(request(clock, *asked.rows[1][0].arguments))
    assert "افتتاح جسر" in shown.text.text
    assert (await desk.show(request(clock, "zz"))).notice_only


async def test_where_there_is_nothing_to_say_that_is_said(sqlite_store: Store, clock: ManualClock) -> None:
    empty = await previewing(sqlite_store, CHANNEL).run(request(clock))
    assert empty.text.text.startswith("لم يُنشر في")
    none = await previewing(sqlite_store).run(request(clock))
    assert none.text.text == "لا قنوات في الإعداد."
