"""Looking for a delivery whose outcome is unknown: look at ids of its chat until probe.py has a finding."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards.card import is_card
from bot.clock import Clock
from bot.delivery.pace import Pace
from bot.delivery.post import Post, degrade, from_json
from bot.delivery.probe import MOST, Finding, Found, Look, between, next_step
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
_NO_OPS_CHAT = "albums are looked for in telegram.ops_chat_id, which is not set"
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
        if post.album and self._ops_chat_id is None:
            return self._left(delivery, _NO_OPS_CHAT)
        if (ends_at := self._fetched_by(delivery, post)) is not None:
            return self._unknown(delivery, retry_at=ends_at, reason=delivery.reason, probes=delivery.probes)
        return await self._search(delivery, post)

    async def _search(self, delivery: Delivery, post: Post) -> Settlement:
        """Look at one id after the other, until they add up to something."""
        known = await self._known(delivery, delivery.floor_id or 0)
        sights: dict[int, Sight] = {}
        by_forwarding = bool(post.album)
        shared = shares_box(delivery.address)
        while True:
            step = next_step(delivery.floor_id, known, sights, shared=shared)
            match step:
                case Found(message_id):
                    _log.info("deliver.found delivery_id=%d message_id=%d", delivery.delivery_id, message_id)
                    if delivery.doubtful:
                        await self._drop_above(delivery, message_id, post, known)
                    return Settlement(
                        state=DeliveryState.SENT,
                        message_id=MessageId(message_id),
                        chat_id=_number(delivery.address),
                        degraded=delivery.degraded,
                        probes=delivery.probes + 1,
                    )
                case Finding.UNCLEAR if delivery.doubtful:
                    return self._left(delivery, "it was sent again already, and neither copy was found")
                case Finding():
                    return self._again(delivery, doubtful=delivery.doubtful or step is Finding.UNCLEAR)
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
        known = await self._known(delivery, delivery.floor_id or max(sent.message_id - 10 * MOST, 0))
        shared = shares_box(delivery.address)
        earlier = between(delivery.floor_id, sent.message_id, known, shared=shared, messages=sent.messages)
        for message_id in earlier:
            outcome = await self._see(delivery.address, message_id, post, by_forwarding=bool(post.album))
            if outcome is Sight.OURS:
                await self._drop(delivery, sent.message_id, kept=message_id, messages=sent.messages)
                return replace(sent, message_id=MessageId(message_id))
            if not isinstance(outcome, Sight):
                break
        return sent

    async def _drop_above(self, delivery: Delivery, kept: int, post: Post, known: frozenset[int]) -> None:
        """A post that was sent again in doubt, and found: its newer copy goes, where that stands as well."""
        sights: dict[int, Sight] = {}
        above = known | set(range(kept, kept + post.messages))
        shared = shares_box(delivery.address)
        while isinstance(step := next_step(kept, above, sights, shared=shared), Look):
            outcome = await self._see(delivery.address, step.message_id, post, by_forwarding=bool(post.album))
            if not isinstance(outcome, Sight):
                return
            sights[step.message_id] = outcome
        if isinstance(step, Found):
            await self._drop(delivery, step.message_id, kept=kept, messages=post.messages)

    async def _drop(self, delivery: Delivery, message_id: int, *, kept: int, messages: int) -> None:
        """Delete the copy at *message_id*: the one at *kept* stays."""
        _log.warning(
            "deliver.double delivery_id=%d kept=%d deleted=%d", delivery.delivery_id, kept, message_id
        )
        await self._sender.delete(delivery.address, MessageId(message_id), messages=messages)

    def _fetched_by(self, delivery: Delivery, post: Post) -> datetime | None:
        """Until when the server may still be at it: pictures by address it fetches itself, asked or not."""
        by_address = post.photo_url is not None and not is_card(post.photo_url) and not delivery.degraded
        if not by_address or delivery.sending_at is None:
            return None
        ends_at = delivery.sending_at + self._patience.fetched_within * (2 if post.album else 1)
        return ends_at if self._clock.now() < ends_at else None

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
                return Rejected(what=Refused.MESSAGE, reason=_NO_OPS_CHAT)
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
            settlement = self._again(delivery, doubtful=delivery.doubtful)
            return replace(settlement, chat=ChatEffect(moved_to=outcome.chat_id))
        tries = delivery.probes + 1
        if tries >= MOST_TRIES and isinstance(outcome, Rejected):
            return self._left(delivery, outcome.reason)
        pause = back_off(tries + 1, self._patience, self._chance())
        effect = None
        if isinstance(outcome, RetryAfter):
            pause = timedelta(seconds=outcome.seconds) + self._patience.margin * (1 + self._chance())
            effect = ChatEffect(not_before_at=self._clock.now() + pause)
            self._pace.refused(delivery.address, seconds=pause.total_seconds(), now=self._clock.monotonic())
        if isinstance(outcome, ChatGone):
            effect = ChatEffect(paused_reason=outcome.reason)
        return self._unknown(
            delivery,
            retry_at=self._clock.now() + pause,
            reason=getattr(outcome, "reason", None),
            probes=tries,
            chat=effect,
        )

    def _left(self, delivery: Delivery, reason: str) -> Settlement:
        """To an owner: it may stand in the chat, and whether it does cannot be found out."""
        return Settlement(
            state=DeliveryState.DEAD,
            reason=f"it may have arrived, and cannot be looked for: {reason}",
            degraded=delivery.degraded,
            probes=delivery.probes + 1,
            doubtful=True,
        )

    def _unknown(
        self,
        delivery: Delivery,
        *,
        retry_at: datetime,
        reason: str | None,
        probes: int,
        chat: ChatEffect | None = None,
    ) -> Settlement:
        return Settlement(
            state=DeliveryState.UNKNOWN,
            retry_at=retry_at,
            reason=reason,
            degraded=delivery.degraded,
            probes=probes,
            doubtful=delivery.doubtful,
            chat=chat,
        )


def _box_of(address: Address) -> Address:
    return _BOX if shares_box(address) else address


def _number(address: Address) -> ChatId | None:
    return ChatId(address) if isinstance(address, int) else None
