"""Wire the polling of a newsroom: one client behind the guard, one pool of workers, one station."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.config.sections import Fetch, duration
from bot.feeds.fetch import WebFetcher
from bot.feeds.intake import IntakeStation
from bot.feeds.poll import PollStation
from bot.feeds.reading import Reader
from bot.feeds.timing import Bounds
from bot.feeds.visit import Visitor
from bot.web.answer import Limits
from bot.web.client import WebClient
from bot.web.guard import guard_of
from bot.web.turn import Turn
from bot.workers import Workers
from storage.store import Store


def web_client(fetch: Fetch) -> WebClient:
    """The client that everything from the open web is fetched with."""
    return WebClient(
        guard=guard_of(fetch.allow_networks),
        user_agent=fetch.user_agent,
        connections=2 * fetch.concurrency + 256,
        per_host=fetch.per_host,
    )


def limits_of(fetch: Fetch) -> Limits:
    """What one request may cost."""
    return Limits(max_bytes=fetch.max_bytes, timeout_s=duration(fetch.timeout).total_seconds())


def reader_of(*, newsroom: ZoneInfo, clock: Clock, workers: Workers, turn: Turn | None = None) -> Reader:
    """What turns bodies into entries."""
    return Reader(workers, clock=clock, newsroom=newsroom, turn=turn)


def intake_of(store: Store, *, fetch: Fetch, newsroom: ZoneInfo, turn: Turn | None = None) -> IntakeStation:
    """What takes in what polls and hubs bring."""
    return IntakeStation(
        store,
        bounds=Bounds(
            least_s=int(duration(fetch.min_interval).total_seconds()),
            most_s=int(duration(fetch.max_interval).total_seconds()),
        ),
        newsroom=newsroom,
        turn=turn,
    )


def visitor_of(
    fetch: Fetch,
    *,
    newsroom: ZoneInfo,
    clock: Clock,
    client: WebClient,
    workers: Workers,
    turn: Turn | None = None,
) -> Visitor:
    """What polls one feed, or looks at an address before it becomes one."""
    return Visitor(
        fetcher=WebFetcher(client, clock=clock, limits=limits_of(fetch)),
        reader=reader_of(newsroom=newsroom, clock=clock, workers=workers, turn=turn),
        clock=clock,
    )


def poll_station(
    store: Store, *, fetch: Fetch, newsroom: ZoneInfo, clock: Clock, client: WebClient, workers: Workers
) -> PollStation:
    """The station, around a *client* and *workers* that outlive it."""
    turn = Turn()
    return PollStation(
        store,
        visitor=visitor_of(fetch, newsroom=newsroom, clock=clock, client=client, workers=workers, turn=turn),
        intake=intake_of(store, fetch=fetch, newsroom=newsroom, turn=turn),
        clock=clock,
        slots=fetch.concurrency,
        per_host=fetch.per_host,
    )


@asynccontextmanager
async def open_polling(
    store: Store, *, fetch: Fetch, newsroom: ZoneInfo, clock: Clock
) -> AsyncIterator[PollStation]:
    """A station with a client and workers of its own, closed with it."""
    async with web_client(fetch) as client, Workers() as workers:
        station = poll_station(
            store, fetch=fetch, newsroom=newsroom, clock=clock, client=client, workers=workers
        )
        try:
            yield station
        finally:
            await station.close()
