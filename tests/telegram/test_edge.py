"""The edge begins when the network lets it, ends when told, and never shows its token."""

import asyncio
import logging
from datetime import datetime

import pytest

from bot.clock import SystemClock
from bot.commands.catalogue import voice
from bot.locale.moments import Moments
from bot.search.page import SearchPage
from bot.telegram.application import TelegramEdge
from bot.telegram.client import build_bot
from bot.telegram.polling import TokenRefusedError
from storage.store import Store
from tests.sandbox_control import TOKEN, SandboxControl
from tests.telegram.conftest import OWNER, PHRASES, READER, ListedEngine, make_edge, running, until

CHANNEL = -1001234567890


async def test_a_refused_token_at_the_start_is_its_own_error(
    sandbox: SandboxControl, sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    await sandbox.call("getMe")
    await sandbox.revoke()
    with pytest.raises(TokenRefusedError):
        await make_edge(sandbox, sqlite_store, ListedEngine()).run(asyncio.Event())
    assert TOKEN not in caplog.text
    assert "edge.token_refused" in caplog.text


async def test_the_edge_waits_for_a_network_that_is_not_there_yet(
    sandbox: SandboxControl, sqlite_store: Store
) -> None:
    await sandbox.create_chat(READER, "private", title="زينب")
    await sandbox.fault("html", method="getMe", times=1)
    async with running(make_edge(sandbox, sqlite_store, ListedEngine())):

        async def listening() -> int:
            return int((await sandbox.get("requests")).get("getUpdates", 0))

        await until(listening)


async def test_a_stop_before_the_network_is_there_ends_at_once(sqlite_store: Store) -> None:
    edge = TelegramEdge(
        bot=build_bot(TOKEN, "http://127.0.0.1:9"),
        store=sqlite_store,
        clock=SystemClock(),
        voice=voice(store=sqlite_store, engine=ListedEngine(), phrases=PHRASES, moments=Moments(PHRASES)),
        owner_ids=frozenset(),
    )
    stop = asyncio.Event()
    task = asyncio.create_task(edge.run(stop))
    await asyncio.sleep(0)
    stop.set()
    async with asyncio.timeout(5):
        await task


async def test_a_fault_of_ours_is_logged_and_the_reader_told(
    sandbox: SandboxControl, sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(ListedEngine):
        async def search(self, query: str, *, limit: int, cursor: str | None, now: datetime) -> SearchPage:
            raise RuntimeError

    await sandbox.create_chat(READER, "private", title="زينب")
    async with running(make_edge(sandbox, sqlite_store, Broken())):

        async def listening() -> int:
            return int((await sandbox.get("requests")).get("getUpdates", 0))

        await until(listening)
        await sandbox.say(READER, "/search كربلاء")

        async def told() -> str | None:
            texts = [message["text"] for message in await sandbox.messages(READER)]
            return texts[-1] if len(texts) > 1 else None

        assert (await until(told)).startswith("تعذّر تنفيذ الطلب")
    assert "update.failed" in caplog.text


async def test_an_editors_post_in_a_channel_is_noted_and_answered_by_nobody(
    sandbox: SandboxControl, sqlite_store: Store
) -> None:
    noted: list[tuple[int, int]] = []
    await sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر", owner_id=OWNER)
    edge = make_edge(
        sandbox, sqlite_store, ListedEngine(), note_other=lambda chat, message: noted.append((chat, message))
    )
    async with running(edge):
        said = await sandbox.say(CHANNEL, "/latest", user_id=OWNER)

        async def heard() -> bool | None:
            return bool(noted) or None

        await until(heard)
    assert noted == [(CHANNEL, said["message_id"])]
    assert len(await sandbox.messages(CHANNEL)) == 1


async def test_what_a_reader_says_and_what_is_answered_are_noted_whatever_it_is(
    sandbox: SandboxControl, sqlite_store: Store
) -> None:
    noted: list[tuple[int, int]] = []
    await sandbox.create_chat(READER, "private", title="زينب")
    edge = make_edge(
        sandbox, sqlite_store, ListedEngine(), note_other=lambda chat, message: noted.append((chat, message))
    )
    async with running(edge):
        said = await sandbox.say(READER, "/help")

        async def answered() -> bool | None:
            return len(noted) == 2 or None

        await until(answered)
    assert noted == [(READER, said["message_id"]), (READER, said["message_id"] + 1)]
