"""Updates: confirmed by offset, waited for, contended for, forgotten after a day, or sent to a webhook."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict, InvalidToken

from tests.sandbox_control import SandboxControl

READER = 1001


@pytest.fixture(autouse=True)
async def private_chat(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(READER, "private", title="زينب")


async def test_an_offset_confirms_what_lies_before_it(sandbox: SandboxControl) -> None:
    async with sandbox.bot() as bot:
        for n in range(3):
            await sandbox.say(READER, f"رسالة {n}")
        first = await bot.get_updates()
        assert [update.message.text for update in first if update.message] == [
            "رسالة 0",
            "رسالة 1",
            "رسالة 2",
        ]
        assert await bot.get_updates(offset=first[0].update_id) == first
        rest = await bot.get_updates(offset=first[1].update_id, limit=1)
        assert [update.update_id for update in rest] == [first[1].update_id]
        assert await bot.get_updates(offset=first[2].update_id + 1) == ()


async def test_a_negative_offset_keeps_only_the_end(sandbox: SandboxControl) -> None:
    async with sandbox.bot() as bot:
        for n in range(4):
            await sandbox.say(READER, f"رسالة {n}")
        kept = await bot.get_updates(offset=-1)
        assert [update.message.text for update in kept if update.message] == ["رسالة 3"]


async def test_a_long_poll_returns_the_moment_something_happens(sandbox: SandboxControl) -> None:
    async with sandbox.bot() as bot:
        waiting = asyncio.create_task(bot.get_updates(timeout=5))
        await _requested(sandbox, "getUpdates")
        await sandbox.say(READER, "مرحبا")
        [update] = await asyncio.wait_for(waiting, 2)
        assert update.message is not None
        assert update.message.text == "مرحبا"


async def test_a_second_reader_sends_the_first_away(sandbox: SandboxControl) -> None:
    async with sandbox.bot() as bot, sandbox.bot() as other:
        first = asyncio.create_task(bot.get_updates(timeout=5))
        await _requested(sandbox, "getUpdates")
        assert await other.get_updates() == ()
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first


async def test_a_revoked_token_ends_the_waiting_poll(sandbox: SandboxControl) -> None:
    async with sandbox.bot() as bot:
        waiting = asyncio.create_task(bot.get_updates(timeout=5))
        await _requested(sandbox, "getUpdates")
        await sandbox.revoke()
        with pytest.raises(InvalidToken):
            await waiting


async def test_updates_are_kept_for_a_day(sandbox: SandboxControl) -> None:
    async with sandbox.bot() as bot:
        await sandbox.say(READER, "قديمة")
        await sandbox.advance(24 * 3600 + 1)
        await sandbox.say(READER, "جديدة")
        [update] = await bot.get_updates()
        assert update.message is not None
        assert update.message.text == "جديدة"


async def test_some_kinds_must_be_asked_for(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(-44, "supergroup")
    async with sandbox.bot() as bot:
        await sandbox.post("chats/-44/members", user_id=7, standing="member", first_name="علي")
        kinds = [update.chat_member is not None for update in await bot.get_updates()]
        assert kinds == [False]
        await bot.get_updates(offset=-1, allowed_updates=["chat_member", "message_reaction"])
        await sandbox.post("chats/-44/members", user_id=8, standing="member", first_name="سارة")
        sent = await bot.send_message(-44, "خبر")
        await sandbox.post("chats/-44/react", message_id=sent.message_id, emoji="👍", user_id=8)
        await sandbox.say(-44, "لا تصل", user_id=8)
        updates = (await bot.get_updates())[1:]
        assert updates[0].chat_member is not None
        assert updates[0].chat_member.new_chat_member.user.first_name == "سارة"
        assert updates[1].message_reaction is not None
        assert len(updates) == 2


async def test_what_was_written_before_any_bot_came_is_waiting_for_it(sandbox: SandboxControl) -> None:
    await sandbox.say(READER, "/start")
    async with sandbox.bot() as bot:
        assert [update.message.text for update in await bot.get_updates() if update.message] == ["/start"]


async def test_own_posts_are_no_updates_and_edits_of_people_are(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(-1001, "channel")
    async with sandbox.bot() as bot:
        await bot.send_message(-1001, "خبر")
        said = await sandbox.say(-1001, "منشور المحرر", user_id=5)
        await sandbox.post("chats/-1001/edit", message_id=said["message_id"], text="منشور مصحح")
        updates = await bot.get_updates()
        assert updates[0].channel_post is not None
        assert updates[0].channel_post.text == "منشور المحرر"
        assert updates[1].edited_channel_post is not None
        assert updates[1].edited_channel_post.edit_date is not None


async def test_an_update_of_any_shape_can_be_planted(sandbox: SandboxControl) -> None:
    await sandbox.call("getMe")
    await sandbox.post("updates", update={"message": {"message_id": 1, "date": "yesterday"}})
    _, answer = await sandbox.call("getUpdates")
    assert answer["result"][0]["message"]["date"] == "yesterday"


@dataclass
class Receiver:
    """A webhook of ours that answers what the test says and keeps what came."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    came: asyncio.Queue[tuple[str | None, Any]] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        await self.came.put((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    application = web.Application()
    application.add_routes([web.post("/hook", receiver.take)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_a_webhook_gets_each_update_in_order_until_it_takes_it(
    sandbox: SandboxControl, receiver: Receiver
) -> None:
    receiver.statuses = [500, 200]
    async with sandbox.bot() as bot:
        await bot.set_webhook(receiver.url, secret_token="s3cret")
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await sandbox.say(READER, "أولى")
        await sandbox.say(READER, "ثانية")
        came = [await asyncio.wait_for(receiver.came.get(), 5) for _ in range(3)]
        assert [(secret, body["message"]["text"]) for secret, body in came] == [
            ("s3cret", "أولى"),
            ("s3cret", "أولى"),
            ("s3cret", "ثانية"),
        ]
        described = await bot.get_webhook_info()
        assert described.url == receiver.url
        assert described.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
        await bot.delete_webhook()
        await sandbox.say(READER, "ثالثة")
        texts = [update.message.text for update in await bot.get_updates() if update.message]
        assert texts[-1] == "ثالثة"


async def test_a_webhook_is_https_or_on_this_machine(sandbox: SandboxControl) -> None:
    async with sandbox.bot() as bot:
        with pytest.raises(BadRequest, match="Bad webhook: an https url must be provided for webhook"):
            await bot.set_webhook("http://example.org/hook")


async def _requested(sandbox: SandboxControl, method: str) -> None:
    """Until the server has seen *method*; each look gives it a turn."""
    while not (await sandbox.get("requests")).get(method):
        continue
    await sandbox.get("requests")
