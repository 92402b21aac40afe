"""A story that is taken back is struck through or deleted in every chat, once, and never comes back."""

from datetime import timedelta

import pytest

from bot.delivery.post import CAPTION_UNITS, Button, Post
from bot.delivery.render import BAGHDAD
from bot.delivery.retract import Retracted, retract, retract_gone, struck
from bot.text.richtext import RichText, Style, utf16_length
from storage.records.delivery import DeliveryState
from storage.records.identity import StoryId
from storage.records.retraction import Manner
from storage.store import Store
from tests.delivery.conftest import Stage
from tests.delivery.desk import CHANNEL
from tests.fakes import ManualClock
from tests.loopback import running_site
from tests.sandbox.pictures import png

EDITOR = 1001


async def take_back(stage: Stage, story: StoryId, manner: Manner = Manner.STRIKE) -> Retracted | None:
    async with stage.store.write() as tx:
        return await retract(tx, story, manner, user_id=EDITOR, zone=BAGHDAD, now=stage.clock.now())


async def take_down(store: Store, story: StoryId, stage: Stage) -> None:
    """All publishers of a story take it down."""
    async with store.write() as tx:
        for article in await tx.articles.of_story(story):
            await tx.intake.mark_gone(article.article_id, now=stage.clock.now())


async def test_a_post_is_struck_through_says_so_and_loses_its_buttons(stage: Stage) -> None:
    story = await stage.desk.story("خبر خاطئ")
    await stage.run()
    assert await take_back(stage, story) == Retracted(changed=1, withdrawn=0)
    await stage.deliverer().drain()
    [message] = await stage.sandbox.messages(CHANNEL)
    assert message["text"].startswith("⚠️ تم سحب هذا الخبر · 12:01\n\nخبر خاطئ")
    [told, crossed] = [each for each in message["entities"] if each["type"] != "hashtag"]
    assert (told["type"], crossed["type"]) == ("bold", "strikethrough")
    assert crossed["offset"] + crossed["length"] == utf16_length(message["text"])
    assert "reply_markup" not in message


async def test_to_take_back_twice_changes_nothing(stage: Stage) -> None:
    story = await stage.desk.story()
    await stage.run()
    await take_back(stage, story)
    assert await take_back(stage, story, Manner.DELETE) is None
    await stage.run(rounds=2)
    assert len(await stage.sandbox.messages(CHANNEL)) == 1
    async with stage.store.read() as tx:
        [entry] = await tx.retractions.latest(most=9)
    assert (entry.story_id, entry.manner, entry.user_id) == (story, Manner.STRIKE, EDITOR)


async def test_a_photo_post_is_struck_through_in_its_caption(lite: Stage) -> None:
    async with running_site() as site:
        site.serve("/1.png", png(), content_type="image/png")
        story = await lite.desk.story("خبر بصورة", image_url=site.url("/1.png"))
        await lite.run()
        await take_back(lite, story)
        await lite.deliverer().drain()
    [message] = await lite.sandbox.messages(CHANNEL)
    assert message["photo"]
    assert message["caption"].startswith("⚠️ تم سحب هذا الخبر")


async def test_the_posts_are_deleted_where_that_is_wanted(stage: Stage) -> None:
    story = await stage.desk.story("خبر خاطئ")
    await stage.desk.story("خبر صحيح")
    await stage.run()
    await take_back(stage, story, Manner.DELETE)
    await stage.deliverer().drain()
    assert await stage.texts() == ["خبر صحيح"]


async def test_what_has_not_gone_yet_never_goes(stage: Stage) -> None:
    story = await stage.desk.story()
    await stage.enqueue()
    assert await take_back(stage, story) == Retracted(changed=0, withdrawn=1)
    await stage.run()
    assert await stage.texts() == []
    assert await stage.states(story) == [DeliveryState.SUPERSEDED]


async def test_a_story_taken_back_is_edited_and_posted_no_more(lite: Stage) -> None:
    story = await lite.desk.story("خبر خاطئ")
    await lite.run()
    await take_back(lite, story)
    await lite.desk.grow(story, title="خبر خاطئ بتفاصيل أخرى")
    await lite.run(rounds=2)
    [message] = await lite.sandbox.messages(CHANNEL)
    assert message["text"].startswith("⚠️ تم سحب هذا الخبر")
    assert "بتفاصيل أخرى" not in message["text"]


@pytest.mark.parametrize("fault", ["reset_after", "reset_before", "error_after"])
async def test_a_post_in_doubt_is_taken_back_once_it_is_found(lite: Stage, fault: str) -> None:
    story = await lite.desk.story("خبر خاطئ")
    await lite.sandbox.fault(fault, method="sendMessage", nth=[1])
    await lite.enqueue()
    await lite.deliverer().take_over()
    await take_back(lite, story)
    await lite.run(rounds=4)
    assert [text for text in await lite.texts() if not text.startswith("⚠️")] == []


async def test_what_publishers_took_down_goes_by_the_configuration(stage: Stage) -> None:
    story = await stage.desk.story("خبر حُذف")
    kept = await stage.desk.story("خبر عند ناشر آخر")
    await stage.desk.grow(kept)
    await stage.run()
    await take_down(stage.store, story, stage)
    async with stage.store.write() as tx:
        first = (await tx.articles.of_story(kept))[0]
        await tx.intake.mark_gone(first.article_id, now=stage.clock.now())
    assert await retract_gone(stage.store, stage.clock, None, BAGHDAD) == 0
    assert await retract_gone(stage.store, stage.clock, Manner.DELETE, BAGHDAD) == 1
    assert await retract_gone(stage.store, stage.clock, Manner.DELETE, BAGHDAD) == 0
    await stage.run()
    assert await stage.texts() == ["خبر عند ناشر آخر"]


async def test_what_was_taken_down_long_ago_is_nobodys_question(lite: Stage) -> None:
    story = await lite.desk.story()
    await lite.run()
    await take_down(lite.store, story, lite)
    lite.clock.advance(timedelta(days=8))
    assert await retract_gone(lite.store, lite.clock, Manner.STRIKE, BAGHDAD) == 0


def test_a_struck_caption_fits_however_long_it_was() -> None:
    post = Post(
        body=RichText(text="خ" * CAPTION_UNITS),
        buttons=((Button(text="شارك", url="https://t.me/"),),),
        photo_url="https://news.example/1.jpg",
    )
    after = struck(post, at=ManualClock().now(), zone=BAGHDAD)
    assert after.body.units <= CAPTION_UNITS
    assert [entity.style for entity in after.body.entities] == [Style.BOLD, Style.STRIKETHROUGH]
    assert after.buttons == ()
