"""/retract: taking a story back in every channel, with one tap; and the log of what was taken back."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.commands import outside
from bot.commands.answering import once
from bot.commands.callbacks import base36, whole
from bot.commands.request import Audience, Button, Command, Reply, Request, Rows, notice
from bot.commands.tracing import find_article
from bot.delivery.retract import retract, told_channels
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from bot.text.richtext import Span, bold, compose, link
from storage.records.identity import StoryId
from storage.records.retraction import GoneStory, Manner, Retraction
from storage.store import Store

SHOWN = 10
_STRIKE = "ts"
_DELETE = "td"


class Retracting:
    """What editors take back; owners are asked of what publishers have taken down."""

    def __init__(self, store: Store, phrases: Phrases, moments: Moments, zone: ZoneInfo) -> None:
        self._store = store
        self._phrases = phrases
        self._moments = moments
        self._zone = zone

    def command(self) -> Command:
        """What is registered."""
        return Command(
            name="retract",
            words=("اسحب الخبر", "اسحب خبر", "سحب خبر"),
            takes_words=True,
            audience=Audience.ADMINS,
            run=self.run,
            presses={_STRIKE: self.strike, _DELETE: self.delete},
            guarded=frozenset({_STRIKE, _DELETE}),
        )

    async def run(self, request: Request) -> Reply:
        """``/retract address``: the story, and what may be done; without an address the log."""
        words = request.words.split()
        if not words:
            return await self._log(request)
        async with self._store.read() as tx:
            article = await find_article(tx, words[0])
            story = None if article is None else await tx.stories.of_article(article.article_id)
            if article is None or story is None:
                return Reply(text=self._phrases.rich("retract.unseen"))
            if await tx.retractions.is_retracted(story.story_id):
                return Reply(text=self._phrases.rich("retract.already"))
            channels = told_channels(await tx.retractions.shown(story.story_id))
        spans: list[Span | str] = [
            bold(outside.title_line(article.content.title, 200)),
            "\n",
            self._phrases.text("retract.stands", channels=self._phrases.counted("count.channels", channels)),
        ]
        return Reply(text=compose(spans), rows=self.choices(story.story_id))

    def gone(self, story: GoneStory) -> Reply:
        """What owners are told when all publishers of a story have taken it down."""
        spans: list[Span | str] = [
            *self._phrases.spans("retract.gone", source=outside.name(story.source_name)),
            "\n",
            link(outside.title_line(story.title, 200), story.url),
        ]
        return Reply(text=compose(spans), rows=self.choices(story.story_id))

    def choices(self, story_id: StoryId) -> Rows:
        """The two ways of taking a story back."""
        argument = (base36(story_id),)
        strike, delete = (
            Button(text=self._phrases.text(key), action=action, arguments=argument, guarded=True)
            for key, action in (("retract.strike", _STRIKE), ("retract.delete", _DELETE))
        )
        return ((strike, delete),)

    async def strike(self, request: Request) -> Reply:
        """«اشطبه»: the posts stay, struck through."""
        return await self._retract(request, Manner.STRIKE)

    async def delete(self, request: Request) -> Reply:
        """«احذفه»: the posts go."""
        return await self._retract(request, Manner.DELETE)

    async def _retract(self, request: Request, manner: Manner) -> Reply:
        number = whole(request.arguments)
        if number is None:
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            if await tx.stories.get(StoryId(number)) is None:
                return notice(self._phrases.text("general.stale_button"))
            done = await retract(
                tx,
                StoryId(number),
                manner,
                user_id=request.user_id,
                zone=self._zone,
                now=request.now,
            )
        if done is None:
            return Reply(text=self._phrases.rich("retract.already"))
        posts = self._phrases.counted("count.posts", done.changed)
        key = "retract.struck" if manner is Manner.STRIKE else "retract.deleted"
        said = (
            self._phrases.rich(key, posts=posts) if done.changed else self._phrases.rich("retract.kept_back")
        )
        return Reply(text=said)

    async def _log(self, request: Request) -> Reply:
        async with self._store.read() as tx:
            entries = await tx.retractions.latest(most=SHOWN)
        spans: list[Span | str] = [*self._phrases.spans("retract.ask")]
        if entries:
            spans += ["\n\n", *self._phrases.spans("retract.log")]
        return Reply(text=compose([*spans, *self._entries(entries, request)]))

    def _entries(self, entries: Sequence[Retraction], request: Request) -> list[Span | str]:
        spans: list[Span | str] = []
        for entry in entries:
            manner = self._phrases.text(f"retract.manner.{entry.manner.value}")
            who = (
                self._phrases.text("retract.by_rule")
                if entry.user_id is None
                else self._phrases.text("retract.by_editor", user=str(entry.user_id))
            )
            when = self._moments.stamp(entry.retracted_at, request.now)
            spans += ["\n• ", link(outside.title_line(entry.title, 120), entry.url), "\n   "]
            spans.append(self._phrases.text("general.separator").join((manner, when, who)))
        return spans
