"""The composition root: the only place that knows all rooms; opens the archive, wires, starts, shuts down."""

import asyncio
import importlib.metadata
import logging
import platform
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import uvloop

from bot.clock import Clock, SystemClock
from bot.commands.catalogue import voice
from bot.config.loading import Config, require_token
from bot.config.sections import Settings
from bot.delivery.deliver import Deliverer
from bot.delivery.enqueue import enqueue
from bot.delivery.opening import limits_of as pace_limits_of
from bot.delivery.opening import rules_of
from bot.delivery.pace import Pace
from bot.feeds.opening import poll_station, web_client
from bot.feeds.read_page import PageStation
from bot.feeds.sources import sync_sources
from bot.health import metrics_text
from bot.instance import only_instance
from bot.locale.moments import Moments
from bot.locale.phrases import load_phrases
from bot.scheduler import Scheduler
from bot.search.engine import SearchEngine
from bot.search.index import Indexer
from bot.search.merge import Merger
from bot.stories.cluster import cluster
from bot.summaries.summarize import summarize_stories
from bot.summaries.summarizer import ExtractiveSummarizer
from bot.telegram.application import TelegramEdge
from bot.telegram.client import build_bot
from bot.telegram.sender import TelegramSender, sending_bot
from bot.web.client import WebClient
from bot.web.status import serve_status
from bot.workers import Workers
from storage.connection import Belt
from storage.errors import StorageError
from storage.opening import open_store, sqlite_path
from storage.records.identity import ChatId
from storage.store import Store

T = TypeVar("T")

_NET = timedelta(seconds=20)
"""How often a station looks for work that no bell announced."""
_DUE = timedelta(seconds=1)
"""How often the clock is asked whether a feed is due: nothing else announces that."""
_GRACE_S = 9.0
"""How long the parts may take to end; then they are cancelled."""
_log = logging.getLogger(__name__)


class Role(StrEnum):
    """What a process does; several processes may share a PostgreSQL archive."""

    ALL = "all"
    POLL = "poll"
    SEND = "send"
    CHAT = "chat"


def run_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run *work* to its end on the event loop that the bot uses."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


@asynccontextmanager
async def open_archive(config: Config) -> AsyncIterator[Store]:
    """The archive that *config* names, migrated; closed at the end.

    Raises:
        StorageError: it cannot be opened.
    """
    store = await open_store(config.database_url.reveal(), base=config.folder)
    try:
        yield store
    finally:
        await store.close()


async def run_bot(config: Config, *, role: Role, stop: asyncio.Event) -> None:
    """The bot, until *stop* is set; ends within ten seconds of it.

    Raises:
        ConfigError: there is no token.
        SecondInstanceError: another bot works on this archive.
        StorageError: the archive cannot be opened.
        TokenRefusedError: Telegram does not know the token (any more).
    """
    token = require_token(config).reveal()
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        _hold(config, stack)
        store = await stack.enter_async_context(open_archive(config))
        await sync_sources(store, config.settings.sources, now=clock.now())
        client = await stack.enter_async_context(web_client(config.settings.fetch))
        pace = Pace(pace_limits_of(config.settings.telegram))
        house = _House(config=config, token=token, store=store, clock=clock, client=client, pace=pace)
        parts: list[Coroutine[Any, Any, None]] = []
        edge = None
        if role in {Role.ALL, Role.POLL}:
            parts.append(_river(house, await stack.enter_async_context(Workers()), stop))
        if role in {Role.ALL, Role.SEND}:
            parts.append(_outlet(house, stop))
        if role in {Role.ALL, Role.CHAT}:
            edge = _edge(house)
            parts.append(edge.run(stop))
        await _supervise(house, edge, stack)
        _log.info("bot.started role=%s sources=%d", role, len(config.settings.sources))
        await _until_stopped(parts, stop)
    _log.info("bot.stopped role=%s", role)


@dataclass(frozen=True, slots=True, kw_only=True)
class _House:
    """What every part is built from."""

    config: Config
    token: str
    store: Store
    clock: Clock
    client: WebClient
    pace: Pace

    @property
    def settings(self) -> Settings:
        return self.config.settings

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.newsroom.timezone)


def _hold(config: Config, stack: AsyncExitStack) -> None:
    """One bot a SQLite file; on PostgreSQL several may work, and a lease lets one of them send."""
    url = config.database_url.reveal()
    if urlsplit(url).scheme == "sqlite":
        path = sqlite_path(url, base=config.folder)
        if path.parent.is_dir():
            stack.enter_context(only_instance(path.with_name(f"{path.name}.lock")))


