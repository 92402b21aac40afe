"""The reader of pages: teaser and page become the whole text; a page that cannot be read gives up in time."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.feeds.check_pages import PageCheckStation
from bot.feeds.gone import AGAIN
from bot.feeds.options import SourceOptions
from bot.feeds.read_page import LEASE, PAUSES
from bot.web.client import WebClient
from bot.workers import WorkerTimeoutError
from storage.connection import Belt
from storage.records.article import Article, Intake, PageState
from storage.store import Store
from tests.feeds.conftest import Newsroom
from tests.feeds.newswire import MORNING, item, numbered
from tests.loopback import Site

TITLE = "افتتاح مستشفى جديد في الموصل بسعة مئتي سرير"
FIRST = "افتتح وزير الصحة اليوم مستشفى جديدا في مدينة الموصل بحضور محافظ نينوى وعدد من المسؤولين والأطباء."
SECOND = "وقال الوزير إن المستشفى يضم مئتي سرير وعشر صالات للعمليات الجراحية وقسما كبيرا للطوارئ."
THIRD = "وأضاف أن العمل في المستشفى سيبدأ في الأسبوع المقبل بعد وصول آخر الأجهزة الطبية من بغداد."
PAGE = f"""<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>{TITLE}</title>
<meta property="og:type" content="article"><meta property="og:image" content="/mosul.jpg">
<meta name="author" content="زينب علي"></head><body><nav><a href="/">الرئيسية</a></nav>
<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article></body></html>"""
OTHER_PAGE = (
    PAGE.replace(TITLE, "أسعار العملات").replace(FIRST, "سعر الدولار").replace(SECOND, "").replace(THIRD, "")
)
HTML = "text/html; charset=utf-8"


def feed(site: Site, path: str = "/1", *, title: str = TITLE, teaser: str = "افتتح وزير الصحة …") -> str:
    return (
        f"<rss version='2.0'><channel><title>واع</title><item><title>{title}</title>"
        f"<link>{site.url(path)}</link><description>{teaser}</description></item></channel></rss>"
    )


async def polled(newsroom: Newsroom, site: Site, options: SourceOptions | None = None) -> None:
    site.serve("/rss", feed(site))
    await newsroom.source("واع", site.url("/rss"), options)
    await newsroom.station.once()


async def only(newsroom: Newsroom) -> Article:
    [article] = await newsroom.articles()
    return article


async def test_a_teaser_and_its_page_become_the_whole_text(
    newsroom: Newsroom, site: Site, store: Store
) -> None:
    site.serve("/1", PAGE, content_type=HTML)
    await polled(newsroom, site)
    assert (await only(newsroom)).page_state is PageState.WAITING
    articles = store.bells.bell(Belt.ARTICLES)
    assert await newsroom.pages.work() == 1
    article = await only(newsroom)
    assert article.page_state is PageState.READ
    assert article.content.text.split("\n\n") == [FIRST, SECOND, THIRD]
    assert article.content.image_url == site.url("/mosul.jpg")
    assert article.content.author == "زينب علي"
    assert article.content.title == TITLE
    assert articles.is_set()
    assert await newsroom.pages.work() == 0


async def test_a_page_is_asked_with_the_headers_of_its_source(sqlite_newsroom: Newsroom, site: Site) -> None:
    site.serve("/1", PAGE, content_type=HTML)
    await polled(sqlite_newsroom, site, SourceOptions(headers={"X-Key": "7"}))
    await sqlite_newsroom.pages.work()
    assert site.asked("/1")[0].headers["X-Key"] == "7"


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        (OTHER_PAGE, HTML),
        ("<html><body><h1>نستخدم ملفات تعريف الارتباط</h1><p>وافق لتستمر</p></body></html>", HTML),
        ("", HTML),
        ("%PDF-1.7 …", "application/pdf"),
    ],
    ids=["another article", "a cookie wall", "nothing", "a pdf"],
)
async def test_a_page_that_tells_of_something_else_is_refused(
    page: str, content_type: str, sqlite_newsroom: Newsroom, site: Site
) -> None:
    site.serve("/1", page, content_type=content_type)
    await polled(sqlite_newsroom, site)
    assert await sqlite_newsroom.pages.work() == 1
    article = await only(sqlite_newsroom)
    assert article.page_state is PageState.FAILED
    assert article.content.text.startswith("افتتح وزير الصحة")


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
async def test_a_page_that_is_refused_or_not_there_is_given_up_at_once(
    status: int, sqlite_newsroom: Newsroom, site: Site
) -> None:
    site.serve("/1", "", status=status)
    await polled(sqlite_newsroom, site)
    articles = sqlite_newsroom.store.bells.bell(Belt.ARTICLES)
    await sqlite_newsroom.pages.work()
    assert (await only(sqlite_newsroom)).page_state is PageState.FAILED
    assert articles.is_set()


async def test_a_page_that_fails_is_tried_twice_more_and_then_given_up(
    newsroom: Newsroom, site: Site
) -> None:
    site.serve("/1", "", status=503)
    await polled(newsroom, site)
    for pause in PAUSES:
        assert await newsroom.pages.work() == 1
        assert (await only(newsroom)).page_state is PageState.WAITING
        assert await newsroom.pages.work() == 0
        newsroom.later(seconds=pause.total_seconds())
    assert await newsroom.pages.work() == 1
    assert (await only(newsroom)).page_state is PageState.FAILED
    newsroom.later(days=1)
    assert await newsroom.pages.work() == 0
    assert len(site.asked("/1")) == 3


async def test_a_page_that_recovers_is_read(sqlite_newsroom: Newsroom, site: Site) -> None:
    site.serve("/1", "", status=500)
    await polled(sqlite_newsroom, site)
    await sqlite_newsroom.pages.work()
    sqlite_newsroom.later(seconds=PAUSES[0].total_seconds())
    site.serve("/1", PAGE, content_type=HTML)
    await sqlite_newsroom.pages.work()
    assert (await only(sqlite_newsroom)).page_state is PageState.READ


async def test_a_page_that_breaks_the_worker_is_given_up(
    sqlite_newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def overrun(*_: object, **__: object) -> None:
        raise WorkerTimeoutError("no result")

    site.serve("/1", PAGE, content_type=HTML)
    await polled(sqlite_newsroom, site)
    monkeypatch.setattr(sqlite_newsroom.pages._workers, "run", overrun)
    await sqlite_newsroom.pages.work()
    assert (await only(sqlite_newsroom)).page_state is PageState.FAILED


async def test_a_page_that_the_archive_cannot_keep_is_given_up_and_the_others_go_on(
    sqlite_newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.serve("/1", PAGE, content_type=HTML)
    await polled(sqlite_newsroom, site)
    monkeypatch.setattr("bot.feeds.read_page.complete", lambda content, page: replace(content, views=10**22))
    await sqlite_newsroom.pages.work()
    article = await only(sqlite_newsroom)
    assert (article.page_state, article.content.views) == (PageState.FAILED, None)


async def test_a_reader_that_died_leaves_the_page_to_another(newsroom: Newsroom, site: Site) -> None:
    site.serve("/1", PAGE, content_type=HTML)
    await polled(newsroom, site)
    now = newsroom.clock.now()
    async with newsroom.store.write() as tx:
        assert len(await tx.intake.claim_pages(9, now=now, until=now + LEASE)) == 1
    assert await newsroom.pages.work() == 0
    newsroom.later(seconds=LEASE.total_seconds())
    assert await newsroom.pages.work() == 1
    assert (await only(newsroom)).page_state is PageState.READ


async def test_an_article_that_changes_has_its_page_read_again(newsroom: Newsroom, site: Site) -> None:
    site.serve("/1", PAGE, content_type=HTML)
    await polled(newsroom, site)
    await newsroom.pages.work()
    newsroom.later(minutes=5)
    site.serve("/rss", feed(site, teaser="تصحيح: افتتح وزير الصحة …"))
    assert (await newsroom.station.once()).changed == 1
    waiting = await only(newsroom)
    assert waiting.page_state is PageState.WAITING
    assert waiting.content.text.startswith(FIRST)
    added = "وتابع أن وزارة الصحة ستفتتح مستشفيين آخرين في محافظة نينوى قبل نهاية العام الحالي."
    site.serve("/1", PAGE.replace(f"<p>{THIRD}</p>", f"<p>{THIRD}</p><p>{added}</p>"), content_type=HTML)
    assert await newsroom.pages.work() == 1
    article = await only(newsroom)
    assert (article.page_state, article.revision) == (PageState.READ, 2)
    assert article.content.text.endswith(added)


async def test_a_full_text_or_a_wish_for_none_spares_the_visit(sqlite_newsroom: Newsroom, site: Site) -> None:
    await polled(sqlite_newsroom, site, SourceOptions(full_text="never"))
    assert await sqlite_newsroom.pages.work() == 0
    assert (await only(sqlite_newsroom)).page_state is PageState.NONE


async def test_a_long_text_of_the_feed_is_not_shortened_by_its_page(
    sqlite_newsroom: Newsroom, site: Site
) -> None:
    text = f"{FIRST} {SECOND} {THIRD} " * 3
    site.serve("/1", PAGE, content_type=HTML)
    site.serve("/rss", feed(site, teaser=text))
    await sqlite_newsroom.source("واع", site.url("/rss"), SourceOptions(full_text="always"))
    await sqlite_newsroom.station.once()
    await sqlite_newsroom.pages.work()
    article = await only(sqlite_newsroom)
    assert article.page_state is PageState.READ
    assert len(article.content.text) > len(FIRST + SECOND + THIRD) * 2


@pytest.mark.parametrize(("status", "looks"), [(404, 2), (410, 1)])
async def test_a_page_that_was_not_there_is_looked_at_again_before_it_counts_as_gone(
    status: int, looks: int, sqlite_newsroom: Newsroom, site: Site, client: WebClient
) -> None:
    site.serve("/1", "", status=status)
    await polled(sqlite_newsroom, site)
    await sqlite_newsroom.pages.work()
    checks = PageCheckStation(sqlite_newsroom.store, client=client, clock=sqlite_newsroom.clock)
    assert await checks.work() == 0
    for pause in AGAIN[:looks]:
        assert (await only(sqlite_newsroom)).gone_at is None
        sqlite_newsroom.later(seconds=pause.total_seconds())
        assert await checks.work() == 1
    assert (await only(sqlite_newsroom)).gone_at == sqlite_newsroom.clock.now()


async def test_a_page_that_was_late_is_no_loss(
    sqlite_newsroom: Newsroom, site: Site, client: WebClient
) -> None:
    site.serve("/1", "", status=404)
    await polled(sqlite_newsroom, site)
    await sqlite_newsroom.pages.work()
    site.serve("/1", PAGE, content_type=HTML)
    checks = PageCheckStation(sqlite_newsroom.store, client=client, clock=sqlite_newsroom.clock)
    for pause in AGAIN:
        sqlite_newsroom.later(seconds=pause.total_seconds())
        await checks.work()
    assert (await only(sqlite_newsroom)).gone_at is None


async def held(newsroom: Newsroom, site: Site) -> Article:
    """A short article that the burst guard held."""
    site.serve("/rss", numbered(range(4)))
    await newsroom.source("واع", site.url("/rss"))
    await newsroom.station.once()
    newsroom.later(days=30)
    known = "".join(
        item(number, text="موجز", published=MORNING - timedelta(days=30)) for number in range(40, 60)
    )
    short = feed(site).partition("<channel><title>واع</title>")[2].partition("</channel>")[0]
    site.serve("/rss", f"<rss version='2.0'><channel>{known}{dated(short)}</channel></rss>")
    await newsroom.station.once()
    return next(one for one in await newsroom.articles() if one.content.title == TITLE)


def dated(short: str) -> str:
    return short.replace("</item>", "<pubDate>Tue, 01 Sep 2026 08:00:00 GMT</pubDate></item>")


@pytest.mark.parametrize("intake", [Intake.NEWS, Intake.SEED])
async def test_a_held_article_has_its_page_read_once_an_editor_lets_it_go_as_news(
    intake: Intake, newsroom: Newsroom, site: Site
) -> None:
    site.serve("/1", PAGE, content_type=HTML)
    article = await held(newsroom, site)
    assert (article.intake, article.page_state) == (Intake.HELD, PageState.DEFERRED)
    while await newsroom.pages.work():
        pass
    assert site.asked("/1") == []
    pages = newsroom.store.bells.bell(Belt.PAGES)
    async with newsroom.store.write() as tx:
        assert await tx.intake.release(article.article_id, intake)
    assert pages.is_set() is (intake is Intake.NEWS)
    assert await newsroom.pages.work() == int(intake is Intake.NEWS)
    async with newsroom.store.read() as tx:
        released = await tx.articles.get(article.article_id)
    assert released is not None
    assert released.page_state is (PageState.READ if intake is Intake.NEWS else PageState.NONE)
    assert (THIRD in released.content.text) is (intake is Intake.NEWS)
