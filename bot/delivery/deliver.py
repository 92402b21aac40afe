"""The outbox → Telegram: one request in flight per chat, in order, at the pace permitted, each settled.

    outbox.heads | pace.choose | outbox.claim | outbox.begin | sender.send | settle_as | outbox.settle

``begin`` commits that a request is about to leave; so after a crash only deliveries found in that state are
in doubt, and those are looked for in the chat (see looking.py) before anything else goes to it.

Attention: the network is never awaited inside a transaction.
"""

import asyncio
import logging
import math
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import assert_never

import msgspec

from bot.clock import Clock
from bot.delivery.fence import RENEW_EVERY, Fence
from bot.delivery.looking import Looker
from bot.delivery.pace import Pace, choose
from bot.delivery.post import UPLOADED, Post, degrade, from_json
from bot.delivery.sender import (
    Refused,
    Rejected,
    RetryAfter,
    Sender,
    SendOutcome,
    Sent,
    TokenRefused,
    Unknown,
)
from bot.delivery.settle import Patience, settle_as
from storage.connection import Belt
from storage.errors import StorageError
from storage.records.delivery import Address, Delivery, DeliveryKind, DeliveryState, Head, Settlement
from storage.records.identity import ChatId
from storage.store import Store

REQUEST_DEADLINE_S = 60.0
"""Beyond every time limit of the sender: the last net under a request that never ends."""
NET_S = 2.0
"""How long the loop sleeps at most: signals wake it, this only catches what signalled nothing."""
STANDBY_S = 2.0
SETTLE_PAUSE_S = 0.5
GRACE_S = 6.0

FetchImage = Callable[[str], Awaitable[bytes | None]]
"""The bytes of a picture, guarded and bounded; None when it cannot be had."""

_log = logging.getLogger(__name__)


