"""A news desk for the delivery tests: stories with their articles and summaries in a real archive."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from storage.records.article import ArticleContent, Intake, PageState
from storage.records.clustering import Link, StoryContent
from storage.records.feed import NewArticle
from storage.records.identity import ArticleId, SourceId, StoryId
from storage.records.story import Relation, Summary
from storage.store import Store, Transaction
from tests.fakes import ManualClock

CHANNEL = -1001234567890
TEXT = "نص الخبر كاملاً في فقرة أولى طويلة بعض الشيء.\n\nوفقرة ثانية تكمل القصة وتذكر ما جرى بعدها."


@dataclass
class Desk:
    """Writes stories into an archive as the rooms before delivery would."""

    store: Store
    clock: ManualClock
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    sources: dict[str, SourceId] = field(default_factory=dict)

    async def story(
        self,
        title: str = "افتتاح جسر جديد في كربلاء",
        *,
        sentences: Sequence[str] = ("افتتحت محافظة كربلاء جسراً جديداً يخفف الزحام.",),
        source: str = "من كربلاء الخبر",
        follows: StoryId | None = None,
        **more: Any,
    ) -> StoryId:
        """A story of one article, summarised and ready for the outbox."""
        async with self.store.write() as tx:
            article_id = await self._article(tx, title, source, more)
            content = _content(article_id, more)
            story_id = (await tx.stories.open([content], now=self.clock.now()))[article_id]
            await self._link(tx, article_id, story_id, Relation.FIRST)
            if follows is not None:
                await tx.stories.follow({story_id: follows})
            await self._word(tx, story_id, sentences)
        return story_id

    async def grow(
        self,
        story_id: StoryId,
        *,
        title: str | None = None,
        sentences: Sequence[str] | None = None,
        source: str = "شفق نيوز",
        **more: Any,
    ) -> None:
        """Another article joins the story and leads it where it has a *title*; the story is worded anew."""
        async with self.store.write() as tx:
            article_id = await self._article(tx, title or "الخبر نفسه بقلم آخر", source, more)
            story = await tx.stories.get(story_id)
            assert story is not None
            lead = article_id if title is not None else story.lead_id
            content = _content(
                lead, {"places": story.places, "topics": story.topics, "breaking": story.breaking} | more
            )
            await tx.stories.grow({story_id: content}, now=self.clock.now())
            await self._link(tx, article_id, story_id, Relation.SAME_EVENT)
            await self._word(tx, story_id, sentences)

    async def _article(self, tx: Transaction, title: str, source: str, more: Mapping[str, Any]) -> ArticleId:
        now = self.clock.now()
        number = next(self.numbers)
        if source not in self.sources:
            self.sources[source] = await tx.sources.add(
                name=source, url=f"https://s{len(self.sources)}.example/", now=now
            )
        published_at: datetime = more.get("published_at", now + timedelta(seconds=number))
        (article_id,) = await tx.intake.add(
            [
                NewArticle(
                    source_id=self.sources[source],
                    feed_id=None,
                    content=ArticleContent(
                        url=more.get("url", f"https://news.example/{number}"),
                        entry_id=None,
                        title=title,
                        text=more.get("text", TEXT),
                        published_at=published_at,
                        image_url=more.get("image_url"),
                        pictures=more.get("pictures", ()),
                        section=more.get("section"),
                        place=more.get("place"),
                        language=more.get("language"),
                        views=more.get("views"),
                    ),
                    keys=(number,),
                    entry_hash=number,
                    content_hash=number,
                    intake=Intake.NEWS,
                    page_state=PageState.NONE,
                    seen_at=now,
                )
            ]
        )
        return article_id

    async def _link(
        self, tx: Transaction, article_id: ArticleId, story_id: StoryId, relation: Relation
    ) -> None:
        link = Link(
            article_id=article_id,
            story_id=story_id,
            relation=relation,
            revision=1,
            other_id=None,
            score=1.0,
            evidence="{}",
        )
        await tx.stories.link([link], now=self.clock.now())

    async def _word(self, tx: Transaction, story_id: StoryId, sentences: Sequence[str] | None) -> None:
        story = await tx.stories.get(story_id)
        assert story is not None
        if sentences is None:
            kept = await tx.summaries.get(story_id)
            assert kept is not None
            sentences = kept.sentences
        summary = Summary(
            story_id=story_id,
            version=story.version,
            sentences=tuple(sentences),
            method="extractive",
            article_id=story.lead_id,
            created_at=self.clock.now(),
        )
        assert await tx.summaries.save([summary], now=self.clock.now()) == 1


def _content(lead_id: ArticleId, more: Mapping[str, Any]) -> StoryContent:
    return StoryContent(
        lead_id=lead_id,
        places=tuple(more.get("places", ("كربلاء",))),
        topics=tuple(more.get("topics", ("محليات",))),
        breaking=more.get("breaking", False),
        postable=True,
    )
