"""``khabar why`` tells in words what an article waits for."""

import pytest

from bot.delivery.route import ChannelRule, Unmet
from bot.operations.why import look_up, told
from storage.records.article import Intake
from storage.store import Store
from tests.fakes import ManualClock
from tests.stories.conftest import Newsroom

URL = "https://news.example/1"


async def lines(store: Store) -> str:
    life = await look_up(store, URL)
    assert life is not None
    return "\n".join(told(life))


@pytest.mark.parametrize(
    ("intake", "waits"),
    [
        (Intake.HELD, "an editor lets it go or drops it (/held)"),
        (Intake.NEWS, "the story station comes to it"),
    ],
)
async def test_an_article_without_a_story_says_what_it_waits_for(
    store: Store, clock: ManualClock, intake: Intake, waits: str
) -> None:
    await Newsroom(store=store, clock=clock).receive("افتتاح مستشفى في الناصرية", intake=intake)
    assert f"story      none yet: {waits}" in await lines(store)


async def test_a_story_without_a_summary_is_not_said_to_interest_no_channel(
    store: Store, clock: ManualClock
) -> None:
    newsroom = Newsroom(store=store, clock=clock)
    await newsroom.receive("افتتاح مستشفى في الناصرية")
    await newsroom.settle()
    assert "not posted: its story is not summarised yet" in await lines(store)


async def test_a_duplicate_says_which_article_leads_its_story(store: Store, clock: ManualClock) -> None:
    newsroom = Newsroom(store=store, clock=clock)
    await newsroom.receive("افتتاح مستشفى في الناصرية")
    longer = await newsroom.receive("افتتاح مستشفى في الناصرية", "افتتحت وزارة الصحة مستشفى في الناصرية " * 3)
    await newsroom.settle()
    assert f", led by article {longer}" in await lines(store)


async def test_a_channel_that_does_not_take_the_story_says_which_condition_is_not_met(
    store: Store, clock: ManualClock
) -> None:
    newsroom = Newsroom(store=store, clock=clock)
    await newsroom.receive("افتتاح مستشفى في الناصرية")
    await newsroom.settle()
    rules = [
        ChannelRule(address=-1, sources=("جهة أخرى",)),
        ChannelRule(address=-2, places=("كربلاء",)),
        ChannelRule(address=-3),
        ChannelRule(address=-3, places=("كربلاء",)),
    ]
    life = await look_up(store, URL, rules)
    assert life is not None
    assert life.passed_by == ((-1, Unmet.SOURCES), (-2, Unmet.PLACES))
    assert [line for line in told(life) if line.startswith("passed by")] == [
        "passed by  -1: it takes other sources",
        "passed by  -2: it takes other places",
    ]
