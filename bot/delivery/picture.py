"""The bytes of a picture that Telegram would not fetch itself, so that it can be uploaded instead.

Limits of sendPhoto: 10 MB, in a format that Telegram takes for a photo
(core.telegram.org/bots/api#sendphoto). Only what really is a picture is passed on, whatever its server calls
it.
"""

import logging
from typing import Final

from bot.web.answer import Limits, WebFailure
from bot.web.client import WebClient

MOST_BYTES: Final = 10_000_000
_LIMITS: Final = Limits(max_bytes=MOST_BYTES, timeout_s=20.0)
_OK: Final = 200
_log = logging.getLogger(__name__)


class Pictures:
    """Fetches pictures through the guard against private addresses."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    async def fetch(self, url: str) -> bytes | None:
        """The picture at *url*; None when it cannot be had or is none."""
        answer = await self._client.get(url, headers={"Accept": "image/*"}, limits=_LIMITS)
        if isinstance(answer, WebFailure):
            _log.info("picture.not_fetched fault=%s", answer.fault)
            return None
        if answer.status != _OK or not is_picture(answer.body):
            _log.info("picture.none status=%d bytes=%d", answer.status, len(answer.body))
            return None
        return answer.body


def is_picture(body: bytes) -> bool:
    """Whether *body* begins as JPEG, PNG or WebP files do."""
    is_webp = body[:4] == b"RIFF" and body[8:12] == b"WEBP"
    return is_webp or body.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