class Deliverer:
    """The lanes of one process. run() until told to stop; only one process of an archive sends at a time.

    While *silenced* is true nothing is sent: another bot uses our token, perhaps on another archive.
    """

    def __init__(
        self,
        store: Store,
        sender: Sender,
        clock: Clock,
        *,
        pace: Pace,
        fence: Fence | None = None,
        patience: Patience | None = None,
        fetch_image: FetchImage | None = None,
        ops_chat_id: ChatId | None = None,
        chance: Callable[[], float] = random.random,
        silenced: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._pace = pace
        self._fence = fence or Fence(store, clock)
        self._patience = patience or Patience()
        self._fetch_image = fetch_image
        self._chance = chance
        self._silenced = silenced
        self._bell = store.bells.bell(Belt.OUTBOX)
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._refused_until = -math.inf
        self.looker = Looker(
            store, sender, clock, pace=pace, patience=self._patience, ops_chat_id=ops_chat_id, chance=chance
        )

    @property
    def is_sender(self) -> bool:
        """True while this process may send: the others of its archive stand by."""
        return self._fence.is_ours

    @property
    def token_refused(self) -> bool:
        """True while the server does not know our token: nothing is sent, nothing is lost."""
        return self._clock.monotonic() < self._refused_until

    async def run(self, stop: asyncio.Event) -> None:
        """Send until *stop*; then start nothing more, wait for what is in flight, give the lease back."""
        stopping = asyncio.create_task(self._wake_on(stop))
        try:
            while not stop.is_set():
                if await self.take_over():
                    await self._send_while_ours(stop)
                else:
                    await self._sleep(STANDBY_S)
        finally:
            stopping.cancel()
            await self._finish_flight()
            await self._fence.release()

    async def drain(self) -> None:
        """Take over and work until nothing is due and nothing in flight; for commands and tests."""
        if not self._fence.is_ours and not await self.take_over():
            return
        renewing = asyncio.create_task(self._go_on(), name="deliver-lease")
        try:
            while not renewing.done():
                self._bell.clear()
                wait = await self.work()
                if wait >= NET_S and not self._busy:
                    return
                await self._sleep(wait)
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def resume(self, chat_id: ChatId) -> bool:
        """The bot may write to this chat again, as a membership update says; True when it was paused."""
        async with self._store.write() as tx:
            return await tx.targets.resume(chat_id)

    async def work(self) -> float:
        """One round: start whatever may start now; the seconds after which there may be more."""
        if not self._fence.is_ours or self.token_refused or self._silenced():
            return NET_S
        now = self._clock.now()
        async with self._store.read() as tx:
            heads = await tx.outbox.heads(now=now)
            unknowns = await tx.outbox.unknowns(now=now)
            next_at = await tx.outbox.next_at(now=now)
        for delivery in unknowns:
            if delivery.target_id not in self._busy:
                self._launch(delivery.target_id, self._look(delivery))
        ready = [head for head in heads if head.ready_at <= now and head.target_id not in self._busy]
        chosen, again_at = choose(ready, self._pace, now=self._clock.monotonic())
        if chosen:
            await self._start(chosen)
        wait = min(NET_S, again_at - self._clock.monotonic())
        if next_at is not None:
            wait = min(wait, (next_at - self._clock.now()).total_seconds())
        return max(wait, 0.0)

    # Being the sender

    async def take_over(self) -> bool:
        """Become the sender, and put right what earlier ones left; False while another one is."""
        if not await self._fence.acquire():
            return False
        now = self._clock.now()
        async with self._store.write() as tx:
            claimed, sending = await tx.outbox.recover(
                epoch=self._fence.epoch, look_at=now + self._patience.look_after
            )
            recent = await tx.outbox.recent(since=now - timedelta(minutes=1))
            await tx.outbox.expire(now=now)
        for address, moments in recent.items():
            ages = [(now - moment).total_seconds() for moment in moments]
            self._pace.count(address, ages=ages, now=self._clock.monotonic())
        _log.info("deliver.sender epoch=%d claimed=%d in_doubt=%d", self._fence.epoch, claimed, sending)
        return True

    async def _send_while_ours(self, stop: asyncio.Event) -> None:
        renewing = asyncio.create_task(self._go_on(), name="deliver-lease")
        try:
            while not stop.is_set() and not renewing.done():
                self._bell.clear()
                await self._sleep(await self.work())
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _go_on(self) -> None:
        """Renew until another process has taken over; meanwhile give up what has become too old."""
        while True:
            await asyncio.sleep(RENEW_EVERY.total_seconds())
            try:
                if not await self.keep_lease():
                    return
            except StorageError as error:
                _log.warning("deliver.lease_not_renewed error=%s", type(error).__name__)

    async def keep_lease(self) -> bool:
        """Go on as the sender; False: another process has taken over."""
        if not await self._fence.renew():
            _log.warning("deliver.lease_lost")
            return False
        async with self._store.write() as tx:
            await tx.outbox.expire(now=self._clock.now())
        return True

    async def settle_flight(self) -> bool:
        """Wait for the next request in flight to be settled; False: there is none."""
        if not self._busy:
            return False
        await asyncio.wait(list(self._busy.values()), return_when=asyncio.FIRST_COMPLETED)
        return True

    # One delivery

    async def _start(self, chosen: list[Head]) -> None:
        """Claim the chosen heads together and launch each; what is gone by now gives its place back."""
        try:
            async with self._store.write() as tx:
                claimed = await tx.outbox.claim(
                    [head.delivery_id for head in chosen], epoch=self._fence.epoch
                )
        except BaseException:
            claimed = []
            raise
        finally:
            taken = {delivery.delivery_id for delivery in claimed}
            for head in chosen:
                if head.delivery_id not in taken:
                    self._pace.finish(head.address, head.kind, now=self._clock.monotonic())
        for delivery in claimed:
            self._launch(delivery.target_id, self._carry(delivery))

    async def _carry(self, delivery: Delivery) -> None:
        """One claimed delivery to its settlement."""
        epoch = self._fence.epoch
        outcome: SendOutcome | None = None
        try:
            outcome = await self._request(delivery, epoch)
        finally:
            self._pace.finish(delivery.address, delivery.kind, now=self._clock.monotonic())
        if outcome is None:  # never begun: another sender has it, or will
            return
        if isinstance(outcome, Sent) and delivery.doubtful:
            outcome = await self.looker.drop_double(delivery, outcome)
        settlement = settle_as(
            delivery, outcome, now=self._clock.now(), patience=self._patience, chance=self._chance()
        )
        self._note(delivery.address, outcome)
        await self._settle(delivery, settlement, epoch)

    async def _request(self, delivery: Delivery, epoch: int) -> SendOutcome | None:
        """Make the request; None when it was not ours to make."""
        try:
            post = degrade(from_json(delivery.payload), delivery.degraded) if delivery.payload else None
        except msgspec.MsgspecError as error:
            await self._bury(delivery, epoch, f"unreadable: {error}")
            return None
        upload = None
        if post is not None and post.photo_url is not None and delivery.degraded == UPLOADED:
            upload = await self._image(post.photo_url)
            if upload is None:
                return Rejected(what=Refused.MEDIA, reason="the picture could not be fetched")
        async with self._store.write() as tx:
            begun = await tx.outbox.begin(delivery.delivery_id, epoch=epoch, now=self._clock.now())
        if not begun or not self._fence.is_ours:
            _log.warning("deliver.not_ours delivery_id=%d", delivery.delivery_id)
            return None
        try:
            async with asyncio.timeout(REQUEST_DEADLINE_S):
                return await self._perform(delivery, post, upload)
        except TimeoutError:
            return Unknown(reason="no answer before the last deadline")
        except Exception as error:  # noqa: BLE001 - the bytes may have left, whatever the sender's bug is
            _log.exception("deliver.sender_failed delivery_id=%d", delivery.delivery_id)
            return Unknown(reason=f"the sender failed: {type(error).__name__}")

    async def _perform(  # noqa: PLR0911 - one kind, one return
        self, delivery: Delivery, post: Post | None, upload: bytes | None
    ) -> SendOutcome:
        if delivery.kind is DeliveryKind.POST and post is not None:
            return await self._sender.send(
                delivery.address,
                post,
                thread_id=delivery.thread_id or None,
                reply_to=delivery.reply_to,
                upload=upload,
            )
        message_id = delivery.of_message
        if message_id is None:
            return Rejected(
                what=Refused.MESSAGE, reason="the post that it is about does not stand in the chat"
            )
        match delivery.kind:
            case DeliveryKind.EDIT if post is not None:
                return await self._sender.edit(delivery.address, message_id, post)
            case DeliveryKind.DELETE:
                return await self._sender.delete(delivery.address, message_id)
            case DeliveryKind.PIN:
                return await self._sender.pin(delivery.address, message_id)
            case DeliveryKind.UNPIN:
                return await self._sender.unpin(delivery.address, message_id)
            case DeliveryKind.POST | DeliveryKind.EDIT:
                return Rejected(what=Refused.CONTENT, reason="there is nothing to send")
            case _:
                assert_never(delivery.kind)

    async def _image(self, url: str) -> bytes | None:
        return None if self._fetch_image is None else await self._fetch_image(url)

    async def _bury(self, delivery: Delivery, epoch: int, reason: str) -> None:
        await self._settle(delivery, Settlement(state=DeliveryState.DEAD, reason=reason), epoch)

    async def _look(self, delivery: Delivery) -> None:
        """An unknown delivery: did it arrive?"""
        epoch = self._fence.epoch
        settlement = await self.looker.look(delivery)
        await self._settle(delivery, settlement, epoch)

    async def _settle(self, delivery: Delivery, settlement: Settlement, epoch: int) -> None:
        """Record it, however long the archive refuses: an outcome forgotten would be a post sent twice."""
        while True:
            try:
                async with self._store.write() as tx:
                    await tx.outbox.settle(
                        delivery.delivery_id, settlement, epoch=epoch, now=self._clock.now()
                    )
                break
            except StorageError as error:
                _log.error(
                    "deliver.settle_refused delivery_id=%d error=%s",
                    delivery.delivery_id,
                    type(error).__name__,
                )
                await asyncio.sleep(SETTLE_PAUSE_S)
        _log.info(
            "deliver.settled delivery_id=%d chat_id=%s kind=%s state=%s message_id=%s attempts=%d reason=%s",
            delivery.delivery_id,
            delivery.address,
            delivery.kind,
            settlement.state,
            settlement.message_id,
            delivery.attempts,
            settlement.reason,
        )

    def _note(self, address: Address, outcome: SendOutcome) -> None:
        """What an outcome means beyond its delivery."""
        now = self._clock.monotonic()
        if isinstance(outcome, RetryAfter):
            seconds = outcome.seconds + 2 * self._patience.margin.total_seconds()
            if self._pace.refused(address, seconds=seconds, now=now):
                _log.warning("deliver.all_held seconds=%.1f", seconds)
        if isinstance(outcome, TokenRefused):
            self._refused_until = now + self._patience.token_refused.total_seconds()
            _log.error("deliver.token_refused")

    # The loop

    def _launch(self, target_id: int, work: Awaitable[None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except Exception:  # noqa: BLE001 - one lane's bug must not stop the others
                _log.exception("deliver.failed target_id=%d", target_id)
            finally:
                self._busy.pop(target_id, None)
                self._bell.set()

        self._busy[target_id] = asyncio.create_task(guarded(), name=f"deliver-{target_id}")

    async def _sleep(self, seconds: float) -> None:
        """Until the bell rings, or *seconds* have passed."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            pass

    async def _wake_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._bell.set()

    async def _finish_flight(self) -> None:
        """What is in flight may end in its own time; what does not is looked for at the next start."""
        if self._busy:
            _, late = await asyncio.wait(list(self._busy.values()), timeout=GRACE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
