"""One claimed delivery to the sender: begin it, and no request without that; what came of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import assert_never

import msgspec

from bot.cards.card import is_card
from bot.clock import Clock
from bot.delivery.fence import Fence
from bot.delivery.post import ALONE, UPLOADED, Post, degrade, from_json
from bot.delivery.sender import NotSent, Refused, Rejected, Sender, SendOutcome, Unknown
from storage.errors import StorageError
from storage.records.delivery import Delivery, DeliveryKind
from storage.store import Store

REQUEST_DEADLINE_S = 120.0
"""Beyond every time limit of the sender: the last net under a request that never ends."""

MOST_UPLOADED = 10_000_000
"""Bytes of an album held at a time; the server takes 50 MB (core.telegram.org/bots/api#sending-files)."""

PICTURES_S = 20.0
"""For all pictures of a post together: its chat waits meanwhile."""

FetchImage = Callable[[str], Awaitable[bytes | None]]
"""The bytes of a picture, guarded and bounded; None when it cannot be had."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What leaves: the post as plain as it has become, and its pictures where we bring those ourselves."""

    post: Post | None
    uploads: tuple[bytes, ...]


class Courier:
    """Makes the request that a delivery is about."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        clock: Clock,
        *,
        fence: Fence,
        fetch_image: FetchImage | None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._fence = fence
        self._fetch_image = fetch_image
        self._sleep = sleep

    async def request(self, delivery: Delivery, epoch: int, *, at: float) -> SendOutcome | None:
        """Make the request, not before *at* by the monotonic clock; None when it was not ours to make."""
        try:
            begun = await self._begin(delivery, epoch, at=at)
        except StorageError as error:
            return NotSent(reason=f"the archive refused: {type(error).__name__}")
        except Exception as error:  # noqa: BLE001 - one post's bug must not stop its lane
            _log.exception("deliver.not_prepared delivery_id=%d", delivery.delivery_id)
            return Rejected(what=Refused.CONTENT, reason=f"cannot be prepared: {type(error).__name__}")
        if not isinstance(begun, _Parcel):
            return begun
        try:
            async with asyncio.timeout(REQUEST_DEADLINE_S):
                return await self._perform(delivery, begun.post, begun.uploads)
        except TimeoutError:
            return Unknown(reason="no answer before the last deadline")
        except Exception as error:  # noqa: BLE001 - the bytes may have left, whatever the sender's bug is
            _log.exception("deliver.sender_failed delivery_id=%d", delivery.delivery_id)
            return Unknown(reason=f"the sender failed: {type(error).__name__}")

    async def _begin(self, delivery: Delivery, epoch: int, *, at: float) -> "_Parcel | Rejected | None":
        """Prepare it, commit that it is about to leave, and wait for its moment; nothing leaves in here."""
        try:
            post = degrade(from_json(delivery.payload), delivery.degraded) if delivery.payload else None
        except msgspec.MsgspecError as error:
            return Rejected(what=Refused.CONTENT, reason=f"unreadable: {error}")
        uploads: tuple[bytes, ...] = ()
        if post is not None and (is_card(post.photo_url) or delivery.degraded in {UPLOADED, ALONE}):
            uploads = await self._images(post)
            if not uploads and post.photo_url is not None:
                return Rejected(what=Refused.MEDIA, reason="the picture could not be fetched")
        messages = 1
        if delivery.kind is DeliveryKind.POST and post is not None:
            messages = len(uploads) or post.messages
        async with self._store.write() as tx:
            begun = await tx.outbox.begin(
                delivery.delivery_id, epoch=epoch, messages=messages, now=self._clock.now()
            )
        if (wait := at - self._clock.monotonic()) > 0:
            await self._sleep(wait)
        if not begun or not self._fence.is_ours:
            _log.warning("deliver.not_ours delivery_id=%d", delivery.delivery_id)
            return None
        return _Parcel(post, uploads)

    async def _perform(  # noqa: PLR0911 - one kind, one return
        self, delivery: Delivery, post: Post | None, uploads: tuple[bytes, ...]
    ) -> SendOutcome:
        if delivery.kind is DeliveryKind.POST and post is not None:
            return await self._sender.send(
                delivery.address,
                post,
                thread_id=delivery.thread_id or None,
                reply_to=delivery.reply_to,
                uploads=uploads,
            )
        message_id = delivery.of_message
        if message_id is None:
            return Rejected(
                what=Refused.MESSAGE, reason="the post that it is about does not stand in the chat"
            )
        match delivery.kind:
            case DeliveryKind.EDIT if post is not None:
                return await self._sender.edit(
                    delivery.address, message_id, post, upload=uploads[0] if is_card(post.photo_url) else None
                )
            case DeliveryKind.DELETE:
                return await self._sender.delete(delivery.address, message_id, messages=delivery.of_messages)
            case DeliveryKind.PIN:
                return await self._sender.pin(delivery.address, message_id)
            case DeliveryKind.UNPIN:
                return await self._sender.unpin(delivery.address, message_id)
            case DeliveryKind.POST | DeliveryKind.EDIT:
                return Rejected(what=Refused.CONTENT, reason="there is nothing to send")
            case _:
                assert_never(delivery.kind)

    async def _images(self, post: Post) -> tuple[bytes, ...]:
        """What can be had of its pictures; of an album at most so much as one request may hold."""
        found: list[bytes] = []
        try:
            async with asyncio.timeout(PICTURES_S):
                for url in post.album or filter(None, (post.photo_url,)):
                    image = None if self._fetch_image is None else await self._fetch_image(url)
                    if image is not None and sum(map(len, found)) + len(image) <= MOST_UPLOADED:
                        found.append(image)
        except TimeoutError:
            _log.info("deliver.pictures_late got=%d", len(found))
        return tuple(found)
