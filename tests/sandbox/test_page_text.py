"""What the chat page makes of a text: entities, directions, emoji, and nothing that the text asks for."""

import pytest
from playwright.async_api import Browser, expect

from tests.sandbox.chat_page import CHANNEL, browser, opened, sandbox, send
from tests.sandbox_control import SandboxControl

__all__ = ["browser", "sandbox"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_hostile_text_stays_text(browser: Browser, sandbox: SandboxControl) -> None:
    evil = '<img src=x onerror="document.title=1"><script>document.title=1</script> \u202eقلب'
    link = {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:document.title=1"}
    await sandbox.call("setMyName", name=evil[:60])
    await send(sandbox, text=evil, entities=[link])
    async with opened(browser, f"{sandbox.url}/#{CHANNEL}") as page:
        text = page.locator("#messages .text")
        await expect(text).to_contain_text('<img src=x onerror="document.title=1">')
        assert await text.locator("img, script, a").count() == 0
        assert await page.title() != "1"


async def test_entities_are_drawn_by_utf_16_offsets(browser: Browser, sandbox: SandboxControl) -> None:
    text = "😀 عاجل: افتتاح\nسرٌّ هنا\nسطر أول\nسطر ثان\nhttps://example.iq #كربلاء"
    at = {
        word: len(text[: text.index(word)].encode("utf-16-le")) // 2
        for word in ("عاجل", "افتتاح", "سر", "سطر")
    }
    entities = [
        {"type": "bold", "offset": at["عاجل"], "length": 12},
        {"type": "italic", "offset": at["افتتاح"], "length": 6},
        {"type": "spoiler", "offset": at["سر"], "length": 4},
        {"type": "blockquote", "offset": at["سطر"], "length": 15},
    ]
    await send(sandbox, text=text, entities=entities)
    async with opened(browser, f"{sandbox.url}/#{CHANNEL}") as page:
        body = page.locator("#messages .text")
        await expect(body.locator("strong")).to_have_text("عاجل: افتتاح")
        await expect(body.locator("strong em")).to_have_text("افتتاح")
        await expect(body.locator("blockquote p")).to_have_text(["سطر أول", "سطر ثان"])
        await expect(body.locator("a")).to_have_attribute("href", "https://example.iq/")
        await expect(body.locator(".tag")).to_have_text("#كربلاء")
        spoiler = body.get_by_role("button", name="نص مخفي، اضغط لإظهاره")
        await spoiler.focus()
        await page.keyboard.press("Enter")
        await expect(body.locator(".spoiler.shown")).to_have_text("سرٌّ")


async def test_our_emoji_are_drawn_where_no_font_has_them_and_stay_text(
    browser: Browser, sandbox: SandboxControl
) -> None:
    await send(sandbox, text="🔴 عاجل\n📍 كربلاء\n⚠️ تم سحب هذا الخبر")
    async with opened(browser, f"{sandbox.url}/#{CHANNEL}") as page:
        body = page.locator("#messages .text")
        await expect(body.locator("p")).to_have_text(["🔴 عاجل", "📍 كربلاء", "⚠️ تم سحب هذا الخبر"])
        await expect(body.locator(".emoji svg")).to_have_count(3)
        await expect(body.locator(".emoji svg").first).to_be_visible()


async def test_each_paragraph_has_its_own_direction(browser: Browser, sandbox: SandboxControl) -> None:
    await send(sandbox, text="خبر عربي\nAn English line\n2024")
    async with opened(browser, f"{sandbox.url}/#{CHANNEL}") as page:
        directions = await page.locator("#messages .text p").evaluate_all(
            "nodes => nodes.map(node => getComputedStyle(node).direction)"
        )
        assert directions == ["rtl", "ltr", "rtl"]
