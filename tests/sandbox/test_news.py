"""The local news site: five publishers, a real server's manners, and news that comes and changes in time."""

import gzip
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
import pytest

from bot.sandbox.news.articles import sites
from bot.sandbox.news.pictures import picture
from bot.sandbox.news.seed_article import SEED_PATH, SEED_TITLE
from bot.sandbox.news.site import NewsClock, NewsSite, running_news
from bot.sandbox.world.files import image_size

ATOM = "{http://www.w3.org/2005/Atom}"
STARTED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Day:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
async def news(day: Day) -> AsyncIterator[dict[str, NewsSite]]:
    async with running_news(NewsClock(started=STARTED, elapsed=day)) as running:
        yield running


async def fetch(url: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.get(url, headers={"Accept-Encoding": "identity"} | headers) as response,
    ):
        return response.status, response.headers.copy(), await response.read()


async def headlines(site: NewsSite) -> list[str]:
    """The titles in the feed, in its order."""
    _, _, body = await fetch(site.feed_url)
    root = ET.fromstring(body)
    found = root.findall(f"{ATOM}entry/{ATOM}title") or root.findall("channel/item/title")
    return [title.text or "" for title in found]


def test_at_least_thirty_articles_of_several_paragraphs_from_five_publishers() -> None:
    articles = [article for site in sites() for article in site.articles]
    assert len(sites()) == 5
    assert len(articles) >= 30
    full = [article for article in articles if len(article.versions[-1].paragraphs) >= 3]
    assert len(full) == len(articles)
    paths = [(site.key, article.path) for site in sites() for article in site.articles]
    assert len(set(paths)) == len(paths)


async def test_every_feed_is_well_formed_and_says_its_newest_first(news: dict[str, NewsSite]) -> None:
    for site in news.values():
        _, _, body = await fetch(site.feed_url)
        root = ET.fromstring(body)
        dates = [parsedate_to_datetime(each.text or "") for each in root.findall("channel/item/pubDate")]
        dates += [
            datetime.fromisoformat(each.text or "") for each in root.findall(f"{ATOM}entry/{ATOM}published")
        ]
        assert dates
        assert dates == sorted(dates, reverse=True)


async def test_the_seed_is_the_newest_of_its_source_at_first_and_its_page_is_word_for_word(
    news: dict[str, NewsSite],
) -> None:
    karbala = news["karbala"]
    assert (await headlines(karbala))[0] == SEED_TITLE
    _, headers, body = await fetch(karbala.base + SEED_PATH)
    page = body.decode()
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    for part in ("9-01-2024, 17:11", "135 مشاهدة", "أخر الأخبار", "×", "ما يقرب من 2500 جندي أمريكي"):
        assert part in page
    assert "8097" not in page
    status, headers, body = await fetch(karbala.base + "/uploads/posts/2024-01/rashid.jpg")
    assert (status, image_size(body)[0]) == (200, "image/png")


async def test_news_comes_in_time_and_the_first_within_ten_seconds(
    news: dict[str, NewsSite], day: Day
) -> None:
    before = {key: await headlines(site) for key, site in news.items()}
    day.seconds = 10
    after = {key: await headlines(site) for key, site in news.items()}
    assert any(after[key] != before[key] for key in news)
    day.seconds = 1000
    assert len([title for site in news.values() for title in await headlines(site)]) == 38


async def test_a_breaking_line_grows_and_a_figure_is_corrected_under_the_same_address(
    news: dict[str, NewsSite], day: Day
) -> None:
    day.seconds = 60
    assert any(title.startswith("عاجل") for title in await headlines(news["karbala"]))
    assert any("120 ألف" in title for title in await headlines(news["rafidain"]))
    day.seconds = 120
    assert not any(title.startswith("عاجل") for title in await headlines(news["karbala"]))
    assert any("210 آلاف" in title for title in await headlines(news["rafidain"]))
    _, _, page = await fetch(news["karbala"].base + "/karbala/14803-ajil.html")
    assert "إعادة فتح طريق كربلاء" in page.decode()


