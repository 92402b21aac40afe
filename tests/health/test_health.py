"""A supervisor learns whether the bot lives, whether it can work, and what stands in the way."""

from collections.abc import Sequence

import aiohttp

from bot.health import Pulse, metrics_text, readiness
from bot.web.status import serve_status
from storage.store import Store
from tests.fakes import ManualClock


async def test_a_bot_that_has_just_heard_from_telegram_is_ready(store: Store, clock: ManualClock) -> None:
    pulse = Pulse(clock)
    pulse.beat("updates")
    clock.elapsed += 89
    assert (await readiness(store, pulse, needs={"updates": 90})).ready


async def test_a_deaf_bot_is_not_ready_and_says_for_how_long(store: Store, clock: ManualClock) -> None:
    pulse = Pulse(clock)
    pulse.beat("updates")
    clock.elapsed += 91
    assert (await readiness(store, pulse, needs={"updates": 90})).problems == ("updates: silent for 91 s",)


async def test_a_part_that_never_began_is_named(store: Store, clock: ManualClock) -> None:
    found = await readiness(store, Pulse(clock), needs={"updates": 90})
    assert found.problems == ("updates: not yet",)


async def test_the_status_server_answers_a_supervisor() -> None:
    problems: list[str] = ["updates: silent for 91 s"]

    async def current() -> Sequence[str]:
        return problems

    async def metrics() -> str:
        return metrics_text({"outbox_ready": 3}, labels={"version": "0.1.0"})

    async with (
        serve_status("127.0.0.1:0", problems=current, metrics=metrics) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        async with session.get("/livez") as alive:
            assert alive.status == 200
        async with session.get("/readyz") as ready:
            assert (ready.status, await ready.text()) == (503, "updates: silent for 91 s\n")
        problems.clear()
        async with session.get("/readyz") as ready:
            assert ready.status == 200
        async with session.get("/metrics") as figures:
            assert "khabar_outbox_ready 3\n" in await figures.text()
