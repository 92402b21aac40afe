"""/template: the newest story as a channel's template shows it, and how another template would."""

from collections.abc import Sequence
from dataclasses import replace

from bot.commands.callbacks import whole
from bot.commands.previewing import MOST_CHANNELS, channel_name, channel_rows
from bot.commands.request import Audience, Command, Reply, Request, notice
from bot.delivery.render import Material, clip, render, token_of
from bot.delivery.route import ChannelRule, route
from bot.delivery.template import FIELDS, LONGEST, Template, TemplateError, parse_template
from bot.locale.phrases import Phrases
from bot.text.richtext import RichText, Span, Style, appended, compose
from storage.store import Store, Transaction

_SHOW = "tv"
_LOOK_BACK = 50
"""So many of the newest stories are looked through for one that the channel takes."""
_LONGEST_POST = 2_500
"""UTF-16 units of the post that are shown; the template stands in the same message."""


class Templating:
    """Lets editors see what a template does before readers do."""

    def __init__(self, store: Store, phrases: Phrases, rules: Sequence[ChannelRule]) -> None:
        self._store = store
        self._phrases = phrases
        self._rules = rules

    def command(self) -> Command:
        """What is registered."""
        return Command(
            name="template",
            words=("معاينة المنشور", "القالب"),
            takes_words=True,
            audience=Audience.ADMINS,
            run=self.run,
            presses={_SHOW: self.show},
        )

    async def run(self, request: Request) -> Reply:
        """``/template``: the present one. ``/template`` and a template: the newest story in that one."""
        if not self._rules:
            return Reply(text=self._phrases.rich("template.no_channels"))
        if request.words:
            return await self._tried(request)
        if len(self._rules) == 1:
            return await self._shown(self._rules[0], request, tried=None)
        async with self._store.read() as tx:
            names = [
                await channel_name(tx, rule.address, rule.thread_id or 0)
                for rule in self._rules[:MOST_CHANNELS]
            ]
        return Reply(text=self._phrases.rich("template.ask"), rows=channel_rows(names, _SHOW))

    async def show(self, request: Request) -> Reply:
        """The post of the channel that was chosen."""
        number = whole(request.arguments)
        if number is None or number >= len(self._rules):
            return notice(self._phrases.text("general.stale_button"))
        return await self._shown(self._rules[number], request, tried=None)

    async def _tried(self, request: Request) -> Reply:
        """The template that was sent, in the first channel; or what is wrong with it."""
        try:
            template = parse_template(request.words)
        except TemplateError as error:
            fields = " ".join(f"{{{field}}}" for field in sorted(FIELDS))
            return Reply(
                text=self._phrases.rich(
                    f"template.fault.{error.fault.value}",
                    most=LONGEST,
                    line=error.line,
                    field=Span(f"{{{error.field}}}", (Style.CODE,)),
                    fields=Span(fields, (Style.CODE,)),
                )
            )
        return await self._shown(self._rules[0], request, tried=template)

    async def _shown(self, rule: ChannelRule, request: Request, *, tried: Template | None) -> Reply:
        """The newest story that *rule* takes, by the template *tried* or its own, and the template."""
        async with self._store.read() as tx:
            name = await channel_name(tx, rule.address, rule.thread_id or 0)
            material = await _newest_material(tx, rule, request)
        head = self._phrases.rich("template.title", channel=name)
        if material is None:
            post = self._phrases.rich("template.no_story")
        else:
            style = rule.style if tried is None else replace(rule.style, template=tried)
            post = clip(render(material, style, token=token_of("template")).body, _LONGEST_POST)
        return Reply(text=appended(appended(head, post), self._source(rule, tried)))

    def _source(self, rule: ChannelRule, tried: Template | None) -> RichText:
        """The template itself, to be copied, and what can be done with it."""
        if tried is None:
            source = Span(rule.style.template.source, (Style.CODE,))
            return compose(
                [
                    *self._phrases.spans("template.current"),
                    "\n",
                    source,
                    "\n\n",
                    *self._phrases.spans("template.try"),
                ]
            )
        kept = Span(f"template = '''\n{tried.source}\n'''", (Style.CODE,))
        return compose([*self._phrases.spans("template.adopt"), "\n", kept])


async def _newest_material(tx: Transaction, rule: ChannelRule, request: Request) -> Material | None:
    """What a post of the newest story that *rule* takes is made from."""
    for headline in await tx.reading.latest(anchor=await tx.reading.newest(), limit=_LOOK_BACK):
        story = await tx.stories.get(headline.story_id)
        summary = await tx.summaries.get(headline.story_id)
        if story is None or summary is None:
            continue
        articles = await tx.articles.of_story(story.story_id)
        for way in route(story, articles, (rule,), now=request.now):
            return Material(story=story, summary=summary, lead=way.lead, articles=way.articles)
    return None
