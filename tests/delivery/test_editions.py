"""Each slot becomes one digest in its channel, over real HTTP, whatever restarts and clocks do."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.delivery.editions import Editions
from bot.delivery.route import ChannelRule
from storage.records.delivery import DeliveryState
from tests.delivery.conftest import Stage
from tests.delivery.desk import CHANNEL

EVENING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
"""20:00 in Baghdad; the clock of the tests begins at noon there."""


@pytest.fixture
def digested(stage: Stage) -> Stage:
    """A channel with a morning and an evening digest."""
    stage.rules = [ChannelRule(address=CHANNEL, digests=(time(8), time(20)))]
    return stage


async def decide(stage: Stage) -> int:
    """As a fresh process would: nothing is remembered."""
    return await Editions(stage.store, stage.clock, stage.rules).work()


def go_to(stage: Stage, moment: datetime) -> None:
    stage.clock.advance(moment - stage.clock.now())


async def test_the_evening_lists_what_the_day_brought_with_links_to_the_posts(digested: Stage) -> None:
    await digested.desk.story("خبر قليل الشأن")
    big = await digested.desk.story("خبر تناقله الجميع")
    await digested.desk.grow(big, source="شفق نيوز")
    await digested.run()
    assert await decide(digested) == 0
    go_to(digested, EVENING)
    assert await decide(digested) == 1
    await digested.run()
    digest = (await digested.sandbox.messages(CHANNEL))[-1]
    assert digest["text"].startswith("📰 نشرة المساء\nالثلاثاء 24 تشرين الثاني\n\n1. خبر تناقله الجميع\n")
    links = [span["url"] for span in digest["entities"] if span["type"] == "text_link"]
    assert links == ["https://t.me/c/1234567890/2", "https://t.me/c/1234567890/1"]


async def test_a_slot_is_one_digest_however_often_it_is_decided(digested: Stage) -> None:
    await digested.desk.story()
    await digested.run()
    go_to(digested, EVENING)
    made = [await decide(digested) for _ in range(3)]
    go_to(digested, EVENING - timedelta(hours=1))
    made.append(await decide(digested))
    go_to(digested, EVENING + timedelta(minutes=1))
    made.append(await decide(digested))
    await digested.run()
    assert made == [1, 0, 0, 0, 0]
    assert [text for text in await digested.texts() if "نشرة" in text] == ["📰 نشرة المساء"]


async def test_a_slot_with_nothing_stays_empty_also_when_news_comes_after_it(digested: Stage) -> None:
    go_to(digested, EVENING)
    assert await decide(digested) == 0
    await digested.desk.story()
    await digested.run()
    assert await decide(digested) == 0
    assert await digested.texts() == ["افتتاح جسر جديد في كربلاء"]


async def test_a_missed_slot_is_made_up_for_two_hours_then_the_next_lists_its_stories(
    digested: Stage,
) -> None:
    await digested.desk.story()
    await digested.run()
    go_to(digested, EVENING + timedelta(hours=2, minutes=5))
    assert await decide(digested) == 0
    go_to(digested, EVENING + timedelta(hours=12, minutes=30))
    assert await decide(digested) == 1
    await digested.run()
    assert (await digested.texts())[-1] == "📰 نشرة الصباح"


async def test_the_next_digest_lists_no_story_of_the_one_before(digested: Stage) -> None:
    await digested.desk.story("خبر النهار")
    await digested.run()
    go_to(digested, EVENING)
    await decide(digested)
    await digested.run()
    await digested.desk.story("خبر الليل")
    await digested.run()
    go_to(digested, EVENING + timedelta(hours=12))
    assert await decide(digested) == 1
    await digested.run()
    digest = (await digested.sandbox.messages(CHANNEL))[-1]["text"]
    assert "خبر الليل" in digest
    assert "خبر النهار" not in digest


async def test_a_digest_that_cannot_go_is_given_up_when_it_is_stale(digested: Stage) -> None:
    await digested.desk.story()
    await digested.run()
    go_to(digested, EVENING)
    assert await decide(digested) == 1
    digested.clock.advance(timedelta(hours=3))
    await digested.run()
    assert len(await digested.texts()) == 1
    async with digested.store.read() as tx:
        assert (await tx.outbox.counts())[DeliveryState.EXPIRED] == 1


async def test_the_most_read_of_the_day_go_by_the_counter_of_the_site(stage: Stage) -> None:
    stage.rules = [ChannelRule(address=CHANNEL, most_read=time(20))]
    await stage.desk.story("خبر بلا عداد", breaking=True)
    await stage.desk.story("خبر قرأه قليلون", views=40)
    await stage.desk.story("خبر قرأه كثيرون", views=9_000)
    await stage.run()
    go_to(stage, EVENING)
    assert await decide(stage) == 1
    await stage.run()
    lines = (await stage.sandbox.messages(CHANNEL))[-1]["text"].split("\n")
    assert lines[0] == "🔝 الأكثر قراءة اليوم"
    assert [line for line in lines if line[:1].isdigit()] == ["1. خبر قرأه كثيرون", "2. خبر قرأه قليلون"]


async def test_a_channel_of_one_source_lists_that_sources_articles(digested: Stage) -> None:
    digested.rules = [replace(digested.rules[0], sources=("شفق نيوز",))]
    story = await digested.desk.story("بقلم الأول")
    await digested.desk.grow(story, source="شفق نيوز")
    await digested.run()
    go_to(digested, EVENING)
    assert await decide(digested) == 1
    await digested.run()
    assert "1. الخبر نفسه بقلم آخر\nشفق نيوز" in (await digested.sandbox.messages(CHANNEL))[-1]["text"]
