"""Run stations when they have work: at once on a bell, and on an interval or a cron time as the net beneath.

APScheduler keeps the time; this room knows no station by name. A late interval is run once, never skipped and
never in a burst (``misfire_grace_time=None, coalesce=True``; the default drops what is a second late).
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

Work = Callable[[], Awaitable[int]]
"""A station: claims waiting rows, does them, commits; returns how many it did, 0 when none was waiting."""

BACKOFF_FIRST_S = 0.5
BACKOFF_LAST_S = 60.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A loop body, its name in logs, and the bell that wakes it."""

    name: str
    work: Work
    bell: asyncio.Event


def backoff_s(failures: int, chance: float) -> float:
    """Seconds to wait after *failures* in a row; *chance* (0–1) spreads it over half of that."""
    longest = min(BACKOFF_LAST_S, BACKOFF_FIRST_S * 2 ** min(failures - 1, 20))
    return float(longest * (0.5 + chance / 2))


class Scheduler:
    """Keeps the stations running until it is told to stop."""

    def __init__(self) -> None:
        self._timer = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._stations: list[Station] = []
        self._stop = asyncio.Event()

    def station(self, name: str, work: Work, *, bell: asyncio.Event, every: timedelta) -> None:
        """Run *work* whenever *bell* rings, and *every* so often even if none did."""
        self._stations.append(Station(name=name, work=work, bell=bell))
        trigger = IntervalTrigger(seconds=every.total_seconds(), timezone=UTC)
        self._timer.add_job(bell.set, trigger, name=name)

    def cron(self, name: str, work: Work, *, crontab: str, zone: tzinfo) -> None:
        """Run *work* at the times of *crontab* in *zone*."""
        bell = asyncio.Event()
        self._stations.append(Station(name=name, work=work, bell=bell))
        self._timer.add_job(bell.set, CronTrigger.from_crontab(crontab, timezone=zone), name=name)

    def stop(self) -> None:
        """Ask every station to end after what it is doing."""
        self._stop.set()
        for station in self._stations:
            station.bell.set()

    async def run(self, *, grace: timedelta = timedelta(seconds=7)) -> None:
        """Run until stop(); a station that has not ended within *grace* of it is cancelled."""
        self._timer.start()
        tasks = [asyncio.create_task(self._attend(station), name=station.name) for station in self._stations]
        try:
            await self._stop.wait()
            if tasks:
                await asyncio.wait(tasks, timeout=grace.total_seconds())
        finally:
            self._timer.shutdown(wait=False)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _attend(self, station: Station) -> None:
        """Work while there is work, then wait for the bell; a failure is logged and tried again later."""
        failures = 0
        while not self._stop.is_set():
            station.bell.clear()
            try:
                done = await station.work()
                failures = 0
            except Exception:  # noqa: BLE001 - a station's bug must stop neither it for good nor the others
                failures += 1
                pause = backoff_s(failures, random.random())  # noqa: S311 - spreads load, guards nothing
                _log.exception(
                    "station.failed station=%s failures=%d pause_s=%.1f", station.name, failures, pause
                )
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), pause)
                continue
            if done == 0 and not self._stop.is_set():
                await station.bell.wait()
