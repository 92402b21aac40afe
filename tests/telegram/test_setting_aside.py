"""What broke a station is shown to an editor with its reason, and goes back to its station with one press."""

from bot.clock import SystemClock
from storage.records.identity import ArticleId, StoryId
from storage.records.stranded import StationName
from storage.store import Store
from tests.commands.newsroom import add_story
from tests.telegram.conftest import OWNER, READER, Room


async def strand(store: Store) -> tuple[StoryId, ArticleId]:
    """A story whose article could not be matched again, and that could not be summarised."""
    now = SystemClock().now()
    story_id, article_id = await add_story(store, title="افتتاح جسر في كربلاء", now=now)
    async with store.write() as tx:
        await tx.stranded.set_aside(
            StationName.CLUSTER, article_id, version=1, error=ValueError("رقم بلا معنى"), now=now
        )
        await tx.stranded.set_aside(
            StationName.SUMMARIZE, story_id, version=1, error=RecursionError("too deep"), now=now
        )
    return story_id, article_id


async def test_nothing_set_aside_is_said_so(room: Room) -> None:
    assert (await room.answer("/aside", chat_id=OWNER))["text"] == "لا شيء متعثر."


async def test_each_is_shown_with_its_title_its_station_and_the_reason(room: Room) -> None:
    await strand(room.store)
    text = (await room.answer("المتعثر", chat_id=OWNER))["text"]
    assert text.startswith("أخبار متعثرة · خبران")
    assert text.count("افتتاح جسر في كربلاء") == 2
    assert "تعذر ضمه إلى قصة" in text
    assert "ValueError: رقم بلا معنى" in text
    assert "تعذر تلخيصه" in text
    assert "RecursionError: too deep" in text


async def test_one_press_sends_all_of_it_back_to_its_stations(room: Room) -> None:
    story_id, article_id = await strand(room.store)
    answer = await room.answer("/aside", chat_id=OWNER)
    press = await room.press(answer, "أعد المحاولة", user_id=OWNER)
    assert await room.noticed(press) == "يُعاد خلال لحظات: خبران. وما تعثر مجدداً يعود إلى هنا."
    assert (await room.changed(answer))["text"] == "لا شيء متعثر."
    async with room.store.read() as tx:
        assert await tx.stranded.of(article_id, story_id) == []


async def test_a_reader_is_not_shown_it(room: Room) -> None:
    await strand(room.store)
    assert "ValueError" not in (await room.answer("/aside", chat_id=READER))["text"]
