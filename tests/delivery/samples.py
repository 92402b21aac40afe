"""Records as the pure parts of delivery take them: a delivery, a head, a story with its articles."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.delivery.post import Button, Post, Preview, to_json
from bot.delivery.render import Material
from bot.text.richtext import RichText, bold, compose
from storage.records.article import Article, ArticleContent, Intake, PageState
from storage.records.delivery import Delivery, DeliveryKind, DeliveryState, Head, Priority, TargetId
from storage.records.identity import ArticleId, DeliveryId, SourceId, StoryId
from storage.records.story import Story, Summary

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Noon in Baghdad."""
CHAT = -1001234567890
BUTTONS = ((Button(text="التفاصيل", url="https://news.example/1#k0123456789"),),)


def a_post(*, photo: bool = False, styled: bool = True, preview: bool = False) -> Post:
    """A post that a server might refuse in each of its parts."""
    body = compose([bold("افتتاح جسر"), "\n\nنص الخبر"]) if styled else RichText(text="افتتاح جسر")
    return Post(
        body=body,
        buttons=BUTTONS,
        photo_url="https://news.example/1.jpg" if photo else None,
        preview=Preview(url="https://news.example/1.jpg") if preview else None,
    )


def a_delivery(post: Post | None = None, **changes: Any) -> Delivery:
    """A delivery on its first try, as the sender holds it."""
    delivery = Delivery(
        delivery_id=DeliveryId(1),
        subject="story:1",
        story_id=StoryId(1),
        target_id=TargetId(1),
        address=CHAT,
        thread_id=0,
        kind=DeliveryKind.POST,
        version=1,
        state=DeliveryState.SENDING,
        priority=Priority.NEWS,
        published_at=NOW,
        payload=to_json(post or a_post()),
        content_hash="0",
        due_at=NOW,
        retry_at=None,
        expires_at=None,
        attempts=1,
        degraded=0,
        epoch=1,
        floor_id=None,
        probes=0,
        doubtful=False,
        message_id=None,
        messages=1,
        of_id=None,
        of_message=None,
        of_messages=1,
        reply_to=None,
        reason=None,
        created_at=NOW,
        sending_at=NOW,
        settled_at=None,
    )
    return replace(delivery, **changes)


def a_head(number: int = 1, **changes: Any) -> Head:
    """The head of a lane of its own."""
    head = Head(
        delivery_id=DeliveryId(number),
        target_id=TargetId(number),
        address=CHAT - number,
        kind=DeliveryKind.POST,
        priority=Priority.NEWS,
        published_at=NOW + timedelta(seconds=number),
        ready_at=NOW,
    )
    return replace(head, **changes)


def a_story(**changes: Any) -> Story:
    """A story led by the article number 1."""
    story = Story(
        story_id=StoryId(1),
        lead_id=ArticleId(1),
        version=1,
        follows_id=None,
        places=("كربلاء",),
        topics=("محليات",),
        breaking=False,
        postable=True,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(story, **changes)


def an_article(number: int = 1, *, source: str = "من كربلاء الخبر", **changes: Any) -> Article:
    """An article that *source* published at noon; *changes* are of its content."""
    said: dict[str, Any] = {
        "url": f"https://news.example/{number}",
        "entry_id": None,
        "title": "افتتاح جسر جديد في كربلاء",
        "text": "افتتحت المحافظة جسراً جديداً.\n\nويخفف الجسر الزحام عن مركز المدينة.",
        "published_at": NOW,
    }
    return Article(
        article_id=ArticleId(number),
        source_id=SourceId(number),
        source_name=source,
        content=ArticleContent(**said | changes),
        intake=Intake.NEWS,
        page_state=PageState.NONE,
        revision=1,
        story_id=StoryId(1),
        seen_at=NOW,
    )


def a_material(
    *articles: Article,
    sentences: tuple[str, ...] = ("افتتحت المحافظة جسراً جديداً.", "ويخفف الجسر الزحام عن مركز المدينة."),
    **changes: Any,
) -> Material:
    """What a post is made from: the first article leads, *changes* are of the story."""
    shown = articles or (an_article(),)
    summary = Summary(
        story_id=StoryId(1),
        version=1,
        sentences=sentences,
        method="extractive",
        article_id=shown[0].article_id,
        created_at=NOW,
    )
    return Material(story=a_story(**changes), summary=summary, lead=shown[0], articles=shown)
