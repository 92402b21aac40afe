"""``khabar poll --once``: every source now, once; nothing is sent."""

import argparse
import gc
import json
import resource
import sys
import time
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from bot.app import open_archive, run_loop
from bot.clock import SystemClock
from bot.config.loading import Config, load_config
from bot.feeds.intake import Polled
from bot.feeds.opening import open_polling
from bot.feeds.poll import PollReport
from bot.feeds.sources import sync_sources
from bot.journal import open_journal
from storage.store import Store


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("--once", action="store_true", required=True, help="poll each source now, due or not")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--config", help="the configuration file (default: config.toml)")


def run(arguments: argparse.Namespace) -> int:
    """Poll, and print a line a source and a total; 0 also where sources failed: their lines say so."""
    config = load_config(arguments.config)
    open_journal(level="warning", form=config.settings.log.format)
    return run_loop(_poll(config, as_json=arguments.json))


async def _poll(config: Config, *, as_json: bool) -> int:
    async with open_archive(config) as store:
        clock = SystemClock()
        await sync_sources(store, config.settings.sources, now=clock.now())
        before = await _articles(store)
        gc.collect()
        meter = Meter.start()
        zone = ZoneInfo(config.settings.newsroom.timezone)
        async with open_polling(store, fetch=config.settings.fetch, newsroom=zone, clock=clock) as station:
            report = await station.once()
        spent = meter.stop()
        _print(report, spent, articles=await _articles(store), before=before, as_json=as_json)
    return 0


async def _articles(store: Store) -> int:
    async with store.read() as tx:
        return await tx.articles.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """Wall and processor time from a moment on; workers count once they have ended."""

    wall_s: float
    cpu_s: float

    @classmethod
    def start(cls) -> Self:
        """From now on."""
        return cls(wall_s=time.perf_counter(), cpu_s=_cpu_s())

    def stop(self) -> dict[str, float]:
        """What was spent since: ``wall_ms``, ``cpu_ms``, and the process's peak in MB."""
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        return {
            "wall_ms": round((time.perf_counter() - self.wall_s) * 1000, 1),
            "cpu_ms": round((_cpu_s() - self.cpu_s) * 1000, 1),
            "peak_mb": round((own + workers) / 1024, 1),
        }


def _cpu_s() -> float:
    own, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime


def _print(report: PollReport, spent: dict[str, float], *, articles: int, before: int, as_json: bool) -> None:
    if as_json:
        lines = [json.dumps(_line(one), ensure_ascii=False) for one in report.polled]
        lines.append(
            json.dumps(
                {
                    "total": True,
                    "sources": len(report.polled),
                    "new": articles - before,
                    "changed": report.changed,
                    "errors": report.errors,
                    "bytes": report.wire_bytes,
                    **spent,
                    "articles": articles,
                }
            )
        )
    else:
        lines = [
            f"{one.source_name}: {_status(one)}, {one.new} new, {one.changed} changed"
            for one in report.polled
        ]
        lines.append(
            f"{len(report.polled)} sources, {articles - before} new, {report.changed} changed, "
            f"{report.errors} failed, {spent['wall_ms'] / 1000:.1f} s"
        )
    sys.stdout.write("\n".join(lines) + "\n")


def _status(one: Polled) -> str:
    if one.error is not None:
        return one.error.value
    return "unchanged" if one.unchanged else "ok"


def _line(one: Polled) -> dict[str, object]:
    return {
        "source": one.source_name,
        "status": _status(one),
        "new": one.new,
        "changed": one.changed,
        "bytes": one.wire_bytes,
        "ms": round(one.elapsed_ms, 1),
    }
