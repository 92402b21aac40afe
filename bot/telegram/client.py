"""The Bot that talks to the Bot API: two separate connection pools, raw updates, and no secret in any log."""

import json
import logging
import os
import ssl
from collections.abc import Sequence
from functools import cache
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

ALLOWED_UPDATES = ("message", "channel_post", "callback_query", "my_chat_member")
"""What we ask Telegram for; edited messages and all else are not even sent to us."""
_TALKATIVE = ("httpx", "httpcore")
"""httpx logs each request's URL, in which the token stands, at INFO."""
CONNECT_TIMEOUT_S = 10.0
SEND_TIMEOUT_S = 25.0
"""A send that is given up early may have arrived all the same: better to wait than to doubt."""


class QuietRequest(HTTPXRequest):
    """HTTPXRequest that does not log what it cannot read: an answer holds people's messages."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """See BaseRequest; any failure to read is a TelegramError."""
        try:
            read = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(read, dict):
            raise TelegramError("Invalid server response")
        return read


class TelegramBot(ExtBot[None]):
    """python-telegram-bot's Bot, and getUpdates as Telegram sent it.

    ``Bot.get_updates`` parses a batch in one go, so that one update which it cannot read loses the others and
    comes back for ever; the raw ones are parsed one at a time.
    """

    __slots__ = ()

    async def raw_updates(
        self, *, offset: int | None, wait_s: int, limit: int, read_timeout: float
    ) -> Sequence[Any]:
        """Updates as JSON values.

        Raises:
            TelegramError: as PTB classifies it; also when the result is no list.
        """
        query = {
            "offset": offset,
            "timeout": wait_s,
            "limit": limit,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        result: Any = await self._post(
            "getUpdates",
            {name: value for name, value in query.items() if value is not None},
            read_timeout=read_timeout,
        )
        if not isinstance(result, list):
            raise TelegramError("Invalid server response")
        return result


def build_bot(token: str, base_url: str, *, send_connections: int = 64) -> TelegramBot:
    """A bot on the Bot API server at *base_url* (``https://api.telegram.org``), not yet initialised.

    Polling has a connection of its own, so that sends cannot starve it nor it them.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own switch: else every 429 warns
    root = base_url.rstrip("/")
    return TelegramBot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=QuietRequest(
            connection_pool_size=send_connections,
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=SEND_TIMEOUT_S,
            write_timeout=SEND_TIMEOUT_S,
            pool_timeout=CONNECT_TIMEOUT_S,
            httpx_kwargs={"verify": _tls()},
        ),
        get_updates_request=QuietRequest(
            connection_pool_size=2, connect_timeout=CONNECT_TIMEOUT_S, httpx_kwargs={"verify": _tls()}
        ),
    )


@cache
def _tls() -> ssl.SSLContext:
    """The context that httpx makes itself, once: reading the certificates takes long."""
    return httpx.create_ssl_context()


def bot_name(bot: Bot) -> str:
    """The bot's username without @, in lower case; commands in groups may end in it."""
    return (bot.username or "").lower()
