"""A post in doubt is looked for until it is known whether it stands in its chat; none is sent on a guess."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.deliver import Deliverer
from bot.delivery.looking import MOST_TRIES
from bot.delivery.pace import Pace
from bot.delivery.probe import BOX_GAP
from bot.delivery.route import ChannelRule
from bot.telegram.replier import disregard
from bot.telegram.standing import Standing
from storage.records.delivery import DeliveryState
from storage.records.identity import ChatId, StoryId
from tests.delivery.conftest import SWIFT, UNBOUND, Stage
from tests.delivery.desk import CHANNEL

OPS = 9001
READERS = (1001, 1002, 1003)
LOOK = "editMessageReplyMarkup"


async def lose_an_answer(stage: Stage, title: str = "الثاني") -> StoryId:
    """A first post stands in the channel; the second arrives as well, and its answer is lost."""
    await stage.desk.story("الأول")
    await stage.run()
    story = await stage.desk.story(title)
    await stage.sandbox.fault("reset_after", method="sendMessage", nth=[1])
    await stage.enqueue()
    return story


async def sights(stage: Stage) -> Sequence[str]:
    return [entry["method"] for entry in await stage.sandbox.ledger() if entry["method"] != "sendMessage"]


async def test_a_429_for_a_look_is_waited_for(lite: Stage) -> None:
    story = await lose_an_answer(lite)
    await lite.sandbox.fault("retry_after", method=LOOK, nth=[1], seconds=30)
    await lite.deliverer().drain()
    assert (await lite.states(story)) == [DeliveryState.UNKNOWN]
    lite.clock.advance(timedelta(seconds=31))
    await lite.sandbox.advance(31)
    await lite.deliverer().drain()
    assert (await lite.states(story)) == [DeliveryState.SENT]
    assert await lite.texts() == ["الأول", "الثاني"]
    assert not [entry for entry in await lite.sandbox.ledger() if entry["violation"]]


async def test_a_chat_that_closes_meanwhile_keeps_the_doubt_until_it_opens(lite: Stage) -> None:
    story = await lose_an_answer(lite)
    kicked = "Forbidden: bot was kicked from the channel chat"
    await lite.sandbox.fault("error", method=LOOK, nth=[1], status=403, description=kicked)
    await lite.deliverer().drain()
    lite.clock.advance(timedelta(hours=1))
    await lite.deliverer().drain()
    assert (await lite.states(story)) == [DeliveryState.UNKNOWN]
    assert await lite.deliverer().resume(ChatId(CHANNEL))
    await lite.deliverer().drain()
    assert (await lite.states(story)) == [DeliveryState.SENT]
    assert await lite.texts() == ["الأول", "الثاني"]


async def test_without_a_connection_it_is_looked_for_however_long_that_takes(lite: Stage) -> None:
    story = await lose_an_answer(lite)
    await lite.sandbox.fault("reset_before", method=LOOK, times=3 * MOST_TRIES)
    for _ in range(3 * MOST_TRIES):
        await lite.deliverer().drain()
        lite.clock.advance(timedelta(minutes=2))
    await lite.run(rounds=2)
    assert (await lite.states(story)) == [DeliveryState.SENT]
    assert await lite.texts() == ["الأول", "الثاني"]


async def test_where_buttons_cannot_be_compared_a_copy_in_the_private_chat_decides(lite: Stage) -> None:
    await lite.sandbox.create_chat(OPS, "private", title="غرفة التحرير")
    story = await lose_an_answer(lite)
    refusal = "Bad Request: BUTTON_URL_INVALID"
    await lite.sandbox.fault("error", method=LOOK, times=99, status=400, description=refusal)
    deliverer = Deliverer(
        lite.store,
        lite.sender,
        lite.clock,
        pace=Pace(UNBOUND),
        patience=SWIFT,
        ops_chat_id=ChatId(OPS),
        chance=lambda: 0.5,
    )
    await deliverer.drain()
    assert (await lite.states(story)) == [DeliveryState.SENT]
    assert await lite.texts() == ["الأول", "الثاني"]
    assert await sights(lite) == [LOOK, "forwardMessage", "deleteMessage"]
    assert await lite.sandbox.messages(OPS) == []


async def test_what_cannot_be_looked_for_is_left_to_an_owner_and_the_others_go_on(lite: Stage) -> None:
    story = await lose_an_answer(lite)
    following = await lite.desk.story("الثالث")
    refusal = "Bad Request: BUTTON_URL_INVALID"
    await lite.sandbox.fault("error", method=LOOK, times=99, status=400, description=refusal)
    await lite.run(rounds=MOST_TRIES)
    [left] = await lite.deliveries(story)
    assert (left.state, left.doubtful) == (DeliveryState.DEAD, True)
    assert left.reason == "it may have arrived, and cannot be looked for: Button_url_invalid"
    assert (await lite.states(following)) == [DeliveryState.SENT]
    assert await lite.texts() == ["الأول", "الثاني", "الثالث"]


@pytest.mark.parametrize("fault", ["reset_after", "reset_before"])
async def test_a_reader_gets_a_post_once_though_much_was_said_elsewhere_since_the_last_one(
    stage: Stage, fault: str
) -> None:
    reader, other, _ = READERS
    for chat_id in (reader, other):
        await stage.sandbox.create_chat(chat_id, "private", title=f"قارئ {chat_id}")
    stage.rules = [ChannelRule(address=reader)]
    await stage.desk.story("الأول")
    await stage.run()
    standing = Standing(stage.store, disregard)
    for number in range(2 * BOX_GAP):
        said = await stage.sandbox.say(other, f"كلام {number}")
        standing.note(ChatId(other), said["message_id"])
    await standing.keep()  # another process has heard it, or this one before it died
    await stage.desk.story("الثاني")
    await stage.sandbox.fault(fault, method="sendMessage", nth=[1])
    await stage.run(rounds=2)
    assert await stage.texts(reader) == ["الأول", "الثاني"]


async def test_a_picture_by_address_is_not_looked_for_while_the_server_may_still_fetch_it(
    lite: Stage,
) -> None:
    story = await lite.desk.story(image_url="https://pictures.example/1.jpg")
    await lite.sandbox.fault("reset_before", method="sendPhoto", nth=[1])
    await lite.enqueue()
    patience = replace(SWIFT, fetched_within=timedelta(seconds=30))

    def deliverer() -> Deliverer:
        return Deliverer(lite.store, lite.sender, lite.clock, pace=Pace(UNBOUND), patience=patience)

    await deliverer().drain()
    assert await lite.states(story) == [DeliveryState.UNKNOWN]
    assert LOOK not in await sights(lite)
    lite.clock.advance(timedelta(seconds=31))
    await deliverer().drain()
    assert LOOK in await sights(lite)


async def test_of_a_post_sent_again_in_doubt_whose_answer_is_lost_again_one_copy_stays(lite: Stage) -> None:
    for number in range(5):  # a chat with a past of which no id is known
        await lite.sandbox.say(CHANNEL, f"من محرر {number}")
    story = await lite.desk.story("الخبر")
    await lite.sandbox.fault("reset_after", method="sendMessage", nth=[1, 2])
    await lite.run(rounds=3)
    [delivery] = await lite.deliveries(story)
    assert (await lite.texts()).count("الخبر") <= 2
    assert (delivery.state, delivery.doubtful) == (DeliveryState.DEAD, True), "an owner is asked, once"
    assert len(await lite.sandbox.ledger(method="sendMessage")) == 2, "no third copy"


async def test_two_copies_of_which_the_floor_is_known_become_one(lite: Stage) -> None:
    story = await lose_an_answer(lite)
    await lite.sandbox.fault("retry_after", method=LOOK, nth=[1], seconds=30)
    await lite.deliverer().drain()
    [delivery] = await lite.deliveries(story)
    async with lite.store.write() as tx:  # an owner says «resend» before anybody could look
        assert await tx.oversight.send_again(delivery.delivery_id, not_before=lite.clock.now())
    await lite.sandbox.fault("reset_after", method="sendMessage", nth=[1])
    lite.clock.advance(timedelta(seconds=31))
    await lite.sandbox.advance(31)
    await lite.run(rounds=3)
    assert await lite.texts() == ["الأول", "الثاني"]
    assert await lite.states(story) == [DeliveryState.SENT]


@pytest.mark.parametrize("fault", ["reset_after", "reset_before"])
async def test_a_reader_gets_a_post_once_though_others_are_written_to_meanwhile(
    stage: Stage, fault: str
) -> None:
    for reader in READERS:
        await stage.sandbox.create_chat(reader, "private", title=f"قارئ {reader}")
    first, *others = (ChannelRule(address=reader) for reader in READERS)
    stage.rules = [first, *others]
    await stage.desk.story("الأول")
    await stage.run()
    for number in range(6):  # people write to the bot, which it does not hear of
        await stage.sandbox.say(READERS[1], f"كلام {number}")
    stage.rules = [first]
    await stage.desk.story("الثاني")
    await stage.sandbox.fault(fault, method="sendMessage", chat_id=READERS[0], nth=[1])
    await stage.enqueue()
    stage.rules = [replace(rule) for rule in others]
    await stage.desk.story("الثالث")
    await stage.run(rounds=2)
    assert (await stage.texts(READERS[0])).count("الثاني") == 1
    assert "الثالث" in await stage.texts(READERS[1])
