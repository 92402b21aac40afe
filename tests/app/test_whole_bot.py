"""The whole bot, as an operator runs it: a process against the sandbox, killed at any moment."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.feeds.poll import LEASE
from bot.sandbox.demo import CHANNEL, Stage, running_stage
from bot.sandbox.news.site import NewsClock

POSTS = {"sendMessage", "sendPhoto"}
KILLS_AFTER_S = (1.2, 0.9, 2.1, 1.5)


async def start(stage: Stage) -> asyncio.subprocess.Process:
    environment = {**os.environ, "KHABAR_BOT_TOKEN": stage.token}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        "--config",
        str(stage.config),
        env=environment,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )


async def khabar(*arguments: str) -> int:
    """A command beside the bot."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        stdout=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    async with asyncio.timeout(60):
        return await process.wait()


def posts(stage: Stage) -> list[dict[str, Any]]:
    """What the channel was sent, in the ledger's order."""
    lines = map(json.loads, stage.ledger.read_text(encoding="utf-8").splitlines())
    return [
        line for line in lines if line["accepted"] and line["method"] in POSTS and line["chat_id"] == CHANNEL
    ]


def addresses(stage: Stage) -> Counter[str]:
    """How often the article of each «التفاصيل» button was posted."""
    return Counter(
        button["url"]
        for post in posts(stage)
        for row in post["parameters"]["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == "التفاصيل"
    )


def rows(stage: Stage, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(stage.config.with_name("khabar.db")) as database:
        return database.execute(query).fetchall()


def leave_every_feed_half_polled(stage: Stage) -> None:
    """As a kill in the middle of a round of polls leaves them, by a process of a container that is gone."""
    until = (datetime.now(UTC) + LEASE).isoformat(timespec="microseconds")
    with sqlite3.connect(stage.config.with_name("khabar.db")) as database:
        database.execute("UPDATE feeds SET claimed_until_at = ?, claimed_by = 'gone:1:1'", (until,))


def knows_its_feeds(stage: Stage) -> bool:
    """Whether a bot came so far as to have an archive with sources: a loaded machine takes its time."""
    if not stage.config.with_name("khabar.db").exists():
        return False
    if not rows(stage, "SELECT 1 FROM sqlite_master WHERE name = 'feeds'"):
        return False
    return bool(rows(stage, "SELECT 1 FROM feeds"))


async def until(reached: Callable[[], bool], *, within_s: float = 90.0) -> None:
    async with asyncio.timeout(within_s):
        while not reached():  # noqa: ASYNC110 - another process writes the ledger: there is no event to wait for
            await asyncio.sleep(0.1)


async def stopped(process: asyncio.subprocess.Process, number: signal.Signals) -> int:
    process.send_signal(number)
    async with asyncio.timeout(12):
        return await process.wait()


async def with_stage(folder: Path, play: Callable[[Stage], Awaitable[None]], *, speed: float) -> None:
    async with running_stage(folder, clock=NewsClock(speed=speed)) as stage:
        await play(stage)


async def test_a_bot_that_is_killed_again_and_again_posts_every_story_once(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        for seconds in KILLS_AFTER_S:
            process = await start(stage)
            await asyncio.sleep(seconds)
            assert await stopped(process, signal.SIGKILL) == -signal.SIGKILL
        process = await start(stage)
        await until(lambda: knows_its_feeds(stage))
        assert await stopped(process, signal.SIGKILL) == -signal.SIGKILL
        leave_every_feed_half_polled(stage)
        process = await start(stage)
        await until(lambda: len(posts(stage)) >= 10)
        assert await stopped(process, signal.SIGTERM) == 0
        assert set(addresses(stage).values()) == {1}
        unsent = "SELECT state, reason FROM outbox WHERE kind = 'post' AND state <> 'sent'"
        assert [row for row in rows(stage, unsent) if row[0] in {"dead", "expired"}] == []

    await with_stage(tmp_path, play, speed=6)


async def test_a_bot_restored_from_a_backup_posts_nothing_that_was_posted_since(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        process = await start(stage)
        await until(lambda: stage.ledger.exists() and len(posts(stage)) >= 3)
        saved = tmp_path / "saved.db"
        assert await khabar("backup", str(saved), "--config", str(stage.config)) == 0
        seen = len(posts(stage))
        await until(lambda: len(posts(stage)) >= seen + 4)
        assert await stopped(process, signal.SIGKILL) == -signal.SIGKILL
        for lost in stage.config.parent.glob("khabar.db*"):
            lost.unlink()
        assert await khabar("restore", str(saved), "--config", str(stage.config)) == 0
        before = len(posts(stage))
        process = await start(stage)
        await until(lambda: len(posts(stage)) >= before + 3)
        assert await stopped(process, signal.SIGTERM) == 0
        assert set(addresses(stage).values()) == {1}

    await with_stage(tmp_path, play, speed=6)


async def test_the_seed_article_reaches_the_channel_free_of_page_chrome(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        process = await start(stage)
        await until(lambda: any("rashid" in url for url in addresses(stage)))
        assert await stopped(process, signal.SIGTERM) == 0
        [post] = [post for post in posts(stage) if "رشيد للسفيرة" in shown(post)]
        text = shown(post)
        assert text.startswith(
            "مغايراً لتوجه الحكومة.. رشيد للسفيرة الامريكية: على التحالف الدولي دعم قواتنا تدريباً واستشارة"
        )
        assert "شدد رئيس الجمهورية، عبد اللطيف رشيد" in text
        assert "المصدر: من كربلاء الخبر" in text
        for chrome in ("×", "أخر الأخبار", "135 مشاهدة", "اقرأ أيضاً", "9-01-2024"):
            assert chrome not in text

    await with_stage(tmp_path, play, speed=1)


async def test_a_second_bot_on_the_same_archive_leaves_at_once(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        first = await start(stage)
        await until(lambda: stage.config.with_name("khabar.db.lock").exists())
        second = await start(stage)
        async with asyncio.timeout(10):
            assert await second.wait() == 75
        assert await stopped(first, signal.SIGTERM) == 0

    await with_stage(tmp_path, play, speed=1)


def shown(post: dict[str, Any]) -> str:
    parameters = post["parameters"]
    text: str = parameters.get("text") or parameters.get("caption", "")
    return text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_bot_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    async def play(stage: Stage) -> None:
        process = await start(stage)
        await until(lambda: bool(stage.ledger.exists() and posts(stage)))
        assert await stopped(process, number) == 0

    await with_stage(tmp_path, play, speed=1)
