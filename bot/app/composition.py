"""The composition root: the only place that knows all rooms; wires them, starts them, ends them in order."""

import asyncio
import importlib.metadata
import logging
import platform
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.app.archive import archive_file, lock_of, open_archive
from bot.app.door import door, hub_station
from bot.clock import Clock, SystemClock
from bot.commands.catalogue import voice
from bot.commands.scouting import Scout
from bot.config.loading import Config, require_token
from bot.config.sections import Settings
from bot.delivery.card_pictures import CardPictures
from bot.delivery.catch_up import CatchUp
from bot.delivery.deliver import Deliverer
from bot.delivery.editions import Editions
from bot.delivery.enqueue import enqueue
from bot.delivery.opening import limits_of as pace_limits_of
from bot.delivery.opening import rules_of
from bot.delivery.pace import Pace
from bot.delivery.picture import Pictures
from bot.delivery.pinning import pin_breaking
from bot.delivery.retract import manner_of, retract_gone
from bot.feeds.check_pages import PageCheckStation
from bot.feeds.opening import poll_station, visitor_of, web_client
from bot.feeds.read_page import PageStation
from bot.feeds.sources import sync_sources
from bot.health import metrics_text, problems
from bot.instance import only_instance
from bot.locale.moments import Moments
from bot.locale.phrases import load_phrases
from bot.scheduler import Scheduler
from bot.search.engine import SearchEngine
from bot.search.index import Indexer
from bot.search.merge import Merger
from bot.stories.cluster import cluster
from bot.stories.window import Window
from bot.summaries.language_model import summarizer_of
from bot.summaries.summarize import summarize_stories
from bot.telegram.application import TelegramEdge
from bot.telegram.client import build_bot
from bot.telegram.sender import TelegramSender, sending_bot
from bot.web.client import WebClient
from bot.web.status import serve_status
from bot.workers import Workers
from storage.connection import Belt
from storage.records.identity import ChatId
from storage.store import Store

_NET = timedelta(seconds=20)
"""How often a station looks for work that no bell announced."""
_DUE = timedelta(seconds=1)
"""How often the clock is asked whether a feed is due: nothing else announces that."""
_SLOTS = timedelta(seconds=5)
"""How often the clock is asked whether a digest or a pin is due: nothing else announces that either."""
_OFTEN = timedelta(seconds=5)
"""How often feeds are looked through for hubs that they name."""
_GRACE_S = 9.0
"""How long the parts may take to end; then they are cancelled."""
_log = logging.getLogger(__name__)


class Role(StrEnum):
    """What a process does; several processes may share a PostgreSQL archive."""

    ALL = "all"
    POLL = "poll"
    SEND = "send"
    CHAT = "chat"


async def run_bot(config: Config, *, role: Role, stop: asyncio.Event) -> None:
    """The bot, until *stop* is set; ends within ten seconds of it.

    Raises:
        ConfigError: there is no token, or a door that nobody could come in by.
        DoorError: an address cannot be listened at.
        SecondInstanceError: another bot works on this archive.
        StorageError: the archive cannot be opened.
        TokenRefusedError: Telegram does not know the token (any more).
    """
    token = require_token(config).reveal()
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        alone = _hold(config, stack)
        store = await stack.enter_async_context(open_archive(config))
        await sync_sources(store, config.settings.sources, now=clock.now())
        client = await stack.enter_async_context(web_client(config.settings.fetch))
        pace = Pace(pace_limits_of(config.settings.telegram))
        workers = await stack.enter_async_context(Workers())
        house = _House(
            config=config, token=token, store=store, clock=clock, client=client, workers=workers, pace=pace
        )
        watch = _Watch(store, clock)
        parts: list[Coroutine[Any, Any, None]] = []
        if role in {Role.ALL, Role.POLL}:
            await stack.enter_async_context(door(config, store, clock, workers))
            parts.append(_river(house, stop, alone=alone))
        if role in {Role.ALL, Role.SEND}:
            parts.append(_outlet(house, watch, stop))
        if role in {Role.ALL, Role.CHAT}:
            watch.edge = _edge(house, watch)
            parts.append(watch.edge.run(stop))
        if config.health_listen is not None:
            await stack.enter_async_context(
                serve_status(config.health_listen, problems=watch.problems, metrics=watch.metrics)
            )
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
    workers: Workers
    pace: Pace

    @property
    def settings(self) -> Settings:
        return self.config.settings

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.newsroom.timezone)