async def test_one_wire_story_stands_in_three_sources(news: dict[str, NewsSite]) -> None:
    shared = "550 كيلومتراً في ست ساعات"
    carriers = [
        key
        for key, site in news.items()
        for article in site.site.articles
        if shared in article.versions[0].text
    ]
    assert sorted(carriers) == ["basra", "mashriq", "rafidain"]
    titles = {(await headlines(news[key]))[0] for key in carriers}
    assert len(titles) == 3


async def test_an_unchanged_feed_is_304_by_etag_and_by_date_until_it_changes(
    news: dict[str, NewsSite], day: Day
) -> None:
    url = news["karbala"].feed_url
    _, headers, _ = await fetch(url)
    again, _, body = await fetch(url, **{"If-None-Match": headers["ETag"]})
    assert (again, body) == (304, b"")
    by_date, _, _ = await fetch(url, **{"If-Modified-Since": headers["Last-Modified"]})
    assert by_date == 304
    day.seconds = 9
    changed, _, _ = await fetch(
        url, **{"If-None-Match": headers["ETag"], "If-Modified-Since": headers["Last-Modified"]}
    )
    assert changed == 200


async def test_gzip_on_request(news: dict[str, NewsSite]) -> None:
    url = news["mashriq"].feed_url
    _, _, plain = await fetch(url)
    _, headers, packed = await fetch(url, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain


async def test_the_old_encoding_is_told_in_the_feed_s_prolog_and_by_http_for_pages(
    news: dict[str, NewsSite],
) -> None:
    site = news["iqtisad"]
    _, headers, body = await fetch(site.feed_url)
    assert headers["Content-Type"] == "application/rss+xml"
    assert body.startswith(b'<?xml version="1.0" encoding="windows-1256"?>')
    assert "بورصة الكفاح" in body.decode("cp1256")
    _, headers, page = await fetch(site.base + "/news.asp?id=9031")
    assert headers["Content-Type"] == "text/html; charset=windows-1256"
    assert b"charset" not in page
    assert "بورصتي الكفاح" in page.decode("cp1256")


async def test_every_article_has_a_page_and_every_picture_is_one(news: dict[str, NewsSite], day: Day) -> None:
    day.seconds = 1000
    for site in news.values():
        for article in site.site.articles:
            status, _, body = await fetch(site.base + article.path)
            assert status == 200
            page = body.decode(site.site.encoding)
            assert article.versions[-1].paragraphs[-1][:20].replace('"', "&quot;") in page or (
                article.versions[-1].paragraphs[-1][:20] in page
            )
    for shown in {article.picture for site in sites() for article in site.articles} - {""}:
        assert image_size(picture(shown)) == ("image/png", 800, 450)


async def test_there_are_items_without_picture_with_markup_and_in_english() -> None:
    articles = [article for site in sites() for article in site.articles]
    assert any(not article.picture for article in articles)
    assert any(article.inner_html for article in articles)
    assert any(article.language == "en" for article in articles)


async def test_what_is_not_there_is_404(news: dict[str, NewsSite]) -> None:
    status, _, _ = await fetch(news["basra"].base + "/news/1")
    assert status == 404
    status, _, _ = await fetch(news["basra"].base + "/news/7713")
    assert status == 404, "not out yet"


def test_the_day_begins_with_its_first_reader() -> None:
    clock = NewsClock(started=STARTED, speed=1_000.0)
    assert (clock.seconds(), clock.started) == (0.0, STARTED)
    clock.begin()
    assert clock.started > STARTED
    began = clock.seconds()
    clock.begin()
    assert clock.seconds() >= began


async def test_no_news_comes_out_before_a_feed_is_read() -> None:
    async with running_news(NewsClock(speed=1e6)) as running, aiohttp.ClientSession() as client:
        karbala = running["karbala"]
        async with client.get(f"{karbala.base}/") as front:
            before = await front.text()
        async with client.get(karbala.feed_url) as feed:
            assert feed.status == 200
        async with client.get(f"{karbala.base}/") as front:
            assert await front.text() != before
