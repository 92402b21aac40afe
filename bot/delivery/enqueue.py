"""Summarised stories → rendered posts in the outbox, and edits of the posts that a newer version changes.

    outbox.unenqueued | route | render | outbox.add | outbox.mark_enqueued

One transaction a story: the claim and everything that is owed because of it are committed together. A story
that breaks something is set aside with the reason, until it has a later version; the others go on.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards.card import is_card
from bot.clock import Clock
from bot.delivery.backlog import is_late, is_still_breaking
from bot.delivery.catch_up import listen
from bot.delivery.follow import follower_rules
from bot.delivery.post import Post, fingerprint, shown, to_json
from bot.delivery.render import Material, Shape, Sound, core_hash, render, token_of
from bot.delivery.route import ChannelRule, Route, route
from bot.delivery.urgency import urgency_of
from storage.errors import PASSING
from storage.records.backlog import Silence
from storage.records.delivery import (
    DeliveryKind,
    DeliveryState,
    Draft,
    Hold,
    PostedMessage,
    Priority,
    TargetId,
)
from storage.records.identity import DeliveryId, StoryId
from storage.records.story import Story
from storage.records.stranded import StationName
from storage.store import Store, Transaction

BATCH = 20
EDITABLE_FOR = timedelta(hours=48)
"""How long a post is kept correct: after two days nobody scrolls back, and Telegram deletes no more."""
_log = logging.getLogger(__name__)
_OPEN = frozenset({DeliveryState.READY, DeliveryState.WAITING})
_AT_WORK = frozenset({DeliveryState.CLAIMED, DeliveryState.SENDING, DeliveryState.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """A rendered post and the hash that decides whether readers see anything new: core-whole."""

    post: Post
    content_hash: str


def subject_of(story_id: StoryId) -> str:
    """The outbox's subject of a story."""
    return f"story:{story_id}"


async def enqueue(store: Store, clock: Clock, rules: Sequence[ChannelRule]) -> int:
    """Take at most BATCH stories into the outbox; how many were taken."""
    async with store.read() as tx:
        waiting = await tx.outbox.unenqueued(BATCH)
        followers = follower_rules(await tx.chats.followers()) if waiting else ()
    for story, summary in waiting:
        try:
            async with store.write() as tx:
                silence = await listen(tx, now=clock.now())
                await _enqueue_one(tx, story.story_id, (*rules, *followers), silence, now=clock.now())
        except PASSING:
            raise
        except Exception as error:  # noqa: BLE001 - kept as the reason; the other stories go on
            _log.exception("enqueue.set_aside story_id=%d", story.story_id)
            async with store.write() as tx:
                await tx.stranded.set_aside(
                    StationName.ENQUEUE,
                    story.story_id,
                    version=summary.version,
                    error=error,
                    now=clock.now(),
                )
    return len(waiting)


async def _enqueue_one(
    tx: Transaction,
    story_id: StoryId,
    rules: Sequence[ChannelRule],
    silence: Silence | None,
    *,
    now: datetime,
) -> None:
    """Everything that is owed because of the newest version of one story, and the mark that it is done."""
    found = await tx.outbox.unenqueued_story(story_id)
    if found is None:  # another process was faster
        return
    story, summary = found
    if await tx.retractions.is_retracted(story_id):
        await tx.outbox.mark_enqueued(story_id, summary.version)
        return
    articles = await tx.articles.of_story(story_id)
    posted = {(one.target_id, one.thread_id): one for one in await tx.outbox.posts_of(subject_of(story_id))}
    for way in route(story, articles, rules, now=now):
        target_id = await tx.targets.ensure(way.rule.address, now=now)
        material = Material(story=story, summary=summary, lead=way.lead, articles=way.articles)
        message = posted.get((target_id, way.rule.thread_id or 0))
        if message is None:
            await _owe_post(tx, material, way, target_id, silence, now=now)
        else:
            await _keep_correct(tx, material, way, message, now=now)
    await tx.outbox.mark_enqueued(story_id, summary.version)


async def _owe_post(
    tx: Transaction,
    material: Material,
    way: Route,
    target_id: TargetId,
    silence: Silence | None,
    *,
    now: datetime,
) -> None:
    """A post, or one that is held until somebody decides what becomes of it."""
    story = material.story
    wording = _word(material, way, target_id)
    held = await _held(tx, story, way, target_id, silence, now=now)
    priority = (
        Priority.NEWS if held is Hold.LATE else await urgency_of(tx, story, way.rule, target_id, now=now)
    )
    await tx.outbox.add(
        Draft(
            subject=subject_of(story.story_id),
            story_id=story.story_id,
            target_id=target_id,
            thread_id=way.rule.thread_id or 0,
            kind=DeliveryKind.POST,
            version=1,
            priority=priority,
            published_at=way.lead.dated_at,
            payload=to_json(_as_loud(wording.post, story, way, priority)),
            content_hash=wording.content_hash,
            messages=wording.post.messages,
            due_at=way.due_at,
            expires_at=way.due_at + way.rule.freshness,
            reply_to_id=await _followed(tx, story, target_id, way.rule.thread_id or 0),
            held=held,
        ),
        now=now,
    )


