"""/search: stored articles by their words, a page at a time; what a reader looked for is kept nowhere.

The words stand in bold at the head of the results, and the next page reads them from there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.commands import outside
from bot.commands.request import Audience, Button, Command, Reply, Request, notice
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from bot.text.richtext import Span, compose, link
from storage.records.article import Article
from storage.records.identity import ArticleId
from storage.store import Store

PAGE = 5
LONGEST_QUERY = 200
_TURN = "s"
_MEANT = "m"
_LONGEST_MEANT = 58
"""Bytes of a suggestion that leave room for version and action in a button."""


class Hit(Protocol):
    """One found article."""

    @property
    def article_id(self) -> ArticleId:
        """Which one."""
        ...


class Page(Protocol):
    """Some of what was found; *cursor* leads to the next ones, *suggestion* is a better spelling."""

    @property
    def hits(self) -> Sequence[Hit]: ...  # noqa: D102 - see the class
    @property
    def total(self) -> int: ...  # noqa: D102 - see the class
    @property
    def suggestion(self) -> str | None: ...  # noqa: D102 - see the class
    @property
    def cursor(self) -> str | None: ...  # noqa: D102 - see the class


class Engine(Protocol):
    """What finds articles: `bot.search`'s SearchEngine."""

    async def search(self, query: str, *, limit: int, cursor: str | None, now: datetime) -> Page:
        """The best *limit* articles for *query*, or those after *cursor*."""
        ...


class Searching:
    """Search with pages, a hint for a misspelt word, and what to do next when nothing was found."""

    def __init__(self, store: Store, engine: Engine, phrases: Phrases, moments: Moments) -> None:
        self._store = store
        self._engine = engine
        self._phrases = phrases
        self._moments = moments

    def command(self) -> Command:
        """What is registered."""
        return Command(
            name="search",
            words=("بحث عن", "بحث", "ابحث عن", "ابحث", "ابحث لي عن", "دور على"),
            audience=Audience.EVERYONE,
            run=self.run,
            presses={_TURN: self.turn, _MEANT: self.meant},
        )

    async def run(self, request: Request) -> Reply:
        """``/search words``."""
        return await self._first(request, ())

    async def guess(self, request: Request) -> Reply:
        """Plain words that are no command: search for them, and say what else there is."""
        return await self._first(request, self._phrases.spans("search.hint"))

    async def _first(self, request: Request, hint: Sequence[Span]) -> Reply:
        if len(request.words) > LONGEST_QUERY:
            return Reply(text=self._phrases.rich("search.too_long"))
        words = outside.one_line(request.words, LONGEST_QUERY)
        if not words:
            return Reply(text=self._phrases.rich("search.ask"))
        return await self._page(words, request, cursor=None, hint=hint)

    async def turn(self, request: Request) -> Reply:
        """The next page; its words stand in the message itself."""
        if not request.shown or len(request.arguments) != 1:
            return notice(self._phrases.text("search.lost"))
        return await self._page(request.shown[0], request, cursor=request.arguments[0] or None)

    async def meant(self, request: Request) -> Reply:
        """Search for the suggested words instead."""
        if len(request.arguments) != 1:
            return notice(self._phrases.text("search.lost"))
        return await self._page(request.arguments[0], request, cursor=None)

    async def _page(
        self, words: str, request: Request, *, cursor: str | None, hint: Sequence[Span] = ()
    ) -> Reply:
        page = await self._engine.search(words, limit=PAGE, cursor=cursor, now=request.now)
        articles = await self._articles([hit.article_id for hit in page.hits])
        if not articles:
            if cursor is not None:
                return notice(self._phrases.text("latest.empty_page"))
            return self._nothing(words, page.suggestion, hint)
        spans: list[Span | str] = [*self._phrases.spans("search.title", words=words)]
        spans += [self._phrases.text("general.separator"), self._phrases.counted("count.results", page.total)]
        for article in articles:
            spans += ["\n\n", *self._found(article, request)]
        spans += ["\n\n", *hint] if hint else []
        ways = []
        if page.cursor:
            ways.append(
                Button(text=self._phrases.text("search.more"), action=_TURN, arguments=(page.cursor,))
            )
        if cursor is not None:
            ways.append(Button(text=self._phrases.text("search.first"), action=_TURN, arguments=("",)))
        rows = (tuple(ways),) if ways else ()
        return Reply(text=compose(spans), rows=(*rows, *self._meant(page.suggestion)))

    async def _articles(self, ids: Sequence[ArticleId]) -> Sequence[Article]:
        async with self._store.read() as tx:
            found = [await tx.articles.get(article_id) for article_id in ids]
        return [article for article in found if article is not None]

    def _found(self, article: Article, request: Request) -> list[Span | str]:
        under = (
            outside.name(article.source_name),
            outside.name(article.content.place or ""),
            self._moments.ago(article.dated_at, request.now),
        )
        title = link(outside.title_line(article.content.title), article.content.url)
        return [title, "\n", self._phrases.text("general.separator").join(filter(None, under))]

    def _nothing(self, words: str, suggestion: str | None, hint: Sequence[Span]) -> Reply:
        spans = [*self._phrases.spans("search.nothing", words=words)]
        spans += [Span("\n\n"), *hint] if hint else []
        return Reply(text=compose(spans), rows=self._meant(suggestion))

    def _meant(self, suggestion: str | None) -> tuple[tuple[Button, ...], ...]:
        """«هل تقصد …؟» as a button, where its words fit into one."""
        if not suggestion or ";" in suggestion or len(suggestion.encode()) > _LONGEST_MEANT:
            return ()
        text = self._phrases.text("search.suggestion", words=suggestion)
        return ((Button(text=text, action=_MEANT, arguments=(suggestion,)),),)
