"""A picture that Telegram would not fetch is fetched here, within bounds, and uploaded."""

import struct
import zlib
from collections.abc import AsyncIterator

import pytest

from bot.delivery.picture import MOST_BYTES, Pictures
from bot.web.client import WebClient
from bot.web.guard import guard_of
from tests.delivery.conftest import Stage
from tests.delivery.desk import CHANNEL
from tests.loopback import Site, running_site

JPEG = b"\xff\xd8\xff\xe0" + bytes(200)  # begins as one; what follows is not looked at here
REFUSAL = "Bad Request: failed to get HTTP URL content"


def _png(width: int, height: int) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(width)) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running_site() as running:
        yield running


@pytest.fixture
async def pictures() -> AsyncIterator[Pictures]:
    async with WebClient(guard=guard_of(("127.0.0.0/8",)), user_agent="Khabar-tests/1") as client:
        yield Pictures(client)


async def test_a_picture_that_telegram_could_not_fetch_is_uploaded(
    lite: Stage, site: Site, pictures: Pictures
) -> None:
    site.serve("/1.png", _png(320, 180))
    await lite.desk.story("خبر بصورة", image_url=site.url("/1.png"))
    await lite.sandbox.fault("error", method="sendPhoto", nth=[1], status=400, description=REFUSAL)
    await lite.enqueue()
    await lite.deliverer(fetch_image=pictures.fetch).drain()
    assert [entry["method"] for entry in await lite.sandbox.ledger()] == ["sendPhoto", "sendPhoto"]
    [message] = await lite.sandbox.messages(CHANNEL)
    assert message["caption"].startswith("خبر بصورة")


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"RIFF1234WAVE", b"", JPEG + bytes(MOST_BYTES)],
    ids=["a page", "a sound", "nothing", "too large"],
)
async def test_what_is_no_picture_or_too_large_is_not_uploaded(
    body: bytes, site: Site, pictures: Pictures
) -> None:
    site.serve("/1.jpg", body, headers={"Content-Type": "image/jpeg"})
    assert await pictures.fetch(site.url("/1.jpg")) is None


async def test_a_private_address_is_not_asked_for_a_picture(site: Site) -> None:
    site.serve("/1.jpg", JPEG)
    async with WebClient(guard=guard_of(()), user_agent="Khabar-tests/1") as client:
        assert await Pictures(client).fetch(site.url("/1.jpg")) is None