async def _river(house: _House, workers: Workers, stop: asyncio.Event) -> None:
    """Every station from a due feed to the outbox."""
    store, clock, settings = house.store, house.clock, house.settings
    rules = rules_of(settings)
    summarizer = ExtractiveSummarizer(budget=settings.summaries.characters)
    polling = poll_station(
        store, fetch=settings.fetch, newsroom=house.zone, clock=clock, client=house.client, workers=workers
    )
    pages = PageStation(
        store,
        client=house.client,
        workers=workers,
        clock=clock,
        newsroom=house.zone,
        max_bytes=settings.fetch.max_bytes,
    )
    scheduler = Scheduler()

    def at(belt: Belt, name: str, work: Callable[[], Awaitable[int]], every: timedelta = _NET) -> None:
        scheduler.station(name, work, bell=store.bells.bell(belt), every=every)

    at(Belt.FEEDS, "poll", polling.work, _DUE)
    at(Belt.PAGES, "read_page", pages.work, _DUE)
    at(Belt.ARTICLES, "cluster", lambda: cluster(store, clock, own_agency=settings.newsroom.agency))
    at(Belt.INDEX, "index", Indexer(store, clock).work)
    at(Belt.INDEX, "merge_index", Merger(store, clock).work)
    at(Belt.STORIES, "summarize", lambda: summarize_stories(store, clock, summarizer))
    at(Belt.SUMMARIES, "enqueue", lambda: enqueue(store, clock, rules))
    stopping = asyncio.create_task(_stop_with(scheduler, stop))
    try:
        await scheduler.run()
    finally:
        stopping.cancel()
        await polling.close()


async def _stop_with(scheduler: Scheduler, stop: asyncio.Event) -> None:
    await stop.wait()
    scheduler.stop()


async def _outlet(house: _House, stop: asyncio.Event) -> None:
    """The outbox's way to Telegram. The bot is not asked who it is first: posts wait for no getMe."""
    telegram = house.settings.telegram
    bot = sending_bot(house.token, api_base_url=telegram.api_base_url)
    deliverer = Deliverer(
        house.store,
        TelegramSender(bot),
        house.clock,
        pace=house.pace,
        ops_chat_id=None if telegram.ops_chat_id is None else ChatId(telegram.ops_chat_id),
    )
    await bot.request.initialize()
    try:
        await deliverer.run(stop)
    finally:
        await bot.request.shutdown()


def _edge(house: _House) -> TelegramEdge:
    """What people can do to the bot."""
    phrases = load_phrases()
    return TelegramEdge(
        bot=build_bot(house.token, house.settings.telegram.api_base_url),
        store=house.store,
        clock=house.clock,
        voice=voice(
            store=house.store,
            engine=SearchEngine(house.store),
            phrases=phrases,
            moments=Moments(phrases, house.zone),
        ),
        owner_ids=frozenset(house.settings.telegram.owner_ids),
        pace=house.pace,
    )


async def _supervise(house: _House, edge: TelegramEdge | None, stack: AsyncExitStack) -> None:
    """Answer a supervisor, where the configuration asks for it."""
    if house.config.health_listen is None:
        return
    store, clock = house.store, house.clock
    started_at = clock.now()

    async def problems() -> Sequence[str]:
        found = []
        try:
            async with store.read() as tx:
                await tx.articles.any()
        except StorageError as error:
            found.append(f"archive: {error}")
        if edge is not None and edge.pulse.silent(clock.now(), since=started_at):
            found.append("telegram: getUpdates has not answered for too long")
        return found

    async def metrics() -> str:
        async with store.read() as tx:
            articles = await tx.articles.count()
        labels = {"version": importlib.metadata.version("khabar"), "python": platform.python_version()}
        return metrics_text({"articles": articles}, labels=labels)

    await stack.enter_async_context(
        serve_status(house.config.health_listen, problems=problems, metrics=metrics)
    )


async def _until_stopped(parts: Sequence[Coroutine[Any, Any, None]], stop: asyncio.Event) -> None:
    """Run *parts* together; when one ends by an error, the others end in order and the error is raised."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        stop.set()
        await asyncio.wait(tasks, timeout=_GRACE_S)
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
