"""A small archive to search in: articles stored as a poll stores them, then indexed by the station itself."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from bot.search.index import Indexer
from bot.search.merge import Merger
from storage.records.article import ArticleContent, Intake, PageState
from storage.records.feed import NewArticle
from storage.records.identity import ArticleId, SourceId
from storage.store import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Told:
    """An article in short; *days* is its age."""

    title: str
    text: str = ""
    source: str = "واع"
    days: float = 1
    section: str | None = None
    place: str | None = None


async def tell(store: Store, *articles: Told) -> list[ArticleId]:
    """Store *articles*; their ids."""
    async with store.write() as tx:
        sources = await tx.archive.source_ids({article.source for article in articles}, now=NOW)
        new = [_new(article, sources[article.source], number) for number, article in enumerate(articles)]
        return list(await tx.intake.add(new))


async def index(store: Store, clock: Clock) -> None:
    """Index whatever waits."""
    indexer = Indexer(store, clock)
    while await indexer.work():
        pass


async def tidy(store: Store, clock: Clock) -> int:
    """Merge until there is nothing to merge; how many segments were taken."""
    merger, taken = Merger(store, clock), 0
    while done := await merger.work():
        taken += done
    return taken


def _new(article: Told, source_id: SourceId, number: int) -> NewArticle:
    key = abs(hash((article.title, article.text, article.source, number))) >> 2
    return NewArticle(
        source_id=source_id,
        feed_id=None,
        content=ArticleContent(
            url=f"https://example.org/{key}",
            entry_id=None,
            title=article.title,
            text=article.text,
            published_at=NOW - timedelta(days=article.days),
            section=article.section,
            place=article.place,
        ),
        keys=(key,),
        entry_hash=key,
        content_hash=key,
        intake=Intake.NEWS,
        page_state=PageState.NONE,
        seen_at=NOW,
    )
