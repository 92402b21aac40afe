"""A real browser for page tests: Chromium through playwright, where it is installed."""

import contextlib
import shutil
from collections.abc import AsyncIterator

from playwright.async_api import Browser, async_playwright

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def report_line() -> str:
    """What the header of a test run says about the browser."""
    return f"browser: {CHROMIUM}" if CHROMIUM else "browser: none, page tests are not collected"


@contextlib.asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """A browser without a window while the block runs."""
    assert CHROMIUM is not None
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()
