"""``khabar import``: take an agency's archive in bulk; each batch is stored and searchable in one commit.

read lines | workers: decode, check, analyse | one transaction: what is new, articles, keys, postings
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from bot.app import open_archive, run_loop
from bot.clock import Clock, SystemClock
from bot.config.loading import Config, load_config
from bot.operations.archive_reading import ReadLines, Rejected, read_lines
from bot.search.merge import Merger
from bot.search.postings.segment import Segment, merge
from bot.search.writing import add_segment
from bot.stories.cluster import cluster
from bot.stories.window import Window
from bot.workers import Workers
from storage.store import Store

EX_OK, EX_DATA, EX_UNREADABLE = 0, 65, 66
CHUNK_BYTES: Final = 4 << 20
"""About 1,500 articles of 250 words: one transaction, one segment."""
CHUNK_LINES: Final = 4_096
_WORKER_BYTES: Final = 2 << 30
_WORKER_S: Final = 120.0
_SHOWN_REASONS: Final = 20
_STORIES_AT_ONCE: Final = 5_000
"""Articles up to which an import finds their stories itself; beyond, the bot or the next export does."""


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("file", help="JSON Lines {url,title,text,published,source}; - for standard input")
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")
    parser.add_argument(
        "--stories",
        choices=("auto", "now", "later"),
        default="auto",
        help="find the articles' stories now, or leave it to the running bot (auto: now for small archives)",
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that analyse")


def run(arguments: argparse.Namespace) -> int:
    """Import the file; 65 where lines were set aside, each told by its number."""
    config = load_config(arguments.config)
    try:
        lines = _opened(arguments.file)
    except OSError as error:
        print(f"khabar import: {error}", file=sys.stderr)
        return EX_UNREADABLE
    with lines:
        tally = Tally(aside=_aside(arguments.file))
        run_loop(_import(config, lines, tally, workers=max(1, arguments.workers), stories=arguments.stories))
    _report(tally)
    return EX_DATA if tally.rejected else EX_OK


def _opened(name: str) -> BinaryIO:
    return sys.stdin.buffer if name == "-" else Path(name).open("rb")


def _aside(name: str) -> Path:
    """Where the lines go that are no articles: beside their file."""
    return Path("import.rejected" if name == "-" else f"{name}.rejected")


@dataclass(slots=True, kw_only=True)
class Tally:
    """What has happened so far; rejected lines are written to *aside* as they come."""

    aside: Path
    added: int = 0
    known: int = 0
    rejected: int = 0
    first_rejected: list[Rejected] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    indexed_until: float = 0.0

    def set_aside(self, rejected: Sequence[Rejected]) -> None:
        """Keep *rejected* lines for whoever can mend them."""
        if not rejected:
            return
        with self.aside.open("a" if self.rejected else "w", encoding="utf-8") as out:
            for line in rejected:
                record = {"line": line.number, "reason": line.reason, "text": line.text}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        self.first_rejected += rejected[: _SHOWN_REASONS - len(self.first_rejected)]
        self.rejected += len(rejected)

    def line(self) -> str:
        """In a sentence."""
        seconds = max((self.indexed_until or time.monotonic()) - self.started, 0.001)
        count = self.added + self.known
        return (
            f"{self.added:,} articles added, {self.known:,} known already, {self.rejected:,} lines set "
            f"aside; {count / seconds:,.0f} a second"
        )


async def _import(config: Config, lines: BinaryIO, tally: Tally, *, workers: int, stories: str) -> None:
    clock = SystemClock()
    async with (
        open_archive(config) as store,
        Workers(count=workers, memory_bytes=_WORKER_BYTES) as pool,
    ):
        tidying = _Tidying(Merger(store, clock))
        zone = config.settings.newsroom.timezone
        async for batch in _read(lines, pool, zone, clock, ahead=workers + 1):
            await take_in(store, batch, tally, clock)
            tidying.nudge()
            _show(tally)
        await tidying.finish()
        tally.indexed_until = time.monotonic()
        if stories == "now" or (stories == "auto" and tally.added <= _STORIES_AT_ONCE):
            window = Window()
            while await cluster(store, window, clock, own_agency=config.settings.newsroom.agency):
                pass


async def _read(
    lines: BinaryIO, pool: Workers, zone: str, clock: Clock, *, ahead: int
) -> AsyncIterator[ReadLines]:
    """The chunks of *lines* in order, *ahead* of them being read at once."""
    pending: deque[asyncio.Task[ReadLines]] = deque()
    try:
        for first, chunk in chunks(lines):
            work = pool.run(read_lines, chunk, first, zone, clock.now(), timeout_s=_WORKER_S)
            pending.append(asyncio.create_task(work))
            if len(pending) > ahead:
                yield await pending.popleft()
        while pending:
            yield await pending.popleft()
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


def chunks(lines: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Whole lines, some megabytes at a time, with the number of the first one."""
    first = 1
    while batch := lines.readlines(CHUNK_BYTES):
        for start in range(0, len(batch), CHUNK_LINES):
            part = batch[start : start + CHUNK_LINES]
            yield first, b"".join(part)
            first += len(part)


async def take_in(store: Store, batch: ReadLines, tally: Tally, clock: Clock) -> None:
    """Store what is new in *batch* with its postings, in one transaction."""
    now = clock.now()
    tally.set_aside(batch.rejected)
    if not batch.articles:
        return
    async with store.write() as tx:
        await tx.intake.lock()
        known = await tx.intake.known_keys(article.key for article in batch.articles)
        seen: set[int] = set(known)
        kept = np.zeros(len(batch.articles), np.bool_)
        for place, article in enumerate(batch.articles):
            kept[place] = article.key not in seen
            seen.add(article.key)
        articles = [batch.articles[place] for place in np.flatnonzero(kept).tolist()]
        sources = await tx.archive.source_ids({article.source_name for article in articles}, now=now)
        ids = await tx.archive.add(articles, sources, now=now)
        if ids:
            segment = batch.segment if kept.all() else merge([batch.segment], [kept])
            table = segment.articles.copy()
            table["article"] = ids
            table["source"] = [sources[article.source_name] for article in articles]
            await add_segment(tx, Segment(table, segment.postings), now=now)
    tally.added += len(ids)
    tally.known += len(batch.articles) - len(ids)


class _Tidying:
    """Merges segments beside the import."""

    def __init__(self, merger: Merger) -> None:
        self._merger = merger
        self._task: asyncio.Task[int] | None = None

    def nudge(self) -> None:
        """See to one merge, unless one is under way."""
        if self._task is not None and self._task.done():
            self._task.result()
            self._task = None
        if self._task is None:
            self._task = asyncio.create_task(self._merger.work())

    async def finish(self) -> None:
        """Merge whatever is left to be merged."""
        if self._task is not None:
            await self._task
        while await self._merger.work():
            pass


def _show(tally: Tally) -> None:
    if sys.stderr.isatty():
        print(f"\r{tally.line()}\x1b[K", end="", file=sys.stderr, flush=True)


def _report(tally: Tally) -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
    for rejected in tally.first_rejected:
        print(f"line {rejected.number}: {rejected.reason}", file=sys.stderr)
    if tally.rejected:
        print(f"lines set aside, with their reasons: {tally.aside}", file=sys.stderr)
    print(tally.line(), file=sys.stderr)
