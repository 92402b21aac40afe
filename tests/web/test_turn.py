"""Heavy steps take turns in the event loop, and whoever else is ready goes in between."""

import asyncio

import pytest

from bot.web.turn import Turn


async def test_the_loop_does_its_own_business_between_two_steps() -> None:
    turn, done = Turn(), list[str]()

    async def reader(name: str) -> None:
        for _ in range(2):
            async with turn:
                done.append(name)
                asyncio.get_running_loop().call_soon(done.append, "chat")

    await asyncio.gather(reader("واع"), reader("نينا"))
    assert done[:7] == ["واع", "chat", "نينا", "chat", "واع", "chat", "نينا"]


async def test_a_step_that_fails_or_is_cancelled_leaves_the_turn_to_the_next() -> None:
    turn = Turn()
    with pytest.raises(ValueError, match="خطأ"):
        async with turn:
            raise ValueError("خطأ")

    async def step() -> None:
        async with turn:
            pass

    first, second = asyncio.create_task(step()), asyncio.create_task(step())
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert first.cancelled()
