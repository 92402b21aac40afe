"""/sources and /addsource: what is read, how each source fares, and how one more is added.

/addsource address → looked at in the background → what was found, with a button → added
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.commands import outside
from bot.commands.answering import once
from bot.commands.callbacks import base36, whole
from bot.commands.request import Audience, Button, Command, Reply, Request, Rows, notice
from bot.feeds.sources import PUSHED, REMOVED, STOPPED
from bot.feeds.timing import Day, read_habit
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from bot.text.richtext import RichText, Span, Style, bold, compose
from bot.text.urls import canonical_url
from storage.records.feed import Feed, FeedError
from storage.records.identity import SourceId
from storage.store import Store

PAGE = 8
SAMPLE = 3
WEEK = 7
_TURN = "sp"
_OPEN = "so"
_READ_NOW = "sr"
_STOP = "ss"
_GO_ON = "sg"
_ADD = "sa"
_CANCEL = "sc"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFound:
    """What an address gives: the *url* to poll, a *name* for it, and its newest *titles*."""

    url: str
    name: str
    titles: tuple[str, ...]
    kind: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRefused:
    """Why an address cannot be a source."""

    error: FeedError


class SourceFinder(Protocol):
    """Looks at an address as the poller would; the network is awaited here."""

    async def find(self, url: str) -> SourceFound | SourceRefused:
        """What is there; never raises for the network."""
        ...


class SourceCommands:
    """The sources as their keepers see them."""

    def __init__(
        self, store: Store, phrases: Phrases, moments: Moments, *, finder: SourceFinder | None = None
    ) -> None:
        self._store = store
        self._phrases = phrases
        self._moments = moments
        self._finder = finder

    def commands(self) -> tuple[Command, ...]:
        """What is registered."""
        admins = Audience.ADMINS
        return (
            Command(
                name="sources",
                words=("المصادر", "مصادر"),
                audience=admins,
                run=self.show,
                presses={
                    _TURN: self.turn,
                    _OPEN: self.open,
                    _READ_NOW: self.read_now,
                    _STOP: self.stop,
                    _GO_ON: self.go_on,
                },
                guarded=frozenset({_READ_NOW, _STOP, _GO_ON}),
            ),
            Command(
                name="addsource",
                words=("أضف مصدر", "أضف مصدراً"),
                takes_words=True,
                audience=admins,
                run=self.look,
                presses={_ADD: self.add, _CANCEL: self.cancel},
                guarded=frozenset({_ADD}),
            ),
        )

    async def show(self, request: Request) -> Reply:
        """``/sources``: the first page."""
        return await self._page(0, request)

    async def turn(self, request: Request) -> Reply:
        """Another page."""
        return await self._page(whole(request.arguments) or 0, request)

    async def _page(self, offset: int, request: Request) -> Reply:
        async with self._store.read() as tx:
            feeds = await tx.feeds.all()
        if not feeds:
            return Reply(text=self._phrases.rich("sources.none"))
        troubled = sum(feed.error is not None for feed in feeds)
        spans: list[Span | str] = [
            *self._phrases.spans("sources.title"),
            self._phrases.text("general.separator"),
            self._phrases.counted("count.sources", len(feeds)),
        ]
        if troubled:
            spans += [
                self._phrases.text("general.separator"),
                self._phrases.counted("count.troubled", troubled),
            ]
        shown = feeds[offset : offset + PAGE]
        for number, feed in enumerate(shown, start=offset + 1):
            spans += ["\n\n", *self._brief(number, feed, request)]
        return Reply(text=compose(spans), rows=self._ways(shown, offset, len(feeds)))

    def _brief(self, number: int, feed: Feed, request: Request) -> list[Span | str]:
        name = bold(outside.name(feed.source_name))
        days = _week(feed)
        spans: list[Span | str] = [f"{self._phrases.number(number)}. {_mark(feed)} ", name, "\n"]
        if feed.error is not None:
            spans += [self._trouble(feed.error), "\n"]
        spans.append(
            self._phrases.text(
                "sources.brief",
                success=self._when(feed, request),
                daily=self._phrases.counted("count.news", _daily(days)),
                availability=self._phrases.number(availability(days)),
            )
        )
        return spans

    async def open(self, request: Request) -> Reply:
        """One source, whole."""
        feed = await self._feed(request)
        if feed is None:
            return notice(self._phrases.text("general.stale_button"))
        async with self._store.read() as tx:
            announced = (await tx.hubs.active()).get(feed.feed_id)
        now = request.now
        days = _week(feed)
        interval = timedelta(seconds=feed.interval_s) if feed.interval_s else None
        pushed = self._phrases.text("sources.pushed") if feed.kind == PUSHED else None
        last_new = self._moments.ago(feed.last_new_at, now) if feed.last_new_at else self._never()
        spans: list[Span | str] = [f"{_mark(feed)} ", bold(outside.name(feed.source_name)), "\n"]
        spans += [Span(outside.one_line(feed.url, 200), (Style.CODE,)), "\n\n"]
        if feed.paused_reason:
            spans += [
                *self._phrases.spans("sources.paused", reason=self._reason(feed.paused_reason)),
                "\n\n",
            ]
        if feed.error is not None:
            failures = self._phrases.counted("count.failures", feed.failures)
            trouble = self._phrases.spans(
                "sources.failing", trouble=self._trouble(feed.error), failures=failures
            )
            spans += [*trouble, "\n\n"]
        spans += self._phrases.spans(
            "sources.whole",
            success=self._when(feed, request),
            news=last_new,
            next=pushed or self._next(feed, request),
            cadence=pushed or (self._moments.lasting(interval) if interval else self._learning()),
            daily=self._phrases.counted("count.news", _daily(days)),
            availability=self._phrases.number(availability(days)),
        )
        if announced is not None:
            spans += ["\n", self._phrases.text("sources.hub", until=self._moments.stamp(announced, now))]
        back = Button(text=self._phrases.text("sources.back"), action=_TURN, arguments=("0",))
        return Reply(text=compose(spans), rows=(*self._deeds(feed), (back,)))

    def _deeds(self, feed: Feed) -> Rows:
        """What can be done: read it or stop it, or start it again unless the configuration has dropped it."""
        if feed.paused_reason == REMOVED:
            return ()
        deeds: tuple[tuple[str, str], ...] = (("sources.go_on", _GO_ON),)
        if feed.paused_reason is None:
            deeds = (("sources.read_now", _READ_NOW), ("sources.stop", _STOP))
        row = tuple(
            Button(
                text=self._phrases.text(key),
                action=action,
                arguments=(base36(feed.feed_id if action != _READ_NOW else feed.source_id),),
                guarded=True,
            )
            for key, action in deeds
        )
        return (row,)

    def _reason(self, reason: str) -> str:
        """Why a source is paused: a trouble of its feed, or somebody's decision."""
        is_trouble = reason in set(FeedError)
        return self._phrases.text(f"errors.{reason}" if is_trouble else f"sources.reason.{reason}")

    def _next(self, feed: Feed, request: Request) -> str:
        if feed.paused_reason is not None:
            return self._phrases.text("sources.no_next")
        return self._moments.until(feed.next_poll_at, request.now)

    async def stop(self, request: Request) -> Reply:
        """«أوقف قراءته»: it is not polled until somebody starts it again; its articles stay."""
        return await self._paused(request, STOPPED, "sources.stopped")

    async def go_on(self, request: Request) -> Reply:
        """«تابع قراءته»: whatever it was stopped for, it is polled at once."""
        return await self._paused(request, None, "sources.goes_on")

    async def _paused(self, request: Request, reason: str | None, done: str) -> Reply:
        feed = await self._feed(request)
        if feed is None or feed.paused_reason == REMOVED:
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            await tx.sources.pause(feed.source_id, reason)
            if reason is None:
                await tx.feeds.hurry(feed.source_id, now=request.now)
        reply = await self.open(request)
        return Reply(text=reply.text, rows=reply.rows, notice=self._phrases.text(done))

    def _learning(self) -> str:
        return self._phrases.text("sources.learning")

    async def read_now(self, request: Request) -> Reply:
        """Poll a source at once."""
        source_id = whole(request.arguments)
        if source_id is None:
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            await tx.feeds.hurry(SourceId(source_id), now=request.now)
        return notice(self._phrases.text("sources.reading"))

    async def look(self, request: Request) -> Reply:
        """``/addsource address``."""
        url = canonical_url(request.words.split()[0]) if request.words.split() else None
        if url is None or self._finder is None:
            return Reply(text=self._phrases.rich("addsource.ask"))
        finder = self._finder

        async def later() -> Reply:
            return self._found(await finder.find(url))

        looking = self._phrases.rich("addsource.looking", url=outside.one_line(url, 200))
        return Reply(text=looking, later=later)

    def _found(self, found: SourceFound | SourceRefused) -> Reply:
        if isinstance(found, SourceRefused):
            return Reply(text=self._phrases.rich("addsource.refused", trouble=self._trouble(found.error)))
        spans: list[Span | str] = [
            Span(found.url, (Style.CODE,)),
            "\n",
            bold(outside.one_line(found.name, 60)),
            "\n\n",
            *self._phrases.spans("addsource.sample"),
        ]
        spans += [f"\n• {outside.title_line(title, 150)}" for title in found.titles[:SAMPLE]]
        yes = Button(
            text=self._phrases.text("addsource.yes"), action=_ADD, arguments=(found.kind,), guarded=True
        )
        no = Button(text=self._phrases.text("addsource.no"), action=_CANCEL)
        return Reply(text=compose(spans), rows=((yes, no),))

    async def add(self, request: Request) -> Reply:
        """Add what the message shows: its address, then its name."""
        if len(request.shown) < 2:
            return notice(self._phrases.text("general.stale_button"))
        url, name = request.shown[:2]
        kind = request.arguments[0] if request.arguments else "auto"
        async with once(self._store, request) as tx:
            feeds = await tx.feeds.all()
            if any(feed.url == url for feed in feeds):
                return Reply(text=self._phrases.rich("addsource.known"))
            taken = {source.name for source in await tx.sources.all()}
            name = _free_name(name, taken)
            source_id = await tx.sources.add(name=name, url=url, now=request.now, kind=kind)
            await tx.feeds.add(source_id, url, now=request.now)
        return Reply(text=self._phrases.rich("addsource.done", name=outside.name(name)))

    async def cancel(self, _request: Request) -> Reply:
        """Second thoughts."""
        return Reply(text=self._phrases.rich("general.cancelled"))

    def trouble_told(self, feed: Feed) -> RichText:
        """What the admins are told, once, when a source fails or recovers."""
        name = outside.name(feed.source_name)
        if feed.error is None:
            return self._phrases.rich("sources.recovered", name=name)
        ended = feed.paused_reason == feed.error
        key = "sources.ended" if ended else "sources.failed"
        return self._phrases.rich(key, name=name, trouble=self._trouble(feed.error))

    def _trouble(self, error: FeedError) -> str:
        return self._phrases.text(f"errors.{error.value}")

    def _when(self, feed: Feed, request: Request) -> str:
        return self._moments.ago(feed.last_success_at, request.now) if feed.last_success_at else self._never()

    def _never(self) -> str:
        return self._phrases.text("time.never")

    async def _feed(self, request: Request) -> Feed | None:
        feed_id = whole(request.arguments)
        async with self._store.read() as tx:
            return next((feed for feed in await tx.feeds.all() if feed.feed_id == feed_id), None)

    def _ways(self, shown: Sequence[Feed], offset: int, total: int) -> Rows:
        numbers = [
            Button(text=self._phrases.number(number), action=_OPEN, arguments=(base36(feed.feed_id),))
            for number, feed in enumerate(shown, start=offset + 1)
        ]
        ways = []
        if offset:
            before = (base36(max(0, offset - PAGE)),)
            ways.append(Button(text=self._phrases.text("sources.previous"), action=_TURN, arguments=before))
        if offset + PAGE < total:
            following = (base36(offset + PAGE),)
            ways.append(Button(text=self._phrases.text("sources.next"), action=_TURN, arguments=following))
        rows = [tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4)]
        return (*rows, tuple(ways)) if ways else tuple(rows)


def availability(days: Sequence[Day]) -> int:
    """How many of a hundred polls were good; 100 where there was none."""
    polls = sum(day.polls for day in days)
    failures = sum(day.failures for day in days)
    return 100 if not polls else int(100 * (polls - failures) / polls)


def _week(feed: Feed) -> Sequence[Day]:
    return read_habit(feed.timing).days[-WEEK:]


def _daily(days: Sequence[Day]) -> int:
    return round(sum(day.articles for day in days) / len(days)) if days else 0


def _mark(feed: Feed) -> str:
    if feed.paused_reason:
        return "⏸"
    return "🔴" if feed.error is not None else "🟢"


def _free_name(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    return next(each for number in range(2, len(taken) + 3) if (each := f"{name} {number}") not in taken)