async def _held(
    tx: Transaction, story: Story, way: Route, target_id: TargetId, silence: Silence | None, *, now: datetime
) -> Hold | None:
    """Why a post waits: for its approval; or it is late, or its lane decides on late ones just now."""
    if way.rule.approval:
        return Hold.APPROVAL
    dated_at = way.lead.dated_at
    if is_still_breaking(breaking=story.breaking, published_at=dated_at, now=now):
        return None
    if is_late(silence, published_at=dated_at, now=now):
        return Hold.LATE
    return Hold.LATE if await tx.backlog.is_held(target_id, way.rule.thread_id or 0) else None


async def _followed(tx: Transaction, story: Story, target_id: TargetId, thread_id: int) -> DeliveryId | None:
    """The post of the story that this one goes on from, in the same chat and topic."""
    if story.follows_id is None:
        return None
    for message in await tx.outbox.posts_of(subject_of(story.follows_id)):
        if (message.target_id, message.thread_id) == (target_id, thread_id):
            return message.delivery_id
    return None


async def _keep_correct(
    tx: Transaction, material: Material, way: Route, message: PostedMessage, *, now: datetime
) -> None:
    """A post that waits takes the newer wording; one that stands in its chat is edited where it differs."""
    if message.state in _OPEN:
        wording = _word(material, way, message.target_id)
        if wording.content_hash != message.shown_hash:
            priority = message.priority
            if priority is not Priority.BREAKING or not material.story.breaking:
                priority = await urgency_of(tx, material.story, way.rule, message.target_id, now=now)
            await tx.outbox.replace(
                message.delivery_id,
                payload=to_json(_as_loud(wording.post, material.story, way, priority)),
                content_hash=wording.content_hash,
                priority=priority,
                messages=wording.post.messages,
            )
        return
    too_old = message.settled_at is not None and now - message.settled_at > EDITABLE_FOR
    if message.state not in {DeliveryState.SENT, *_AT_WORK} or too_old:
        return
    standing = shown(message.payload, message.degraded)
    wording = _word(material, way, message.target_id, standing=standing)
    if wording.content_hash == message.shown_hash:
        return
    is_news = wording.content_hash.partition("-")[0] != message.shown_hash.partition("-")[0]
    post = _word(
        material, way, message.target_id, standing=standing, updated_at=now if is_news else None
    ).post
    await tx.outbox.supersede_edits(message.delivery_id, version=material.summary.version, now=now)
    await tx.outbox.add(
        Draft(
            subject=subject_of(material.story.story_id),
            story_id=material.story.story_id,
            target_id=message.target_id,
            thread_id=message.thread_id,
            kind=DeliveryKind.EDIT,
            version=material.summary.version,
            priority=Priority.NEWS if is_news else Priority.UPKEEP,
            published_at=now,
            payload=to_json(post),
            content_hash=wording.content_hash,
            due_at=now,
            expires_at=now + EDITABLE_FOR,
            of_id=message.delivery_id,
        ),
        now=now,
    )


def _word(
    material: Material,
    way: Route,
    target_id: TargetId,
    *,
    standing: Post | None = None,
    updated_at: datetime | None = None,
) -> _Wording:
    token = token_of(subject_of(material.story.story_id), target_id, way.rule.thread_id or 0)
    post = render(
        material,
        way.rule.style,
        token=token,
        shape=_shape_of(standing),
        stands=_pictures_of(standing),
        updated_at=updated_at,
    )
    return _Wording(post=post, content_hash=f"{core_hash(material)}-{fingerprint(post)}")


def _as_loud(post: Post, story: Story, way: Route, priority: Priority) -> Post:
    """A breaking post beyond the quota does not ring, unless every post does."""
    is_beyond = story.breaking and priority is not Priority.BREAKING
    return replace(post, silent=True) if is_beyond and way.rule.style.sound is Sound.BREAKING else post


def _shape_of(standing: Post | None) -> Shape:
    """How a post stands in its chat: a photo's caption is edited otherwise than a text."""
    if standing is None:
        return Shape.FREE
    if standing.photo_url is None:
        return Shape.TEXT
    if standing.album:
        return Shape.ALBUM
    return Shape.CARD if is_card(standing.photo_url) else Shape.PHOTO


def _pictures_of(standing: Post | None) -> tuple[str, ...]:
    if standing is None or standing.photo_url is None:
        return ()
    return standing.album or (standing.photo_url,)
