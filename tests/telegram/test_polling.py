"""Polling survives what Telegram, the network and a hostile sender can do, and confirms only what is done."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from telegram import Update

from bot.telegram.client import TelegramBot, build_bot
from bot.telegram.polling import FENCED_AFTER, SILENT_AFTER, Poller, Pulse, TokenRefusedError
from tests.fakes import ManualClock
from tests.sandbox_control import READER, TOKEN, SandboxControl
from tests.telegram.conftest import until

OTHER = 1002


class Taker:
    """Remembers what it was given, in order."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, str]] = []
        self.before: Callable[[Update], Awaitable[None]] | None = None

    async def __call__(self, update: Update) -> None:
        if self.before is not None:
            await self.before(update)
        assert update.effective_message is not None
        self.taken.append((update.effective_message.chat_id, update.effective_message.text or ""))

    def texts(self, chat_id: int = READER) -> list[str]:
        return [text for chat, text in self.taken if chat == chat_id]


@pytest.fixture
async def bot(sandbox: SandboxControl) -> AsyncIterator[TelegramBot]:
    await sandbox.create_chat(READER, "private", title="زينب")
    await sandbox.create_chat(OTHER, "private", title="علي")
    async with build_bot(TOKEN, sandbox.url) as made:
        yield made


@pytest.fixture
def taker() -> Taker:
    return Taker()


@pytest.fixture
def poller(bot: TelegramBot, taker: Taker, clock: ManualClock) -> Poller:
    return Poller(bot, taker, clock, pulse=Pulse(), long_poll_s=5)


@contextlib.asynccontextmanager
async def polling(poller: Poller) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    task = asyncio.create_task(poller.run(stop))
    try:
        yield task
    finally:
        stop.set()
        async with asyncio.timeout(3):
            await asyncio.wait({task})


async def all_taken(taker: Taker, count: int) -> bool:
    async def enough() -> bool:
        return len(taker.taken) >= count

    return bool(await until(enough))


POISON = {
    "date": {"message": {"message_id": 1, "date": "أمس", "chat": {"id": READER, "type": "private"}}},
    "incomplete": {"callback_query": {"id": "1"}},
    "number": {"message": 7},
}


@pytest.mark.parametrize(
    ("position", "shape"), [*((position, "date") for position in range(6)), (2, "incomplete"), (2, "number")]
)
async def test_a_poison_update_at_any_position_costs_only_itself(
    sandbox: SandboxControl, poller: Poller, taker: Taker, position: int, shape: str
) -> None:
    for number in range(6):
        if number == position:
            await sandbox.post("updates", update=POISON[shape])
        await sandbox.say(READER, f"رسالة {number}")
    async with polling(poller):
        await all_taken(taker, 6)
    assert taker.texts() == [f"رسالة {number}" for number in range(6)]
    assert poller.pulse.poisoned == 1
    requests = await sandbox.get("requests")
    assert requests["getUpdates"] <= 4


