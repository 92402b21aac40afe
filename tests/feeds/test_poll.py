"""The polling station end to end: a site on loopback, the real client and parser, either database."""

import asyncio
import json
from datetime import timedelta

from bot.feeds.options import SourceOptions
from storage.connection import Belt
from storage.records.article import Intake
from storage.records.feed import FeedError
from storage.store import Store
from tests.feeds.conftest import Newsroom
from tests.feeds.newswire import BODY, MORNING, feed, headline, item, numbered
from tests.loopback import Site, running_site


async def test_a_first_poll_fills_the_archive_and_only_the_newest_is_news(
    newsroom: Newsroom, site: Site
) -> None:
    site.serve("/rss", numbered([1, 4, 3, 2]))
    await newsroom.source("واع", site.url("/rss"))
    report = await newsroom.station.once()
    assert (report.new, report.errors) == (4, 0)
    intakes = {article.content.title: article.intake for article in await newsroom.articles()}
    assert intakes == {
        headline(number): Intake.NEWS if number == 4 else Intake.SEED for number in (1, 2, 3, 4)
    }


async def test_a_second_poll_finds_exactly_what_is_new(newsroom: Newsroom, site: Site) -> None:
    site.serve("/rss", numbered([1, 2, 3]))
    await newsroom.source("واع", site.url("/rss"))
    await newsroom.station.once()
    newsroom.later(minutes=10)
    site.serve("/rss", numbered([5, 4, 3, 2, 1]))
    assert (await newsroom.station.once()).new == 2
    news = [article for article in await newsroom.articles() if article.intake is Intake.NEWS]
    assert sorted(article.content.title for article in news) == [headline(3), headline(4), headline(5)]


async def test_an_article_is_stored_with_what_the_feed_says_of_it(
    sqlite_newsroom: Newsroom, site: Site
) -> None:
    site.serve("/rss", numbered([7]))
    await sqlite_newsroom.source("واع", site.url("/rss"), SourceOptions(section="سياسة"))
    await sqlite_newsroom.station.once()
    [article] = await sqlite_newsroom.articles()
    content = article.content
    assert (content.url, content.title) == ("https://khabar.example/7", headline(7))
    assert content.published_at == MORNING + timedelta(minutes=7)
    assert content.text.startswith("قال المتحدث")
    assert (content.section, content.language, article.source_name) == ("سياسة", "ar", "واع")


async def test_what_the_server_says_is_unchanged_is_not_read(newsroom: Newsroom, site: Site) -> None:
    site.serve(
        "/rss", numbered([1]), headers={"ETag": '"a1"', "Last-Modified": "Tue, 24 Nov 2026 08:00:00 GMT"}
    )
    await newsroom.source("واع", site.url("/rss"))
    await newsroom.station.once()
    newsroom.later(minutes=10)
    [polled] = (await newsroom.station.once()).polled
    assert (polled.unchanged, polled.wire_bytes, polled.new) == (True, 0, 0)
    question = site.asked("/rss")[1]
    assert question.headers["If-None-Match"] == '"a1"'
    assert question.headers["If-Modified-Since"] == "Tue, 24 Nov 2026 08:00:00 GMT"
    stored = await newsroom.feed()
    assert stored.last_success_at == newsroom.clock.now()
    assert stored.etag == '"a1"'


async def test_the_same_entries_in_another_envelope_are_unchanged(
    sqlite_newsroom: Newsroom, site: Site
) -> None:
    site.serve("/rss", feed(item(1), built="<lastBuildDate>08:00</lastBuildDate>"))
    await sqlite_newsroom.source("واع", site.url("/rss"))
    await sqlite_newsroom.station.once()
    site.serve("/rss", feed(item(1), built="<lastBuildDate>08:10</lastBuildDate>"))
    [polled] = (await sqlite_newsroom.station.once()).polled
    assert (polled.unchanged, polled.new) == (True, 0)


async def test_a_changed_article_becomes_a_revision(newsroom: Newsroom, site: Site) -> None:
    site.serve("/rss", feed(item(1), item(2)))
    await newsroom.source("واع", site.url("/rss"))
    await newsroom.station.once()
    newsroom.later(minutes=10)
    site.serve("/rss", feed(item(1), item(2, title="تصحيح: الخبر المهم الثاني")))
    report = await newsroom.station.once()
    assert (report.new, report.changed) == (0, 1)
    first, second = await newsroom.articles()
    assert {first.revision, second.revision} == {1, 2}
    changed = next(article for article in (first, second) if article.revision == 2)
    assert changed.content.title == "تصحيح: الخبر المهم الثاني"
    async with newsroom.store.read() as tx:
        [revision] = await tx.intake.revisions(changed.article_id)
    assert (revision.revision, revision.title, revision.until_at) == (1, headline(2), newsroom.clock.now())


