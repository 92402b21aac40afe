"""What a newer version of a story does to its posts, and which posts a story has in the first place."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot.delivery.post import Post
from bot.delivery.render import Material, Style, render
from bot.delivery.route import ChannelRule, QuietHours
from storage.records.delivery import DeliveryKind, DeliveryState
from storage.records.stranded import StationName
from tests.delivery.conftest import Stage
from tests.delivery.desk import CHANNEL

OTHER = -1009876543210


async def test_another_publisher_is_named_without_a_mark_of_updating(stage: Stage) -> None:
    story = await stage.desk.story()
    await stage.run()
    await stage.desk.grow(story, source="شفق نيوز")
    await stage.run()
    [message] = await stage.sandbox.messages(CHANNEL)
    assert "نقلته أيضاً: شفق نيوز" in message["text"]
    assert "تحديث" not in message["text"]


async def test_news_in_a_story_edits_its_post_with_the_hour(stage: Stage) -> None:
    story = await stage.desk.story("ارتفاع الحصيلة إلى 3")
    await stage.run()
    await stage.desk.grow(story, title="ارتفاع الحصيلة إلى 12", sentences=["أعلنت الصحة ارتفاع الحصيلة."])
    await stage.run()
    [message] = await stage.sandbox.messages(CHANNEL)
    assert message["text"].startswith("ارتفاع الحصيلة إلى 12\n")
    assert "تحديث 12:0" in message["text"]
    sent = await stage.sandbox.ledger(method="sendMessage")
    assert len(sent) == 1


async def test_nothing_is_edited_needlessly(stage: Stage) -> None:
    story = await stage.desk.story()
    await stage.run()
    await stage.desk.grow(story, source="من كربلاء الخبر")
    await stage.run(rounds=2)
    assert [entry["method"] for entry in await stage.sandbox.ledger()] == ["sendMessage"]
    assert await stage.states(story) == [DeliveryState.SENT]


async def test_a_post_that_waits_takes_the_newer_wording(stage: Stage) -> None:
    story = await stage.desk.story("النص الأول")
    await stage.enqueue()
    await stage.desk.grow(story, title="النص الثاني")
    await stage.run()
    assert await stage.texts() == ["النص الثاني"]
    assert [entry["method"] for entry in await stage.sandbox.ledger()] == ["sendMessage"]


async def test_of_several_edits_that_wait_the_newest_is_made(stage: Stage) -> None:
    story = await stage.desk.story("النص الأول")
    await stage.run()
    for number in (2, 3):
        await stage.desk.grow(story, title=f"النص رقم {number}", source=f"مصدر {number}")
        await stage.enqueue()
    await stage.run()
    assert await stage.texts() == ["النص رقم 3"]
    methods = [entry["method"] for entry in await stage.sandbox.ledger()]
    assert methods == ["sendMessage", "editMessageText"]
    assert await stage.states(story) == [DeliveryState.SENT, DeliveryState.SUPERSEDED, DeliveryState.SENT]


async def test_a_lost_answer_to_an_edit_is_made_good(stage: Stage) -> None:
    story = await stage.desk.story("النص الأول")
    await stage.run()
    await stage.desk.grow(story, title="النص الثاني")
    await stage.sandbox.fault("reset_after", method="editMessageText", nth=[1])
    await stage.run(rounds=2)
    assert await stage.texts() == ["النص الثاني"]
    assert (await stage.states(story))[-1] is DeliveryState.SENT


async def test_what_goes_on_from_an_earlier_story_answers_its_post(stage: Stage) -> None:
    first = await stage.desk.story("الخبر الأول")
    second = await stage.desk.story("تطورات الخبر الأول", follows=first)
    await stage.run()
    messages = await stage.sandbox.messages(CHANNEL)
    assert messages[1]["reply_to_message"]["message_id"] == messages[0]["message_id"]
    assert [delivery.kind for delivery in await stage.deliveries(second)] == [DeliveryKind.POST]


async def test_an_old_post_is_left_alone(stage: Stage) -> None:
    story = await stage.desk.story("النص الأول")
    await stage.run()
    stage.clock.advance(timedelta(days=3))
    await stage.desk.grow(story, title="النص الثاني")
    await stage.run()
    assert await stage.texts() == ["النص الأول"]


async def test_each_channel_gets_what_its_rule_says_in_its_own_look(stage: Stage) -> None:
    await stage.sandbox.create_chat(OTHER, "channel", title="أخبار البصرة")
    look = Style(footer="قناة البصرة", share=False)
    stage.rules = [
        ChannelRule(address=CHANNEL),
        ChannelRule(address=OTHER, places=("البصرة",), style=look),
    ]
    await stage.desk.story("خبر من كربلاء")
    await stage.desk.story("خبر من البصرة", places=("البصرة",))
    await stage.run()
    assert await stage.texts() == ["خبر من كربلاء", "خبر من البصرة"]
    [message] = await stage.sandbox.messages(OTHER)
    assert message["text"].endswith("قناة البصرة")
    [[button]] = message["reply_markup"]["inline_keyboard"]
    assert button["text"] == "التفاصيل"


async def test_quiet_hours_hold_all_but_breaking_news(stage: Stage) -> None:
    quiet = QuietHours(start=time(11), end=time(14))
    stage.rules = [ChannelRule(address=CHANNEL, quiet_hours=quiet)]
    await stage.desk.story("خبر عادي")
    await stage.desk.story("عاجل: خبر لا ينتظر", breaking=True)
    await stage.run()
    assert await stage.texts() == ["🔴 عاجل | خبر لا ينتظر"]
    stage.clock.advance(timedelta(hours=2))
    await stage.run()
    assert await stage.texts() == ["🔴 عاجل | خبر لا ينتظر", "خبر عادي"]


async def test_a_post_that_could_not_go_for_too_long_is_given_up(stage: Stage) -> None:
    stage.rules = [replace(stage.rules[0], freshness=timedelta(hours=2))]
    story = await stage.desk.story("خبر الأمس")
    await stage.enqueue()
    stage.clock.advance(timedelta(hours=3))
    await stage.run()
    assert await stage.texts() == []
    assert await stage.states(story) == [DeliveryState.EXPIRED]


async def test_a_story_is_taken_once_whichever_process_is_first(stage: Stage) -> None:
    story = await stage.desk.story()
    await stage.enqueue()
    await stage.enqueue()
    assert len(await stage.deliveries(story)) == 1


async def test_a_story_that_breaks_something_is_set_aside_until_it_is_told_otherwise(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(material: Material, *arguments: Any, **more: Any) -> Post:
        if material.story.story_id == broken and material.summary.version == 1:
            raise ValueError("no template holds this")
        return render(material, *arguments, **more)

    monkeypatch.setattr("bot.delivery.enqueue.render", fragile)
    broken = await stage.desk.story("خبر يكسر القالب")
    await stage.desk.story("خبر سليم")
    await stage.run()
    assert await stage.texts() == ["خبر سليم"]
    async with stage.store.read() as tx:
        [aside] = await tx.stranded.newest(9)
    assert (aside.station, aside.error) == (StationName.ENQUEUE, "ValueError: no template holds this")
    await stage.desk.grow(broken, title="خبر أُصلح")
    await stage.run()
    assert await stage.texts() == ["خبر سليم", "خبر أُصلح"]
