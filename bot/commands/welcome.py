"""/start, /help, /privacy and /forgetme: how one begins, and how one leaves no trace."""

import re
from collections.abc import Awaitable, Callable

from bot.commands.answering import once
from bot.commands.registry import Registry
from bot.commands.request import Audience, Button, Command, Reply, Request, Role
from bot.locale.phrases import Phrases
from bot.text.richtext import Span, compose
from storage.records.identity import StoryId
from storage.store import Store

_STORY_LINK = re.compile(r"story-(\d{1,18})")
_ERASE = "f"
_KEEP = "k"

StoryReader = Callable[[StoryId, Request], Awaitable[Reply]]


class Welcome:
    """The first words, the list of commands, and the reader's own traces."""

    def __init__(self, store: Store, phrases: Phrases, *, read_story: StoryReader) -> None:
        self._store = store
        self._phrases = phrases
        self._read_story = read_story
        self._registry: Registry | None = None

    def commands(self) -> tuple[Command, ...]:
        """What is registered."""
        everyone = Audience.EVERYONE
        return (
            Command(
                name="start",
                words=("ابدأ", "مرحبا", "السلام عليكم", "السلام عليكم ورحمة الله وبركاته"),
                audience=everyone,
                run=self.start,
            ),
            Command(name="help", words=("مساعدة", "المساعدة"), audience=everyone, run=self.help),
            Command(name="privacy", words=("الخصوصية",), audience=everyone, run=self.privacy),
            Command(
                name="forgetme",
                words=("انسني", "احذف بياناتي"),
                audience=everyone,
                run=self.forgetme,
                presses={_ERASE: self.erase, _KEEP: self.keep},
                guarded=frozenset({_ERASE}),
            ),
        )

    def describe(self, registry: Registry) -> None:
        """Let /help list *registry*, which these commands are part of."""
        self._registry = registry

    async def start(self, request: Request) -> Reply:
        """``/start``, or a deep link such as ``?start=story-12``.

        A link (core.telegram.org/bots/features#deep-linking) only ever shows something: whatever changes
        anything asks by a button first.
        """
        if story := _STORY_LINK.fullmatch(request.words.strip()):
            return await self._read_story(StoryId(int(story[1])), request)
        spans: list[Span | str] = [*self._phrases.spans("start.welcome")]
        if request.is_private and request.role >= Role.ADMIN:
            spans += ["\n\n", *self._phrases.spans("start.owner")]
        return Reply(text=compose(spans), keyboard=self._keyboard() if request.is_private else ())

    async def help(self, request: Request) -> Reply:
        """``/help``: every command that this person may use, here."""
        admin = request.is_private and request.role >= Role.ADMIN
        spans: list[Span | str] = [*self._phrases.spans("help.title")]
        registry = self._registry
        commands = registry.commands if registry else ()
        for audience in (Audience.EVERYONE, Audience.ADMINS) if admin else (Audience.EVERYONE,):
            spans.append("\n")
            if audience is Audience.ADMINS:
                spans += ["\n", *self._phrases.spans("help.admin_title"), "\n"]
            for command in commands:
                if command.audience is audience and command.listed:
                    spans += ["\n", *self._line(command)]
        spans += ["\n\n", *self._phrases.spans("help.words")]
        return Reply(text=compose(spans))

    async def privacy(self, _request: Request) -> Reply:
        """``/privacy``: what is kept and what is not."""
        return Reply(text=self._phrases.rich("privacy.text"))

    async def forgetme(self, request: Request) -> Reply:
        """``/forgetme``: asks before it erases."""
        if not request.is_private:
            return Reply(text=self._phrases.rich("general.only_private"))
        yes = Button(text=self._phrases.text("forgetme.yes"), action=_ERASE, guarded=True)
        no = Button(text=self._phrases.text("forgetme.no"), action=_KEEP)
        return Reply(text=self._phrases.rich("forgetme.ask"), rows=((yes, no),))

    async def erase(self, request: Request) -> Reply:
        """The chat and all that it follows go."""
        async with once(self._store, request) as tx:
            await tx.chats.forget(request.chat_id)
            await tx.oversight.forget(request.chat_id)
        return Reply(text=self._phrases.rich("forgetme.done"))

    async def keep(self, _request: Request) -> Reply:
        """Second thoughts."""
        return Reply(text=self._phrases.rich("forgetme.kept"))

    def _line(self, command: Command) -> list[Span]:
        says = self._phrases.text(f"commands.{command.name}.menu")
        return self._phrases.spans("help.line", name=command.name, says=says)

    def _keyboard(self) -> tuple[tuple[str, ...], ...]:
        words = {key: self._phrases.text(f"keyboard.{key}") for key in ("help", "search", "latest")}
        return ((words["latest"], words["search"]), (words["help"],))
