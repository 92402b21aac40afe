"""Several pictures are one album: posted once, found again, corrected and taken back as one post."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.looking import MOST_TRIES
from bot.delivery.render import BAGHDAD, Style
from bot.delivery.retract import retract
from bot.delivery.route import ChannelRule
from storage.records.delivery import Delivery, DeliveryState
from storage.records.identity import ChatId, StoryId
from storage.records.retraction import Manner
from tests.delivery.conftest import Stage
from tests.delivery.desk import CHANNEL
from tests.loopback import Site, running_site
from tests.sandbox.pictures import png

OPS = ChatId(-77)
TITLE = "مشاهد من زيارة الأربعين"
BROKEN = "http://127.0.0.1:9/x.jpg"


@dataclass
class Albums(Stage):
    """A stage with a site of pictures."""

    site: Site = field(kw_only=True)


@pytest.fixture
async def albums(lite: Stage) -> AsyncIterator[Albums]:
    """A channel that wants albums, and the chat in which they are looked for."""
    await lite.sandbox.create_chat(OPS, "group", title="غرفة التشغيل")
    async with running_site() as site:
        yield Albums(
            lite.store,
            lite.clock,
            lite.desk,
            lite.sandbox,
            lite.sender,
            [ChannelRule(address=CHANNEL, style=Style(album=True))],
            site=site,
        )


def pictures(stage: Albums, count: int) -> list[str]:
    for number in range(count):
        stage.site.serve(f"/{number}.png", png(grey=number), content_type="image/png")
    return [stage.site.url(f"/{number}.png") for number in range(count)]


async def owed(stage: Stage, addresses: Sequence[str], title: str = TITLE, **more: Any) -> StoryId:
    story = await stage.desk.story(title, image_url=addresses[0], pictures=tuple(addresses[1:]), **more)
    await stage.enqueue()
    return story


async def run(stage: Stage, *, rounds: int = 1, **how: Any) -> None:
    for _ in range(rounds):
        await stage.deliverer(ops_chat_id=OPS, **how).drain()
        stage.clock.advance(timedelta(minutes=1))


async def methods(stage: Stage, chat_id: int = CHANNEL) -> list[str]:
    return [entry["method"] for entry in await stage.sandbox.ledger() if entry["chat_id"] == chat_id]


async def only(stage: Stage, story: StoryId) -> Delivery:
    [delivery] = await stage.deliveries(story)
    return delivery


async def test_the_pictures_of_an_article_are_one_album_with_its_link(albums: Albums) -> None:
    story = await owed(albums, pictures(albums, 3))
    await run(albums)
    messages = await albums.sandbox.messages(CHANNEL)
    assert [message["message_id"] for message in messages] == [1, 2, 3]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert messages[0]["caption"].startswith(TITLE)
    assert {"type": "text_link", "url": "https://news.example/1"}.items() <= messages[0]["caption_entities"][
        -1
    ].items()
    assert not any("caption" in message for message in messages[1:])
    delivery = await only(albums, story)
    assert (delivery.message_id, delivery.messages) == (1, 3)
    async with albums.store.read() as tx:
        target = await tx.targets.by_address(CHANNEL)
    assert target is not None
    assert target.last_message_id == 3


async def test_at_most_ten_are_posted_and_one_picture_is_no_album(albums: Albums) -> None:
    await owed(albums, pictures(albums, 12))
    await owed(albums, pictures(albums, 1), "خبر آخر بصورة واحدة")
    await run(albums)
    assert await methods(albums) == ["sendMediaGroup", "sendPhoto"]
    assert len(await albums.sandbox.messages(CHANNEL)) == 11


async def test_a_channel_that_does_not_want_albums_gets_one_picture(albums: Albums) -> None:
    albums.rules = [ChannelRule(address=CHANNEL)]
    await owed(albums, pictures(albums, 3))
    await run(albums)
    assert await methods(albums) == ["sendPhoto"]


@pytest.mark.parametrize(("fault", "arrived"), [("reset_after", 1), ("reset_before", 2)])
async def test_an_album_whose_answer_was_lost_is_looked_for_by_forwarding(
    albums: Albums, fault: str, arrived: int
) -> None:
    story = await owed(albums, pictures(albums, 3))
    await owed(albums, pictures(albums, 2), "خبر لاحق بصورتين")
    await albums.sandbox.fault(fault, method="sendMediaGroup", nth=[1])
    await run(albums, rounds=3)
    sent = [entry for entry in await albums.sandbox.ledger() if entry["method"] == "sendMediaGroup"]
    assert sum(entry["accepted"] for entry in sent) == 2
    assert len(sent) == 1 + arrived
    assert [text for text in await albums.texts() if text] == [TITLE, "خبر لاحق بصورتين"]
    assert await albums.states(story) == [DeliveryState.SENT]
    assert await albums.sandbox.messages(OPS) == []
    assert "editMessageReplyMarkup" not in await methods(albums)


async def test_a_post_in_doubt_behind_an_album_leaves_its_pictures_alone(albums: Albums) -> None:
    await owed(albums, pictures(albums, 4))
    await run(albums)
    await owed(albums, pictures(albums, 1), "خبر بصورة")
    await albums.sandbox.fault("reset_after", method="sendPhoto", nth=[1])
    await run(albums, rounds=2)
    probed = [
        int(entry["parameters"]["message_id"])
        for entry in await albums.sandbox.ledger()
        if entry["method"] == "editMessageReplyMarkup"
    ]
    assert probed == [5]


async def test_a_correction_edits_the_caption_of_the_first(albums: Albums) -> None:
    story = await owed(albums, pictures(albums, 3))
    await run(albums)
    await albums.desk.grow(story, title="مشاهد مصححة من الزيارة", sentences=["نص مصحح."])
    await albums.enqueue()
    await run(albums)
    assert await methods(albums) == ["sendMediaGroup", "editMessageCaption"]
    first, *rest = await albums.sandbox.messages(CHANNEL)
    assert first["caption"].startswith("مشاهد مصححة")
    assert "التفاصيل" in first["caption"]
    assert "reply_markup" not in first
    assert len(rest) == 2


@pytest.mark.parametrize("manner", list(Manner))
async def test_an_album_is_taken_back_as_a_whole(albums: Albums, manner: Manner) -> None:
    story = await owed(albums, pictures(albums, 3))
    await run(albums)
    async with albums.store.write() as tx:
        await retract(tx, story, manner, user_id=1, zone=BAGHDAD, now=albums.clock.now())
    await run(albums)
    messages = await albums.sandbox.messages(CHANNEL)
    if manner is Manner.DELETE:
        assert messages == []
        assert "deleteMessages" in await methods(albums)
    else:
        assert len(messages) == 3
        assert messages[0]["caption"].startswith("⚠️ تم سحب هذا الخبر")


@pytest.mark.parametrize(
    ("broken", "sent", "left"),
    [(1, "sendMediaGroup", 2), (2, "sendPhoto", 1)],
    ids=["two are left", "one is left"],
)
async def test_a_picture_that_cannot_be_had_is_left_out(
    albums: Albums, broken: int, sent: str, left: int
) -> None:
    good = pictures(albums, 3 - broken)
    story = await owed(albums, [BROKEN, f"{BROKEN}?2"][:broken] + good)

    async def fetched(address: str) -> bytes | None:
        return None if address.startswith(BROKEN) else png()

    await run(albums, fetch_image=fetched)
    refused, accepted = [entry for entry in await albums.sandbox.ledger() if entry["chat_id"] == CHANNEL]
    assert refused["description"] == (
        'Bad Request: failed to send message #1 with the error message "WEBPAGE_CURL_FAILED"'
    )
    assert (accepted["method"], accepted["accepted"]) == (sent, True)
    first, *_ = messages = await albums.sandbox.messages(CHANNEL)
    assert len(messages) == left == (await only(albums, story)).messages
    assert "reply_markup" not in first
    assert "التفاصيل" in first["caption"]


async def test_without_any_picture_it_is_one_message_with_its_buttons(albums: Albums) -> None:
    story = await owed(albums, [BROKEN, f"{BROKEN}?2"])

    async def fetched(_: str) -> bytes | None:
        return None

    await run(albums, fetch_image=fetched)
    [message] = await albums.sandbox.messages(CHANNEL)
    assert message["text"].startswith(TITLE)
    assert message["reply_markup"]
    assert (await only(albums, story)).messages == 1


async def test_an_album_that_is_refused_as_uploaded_becomes_one_picture(albums: Albums) -> None:
    await owed(albums, [BROKEN, f"{BROKEN}?2"])

    async def fetched(address: str) -> bytes | None:
        return png() if address == BROKEN else b"\x89PNG\r\n\x1a\n"

    await run(albums, fetch_image=fetched)
    assert await methods(albums) == ["sendMediaGroup", "sendMediaGroup", "sendPhoto"]
    [message] = await albums.sandbox.messages(CHANNEL)
    assert message["reply_markup"]


async def test_a_breaking_line_that_gains_pictures_stays_one_message(albums: Albums) -> None:
    story = await albums.desk.story("عاجل: انفجار في بغداد", breaking=True)
    await albums.enqueue()
    await run(albums)
    shown = pictures(albums, 3)
    await albums.desk.grow(
        story, title="تفاصيل انفجار بغداد", sentences=["نص."], image_url=shown[0], pictures=tuple(shown[1:])
    )
    await albums.enqueue()
    await run(albums)
    assert await methods(albums) == ["sendMessage", "editMessageText"]


async def test_an_album_waits_for_an_approval_like_any_post(albums: Albums) -> None:
    albums.rules = [ChannelRule(address=CHANNEL, style=Style(album=True), approval=True)]
    story = await owed(albums, pictures(albums, 2))
    await run(albums)
    assert await albums.sandbox.messages(CHANNEL) == []
    async with albums.store.write() as tx:
        [pending] = await tx.approvals.pending(most=5, now=albums.clock.now())
        await tx.approvals.approve(
            pending.delivery_id, content_hash=pending.content_hash, now=albums.clock.now()
        )
    await run(albums)
    assert await albums.states(story) == [DeliveryState.SENT]
    assert await methods(albums) == ["sendMediaGroup"]


async def test_a_picture_stays_where_an_article_without_one_leads_the_story_by_now(albums: Albums) -> None:
    story = await owed(albums, pictures(albums, 1))
    await run(albums)
    await albums.desk.grow(story, title="مشاهد مصححة من الزيارة", sentences=["نص مصحح."])
    await albums.enqueue()
    await run(albums)
    assert await methods(albums) == ["sendPhoto", "editMessageCaption"]
    [message] = await albums.sandbox.messages(CHANNEL)
    assert message["caption"].startswith("مشاهد مصححة")
    assert message["reply_markup"]


async def test_without_the_operators_chat_an_album_in_doubt_is_left_to_an_owner(albums: Albums) -> None:
    story = await owed(albums, pictures(albums, 2))
    await owed(albums, pictures(albums, 1), "خبر لاحق")
    await albums.sandbox.fault("reset_after", method="sendMediaGroup", nth=[1])
    for _ in range(MOST_TRIES + 1):
        await albums.deliverer().drain()
        albums.clock.advance(timedelta(minutes=2))
    assert await albums.states(story) == [DeliveryState.DEAD]
    assert [text for text in await albums.texts() if text] == [TITLE, "خبر لاحق"]
    assert "editMessageReplyMarkup" not in await methods(albums)


async def test_an_album_sent_twice_into_a_chat_with_an_unknown_past_stands_once_in_the_end(
    albums: Albums,
) -> None:
    for number in range(4):
        await albums.sandbox.say(CHANNEL, f"منشور قديم {number}", user_id=5)
    story = await owed(albums, pictures(albums, 6))
    await albums.sandbox.fault("reset_after", method="sendMediaGroup", nth=[1])
    await run(albums, rounds=2)
    sent = [entry for entry in await albums.sandbox.ledger() if entry["method"] == "sendMediaGroup"]
    assert len(sent) == 2
    assert [text for text in await albums.texts() if text == TITLE] == [TITLE]
    assert len(await albums.sandbox.messages(CHANNEL)) == 4 + 6
    delivery = await only(albums, story)
    assert (delivery.message_id, delivery.messages) == (5, 6)
