"""A loopback site, and a client that may talk to it."""

from collections.abc import AsyncIterator

import pytest

from bot.web.client import WebClient
from bot.web.guard import guard_of
from tests.loopback import Site, running_site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running_site() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[WebClient]:
    """A client that loopback is open to."""
    async with WebClient(guard=guard_of(("127.0.0.0/8",)), user_agent="Khabar-tests/1") as opened:
        yield opened
