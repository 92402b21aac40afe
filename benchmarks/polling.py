"""Polling many feeds: cold, unchanged (304), a tenth changed, the same body unasked; and with latency.

    python benchmarks/polling.py [--feeds 500] [--rounds 2]

Khabar is `khabar poll --once`, as it reports itself. The peer is what a competent programmer writes in an
evening: aiohttp, feedparser, aiosqlite, conditional GET, 32 in flight, a commit a feed. Processor time is
what counts: the wall clock depends on what else the machine does. Last comes how long the event
loop is busy at a stretch in a cold poll.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import aiohttp
import aiosqlite
import feedparser

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.app import open_archive, run_loop
from bot.clock import SystemClock
from bot.config.loading import load_config
from bot.feeds.opening import open_polling
from bot.feeds.sources import sync_sources

HERE: Final = Path(__file__).parent
STEPS: Final = ("cold", "unchanged", "changed", "same_body")
PORT: Final = 8951


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one step cost, and what it stored."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    new: int


@contextmanager
def server(feeds: int) -> Iterator[None]:
    """The feed server, for as long as the block lasts."""
    command = [sys.executable, str(HERE / "polling_server.py"), "--feeds", str(feeds), "--port", str(PORT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.terminate()


def control(path: str) -> bytes:
    """Ask the server for something."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}") as answer:
        body: bytes = answer.read()
        return body


