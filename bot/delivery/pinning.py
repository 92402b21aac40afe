"""Breaking posts that were sent → pinned, and unpinned after a while or when the next one comes.

    attention.newest_breaking, attention.pinned | plan_pins | outbox.add

A pin is owed only once its post stands in the chat, so none is ever sent without one. Pins and unpinnings go
through the outbox like everything else: repeated after a crash they do no harm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery.route import ChannelRule
from storage.records.attention import BreakingPost, Pin
from storage.records.delivery import DeliveryKind, Draft, Priority, TargetId
from storage.records.identity import DeliveryId, StoryId
from storage.store import Store, Transaction

UNPINNED_WITHIN = timedelta(hours=24)
"""An unpinning that could not be sent for so long is given up."""
_Lane = tuple[TargetId, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PinPlan:
    """What is owed to a lane: one post to pin, some to unpin."""

    pin: BreakingPost | None
    unpin: tuple[Pin, ...]


def plan_pins(
    newest: BreakingPost | None, pinned: Sequence[Pin], *, pin_for: timedelta, now: datetime
) -> PinPlan:
    """The newest breaking post is pinned, once; all others, and what has been so for *pin_for*, are not."""
    pin = None if newest is None or newest.was_pinned else newest
    leading = None if newest is None else newest.delivery_id
    over = tuple(each for each in pinned if each.of_id != leading or now - each.since_at >= pin_for)
    return PinPlan(pin=pin, unpin=over)


async def pin_breaking(store: Store, clock: Clock, rules: Sequence[ChannelRule]) -> int:
    """Owe what is to be pinned and unpinned now; how many changes that were."""
    pinning = [rule for rule in rules if rule.pin_for is not None]
    async with store.read() as tx:
        if not await _plans(tx, pinning, now=clock.now()):
            return 0
    owed = 0
    async with store.write() as tx:
        now = clock.now()
        for lane, plan in (await _plans(tx, pinning, now=now)).items():
            owed += await _owe(tx, lane, plan, now=now)
    return owed


async def _plans(tx: Transaction, rules: Sequence[ChannelRule], *, now: datetime) -> dict[_Lane, PinPlan]:
    """The lanes with something to do; a lane whose rule pins no more loses its pins."""
    pinned: dict[_Lane, list[Pin]] = {}
    for pin in await tx.attention.pinned():
        pinned.setdefault((pin.target_id, pin.thread_id), []).append(pin)
    plans: dict[_Lane, PinPlan] = {}
    for rule in rules:
        target = await tx.targets.by_address(rule.address)
        if target is None or rule.pin_for is None:
            continue
        lane = (target.target_id, rule.thread_id or 0)
        if lane in plans:
            continue
        newest = await tx.attention.newest_breaking(*lane, since=now - rule.pin_for)
        plans[lane] = plan_pins(newest, pinned.pop(lane, ()), pin_for=rule.pin_for, now=now)
    for lane, pins in pinned.items():
        if lane not in plans:
            plans[lane] = PinPlan(pin=None, unpin=tuple(pins))
    return {lane: plan for lane, plan in plans.items() if plan.pin is not None or plan.unpin}


async def _owe(tx: Transaction, lane: _Lane, plan: PinPlan, *, now: datetime) -> int:
    owed = 0
    if plan.pin is not None:
        post = plan.pin
        draft = _draft(lane, DeliveryKind.PIN, post.subject, post.story_id, post.delivery_id, now=now)
        owed += await tx.outbox.add(draft, now=now) is not None
    for pin in plan.unpin:
        draft = _draft(lane, DeliveryKind.UNPIN, pin.subject, pin.story_id, pin.of_id, now=now)
        owed += await tx.outbox.add(draft, now=now) is not None
    return owed


def _draft(
    lane: _Lane,
    kind: DeliveryKind,
    subject: str,
    story_id: StoryId | None,
    of_id: DeliveryId,
    *,
    now: datetime,
) -> Draft:
    """A pin goes ahead of the news, an unpinning after it."""
    target_id, thread_id = lane
    return Draft(
        subject=subject,
        story_id=story_id,
        target_id=target_id,
        thread_id=thread_id,
        kind=kind,
        version=1,
        priority=Priority.BREAKING if kind is DeliveryKind.PIN else Priority.UPKEEP,
        published_at=now,
        payload="",
        content_hash="",
        due_at=now,
        expires_at=now + UNPINNED_WITHIN,
        of_id=of_id,
    )