class _Watch:
    """What the supervisor and /health are told; the parts are made known to it as they are built."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._started_at = clock.now()
        self.edge: TelegramEdge | None = None
        self.deliverer: Deliverer | None = None

    async def problems(self) -> Sequence[str]:
        return await problems(self._store, deaf=self._deaf, refused=self._refused)

    async def metrics(self) -> str:
        async with self._store.read() as tx:
            articles = await tx.articles.count()
        labels = {"version": importlib.metadata.version("khabar"), "python": platform.python_version()}
        gauges = {
            "articles": articles,
            "sender": self.deliverer is not None and self.deliverer.is_sender,
            "uptime_seconds": (self._clock.now() - self._started_at).total_seconds(),
        }
        return metrics_text(gauges, labels=labels)

    def fenced(self) -> bool:
        """True while somebody else polls with our token: two that send would post everything twice."""
        return self.edge is not None and self.edge.pulse.fenced(self._clock.now())

    def note_other(self, chat_id: ChatId, message_id: int) -> None:
        """Another message stands there: who looks for a lost post of ours need not look at it."""
        if self.deliverer is not None:
            self.deliverer.looker.note_other(chat_id, message_id)

    def _deaf(self) -> bool:
        return self.edge is not None and self.edge.pulse.silent(self._clock.now(), since=self._started_at)

    def _refused(self) -> bool:
        return self.deliverer is not None and self.deliverer.token_refused


def _hold(config: Config, stack: AsyncExitStack) -> bool:
    """One bot a SQLite file: True; on PostgreSQL several may work, and a lease lets one of them send."""
    file = archive_file(config)
    if file is None or not file.parent.is_dir():
        return False
    stack.enter_context(only_instance(lock_of(file)))
    return True


async def _river(house: _House, stop: asyncio.Event, *, alone: bool) -> None:
    """Every station from a due feed to the outbox."""
    store, clock, settings, workers = house.store, house.clock, house.settings, house.workers
    rules = rules_of(settings, folder=house.config.folder)
    summarizer = summarizer_of(
        settings.summaries,
        key=None if house.config.model_key is None else house.config.model_key.reveal(),
        post=house.client.post_json,
        clock=clock,
    )
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
    await polling.recover(alone=alone)
    scheduler = Scheduler()

    def at(belt: Belt, name: str, work: Callable[[], Awaitable[int]], every: timedelta = _NET) -> None:
        scheduler.station(name, work, bell=store.bells.bell(belt), every=every)

    at(Belt.FEEDS, "poll", polling.work, _DUE)
    at(Belt.PAGES, "read_page", pages.work, _DUE)
    checks = PageCheckStation(store, client=house.client, clock=clock)
    at(Belt.FEEDS, "check_pages", checks.work, timedelta(minutes=1))
    if (hubs := hub_station(house.config, store, clock, house.client)) is not None:
        at(Belt.FEEDS, "hubs", hubs.work, _OFTEN)
    window = Window()
    at(Belt.ARTICLES, "cluster", lambda: cluster(store, window, clock, own_agency=settings.newsroom.agency))
    at(Belt.INDEX, "index", Indexer(store, clock).work)
    at(Belt.INDEX, "merge_index", Merger(store, clock).work)
    at(Belt.STORIES, "summarize", lambda: summarize_stories(store, clock, summarizer))
    at(Belt.SUMMARIES, "enqueue", lambda: enqueue(store, clock, rules))
    manner = manner_of(settings.newsroom.retraction)
    scheduler.station(
        "retract", lambda: retract_gone(store, clock, manner, house.zone), bell=asyncio.Event(), every=_NET
    )
    scheduler.station("pins", lambda: pin_breaking(store, clock, rules), bell=asyncio.Event(), every=_SLOTS)
    scheduler.station("digests", Editions(store, clock, rules).work, bell=asyncio.Event(), every=_SLOTS)
    scheduler.station("catch_up", CatchUp(store, clock, rules).work, bell=asyncio.Event(), every=_SLOTS)
    stopping = asyncio.create_task(_stop_with(scheduler, stop))
    try:
        await scheduler.run()
    finally:
        stopping.cancel()
        await polling.close()


async def _stop_with(scheduler: Scheduler, stop: asyncio.Event) -> None:
    await stop.wait()
    scheduler.stop()


async def _outlet(house: _House, watch: _Watch, stop: asyncio.Event) -> None:
    """The outbox's way to Telegram. The bot is not asked who it is first: posts wait for no getMe."""
    telegram = house.settings.telegram
    bot = sending_bot(house.token, api_base_url=telegram.api_base_url)
    deliverer = Deliverer(
        house.store,
        TelegramSender(bot, paid=telegram.paid_broadcast),
        house.clock,
        pace=house.pace,
        fetch_image=CardPictures(Pictures(house.client).fetch, house.workers).fetch,
        ops_chat_id=None if telegram.ops_chat_id is None else ChatId(telegram.ops_chat_id),
        silenced=watch.fenced,
    )
    watch.deliverer = deliverer
    await bot.request.initialize()
    try:
        await deliverer.run(stop)
    finally:
        await bot.request.shutdown()


def _edge(house: _House, watch: _Watch) -> TelegramEdge:
    """What people can do to the bot."""
    phrases = load_phrases()
    scout = visitor_of(
        house.settings.fetch,
        newsroom=house.zone,
        clock=house.clock,
        client=house.client,
        workers=house.workers,
    )
    return TelegramEdge(
        bot=build_bot(house.token, house.settings.telegram.api_base_url),
        store=house.store,
        clock=house.clock,
        voice=voice(
            store=house.store,
            engine=SearchEngine(house.store, zone=house.zone),
            phrases=phrases,
            moments=Moments(phrases, house.zone),
            finder=Scout(scout, house.clock),
            problems=watch.problems,
            zone=house.zone,
            rules=rules_of(house.settings, folder=house.config.folder),
        ),
        owner_ids=frozenset(house.settings.telegram.owner_ids),
        pace=house.pace,
        note_other=watch.note_other,
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