def khabar(folder: Path) -> Spent:
    """One ``khabar poll --once`` in *folder*."""
    command = [sys.executable, "-m", "bot", "poll", "--once", "--json", "--config", "config.toml"]
    environment = {**os.environ, "KHABAR_BOT_TOKEN": "1:BENCH", "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    total = json.loads(done.stdout.splitlines()[-1])
    return Spent(
        cpu_s=total["cpu_ms"] / 1000,
        wall_s=total["wall_ms"] / 1000,
        peak_mb=total["peak_mb"],
        new=total["new"],
    )


def evening(folder: Path) -> Spent:
    """One poll by the evening's work, in a process of its own."""
    command = [sys.executable, __file__, "--evening", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Spent(**json.loads(done.stdout))


async def poll_of_an_evening(folder: Path) -> int:
    """The peer; how many items were new."""
    async with aiosqlite.connect(folder / "evening.db") as db, aiohttp.ClientSession() as session:
        await db.execute("CREATE TABLE IF NOT EXISTS feeds (url TEXT PRIMARY KEY, etag TEXT, modified TEXT)")
        await db.execute(
            "CREATE TABLE IF NOT EXISTS items (guid TEXT, url TEXT, title TEXT, link TEXT, published TEXT, "
            "summary TEXT, UNIQUE (url, guid))"
        )
        urls = (folder / "urls.txt").read_text(encoding="utf-8").split()
        await db.executemany("INSERT OR IGNORE INTO feeds (url) VALUES (?)", [(url,) for url in urls])
        await db.commit()
        places, writing = asyncio.Semaphore(32), asyncio.Lock()
        counts = await asyncio.gather(*(_visit(db, session, url, places, writing) for url in urls))
        return sum(counts)


async def _visit(
    db: aiosqlite.Connection,
    session: aiohttp.ClientSession,
    url: str,
    places: asyncio.Semaphore,
    writing: asyncio.Lock,
) -> int:
    async with db.execute("SELECT etag, modified FROM feeds WHERE url = ?", (url,)) as cursor:
        row = await cursor.fetchone()
    etag, modified = (row[0], row[1]) if row else (None, None)
    headers = {
        name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value
    }
    async with places, session.get(url, headers=headers) as answer:
        if answer.status != 200:
            return 0
        body, got = await answer.read(), answer.headers
    parsed = feedparser.parse(body, response_headers={"content-type": got.get("Content-Type", "")})
    new = 0
    async with writing:
        for entry in parsed.entries:
            values = (entry.get("id"), url, entry.get("title"), entry.get("link"), entry.get("published"))
            async with db.execute(
                "INSERT OR IGNORE INTO items VALUES (?, ?, ?, ?, ?, ?)", (*values, entry.get("summary"))
            ) as cursor:
                new += max(cursor.rowcount, 0)
        await db.execute(
            "UPDATE feeds SET etag = ?, modified = ? WHERE url = ?",
            (got.get("ETag"), got.get("Last-Modified"), url),
        )
        await db.commit()
    return new


def run_evening(folder: Path) -> None:
    """Measure the peer in this process and print what it cost."""
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    new = asyncio.run(poll_of_an_evening(folder))
    spent: dict[str, Any] = {
        "cpu_s": time.process_time() - cpu_s,
        "wall_s": time.perf_counter() - wall_s,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "new": new,
    }
    print(json.dumps(spent))


def measure(contestant: Callable[[Path], Spent], feeds: int) -> dict[str, Spent]:
    """Every step once, on an empty archive.

    Raises:
        AssertionError: something was lost or stored twice.
    """
    spent: dict[str, Spent] = {}
    with tempfile.TemporaryDirectory() as name, server(feeds):
        folder = Path(name)
        urls = control("/_urls").decode().split()
        (folder / "urls.txt").write_text("\n".join(urls), encoding="utf-8")
        _write_config(folder, urls)
        expected = {"cold": feeds * 50, "unchanged": 0, "changed": 0, "same_body": 0, "latency": 0}
        for step in (*STEPS, "latency"):
            latency = "&latency_ms=50" if step == "latency" else ""
            control(f"/_control?validators={0 if step == 'same_body' else 1}{latency}")
            if step == "changed":
                expected[step] = json.loads(control("/_advance?share=0.1&new=2"))["new"]
            if step == "latency":
                contestant(folder)  # the validators that the step before did without
            spent[step] = contestant(folder)
            assert spent[step].new == expected[step], f"{step}: {spent[step].new} new, not {expected[step]}"
    return spent


async def _stalls(folder: Path) -> list[float]:
    """How long the event loop was busy at a stretch in a cold poll, in seconds of its thread's own time."""
    config = load_config(folder / "config.toml")
    stretches: list[float] = []
    over = asyncio.Event()

    async def beat() -> None:
        while not over.is_set():
            began = time.thread_time()
            await asyncio.sleep(0.001)
            stretches.append(time.thread_time() - began)

    async with open_archive(config) as store:
        clock = SystemClock()
        await sync_sources(store, config.settings.sources, now=clock.now())
        zone = ZoneInfo(config.settings.newsroom.timezone)
        async with open_polling(store, fetch=config.settings.fetch, newsroom=zone, clock=clock) as station:
            beating = asyncio.create_task(beat())
            await station.once()
            over.set()
            await beating
    return sorted(stretches, reverse=True)


def longest_stall(feeds: int) -> None:
    """Print the longest stretch of a cold poll, and the tenth longest."""
    os.environ["KHABAR_BOT_TOKEN"] = "1:BENCH"
    with tempfile.TemporaryDirectory() as name, server(feeds):
        folder = Path(name)
        _write_config(folder, control("/_urls").decode().split())
        stretches = run_loop(_stalls(folder))
    for place, stretch in (("longest", stretches[0]), ("tenth", stretches[9])):
        line = {"name": f"polling.stall.{place}", "value": round(stretch * 1000, 1), "unit": "ms"}
        print(json.dumps({**line, "peer": None, "ratio": None}), flush=True)


def _write_config(folder: Path, urls: list[str]) -> None:
    sources = "".join(f'[[sources]]\nname = "s{n}"\nurl = "{url}"\n' for n, url in enumerate(urls))
    (folder / "config.toml").write_text(
        f'[telegram]\nowner_ids = [1]\n[fetch]\nallow_networks = ["127.0.0.0/8"]\n{sources}', encoding="utf-8"
    )


def report(ours: list[dict[str, Spent]], theirs: list[dict[str, Spent]], feeds: int) -> None:
    """The best of the rounds, ours beside theirs: other processes can only add."""
    for step in STEPS:
        mine = min(one[step].cpu_s for one in ours) / feeds * 1000
        peer = min(one[step].cpu_s for one in theirs) / feeds * 1000
        _line(f"polling.{step}.cpu", mine, "ms/feed", peer)
        _line(
            f"polling.{step}.peak",
            min(one[step].peak_mb for one in ours),
            "MB",
            min(one[step].peak_mb for one in theirs),
        )
    _line(
        "polling.latency.wall",
        min(one["latency"].wall_s for one in ours),
        "s",
        min(one["latency"].wall_s for one in theirs),
    )


def _line(name: str, value: float, unit: str, peer: float) -> None:
    ratio = round(peer / value, 2) if value else None
    print(
        json.dumps(
            {"name": name, "value": round(value, 3), "unit": unit, "peer": round(peer, 3), "ratio": ratio}
        ),
        flush=True,
    )


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--evening", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.evening is not None:
        run_evening(given.evening)
        return
    ours = [measure(khabar, given.feeds) for _ in range(given.rounds)]
    theirs = [measure(evening, given.feeds) for _ in range(given.rounds)]
    report(ours, theirs, given.feeds)
    longest_stall(given.feeds)


if __name__ == "__main__":
    main()
