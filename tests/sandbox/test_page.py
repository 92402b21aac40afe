"""The chat page in a real browser: live, readable from the right, usable by keyboard, safe with any text."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox.server import SandboxOptions, running_sandbox
from bot.sandbox.traffic.pace import Limits
from tests.sandbox.chat_page import CHANNEL, GROUP, PHONE, READER, browser, opened, sandbox, send
from tests.sandbox.pictures import png
from tests.sandbox_control import SandboxControl, sandbox_control

__all__ = ["browser", "sandbox"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_posts_edits_pins_and_deletions_show_without_reload(
    browser: Browser, sandbox: SandboxControl
) -> None:
    async with opened(browser, f"{sandbox.url}/#{CHANNEL}") as page:
        message_id = await send(sandbox, text="افتتاح جسر في كربلاء")
        bubble = page.locator(f"#m{message_id}")
        await expect(bubble).to_contain_text("افتتاح جسر في كربلاء")
        await sandbox.call("editMessageText", chat_id=CHANNEL, message_id=message_id, text="افتتاح جسرين")
        await expect(bubble).to_contain_text("افتتاح جسرين")
        await expect(bubble.locator(".edited")).to_have_text("معدّلة")
        await sandbox.call("pinChatMessage", chat_id=CHANNEL, message_id=message_id)
        await expect(page.locator("#pinned-text")).to_have_text("افتتاح جسرين")
        await expect(bubble.locator(".views-count")).to_have_text("1")
        await sandbox.call("deleteMessage", chat_id=CHANNEL, message_id=message_id)
        await expect(bubble).to_have_count(0)
        await expect(page.locator("#pinned")).to_be_hidden()


async def test_buttons_open_links_and_answers_come_back(browser: Browser, sandbox: SandboxControl) -> None:
    row = [{"text": "المصدر", "url": "https://example.iq/1"}, {"text": "المزيد", "callback_data": "more"}]
    await send(sandbox, READER, "خبر", reply_markup={"inline_keyboard": [row]})
    async with opened(browser, f"{sandbox.url}/#{READER}") as page:
        await expect(page.get_by_role("link", name="المصدر (يفتح صفحة جديدة)")).to_have_attribute(
            "href", "https://example.iq/1"
        )
        await page.get_by_role("button", name="المزيد").click()
        _, answer = await sandbox.call("getUpdates", timeout=5)
        query = answer["result"][0]["callback_query"]
        assert query["data"] == "more"
        await sandbox.call("answerCallbackQuery", callback_query_id=query["id"], text="لا مزيد")
        await expect(page.locator("#toast")).to_have_text("لا مزيد")
        await page.get_by_role("button", name="المزيد").click()
        _, answer = await sandbox.call("getUpdates", timeout=5, offset=answer["result"][0]["update_id"] + 1)
        await sandbox.call(
            "answerCallbackQuery",
            callback_query_id=answer["result"][0]["callback_query"]["id"],
            text="تنبيه",
            show_alert=True,
        )
        await expect(page.get_by_role("dialog")).to_contain_text("تنبيه")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_reader_starts_writes_and_uses_suggestions_by_keyboard(
    browser: Browser, sandbox: SandboxControl
) -> None:
    commands = [
        {"command": "latest", "description": "آخر الأخبار"},
        {"command": "search", "description": "بحث"},
    ]
    await sandbox.call("setMyCommands", commands=commands)
    async with opened(browser, f"{sandbox.url}/#{READER}") as page:
        await page.get_by_role("button", name="ابدأ").click()
        await expect(page.locator(".out .text")).to_have_text("/start")
        box = page.get_by_role("textbox", name="اكتب رسالة")
        await box.fill("/")
        await expect(page.get_by_role("option")).to_have_count(2)
        await page.keyboard.press("ArrowDown")
        await expect(page.get_by_role("option", selected=True)).to_contain_text("/search")
        await page.keyboard.press("Enter")
        await expect(page.locator(".out .text").last).to_have_text("/search")
        await box.fill("بحث كربلاء")
        await page.keyboard.press("Enter")
        await expect(page.locator(".out .text").last).to_have_text("بحث كربلاء")
        await expect(box).to_have_value("")
        _, answer = await sandbox.call("getUpdates")
        assert [update["message"]["text"] for update in answer["result"]] == [
            "/start",
            "/search",
            "بحث كربلاء",
        ]


async def test_the_bot_s_keyboard_and_typing_sign(browser: Browser, sandbox: SandboxControl) -> None:
    await sandbox.say(READER, "/start")
    keyboard = {"keyboard": [[{"text": "آخر الأخبار"}, {"text": "الأقسام"}]]}
    await send(sandbox, READER, "اختر", reply_markup=keyboard)
    async with opened(browser, f"{sandbox.url}/#{READER}") as page:
        await page.get_by_role("group", name="لوحة الأزرار").get_by_role("button", name="الأقسام").click()
        await expect(page.locator(".out .text").last).to_have_text("الأقسام")
        await sandbox.call("sendChatAction", chat_id=READER, action="typing")
        await expect(page.locator("#chat-note")).to_have_text("يكتب…")
        await send(sandbox, READER, "انتهى", reply_markup={"remove_keyboard": True})
        await expect(page.locator("#chat-note")).to_have_text("بوت")
        await expect(page.get_by_role("group", name="لوحة الأزرار")).to_have_count(0)


async def test_older_messages_come_on_the_way_up(browser: Browser, sandbox: SandboxControl) -> None:
    for n in range(60):
        await send(sandbox, text=f"خبر {n}")
    async with opened(browser, f"{sandbox.url}/#{CHANNEL}") as page:
        await expect(page.locator("#m60")).to_be_in_viewport()
        scroll = page.locator("#scroll")
        for _ in range(6):
            await scroll.evaluate("node => node.scrollTo(0, 0)")
            if await page.locator("#m1").count():
                break
            await page.wait_for_function(
                "n => document.querySelectorAll('.message').length > n",
                arg=await page.locator(".message").count(),
            )
        await expect(page.locator(".message")).to_have_count(60)
        await expect(page.locator(".day")).to_have_count(1)
        await page.get_by_role("button", name="إلى أحدث الرسائل").click()
        await expect(page.locator("#m60")).to_be_in_viewport()


async def test_unread_marks_come_and_go(browser: Browser, sandbox: SandboxControl) -> None:
    await send(sandbox, text="مقروءة")
    await sandbox.post(f"chats/{CHANNEL}/seen", viewer="x", message_ids=[1])
    for n in range(3):
        await send(sandbox, text=f"جديدة {n}")
    async with opened(browser, sandbox.url) as page:
        line = page.locator(f'[data-chat="{CHANNEL}"]')
        await expect(line.get_by_role("img", name="3 رسائل غير مقروءة")).to_be_visible()
        assert await page.title() == "(3) خبر"
        await line.click()
        await expect(page.locator(".fresh")).to_have_text("رسائل جديدة")
        await expect(line.locator(".badge")).to_have_count(0)
        await expect(page).to_have_title("خبر")


async def test_by_keyboard_alone_into_a_chat_and_back(browser: Browser, sandbox: SandboxControl) -> None:
    await send(sandbox)
    async with opened(browser, sandbox.url) as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="إلى المحادثة")).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(page.locator(f'[data-chat="{CHANNEL}"]')).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#chat-title")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator(f'[data-chat="{CHANNEL}"]')).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(page.locator(f'[data-chat="{GROUP}"]')).to_be_focused()


async def test_a_reply_in_a_group_quotes_the_message(browser: Browser, sandbox: SandboxControl) -> None:
    message_id = await send(sandbox, GROUP, "هل من جديد؟")
    async with opened(browser, f"{sandbox.url}/#{GROUP}") as page:
        await page.locator(f"#m{message_id}").hover()
        await page.get_by_role("button", name="رد").click()
        await page.get_by_role("textbox").fill("نعم")
        await page.keyboard.press("Enter")
        await expect(page.locator(".out .quoted")).to_contain_text("هل من جديد؟")


async def test_a_phone_s_width_holds_everything(browser: Browser, sandbox: SandboxControl) -> None:
    row = [{"text": "زر طويل الاسم جداً جداً", "callback_data": str(n)} for n in range(3)]
    await sandbox.say(READER, "/start")
    await send(
        sandbox,
        READER,
        "https://example.iq/" + "a" * 300 + " " + "كلمةطويلة" * 40,
        reply_markup={"inline_keyboard": [row]},
    )
    async with opened(browser, f"{sandbox.url}/#{READER}", viewport=PHONE, has_touch=True) as page:
        await expect(page.locator(".message")).to_have_count(2)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]
        inside = await page.locator("#scroll").evaluate("node => node.scrollWidth <= node.clientWidth")
        assert inside
        sizes = await page.locator("button:visible").evaluate_all(
            "nodes => nodes.filter(node => !node.closest('.text'))"
            ".map(node => [node.offsetWidth, node.offsetHeight])"
        )
        assert all(width >= 44 and height >= 44 for width, height in sizes), sizes
        await page.get_by_role("button", name="العودة إلى المحادثات").click()
        await expect(page.locator(".chat")).to_have_count(3)


async def test_an_album_is_one_bubble_and_pictures_enlarge(browser: Browser, sandbox: SandboxControl) -> None:
    async with opened(browser, f"{sandbox.url}/#{CHANNEL}") as page:
        async with sandbox.bot() as bot:
            from telegram import InputMediaPhoto  # noqa: PLC0415 (the only test that needs it)

            await bot.send_media_group(
                CHANNEL, [InputMediaPhoto(png(grey=n), caption="صور" if n == 1 else None) for n in (1, 2, 3)]
            )
        await expect(page.locator(".picture")).to_have_count(3)
        await expect(page.locator(".message")).to_have_count(1)
        await page.locator(".picture").first.click()
        await expect(page.get_by_role("dialog", name="صورة مكبرة")).to_be_visible()
        await page.get_by_role("button", name="إغلاق").click()


CONTRAST = """
() => {
  const parse = (text) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const shine = (rgb) => {
    const [x, y, z] = rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > 250) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const apart = node.closest(".spoiler, .avatar, noscript, svg, .skip");
    if (!walk.currentNode.data.trim() || !node.checkVisibility() || apart) continue;
    const [a, b] = [shine(parse(getComputedStyle(node).color)), shine(ground(node))].sort((p, q) => q - p);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push([walk.currentNode.data.trim().slice(0, 20), node.className, ratio.toFixed(2)]);
  }
  return poor;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_and_every_control_has_a_name(
    browser: Browser, sandbox: SandboxControl, scheme: str
) -> None:
    await sandbox.say(READER, "/start")
    row = [{"text": "المصدر", "url": "https://example.iq/1"}, {"text": "المزيد", "callback_data": "more"}]
    text = "عاجل #كربلاء https://example.iq /latest"
    message_id = await send(sandbox, READER, text, reply_markup={"inline_keyboard": [row]})
    await send(sandbox, READER, "رد", reply_parameters={"message_id": message_id})
    await sandbox.call("pinChatMessage", chat_id=READER, message_id=message_id)
    await send(sandbox, CHANNEL)
    async with opened(browser, f"{sandbox.url}/#{READER}", color_scheme=scheme) as page:
        await expect(page.locator(".message")).to_have_count(4)
        assert await page.evaluate(CONTRAST) == []
        nameless = await page.locator("button:visible, a:visible, textarea:visible").evaluate_all(
            "nodes => nodes.filter(n => !(n.getAttribute('aria-label') || n.textContent.trim()))"
            ".map(n => n.outerHTML)"
        )
        assert nameless == []
        assert await page.locator("html").get_attribute("dir") == "rtl"
        await expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
        await expect(page.get_by_role("navigation")).to_have_count(1)
        await expect(page.get_by_role("main")).to_have_count(1)


