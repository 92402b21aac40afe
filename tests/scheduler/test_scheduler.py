"""A station runs at once on a bell, on its interval without one, and again after a failure."""

import asyncio
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.scheduler import BACKOFF_LAST_S, Scheduler, backoff_s

LONG = timedelta(hours=1)


async def run_until(scheduler: Scheduler, done: asyncio.Event) -> None:
    running = asyncio.create_task(scheduler.run())
    async with asyncio.timeout(5):
        await done.wait()
        scheduler.stop()
        await running


async def test_a_bell_wakes_a_station_at_once() -> None:
    scheduler, bell, done, runs = Scheduler(), asyncio.Event(), asyncio.Event(), [0]

    async def work() -> int:
        runs[0] += 1
        if runs[0] == 1:
            asyncio.get_running_loop().call_soon(bell.set)
        else:
            done.set()
        return 0

    scheduler.station("عمل", work, bell=bell, every=LONG)
    await run_until(scheduler, done)
    assert runs[0] >= 2


async def test_a_station_goes_on_while_it_finds_work() -> None:
    scheduler, done, waiting = Scheduler(), asyncio.Event(), [3]

    async def work() -> int:
        if waiting[0] == 0:
            done.set()
            return 0
        waiting[0] -= 1
        return 1

    scheduler.station("عمل", work, bell=asyncio.Event(), every=LONG)
    await run_until(scheduler, done)
    assert waiting[0] == 0


async def test_the_interval_wakes_a_station_that_no_bell_reached() -> None:
    scheduler, done, runs = Scheduler(), asyncio.Event(), [0]

    async def work() -> int:
        runs[0] += 1
        if runs[0] == 3:
            done.set()
        return 0

    scheduler.station("عمل", work, bell=asyncio.Event(), every=timedelta(milliseconds=20))
    await run_until(scheduler, done)
    assert runs[0] == 3


async def test_a_failing_station_is_tried_again_and_the_others_go_on() -> None:
    scheduler, done, tries, others = Scheduler(), asyncio.Event(), [0], asyncio.Event()

    async def broken() -> int:
        tries[0] += 1
        if tries[0] == 1:
            raise RuntimeError
        await others.wait()
        done.set()
        return 0

    async def sound() -> int:
        others.set()
        return 0

    scheduler.station("معطل", broken, bell=asyncio.Event(), every=LONG)
    scheduler.station("سليم", sound, bell=asyncio.Event(), every=LONG)
    await run_until(scheduler, done)
    assert tries[0] == 2


async def test_stopping_waits_for_the_work_under_way() -> None:
    scheduler, begun, finished = Scheduler(), asyncio.Event(), []

    async def work() -> int:
        begun.set()
        await asyncio.sleep(0.05)
        finished.append(True)
        return 0

    scheduler.station("عمل", work, bell=asyncio.Event(), every=LONG)
    await run_until(scheduler, begun)
    assert finished == [True]


async def test_work_that_outlasts_the_grace_is_cancelled() -> None:
    scheduler, begun, cancelled = Scheduler(), asyncio.Event(), []

    async def work() -> int:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise
        return 0

    scheduler.station("عمل", work, bell=asyncio.Event(), every=LONG)
    running = asyncio.create_task(scheduler.run(grace=timedelta(milliseconds=20)))
    async with asyncio.timeout(5):
        await begun.wait()
        scheduler.stop()
        await running
    assert cancelled == [True]


@given(failures=st.integers(1, 10_000), chance=st.floats(0, 1))
def test_the_pause_after_failures_grows_within_bounds(failures: int, chance: float) -> None:
    assert 0 < backoff_s(failures, chance) <= BACKOFF_LAST_S
