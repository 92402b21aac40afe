"""A supervisor learns whether the bot lives, whether it can work, and what stands in the way."""

from collections.abc import Sequence

import aiohttp

from bot.health import metrics_text, problems
from bot.web.status import serve_status
from storage.store import Store


def yes() -> bool:
    return True


def no() -> bool:
    return False


async def test_a_bot_that_hears_and_may_speak_has_no_problem(store: Store) -> None:
    assert await problems(store, deaf=no, refused=no) == []


async def test_a_deaf_bot_says_so(store: Store) -> None:
    assert await problems(store, deaf=yes, refused=no) == [
        "telegram: getUpdates has not answered for too long"
    ]


async def test_a_refused_token_is_the_reason_for_deafness(store: Store) -> None:
    assert await problems(store, deaf=yes, refused=yes) == ["telegram: the token is refused"]


async def test_the_status_server_answers_a_supervisor() -> None:
    standing: list[str] = ["telegram: the token is refused"]

    async def current() -> Sequence[str]:
        return standing

    async def metrics() -> str:
        return metrics_text({"outbox_ready": 3}, labels={"version": "0.1.0"})

    async with (
        serve_status("127.0.0.1:0", problems=current, metrics=metrics) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        async with session.get("/livez") as alive:
            assert alive.status == 200
        async with session.get("/readyz") as ready:
            assert (ready.status, await ready.text()) == (503, "telegram: the token is refused\n")
        standing.clear()
        async with session.get("/readyz") as ready:
            assert ready.status == 200
        async with session.get("/metrics") as figures:
            assert "khabar_outbox_ready 3\n" in await figures.text()