async def test_nothing_is_fetched_from_elsewhere_and_the_policy_is_strict(
    browser: Browser, sandbox: SandboxControl
) -> None:
    asked: list[str] = []
    context = await browser.new_context()
    page = await context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    response = await page.goto(sandbox.url)
    assert response is not None
    await expect(page.locator(".chat")).to_have_count(3)
    assert all(url.startswith(sandbox.url + "/") for url in asked)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    await context.close()


async def test_the_page_finds_its_way_back_after_a_restart(browser: Browser, tmp_path: Path) -> None:
    options = SandboxOptions(limits=Limits(enabled=False), state_folder=tmp_path)
    async with sandbox_control(options) as first:
        await first.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")
        await send(first, text="قبل الانقطاع")
        port = int(first.url.rpartition(":")[2])
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(f"{first.url}/#{CHANNEL}")
        await expect(page.locator("#m1")).to_be_visible()
    await expect(page.locator("#state")).to_contain_text("انقطع الاتصال")
    again = SandboxOptions(port=port, limits=Limits(enabled=False), state_folder=tmp_path)
    async with running_sandbox(again) as second:
        chat = second.world.chats[CHANNEL]
        second.world.post(chat, from_id=None, sent_by=1, text="بعد الانقطاع")
        await expect(page.locator("#state")).to_have_text("متصل")
        await expect(page.locator("#m2")).to_contain_text("بعد الانقطاع")
        await context.close()
