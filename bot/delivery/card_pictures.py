"""The bytes of a picture, of which a headline card is drawn by us in a worker process."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bot.cards.card import is_card
from bot.cards.drawing import draw_card
from bot.workers import WorkerError, Workers

DRAWING_S: Final = 10.0
_log = logging.getLogger(__name__)


class CardPictures:
    """Draws what is a card, and has anything else fetched by *fetch_photo*."""

    def __init__(self, fetch_photo: Callable[[str], Awaitable[bytes | None]], workers: Workers) -> None:
        self._fetch_photo = fetch_photo
        self._workers = workers

    async def fetch(self, address: str) -> bytes | None:
        """The picture at *address*, which may be a card's; None when it cannot be had."""
        if not is_card(address):
            return await self._fetch_photo(address)
        try:
            return await self._workers.run(draw_card, address, timeout_s=DRAWING_S)
        except WorkerError as error:
            _log.warning("card.not_drawn reason=%s", error)
            return None
