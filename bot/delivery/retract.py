"""A story is taken back → its posts are struck through or deleted, and what has not gone yet never goes.

    retractions.add | retractions.shown | withdraw, or strike | outbox.add

One transaction: the log's entry and everything that is owed because of it. A second time does nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from bot.cards.card import address_of_card, card_of, is_card
from bot.clock import Clock
from bot.delivery import wording
from bot.delivery.enqueue import EDITABLE_FOR, subject_of
from bot.delivery.post import Post, fingerprint, from_json, shown, to_json
from bot.delivery.render import clip
from bot.text.richtext import Span, Style, bold, compose
from storage.records.delivery import DeliveryKind, DeliveryState, Draft, Priority
from storage.records.identity import StoryId
from storage.records.retraction import Manner, ShownPost
from storage.store import Store, Transaction

RETRACTED_VERSION: Final = 1_000_000_000
"""Beyond the version of any story: the last edit that a post ever gets."""
GREY: Final = "#4a4d52"
LOOK_BACK: Final = timedelta(days=7)
_BATCH: Final = 20
_COMING = frozenset({DeliveryState.CLAIMED, DeliveryState.SENDING, DeliveryState.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """What came of it: posts that are changed in their chats, and posts that never go."""

    changed: int
    withdrawn: int


async def retract(
    tx: Transaction, story_id: StoryId, manner: Manner, *, user_id: int | None, zone: ZoneInfo, now: datetime
) -> Retracted | None:
    """Take the story back in every chat; None where that was done before."""
    if not await tx.retractions.add(story_id, manner, user_id=user_id, now=now):
        return None
    changed = withdrawn = 0
    for stands in await tx.retractions.shown(story_id):
        if await tx.retractions.withdraw(stands.delivery_id, now=now):
            withdrawn += 1
        elif stands.state in {DeliveryState.SENT, *_COMING}:
            await tx.outbox.supersede_edits(stands.delivery_id, version=RETRACTED_VERSION, now=now)
            draft = _draft(story_id, stands, manner, zone=zone, now=now)
            changed += await tx.outbox.add(draft, now=now) is not None
    return Retracted(changed=changed, withdrawn=withdrawn)


async def retract_gone(store: Store, clock: Clock, manner: Manner | None, zone: ZoneInfo) -> int:
    """Take back what all publishers of a story have taken down; how many stories. No *manner*: none."""
    if manner is None:
        return 0
    now = clock.now()
    async with store.read() as tx:
        gone = await tx.retractions.gone(since=now - LOOK_BACK, most=_BATCH)
    for story in gone:
        async with store.write() as tx:
            await retract(tx, story.story_id, manner, user_id=None, zone=zone, now=now)
    return len(gone)


def struck(post: Post, *, at: datetime, zone: ZoneInfo) -> Post:
    """The post as one that was taken back: it says so, the rest is struck through, and no button is left."""
    told = bold(wording.RETRACTED.format(time=at.astimezone(zone).strftime("%H:%M")))
    body = compose([told, "\n\n", Span(post.body.text, (Style.STRIKETHROUGH,))])
    picture = _struck_card(post.photo_url) if post.photo_url is not None and is_card(post.photo_url) else None
    return replace(
        post,
        body=clip(body, post.limit),
        buttons=(),
        preview=None,
        photo_url=picture or post.photo_url,
        card=None,
    )


def _struck_card(address: str) -> str:
    """A card in grey that says so: a headline taken back must not go on standing in a picture."""
    card = card_of(address)
    return address_of_card(replace(card, kicker=wording.RETRACTED_KICKER, colour=GREY, breaking=False))


def _draft(story_id: StoryId, stands: ShownPost, manner: Manner, *, zone: ZoneInfo, now: datetime) -> Draft:
    """Ahead of all news where the post stands in its chat; behind it where it is still on its way."""
    post = _as_it_stands(stands) if manner is Manner.STRIKE else None
    wanted = None if post is None else struck(post, at=now, zone=zone)
    return Draft(
        subject=subject_of(story_id),
        story_id=story_id,
        target_id=stands.target_id,
        thread_id=stands.thread_id,
        kind=DeliveryKind.DELETE if wanted is None else DeliveryKind.EDIT,
        version=RETRACTED_VERSION,
        priority=Priority.UPKEEP if stands.state in _COMING else Priority.BREAKING,
        published_at=now,
        payload="" if wanted is None else to_json(wanted),
        content_hash="" if wanted is None else fingerprint(wanted),
        due_at=now,
        expires_at=now + EDITABLE_FOR,
        of_id=stands.delivery_id,
    )


def _as_it_stands(stands: ShownPost) -> Post | None:
    """The post in the shape in which it was sent; None where it cannot be read: then it can only go."""
    try:
        post, posted = from_json(stands.payload), shown(stands.posted, stands.degraded)
    except msgspec.MsgspecError:
        return None
    return replace(post, photo_url=posted.photo_url, album=posted.album)


def manner_of(policy: str) -> Manner | None:
    """What the configuration's ``retraction`` does by itself; "ask" leaves it to an editor."""
    return None if policy == "ask" else Manner(policy)


def told_channels(posts: Sequence[ShownPost]) -> int:
    """In how many chats the posts stand, or will."""
    return len({post.target_id for post in posts if post.state in {DeliveryState.SENT, *_COMING}})
