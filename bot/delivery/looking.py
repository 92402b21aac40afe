"""Looking for a delivery whose outcome is unknown: look at ids of its chat until probe.py has a finding."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.clock import Clock
from bot.delivery.pace import Pace
from bot.delivery.post import Post, degrade, from_json
from bot.delivery.probe import Finding, Found, Look, between, next_step
from bot.delivery.sender import (
    ChatGone,
    ChatMoved,
    ProbeOutcome,
    Refused,
    Rejected,
    RetryAfter,
    Sender,
    Sent,
    Sight,
)
from bot.delivery.settle import Patience, back_off
from storage.records.delivery import (
    Address,
    ChatEffect,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Settlement,
    shares_box,
)
from storage.records.identity import ChatId, MessageId
from storage.store import Store

MOST_TRIES = 12
"""Looks that the server refused before the post is left to an owner."""
MOST_WAITS = 120
MOST_OTHERS = 1_000
"""Ids kept of a chat's other messages; looks go upwards from the newest id known, old ones are needless."""
_BOX: Address = 0
"""In place of a chat's number: no chat has this one."""
_log = logging.getLogger(__name__)


class Looker:
    """Finds out whether posts arrived."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        clock: Clock,
        *,
        pace: Pace,
        patience: Patience,
        ops_chat_id: ChatId | None,
        chance: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._pace = pace
        self._patience = patience
        self._ops_chat_id = ops_chat_id
        self._chance = chance
        self._sleep = sleep
        self._others: dict[Address, set[int]] = {}
        """Of each channel and supergroup; of all chats that share a box together under _BOX."""

    def note_other(self, chat_id: ChatId, message_id: int) -> None:
        """A message that is not from the outbox stands there: a reply of the bot, a post of an editor.

        It will not be touched when its chat is looked through.
        """
        others = self._others.setdefault(_box_of(chat_id), set())
        others.add(message_id)
        if len(others) > MOST_OTHERS:
            others.remove(min(others))

    async def look(self, delivery: Delivery) -> Settlement:
        """The settlement of an unknown delivery: sent, to be sent again, or still unknown."""
        post = degrade(from_json(delivery.payload), delivery.degraded)
        known = await self._known(delivery, delivery.floor_id or 0)
        sights: dict[int, Sight] = {}
        by_forwarding = bool(post.album)
        shared = shares_box(delivery.address)
        while True:
            step = next_step(delivery.floor_id, known, sights, shared=shared)
            match step:
                case Found(message_id):
                    _log.info("deliver.found delivery_id=%d message_id=%d", delivery.delivery_id, message_id)
                    return Settlement(
                        state=DeliveryState.SENT,
                        message_id=MessageId(message_id),
                        chat_id=_number(delivery.address),
                        degraded=delivery.degraded,
                        probes=delivery.probes + 1,
                    )
                case Finding():
                    return self._again(delivery, doubtful=step is Finding.UNCLEAR)
                case Look(message_id):
                    outcome = await self._see(delivery.address, message_id, post, by_forwarding=by_forwarding)
                    if isinstance(outcome, Sight):
                        sights[message_id] = outcome
                    elif isinstance(outcome, Rejected) and not by_forwarding and self._ops_chat_id:
                        by_forwarding = True
                    else:
                        return self._later(delivery, outcome)

    async def drop_double(self, delivery: Delivery, sent: Sent) -> Sent:
        """After a post was sent again in doubt: when its earlier copy turns up, the newer one goes."""
        if sent.message_id is None:
            return sent
        post = degrade(from_json(delivery.payload), delivery.degraded)
        known = await self._known(delivery, 0)
        shared = shares_box(delivery.address)
        earlier = between(delivery.floor_id, sent.message_id, known, shared=shared, messages=sent.messages)
        for message_id in earlier:
            outcome = await self._see(delivery.address, message_id, post, by_forwarding=bool(post.album))
            if outcome is Sight.OURS:
                _log.warning(
                    "deliver.double delivery_id=%d kept=%d deleted=%d",
                    delivery.delivery_id,
                    message_id,
                    sent.message_id,
                )
                await self._sender.delete(delivery.address, sent.message_id, messages=sent.messages)
                return replace(sent, message_id=MessageId(message_id))
            if not isinstance(outcome, Sight):
                break
        return sent

    async def _known(self, delivery: Delivery, floor: int) -> frozenset[int]:
        async with self._store.read() as tx:
            ours = await tx.outbox.known_ids(delivery, above=floor)
        return ours | {other for other in self._others.get(_box_of(delivery.address), ()) if other > floor}

    async def _see(
        self, address: Address, message_id: int, post: Post, *, by_forwarding: bool
    ) -> ProbeOutcome:
        """One look, at the pace of changes; an album has no buttons to be known by."""
        kind = DeliveryKind.EDIT
        await self._turn()
        self._pace.start(address, kind, at=self._clock.monotonic())
        try:
            if by_forwarding and self._ops_chat_id is not None:
                return await self._sender.compare(
                    address, MessageId(message_id), post, ops_chat_id=self._ops_chat_id
                )
            if post.album:
                return Rejected(
                    what=Refused.MESSAGE,
                    reason="albums are looked for in telegram.ops_chat_id, which is not set",
                )
            return await self._sender.probe(address, MessageId(message_id), post)
        finally:
            self._pace.finish(address, kind, now=self._clock.monotonic())

    async def _turn(self) -> None:
        """Until the overall pace has room for one more request."""
        for _ in range(MOST_WAITS):
            wait = self._pace.overall_at(self._clock.monotonic()) - self._clock.monotonic()
            if wait <= 0:
                return
            await self._sleep(min(wait, 1.0))

    def _again(self, delivery: Delivery, *, doubtful: bool) -> Settlement:
        _log.info("deliver.absent delivery_id=%d doubtful=%s", delivery.delivery_id, doubtful)
        return Settlement(
            state=DeliveryState.READY,
            reason="looked for and not found" if not doubtful else "not found in as far as could be looked",
            degraded=delivery.degraded,
            probes=delivery.probes + 1,
            doubtful=doubtful,
        )

    def _later(self, delivery: Delivery, outcome: ProbeOutcome) -> Settlement:
        """The look itself came to nothing.

        While nothing is known of the chat nothing is sent to it. Only where the server refuses to be asked,
        again and again, is the post left to an owner: it may stand there, and would else stand there twice.
        """
        if isinstance(outcome, ChatMoved):
            settlement = self._again(delivery, doubtful=False)
            return _with_effect(settlement, ChatEffect(moved_to=outcome.chat_id))
        tries = delivery.probes + 1
        if tries >= MOST_TRIES and isinstance(outcome, Rejected):
            return Settlement(
                state=DeliveryState.DEAD,
                reason=f"it may have arrived, and cannot be looked for: {outcome.reason}",
                degraded=delivery.degraded,
                probes=tries,
                doubtful=True,
            )
        pause = back_off(tries + 1, self._patience, self._chance())
        effect = None
        if isinstance(outcome, RetryAfter):
            pause = timedelta(seconds=outcome.seconds) + self._patience.margin * (1 + self._chance())
            effect = ChatEffect(not_before_at=self._clock.now() + pause)
            self._pace.refused(delivery.address, seconds=pause.total_seconds(), now=self._clock.monotonic())
        if isinstance(outcome, ChatGone):
            effect = ChatEffect(paused_reason=outcome.reason)
        return Settlement(
            state=DeliveryState.UNKNOWN,
            retry_at=self._clock.now() + pause,
            reason=getattr(outcome, "reason", None),
            degraded=delivery.degraded,
            probes=tries,
            chat=effect,
        )


def _box_of(address: Address) -> Address:
    return _BOX if shares_box(address) else address


def _number(address: Address) -> ChatId | None:
    return ChatId(address) if isinstance(address, int) else None


def _with_effect(settlement: Settlement, effect: ChatEffect) -> Settlement:
    return Settlement(
        state=settlement.state,
        reason=settlement.reason,
        degraded=settlement.degraded,
        probes=settlement.probes,
        doubtful=settlement.doubtful,
        chat=effect,
    )
