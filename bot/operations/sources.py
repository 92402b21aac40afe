"""``khabar sources``: the sources and their health; add one, take or give a list of them as OPML."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.app import open_archive, run_loop
from bot.clock import SystemClock
from bot.config.loading import Config, load_config
from bot.feeds.opml import Outline, read_opml, write_opml
from bot.feeds.sources import PUSHED, add_source, sync_sources
from bot.feeds.timing import read_habit
from bot.locale.phrases import Phrases, load_phrases
from bot.text.urls import canonical_url
from storage.records.feed import Feed
from storage.store import Store

EX_OK, EX_USAGE, EX_DATA = 0, 64, 65
WEEK = 7
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
_LINE = "{status:<15} {read:>9} {next:>9} {every:>6} {daily:>6} {week:>7}  {source}  {url}"
_HEAD = _LINE.format(
    status="status",
    read="read",
    next="next",
    every="every",
    daily="a day",
    week="7 days",
    source="source",
    url="address",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a feed fares. Times are ISO 8601; *availability* is the share of good polls in seven days.

    *trouble* says in Arabic why it cannot be read. A source that is only pushed has no next poll. *hub* is
    until when a hub announces the feed (WebSub).
    """

    source: str
    url: str
    status: str
    detail: str | None
    last_success: str | None
    next_poll: str | None
    interval_s: int | None
    failures: int
    articles_per_day: float
    availability: float | None
    hub: str | None = None
    trouble: str | None = None


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    actions = parser.add_subparsers(dest="action")
    adding = actions.add_parser("add", help="poll one more source")
    adding.add_argument("url", help="a feed, a site or a page")
    adding.add_argument("--name", help="shown in posts; the host when absent")
    importing = actions.add_parser("import", help="take sources from an OPML file")
    importing.add_argument("file", type=Path)
    exporting = actions.add_parser("export", help="write the sources as OPML")
    for action in (adding, importing, exporting):
        action.add_argument("--config", default=argparse.SUPPRESS, help="as above, also after the action")


def run(arguments: argparse.Namespace) -> int:
    """List, add, import or export."""
    outlines: Sequence[Outline] = ()
    if arguments.action == "import":
        try:
            outlines = read_opml(arguments.file.read_bytes())
        except OSError as error:
            print(f"khabar: {arguments.file}: {error.strerror}", file=sys.stderr)
            return EX_DATA
    return run_loop(_run(load_config(arguments.config), arguments, outlines))


async def _run(config: Config, arguments: argparse.Namespace, outlines: Sequence[Outline]) -> int:
    async with open_archive(config) as store:
        await sync_sources(store, config.settings.sources, now=SystemClock().now())
        match arguments.action:
            case "add":
                return await _add(store, arguments.url, arguments.name)
            case "import":
                return await _import(store, outlines)
            case "export":
                return await _export(store)
            case _:
                return await _list(store, as_json=arguments.json)


async def _add(store: Store, given: str, name: str | None) -> int:
    url = canonical_url(given)
    if url is None:
        print(f"khabar: {given!r} is no http address", file=sys.stderr)
        return EX_USAGE
    name = name or urlsplit(url).hostname or url
    if not await add_source(store, name=name, url=url, now=SystemClock().now()):
        print(f"khabar: a source with this name or address is there already: {name}", file=sys.stderr)
        return EX_DATA
    print(f"added: {name}; its first poll posts its newest article only")
    return EX_OK


async def _import(store: Store, outlines: Sequence[Outline]) -> int:
    added = known = 0
    for outline in outlines:
        for name in _names(outline):
            if await add_source(store, name=name, url=outline.url, now=SystemClock().now()):
                added += 1
                break
        else:
            known += 1
    print(f"{added} sources added, {known} known already")
    return EX_OK


def _names(outline: Outline) -> tuple[str, ...]:
    """What the source may be called: as in the list, or with its host where several are called «أخبار»."""
    parts = urlsplit(outline.url)
    return outline.name, f"{outline.name} ({parts.hostname})", f"{outline.name} ({parts.netloc}{parts.path})"


async def _export(store: Store) -> int:
    async with store.read() as tx:
        sources = await tx.sources.all()
    outlines = [Outline(name=source.name, url=source.url) for source in sources]
    print(write_opml(outlines, title="خبر"), end="")
    return EX_OK


async def _list(store: Store, *, as_json: bool) -> int:
    now = SystemClock().now()
    phrases = load_phrases()
    async with store.read() as tx:
        feeds = await tx.feeds.all()
        announced = await tx.hubs.active()
    shown = [
        (feed, health_of(feed, phrases, now=now, hub_until=announced.get(feed.feed_id)))
        for feed in sorted(feeds, key=lambda feed: feed.source_name)
    ]
    if as_json:
        for _, health in shown:
            print(json.dumps(asdict(health), ensure_ascii=False))
    elif shown:
        print(_HEAD)
        for feed, health in shown:
            print(line_of(feed, health, now=now))
    return EX_OK


def health_of(feed: Feed, phrases: Phrases, *, now: datetime, hub_until: datetime | None = None) -> Health:
    """How *feed* fares."""
    days = [day for day in read_habit(feed.timing).days if day.ordinal > now.toordinal() - WEEK]
    polls = sum(day.polls for day in days)
    pushed = feed.kind == PUSHED
    status = "paused" if feed.paused_reason else feed.error.value if feed.error else "ok"
    return Health(
        source=feed.source_name,
        url=feed.url,
        status=status if feed.last_poll_at else "not pushed yet" if pushed else "not polled yet",
        detail=feed.paused_reason or feed.error_detail,
        last_success=None if feed.last_success_at is None else feed.last_success_at.isoformat(),
        next_poll=None if pushed else feed.next_poll_at.isoformat(),
        interval_s=feed.interval_s,
        failures=feed.failures,
        articles_per_day=round(sum(day.articles for day in days) / max(len(days), 1), 1),
        availability=None if not polls else round(1 - sum(day.failures for day in days) / polls, 4),
        hub=None if hub_until is None else hub_until.isoformat(),
        trouble=None if feed.error is None else phrases.text(f"errors.{feed.error.value}"),
    )


def line_of(feed: Feed, health: Health, *, now: datetime) -> str:
    """A source in a line; times as the configuration writes them: how long ago, in how long, how often."""
    read, polled = feed.last_success_at, health.next_poll is not None and not feed.paused_reason
    line = _LINE.format(
        status=health.status,
        read="never" if read is None else f"{_short(now - read)} ago",
        next=f"in {_short(max(feed.next_poll_at - now, timedelta()))}" if polled else "-",
        every="-" if health.interval_s is None else _short(timedelta(seconds=health.interval_s)),
        daily=f"{health.articles_per_day:g}",
        week="-" if health.availability is None else f"{health.availability:.1%}",
        source=health.source,
        url=health.url,
    )
    return "\n    ".join(
        filter(None, (line, health.trouble, health.detail, health.hub and f"hub until {health.hub}"))
    )


def _short(span: timedelta) -> str:
    """«45s», «12m», «3h», «2d»: the largest unit that is there once."""
    seconds = int(span.total_seconds())
    unit, size = next((unit, size) for unit, size in _UNITS if seconds >= size or size == 1)
    return f"{seconds // size}{unit}"
