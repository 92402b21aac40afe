"""Drive a sandbox from a test: the `sandbox` fixture and a small client of its control API.

Recipe (in a room's conftest.py):

    from tests.sandbox_control import sandbox  # noqa: F401 (a fixture is used by being named)

    async def test_a_post_reaches_the_channel(sandbox):
        await sandbox.create_chat(-1001, "channel", title="من كربلاء الخبر")
        async with sandbox.bot() as bot:            # a python-telegram-bot Bot on this server
            await bot.send_message(-1001, "مرحبا")
        [message] = await sandbox.messages(-1001)

The sandbox listens on 127.0.0.1 in the test's own loop; limits are off unless a test turns them on.
"""

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox.server import SandboxOptions, running_sandbox
from bot.sandbox.traffic.pace import Limits

TOKEN = "1:TEST"  # a sandbox takes any token of the right form
READER = 1001


class SandboxControl:
    """A client of the control API under /_sandbox."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls base_url."""
        return self.url + "/bot"

    @contextlib.asynccontextmanager
    async def bot(self, token: str = TOKEN, **timeouts: float) -> AsyncIterator[Bot]:
        """A real python-telegram-bot Bot that talks to this sandbox."""
        kept = {"read_timeout": 5.0, "connect_timeout": 5.0} | timeouts
        bare: dict[str, Any] = {
            "verify": False
        }  # plain HTTP: reading the system's certificates would be in vain
        request = HTTPXRequest(**kept, httpx_kwargs=bare)  # type: ignore[arg-type] # timeouts only
        polling = HTTPXRequest(read_timeout=10.0, httpx_kwargs=bare)
        bot = Bot(
            token,
            base_url=self.base_url,
            base_file_url=self.url + "/file/bot",
            request=request,
            get_updates_request=polling,
        )
        async with bot:
            yield bot

    async def get(self, path: str, **query: Any) -> Any:
        """GET /_sandbox/*path*."""
        params = {name: str(value) for name, value in query.items()}
        async with self.session.get(f"{self.url}/_sandbox/{path}", params=params) as response:
            text = await response.text()
            assert response.status == 200, text
            return json.loads(text)

    async def post(self, path: str, **body: Any) -> Any:
        """POST /_sandbox/*path*."""
        async with self.session.post(f"{self.url}/_sandbox/{path}", json=body) as response:
            text = await response.text()
            assert response.status == 200, text
            return json.loads(text)

    async def call(self, method: str, token: str = TOKEN, **parameters: Any) -> tuple[int, Any]:
        """The Bot API itself with a JSON body: status and answer."""
        url = f"{self.url}/bot{token}/{method}"
        async with self.session.post(url, json=parameters) as response:
            return response.status, await response.json()

    async def create_chat(self, chat_id: int, kind: str, **more: Any) -> Any:
        """A chat: private, group, supergroup or channel."""
        return await self.post("chats", id=chat_id, type=kind, **more)

    async def say(self, chat_id: int, text: str, **more: Any) -> Any:
        """A person writes in a chat."""
        return await self.post(f"chats/{chat_id}/say", text=text, **more)

    async def press(self, chat_id: int, message_id: int, **more: Any) -> str:
        """A person presses a button (data="…" or button=n); the callback query's id."""
        answer = await self.post(f"chats/{chat_id}/press", message_id=message_id, **more)
        return str(answer["id"])

    async def set_bot(self, chat_id: int, standing: str, **more: Any) -> Any:
        """Block or kick the bot ("kicked"), remove it ("left"), let it in ("member"), promote it."""
        return await self.post(f"chats/{chat_id}/bot", standing=standing, **more)

    async def messages(self, chat_id: int, **query: Any) -> list[dict[str, Any]]:
        """The chat's messages, oldest first."""
        answer = await self.get(f"chats/{chat_id}/messages", **({"limit": 10_000} | query))
        return list(answer["messages"])

    async def ledger(self, **query: Any) -> list[dict[str, Any]]:
        """The ledger, oldest first (after=, method=, chat_id=, accepted="true")."""
        params = {name: str(value) for name, value in query.items()}
        async with self.session.get(f"{self.url}/_sandbox/ledger", params=params) as response:
            return [json.loads(line) for line in (await response.text()).splitlines()]

    async def fault(self, kind: str, **rule: Any) -> Any:
        """Put a fault in force (see `bot.sandbox.traffic.faults.Fault`)."""
        return await self.post("faults", kind=kind, **rule)

    async def clear_faults(self) -> None:
        """No faults any more."""
        async with self.session.delete(f"{self.url}/_sandbox/faults") as response:
            assert response.status == 200

    async def limits(self, **limits: Any) -> Any:
        """Turn Telegram's rate limits on (enabled=True) or change them."""
        return await self.post("limits", **limits)

    async def advance(self, seconds: float) -> None:
        """Let time pass for the sandbox: budgets, expiry, dates."""
        await self.post("clock", advance=seconds)

    async def revoke(self, token: str = TOKEN) -> None:
        """The token answers 401 from now on."""
        await self.post("tokens/revoke", token=token)


@contextlib.asynccontextmanager
async def sandbox_control(options: SandboxOptions | None = None) -> AsyncIterator[SandboxControl]:
    """A running sandbox and its control client."""
    async with (
        running_sandbox(options or SandboxOptions(limits=Limits(enabled=False))) as server,
        aiohttp.ClientSession() as session,
    ):
        yield SandboxControl(server.url, session)


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxControl]:
    """A sandbox without rate limits and without chats; any token of the right form is a bot."""
    async with sandbox_control() as control:
        yield control
