"""Due slots → digests in the outbox, each slot once.

    latest_slot | digests.take_slot | digests.posted | rank | render_digest | outbox.add

Slot, digest and delivery are committed together, and a slot is decided by whoever commits it first: neither a
restart nor a second process nor a clock that is set back makes a digest twice. A slot without a story worth
listing is decided as well, so that the first story after it is no digest.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import Clock
from bot.delivery import wording
from bot.delivery.digest import (
    MOST,
    Entry,
    edition_title,
    message_link,
    most_read,
    render_digest,
    weightiest,
)
from bot.delivery.post import Post, fingerprint, to_json
from bot.delivery.render import token_of
from bot.delivery.route import ChannelRule, from_source
from bot.delivery.slots import Edition, Slot, latest_slot
from storage.records.delivery import Address, DeliveryKind, Draft, Priority, TargetId
from storage.records.digest import DigestStory
from storage.records.identity import DeliveryId
from storage.store import Store, Transaction

MADE_UP = timedelta(hours=2)
"""A slot that an outage has missed is made up so long; beyond it the next one lists its stories."""
FURTHEST = timedelta(hours=24)
"""A digest reaches back to the slot before, but no further than this."""

MISSED = "missed:"
"""How the slot of a digest after an outage is named: close behind one there is no other."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lane:
    """A chat and topic with every rule that posts there; its digests follow the first rule that wants any."""

    address: Address
    thread_id: int
    rules: Sequence[ChannelRule]

    @property
    def first(self) -> ChannelRule:
        """The rule whose look and zone a digest has."""
        return next((rule for rule in self.rules if rule.digests or rule.most_read), self.rules[0])

    def hours(self, edition: Edition) -> tuple[time, ...]:
        """When an edition is due."""
        if edition is Edition.NEWS:
            return self.first.digests
        return () if self.first.most_read is None else (self.first.most_read,)


def lanes_of(rules: Sequence[ChannelRule]) -> Sequence[Lane]:
    """The lanes of *rules*."""
    found: dict[tuple[Address, int], list[ChannelRule]] = {}
    for rule in rules:
        found.setdefault((rule.address, rule.thread_id or 0), []).append(rule)
    return [Lane(address, thread_id, tuple(each)) for (address, thread_id), each in found.items()]


class Editions:
    """The station of the digests. It remembers what it has seen decided only to ask the archive less."""

    def __init__(self, store: Store, clock: Clock, rules: Sequence[ChannelRule]) -> None:
        self._store = store
        self._clock = clock
        self._lanes = lanes_of(rules)
        self._decided: dict[tuple[Address, int, Edition], str] = {}

    async def work(self) -> int:
        """Decide what is due; how many digests were made."""
        made = 0
        for lane in self._lanes:
            for edition in Edition:
                made += await self._decide(lane, edition)
        return made

    async def _decide(self, lane: Lane, edition: Edition) -> bool:
        now = self._clock.now()
        slot = latest_slot(edition, lane.hours(edition), zone=lane.first.zone, now=now, within=MADE_UP)
        key = (lane.address, lane.thread_id, edition)
        if slot is None or self._decided.get(key) == slot.name:
            return False
        async with self._store.write() as tx:
            target_id = await tx.targets.ensure(lane.address, now=now)
            made = await _make(tx, lane, slot, target_id, now=now)
        self._decided[key] = slot.name
        if made:
            _log.info("digest.made chat_id=%s slot=%s", lane.address, slot.name)
        return made


async def _make(tx: Transaction, lane: Lane, slot: Slot, target_id: TargetId, *, now: datetime) -> bool:
    """Take the slot; True when it became a digest."""
    thread_id = lane.thread_id
    if not await tx.digests.take_slot(target_id, thread_id, slot=slot.name, slot_at=slot.at, now=now):
        return False
    if await tx.digests.was_told(target_id, thread_id, edition=MISSED, since=now - MADE_UP):
        return False
    since = await tx.digests.last_slot(target_id, thread_id, edition=f"{slot.edition}:", before=slot.at)
    earliest = slot.at - FURTHEST
    posted = await tx.digests.posted(
        target_id, thread_id, since=max(since or earliest, earliest), until=slot.at
    )
    is_news = slot.edition is Edition.NEWS
    ranked = weightiest(posted, now=slot.at) if is_news else most_read(posted)
    entries = await entries_of(tx, ranked, lane, most=MOST)
    if not entries:
        return False
    subject = f"digest:{slot.name}"
    post = render_digest(
        edition_title(slot.hour) if is_news else wording.MOST_READ,
        list(entries.values()),
        lane.first.style,
        at=slot.at,
        token=token_of(subject, target_id, thread_id),
        with_views=not is_news,
    )
    delivery_id = await owe_digest(
        tx, post, subject, target_id, thread_id, at=slot.at, due=now, until=slot.at + MADE_UP, now=now
    )
    if delivery_id is None:
        return False
    await tx.digests.fill_slot(target_id, thread_id, slot=slot.name, delivery_id=delivery_id)
    return True


async def entries_of(
    tx: Transaction, stories: Sequence[DigestStory], lane: Lane, *, most: int
) -> Mapping[DeliveryId, Entry]:
    """At most *most* of *stories* as the lane may show them: by its own sources; what is gone is left out."""
    entries: dict[DeliveryId, Entry] = {}
    for story in stories:
        if len(entries) == most:
            break
        articles = [
            article
            for article in await tx.articles.of_story(story.story_id)
            if article.gone_at is None and any(from_source(article, rule) for rule in lane.rules)
        ]
        if not articles:
            continue
        kept = await tx.stories.get(story.story_id)
        lead_id = None if kept is None else kept.lead_id
        lead = next((article for article in articles if article.article_id == lead_id), articles[0])
        url = lead.content.url
        entries[story.delivery_id] = Entry(
            title=lead.content.title,
            source=lead.source_name,
            url=url,
            link=message_link(lane.address, story.chat_id, story.message_id) or url,
            breaking=story.breaking,
            views=story.views,
        )
    return entries


async def owe_digest(
    tx: Transaction,
    post: Post,
    subject: str,
    target_id: TargetId,
    thread_id: int,
    *,
    at: datetime,
    due: datetime,
    until: datetime,
    now: datetime,
) -> DeliveryId | None:
    """Owe a digest from *due* on, given up at *until*; None: the lane has one of this subject."""
    return await tx.outbox.add(
        Draft(
            subject=subject,
            story_id=None,
            target_id=target_id,
            thread_id=thread_id,
            kind=DeliveryKind.POST,
            version=1,
            priority=Priority.DIGEST,
            published_at=at,
            payload=to_json(post),
            content_hash=fingerprint(post),
            due_at=due,
            expires_at=until,
        ),
        now=now,
    )
