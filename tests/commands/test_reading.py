"""What readers are shown of the archive, on both databases."""

from datetime import timedelta

from storage.records.identity import StoryId
from storage.store import Store
from tests.commands.newsroom import add_story
from tests.fakes import ManualClock


async def titles(store: Store, shelf: str | None = None, **page: int) -> list[str]:
    async with store.read() as tx:
        anchor = await tx.reading.newest()
        found = await tx.reading.latest(
            anchor=anchor, limit=page.get("limit", 10), offset=page.get("offset", 0), shelf=shelf
        )
    return [headline.title for headline in found]


async def test_stories_come_by_their_date_newest_first_a_page_at_a_time(
    store: Store, clock: ManualClock
) -> None:
    now = clock.now()
    for hours in (3, 1, 2):
        await add_story(store, title=f"قبل {hours}", now=now, published_at=now - timedelta(hours=hours))
    assert await titles(store) == ["قبل 1", "قبل 2", "قبل 3"]
    assert await titles(store, limit=1, offset=1) == ["قبل 2"]


async def test_a_shelf_is_a_section_a_topic_a_place_or_a_source(store: Store, clock: ManualClock) -> None:
    now = clock.now()
    await add_story(
        store, title="أ", now=now, section="رياضة", place="بابل", topics=("كرة القدم",), sources=("واع",)
    )
    await add_story(store, title="ب", now=now, section="اقتصاد", place="البصرة", sources=("شفق نيوز",))
    for shelf in ("رياضة", "بابل", "كرة القدم", "واع"):
        assert await titles(store, shelf) == ["أ"]
    async with store.read() as tx:
        shelves = await tx.reading.shelves()
    assert {"رياضة", "بابل", "كرة القدم", "واع", "اقتصاد", "البصرة", "شفق نيوز"} == set(shelves)


async def test_a_story_is_told_by_each_source_once_the_earliest_first(
    store: Store, clock: ManualClock
) -> None:
    story_id, _ = await add_story(
        store, title="خبر", now=clock.now(), sources=("واع", "شفق نيوز", "واع"), breaking=True
    )
    async with store.read() as tx:
        story = await tx.reading.story(story_id)
    assert story is not None
    assert [telling.source_name for telling in story.tellings] == ["واع", "شفق نيوز"]
    assert story.headline.source_count == 2
    assert story.headline.breaking


async def test_an_empty_archive_has_nothing_to_show(store: Store) -> None:
    assert await titles(store) == []
    async with store.read() as tx:
        assert await tx.reading.newest() == 0
        assert await tx.reading.story(StoryId(1)) is None
        assert list(await tx.reading.shelves()) == []
