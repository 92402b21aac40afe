"""After an outage: the few stories that are worth a post, and one digest of the rest.

    backlog.hear | backlog.hold | next_step | worth_posting | backlog.let_go, list_only | render_digest

News is late when none could be heard for an hour before it, or when it has waited in its lane for so long.
Late stories are held in the outbox. Once no more are coming, and a first one has shown that the lane takes
posts again, what becomes of them is decided in one transaction: so many posts as the channel wants, the rest
in a digest. A crash before its commit leaves everything held, and one after it nothing to decide.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from bot.clock import Clock
from bot.delivery import wording
from bot.delivery.backlog import (
    EPISODE,
    LONG,
    PULSE,
    Hold,
    Step,
    next_step,
    silent_from,
    worth_posting,
)
from bot.delivery.digest import MOST, render_digest, weightiest
from bot.delivery.editions import FURTHEST, MADE_UP, MISSED, Lane, entries_of, lanes_of, owe_digest
from bot.delivery.follow import follower_rules
from bot.delivery.render import token_of
from bot.delivery.route import ChannelRule, after_quiet_hours
from storage.records.backlog import HeldLane, Silence
from storage.records.digest import DigestStory
from storage.store import Store, Transaction

_log = logging.getLogger(__name__)


async def listen(tx: Transaction, *, now: datetime) -> Silence | None:
    """Note that news is heard, and what silence ends by it; the last long silence."""
    silence = await tx.backlog.silence()
    if silence is not None and silence.heard_at <= now < silence.heard_at + PULSE:
        return silence
    if not await tx.backlog.is_healthy():
        return silence
    began = silent_from(silence, now=now)
    await tx.backlog.hear(now=now, silent_from=began)
    if began is None:
        return silence
    _log.warning("catch_up.silence_over from=%s", began.isoformat(timespec="seconds"))
    return await tx.backlog.silence()


class CatchUp:
    """The station of late news."""

    def __init__(self, store: Store, clock: Clock, rules: Sequence[ChannelRule]) -> None:
        self._store = store
        self._clock = clock
        self._rules = tuple(rules)

    async def work(self) -> int:
        """Hold what has become late, and decide what can be decided; in how many lanes something was."""
        now = self._clock.now()
        async with self._store.write() as tx:
            silence = await listen(tx, now=now)
            for target_id, thread_id in await tx.backlog.stale_lanes(before=now - LONG):
                held = await tx.backlog.hold(target_id, thread_id, now=now)
                _log.warning("catch_up.held target_id=%d posts=%d", target_id, held)
        async with self._store.read() as tx:
            lanes = await tx.backlog.lanes()
            followers = follower_rules(await tx.chats.followers()) if lanes else ()
        rules = (*self._rules, *followers)
        decided = 0
        for lane in lanes:
            async with self._store.write() as tx:
                decided += await _look(tx, lane, _lane_of(lane, rules), silence, now=now)
        return decided


def _lane_of(held: HeldLane, rules: Sequence[ChannelRule]) -> Lane | None:
    """The rules of a lane; None: the configuration names it no more."""
    names = {held.configured, str(held.address)}
    mine = [rule for rule in rules if str(rule.address) in names and (rule.thread_id or 0) == held.thread_id]
    return lanes_of(mine)[0] if mine else None


async def _look(
    tx: Transaction, held: HeldLane, lane: Lane | None, silence: Silence | None, *, now: datetime
) -> bool:
    """One lane; True when its stories were decided on."""
    target_id, thread_id = held.target_id, held.thread_id
    stories = await tx.backlog.waiting(target_id, thread_id)
    if lane is None:
        await tx.backlog.leave([story.delivery_id for story in stories], now=now)
        return True
    posts, under_way = await tx.backlog.let_go_since(
        target_id, thread_id, since=now - EPISODE, held_at=held.first_at
    )
    until = None if silence is None else silence.until_at
    hold = Hold(
        first_at=held.first_at,
        newest_at=held.newest_at,
        coming=until is not None and await tx.backlog.coming(before=until) > 0,
        flows=await tx.backlog.has_sent(target_id, thread_id, since=held.first_at),
        under_way=under_way,
    )
    step = next_step(hold, now=now)
    if step is Step.WAIT:
        return False
    room = max(max(rule.catch_up for rule in lane.rules) - posts, 0)
    freshness = max(rule.freshness for rule in lane.rules)
    posted, rest = worth_posting(
        stories, most=min(room, 1) if step is Step.SCOUT else room, freshness=freshness, now=now
    )
    await _let_go(tx, posted, lane.first, now=now)
    if step is Step.SCOUT and posted:
        return False
    listed = await _list(tx, held, lane, rest, now=now)
    _log.info("catch_up.decided target_id=%d posts=%d listed=%d", target_id, len(posted), listed)
    return True


async def _let_go(
    tx: Transaction, stories: Sequence[DigestStory], rule: ChannelRule, *, now: datetime
) -> None:
    for story in stories:
        due = now if story.breaking else after_quiet_hours(now, rule)
        await tx.backlog.let_go([story.delivery_id], due=due, expires=due + rule.freshness, now=now)


async def _list(
    tx: Transaction, held: HeldLane, lane: Lane, stories: Sequence[DigestStory], *, now: datetime
) -> int:
    """One digest of *stories*, unless the lane was given one just now; what has no place in it is left."""
    target_id, thread_id = held.target_id, held.thread_id
    is_told = await tx.digests.was_told(
        target_id, thread_id, edition="", since=now - MADE_UP
    ) or await tx.digests.was_told(target_id, thread_id, edition=MISSED, since=now - EPISODE)
    entries = {} if is_told else await entries_of(tx, weightiest(stories, now=now), lane, most=MOST)
    left = [story.delivery_id for story in stories if story.delivery_id not in entries]
    await tx.backlog.leave(left, now=now)
    if not entries:
        return 0
    await tx.backlog.list_only(list(entries), now=now)
    slot = f"{MISSED}{now.isoformat(timespec='seconds')}"
    await tx.digests.take_slot(target_id, thread_id, slot=slot, slot_at=now, now=now)
    subject = f"digest:{slot}"
    due = after_quiet_hours(now, lane.first)
    post = render_digest(
        wording.MISSED,
        list(entries.values()),
        lane.first.style,
        at=now,
        token=token_of(subject, target_id, thread_id),
        more=wording.MORE.format(count=len(left)) if left else "",
    )
    delivery_id = await owe_digest(
        tx, post, subject, target_id, thread_id, at=now, due=due, until=due + FURTHEST, now=now
    )
    if delivery_id is not None:
        await tx.digests.fill_slot(target_id, thread_id, slot=slot, delivery_id=delivery_id)
    return len(entries)
