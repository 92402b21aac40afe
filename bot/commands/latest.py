"""/latest: the newest stories, of all or of one section, topic, place or source; and one story to read."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands import outside
from bot.commands.callbacks import base36, whole
from bot.commands.request import Audience, Button, Command, Reply, Request, Rows, notice
from bot.commands.searching import LONGEST_MEANT, MEANT
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from bot.stories.breaking import is_breaking
from bot.text.normalize import normalize
from bot.text.richtext import RichText, Span, Style, bold, compose, link
from storage.records.identity import StoryId
from storage.records.reading import Headline, ToldStory
from storage.store import Store

PAGE = 5
LARGEST_PAGE = 10
_NUMBER = re.compile(r"\d{1,3}")
_TURN = "l"
_OPEN = "t"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """Which stories: *size* of them from *offset* on, counted from *anchor*; *mark* names the shelf."""

    anchor: StoryId
    offset: int
    size: int
    mark: str = ""

    def arguments(self, offset: int | None = None) -> tuple[str, ...]:
        return (
            base36(self.anchor),
            base36(self.offset if offset is None else offset),
            base36(self.size),
            self.mark,
        )

    @classmethod
    def read(cls, arguments: Sequence[str]) -> "_Page | None":
        """The page of a pressed button, None for what we never wrote."""
        if len(arguments) != 4:
            return None
        try:
            anchor, offset, size = (int(each, 36) for each in arguments[:3])
        except ValueError:
            return None
        if not (0 <= anchor < 2**62 and 0 <= offset < 100_000 and 1 <= size <= LARGEST_PAGE):
            return None
        return cls(anchor=StoryId(anchor), offset=offset, size=size, mark=arguments[3])


class Latest:
    """The newest stories, each once whoever told it."""

    def __init__(self, store: Store, phrases: Phrases, moments: Moments) -> None:
        self._store = store
        self._phrases = phrases
        self._moments = moments

    def command(self) -> Command:
        """What is registered."""
        return Command(
            name="latest",
            words=("آخر الأخبار", "آخر الاخبار", "الأخبار", "أخبار", "جديد الأخبار", "أحدث الأخبار"),
            takes_words=True,
            audience=Audience.EVERYONE,
            run=self.run,
            presses={_TURN: self.turn, _OPEN: self.open},
        )

    async def run(self, request: Request) -> Reply:
        """``/latest [n] [section]``."""
        size, wanted = _words(request.words)
        async with self._store.read() as tx:
            anchor = await tx.reading.newest()
            shelves = await tx.reading.shelves() if wanted else ()
        if not wanted:
            return await self._list(_Page(anchor=anchor, offset=0, size=size), request, shelf=None)
        shelf = _shelf(wanted, shelves)
        if shelf is None:
            return self._unknown(wanted, shelves, anchor)
        return await self._list(
            _Page(anchor=anchor, offset=0, size=size, mark=_mark(shelf)), request, shelf=shelf
        )

    async def turn(self, request: Request) -> Reply:
        """A page further or back."""
        page = _Page.read(request.arguments)
        if page is None:
            return notice(self._phrases.text("general.stale_button"))
        shelf = None
        if page.mark:
            async with self._store.read() as tx:
                marks = {_mark(name): name for name in await tx.reading.shelves()}
            shelf = marks.get(page.mark)
            if shelf is None:
                return notice(self._phrases.text("general.stale_button"))
        return await self._list(page, request, shelf=shelf)

    async def open(self, request: Request) -> Reply:
        """One story, with a way back to its page."""
        story_id = whole(request.arguments)
        back = _Page.read(request.arguments[1:])
        if story_id is None:
            return notice(self._phrases.text("general.stale_button"))
        return await self.story(StoryId(story_id), request, back=back.arguments() if back else None)

    async def story(
        self, story_id: StoryId, request: Request, *, back: tuple[str, ...] | None = None
    ) -> Reply:
        """The story with its summary and who told it; *back* is the page it was chosen from."""
        async with self._store.read() as tx:
            story = await tx.reading.story(story_id)
        if story is None:
            return Reply(text=self._phrases.rich("story.gone"))
        headline = story.headline
        opening = self._phrases.text("story.open", source=outside.name(headline.source_name, 30))
        rows: list[tuple[Button, ...]] = [(Button(text=opening, url=headline.url),)]
        if back is not None:
            rows.append((Button(text=self._phrases.text("story.back"), action=_TURN, arguments=back),))
        return Reply(text=self._told(story, request), rows=tuple(rows))

    async def _list(self, page: _Page, request: Request, *, shelf: str | None) -> Reply:
        async with self._store.read() as tx:
            found = await tx.reading.latest(
                anchor=page.anchor, limit=page.size + 1, offset=page.offset, shelf=shelf
            )
        if not found:
            if page.offset:
                return notice(self._phrases.text("latest.empty_page"))
            return Reply(text=self._phrases.rich("latest.empty"))
        shown = found[: page.size]
        title = (
            self._phrases.spans("latest.title")
            if shelf is None
            else self._phrases.spans("latest.title_of", shelf=outside.name(shelf))
        )
        spans: list[Span | str] = [*title]
        for number, headline in enumerate(shown, start=page.offset + 1):
            spans += ["\n\n", *self._line(number, headline, request)]
        return Reply(text=compose(spans), rows=self._rows(page, shown, more=len(found) > page.size))

    def _rows(self, page: _Page, shown: Sequence[Headline], *, more: bool) -> Rows:
        """The stories' numbers, then the way back and on: clients lay rows out as their reader reads."""
        numbers = tuple(
            Button(
                text=self._phrases.number(number),
                action=_OPEN,
                arguments=(base36(headline.story_id), *page.arguments()),
            )
            for number, headline in enumerate(shown, start=page.offset + 1)
        )
        ways = []
        if page.offset:
            newer = page.arguments(max(0, page.offset - page.size))
            ways.append(Button(text=self._phrases.text("latest.previous"), action=_TURN, arguments=newer))
        if more:
            older = page.arguments(page.offset + page.size)
            ways.append(Button(text=self._phrases.text("latest.next"), action=_TURN, arguments=older))
        cut = [tuple(numbers[at : at + 5]) for at in range(0, len(numbers), 5)]
        return (*cut, tuple(ways)) if ways else tuple(cut)

    def _line(self, number: int, headline: Headline, request: Request) -> list[Span | str]:
        """«1. العنوان» with its link, and under it source, place and age."""
        title = link(outside.title_line(headline.title), headline.url)
        under = self._under(headline, request)
        return [f"{self._phrases.number(number)}. ", *self._mark(headline), title, "\n", under]

    def _mark(self, headline: Headline) -> list[Span | str]:
        """«عاجل» where the story is, and its headline does not say so itself."""
        if not headline.breaking or is_breaking(headline.title):
            return []
        return [bold(self._phrases.text("story.breaking")), " "]

    def _under(self, headline: Headline, request: Request) -> str:
        others = self._phrases.counted("count.other_sources", max(0, headline.source_count - 1))
        source = f"{outside.name(headline.source_name)} {others}".strip()
        place = outside.name(headline.places[0]) if headline.places else ""
        age = self._moments.ago(headline.dated_at, request.now)
        return self._phrases.text("general.separator").join(filter(None, (source, place, age)))

    def _told(self, story: ToldStory, request: Request) -> RichText:
        headline = story.headline
        spans: list[Span | str] = self._mark(headline)
        spans += [bold(outside.title_line(headline.title)), "\n", self._under(headline, request)]
        if story.sentences:
            spans += ["\n\n", outside.title_line(" ".join(story.sentences), 1500)]
        if len(story.tellings) > 1:
            spans += ["\n\n", *self._phrases.spans("story.sources")]
            for telling in story.tellings[:10]:
                age = self._moments.ago(telling.dated_at, request.now)
                source = Span(outside.name(telling.source_name), (Style.TEXT_LINK,), telling.url)
                spans += ["\n• ", source, self._phrases.text("general.separator"), age]
        return compose(spans)

    def _unknown(self, wanted: str, shelves: Sequence[str], anchor: StoryId) -> Reply:
        """No such section: offer the fullest ones."""
        buttons = [
            Button(
                text=outside.name(shelf, 24),
                action=_TURN,
                arguments=_Page(anchor=anchor, offset=0, size=PAGE, mark=_mark(shelf)).arguments(),
            )
            for shelf in shelves[:6]
        ]
        rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
        words = outside.one_line(wanted, 24)
        if ";" not in words and len(words.encode()) <= LONGEST_MEANT:
            ask = self._phrases.text("latest.search_instead", words=words)
            rows.append((Button(text=ask, action=MEANT, arguments=(words,)),))
        return Reply(
            text=self._phrases.rich("latest.unknown_shelf", shelf=outside.one_line(wanted, 40)),
            rows=tuple(rows),
        )


def _words(words: str) -> tuple[int, str]:
    """How many, and of what: «5», «رياضة», «رياضة 3»."""
    rest = []
    size = PAGE
    for word in words.split():
        if _NUMBER.fullmatch(word):
            size = min(max(1, int(word)), LARGEST_PAGE)
        else:
            rest.append(word)
    return size, " ".join(rest)[:60]


def _shelf(wanted: str, shelves: Sequence[str]) -> str | None:
    """The shelf that is called so, else the fullest whose name holds the words."""
    key = normalize(wanted)
    names = [(normalize(shelf), shelf) for shelf in shelves]
    exact = [shelf for name, shelf in names if key in {name, name.removeprefix("ال"), f"ال{name}"}]
    holding = [shelf for name, shelf in names if f" {key} " in f" {name} "]
    return next(iter(exact or holding), None)


def _mark(shelf: str) -> str:
    """A shelf's name as a few letters that fit into a button; it is looked up when it comes back."""
    return base36(zlib.crc32(shelf.encode()))
