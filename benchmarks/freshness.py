"""From a feed's change to the channel: the whole bot as a process, a feed of ours, and the sandbox's ledger.

    python benchmarks/freshness.py          JSON lines: name, value, unit, peer, ratio

Each of twelve articles appears in the feed once the one before is on the channel. The clock starts when the
poll that sees it has been answered, and stops at the ledger's line; how long the change waited for that poll
is the interval's matter. There is no peer: readers of feeds that post to Telegram wait for their next round.
"""

import asyncio
import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from aiohttp import web

from benchmarks.push import LOOK_S, PATIENCE_S, ROOT, STORIES, is_posted
from bot.sandbox.demo import CHANNEL, Stage, running_stage
from tests.loopback import Site, running_site

INTERVAL_S = 2


class Wire:
    """A feed that shows one more article whenever it is told to, and knows when somebody saw it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._shown = 1
        self.seen_at: float | None = None

    def show_next(self) -> None:
        """One more from the next request on."""
        self._shown += 1
        self.seen_at = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The feed, the newest article first."""
        items = "".join(map(self._item, reversed(range(self._shown))))
        text = f'<rss version="2.0"><channel><title>وكالة</title>{items}</channel></rss>'
        response = web.Response(text=text, content_type="application/rss+xml")
        await response.prepare(request)
        await response.write_eof()
        if self.seen_at is None:
            self.seen_at = time.perf_counter()
        return response

    def _item(self, number: int) -> str:
        title, text = STORIES[number]
        paragraphs = escape("".join(f"<p>{text} {title}. {text}</p>" for _ in range(3)))
        link = self._site.url(f"/{number}")
        return (
            f"<item><title>{title}</title><link>{link}</link><description>{paragraphs}</description></item>"
        )


def configure(stage: Stage, feed_url: str) -> None:
    """One source, polled often, and the pace at which the channel takes its articles."""
    stage.config.write_text(
        f'[telegram]\napi_base_url = "{stage.url}"\ngroup_messages_per_minute = 60\n'
        f'[fetch]\nallow_networks = ["127.0.0.0/8"]\nmin_interval = "{INTERVAL_S}s"\n'
        f'[[sources]]\nname = "الوكالة"\nurl = "{feed_url}"\ninterval = "{INTERVAL_S}s"\n'
        f"[[channels]]\nchat_id = {CHANNEL}\n",
        encoding="utf-8",
    )


async def posted(stage: Stage, title: str) -> float:
    """When the ledger has it."""
    began = time.perf_counter()
    while not is_posted(stage, title):
        if time.perf_counter() - began > PATIENCE_S:
            raise RuntimeError(f"never posted: {title}")
        await asyncio.sleep(LOOK_S)
    return time.perf_counter()


async def measure(stage: Stage, wire: Wire) -> list[float]:
    """Seconds from the poll that saw it to the channel, of each article but the first."""
    await posted(stage, STORIES[0][0])
    seconds = []
    for title, _ in STORIES[1:]:
        wire.show_next()
        done = await posted(stage, title)
        if wire.seen_at is None:
            raise RuntimeError("posted before it was seen")
        seconds.append(done - wire.seen_at)
    return seconds


def report(seconds: Sequence[float]) -> None:
    """Median and p95, by nearest rank. The promise of the product is a second on an idle machine."""
    ranked = sorted(seconds)
    p95 = ranked[math.ceil(0.95 * len(ranked)) - 1]
    for which, value in (("median", statistics.median(ranked)), ("p95", p95)):
        line = {
            "name": f"freshness.seen_to_channel.{which}",
            "value": round(value, 4),
            "unit": "s",
            "peer": None,
            "ratio": None,
        }
        print(json.dumps(line), flush=True)


async def main() -> None:
    """Play it once."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_stage(Path(folder)) as stage, running_site() as site:
            wire = Wire(site)
            site.handlers["/rss"] = wire.answer
            configure(stage, site.url("/rss"))
            command = [sys.executable, "-m", "bot", "run", "--config", str(stage.config)]
            environment = {**os.environ, "KHABAR_BOT_TOKEN": stage.token}
            bot = await asyncio.create_subprocess_exec(
                *command, env=environment, cwd=ROOT, stderr=asyncio.subprocess.DEVNULL
            )
            try:
                seconds = await measure(stage, wire)
            finally:
                bot.terminate()
                await bot.wait()
    report(seconds)


if __name__ == "__main__":
    asyncio.run(main())
