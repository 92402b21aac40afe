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
from bot.search.page import Hit, SearchPage
from bot.text.richtext import Span, compose, link
from storage.store import Store

PAGE = 5
LONGEST_QUERY = 200
_TURN = "s"
MEANT = "m"
LONGEST_MEANT = 58
"""Bytes of a suggestion that leave room for version and action in a button."""


class Engine(Protocol):
    """What finds articles: `bot.search`'s SearchEngine."""

    async def search(self, query: str, *, limit: int, cursor: str | None, now: datetime) -> SearchPage:
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
            takes_words=True,
            audience=Audience.EVERYONE,
            run=self.run,
            presses={_TURN: self.turn, MEANT: self.meant},
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
        if not page.hits:
            if cursor is not None:
                return notice(self._phrases.text("latest.empty_page"))
            return self._nothing(words, page.suggestion, hint)
        spans: list[Span | str] = [*self._phrases.spans("search.title", words=words)]
        spans += [self._phrases.text("general.separator"), self._total(page)]
        if page.widened:
            spans += ["\n", *self._phrases.spans("search.widened")]
        for hit, others in await self._told_once(page.hits):
            spans += ["\n\n", *self._found(hit, others, request)]
        spans += ["\n\n", *hint] if hint else []
        ways = []
        if cursor is not None:
            ways.append(Button(text=self._phrases.text("search.first"), action=_TURN, arguments=("",)))
        if page.cursor:
            ways.append(
                Button(text=self._phrases.text("search.more"), action=_TURN, arguments=(page.cursor,))
            )
        rows = (tuple(ways),) if ways else ()
        return Reply(text=compose(spans), rows=(*rows, *self._meant(page.suggestion)))

    def _total(self, page: SearchPage) -> str:
        total = self._phrases.counted("count.results", page.total)
        return self._phrases.text("search.at_least", total=total) if page.more_than_total else total

    async def _told_once(self, hits: Sequence[Hit]) -> Sequence[tuple[Hit, int]]:
        """The hits, those of one story as its best one, with how many others tell it."""
        first: dict[int, Hit] = {}
        others: dict[int, int] = {}
        async with self._store.read() as tx:
            for hit in hits:
                article = await tx.articles.get(hit.article_id)
                story = None if article is None else article.story_id
                key = -int(hit.article_id) if story is None else int(story)
                others[key] = others.get(key, -1) + 1
                first.setdefault(key, hit)
        return [(hit, others[key]) for key, hit in first.items()]

    def _found(self, hit: Hit, others: int, request: Request) -> list[Span | str]:
        """The title with its link, who told it and when, and the words around what was sought."""
        source = f"{outside.name(hit.source_name)} {self._phrases.counted('count.other_sources', others)}"
        age = self._moments.ago(hit.dated_at, request.now)
        under = self._phrases.text("general.separator").join((source.strip(), age))
        marks = [(mark.start, mark.length) for mark in hit.highlights]
        snippet = ["\n", *outside.marked(hit.snippet, marks)] if hit.snippet.strip() else []
        return [link(outside.title_line(hit.title), hit.url), "\n", under, *snippet]

    def _nothing(self, words: str, suggestion: str | None, hint: Sequence[Span]) -> Reply:
        spans = [*self._phrases.spans("search.nothing", words=words)]
        spans += [Span("\n\n"), *hint] if hint else []
        return Reply(text=compose(spans), rows=self._meant(suggestion))

    def _meant(self, suggestion: str | None) -> tuple[tuple[Button, ...], ...]:
        """«هل تقصد …؟» as a button, where its words fit into one."""
        if not suggestion or ";" in suggestion or len(suggestion.encode()) > LONGEST_MEANT:
            return ()
        text = self._phrases.text("search.suggestion", words=suggestion)
        return ((Button(text=text, action=MEANT, arguments=(suggestion,)),),)
