"""A channel whose posts are approved first gets nothing before an editor's word, and each post once after."""

from datetime import timedelta

import pytest

from bot.delivery.route import ChannelRule
from storage.records.approval import PendingPost
from storage.records.delivery import DeliveryState
from tests.delivery.conftest import Stage
from tests.delivery.desk import CHANNEL

EDITOR = 9001


@pytest.fixture
def asking(stage: Stage) -> Stage:
    """A channel whose posts are approved first."""
    stage.rules = [ChannelRule(address=CHANNEL, approval=True, freshness=timedelta(hours=6))]
    return stage


async def pending(stage: Stage) -> list[PendingPost]:
    async with stage.store.read() as tx:
        found = list(await tx.approvals.pending(most=20, now=stage.clock.now()))
        assert await tx.approvals.count(now=stage.clock.now()) == len(found)
    return found


async def approve(stage: Stage, post: PendingPost) -> bool:
    async with stage.store.write() as tx:
        return await tx.approvals.approve(
            post.delivery_id, content_hash=post.content_hash, now=stage.clock.now()
        )


async def test_a_post_waits_for_its_approval_and_goes_once(asking: Stage) -> None:
    await asking.desk.story("خبر ينتظر")
    await asking.run(rounds=2)
    assert await asking.texts() == []
    [post] = await pending(asking)
    assert [await approve(asking, post) for _ in range(2)] == [True, False]
    await asking.run(rounds=2)
    assert await asking.texts() == ["خبر ينتظر"]
    assert await pending(asking) == []


async def test_what_is_dismissed_does_not_go_nor_do_its_changes(asking: Stage) -> None:
    story = await asking.desk.story()
    await asking.enqueue()
    [post] = await pending(asking)
    async with asking.store.write() as tx:
        assert await tx.approvals.dismiss(post.delivery_id, user_id=EDITOR, now=asking.clock.now())
    assert not await approve(asking, post)
    await asking.desk.grow(story, title="عنوان آخر")
    await asking.run()
    assert await asking.texts() == []
    [delivery] = await asking.deliveries(story)
    assert (delivery.state, delivery.reason) == (DeliveryState.SUPERSEDED, "dismissed by 9001")


async def test_a_wording_that_nobody_read_is_not_approved(asking: Stage) -> None:
    story = await asking.desk.story("النص الأول")
    await asking.enqueue()
    [read] = await pending(asking)
    await asking.desk.grow(story, title="النص الثاني")
    await asking.enqueue()
    assert not await approve(asking, read)
    [newer] = await pending(asking)
    assert await approve(asking, newer)
    await asking.run()
    assert await asking.texts() == ["النص الثاني"]


async def test_breaking_news_waits_as_well_and_is_asked_for_first(asking: Stage) -> None:
    await asking.desk.story("خبر عادي")
    await asking.desk.story("عاجل: خبر لا ينتظر", breaking=True)
    await asking.run()
    assert await asking.texts() == []
    first, _ = await pending(asking)
    assert await approve(asking, first)
    await asking.run()
    assert await asking.texts() == ["🔴 عاجل | خبر لا ينتظر"]


async def test_what_nobody_decides_on_is_given_up_when_it_is_no_news_any_more(asking: Stage) -> None:
    story = await asking.desk.story()
    await asking.enqueue()
    [post] = await pending(asking)
    asking.clock.advance(timedelta(hours=7))
    assert await pending(asking) == []
    assert not await approve(asking, post)
    await asking.run()
    assert await asking.states(story) == [DeliveryState.EXPIRED]


async def test_other_channels_do_not_wait(asking: Stage) -> None:
    other = -1009876543210
    await asking.sandbox.create_chat(other, "channel", title="أخرى")
    asking.rules = [*asking.rules, ChannelRule(address=other)]
    await asking.desk.story("خبر")
    await asking.run()
    assert await asking.texts(other) == ["خبر"]
    assert await asking.texts() == []
