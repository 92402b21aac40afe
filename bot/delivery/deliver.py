"""The outbox → Telegram: one request in flight per chat, in order, at the pace permitted, each settled.

    outbox.heads | pace.choose | outbox.claim | outbox.begin | sender.send | settle_as | outbox.settle

``begin`` commits that a request is about to leave; so after a crash only deliveries found in that state are
in doubt, and those are looked for in the chat (see looking.py) before anything else goes to it.

Attention: the network is never awaited inside a transaction.
"""

import asyncio
import contextlib
import logging
import math
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from bot.delivery.courier import Courier, FetchImage
from bot.delivery.fence import RENEW_EVERY, Fence
from bot.delivery.lanes import Lanes
from bot.delivery.looking import Looker
from bot.delivery.pace import Pace, Start, choose
from bot.delivery.sender import (
    RetryAfter,
    Sender,
    SendOutcome,
    Sent,
    TokenRefused,
)
from bot.delivery.settle import Patience, give_back, settle_as
from storage.connection import Belt
from storage.errors import StorageError
from storage.records.delivery import (
    Address,
    Delivery,
    DeliveryState,
    Head,
    Settlement,
    TargetId,
)
from storage.records.identity import ChatId
from storage.store import Store

NET_S = 2.0
"""How long the loop sleeps at most: signals wake it, this only catches what signalled nothing."""
LEAD_S = 0.05
"""How long before its turn a delivery is claimed and begun, so that the request leaves on the moment."""
STANDBY_S = 2.0
SETTLE_PAUSE_S = 0.5
GRACE_S = 6.0
LONG_AGO = datetime.min.replace(tzinfo=UTC)

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
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._pace = pace
        self._fence = fence or Fence(store, clock)
        self._patience = patience or Patience()
        self._courier = Courier(store, sender, clock, fence=self._fence, fetch_image=fetch_image, sleep=sleep)
        self._chance = chance
        self._silenced = silenced
        self._bell = store.bells.bell(Belt.OUTBOX)
        self._busy: dict[TargetId, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._lanes = Lanes()
        self._reload_at = LONG_AGO
        self._next_at: datetime | None = None
        self._refused_until = -math.inf
        self.looker = Looker(
            store,
            sender,
            clock,
            pace=pace,
            patience=self._patience,
            ops_chat_id=ops_chat_id,
            chance=chance,
            sleep=sleep,
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
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(STANDBY_S):
                            await stop.wait()
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
                wait = await self.work()
                if wait >= NET_S and not self._busy and not self._wake.is_set():
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
        self._wake.clear()
        if self._bell.is_set():
            self._bell.clear()
            self._reload_at = LONG_AGO
        if not self._fence.is_ours or self.token_refused or self._silenced():
            return NET_S
        now = self._clock.now()
        if now >= self._reload_at:
            await self._reload(now)
        ready = [head for head in self._lanes.ready(now) if head.target_id not in self._busy]
        chosen, again_at = choose(ready, self._pace, now=self._clock.monotonic(), lead=LEAD_S)
        if chosen:
            await self._start(chosen)
        wait = min(NET_S, again_at - self._clock.monotonic())
        for moment in (self._next_at, self._lanes.next_ready(now)):
            if moment is not None:
                wait = min(wait, (moment - self._clock.now()).total_seconds())
        return max(wait, 0.0)

    async def _reload(self, now: datetime) -> None:
        """Read all lanes, and start looking for what is unknown."""
        net = now + timedelta(seconds=NET_S)
        self._reload_at = net
        self._lanes.expect()
        async with self._store.read() as tx:
            heads = await tx.outbox.heads(now=now)
            unknowns = await tx.outbox.unknowns(now=now)
            self._next_at = await tx.outbox.next_at(now=now)
        if self._next_at is not None:
            self._reload_at = min(self._reload_at, self._next_at)
        self._lanes.load(head for head in heads if head.target_id not in self._busy)
        for delivery in unknowns:
            if delivery.target_id not in self._busy:
                self._launch(delivery.target_id, self._look(delivery))

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

    async def _start(self, chosen: list[Start]) -> None:
        """Claim the chosen heads together and launch each; what is gone by now gives its place back."""
        try:
            async with self._store.write() as tx:
                claimed = await tx.outbox.claim(
                    [start.head.delivery_id for start in chosen], epoch=self._fence.epoch
                )
        except BaseException:
            claimed = []
            raise
        finally:
            taken = {delivery.delivery_id for delivery in claimed}
            for head in (start.head for start in chosen):
                self._lanes.put(head.target_id, None)
                if head.delivery_id not in taken:
                    self._reload_at = LONG_AGO  # the lane has another head by now, or is busy
                    self._pace.finish(head.address, head.kind, now=self._clock.monotonic())
        moments = {start.head.delivery_id: start.at for start in chosen}
        for delivery in claimed:
            self._launch(delivery.target_id, self._carry(delivery, at=moments[delivery.delivery_id]))

    async def _carry(self, delivery: Delivery, *, at: float) -> None:
        """One claimed delivery, at its turn, to its settlement."""
        epoch = self._fence.epoch
        outcome: SendOutcome | None = None
        try:
            outcome = await self._courier.request(delivery, epoch, at=at)
        finally:
            self._pace.finish(delivery.address, delivery.kind, now=self._clock.monotonic())
        if outcome is None:  # another sender has it by now; or our lease had run out and we go on
            await self._settle(delivery, give_back(delivery), epoch)
            return
        if isinstance(outcome, Sent) and delivery.doubtful:
            outcome = await self.looker.drop_double(delivery, outcome)
        settlement = settle_as(
            delivery, outcome, now=self._clock.now(), patience=self._patience, chance=self._chance()
        )
        self._note(delivery.address, outcome)
        await self._settle(delivery, settlement, epoch)

    async def _look(self, delivery: Delivery) -> None:
        """An unknown delivery: did it arrive?"""
        epoch = self._fence.epoch
        settlement = await self.looker.look(delivery)
        await self._settle(delivery, settlement, epoch)

    async def _settle(self, delivery: Delivery, settlement: Settlement, epoch: int) -> None:
        """Record it, however long the archive refuses: an outcome forgotten would be a post sent twice."""
        head: Head | None = None
        while True:
            try:
                async with self._store.write() as tx:
                    await tx.outbox.settle(
                        delivery.delivery_id, settlement, epoch=epoch, now=self._clock.now()
                    )
                    head = await tx.outbox.head_of(delivery.target_id, now=self._clock.now())
                break
            except StorageError as error:
                _log.error(
                    "deliver.settle_refused delivery_id=%d error=%s",
                    delivery.delivery_id,
                    type(error).__name__,
                )
                await asyncio.sleep(SETTLE_PAUSE_S)
        self._lanes.put(delivery.target_id, head)
        if settlement.chat is not None or settlement.state is DeliveryState.UNKNOWN:
            self._reload_at = LONG_AGO  # an address may be another by now, or there is something to look for
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

    def _launch(self, target_id: TargetId, work: Awaitable[None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except Exception:  # noqa: BLE001 - one lane's bug must not stop the others
                _log.exception("deliver.failed target_id=%d", target_id)
            finally:
                self._busy.pop(target_id, None)
                self._wake.set()

        self._busy[target_id] = asyncio.create_task(guarded(), name=f"deliver-{target_id}")

    async def _sleep(self, seconds: float) -> None:
        """Until the archive rings, a lane comes free, or *seconds* have passed."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waits = [asyncio.ensure_future(event.wait()) for event in (self._bell, self._wake)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _wake_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _finish_flight(self) -> None:
        """What is in flight may end in its own time; what does not is looked for at the next start."""
        if self._busy:
            _, late = await asyncio.wait(list(self._busy.values()), timeout=GRACE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
