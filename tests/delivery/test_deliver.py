"""Stories become posts exactly once and in order, over real HTTP, whatever becomes of the answers."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.deliver import Deliverer
from bot.delivery.fence import Fence
from bot.delivery.pace import Pace
from bot.delivery.route import ChannelRule
from storage.errors import StoreBusyError
from storage.records.delivery import DeliveryState
from storage.records.identity import ChatId, DeliveryId
from storage.repositories.outbox import Outbox
from tests.delivery.conftest import UNBOUND, Stage
from tests.delivery.desk import CHANNEL

OTHER = -1009876543210


async def test_a_story_is_one_post(stage: Stage) -> None:
    story = await stage.desk.story()
    await stage.run(rounds=2)
    [message] = await stage.sandbox.messages(CHANNEL)
    assert message["text"].startswith("افتتاح جسر جديد في كربلاء\n\nافتتحت محافظة كربلاء")
    assert message["entities"][0] == {"type": "bold", "offset": 0, "length": 25}
    [delivery] = await stage.deliveries(story)
    assert (delivery.state, delivery.message_id, delivery.attempts) == (DeliveryState.SENT, 1, 1)


async def test_posts_stand_in_the_order_of_publication(stage: Stage) -> None:
    titles = [f"خبر رقم {number}" for number in range(8)]
    for title in titles:
        await stage.desk.story(title)
    await stage.run()
    assert await stage.texts() == titles


async def test_breaking_news_goes_first(stage: Stage) -> None:
    await stage.desk.story("خبر عادي")
    await stage.desk.story("عاجل: خبر لا ينتظر", breaking=True)
    await stage.run()
    assert await stage.texts() == ["🔴 عاجل | خبر لا ينتظر", "خبر عادي"]
    entries = await stage.sandbox.ledger(method="sendMessage")
    silent = [entry["parameters"].get("disable_notification") for entry in entries]
    assert [str(value).lower() for value in silent] == ["false", "true"] or silent[0] is None


@pytest.mark.parametrize(
    "fault",
    ["reset_before", "reset_after", "error_after", "slow_after", "truncated", "malformed", "html"],
)
async def test_a_lost_answer_neither_loses_nor_doubles_the_post(stage: Stage, fault: str) -> None:
    titles = [f"خبر رقم {number}" for number in range(4)]
    for title in titles:
        await stage.desk.story(title)
    await stage.sandbox.fault(fault, method="send*", nth=[1, 3], seconds=0.8)
    await stage.run(rounds=3)
    assert await stage.texts() == titles


async def test_what_was_certainly_not_sent_is_sent_again(stage: Stage) -> None:
    await stage.desk.story()
    await stage.sandbox.fault("error", method="sendMessage", nth=[1], status=500)
    await stage.sandbox.fault("retry_after", method="sendMessage", nth=[2], seconds=1)
    await stage.run(rounds=1)
    await stage.sandbox.advance(60)
    await stage.run(rounds=2)
    assert len(await stage.texts()) == 1
    assert not [entry for entry in await stage.sandbox.ledger() if entry["violation"]]


async def test_a_retry_after_holds_the_chat_also_for_the_next_process(stage: Stage) -> None:
    await stage.desk.story()
    await stage.sandbox.fault("retry_after", method="sendMessage", nth=[1], seconds=40)
    await stage.enqueue()
    await stage.deliverer().drain()
    stage.clock.advance(timedelta(seconds=35))
    await stage.deliverer().drain()
    assert await stage.texts() == []
    stage.clock.advance(timedelta(seconds=6))
    await stage.sandbox.advance(41)
    await stage.deliverer().drain()
    assert len(await stage.texts()) == 1
    assert not [entry for entry in await stage.sandbox.ledger() if entry["violation"]]


async def test_a_chat_without_the_bot_pauses_and_holds_up_nobody(stage: Stage) -> None:
    await stage.sandbox.create_chat(OTHER, "channel", title="أخرى")
    stage.rules = [ChannelRule(address=CHANNEL), ChannelRule(address=OTHER)]
    await stage.sandbox.set_bot(OTHER, "kicked")
    await stage.desk.story("الأول")
    await stage.desk.story("الثاني")
    await stage.run(rounds=2)
    assert await stage.texts() == ["الأول", "الثاني"]
    assert await stage.texts(OTHER) == []
    requests = await stage.sandbox.ledger(chat_id=OTHER)
    assert len(requests) == 1
    await stage.sandbox.set_bot(OTHER, "administrator")
    assert await stage.deliverer().resume(OTHER)  # type: ignore[arg-type] # a plain number will do
    await stage.run()
    assert await stage.texts(OTHER) == ["الأول", "الثاني"]


async def test_an_upgraded_group_keeps_its_posts_under_the_new_number(stage: Stage) -> None:
    await stage.sandbox.create_chat(-55, "group", title="غرفة الأخبار")
    stage.rules = [ChannelRule(address=-55)]
    await stage.desk.story("الأول")
    await stage.run()
    await stage.sandbox.fault("migrated", method="send*", nth=[1])
    await stage.desk.story("الثاني")
    await stage.desk.story("الثالث")
    await stage.run(rounds=2)
    async with stage.store.read() as tx:
        [target] = await tx.targets.all()
    assert target.chat_id is not None
    assert target.chat_id != -55
    new = [text for text in await stage.texts(target.chat_id) if text]
    assert new == ["الثاني", "الثالث"]


async def test_a_name_works_as_an_address_and_is_learned(stage: Stage) -> None:
    await stage.sandbox.create_chat(OTHER, "channel", title="أخرى", username="other_news")
    stage.rules = [ChannelRule(address="@other_news")]
    await stage.desk.story("الأول")
    await stage.run()
    async with stage.store.read() as tx:
        [target] = await tx.targets.all()
    assert target.chat_id == OTHER
    await stage.desk.story("الثاني")
    await stage.run()
    assert await stage.texts(OTHER) == ["الأول", "الثاني"]


async def test_another_admin_posts_meanwhile_and_keeps_an_untouched_post(stage: Stage) -> None:
    await stage.desk.story("الأول")
    await stage.run()
    await stage.desk.story("الثاني")
    await stage.sandbox.fault("reset_after", method="send*", nth=[1])
    await stage.enqueue()
    for number in range(3):
        await stage.sandbox.say(CHANNEL, f"من محرر {number}")
    await stage.run(rounds=3)
    texts = await stage.texts()
    assert Counter(texts)["الثاني"] == 1
    editors = [m for m in await stage.sandbox.messages(CHANNEL) if m["text"].startswith("من محرر")]
    assert len(editors) == 3
    assert not any("reply_markup" in message for message in editors)


async def test_what_is_known_to_be_an_editor_s_is_not_looked_at(stage: Stage) -> None:
    await stage.desk.story("الأول")
    await stage.run()
    await stage.desk.story("الثاني")
    await stage.sandbox.fault("reset_after", method="sendMessage", nth=[1])
    await stage.enqueue()
    editors = [await stage.sandbox.say(CHANNEL, f"من محرر {number}") for number in range(3)]
    deliverer = stage.deliverer()
    for message in editors:
        deliverer.looker.note_other(ChatId(CHANNEL), message["message_id"])
    await deliverer.drain()
    looks = await stage.sandbox.ledger(method="editMessageReplyMarkup")
    assert len(looks) == 1
    assert (await stage.texts()).count("الثاني") == 1


async def test_a_refused_token_stops_everything_and_loses_nothing(stage: Stage) -> None:
    await stage.desk.story()
    await stage.sandbox.fault("error", method="send*", times=1, status=401)
    await stage.enqueue()
    deliverer = stage.deliverer()
    await deliverer.drain()
    assert deliverer.token_refused
    assert await stage.texts() == []
    stage.clock.advance(timedelta(minutes=2))
    await stage.deliverer().drain()
    assert len(await stage.texts()) == 1


async def test_a_picture_that_the_server_cannot_fetch_is_uploaded_then_left_out(stage: Stage) -> None:
    await stage.desk.story(image_url="https://pictures.example/1.jpg")
    refusal = "Bad Request: failed to get HTTP URL content"
    await stage.sandbox.fault("error", method="sendPhoto", status=400, description=refusal)
    await stage.run()
    assert await stage.texts() == ["افتتاح جسر جديد في كربلاء"]
    methods = [entry["method"] for entry in await stage.sandbox.ledger()]
    assert methods == ["sendPhoto", "sendMessage"]


async def test_a_poison_post_is_buried_with_its_reason_and_the_others_go_on(stage: Stage) -> None:
    await stage.desk.story("الأول")
    poison = await stage.desk.story("السم")
    await stage.desk.story("الثالث")
    await stage.sandbox.fault(
        "error", method="send*", nth=[2, 3, 4], status=400, description="Bad Request: can't parse entities"
    )
    await stage.run()
    assert await stage.texts() == ["الأول", "الثالث"] or "السم" not in await stage.texts()
    [buried] = await stage.deliveries(poison)
    assert buried.state is DeliveryState.DEAD
    assert buried.reason is not None
    assert "entities" in buried.reason


async def test_run_sends_at_once_when_the_bell_rings_and_stops_when_told(stage: Stage) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(stage.deliverer().run(stop))
    try:
        await stage.desk.story()
        await stage.enqueue()
        async with asyncio.timeout(5):
            while not await stage.texts():  # noqa: ASYNC110 - the sandbox is another party, it rings no event
                await asyncio.sleep(0.01)
    finally:
        stop.set()
        await running
    async with stage.store.read() as tx:
        holder = await tx.outbox.lease_holder()
    assert holder is not None
    assert holder[2] <= stage.clock.now()


async def test_nothing_is_sent_while_another_bot_uses_the_token(stage: Stage) -> None:
    taken = [True]
    await stage.desk.story("خبر ينتظر")
    await stage.enqueue()
    deliverer = Deliverer(
        stage.store, stage.sender, stage.clock, pace=Pace(UNBOUND), silenced=lambda: taken[0]
    )
    await deliverer.drain()
    assert await stage.texts() == []
    taken[0] = False
    await deliverer.drain()
    assert await stage.texts() == ["خبر ينتظر"]


class LapsingFence(Fence):
    """A fence that is found run out once, just before a request leaves: the process was frozen, say."""

    asked = 0

    @property
    def is_ours(self) -> bool:
        """See Fence."""
        self.asked += 1
        return self.asked != ASKED_BEFORE_THE_REQUEST and super().is_ours


ASKED_BEFORE_THE_REQUEST = 3


async def test_what_could_not_leave_since_the_lease_had_run_out_leaves_later(stage: Stage) -> None:
    story = await stage.desk.story()
    await stage.enqueue()
    fence = LapsingFence(stage.store, stage.clock)
    await Deliverer(stage.store, stage.sender, stage.clock, pace=Pace(UNBOUND), fence=fence).drain()
    assert fence.asked > ASKED_BEFORE_THE_REQUEST
    [delivery] = await stage.deliveries(story)
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 2)
    assert len(await stage.texts()) == 1


async def test_an_archive_that_refuses_to_begin_costs_a_post_some_time_only(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = await stage.desk.story()
    await stage.enqueue()
    begin, refusals = Outbox.begin, [StoreBusyError("the disk is full")]

    async def refuse_once(self: Outbox, delivery_id: DeliveryId, **begun: Any) -> bool:
        if refusals:
            raise refusals.pop()
        return await begin(self, delivery_id, **begun)

    monkeypatch.setattr(Outbox, "begin", refuse_once)
    deliverer = stage.deliverer()
    await deliverer.drain()
    stage.clock.advance(timedelta(minutes=1))
    await stage.deliverer().drain()
    assert await stage.states(story) == [DeliveryState.SENT]
    assert len(await stage.texts()) == 1
