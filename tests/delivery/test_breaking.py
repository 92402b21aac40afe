"""Breaking news: it rings within a quota, and the newest of it is pinned for a while."""

from datetime import timedelta

from bot.delivery.pinning import pin_breaking, plan_pins
from bot.delivery.route import ChannelRule
from storage.records.attention import BreakingPost, Pin
from storage.records.delivery import DeliveryKind, DeliveryState, Priority, TargetId
from storage.records.identity import DeliveryId, StoryId
from tests.delivery.conftest import Stage
from tests.delivery.desk import CHANNEL
from tests.fakes import ManualClock

NOW = ManualClock().now()
HOURS = timedelta(hours=1)


async def rings(stage: Stage) -> list[bool]:
    """Whether each post that was sent made a sound, in the order of sending."""
    entries = await stage.sandbox.ledger(method="sendMessage")
    silent = [str(entry["parameters"].get("disable_notification", "false")).lower() for entry in entries]
    return [each == "false" for each in silent]


async def titles(stage: Stage) -> list[str]:
    """The posts of the channel, without the lines that pinning leaves."""
    return [text for text in await stage.texts() if text]


async def pin(stage: Stage) -> None:
    """Owe what is to be pinned, and send it."""
    await pin_breaking(stage.store, stage.clock, stage.rules)
    await stage.deliverer().drain()


async def pinned(stage: Stage) -> list[tuple[str, int]]:
    """The pins and unpinnings that the server was asked for, in their order."""
    entries = await stage.sandbox.ledger()
    return [
        (entry["method"], int(entry["parameters"]["message_id"]))
        for entry in entries
        if entry["method"] in {"pinChatMessage", "unpinChatMessage"}
    ]


async def test_beyond_the_quota_breaking_news_goes_in_its_turn_and_silently(stage: Stage) -> None:
    stage.rules = [ChannelRule(address=CHANNEL, breaking_quota=2)]
    await stage.desk.story("خبر عادي")
    for number in range(3):
        await stage.desk.story(f"عاجل: خبر {number}", breaking=True)
    await stage.run()
    assert await titles(stage) == ["🔴 عاجل | خبر 0", "🔴 عاجل | خبر 1", "خبر عادي", "🔴 عاجل | خبر 2"]
    assert await rings(stage) == [True, True, False, False]


async def test_the_next_hour_has_its_own_quota(lite: Stage) -> None:
    lite.rules = [ChannelRule(address=CHANNEL, breaking_quota=1)]
    for number in range(2):
        await lite.desk.story(f"عاجل: خبر {number}", breaking=True)
        await lite.run()
    lite.clock.advance(HOURS)
    await lite.desk.story("عاجل: خبر آخر", breaking=True)
    await lite.run()
    assert await rings(lite) == [True, False, True]


async def test_a_waiting_post_keeps_its_place_when_it_is_worded_anew(lite: Stage) -> None:
    lite.rules = [ChannelRule(address=CHANNEL, breaking_quota=1)]
    first = await lite.desk.story("عاجل: خبر أول", breaking=True)
    second = await lite.desk.story("عاجل: خبر ثان", breaking=True)
    await lite.enqueue()
    for story in (first, second):
        await lite.desk.grow(story, title="عاجل: صيغة أكمل")
    await lite.enqueue()
    assert [(await lite.deliveries(story))[0].priority for story in (first, second)] == [
        Priority.BREAKING,
        Priority.NEWS,
    ]
    await lite.run()
    assert await rings(lite) == [True, False]


async def test_a_breaking_post_is_pinned_once_and_unpinned_after_a_while(stage: Stage) -> None:
    stage.rules = [ChannelRule(address=CHANNEL, pin_for=2 * HOURS)]
    await stage.desk.story("عاجل: خبر", breaking=True)
    await stage.enqueue()
    await pin_breaking(stage.store, stage.clock, stage.rules)
    assert await pinned(stage) == []
    await stage.deliverer().drain()
    for _ in range(3):
        await pin(stage)
    assert await pinned(stage) == [("pinChatMessage", 1)]
    stage.clock.advance(2 * HOURS)
    for _ in range(3):
        await pin(stage)
    assert await pinned(stage) == [("pinChatMessage", 1), ("unpinChatMessage", 1)]


async def test_the_next_breaking_post_takes_the_place_of_the_one_before(lite: Stage) -> None:
    lite.rules = [ChannelRule(address=CHANNEL, pin_for=2 * HOURS)]
    await lite.desk.story("عاجل: الأول", breaking=True)
    await lite.run()
    await pin(lite)
    await lite.desk.story("عاجل: الثاني", breaking=True)
    await lite.run()
    await pin(lite)
    second = (await lite.sandbox.messages(CHANNEL))[-2]["message_id"]
    assert await pinned(lite) == [("pinChatMessage", 1), ("pinChatMessage", second), ("unpinChatMessage", 1)]


async def test_pins_are_taken_off_when_the_channel_wants_them_no_more(lite: Stage) -> None:
    lite.rules = [ChannelRule(address=CHANNEL, pin_for=2 * HOURS)]
    await lite.desk.story("عاجل: خبر", breaking=True)
    await lite.run()
    await pin(lite)
    lite.rules = [ChannelRule(address=CHANNEL)]
    await pin(lite)
    assert [method for method, _ in await pinned(lite)] == ["pinChatMessage", "unpinChatMessage"]


async def test_without_the_right_to_pin_the_news_goes_on(lite: Stage) -> None:
    lite.rules = [ChannelRule(address=CHANNEL, pin_for=2 * HOURS)]
    await lite.sandbox.fault(
        "error",
        method="pinChatMessage",
        status=400,
        description="Bad Request: not enough rights to manage pinned messages in the chat",
    )
    story = await lite.desk.story("عاجل: خبر", breaking=True)
    await lite.run()
    await pin(lite)
    await lite.desk.story("خبر بعده")
    await lite.run()
    assert await titles(lite) == ["🔴 عاجل | خبر", "خبر بعده"]
    states = {delivery.kind: delivery.state for delivery in await lite.deliveries(story)}
    assert states == {DeliveryKind.POST: DeliveryState.SENT, DeliveryKind.PIN: DeliveryState.DEAD}


def test_a_post_that_was_pinned_before_is_not_pinned_again() -> None:
    newest = BreakingPost(
        delivery_id=DeliveryId(7), subject="story:1", story_id=StoryId(1), sent_at=NOW, was_pinned=True
    )
    its_pin = Pin(
        target_id=TargetId(1),
        thread_id=0,
        of_id=DeliveryId(7),
        subject="story:1",
        story_id=StoryId(1),
        since_at=NOW,
    )
    kept = plan_pins(newest, [its_pin], pin_for=HOURS, now=NOW + HOURS / 2)
    assert (kept.pin, kept.unpin) == (None, ())
    over = plan_pins(newest, [its_pin], pin_for=HOURS, now=NOW + HOURS)
    assert (over.pin, over.unpin) == (None, (its_pin,))
