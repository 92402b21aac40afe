"""Put sources, articles and stories into an archive, as the stations before the commands would."""

from collections.abc import Sequence
from datetime import datetime

from storage.records.article import ArticleContent, Intake, PageState
from storage.records.clustering import Link, StoryContent
from storage.records.delivery import DeliveryKind, DeliveryState, Draft, Priority, Settlement
from storage.records.feed import NewArticle
from storage.records.identity import ArticleId, ChatId, MessageId, SourceId, StoryId
from storage.records.story import Relation
from storage.store import Store, Transaction


async def add_source(tx: Transaction, name: str, *, now: datetime) -> SourceId:
    """The source called *name*, made where there was none."""
    for source in await tx.sources.all():
        if source.name == name:
            return source.source_id
    return await tx.sources.add(name=name, url="https://example.org/", now=now)


async def add_article(
    tx: Transaction,
    *,
    title: str,
    source: str,
    now: datetime,
    published_at: datetime | None = None,
    section: str | None = None,
    place: str | None = None,
    text: str = "نص الخبر.",
) -> ArticleId:
    """An article that no story knows yet."""
    count = await tx.articles.count()
    content = ArticleContent(
        url=f"https://example.org/{count + 1}",
        entry_id=None,
        title=title,
        text=text,
        published_at=published_at,
        section=section,
        place=place,
    )
    [article_id] = await tx.intake.add(
        [
            NewArticle(
                source_id=await add_source(tx, source, now=now),
                feed_id=None,
                content=content,
                keys=(count + 1,),
                entry_hash=0,
                content_hash=0,
                intake=Intake.NEWS,
                page_state=PageState.NONE,
                seen_at=now,
            )
        ]
    )
    return article_id


async def add_story(
    store: Store,
    *,
    title: str,
    now: datetime,
    sources: Sequence[str] = ("واع",),
    section: str | None = None,
    place: str | None = None,
    published_at: datetime | None = None,
    topics: tuple[str, ...] = (),
    breaking: bool = False,
    text: str = "نص الخبر.",
) -> tuple[StoryId, ArticleId]:
    """A story told by each of *sources*, the first one leading; its id and that of its leading article."""
    async with store.write() as tx:
        articles = [
            await add_article(
                tx,
                title=title,
                source=source,
                now=now,
                published_at=published_at,
                section=section,
                place=place,
                text=text,
            )
            for source in sources
        ]
        content = StoryContent(
            lead_id=articles[0],
            places=(place,) if place else (),
            topics=topics,
            breaking=breaking,
            postable=True,
        )
        [story_id] = (await tx.stories.open([content], now=now)).values()
        await tx.stories.link(
            [
                Link(
                    article_id=article_id,
                    story_id=story_id,
                    relation=Relation.FIRST if article_id == articles[0] else Relation.DUPLICATE,
                    revision=1,
                    other_id=None,
                    score=1.0,
                    evidence="{}",
                )
                for article_id in articles
            ],
            now=now,
        )
    return story_id, articles[0]


async def post_story(
    store: Store, *, title: str, channel: int, now: datetime, payload: str = "{}"
) -> StoryId:
    """A story whose post stands in *channel* as message 7."""
    story_id, _ = await add_story(store, title=title, now=now)
    async with store.write() as tx:
        target_id = await tx.targets.ensure(channel, now=now)
        epoch = await tx.outbox.lease(owner="test", now=now, held_until=now, take=True)
        assert epoch is not None
        draft = Draft(
            subject=f"story:{story_id}",
            story_id=story_id,
            target_id=target_id,
            thread_id=0,
            kind=DeliveryKind.POST,
            version=1,
            priority=Priority.NEWS,
            published_at=now,
            payload=payload,
            content_hash="",
            due_at=now,
        )
        delivery_id = await tx.outbox.add(draft, now=now)
        assert delivery_id is not None
        await tx.outbox.claim([delivery_id], epoch=epoch)
        sent = Settlement(state=DeliveryState.SENT, message_id=MessageId(7), chat_id=ChatId(channel))
        assert await tx.outbox.settle(delivery_id, sent, epoch=epoch, now=now)
    return story_id
