"""The summary station on a real archive, on both databases."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.summaries.draft import Draft
from bot.summaries.summarize import summarize_stories
from bot.summaries.summarizer import ExtractiveSummarizer, speaker
from storage.connection import Belt
from storage.records.article import Article, Intake
from storage.records.identity import StoryId
from storage.records.stranded import StationName
from storage.store import Store
from tests.fakes import ManualClock
from tests.stories.conftest import Newsroom

LEAD = (
    "أعلنت مديرية الماء في كربلاء، اليوم الثلاثاء، انجاز مشروع ماء الحسينية بكلفة 12 مليار دينار "
    "بعد عامين من العمل."
)
SECOND = "وقال مدير الماء إن المشروع يخدم 40 ألف نسمة في القضاء والقرى المجاورة له."
TITLE = "انجاز مشروع ماء الحسينية في كربلاء"


@dataclass
class SlowSummarizer:
    """Answers at once, save for the titles it is told to hold."""

    held: dict[str, asyncio.Event] = field(default_factory=dict)

    async def summarize(self, article: Article) -> Draft:
        if article.content.title in self.held:
            await self.held[article.content.title].wait()
        return Draft(sentences=(article.content.title,), text=article.content.title, method="model")


@pytest.fixture
def newsroom(store: Store, clock: ManualClock) -> Newsroom:
    return Newsroom(store=store, clock=clock)


async def story_of(newsroom: Newsroom, title: str, text: str, **more: object) -> StoryId:
    article_id = await newsroom.receive(title, text, **more)  # type: ignore[arg-type]  # the fixture's own keywords
    await newsroom.settle()
    async with newsroom.store.read() as tx:
        article = await tx.articles.get(article_id)
    assert article is not None
    assert article.story_id is not None
    return article.story_id


async def test_a_waiting_story_gets_the_sentences_of_its_lead(newsroom: Newsroom, clock: ManualClock) -> None:
    story_id = await story_of(newsroom, TITLE, f"من كربلاء الخبر - كربلاء\n\n{LEAD}\n\n{SECOND}")
    assert await summarize_stories(newsroom.store, clock, ExtractiveSummarizer()) == 1
    async with newsroom.store.read() as tx:
        summary = await tx.summaries.get(story_id)
    assert summary is not None
    assert summary.sentences == (LEAD, SECOND)
    assert (summary.method, summary.version, summary.created_at) == ("extractive", 1, clock.now())


async def test_what_is_summarised_waits_no_longer_and_the_outbox_hears_of_it(
    newsroom: Newsroom, clock: ManualClock
) -> None:
    bell = newsroom.store.bells.bell(Belt.SUMMARIES)
    await story_of(newsroom, TITLE, LEAD)
    assert await summarize_stories(newsroom.store, clock, ExtractiveSummarizer()) == 1
    assert bell.is_set()
    assert await summarize_stories(newsroom.store, clock, ExtractiveSummarizer()) == 0


async def test_a_story_without_text_is_posted_with_its_headline_alone(
    newsroom: Newsroom, clock: ManualClock
) -> None:
    story_id = await story_of(newsroom, TITLE, "")
    assert await summarize_stories(newsroom.store, clock, ExtractiveSummarizer()) == 1
    async with newsroom.store.read() as tx:
        summary = await tx.summaries.get(story_id)
    assert summary is not None
    assert summary.sentences == ()


async def test_a_changed_article_is_summarised_anew(newsroom: Newsroom, clock: ManualClock) -> None:
    article_id = await newsroom.receive(TITLE, LEAD)
    await newsroom.settle()
    await summarize_stories(newsroom.store, clock, ExtractiveSummarizer())
    await newsroom.change(article_id, TITLE, LEAD.replace("12", "14"))
    await newsroom.settle()
    assert await summarize_stories(newsroom.store, clock, ExtractiveSummarizer()) == 1
    async with newsroom.store.read() as tx:
        article = await tx.articles.get(article_id)
        assert article is not None
        assert article.story_id is not None
        summary = await tx.summaries.get(article.story_id)
    assert summary is not None
    assert summary.version == 2
    assert "14 مليار" in summary.sentences[0]


async def test_what_may_not_be_posted_is_not_summarised(newsroom: Newsroom, clock: ManualClock) -> None:
    await story_of(newsroom, TITLE, LEAD, intake=Intake.SEED)
    assert await summarize_stories(newsroom.store, clock, ExtractiveSummarizer()) == 0


async def test_a_slow_summary_holds_up_no_other_story(newsroom: Newsroom, clock: ManualClock) -> None:
    slow = await story_of(newsroom, "انفجار في مستودع للوقود غربي الموصل", "")
    quick = await story_of(newsroom, "افتتاح معرض الكتاب الدولي في بغداد", "")
    held = asyncio.Event()
    bell = newsroom.store.bells.bell(Belt.SUMMARIES)
    turn = asyncio.create_task(
        summarize_stories(
            newsroom.store, clock, SlowSummarizer(held={"انفجار في مستودع للوقود غربي الموصل": held})
        )
    )
    await asyncio.wait_for(bell.wait(), 10)
    async with newsroom.store.read() as tx:
        assert await tx.summaries.get(quick) is not None
        assert await tx.summaries.get(slow) is None
    held.set()
    assert await turn == 2


async def test_a_turn_that_is_cancelled_leaves_the_story_waiting(
    newsroom: Newsroom, clock: ManualClock
) -> None:
    await story_of(newsroom, TITLE, "")
    turn = asyncio.create_task(
        summarize_stories(newsroom.store, clock, SlowSummarizer(held={TITLE: asyncio.Event()}))
    )
    for _ in range(200):
        await asyncio.sleep(0)
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    assert await summarize_stories(newsroom.store, clock, SlowSummarizer()) == 1


async def test_the_article_with_text_speaks_for_a_lead_without_any(newsroom: Newsroom) -> None:
    bare = await newsroom.article(await newsroom.receive(TITLE, ""))
    full = await newsroom.article(await newsroom.receive(TITLE, LEAD, source="واع"))
    assert speaker([bare, full]) == full
    assert speaker([bare]) == bare
    assert speaker([]) is None


class BrokenSummarizer:
    """Breaks on one title, as no summarizer should."""

    async def summarize(self, article: Article) -> Draft:
        if article.content.title == TITLE:
            raise IndexError("no rule foresaw this")
        return Draft(sentences=("جملة.",), text="جملة.", method="model")


async def test_a_story_that_breaks_the_summarizer_is_set_aside_and_the_others_go_on(
    newsroom: Newsroom, clock: ManualClock
) -> None:
    broken = await story_of(newsroom, TITLE, LEAD)
    whole = await story_of(newsroom, "المنتخب الوطني يتأهل إلى نهائي كأس الخليج", SECOND)
    assert await summarize_stories(newsroom.store, clock, BrokenSummarizer()) == 2
    assert await summarize_stories(newsroom.store, clock, BrokenSummarizer()) == 0
    async with newsroom.store.read() as tx:
        story = await tx.stories.get(broken)
        assert story is not None
        (aside,) = await tx.stranded.of(story.lead_id, broken)
        assert await tx.summaries.get(whole) is not None
    assert (aside.station, aside.version) == (StationName.SUMMARIZE, 1)
    assert aside.error == "IndexError: no rule foresaw this"
