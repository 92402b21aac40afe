"""The ledger and the world outlive the bot, and a sandbox with a state folder outlives itself."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import aiohttp
from telegram import InputMediaPhoto

from bot.sandbox.server import SandboxOptions
from bot.sandbox.traffic.pace import Limits
from tests.sandbox.pictures import png
from tests.sandbox_control import SandboxControl, sandbox_control

CHANNEL, READER = -1001, 1001


async def test_effects_in_order_with_what_was_sent(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(CHANNEL, "channel")
    async with sandbox.bot() as bot:
        sent = await bot.send_message(CHANNEL, "خبر")
        await bot.edit_message_text("خبر مصحح", CHANNEL, sent.message_id)
        await bot.send_media_group(CHANNEL, [InputMediaPhoto(png(grey=1)), InputMediaPhoto(png(grey=2))])
        await bot.delete_message(CHANNEL, sent.message_id)
    entries = await sandbox.ledger()
    assert [(e["seq"], e["method"], e["message_ids"]) for e in entries] == [
        (1, "sendMessage", [1]),
        (2, "editMessageText", [1]),
        (3, "sendMediaGroup", [2, 3]),
        (4, "deleteMessage", [1]),
    ]
    assert entries[1]["parameters"]["text"] == "خبر مصحح"
    assert [e["seq"] for e in await sandbox.ledger(after=2, accepted="true")] == [3, 4]
    assert [e["seq"] for e in await sandbox.ledger(method="sendMessage")] == [1]


async def test_refused_requests_are_in_the_ledger_too(sandbox: SandboxControl) -> None:
    await sandbox.call("sendMessage", chat_id=-5, text="خبر")
    [entry] = await sandbox.ledger()
    assert (entry["accepted"], entry["error_code"], entry["description"]) == (
        False,
        400,
        "Bad Request: chat not found",
    )


async def test_a_world_kept_on_disk_goes_on_where_it_was(tmp_path: Path) -> None:
    options = SandboxOptions(
        limits=Limits(enabled=False), state_folder=tmp_path / "world", ledger_path=tmp_path / "ledger.jsonl"
    )
    async with sandbox_control(options) as first:
        await first.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")
        await first.create_chat(READER, "private", title="زينب")
        async with first.bot() as bot:
            photo = await bot.send_photo(CHANNEL, png(), caption="صورة")
            await bot.pin_chat_message(CHANNEL, photo.message_id)
            await first.say(READER, "بانتظارك")
        before = await first.messages(CHANNEL)
    async with sandbox_control(options) as second:
        assert await second.messages(CHANNEL) == before
        async with second.bot() as bot:
            [update] = await bot.get_updates()
            assert update.message is not None
            assert update.message.text == "بانتظارك"
            assert (await bot.send_message(CHANNEL, "التالي")).message_id == 3
            assert bytes(await (await bot.get_file(photo.photo[0].file_id)).download_as_bytearray()) == png()
    lines = [
        json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [(line["seq"], line["method"]) for line in lines] == [
        (1, "sendPhoto"),
        (2, "pinChatMessage"),
        (3, "sendMessage"),
    ]


SENDER = """
import asyncio, sys
from telegram import Bot
async def main():
    async with Bot("1:TEST", base_url=sys.argv[1]) as bot:
        for n in range(10_000):
            await bot.send_message(int(sys.argv[2]), f"خبر {n}")
            print(n, flush=True)
asyncio.run(main())
"""


async def test_kill_9_of_the_bot_leaves_every_accepted_post_in_the_ledger(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(CHANNEL, "channel")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SENDER, sandbox.base_url, str(CHANNEL), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    for _ in range(5):
        await process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    accepted = [entry["message_id"] for entry in await sandbox.ledger(accepted="true")]
    posted = [message["message_id"] for message in await sandbox.messages(CHANNEL)]
    assert accepted == posted == list(range(1, len(posted) + 1))
    assert len(posted) >= 5


async def test_the_page_hears_of_every_change_and_catches_up(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(CHANNEL, "channel")
    start = (await sandbox.get("state"))["last_event"]
    url = sandbox.url + "/_sandbox/events"
    await sandbox.call("sendMessage", chat_id=CHANNEL, text="أول")
    async with sandbox.session.get(url, headers={"Last-Event-ID": str(start)}) as stream:
        assert (await _next(stream, "message"))["message_id"] == 1
        await sandbox.call("editMessageText", chat_id=CHANNEL, message_id=1, text="مصحح")
        assert (await _next(stream, "edit"))["message_id"] == 1
        await sandbox.call("deleteMessage", chat_id=CHANNEL, message_id=1)
        assert (await _next(stream, "delete"))["chat_id"] == CHANNEL
    async with sandbox.session.get(url, headers={"Last-Event-ID": "999999"}) as stream:
        assert await _next(stream, "resync")


async def _next(stream: aiohttp.ClientResponse, kind: str) -> dict[str, object]:
    """The next event of *kind*."""
    async for line in stream.content:
        if line.startswith(b"data: "):
            event: dict[str, object] = json.loads(line[6:])
            if event["kind"] == kind:
                return event
    raise AssertionError(f"the stream ended without {kind}")
