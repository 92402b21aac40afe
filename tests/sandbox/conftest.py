"""Fixtures for the sandbox's own tests."""

import pytest

from tests.sandbox_control import sandbox

__all__ = ["sandbox"]


@pytest.fixture(autouse=True)
def retry_after_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """The coming form of python-telegram-bot's RetryAfter; the old one warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
