"""``khabar doctor``: what is wrong with archive and newsroom, and what to do about it; it only reads."""

import argparse
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime

from bot.app import archive_file, faults_of_archive, look_at_archive, open_archive, run_loop
from bot.clock import SystemClock
from bot.commands.vitals import READING_LATE
from bot.config.loading import Config, load_config
from bot.operations.finding import Finding, tell
from storage.errors import StorageError
from storage.records.delivery import DeliveryState
from storage.records.feed import Feed
from storage.records.oversight import Backlog, Lane
from storage.records.stranded import Stranded
from storage.store import Store

EX_DATA, EX_UNAVAILABLE = 65, 69
_LEAST_FREE_BYTES = 1_000_000_000
_NAMED = 5


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Print a line a finding; 0 when all is well, 65 for a damaged archive, 69 for anything else."""
    config = load_config(arguments.config)
    return run_loop(tell(_findings(config), as_json=arguments.json))


async def _findings(config: Config) -> AsyncIterator[Finding]:
    try:
        found = await faults_of_archive(config)
        described = "" if found else await look_at_archive(config)
    except StorageError as error:
        yield Finding(what="database", ok=False, detail=str(error), code=EX_UNAVAILABLE)
        return
    if found:
        yield Finding(
            what="soundness",
            ok=False,
            detail=f"{'; '.join(found)}. Stop the bot, put the file aside and `khabar restore` a backup",
            code=EX_DATA,
        )
        return
    yield Finding(what="database", ok=True, detail=described)
    yield Finding(what="soundness", ok=True, detail="no fault was found")
    for finding in _disk(config):
        yield finding
    async with open_archive(config) as store:
        for finding in await _newsroom(store, SystemClock().now()):
            yield finding


def _disk(config: Config) -> Iterator[Finding]:
    """Room for the archive to double, which a backup or a merge may need at once."""
    file = archive_file(config)
    if file is None or not file.exists():
        return
    free, size = shutil.disk_usage(file.parent).free, file.stat().st_size
    wanted = max(_LEAST_FREE_BYTES, size)
    yield _judged(
        "disk",
        free >= wanted,
        f"{free / 1e9:.1f} GB free, the archive has {size / 1e9:.2f} GB",
        f"make at least {wanted / 1e9:.1f} GB free",
    )


async def _newsroom(store: Store, now: datetime) -> Sequence[Finding]:
    async with store.read() as tx:
        feeds = await tx.feeds.all()
        backlog = await tx.oversight.backlog()
        lanes = await tx.oversight.lanes(now=now)
        counts = await tx.outbox.counts()
        holder = await tx.outbox.lease_holder()
        aside = await tx.stranded.newest(3)
    sending = holder is not None and holder[2] > now
    return [
        Finding(
            what="sender", ok=True, detail=f"{holder[0]} sends" if sending and holder else "no bot is sending"
        ),
        *_sources(feeds, now),
        _waiting(backlog),
        _set_aside(aside),
        *_deliveries(
            lanes, unknown=counts.get(DeliveryState.UNKNOWN, 0), dead=counts.get(DeliveryState.DEAD, 0)
        ),
    ]


def _sources(feeds: Sequence[Feed], now: datetime) -> Iterator[Finding]:
    read = [feed.last_success_at for feed in feeds if feed.last_success_at is not None]
    last = max(read, default=None)
    polled = [feed for feed in feeds if feed.paused_reason is None]
    yield _judged(
        "reading",
        not polled or (last is not None and now - last <= READING_LATE),
        "no source is polled" if not polled else f"the last source was read at {last or 'no time yet'}",
        "is the bot running, and the network up?",
    )
    failing = [feed.source_name for feed in polled if feed.error is not None]
    yield _judged(
        "sources",
        not failing,
        f"{len(polled)} polled, {len(feeds) - len(polled)} paused, {len(failing)} failing",
        f"see `khabar sources`: {_few(failing)}",
    )


def _waiting(backlog: Backlog) -> Finding:
    waits = {
        "pages to read": backlog.pages,
        "articles to place": backlog.articles,
        "to index": backlog.unindexed,
        "stories to summarise": backlog.stories,
        "summaries to post": backlog.summaries,
    }
    said = ", ".join(f"{count} {what}" for what, count in waits.items() if count) or "nothing"
    return _judged(
        "work",
        not backlog.held,
        f"waiting: {said}",
        f"{backlog.held} articles are held back: /held in the chat",
    )


def _set_aside(newest: Sequence[Stranded]) -> Finding:
    return _judged(
        "set aside",
        not newest,
        "nothing broke a station" if not newest else "something broke a station",
        f"{'; '.join(f'{one.station.value} of {one.subject_id}: {one.error}' for one in newest)}. "
        "Try it again: /aside in the chat",
    )


def _deliveries(lanes: Sequence[Lane], *, unknown: int, dead: int) -> Iterator[Finding]:
    paused = [f"{lane.chat_name} ({lane.paused_reason})" for lane in lanes if lane.paused_reason is not None]
    yield _judged(
        "channels",
        not paused,
        f"{len(lanes)} chats, {sum(lane.day_sent for lane in lanes)} posts in 24 hours",
        f"paused: {_few(paused)}; give the bot its rights back, or /resume",
    )
    yield _judged(
        "outbox",
        not unknown and not dead,
        f"{unknown} in doubt, {dead} given up",
        "decide on each in /outbox",
    )


def _judged(what: str, ok: bool, detail: str, remedy: str) -> Finding:  # noqa: FBT001 - the judgement itself
    if ok:
        return Finding(what=what, ok=True, detail=detail)
    return Finding(what=what, ok=False, detail=f"{detail}; {remedy}", code=EX_UNAVAILABLE)


def _few(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