async def test_a_change_that_no_reader_sees_is_no_revision(sqlite_newsroom: Newsroom, site: Site) -> None:
    site.serve("/rss", feed(item(1, text=f"<![CDATA[<p>{BODY}</p>]]>")))
    await sqlite_newsroom.source("واع", site.url("/rss"))
    await sqlite_newsroom.station.once()
    site.serve("/rss", feed(item(1, text=f"<![CDATA[<p class='x'>{BODY}</p> ]]>")))
    assert (await sqlite_newsroom.station.once()).changed == 0
    assert [article.revision for article in await sqlite_newsroom.articles()] == [1]


async def test_a_second_feed_that_carries_an_article_neither_doubles_nor_rewrites_it(
    newsroom: Newsroom, site: Site
) -> None:
    site.serve("/rss", feed(item(1)))
    site.serve("/all", feed(item(1, title="عنوان آخر للخبر نفسه"), item(2)))
    await newsroom.source("واع", site.url("/rss"))
    await newsroom.station.once()
    await newsroom.source("واع: الكل", site.url("/all"))
    report = await newsroom.station.once()
    assert (report.new, report.changed) == (1, 0)
    assert sorted(await newsroom.titles()) == [headline(1), headline(2)]


async def test_two_feeds_with_one_article_in_one_round_store_it_once(newsroom: Newsroom, site: Site) -> None:
    for name in ("أ", "ب", "ج"):
        site.serve(f"/{name}", feed(item(1)))
        await newsroom.source(name, site.url(f"/{name}"))
    await newsroom.station.once()
    assert await newsroom.titles() == [headline(1)]


async def test_an_archive_that_is_published_again_is_held(newsroom: Newsroom, site: Site) -> None:
    site.serve("/rss", numbered(range(20)))
    await newsroom.source("واع", site.url("/rss"))
    await newsroom.station.once()
    newsroom.later(hours=6)
    old = [
        item(
            100 + number,
            title=f"خبر قديم من الأرشيف رقم {number}",
            published=MORNING - timedelta(days=number + 1),
        )
        for number in range(20)
    ]
    site.serve("/rss", feed(*old))
    [polled] = (await newsroom.station.once()).polled
    assert (polled.new, polled.held) == (20, 19)
    async with newsroom.store.read() as tx:
        assert len(await tx.intake.held(most=100)) == 19


async def test_one_broken_source_delays_no_other(sqlite_newsroom: Newsroom, site: Site) -> None:
    site.serve("/good", numbered([1]))
    site.serve("/page", "<html><body>صيانة</body></html>", content_type="text/html")
    site.serve("/broken", b"\x00\x01\x02", content_type="application/xml")
    site.serve("/error", "", status=500)
    for path in ("error", "missing", "page", "broken", "good"):
        await sqlite_newsroom.source(path, site.url(f"/{path}"))
    report = await sqlite_newsroom.station.once()
    errors = {polled.source_name: polled.error for polled in report.polled}
    assert errors == {
        "error": FeedError.SERVER_ERROR,
        "missing": FeedError.NOT_FOUND,
        "page": FeedError.WEB_PAGE,
        "broken": FeedError.NOT_A_FEED,
        "good": None,
    }
    assert await sqlite_newsroom.titles() == [headline(1)]
    stored = await sqlite_newsroom.feed("error")
    assert (stored.failures, stored.error, stored.settled) == (1, FeedError.SERVER_ERROR, False)
    assert stored.next_poll_at > sqlite_newsroom.clock.now()


async def test_one_slow_source_delays_no_other(sqlite_newsroom: Newsroom, site: Site) -> None:
    site.serve("/slow", numbered([1]))
    free = site.hang("/slow")
    await sqlite_newsroom.source("بطيء", site.url("/slow"))
    async with running_site("127.0.0.2") as elsewhere:
        elsewhere.serve("/fast", numbered([2]))
        await sqlite_newsroom.source("سريع", elsewhere.url("/fast"))
        assert await sqlite_newsroom.station.work() == 1
        assert await sqlite_newsroom.titles() == [headline(2)]
        free.set()
        assert await sqlite_newsroom.station.work() == 1
    assert await sqlite_newsroom.titles() == [headline(2), headline(1)]


async def test_the_address_of_a_page_leads_to_its_feed(sqlite_newsroom: Newsroom, site: Site) -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>'
    site.serve("/", page, content_type="text/html; charset=utf-8")
    site.serve("/rss", numbered([1]))
    await sqlite_newsroom.source("واع", site.url("/"))
    assert (await sqlite_newsroom.station.once()).new == 1
    assert (await sqlite_newsroom.feed()).url == site.url("/rss")


async def test_an_entry_that_breaks_something_is_set_aside_and_the_others_go_on(
    newsroom: Newsroom, site: Site
) -> None:
    empty = "<item><link>https://khabar.example/9</link></item>"
    site.serve("/rss", feed(item(1), empty, item(2)))
    await newsroom.source("واع", site.url("/rss"))
    assert (await newsroom.station.once()).new == 2
    stored = await newsroom.feed()
    async with newsroom.store.read() as tx:
        [aside] = await tx.feeds.aside(stored.source_id, most=9)
    assert (aside.label, aside.feed_id) == ("https://khabar.example/9", stored.feed_id)
    assert aside.error


