"""A newsroom on loopback: the real client, workers and archive, and a clock that a test moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.config.sections import Fetch
from bot.feeds.opening import poll_station
from bot.feeds.options import SourceOptions
from bot.feeds.poll import PollStation
from bot.feeds.read_page import PageStation
from bot.feeds.sources import add_source
from bot.web.client import WebClient
from bot.web.guard import guard_of
from bot.workers import Workers
from storage.records.article import Article
from storage.records.feed import Feed
from storage.store import Store
from tests.fakes import ManualClock
from tests.loopback import Site, running_site

BAGHDAD = ZoneInfo("Asia/Baghdad")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Newsroom:
    """One newsroom: its archive, its clock, the station that polls for it and the one that reads pages."""

    store: Store
    clock: ManualClock
    station: PollStation
    pages: PageStation

    async def source(self, name: str, url: str, options: SourceOptions | None = None) -> None:
        assert await add_source(self.store, name=name, url=url, now=self.clock.now(), options=options)

    async def feed(self, name: str | None = None) -> Feed:
        async with self.store.read() as tx:
            feeds = await tx.feeds.all()
        return next(feed for feed in feeds if name is None or feed.source_name == name)

    async def articles(self) -> list[Article]:
        """Every article of every source, in the order of their coming."""
        found: list[Article] = []
        async with self.store.read() as tx:
            for source in await tx.sources.all():
                headlines = await tx.intake.titles_since(source.source_id, since=LONG_AGO)
                for headline in headlines:
                    article = await tx.articles.get(headline.article_id)
                    assert article is not None
                    found.append(article)
        return sorted(found, key=lambda article: article.article_id)

    async def titles(self) -> list[str]:
        return [article.content.title for article in await self.articles()]

    def later(self, **by: float) -> datetime:
        self.clock.advance(timedelta(**by))
        return self.clock.now()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running_site() as running:
        yield running


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    async with Workers() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[WebClient]:
    async with WebClient(guard=guard_of(("127.0.0.0/8",)), user_agent="Khabar-tests/1") as opened:
        yield opened


@asynccontextmanager
async def running_newsroom(
    store: Store, clock: ManualClock, client: WebClient, workers: Workers
) -> AsyncIterator[Newsroom]:
    station = poll_station(
        store, fetch=Fetch(), newsroom=BAGHDAD, clock=clock, client=client, workers=workers
    )
    pages = PageStation(store, client=client, workers=workers, clock=clock, newsroom=BAGHDAD)
    try:
        yield Newsroom(store, clock, station, pages)
    finally:
        await station.close()


@pytest.fixture
async def newsroom(
    store: Store, clock: ManualClock, client: WebClient, workers: Workers
) -> AsyncIterator[Newsroom]:
    """A newsroom on either database."""
    async with running_newsroom(store, clock, client, workers) as running:
        yield running


@pytest.fixture
async def sqlite_newsroom(
    sqlite_store: Store, clock: ManualClock, client: WebClient, workers: Workers
) -> AsyncIterator[Newsroom]:
    """A newsroom for tests in which the database makes no difference."""
    async with running_newsroom(sqlite_store, clock, client, workers) as running:
        yield running
