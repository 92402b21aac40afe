"""After an outage a channel gets the few newest stories and one digest of the rest, and nothing twice."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.delivery import catch_up
from bot.delivery.catch_up import CatchUp
from bot.delivery.route import ChannelRule
from storage.records.delivery import Address, DeliveryState
from storage.records.identity import DeliveryId
from tests.delivery.conftest import Stage
from tests.delivery.desk import CHANNEL

DAYS = timedelta(days=3)
STORIES = 24


@pytest.fixture
async def heard(stage: Stage) -> Stage:
    """A channel of at most four late posts, whose bot has heard news until now."""
    stage.rules = [ChannelRule(address=CHANNEL, catch_up=4)]
    await look(stage)
    return stage


async def look(stage: Stage) -> int:
    """As a fresh process would."""
    return await CatchUp(stage.store, stage.clock, stage.rules).work()


async def go_on(stage: Stage, *, minutes: int = 6) -> None:
    """Everything runs for a while."""
    for _ in range(minutes * 2):
        await stage.enqueue()
        await look(stage)
        await stage.deliverer().drain()
        stage.clock.advance(timedelta(seconds=30))


async def late_stories(stage: Stage, *, before: datetime, most: int = STORIES) -> None:
    """Stories of an outage, spread over it, the newest an hour old."""
    for number in range(most):
        published_at = before - timedelta(hours=1) - DAYS * number / (most * 1.2)
        await stage.desk.story(f"خبر متأخر {number}", published_at=published_at)


async def pause(stage: Stage, *, stop: bool) -> None:
    async with stage.store.write() as tx:
        target_id = await tx.targets.ensure(CHANNEL, now=stage.clock.now())
        if stop:
            await tx.oversight.pause(target_id, now=stage.clock.now())
        else:
            await tx.oversight.resume(target_id)


def parted(texts: list[str]) -> tuple[list[str], list[str]]:
    """Posts and digests."""
    digests = [text for text in texts if text.startswith("📰")]
    return [text for text in texts if text not in digests], digests


async def test_three_days_without_the_bot_end_in_the_newest_posts_and_one_digest(heard: Stage) -> None:
    heard.clock.advance(DAYS)
    await late_stories(heard, before=heard.clock.now())
    await go_on(heard)
    posts, digests = parted(await heard.texts())
    assert Counter(posts) == Counter(f"خبر متأخر {number}" for number in range(4))
    assert posts[1:] == [f"خبر متأخر {number}" for number in (3, 2, 1)], "in the order of publication"
    assert digests == ["📰 ما فاتكم"]
    digest = (await heard.sandbox.messages(CHANNEL))[-1]["text"]
    assert not any(f"خبر متأخر {number}\n" in digest for number in range(4)), "nothing twice"
    assert f"وأخبار أخرى: {STORIES - 4 - 10}" in digest


async def test_three_days_without_telegram_end_so_too(heard: Stage) -> None:
    await pause(heard, stop=True)
    for number in range(STORIES):
        await heard.desk.story(f"خبر {number}", published_at=heard.clock.now())
        await heard.enqueue()
        await look(heard)
        await heard.deliverer().drain()
        heard.clock.advance(DAYS / STORIES)
    await pause(heard, stop=False)
    await go_on(heard)
    posts, digests = parted(await heard.texts())
    assert len(posts) == len(set(posts)) == 4
    assert set(posts) > {f"خبر {number}" for number in range(STORIES - 3, STORIES)}
    assert digests == ["📰 ما فاتكم"]


async def test_what_comes_after_an_outage_goes_as_ever(heard: Stage) -> None:
    heard.clock.advance(DAYS)
    await late_stories(heard, before=heard.clock.now(), most=6)
    await go_on(heard)
    for number in range(5):
        await heard.desk.story(f"خبر جديد {number}", published_at=heard.clock.now())
    await go_on(heard, minutes=1)
    assert (await heard.texts())[-5:] == [f"خبر جديد {number}" for number in range(5)]


async def test_stragglers_of_an_outage_share_its_posts_and_its_digest(heard: Stage) -> None:
    heard.clock.advance(DAYS)
    ended = heard.clock.now()
    await late_stories(heard, before=ended)
    await go_on(heard)
    before = await heard.texts()
    await heard.desk.story("خبر من مصدر بطيء", published_at=ended - timedelta(hours=2))
    await go_on(heard)
    assert await heard.texts() == before


async def test_breaking_news_that_is_new_does_not_wait(heard: Stage) -> None:
    heard.clock.advance(DAYS)
    await late_stories(heard, before=heard.clock.now(), most=2)
    await heard.desk.story("عاجل: خبر الآن", breaking=True, published_at=heard.clock.now())
    await heard.enqueue()
    await look(heard)
    await heard.deliverer().drain()
    assert await heard.texts() == ["🔴 عاجل | خبر الآن"]


async def test_a_short_outage_holds_nothing(heard: Stage) -> None:
    heard.clock.advance(timedelta(minutes=50))
    await late_stories(heard, before=heard.clock.now(), most=6)
    await heard.run()
    assert len(await heard.texts()) == 6


async def test_a_crash_in_the_decision_leaves_everything_held(
    heard: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CrashError(Exception):
        pass

    async def crash(*_: object, **__: object) -> DeliveryId | None:
        raise CrashError

    heard.clock.advance(DAYS)
    await late_stories(heard, before=heard.clock.now())
    with monkeypatch.context() as patched:
        patched.setattr(catch_up, "owe_digest", crash)
        with pytest.raises(CrashError):
            await go_on(heard)
    async with heard.store.read() as tx:
        counts = await tx.outbox.counts()
    assert counts == {DeliveryState.READY: STORIES - 1, DeliveryState.SENT: 1}
    await go_on(heard)
    posts, digests = parted(await heard.texts())
    assert (len(posts), len(set(posts)), len(digests)) == (4, 4, 1)


async def test_stories_of_a_channel_that_is_no_more_are_given_up(heard: Stage) -> None:
    heard.clock.advance(DAYS)
    await late_stories(heard, before=heard.clock.now(), most=3)
    await heard.enqueue()
    other: Address = -1009999999999
    heard.rules = [replace(heard.rules[0], address=other)]
    await look(heard)
    async with heard.store.read() as tx:
        assert await tx.outbox.counts() == {DeliveryState.SUPERSEDED: 3}
