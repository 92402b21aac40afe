"""An editor takes a story back with one tap; owners are asked of what publishers have taken down."""

from datetime import datetime

from bot.clock import SystemClock
from bot.commands.approving import Approving
from bot.commands.retracting import Retracting
from bot.commands.sources import SourceCommands
from bot.locale.moments import BAGHDAD, Moments
from bot.telegram.notices import Notices
from storage.records.delivery import DeliveryKind
from storage.records.identity import StoryId
from storage.records.retraction import Manner
from storage.store import Store
from tests.commands.newsroom import post_story
from tests.fakes import ManualClock
from tests.telegram.conftest import OWNER, PHRASES, Room
from tests.telegram.test_notices import Mouth

CHANNEL = -1001234567890


async def posted(store: Store, now: datetime) -> StoryId:
    """A story that stands in a channel."""
    return await post_story(
        store,
        title="خبر غير دقيق",
        channel=CHANNEL,
        now=now,
        payload='{"body":{"text":"خبر غير دقيق"},"buttons":[]}',
    )


async def address(store: Store, story_id: StoryId) -> str:
    async with store.read() as tx:
        return (await tx.articles.of_story(story_id))[0].content.url


async def owed(store: Store, story_id: StoryId) -> list[DeliveryKind]:
    async with store.read() as tx:
        return [delivery.kind for delivery in await tx.outbox.of_story(story_id)]


async def test_an_editor_takes_a_story_back_with_one_tap(room: Room) -> None:
    story_id = await posted(room.store, SystemClock().now())
    url = await address(room.store, story_id)
    answer = await room.answer(f"/retract {url}", chat_id=OWNER)
    assert answer["text"] == "خبر غير دقيق\nمنشور في: قناة واحدة"
    await room.press(answer, "اشطبه", user_id=OWNER)
    after = await room.changed(answer)
    assert after["text"] == "سُحب الخبر، ويُشطب الآن: منشور واحد."
    assert await owed(room.store, story_id) == [DeliveryKind.POST, DeliveryKind.EDIT]
    again = await room.answer(f"اسحب الخبر {url}", chat_id=OWNER)
    assert again["text"] == "سُحب هذا الخبر من قبل."


async def test_the_log_says_what_was_taken_back_how_when_and_by_whom(room: Room) -> None:
    story_id = await posted(room.store, SystemClock().now())
    async with room.store.write() as tx:
        await tx.retractions.add(story_id, Manner.DELETE, user_id=OWNER, now=SystemClock().now())
    answer = await room.answer("/retract", chat_id=OWNER)
    assert "خبر غير دقيق\n   حُذف · اليوم" in answer["text"]
    assert answer["text"].endswith(f"سحبه {OWNER}")


async def test_an_unknown_address_is_said_so(room: Room) -> None:
    answer = await room.answer("/retract https://example.org/none", chat_id=OWNER)
    assert answer["text"] == "لا خبر عندنا بهذا الرابط."


async def test_owners_are_asked_once_of_what_all_publishers_took_down(
    store: Store, clock: ManualClock
) -> None:
    story_id = await posted(store, clock.now())
    mouth = Mouth()
    watch = Notices(
        store=store,
        phrases=PHRASES,
        clock=clock,
        sources=SourceCommands(store, PHRASES, Moments(PHRASES)),
        retracting=Retracting(store, PHRASES, Moments(PHRASES), BAGHDAD),
        approving=Approving(store, PHRASES, Moments(PHRASES)),
        replier=mouth,
        owner_ids=frozenset({OWNER}),
    )
    await watch.work()
    assert mouth.said == []
    async with store.write() as tx:
        for article in await tx.articles.of_story(story_id):
            await tx.intake.mark_gone(article.article_id, now=clock.now())
    for _ in range(3):
        await watch.work()
    assert mouth.said == ["حذف واع هذا الخبر من موقعه، وهو لا يزال في القنوات.\nخبر غير دقيق"]
