"""Fixtures for the sandbox's own tests; page tests are collected where there is a browser."""

import pytest

from tests.browser import CHROMIUM
from tests.sandbox_control import sandbox

__all__ = ["sandbox"]

collect_ignore_glob = [] if CHROMIUM else ["test_page*.py"]


@pytest.fixture(autouse=True)
def retry_after_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """The coming form of python-telegram-bot's RetryAfter; the old one warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
