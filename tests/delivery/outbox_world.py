"""A small world around a real outbox: rival senders, chats that count arrivals, and what must always hold."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

from bot.delivery.post import to_json
from bot.delivery.sender import NotSent, Refused, Rejected, RetryAfter, SendOutcome, Sent, Unknown
from bot.delivery.settle import Patience, settle_as
from storage.records.delivery import (
    ChatEffect,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Draft,
    Priority,
    Settlement,
    TargetId,
)
from storage.records.identity import ChatId, DeliveryId, MessageId
from storage.store import Store, Transaction
from tests.delivery.samples import CHAT, NOW, a_post

T = TypeVar("T")
READY, CLAIMED, SENDING = DeliveryState.READY, DeliveryState.CLAIMED, DeliveryState.SENDING
UNKNOWN, WAITING, SENT = DeliveryState.UNKNOWN, DeliveryState.WAITING, DeliveryState.SENT
DEAD, EXPIRED, SUPERSEDED = DeliveryState.DEAD, DeliveryState.EXPIRED, DeliveryState.SUPERSEDED
OPEN = frozenset({READY, WAITING})
BUSY = frozenset({CLAIMED, SENDING, UNKNOWN})
ENDS = frozenset({SENT, DEAD, EXPIRED, SUPERSEDED})
LEGAL: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    READY: frozenset({CLAIMED, EXPIRED, SUPERSEDED}),
    WAITING: frozenset({CLAIMED, EXPIRED, SUPERSEDED}),
    CLAIMED: frozenset({SENDING, READY, WAITING}),
    SENDING: frozenset({SENT, UNKNOWN, READY, WAITING, DEAD}),
    UNKNOWN: frozenset({SENT, READY}),
    **dict.fromkeys(ENDS, frozenset[DeliveryState]()),
}
"""What may become of a state in one step."""
LEASE = timedelta(seconds=30)
PATIENCE = Patience()


class End(Enum):
    """How a request ends: what the server did, and what its sender hears of it."""

    SENT = Sent(message_id=None, chat_id=None)
    ANSWER_LOST = Unknown(reason="it arrived, the answer did not")
    REQUEST_LOST = Unknown(reason="it never arrived")
    NO_CONNECTION = NotSent(reason="no connection")
    FLOOD = RetryAfter(seconds=45)
    REFUSED = Rejected(what=Refused.CONTENT, reason="no")

    @property
    def arrives(self) -> bool:
        return self in {End.SENT, End.ANSWER_LOST}


@dataclass
class Flight:
    """A request on its way; *open* until somebody knows how it ended."""

    delivery: Delivery
    open: bool = True
    arrived: bool = False


@dataclass
class Rival:
    """A process that would like to send; it goes on in good faith after another has taken over."""

    name: str
    epoch: int = 0
    claimed: list[Delivery] = field(default_factory=list)
    sending: list[Flight] = field(default_factory=list)


@dataclass
class World:
    """The outbox in *store*, its chats, and the truth about what arrived in them."""

    store: Store
    runner: asyncio.Runner
    lanes: list[TargetId] = field(default_factory=list)
    rivals: list[Rival] = field(default_factory=lambda: [Rival(name) for name in "أبج"])
    now: datetime = NOW
    epoch: int = 0
    newest: Counter[TargetId] = field(default_factory=Counter)
    arrived: dict[DeliveryId, list[int]] = field(default_factory=dict)
    flights: dict[DeliveryId, Flight] = field(default_factory=dict)
    held: dict[TargetId, datetime] = field(default_factory=dict)
    paused: set[TargetId] = field(default_factory=set)
    states: dict[DeliveryId, Delivery] = field(default_factory=dict)
    owed: list[DeliveryId] = field(default_factory=list)

    def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """*work* in one transaction."""

        async def transaction() -> T:
            async with self.store.write() as tx:
                return await work(tx)

        return self.runner.run(transaction())

    def open_lanes(self, count: int) -> None:
        """So many chats."""

        async def ensure(tx: Transaction) -> list[TargetId]:
            return [await tx.targets.ensure(CHAT - number, now=self.now) for number in range(count)]

        self.lanes = self.write(ensure)

    def owe(self, draft: Draft) -> None:
        """Put it in; a second time changes nothing."""
        delivery_id = self.write(lambda tx: tx.outbox.add(draft, now=self.now))
        assert delivery_id is not None
        assert self.write(lambda tx: tx.outbox.add(draft, now=self.now)) is None, "it is owed once"
        self.owed.append(delivery_id)

    def post(
        self, lane: int, priority: Priority, *, age: int, due_in: int, lives: int | None, messages: int = 1
    ) -> Draft:
        """A post; times are minutes from now."""
        return Draft(
            subject=f"story:{len(self.owed) + 1}",
            story_id=None,
            target_id=self.lanes[lane],
            thread_id=0,
            kind=DeliveryKind.POST,
            version=1,
            priority=priority,
            published_at=self.now - timedelta(minutes=age),
            payload=to_json(a_post()),
            content_hash=str(len(self.owed)),
            due_at=self.now + timedelta(minutes=due_in),
            expires_at=None if lives is None else self.now + timedelta(minutes=lives),
            messages=messages,
        )

    def edit(self, post: Delivery, *, version: int) -> Draft:
        """A newer wording of a post that stands."""
        return Draft(
            subject=post.subject,
            story_id=None,
            target_id=post.target_id,
            thread_id=0,
            kind=DeliveryKind.EDIT,
            version=version,
            priority=Priority.UPKEEP,
            published_at=self.now,
            payload=post.payload,
            content_hash=str(version),
            due_at=self.now,
            of_id=post.delivery_id,
        )

    # What rivals do

    def take_over(self, rival: Rival, *, take: bool) -> None:
        """Become the sender, as a starting process does, which remembers nothing."""

        async def acquire(tx: Transaction) -> int | None:
            epoch = await tx.outbox.lease(
                owner=rival.name, now=self.now, held_until=self.now + LEASE, take=take
            )
            if epoch is not None:
                await tx.outbox.recover(epoch=epoch, look_at=self.now + PATIENCE.look_after)
            return epoch

        epoch = self.write(acquire)
        if epoch is not None:
            assert epoch > self.epoch, "epochs only grow"
            self.epoch = rival.epoch = epoch
            rival.claimed, rival.sending = [], []

    def claim(self, rival: Rival) -> None:
        """Take the head of every free lane, and see that it is the head and may go."""

        async def take(tx: Transaction) -> Sequence[Delivery]:
            heads = await tx.outbox.heads(now=self.now)
            ids = [head.delivery_id for head in heads if head.ready_at <= self.now]
            return await tx.outbox.claim(ids, epoch=rival.epoch)

        for delivery in self.write(take):
            assert rival.epoch == self.epoch, "who was overtaken claims nothing"
            assert delivery.delivery_id == self._head(delivery.target_id), "the lane's order is kept"
            assert delivery.target_id not in self.paused
            assert self.held.get(delivery.target_id, self.now) <= self.now, "a told wait is not undercut"
            rival.claimed.append(delivery)

    def begin(self, rival: Rival, which: int) -> None:
        """Let the first byte of a claimed delivery leave, if the outbox permits it."""
        delivery = rival.claimed.pop(which % len(rival.claimed))
        begun = self.write(
            lambda tx: tx.outbox.begin(
                delivery.delivery_id, epoch=rival.epoch, messages=delivery.messages, now=self.now
            )
        )
        if begun:
            assert rival.epoch == self.epoch, "who was overtaken sends nothing"
            flight = Flight(delivery)
            assert not self._may_arrive(delivery), "no request leaves while another may arrive"
            self.flights[delivery.delivery_id] = flight
            rival.sending.append(flight)

    def end(self, rival: Rival, which: int, end: End) -> None:
        """A request of a rival ends so, unless it was known by now how it had ended."""
        flight = rival.sending.pop(which % len(rival.sending))
        if flight.open:
            self._close(flight, arrives=end.arrives)
        outcome: SendOutcome = end.value
        if flight.arrived != end.arrives:
            outcome = Unknown(reason="another had looked")
        if isinstance(outcome, Sent):
            outcome = self._proof(flight.delivery)
        settlement = settle_as(flight.delivery, outcome, now=self.now, patience=PATIENCE, chance=0.5)
        if self._settle(rival, flight.delivery, settlement) and isinstance(outcome, RetryAfter):
            self.held[flight.delivery.target_id] = self.now + timedelta(seconds=outcome.seconds)

    def look(self, rival: Rival, *, arrives: bool) -> None:
        """Look for what is in doubt; a request that was still on its way has ended by now, either way."""
        if rival.epoch != self.epoch:
            return
        for delivery in self.write(lambda tx: tx.outbox.unknowns(now=self.now)):
            flight = self.flights[delivery.delivery_id]
            if flight.open:
                self._close(flight, arrives=arrives)
            found = Settlement(state=READY, reason="looked for and not found")
            if flight.arrived:
                proof = self._proof(delivery)
                found = Settlement(state=SENT, message_id=proof.message_id, chat_id=proof.chat_id)
            self._settle(rival, delivery, found)

    def pause(self, lane: int, *, resume: bool) -> None:
        """Nothing may be sent to a chat, or again it may."""
        target_id = self.lanes[lane]
        if resume:
            self.write(lambda tx: tx.targets.resume(ChatId(CHAT - lane)))
            self.paused.discard(target_id)
        else:
            effect = ChatEffect(paused_reason="kicked")
            self.write(lambda tx: tx.targets.apply(target_id, effect, now=self.now))
            self.paused.add(target_id)

    # What must hold

    def check(self) -> None:
        """After every step."""
        states = {one.delivery_id: one for one in self.write(lambda tx: tx.outbox.get_many(self.owed))}
        assert len(states) == len(self.owed), "no row is lost"
        busy = Counter(one.target_id for one in states.values() if one.state in BUSY)
        assert max(busy.values(), default=0) <= 1, "one in flight per lane"
        for delivery_id, one in states.items():
            was = self.states[delivery_id].state if delivery_id in self.states else READY
            assert one.state is was or one.state in LEGAL[was], f"{was} became {one.state}"
            arrived = self.arrived.get(delivery_id, [])
            if one.kind is DeliveryKind.POST:
                assert len(arrived) <= 1, "no post arrives twice"
                assert one.state is not SENT or [one.message_id] == arrived
            assert one.state is not SENT or arrived, "nothing is called sent that never arrived"
        for one in states.values():
            if one.state is UNKNOWN:
                self._check_known(one, states.values())
        self.states = states

    def _check_known(self, doubtful: Delivery, all_of_them: Iterable[Delivery]) -> None:
        """Whoever looks for it leaves every message of every other post alone, those of albums too."""
        known = self.write(lambda tx: tx.outbox.known_ids(doubtful, above=0))
        for one in all_of_them:
            if one.target_id == doubtful.target_id and one.message_id is not None:
                assert known.issuperset(range(one.message_id, one.message_id + one.messages))

    def finish(self) -> None:
        """A last process finds what is left; then nothing is owed any more, nothing lost, nothing double."""
        last = Rival("الأخير")
        for lane in range(len(self.lanes)):
            self.pause(lane, resume=True)
        self.now += timedelta(hours=3)
        self.take_over(last, take=True)
        for _ in range(2 * len(self.owed) + 2):
            self.check()
            self.now += timedelta(minutes=2)
            self.write(lambda tx: tx.outbox.renew(epoch=last.epoch, held_until=self.now + LEASE))
            self.look(last, arrives=False)
            self.check()
            self.write(lambda tx: tx.outbox.expire(now=self.now))
            self.check()
            self.claim(last)
            self.check()
            while last.claimed:
                self.begin(last, 0)
            self.check()
            while last.sending:
                self.end(last, 0, End.SENT)
        self.check()
        for one in self.states.values():
            assert one.state in ENDS, "nothing is stuck"
            if one.kind is DeliveryKind.POST:
                assert len(self.arrived.get(one.delivery_id, [])) == (one.state is SENT)

    # The truth

    def _close(self, flight: Flight, *, arrives: bool) -> None:
        """The request has ended: from now on it arrives no more."""
        flight.open = False
        flight.arrived = arrives
        if arrives:
            target_id = flight.delivery.target_id
            self.arrived.setdefault(flight.delivery.delivery_id, []).append(self.newest[target_id] + 1)
            self.newest[target_id] += flight.delivery.messages

    def _may_arrive(self, delivery: Delivery) -> bool:
        """True while an earlier request of this post may be on its way; to edit once more does no harm."""
        flight = self.flights.get(delivery.delivery_id)
        return delivery.kind is DeliveryKind.POST and flight is not None and flight.open

    def _proof(self, delivery: Delivery) -> Sent:
        message_id = self.arrived[delivery.delivery_id][-1]
        return Sent(message_id=MessageId(message_id), chat_id=ChatId(int(delivery.address)))

    def _settle(self, rival: Rival, delivery: Delivery, settlement: Settlement) -> bool:
        held = self.write(
            lambda tx: tx.outbox.settle(delivery.delivery_id, settlement, epoch=rival.epoch, now=self.now)
        )
        assert held == (rival.epoch == self.epoch), "only the sender of this epoch settles"
        return held

    def _head(self, target_id: TargetId) -> DeliveryId:
        """The head of a lane by the rules, from what the world knew before."""
        lane = [
            one
            for one in self.states.values()
            if one.target_id == target_id
            and one.state in OPEN
            and one.due_at <= self.now
            and (one.expires_at is None or one.expires_at > self.now)
        ]
        return min(lane, key=lambda one: (one.priority, one.published_at, one.delivery_id)).delivery_id
