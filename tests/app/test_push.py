"""A publisher's push to the running bot is on the channel in seconds, and its correction edits the post."""

import asyncio
import json
import signal
import socket
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox.demo import CHANNEL, Stage
from bot.sandbox.news.site import NewsClock
from bot.web.signature import signature_of
from tests.app.test_whole_bot import posts, rows, shown, start, stopped, until, with_stage
from tests.feeds.hub import running_hub
from tests.feeds.newswire import feed, item
from tests.loopback import free_port, running_site

SECRET = "0123456789abcdef0123456789abcdef"
WITHOUT_BELLS_S = 15.0  # five stations, each looking every 20 s: so fast nobody is who was not rung for
TITLE = "افتتاح مستشفى جديد في كربلاء بسعة مئتي سرير"
TEXT = (
    "أعلنت العتبة الحسينية المقدسة، اليوم الثلاثاء، عن افتتاح مستشفى جديد في محافظة كربلاء المقدسة.\n\n"
    "وقال المتحدث باسم العتبة إن المستشفى يضم مئتي سرير وعشر صالات للعمليات الجراحية وقسماً للطوارئ.\n\n"
    "وأضاف أن العمل في المستشفى سيبدأ في الأسبوع المقبل بعد وصول آخر الأجهزة الطبية من بغداد."
)


def open_to_pushes(stage: Stage, port: int) -> None:
    text = stage.config.read_text(encoding="utf-8")
    pushed = '[[sources]]\nname = "العتبة"\nurl = "https://karbala.example/"\npush = "only"\n'
    stage.config.write_text(f'{text}\n[push]\nlisten = "127.0.0.1:{port}"\n\n{pushed}', encoding="utf-8")


async def push(port: int, **said: object) -> tuple[int, dict[str, Any]]:
    body = json.dumps({"source": "العتبة", "guid": "17", **said}, ensure_ascii=False).encode()
    timestamp = f"{time.time():.3f}"
    headers = {
        "X-Khabar-Timestamp": timestamp,
        "X-Khabar-Signature": signature_of(body, timestamp=timestamp, secret=SECRET),
        "Content-Type": "application/json",
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/push", data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.json()


async def listening(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            await asyncio.sleep(0.1)


def edits(stage: Stage) -> list[dict[str, Any]]:
    lines = map(json.loads, stage.ledger.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line["accepted"] and line["method"] == "editMessageText"]


async def test_a_push_is_on_the_channel_at_once_and_its_correction_edits_the_post(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHABAR_PUSH_SECRET", SECRET)

    async def play(stage: Stage) -> None:
        port = free_port()
        open_to_pushes(stage, port)
        process = await start(stage)
        await listening(port)
        await until(lambda: bool(posts(stage)))
        began = time.monotonic()
        status, said = await push(port, url="https://karbala.example/17", title=TITLE, text=TEXT)
        assert (status, said["status"]) == (201, "new")
        await until(lambda: any(TITLE in shown(post) for post in posts(stage)))
        assert time.monotonic() - began < WITHOUT_BELLS_S
        corrected = TEXT.replace("مئتي سرير", "ثلاثمئة سرير")
        status, said = await push(port, title=TITLE.replace("مئتي", "ثلاثمئة"), text=corrected)
        assert (status, said["status"]) == (200, "changed")
        await until(lambda: any("ثلاثمئة" in shown(edit) for edit in edits(stage)))
        status, said = await push(port, retracted=True)
        assert (status, said["status"]) == (200, "retracted")
        assert await stopped(process, signal.SIGTERM) == 0
        [[gone_at]] = rows(stage, "SELECT gone_at FROM articles WHERE entry_id = '17'")
        assert gone_at is not None
        mine = [post for post in posts(stage) if "افتتاح مستشفى جديد في كربلاء" in shown(post)]
        assert [post["chat_id"] for post in mine] == [CHANNEL]

    await with_stage(tmp_path, play, speed=NewsClock().speed)


async def test_a_feed_whose_hub_speaks_is_on_the_channel_without_a_poll(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        port = free_port()
        async with running_site() as site, running_hub() as hub:
            address = site.url("/rss")
            links = f'<atom:link rel="hub" href="{hub.url}"/><atom:link rel="self" href="{address}"/>'
            envelope = feed(built=links).replace("<rss ", '<rss xmlns:atom="http://www.w3.org/2005/Atom" ')
            site.serve("/rss", envelope.replace("</channel>", f"{item(1)}</channel>"))
            text = stage.config.read_text(encoding="utf-8").replace(
                "[fetch]",
                f'[push]\nlisten = "127.0.0.1:{port}"\npublic_url = "http://127.0.0.1:{port}"\n\n[fetch]',
            )
            source = f'[[sources]]\nname = "المحور"\nurl = "{address}"\ninterval = "1h"\n'
            stage.config.write_text(f"{text}\n{source}", encoding="utf-8")
            process = await start(stage)
            await until(lambda: bool(hub.agreements))
            said = envelope.replace("</channel>", f"{item(2, title=TITLE)}</channel>")
            assert await hub.announce(said) == [202]
            await until(lambda: any(TITLE in shown(post) for post in posts(stage)))
            assert len(site.asked("/rss")) == 1
            assert await stopped(process, signal.SIGTERM) == 0

    await with_stage(tmp_path, play, speed=NewsClock().speed)


async def test_a_door_without_a_secret_is_no_configuration_to_start_with(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        open_to_pushes(stage, free_port())
        process = await start(stage)
        async with asyncio.timeout(60):
            assert await process.wait() == 78

    await with_stage(tmp_path, play, speed=1)
