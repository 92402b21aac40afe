"""A newsroom for the story tests: sources and articles in a real archive."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest

from bot.stories.cluster import cluster
from bot.stories.window import Window
from storage.records.article import Article, ArticleContent, Intake, PageState
from storage.records.feed import ChangedArticle, NewArticle
from storage.records.identity import ArticleId, SourceId
from storage.store import Store
from tests.fakes import ManualClock


@dataclass
class Newsroom:
    """Sources by name, and articles that come in from them."""

    store: Store
    clock: ManualClock
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    window: Window = field(default_factory=Window)
    sources: dict[str, SourceId] = field(default_factory=dict)

    async def receive(
        self,
        title: str,
        text: str = "",
        *,
        source: str = "شفق نيوز",
        intake: Intake = Intake.NEWS,
        image_url: str | None = None,
        published_at: datetime | None = None,
        after: timedelta = timedelta(0),
    ) -> ArticleId:
        """An article comes in, *after* the one before."""
        self.clock.advance(after)
        now = self.clock.now()
        number = next(self.numbers)
        async with self.store.write() as tx:
            if source not in self.sources:
                self.sources[source] = await tx.sources.add(
                    name=source, url=f"https://source{len(self.sources)}.example/", now=now
                )
            (article_id,) = await tx.intake.add(
                [
                    NewArticle(
                        source_id=self.sources[source],
                        feed_id=None,
                        content=ArticleContent(
                            url=f"https://news.example/{number}",
                            entry_id=None,
                            title=title,
                            text=text,
                            published_at=published_at or now,
                            image_url=image_url,
                        ),
                        keys=(number,),
                        entry_hash=number,
                        content_hash=number,
                        intake=intake,
                        page_state=PageState.NONE,
                        seen_at=now,
                    )
                ]
            )
        return article_id

    async def change(self, article_id: ArticleId, title: str, text: str) -> None:
        """The article is given another text by its source."""
        old = await self.article(article_id)
        number = next(self.numbers)
        content = ArticleContent(
            url=old.content.url,
            entry_id=None,
            title=title,
            text=text,
            published_at=old.content.published_at,
        )
        change = ChangedArticle(
            article_id=article_id, content=content, entry_hash=number, content_hash=number, reread=False
        )
        async with self.store.write() as tx:
            await tx.intake.revise([change], now=self.clock.now())

    async def article(self, article_id: ArticleId) -> Article:
        """The article as it is kept."""
        async with self.store.read() as tx:
            found = await tx.articles.get(article_id)
        assert found is not None
        return found

    async def settle(self, *, own_agency: str | None = None) -> int:
        """Run the station until nothing waits."""
        done = 0
        while batch := await cluster(self.store, self.window, self.clock, own_agency=own_agency):
            done += batch
        return done


@pytest.fixture
def newsroom(store: Store, clock: ManualClock) -> Newsroom:
    """A newsroom on either database."""
    return Newsroom(store=store, clock=clock)
