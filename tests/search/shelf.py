"""An archive with articles, an index over them and an engine that a test asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.search.engine import SearchEngine
from bot.search.index import Indexer
from bot.search.merge import Merger
from bot.search.page import SearchPage
from storage.records.feed import ChangedArticle
from storage.records.identity import ArticleId
from storage.store import Store
from tests.commands.newsroom import add_article
from tests.fakes import ManualClock

BAGHDAD = ZoneInfo("Asia/Baghdad")


@dataclass
class Shelf:
    """Articles as the other stations would leave them, and what a reader finds of them."""

    store: Store
    clock: ManualClock
    titles: dict[ArticleId, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.engine = SearchEngine(self.store, zone=BAGHDAD)
        self.indexer = Indexer(self.store, self.clock)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def put(
        self,
        title: str,
        text: str = "نص الخبر.",
        *,
        source: str = "واع",
        section: str | None = None,
        place: str | None = None,
        age: timedelta = timedelta(hours=1),
    ) -> ArticleId:
        """Store an article that was published *age* ago; it is not indexed yet."""
        async with self.store.write() as tx:
            article_id = await add_article(
                tx,
                title=title,
                text=text,
                source=source,
                section=section,
                place=place,
                now=self.now,
                published_at=self.now - age,
            )
        self.titles[article_id] = title
        return article_id

    async def revise(self, article_id: ArticleId, *, title: str, text: str) -> None:
        """Store a later version of an article."""
        async with self.store.write() as tx:
            article = await tx.articles.get(article_id)
            assert article is not None
            change = ChangedArticle(
                article_id=article_id,
                content=replace(article.content, title=title, text=text),
                entry_hash=1,
                content_hash=1,
                reread=False,
            )
            await tx.intake.revise([change], now=self.now)
        self.titles[article_id] = title

    async def index(self) -> None:
        """Index all that waits."""
        while await self.indexer.work():
            pass

    async def merge(self) -> int:
        """Merge until there is nothing to merge; the number of segments that went."""
        merger = Merger(self.store, self.clock)
        gone = 0
        while taken := await merger.work():
            gone += taken
        return gone

    async def segments(self) -> Mapping[int, int]:
        """The live segments with their numbers of documents."""
        async with self.store.read() as tx:
            return {number: documents for number, (documents, _) in (await tx.search.sizes()).items()}

    async def ask(self, query: str, *, limit: int = 10, cursor: str | None = None) -> SearchPage:
        return await self.engine.search(query, limit=limit, cursor=cursor, now=self.now)

    async def found(self, query: str, *, limit: int = 50) -> Sequence[str]:
        """The titles of what answers, the best first."""
        return [hit.title for hit in (await self.ask(query, limit=limit)).hits]
