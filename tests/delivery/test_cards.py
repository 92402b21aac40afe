"""News without a picture gets a headline card, and so does news whose picture cannot be had."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.cards.card import card_of, is_card
from bot.delivery.post import CARD, PLAIN, UPLOADED, WITHOUT_PHOTO, Post, degrade, next_degree
from bot.delivery.render import BAGHDAD, CardLook, Style
from bot.delivery.retract import retract
from bot.delivery.route import ChannelRule
from bot.text.richtext import RichText
from storage.records.delivery import DeliveryState
from storage.records.retraction import Manner
from tests.delivery.conftest import Stage
from tests.delivery.desk import CHANNEL
from tests.sandbox.pictures import png

LOOK = CardLook(colour="#1d3b53")
PHOTO = "https://news.example/1.jpg"


@dataclass
class Pictures:
    """Hands out a picture for every card, for photos none; remembers what it was asked for."""

    asked: list[str] = field(default_factory=list)
    draws: bool = True

    async def fetch(self, address: str) -> bytes | None:
        self.asked.append(address)
        return png() if is_card(address) and self.draws else None

    @property
    def headlines(self) -> list[str]:
        return [card_of(address).headline for address in self.asked if is_card(address)]


async def run(stage: Stage, pictures: Pictures) -> None:
    await stage.enqueue()
    await stage.deliverer(fetch_image=pictures.fetch).drain()


def with_cards(**style: object) -> list[ChannelRule]:
    look = Style(cards=LOOK, **style)  # type: ignore[arg-type]  # each test names fields that there are
    return [ChannelRule(address=CHANNEL, style=look)]


async def test_news_without_a_picture_is_posted_with_a_card(stage: Stage) -> None:
    stage.rules = with_cards()
    pictures = Pictures()
    await stage.desk.story("افتتاح جسر", section="محليات")
    await run(stage, pictures)
    [message] = await stage.sandbox.messages(CHANNEL)
    assert message["caption"].startswith("افتتاح جسر")
    assert message["photo"]
    [address] = pictures.asked
    shown = card_of(address)
    assert (shown.headline, shown.kicker, shown.date) == ("افتتاح جسر", "محليات", "24 تشرين الثاني 2026")


async def test_a_breaking_card_says_so_and_its_headline_does_not_repeat_it(lite: Stage) -> None:
    lite.rules = with_cards()
    pictures = Pictures()
    await lite.desk.story("عاجل: هزة أرضية", breaking=True)
    await run(lite, pictures)
    shown = card_of(pictures.asked[0])
    assert (shown.kicker, shown.headline, shown.breaking) == ("عاجل", "هزة أرضية", True)


async def test_without_the_option_there_is_no_card(lite: Stage) -> None:
    pictures = Pictures()
    await lite.desk.story()
    await run(lite, pictures)
    [message] = await lite.sandbox.messages(CHANNEL)
    assert "text" in message
    assert pictures.asked == []


async def test_a_corrected_headline_is_drawn_anew_in_the_same_message(lite: Stage) -> None:
    lite.rules = with_cards()
    pictures = Pictures()
    story = await lite.desk.story("مقتل 5 أشخاص")
    await run(lite, pictures)
    await lite.desk.grow(story, title="مقتل 12 شخصاً")
    await run(lite, pictures)
    [message] = await lite.sandbox.messages(CHANNEL)
    assert message["caption"].startswith("مقتل 12 شخصاً")
    assert pictures.headlines == ["مقتل 5 أشخاص", "مقتل 12 شخصاً"]
    methods = [entry["method"] for entry in await lite.sandbox.ledger()]
    assert methods.count("editMessageMedia") == 1


async def test_a_card_taken_back_turns_grey_and_says_so(lite: Stage) -> None:
    lite.rules = with_cards()
    pictures = Pictures()
    story = await lite.desk.story("خبر خاطئ")
    await run(lite, pictures)
    async with lite.store.write() as tx:
        await retract(tx, story, Manner.STRIKE, user_id=1, zone=BAGHDAD, now=lite.clock.now())
    await run(lite, pictures)
    [message] = await lite.sandbox.messages(CHANNEL)
    assert message["caption"].startswith("⚠️ تم سحب هذا الخبر")
    assert card_of(pictures.asked[-1]).kicker == "سُحب هذا الخبر"


async def test_a_photo_that_cannot_be_had_becomes_a_card(lite: Stage) -> None:
    lite.rules = with_cards()
    pictures = Pictures()
    await lite.sandbox.fault(
        "error",
        method="sendPhoto",
        nth=[1],
        status=400,
        description="Bad Request: wrong type of the web page content",
    )
    story = await lite.desk.story("خبر بصورة", image_url=PHOTO)
    await run(lite, pictures)
    [delivery] = await lite.deliveries(story)
    assert (delivery.state, delivery.degraded) == (DeliveryState.SENT, CARD)
    assert [is_card(address) for address in pictures.asked] == [False, True]


async def test_where_nothing_can_be_drawn_the_news_goes_as_text(lite: Stage) -> None:
    lite.rules = with_cards()
    story = await lite.desk.story()
    await run(lite, Pictures(draws=False))
    [message] = await lite.sandbox.messages(CHANNEL)
    assert "text" in message
    assert await lite.states(story) == [DeliveryState.SENT]


async def test_a_full_text_is_worth_the_cards_place(lite: Stage) -> None:
    lite.rules = with_cards(full_text=True)
    pictures = Pictures()
    await lite.desk.story(text="فقرة طويلة جداً. " * 100)
    await run(lite, pictures)
    [message] = await lite.sandbox.messages(CHANNEL)
    assert "text" in message
    assert pictures.asked == []


@pytest.mark.parametrize("fault", ["reset_after", "truncated", "error_after"])
async def test_a_lost_answer_neither_loses_nor_doubles_a_card(lite: Stage, fault: str) -> None:
    lite.rules = with_cards()
    pictures = Pictures()
    await lite.sandbox.fault(fault, method="sendPhoto", nth=[1])
    for number in range(2):
        await lite.desk.story(f"الخبر {number}")
    for _ in range(3):
        await run(lite, pictures)
        lite.clock.advance(timedelta(minutes=1))
    assert await lite.texts() == ["الخبر 0", "الخبر 1"]


def test_the_chain_of_pictures_ends_in_plain_text() -> None:
    post = Post(body=RichText(text="خبر"), buttons=(), photo_url=PHOTO, card="card:{}")
    degrees = [0]
    while (degree := next_degree(post, degrees[-1], media=True)) is not None:
        degrees.append(degree)
    assert degrees == [0, UPLOADED, CARD, WITHOUT_PHOTO, PLAIN]
    assert [degrade(post, degree).photo_url for degree in degrees] == [PHOTO, PHOTO, "card:{}", None, None]
