"""/aside: what broke a station and was set aside so that the rest goes on; a button tries it again."""

from bot.commands import outside
from bot.commands.answering import once
from bot.commands.request import Audience, Button, Command, Reply, Request
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from bot.text.richtext import Span, Style, compose
from storage.records.article import Article
from storage.records.identity import ArticleId, StoryId
from storage.records.stranded import StationName, Stranded
from storage.store import Store, Transaction

SHOWN = 5
_RETRY = "ar"


class SettingAside:
    """What could not be worked on, as editors see it."""

    def __init__(self, store: Store, phrases: Phrases, moments: Moments) -> None:
        self._store = store
        self._phrases = phrases
        self._moments = moments

    def command(self) -> Command:
        """What is registered."""
        return Command(
            name="aside",
            words=("المتعثر", "الأخبار المتعثرة"),
            audience=Audience.ADMINS,
            run=self.show,
            presses={_RETRY: self.retry},
            guarded=frozenset({_RETRY}),
        )

    async def show(self, request: Request) -> Reply:
        """``/aside``: the newest of it, each with its station and the reason."""
        async with self._store.read() as tx:
            newest = await tx.stranded.newest(SHOWN)
            count = await tx.stranded.count()
            articles = [await _article(tx, one) for one in newest]
        if not newest:
            return Reply(text=self._phrases.rich("aside.empty"))
        spans: list[Span | str] = [
            *self._phrases.spans("aside.title"),
            self._phrases.text("general.separator"),
            self._phrases.counted("count.news", count),
            "\n",
            self._phrases.text("aside.why"),
        ]
        for number, (one, article) in enumerate(zip(newest, articles, strict=True), start=1):
            when = self._moments.ago(one.failed_at, request.now)
            spans += [f"\n\n{self._phrases.number(number)}. "]
            if article is not None:
                title = outside.title_line(article.content.title, 120)
                spans += [Span(title, (Style.BOLD,), article.content.url), "\n"]
            spans += [
                self._phrases.text(f"aside.station.{one.station.value}", when=when),
                "\n",
                Span(outside.one_line(one.error, 160), (Style.CODE,)),
            ]
        retry = Button(text=self._phrases.text("aside.retry"), action=_RETRY, guarded=True)
        return Reply(text=compose(spans), rows=((retry,),))

    async def retry(self, request: Request) -> Reply:
        """«أعد المحاولة»: all of it waits at its station again; what breaks once more comes back here."""
        async with once(self._store, request) as tx:
            count = await tx.stranded.retry()
        reply = await self.show(request)
        said = self._phrases.text("aside.waits_again", news=self._phrases.counted("count.news", count))
        return Reply(text=reply.text, rows=reply.rows, notice=said)


async def _article(tx: Transaction, one: Stranded) -> Article | None:
    """The article that was set aside, or the leading one of the story that was."""
    if one.station is StationName.CLUSTER:
        return await tx.articles.get(ArticleId(one.subject_id))
    story = await tx.stories.get(StoryId(one.subject_id))
    return None if story is None else await tx.articles.get(story.lead_id)
