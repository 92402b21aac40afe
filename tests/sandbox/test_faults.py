"""Faults on demand: what the bot sees, and whether the effect stands; the ledger knows both."""

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.sandbox_control import SandboxControl

CHANNEL = -1001


@pytest.fixture(autouse=True)
async def channel(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")


@pytest.mark.parametrize(
    ("rule", "error", "words", "stands"),
    [
        ({"kind": "retry_after", "seconds": 5}, RetryAfter, "Retry in 0:00:05", False),
        ({"kind": "error", "status": 500}, NetworkError, "Internal Server Error", False),
        ({"kind": "error", "status": 400, "description": "Bad Request: odd"}, BadRequest, "Odd", False),
        ({"kind": "html", "status": 504}, NetworkError, "Gateway", False),
        ({"kind": "reset_before"}, NetworkError, "ReadError", False),
        ({"kind": "reset_after"}, NetworkError, "ReadError", True),
        ({"kind": "error_after", "status": 502}, NetworkError, "Bad Gateway", True),
        ({"kind": "truncated"}, NetworkError, "RemoteProtocolError", True),
        ({"kind": "malformed"}, TelegramError, "Invalid server response", True),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
async def test_a_fault_shows_itself_and_leaves_the_effect_or_not(
    sandbox: SandboxControl, rule: dict[str, object], error: type[Exception], words: str, *, stands: bool
) -> None:
    async with sandbox.bot() as bot:
        await sandbox.post("faults", **rule, times=1)
        with pytest.raises(error, match=words):
            await bot.send_message(CHANNEL, "خبر")
        assert len(await sandbox.messages(CHANNEL)) == int(stands)
        [entry] = await sandbox.ledger()
        assert (entry["accepted"], entry["fault"]) == (stands, rule["kind"])
        await sandbox.clear_faults()
        await sandbox.advance(10)
        await bot.send_message(CHANNEL, "بعده")


@pytest.mark.parametrize(("kind", "stands"), [("hang", False), ("slow", False), ("slow_after", True)])
async def test_a_slow_server_outlasts_the_bot_s_patience(
    sandbox: SandboxControl, kind: str, *, stands: bool
) -> None:
    async with sandbox.bot(read_timeout=0.2) as bot:
        await sandbox.fault(kind, seconds=30, times=1)
        with pytest.raises(TimedOut) as caught:
            await bot.send_message(CHANNEL, "خبر")
        assert isinstance(caught.value.__cause__, httpx.ReadTimeout)
    assert len(await sandbox.messages(CHANNEL)) == int(stands)


async def test_a_send_that_timed_out_may_arrive_later(sandbox: SandboxControl) -> None:
    async with sandbox.bot(read_timeout=0.1) as bot:
        await sandbox.fault("slow", seconds=0.3, times=1)
        with pytest.raises(TimedOut):
            await bot.send_message(CHANNEL, "خبر")
    assert await sandbox.messages(CHANNEL) == []
    async with sandbox.session.get(sandbox.url + "/_sandbox/events?after=0") as stream:
        async for line in stream.content:
            if b'"kind": "ledger"' in line:
                break
    assert len(await sandbox.messages(CHANNEL)) == 1
    [entry] = await sandbox.ledger()
    assert (entry["accepted"], entry["fault"]) == (True, "slow")


@pytest.mark.parametrize(
    ("kind", "chat_id", "error"),
    [("blocked", 1001, Forbidden), ("kicked", CHANNEL, Forbidden), ("migrated", -44, ChatMigrated)],
)
async def test_the_world_can_turn_at_the_moment_of_a_request(
    sandbox: SandboxControl, kind: str, chat_id: int, error: type[Exception]
) -> None:
    await sandbox.create_chat(1001, "private")
    await sandbox.create_chat(-44, "group")
    await sandbox.fault(kind, chat_id=chat_id, nth=[2])
    async with sandbox.bot() as bot:
        await bot.send_message(chat_id, "قبل")
        with pytest.raises(error):
            await bot.send_message(chat_id, "بعد")


async def test_rules_choose_by_method_chat_turn_and_number(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(-1002, "channel")
    await sandbox.fault("error", method="send*", chat_id=CHANNEL, nth=[2, 3])

    async def send(chat_id: int) -> int:
        return (await sandbox.call("sendMessage", chat_id=chat_id, text="خبر"))[0]

    assert [await send(CHANNEL) for _ in range(4)] == [200, 500, 500, 200]
    assert [await send(-1002) for _ in range(3)] == [200, 200, 200]
    assert await sandbox.get("faults") == [{"kind": "error", "method": "send*", "seen": 4, "fired": 2}]


async def test_the_dice_of_a_rule_fall_the_same_way_again(sandbox: SandboxControl) -> None:
    async def run() -> list[int]:
        await sandbox.clear_faults()
        await sandbox.fault("error", method="sendMessage", probability=0.5, seed=7)
        return [(await sandbox.call("sendMessage", chat_id=CHANNEL, text="خبر"))[0] for _ in range(20)]

    first = await run()
    assert first == await run()
    assert {200, 500} == set(first)


async def test_a_pattern_does_not_disturb_reading_but_a_name_does(sandbox: SandboxControl) -> None:
    await sandbox.fault("error", method="*", status=502)
    assert (await sandbox.call("getUpdates"))[0] == 200
    await sandbox.fault("error", method="getUpdates", status=502)
    assert (await sandbox.call("getUpdates"))[0] == 502


async def test_a_rule_with_an_unknown_word_is_refused(sandbox: SandboxControl) -> None:
    url = sandbox.url + "/_sandbox/faults"
    async with sandbox.session.post(url, json={"kind": "error", "whenever": 1}) as response:
        assert response.status == 400
        assert "unknown key in fault: whenever" in (await response.json())["error"]
