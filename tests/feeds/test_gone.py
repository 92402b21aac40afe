"""A page that is gone is noticed, a blip is not believed, and a site that moves does not hide its archive."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.check_pages import PageCheckStation
from bot.feeds.gone import AGAIN, LOOKS, Neighbours, Sight, Verdict, judge_look, sight_of
from bot.web.client import WebClient
from storage.records.article import Article, ArticleContent, Intake, PageState
from storage.records.clustering import Link, StoryContent
from storage.records.delivery import DeliveryKind, DeliveryState, Draft, Priority, Settlement
from storage.records.feed import NewArticle
from storage.records.identity import ArticleId, ChatId, MessageId
from storage.records.story import Relation
from tests.feeds.conftest import Newsroom
from tests.loopback import Site

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NOBODY = Neighbours(seen=0, missing=0)
URL = "https://a.example/news/1"


@pytest.mark.parametrize(
    ("status", "reached", "sight"),
    [
        (200, URL, Sight.THERE),
        (200, "https://a.example/news/1-new", Sight.THERE),
        (200, "https://a.example/", Sight.MISSING),
        (200, "https://a.example/ar/", Sight.MISSING),
        (200, "https://a.example/?p=1", Sight.THERE),
        (404, URL, Sight.MISSING),
        (410, URL, Sight.ENDED),
        (403, URL, Sight.UNCLEAR),
        (503, URL, Sight.UNCLEAR),
        (429, URL, Sight.UNCLEAR),
        (304, URL, Sight.UNCLEAR),
    ],
)
def test_what_an_answer_says_of_a_page(status: int, reached: str, sight: Sight) -> None:
    assert sight_of(status, asked=URL, reached=reached) is sight


def test_the_front_page_itself_is_there() -> None:
    assert sight_of(200, asked="https://a.example/", reached="https://a.example/") is Sight.THERE


def looked(sight: Sight, *, looks: int = 0, missing: int = 0, is_gone: bool = False) -> Verdict:
    return judge_look(sight, looks=looks, missing=missing, is_gone=is_gone, neighbours=NOBODY, now=NOW)


def test_a_page_that_is_there_is_looked_at_less_and_less_and_then_no_more() -> None:
    dues = [looked(Sight.THERE, looks=looks).due_at for looks in range(len(LOOKS))]
    assert dues == [*(NOW + pause for pause in LOOKS[1:]), None]
    assert looked(Sight.UNCLEAR).due_at == NOW + LOOKS[1]


def test_a_404_is_believed_the_third_time_and_a_410_the_second() -> None:
    first, second = looked(Sight.MISSING), looked(Sight.MISSING, missing=1)
    assert (first.gone, first.due_at, first.missing) == (None, NOW + AGAIN[0], 1)
    assert (second.gone, second.due_at, second.missing) == (None, NOW + AGAIN[1], 2)
    assert looked(Sight.MISSING, missing=2).gone is True
    assert looked(Sight.ENDED).gone is None
    assert looked(Sight.ENDED, missing=1).gone is True


def test_what_comes_back_begins_anew() -> None:
    assert looked(Sight.THERE, missing=2) == Verdict(looks=1, missing=0, due_at=NOW + LOOKS[1])
    assert looked(Sight.THERE, looks=1, missing=3, is_gone=True).gone is False
    assert looked(Sight.UNCLEAR, missing=2).missing == 2
    assert looked(Sight.MISSING, looks=3, missing=4, is_gone=True) == Verdict(looks=4, missing=5, due_at=None)


@pytest.mark.parametrize(
    ("seen", "missing", "gone"), [(3, 3, True), (4, 2, True), (4, 3, None), (40, 20, True), (40, 21, None)]
)
def test_a_site_whose_pages_are_mostly_missing_is_in_trouble(
    seen: int, missing: int, *, gone: bool | None
) -> None:
    verdict = judge_look(
        Sight.MISSING,
        looks=1,
        missing=2,
        is_gone=False,
        neighbours=Neighbours(seen=seen, missing=missing),
        now=NOW,
    )
    assert verdict.gone is gone
    assert verdict.due_at is not None


async def posted(newsroom: Newsroom, url: str, *, intake: Intake = Intake.NEWS) -> ArticleId:
    """An article whose story is on the channel."""
    now = newsroom.clock.now()
    async with newsroom.store.write() as tx:
        count = await tx.articles.count()
        source = await tx.sources.by_name("واع")
        source_id = (
            await tx.sources.add(name="واع", url="https://waa.example/", now=now)
            if source is None
            else source.source_id
        )
        content = ArticleContent(
            url=url, entry_id=None, title=f"الخبر {count}", text="نص الخبر.", published_at=now
        )
        new = NewArticle(
            source_id=source_id,
            feed_id=None,
            content=content,
            keys=(count + 1,),
            entry_hash=0,
            content_hash=0,
            intake=intake,
            page_state=PageState.NONE,
            seen_at=now,
        )
        [article_id] = await tx.intake.add([new])
        lead = StoryContent(lead_id=article_id, places=(), topics=(), breaking=False, postable=True)
        [story_id] = (await tx.stories.open([lead], now=now)).values()
        link = Link(
            article_id=article_id,
            story_id=story_id,
            relation=Relation.FIRST,
            revision=1,
            other_id=None,
            score=1.0,
            evidence="{}",
        )
        await tx.stories.link([link], now=now)
        draft = Draft(
            subject=f"story:{story_id}",
            story_id=story_id,
            target_id=await tx.targets.ensure("@karbala", now=now),
            thread_id=0,
            kind=DeliveryKind.POST,
            version=1,
            priority=Priority.NEWS,
            published_at=now,
            payload="{}",
            content_hash="x",
            due_at=now,
            expires_at=None,
        )
        delivery_id = await tx.outbox.add(draft, now=now)
        assert delivery_id is not None
        epoch = await tx.outbox.lease(owner="test", now=now, held_until=now + timedelta(days=9), take=True)
        assert epoch is not None
        await tx.outbox.claim([delivery_id], epoch=epoch)
        await tx.outbox.begin(delivery_id, epoch=epoch, now=now)
        sent = Settlement(state=DeliveryState.SENT, message_id=MessageId(count + 1), chat_id=ChatId(-100))
        await tx.outbox.settle(delivery_id, sent, epoch=epoch, now=now)
    return article_id


async def get(newsroom: Newsroom, article_id: ArticleId) -> Article:
    async with newsroom.store.read() as tx:
        article = await tx.articles.get(article_id)
    assert article is not None
    return article


@pytest.fixture
def checks(newsroom: Newsroom, client: WebClient) -> PageCheckStation:
    return PageCheckStation(newsroom.store, client=client, clock=newsroom.clock)


@pytest.fixture
def sqlite_checks(sqlite_newsroom: Newsroom, client: WebClient) -> PageCheckStation:
    return PageCheckStation(sqlite_newsroom.store, client=client, clock=sqlite_newsroom.clock)


async def test_a_posted_article_whose_page_is_taken_down_is_noticed_and_so_is_its_return(
    newsroom: Newsroom, checks: PageCheckStation, site: Site
) -> None:
    site.serve("/1", "خبر", content_type="text/html")
    article_id = await posted(newsroom, site.url("/1"))
    assert await checks.work() == 0
    newsroom.later(hours=1)
    assert await checks.work() == 1
    assert [question.path for question in site.questions] == ["/1"]
    del site.handlers["/1"]
    newsroom.later(hours=5)
    assert await checks.work() == 1
    for pause in AGAIN:
        assert (await get(newsroom, article_id)).gone_at is None
        newsroom.later(seconds=pause.total_seconds())
        assert await checks.work() == 1
    assert (await get(newsroom, article_id)).gone_at == newsroom.clock.now()
    site.serve("/1", "خبر", content_type="text/html")
    newsroom.later(hours=18)
    assert await checks.work() == 1
    assert (await get(newsroom, article_id)).gone_at is None
    newsroom.later(days=9)
    await checks.work()
    newsroom.later(days=9)
    assert await checks.work() == 0


async def test_only_news_that_was_posted_and_has_a_page_is_looked_at(
    newsroom: Newsroom, checks: PageCheckStation, site: Site
) -> None:
    await posted(newsroom, site.url("/#17"))
    await posted(newsroom, site.url("/seed"), intake=Intake.SEED)
    newsroom.later(hours=1)
    await checks.work()
    newsroom.later(hours=1)
    await checks.work()
    assert site.questions == []


async def test_a_retraction_of_the_publisher_is_not_undone_by_a_page_that_still_stands(
    sqlite_newsroom: Newsroom, sqlite_checks: PageCheckStation, site: Site
) -> None:
    site.serve("/1", "خبر", content_type="text/html")
    article_id = await posted(sqlite_newsroom, site.url("/1"))
    await sqlite_checks.work()
    now = sqlite_newsroom.clock.now()
    async with sqlite_newsroom.store.write() as tx:
        await tx.intake.mark_pushed(article_id, signed_at=now)
        await tx.intake.mark_gone(article_id, now=now)
    sqlite_newsroom.later(hours=1)
    assert await sqlite_checks.work() == 1
    assert (await get(sqlite_newsroom, article_id)).gone_at == now


async def test_a_site_that_is_down_or_moves_hides_nothing(
    sqlite_newsroom: Newsroom, sqlite_checks: PageCheckStation, site: Site
) -> None:
    articles = [await posted(sqlite_newsroom, site.url(f"/{number}")) for number in range(7)]
    await sqlite_checks.work()
    sqlite_newsroom.later(hours=1)
    for pause in (*AGAIN, *LOOKS[1:]):
        assert await sqlite_checks.work() == 7
        sqlite_newsroom.later(seconds=pause.total_seconds())
    gone = [article for article in articles if (await get(sqlite_newsroom, article)).gone_at is not None]
    assert gone == []
