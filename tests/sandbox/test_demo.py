"""`khabar demo` and `khabar sandbox`: one line with an address, a bot kept alive, a clean end."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.config.loading import load_config
from bot.sandbox.demo import CHANNEL, READER, running_stage
from bot.sandbox.news.site import NewsClock

ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path.cwd())}
BOT = """
import asyncio, os, pathlib, sys, tomllib
from telegram import Bot
async def main():
    config = tomllib.loads(pathlib.Path(sys.argv[1]).read_text())
    base_url = config["telegram"]["api_base_url"] + "/bot"
    async with Bot(os.environ["KHABAR_BOT_TOKEN"], base_url=base_url) as bot:
        await bot.send_message(config["channels"][0]["chat_id"], str(os.getpid()))
        await asyncio.sleep(60)
asyncio.run(main())
"""
"""Stands in for the bot: says its process id in the channel and stays."""


@contextlib.asynccontextmanager
async def started(*arguments: str, cwd: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A command of ours and the address in its first line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdout=subprocess.PIPE,
        cwd=cwd,
        env=ENVIRONMENT,
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 15)).decode()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address is not None, line
        yield process, address[0]
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def ended(process: asyncio.subprocess.Process, number: signal.Signals) -> tuple[float, int, bytes]:
    """Seconds until it ended after the signal, its exit code, and what else it had printed."""
    assert process.stdout is not None
    began = time.monotonic()
    process.send_signal(number)
    rest = await asyncio.wait_for(process.stdout.read(), 10)
    return time.monotonic() - began, await process.wait(), rest


async def posts(url: str, more_than: int) -> list[str]:
    """The channel's texts as soon as there are enough."""
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{url}/_sandbox/chats/{CHANNEL}/messages") as response:
                found = [message["text"] for message in (await response.json())["messages"]]
            if len(found) > more_than:
                return found
            await asyncio.sleep(0.05)


def demo_script(folder: Path) -> str:
    """`khabar demo` with the stand-in for the bot."""
    bot = folder / "bot_stand_in.py"
    bot.write_text(BOT, encoding="utf-8")
    return (
        "import asyncio, pathlib, sys; from bot.operations.demo import play; "
        f"sys.exit(asyncio.run(play(pathlib.Path({str(folder)!r}), [sys.executable, {str(bot)!r}], "
        "port=0, browser=False)))"
    )


async def test_the_demo_keeps_the_bot_alive_and_the_ledger_outlives_it(tmp_path: Path) -> None:
    async with started("-c", demo_script(tmp_path), cwd=tmp_path) as (process, url):
        [first] = await asyncio.wait_for(posts(url, 0), 15)
        os.kill(int(first), signal.SIGKILL)
        both = await asyncio.wait_for(posts(url, 1), 15)
        assert both[0] == first
        assert both[1] != first
        seconds, code, rest = await ended(process, signal.SIGINT)
    assert (code, rest) == (0, b"")
    assert seconds < 2
    lines = (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["parameters"]["text"] for line in lines] == both
    with pytest.raises(ProcessLookupError):
        os.kill(int(both[1]), 0)


async def test_a_bot_that_does_not_stay_up_ends_the_demo_with_its_last_words(tmp_path: Path) -> None:
    script = (
        "import asyncio, pathlib, sys; from bot.operations.demo import play; "
        "bot = [sys.executable, '-c', 'raise SystemExit(\"no luck\")']; "
        "sys.exit(asyncio.run(play(pathlib.Path('.'), bot, port=0, browser=False)))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        script,
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    _, errors = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 70
    assert b"no luck" in errors


async def test_the_demo_s_configuration_is_valid_and_its_chats_are_there(tmp_path: Path) -> None:
    async with running_stage(tmp_path, clock=NewsClock(elapsed=lambda: 0.0)) as stage:
        config = load_config(stage.config, {"KHABAR_BOT_TOKEN": stage.token})
        assert config.settings.telegram.api_base_url == stage.url
        assert config.settings.telegram.owner_ids == (READER,)
        assert len(config.settings.sources) == 5
        assert config.settings.sources[0].name == "من كربلاء الخبر"
        assert config.settings.channels[0].chat_id == CHANNEL
        async with aiohttp.ClientSession() as session:
            for source in config.settings.sources:
                async with session.get(source.url) as response:
                    assert response.status == 200
            url = f"{stage.url}/bot{stage.token}/sendMessage"
            async with session.post(url, json={"chat_id": CHANNEL, "text": "خبر"}) as response:
                assert response.status == 200
            async with session.post(url, json={"chat_id": READER, "text": "خبر"}) as response:
                assert (await response.json())["description"].startswith("Forbidden: bot can't initiate")


async def test_khabar_sandbox_prints_its_address_and_ends_on_sigterm(tmp_path: Path) -> None:
    command = ("-m", "bot", "sandbox", "--port", "0", "--auto-create", "--ledger", "ledger.jsonl")
    async with started(*command, cwd=tmp_path) as (process, url):
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"{url}/bot1:TEST/sendMessage", json={"chat_id": -100123, "text": "خبر"}
            ) as response,
        ):
            assert response.status == 200
        seconds, code, rest = await ended(process, signal.SIGTERM)
    assert (code, rest) == (0, b"")
    assert seconds < 2
    assert json.loads((tmp_path / "ledger.jsonl").read_text(encoding="utf-8"))["method"] == "sendMessage"


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in ("sandbox", "demo"):
            done = subprocess.run(
                [sys.executable, "-m", "bot", command, "--port", port],
                capture_output=True,
                text=True,
                timeout=20,
                cwd=tmp_path,
                env=ENVIRONMENT,
                check=False,
            )
            assert done.returncode == 69
            assert done.stderr.startswith(f"khabar: port {port} cannot be used: ")