async def test_what_people_wrote_stands_in_no_log_line_of_a_poison_update(
    sandbox: SandboxControl, poller: Poller, taker: Taker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    await sandbox.post("updates", update={"message": {"text": "سرّ", "date": "أمس"}})
    await sandbox.say(READER, "بعده")
    async with polling(poller):
        await all_taken(taker, 1)
    assert "polling.poison" in caplog.text
    assert "سرّ" not in caplog.text


async def test_a_refused_token_ends_polling_with_its_own_error_and_stays_out_of_the_log(
    sandbox: SandboxControl, poller: Poller, caplog: pytest.LogCaptureFixture
) -> None:
    async with polling(poller) as task:
        await sandbox.revoke()
        with pytest.raises(TokenRefusedError):
            await task
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(task.exception())


async def test_another_poller_fences_us_until_it_is_gone(
    sandbox: SandboxControl, poller: Poller, clock: ManualClock, taker: Taker
) -> None:
    await sandbox.fault("error", method="getUpdates", status=409, description="Conflict: terminated", times=1)
    async with polling(poller):

        async def conflict() -> bool:
            return poller.pulse.conflict_since_at is not None

        await until(conflict)
        assert not poller.pulse.fenced(clock.now())
        assert poller.pulse.fenced(clock.now() + FENCED_AFTER)
        await sandbox.say(READER, "عدنا")
        await all_taken(taker, 1)
    assert poller.pulse.conflict_since_at is None


@pytest.mark.parametrize("kind", ["html", "reset_before", "malformed", "truncated"])
async def test_a_broken_answer_is_followed_by_another_try(
    sandbox: SandboxControl, poller: Poller, taker: Taker, kind: str
) -> None:
    await sandbox.fault(kind, method="getUpdates", times=1)
    await sandbox.say(READER, "وصلت")
    async with polling(poller):
        await all_taken(taker, 1)
    assert taker.texts() == ["وصلت"]


async def test_an_update_that_was_under_way_when_the_process_died_comes_again(
    sandbox: SandboxControl, poller: Poller, taker: Taker, bot: TelegramBot, clock: ManualClock
) -> None:
    begun = asyncio.Event()

    async def hang(_: Update) -> None:
        begun.set()
        await asyncio.Event().wait()

    taker.before = hang
    await sandbox.say(READER, "لا تضع")
    task = asyncio.create_task(poller.run(asyncio.Event()))
    await begun.wait()
    task.cancel()
    await asyncio.wait({task})
    again = Taker()
    async with polling(Poller(bot, again, clock, pulse=Pulse(), long_poll_s=5)):
        await all_taken(again, 1)
    assert again.texts() == ["لا تضع"]


async def test_what_is_done_is_confirmed_at_the_end_and_not_given_again(
    sandbox: SandboxControl, poller: Poller, taker: Taker, bot: TelegramBot
) -> None:
    await sandbox.say(READER, "مرة واحدة")
    async with polling(poller):
        await all_taken(taker, 1)
    assert list(await bot.raw_updates(offset=None, wait_s=0, limit=10, read_timeout=5)) == []


async def test_a_failing_handler_does_not_stop_the_others(
    sandbox: SandboxControl, poller: Poller, taker: Taker
) -> None:
    async def fail(update: Update) -> None:
        if update.message and update.message.text == "عطل":
            raise RuntimeError

    taker.before = fail
    for text in ("قبل", "عطل", "بعد"):
        await sandbox.say(READER, text)
    async with polling(poller):
        await all_taken(taker, 2)
    assert taker.texts() == ["قبل", "بعد"]


async def test_a_slow_chat_holds_up_no_other_and_keeps_its_order(
    sandbox: SandboxControl, poller: Poller, taker: Taker
) -> None:
    release = asyncio.Event()

    async def slow(update: Update) -> None:
        if update.message and update.message.text == "بطيء":
            await release.wait()

    taker.before = slow
    for chat_id, text in ((READER, "بطيء"), (READER, "ثانٍ"), (OTHER, "سريع")):
        await sandbox.say(chat_id, text)
    async with polling(poller):
        await all_taken(taker, 1)
        assert taker.taken == [(OTHER, "سريع")]
        release.set()
        await all_taken(taker, 3)
    assert taker.texts() == ["بطيء", "ثانٍ"]


async def test_the_pulse_tells_when_telegram_has_been_silent_too_long(
    sandbox: SandboxControl, poller: Poller, taker: Taker, clock: ManualClock
) -> None:
    started = clock.now()
    assert poller.pulse.silent(started + SILENT_AFTER + timedelta(seconds=1), since=started)
    await sandbox.say(READER, "حي")
    async with polling(poller):
        await all_taken(taker, 1)
    clock.advance(timedelta(seconds=60))
    assert not poller.pulse.silent(clock.now(), since=started)
    clock.advance(SILENT_AFTER)
    assert poller.pulse.silent(clock.now(), since=started)


async def test_a_stop_ends_the_long_poll_at_once(poller: Poller) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(poller.run(stop))

    async def asked() -> bool:
        return poller._bot is not None

    await until(asked)
    stop.set()
    async with asyncio.timeout(2):
        await task