async def test_a_source_is_asked_with_the_headers_that_it_wants(
    sqlite_newsroom: Newsroom, site: Site
) -> None:
    site.serve("/rss", numbered([1]))
    await sqlite_newsroom.source(
        "واع", site.url("/rss"), SourceOptions(headers={"X-Key": "مفتاح".encode().hex()})
    )
    await sqlite_newsroom.station.once()
    assert site.asked("/rss")[0].headers["X-Key"] == "مفتاح".encode().hex()


async def test_undeclared_windows_1256_is_read(sqlite_newsroom: Newsroom, site: Site) -> None:
    site.serve("/rss", numbered([1]).encode("cp1256"), content_type="text/xml")
    await sqlite_newsroom.source("واع", site.url("/rss"))
    await sqlite_newsroom.station.once()
    assert await sqlite_newsroom.titles() == [headline(1)]


async def test_news_rings_at_the_stations_behind(newsroom: Newsroom, site: Site, store: Store) -> None:
    articles, index, pages = (store.bells.bell(belt) for belt in (Belt.ARTICLES, Belt.INDEX, Belt.PAGES))
    site.serve("/rss", numbered([1]))
    await newsroom.source("واع", site.url("/rss"))
    await newsroom.station.once()
    assert (articles.is_set(), index.is_set(), pages.is_set()) == (True, True, False)


async def test_an_unchanged_feed_rings_nowhere(
    sqlite_newsroom: Newsroom, site: Site, sqlite_store: Store
) -> None:
    site.serve("/rss", numbered([1]))
    await sqlite_newsroom.source("واع", site.url("/rss"))
    await sqlite_newsroom.station.once()
    bells = [sqlite_store.bells.bell(belt) for belt in Belt]
    await sqlite_newsroom.station.once()
    assert not any(bell.is_set() for bell in bells)


async def test_a_teaser_rings_at_the_reader_of_pages(
    sqlite_newsroom: Newsroom, site: Site, sqlite_store: Store
) -> None:
    pages = sqlite_store.bells.bell(Belt.PAGES)
    site.serve("/rss", feed(item(1, text="موجز قصير")))
    await sqlite_newsroom.source("واع", site.url("/rss"))
    await sqlite_newsroom.station.once()
    assert pages.is_set()


async def test_a_host_is_asked_a_few_things_at_a_time(sqlite_newsroom: Newsroom, site: Site) -> None:
    for number in range(12):
        site.serve(f"/{number}", numbered([number]))
        await sqlite_newsroom.source(f"مصدر {number}", site.url(f"/{number}"))
    hanging = [site.hang(f"/{number}") for number in range(12)]
    task = asyncio.create_task(sqlite_newsroom.station.once())
    await site.questioned.wait()
    await sqlite_newsroom.station.work()
    assert len(site.questions) <= 4
    for free in hanging:
        free.set()
    await task
    assert len(await sqlite_newsroom.titles()) == 12


async def test_wishes_beyond_all_bounds_hurt_nobody(sqlite_newsroom: Newsroom, site: Site) -> None:
    nines = "9" * 400
    built = f"<ttl>{nines}</ttl><skipHours><hour>{nines}</hour></skipHours>"
    headers = {"Retry-After": nines, "Cache-Control": f"max-age={nines}", "Expires": nines}
    site.serve("/greedy", feed(item(1), built=built), headers=headers)
    site.serve("/refusing", "", status=503, headers=headers)
    site.serve("/broken", feed(item(2), built=built + "<x:y>"), headers=headers)
    for path in ("greedy", "refusing", "broken"):
        await sqlite_newsroom.source(path, site.url(f"/{path}"))
    assert (await sqlite_newsroom.station.once()).new == 2
    async with sqlite_newsroom.store.read() as tx:
        feeds = await tx.feeds.all()
    assert all(one.next_poll_at - sqlite_newsroom.clock.now() <= timedelta(hours=25) for one in feeds)
    assert {one.error for one in feeds} == {None, FeedError.SERVER_ERROR}


async def test_halves_of_letters_and_nulls_of_a_json_feed_stay_out_of_the_archive(
    newsroom: Newsroom, site: Site
) -> None:
    bad = "\\ud800\\u0000"
    entry = {
        "id": "7" + "#",
        "url": "https://khabar.example/7#",
        "title": headline(7) + "#",
        "content_text": BODY + "#",
        "date_published": "2026-11-24T07:00:00Z#",
        "image": "https://khabar.example/7.jpg#",
        "language": "#",
        "authors": [{"name": "زينب#"}],
        "tags": ["سياسة#"],
    }
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "واع#",
        "language": "#",
        "feed_url": "#",
        "hubs": [{"type": "WebSub", "url": "#"}],
        "items": [entry, {**entry, "id": "#", "url": "#", "title": "#", "content_text": "#"}],
    }
    site.serve("/json", json.dumps(document).replace("#", bad), content_type="application/feed+json")
    site.serve("/good", numbered([1]))
    await newsroom.source("معطوب", site.url("/json"))
    await newsroom.source("سليم", site.url("/good"))
    await newsroom.station.once()
    assert {headline(1), headline(7)} <= set(await newsroom.titles())
