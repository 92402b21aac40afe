"""The story station on both databases: one event, one story, decided once."""

import asyncio
from datetime import timedelta

from bot.stories.cluster import cluster
from storage.opening import open_store
from storage.records.article import Intake
from storage.records.story import Relation
from storage.store import Store
from tests.fakes import ManualClock
from tests.stories.conftest import Newsroom

TITLE = "مجلس الوزراء يوافق على مشروع قانون الموازنة العامة"
TEXT = """وافق مجلس الوزراء في جلسته الاعتيادية برئاسة رئيس الوزراء على مشروع قانون الموازنة العامة الاتحادية
وإحالته إلى مجلس النواب، بعد مناقشة أبواب الصرف وتخصيصات المحافظات ورواتب الموظفين والمتقاعدين.

وقال المتحدث باسم الحكومة إن الموازنة تتضمن زيادة تخصيصات الصحة والتعليم والكهرباء
وإكمال المشاريع المتوقفة منذ أعوام."""


async def test_the_first_article_opens_a_story(newsroom: Newsroom) -> None:
    article_id = await newsroom.receive(TITLE, TEXT)
    assert await newsroom.settle() == 1
    async with newsroom.store.read() as tx:
        story = await tx.stories.of_article(article_id)
        match = await tx.stories.match_of(article_id)
    assert story is not None
    assert (story.lead_id, story.version, story.postable) == (article_id, 1, True)
    assert match is not None
    assert match.relation is Relation.FIRST


async def test_one_text_from_three_sources_is_one_story(newsroom: Newsroom) -> None:
    first = await newsroom.receive(TITLE, TEXT)
    second = await newsroom.receive(TITLE, f"بغداد - واع\n\n{TEXT}", source="واع", after=timedelta(minutes=5))
    third = await newsroom.receive(f"رسمياً.. {TITLE}", TEXT, source="السومرية", after=timedelta(minutes=9))
    await newsroom.settle()
    async with newsroom.store.read() as tx:
        stories = {await tx.stories.of_article(article) for article in (first, second, third)}
        story = stories.pop()
        assert not stories
        assert story is not None
        carriers = await tx.stories.sources_of(story.story_id)
        match = await tx.stories.match_of(third)
    assert [carrier.source_name for carrier in carriers] == ["شفق نيوز", "واع", "السومرية"]
    assert match is not None
    assert (match.relation, match.other_source_name) in {
        (Relation.DUPLICATE, "شفق نيوز"),
        (Relation.DUPLICATE, "واع"),
    }


async def test_the_station_does_nothing_twice(newsroom: Newsroom) -> None:
    article_id = await newsroom.receive(TITLE, TEXT)
    await newsroom.settle()
    async with newsroom.store.read() as tx:
        before = await tx.stories.of_article(article_id)
    assert await newsroom.settle() == 0
    async with newsroom.store.read() as tx:
        assert await tx.stories.of_article(article_id) == before


async def test_an_article_that_changes_stays_in_its_story_and_moves_it_on(newsroom: Newsroom) -> None:
    article_id = await newsroom.receive(TITLE, TEXT)
    await newsroom.settle()
    await newsroom.change(article_id, f"{TITLE} (تحديث)", TEXT + "\n\nوأضاف أن التصويت جرى بالإجماع.")
    assert await newsroom.settle() == 1
    async with newsroom.store.read() as tx:
        story = await tx.stories.of_article(article_id)
    assert story is not None
    assert (story.version, story.lead_id) == (2, article_id)


async def test_a_story_of_what_was_there_before_is_not_postable_until_news_joins(newsroom: Newsroom) -> None:
    seed = await newsroom.receive(TITLE, TEXT, intake=Intake.SEED)
    await newsroom.settle()
    async with newsroom.store.read() as tx:
        story = await tx.stories.of_article(seed)
        assert story is not None
        assert not story.postable
    news = await newsroom.receive(TITLE, TEXT, source="واع", after=timedelta(hours=1))
    await newsroom.settle()
    async with newsroom.store.read() as tx:
        story = await tx.stories.of_article(news)
    assert story is not None
    assert story.postable
    assert story.lead_id == news


async def test_what_came_in_bulk_is_clustered_after_the_news_and_never_postable(newsroom: Newsroom) -> None:
    archived = await newsroom.receive(TITLE, TEXT, intake=Intake.IMPORT)
    assert await newsroom.settle() == 1
    async with newsroom.store.read() as tx:
        story = await tx.stories.of_article(archived)
    assert story is not None
    assert not story.postable


async def test_what_is_held_waits_for_its_editor(newsroom: Newsroom) -> None:
    await newsroom.receive(TITLE, TEXT, intake=Intake.HELD)
    assert await newsroom.settle() == 0


async def drain(store: Store, clock: ManualClock) -> None:
    while await cluster(store, clock, batch=3):
        pass


async def test_two_processes_give_one_event_one_story(database_url: str, newsroom: Newsroom) -> None:
    articles = [await newsroom.receive(TITLE, TEXT, source=f"مصدر {number}") for number in range(8)]
    other = await open_store(database_url)
    try:
        await asyncio.gather(*(drain(store, newsroom.clock) for store in (newsroom.store, other)))
    finally:
        await other.close()
    async with newsroom.store.read() as tx:
        stories = {await tx.stories.of_article(article) for article in articles}
    assert len(stories) == 1


async def test_articles_leave_the_window_and_are_compared_no_more(newsroom: Newsroom) -> None:
    first = await newsroom.receive(TITLE, TEXT)
    await newsroom.settle()
    again = await newsroom.receive(TITLE, TEXT, source="واع", after=timedelta(days=9))
    await newsroom.settle()
    async with newsroom.store.read() as tx:
        stories = [await tx.stories.of_article(article) for article in (first, again)]
        assert [marked.article_id for marked in await tx.stories.marks([first, again])] == [again]
    assert stories[0] != stories[1]


async def test_the_own_agency_speaks_for_the_story(newsroom: Newsroom) -> None:
    await newsroom.receive(TITLE, TEXT)
    own = await newsroom.receive(TITLE, TEXT[:200], source="كربلاء الخبر", after=timedelta(minutes=2))
    await newsroom.settle(own_agency="كربلاء الخبر")
    async with newsroom.store.read() as tx:
        story = await tx.stories.of_article(own)
    assert story is not None
    assert story.lead_id == own
