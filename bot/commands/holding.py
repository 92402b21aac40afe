"""/held: articles that the burst guard has set aside, and an editor's word on them: news, or archive only."""

from collections.abc import Sequence

from bot.commands import outside
from bot.commands.answering import once
from bot.commands.callbacks import base36, whole
from bot.commands.request import Audience, Button, Command, Reply, Request, notice
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from bot.text.richtext import Span, Style, compose
from storage.records.article import Article, Intake
from storage.records.identity import ArticleId
from storage.store import Store

SHOWN = 5
_POST = "hp"
_KEEP = "hk"
_KEEP_ALL = "ha"


class Holding:
    """What sources have handed in as new and what cannot be new, as editors see it."""

    def __init__(self, store: Store, phrases: Phrases, moments: Moments) -> None:
        self._store = store
        self._phrases = phrases
        self._moments = moments

    def command(self) -> Command:
        """What is registered."""
        return Command(
            name="held",
            words=("المحجوز", "الأخبار المحجوزة"),
            audience=Audience.ADMINS,
            run=self.show,
            presses={_POST: self.post, _KEEP: self.keep, _KEEP_ALL: self.keep_all},
            guarded=frozenset({_POST, _KEEP, _KEEP_ALL}),
        )

    async def show(self, request: Request) -> Reply:
        """``/held``: the newest of them, each with its choices."""
        async with self._store.read() as tx:
            held = await tx.intake.held(most=SHOWN)
            count = (await tx.oversight.backlog()).held
        if not held:
            return Reply(text=self._phrases.rich("held.empty"))
        spans: list[Span | str] = [
            *self._phrases.spans("held.title"),
            self._phrases.text("general.separator"),
            self._phrases.counted("count.news", count),
            "\n",
            self._phrases.text("held.why"),
        ]
        for number, article in enumerate(held, start=1):
            spans += ["\n\n", *self._line(number, article, request)]
        rows = [self._choices(number, article) for number, article in enumerate(held, start=1)]
        return Reply(text=compose(spans), rows=(*rows, (self._all(held),)))

    def _line(self, number: int, article: Article, request: Request) -> list[Span | str]:
        content = article.content
        return [
            f"{self._phrases.number(number)}. ",
            Span(outside.title_line(content.title, 120), (Style.BOLD,), content.url),
            "\n",
            self._phrases.text(
                "held.line",
                source=outside.name(article.source_name),
                when=self._moments.ago(article.dated_at, request.now),
            ),
        ]

    def _choices(self, number: int, article: Article) -> tuple[Button, ...]:
        shown, arguments = self._phrases.number(number), (base36(article.article_id),)
        return tuple(
            Button(
                text=self._phrases.text(key, number=shown), action=action, arguments=arguments, guarded=True
            )
            for key, action in (("held.post", _POST), ("held.keep", _KEEP))
        )

    def _all(self, held: Sequence[Article]) -> Button:
        return Button(
            text=self._phrases.text("held.keep_all"),
            action=_KEEP_ALL,
            arguments=(base36(max(article.article_id for article in held)),),
            guarded=True,
        )

    async def post(self, request: Request) -> Reply:
        """«انشر»: it is news after all."""
        return await self._release(request, Intake.NEWS, "held.will_post")

    async def keep(self, request: Request) -> Reply:
        """«للأرشيف»: readers find it, no channel gets it."""
        return await self._release(request, Intake.SEED, "held.kept")

    async def _release(self, request: Request, intake: Intake, done: str) -> Reply:
        number = whole(request.arguments)
        if number is None:
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            found = await tx.intake.release(ArticleId(number), intake)
        return await self._after(request, self._phrases.text(done if found else "held.settled_already"))

    async def keep_all(self, request: Request) -> Reply:
        """«الكل للأرشيف»: all that was held when the button was made."""
        newest = whole(request.arguments)
        if newest is None:
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            count = await tx.intake.release_all(ArticleId(newest), Intake.SEED)
        return await self._after(
            request, self._phrases.text("held.kept_all", news=self._phrases.counted("count.news", count))
        )

    async def _after(self, request: Request, said: str) -> Reply:
        """The list as it is now, and in the short line what was done."""
        reply = await self.show(request)
        return Reply(text=reply.text, rows=reply.rows, notice=said)
