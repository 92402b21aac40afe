"""Telegram's rate limits, and what happens to a bot that does not wait."""

import pytest
from telegram.error import RetryAfter

from bot.sandbox.traffic.pace import Limits, Pace
from tests.sandbox_control import SandboxControl

CHANNEL, READER = -1001, 1001


@pytest.fixture(autouse=True)
async def strict(sandbox: SandboxControl) -> None:
    await sandbox.limits(enabled=True)
    await sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")
    await sandbox.create_chat(READER, "private")


async def test_a_channel_takes_twenty_a_minute(sandbox: SandboxControl) -> None:
    async with sandbox.bot() as bot:
        for n in range(20):
            await bot.send_message(CHANNEL, f"خبر {n}")
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(CHANNEL, "زائد")
        assert 50 < caught.value._retry_after.total_seconds() <= 60
        await sandbox.advance(61)
        await bot.send_message(CHANNEL, "في وقته")
    assert len(await sandbox.messages(CHANNEL)) == 21


async def test_a_private_chat_takes_a_short_burst_then_one_a_second(sandbox: SandboxControl) -> None:
    async with sandbox.bot() as bot:
        for n in range(3):
            await bot.send_message(READER, f"رسالة {n}")
        with pytest.raises(RetryAfter):
            await bot.send_message(READER, "زائدة")
        await sandbox.advance(1)
        await bot.send_message(READER, "في وقتها")


async def test_the_header_says_the_same_and_an_early_request_is_written_down(sandbox: SandboxControl) -> None:
    await sandbox.fault("retry_after", seconds=7, times=1)
    url = sandbox.url + "/bot1:TEST/sendMessage"
    async with sandbox.session.post(url, json={"chat_id": CHANNEL, "text": "خبر"}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
        assert (await response.json())["parameters"] == {"retry_after": 7}
    status, _ = await sandbox.call("sendMessage", chat_id=CHANNEL, text="مبكر")
    assert status == 429
    assert (await sandbox.call("sendMessage", chat_id=READER, text="محادثة أخرى"))[0] == 200
    await sandbox.advance(7)
    assert (await sandbox.call("sendMessage", chat_id=CHANNEL, text="في وقته"))[0] == 200
    entries = await sandbox.ledger()
    assert [(e["error_code"], e["violation"], e["fault"]) for e in entries] == [
        (429, "", "retry_after"),
        (429, "early", ""),
        (None, "", ""),
        (None, "", ""),
    ]


async def test_a_429_for_all_holds_every_chat(sandbox: SandboxControl) -> None:
    await sandbox.fault("retry_after", seconds=3, everywhere=True, times=1)
    await sandbox.call("sendMessage", chat_id=CHANNEL, text="خبر")
    assert (await sandbox.call("sendMessage", chat_id=READER, text="خبر"))[0] == 429


def test_about_thirty_a_second_overall() -> None:
    pace = Pace(Limits())
    verdicts = [pace.ask(chat, private=True, cost=1, now=100.0).retry_after for chat in range(1, 32)]
    assert verdicts == [None] * 30 + [1]
    assert pace.ask(99, private=True, cost=1, now=101.0).retry_after is None


def test_a_paid_broadcast_goes_beyond_thirty_a_second() -> None:
    pace = Pace(Limits())
    paid = [pace.ask(chat, private=True, cost=1, now=100.0, paid=True).retry_after for chat in range(1, 1002)]
    assert paid == [None] * 1000 + [1]


def test_an_album_costs_as_many_as_it_has_parts() -> None:
    pace = Pace(Limits())
    assert pace.ask(-1, private=False, cost=10, now=0.0).retry_after is None
    assert pace.ask(-1, private=False, cost=10, now=1.0).retry_after is None
    assert pace.ask(-1, private=False, cost=1, now=2.0).retry_after == 58
