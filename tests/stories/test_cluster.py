"""The story station on both databases: one event, one story, decided once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.stories.cluster import cluster
from bot.stories.study import Study, study
from bot.stories.window import Window
from storage.connection import Belt
from storage.opening import open_store
from storage.records.article import ArticleContent, Intake
from storage.records.story import Relation
from storage.records.stranded import StationName
from storage.store import Store
from tests.fakes import ManualClock
from tests.stories import pairs
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
    assert story.names == ("مجلس الوزراء", "مجلس النواب")
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


async def test_a_text_in_another_language_is_known_again_and_never_posted(newsroom: Newsroom) -> None:
    title = "Iraq signs a 4 billion dollar gas deal in Baghdad"
    text = """The Iraqi oil ministry signed a gas deal worth 4 billion dollars with two companies in Baghdad
    on Tuesday. The minister said the project would end gas flaring in Basra within three years and supply
    power stations that now burn imported fuel."""
    first = await newsroom.receive(title, text, intake=Intake.FOREIGN)
    again = await newsroom.receive(f"UPDATE {title}", text, source="واع", intake=Intake.FOREIGN)
    assert await newsroom.settle() == 2
    async with newsroom.store.read() as tx:
        story = await tx.stories.of_article(first)
        match = await tx.stories.match_of(again)
        assert await tx.stories.of_article(again) == story
        assert await tx.stories.unsummarized(5) == []
    assert story is not None
    assert not story.postable
    assert match is not None
    assert (match.relation, match.other_id) == (Relation.DUPLICATE, first)


async def test_what_is_held_waits_for_its_editor(newsroom: Newsroom) -> None:
    await newsroom.receive(TITLE, TEXT, intake=Intake.HELD)
    assert await newsroom.settle() == 0


async def drain(store: Store, clock: ManualClock) -> None:
    while await cluster(store, Window(), clock, batch=3):
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


async def test_a_rising_toll_opens_a_story_that_goes_on_from_the_first(newsroom: Newsroom) -> None:
    first = await newsroom.receive(*pairs.FIRE)
    later = await newsroom.receive(*pairs.FIRE_LATER, source="واع", after=timedelta(hours=3))
    retold = await newsroom.receive(*pairs.FIRE_LATER_RETOLD, source="السومرية", after=timedelta(minutes=20))
    await newsroom.settle()
    async with newsroom.store.read() as tx:
        stories = [await tx.stories.of_article(article) for article in (first, later, retold)]
        match = await tx.stories.match_of(later)
        assert stories[0] is not None
        following = await tx.stories.following(stories[0].story_id)
    assert stories[1] is not None
    assert stories[1].follows_id == stories[0].story_id
    assert stories[2] == stories[1]
    assert following == [stories[1]]
    assert match is not None
    assert (match.relation, match.other_id) == (Relation.UPDATE, first)


async def test_a_breaking_line_grows_into_its_full_story(newsroom: Newsroom) -> None:
    line = await newsroom.receive(*pairs.BREAKING)
    await newsroom.settle()
    full = await newsroom.receive(*pairs.BUDGET, source="واع", after=timedelta(minutes=30))
    await newsroom.settle()
    async with newsroom.store.read() as tx:
        story = await tx.stories.of_article(line)
    assert story is not None
    assert (story.lead_id, story.version, story.breaking) == (full, 2, True)


async def test_a_crash_between_the_stations_leaves_the_articles_waiting(newsroom: Newsroom) -> None:
    article_id = await newsroom.receive(*pairs.BUDGET)

    class CrashingClock(ManualClock):
        def now(self) -> datetime:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await cluster(newsroom.store, newsroom.window, CrashingClock())
    assert await newsroom.settle() == 1
    async with newsroom.store.read() as tx:
        story = await tx.stories.of_article(article_id)
    assert story is not None
    assert story.version == 1


async def test_the_weather_of_two_days_is_two_stories(newsroom: Newsroom) -> None:
    first = await newsroom.receive(*pairs.WEATHER)
    second = await newsroom.receive(*pairs.WEATHER_NEXT, after=timedelta(hours=23))
    await newsroom.settle()
    async with newsroom.store.read() as tx:
        assert await tx.stories.of_article(first) != await tx.stories.of_article(second)


async def test_the_summaries_are_woken(newsroom: Newsroom) -> None:
    bell = newsroom.store.bells.bell(Belt.STORIES)
    await newsroom.receive(*pairs.BUDGET)
    assert not bell.is_set()
    await newsroom.settle()
    assert bell.is_set()


async def test_a_story_waits_for_its_summary(newsroom: Newsroom) -> None:
    await newsroom.receive(*pairs.BUDGET)
    await newsroom.receive(*pairs.FOOTBALL, intake=Intake.SEED)
    await newsroom.settle()
    async with newsroom.store.read() as tx:
        (story,) = await tx.stories.unsummarized(10)
        assert await tx.stories.get(story.story_id) == story
    assert story.postable


async def test_an_article_that_breaks_the_station_is_set_aside_and_the_others_go_on(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(contents: Sequence[ArticleContent]) -> list[Study]:
        if any(content.title == "مسموم" for content in contents):
            raise RecursionError("no rule foresaw this")
        return study(contents)

    monkeypatch.setattr("bot.stories.cluster.study", breaking)
    first = await newsroom.receive(*pairs.BUDGET)
    poison = await newsroom.receive("مسموم", "نص")
    last = await newsroom.receive(*pairs.FOOTBALL)
    assert await newsroom.settle() == 3
    assert await newsroom.settle() == 0
    async with newsroom.store.read() as tx:
        assert await tx.stories.of_article(first) is not None
        assert await tx.stories.of_article(last) is not None
        assert await tx.stories.of_article(poison) is None
        (aside,) = await tx.stranded.of(poison, None)
        assert await tx.stranded.newest(5) == [aside]
    assert (aside.station, aside.version) == (StationName.CLUSTER, 1)
    assert aside.error == "RecursionError: no rule foresaw this"
    await newsroom.change(poison, *pairs.WEATHER)
    assert await newsroom.settle() == 1
    async with newsroom.store.read() as tx:
        assert await tx.stories.of_article(poison) is not None


async def test_what_was_set_aside_can_be_tried_again(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    article_id = await newsroom.receive(*pairs.BUDGET)
    with monkeypatch.context() as patched:
        patched.setattr("bot.stories.cluster.study", lambda _: 1 / 0)
        await newsroom.settle()
    async with newsroom.store.write() as tx:
        assert await tx.stranded.retry() == 1
    assert await newsroom.settle() == 1
    async with newsroom.store.read() as tx:
        assert await tx.stories.of_article(article_id) is not None
