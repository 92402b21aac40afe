"""The chat page in a real browser, for the tests that look at it."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser import running_browser
from tests.sandbox_control import SandboxControl, sandbox_control

CHANNEL, READER, GROUP = -1001, 1001, -44
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as running:
        yield running


@contextlib.asynccontextmanager
async def opened(browser: Browser, url: str, **options: Any) -> AsyncIterator[Page]:
    """The page at *url* (with the chat to open after #); any error in its console fails the test."""
    context = await browser.new_context(**({"viewport": DESKTOP} | options))
    page = await context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    await page.goto(url)
    await expect(page.locator("#state")).to_have_text("متصل")
    try:
        yield page
    finally:
        await context.close()
    assert troubles == []


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[SandboxControl]:
    async with sandbox_control() as control:
        await control.post("bots", token="1:TEST", first_name="خبر")
        await control.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")
        await control.create_chat(READER, "private", title="زينب")
        await control.create_chat(GROUP, "supergroup", title="هيئة التحرير")
        yield control


async def send(sandbox: SandboxControl, chat_id: int = CHANNEL, text: str = "خبر", **more: Any) -> int:
    """The bot writes; the message's id."""
    status, answer = await sandbox.call("sendMessage", chat_id=chat_id, text=text, **more)
    assert status == 200, answer
    return int(answer["result"]["message_id"])
