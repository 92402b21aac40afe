"""A running edge against a sandbox, with stories in its archive."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest

from bot.clock import SystemClock
from bot.commands.catalogue import voice
from bot.commands.searching import Engine
from bot.commands.sources import SourceFound, SourceRefused
from bot.locale.moments import Moments
from bot.locale.phrases import load_phrases
from bot.search.page import Hit, SearchPage
from bot.search.snippet import Span as Mark
from bot.telegram.application import TelegramEdge
from bot.telegram.client import build_bot
from bot.telegram.replier import NoteOther, disregard
from storage.records.feed import FeedError
from storage.records.identity import ArticleId
from storage.store import Store
from tests.commands.newsroom import add_story
from tests.sandbox_control import TOKEN, SandboxControl, sandbox

__all__ = ["sandbox"]

OWNER = 9001
PHRASES = load_phrases()
READER = 1001


@dataclass
class ListedEngine:
    """An engine that finds what a test lists; the real one is tested in its own room."""

    found: dict[str, Sequence[int]] = field(default_factory=dict)
    suggestions: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def search(self, query: str, *, limit: int, cursor: str | None, now: datetime) -> SearchPage:
        self.asked.append(query)
        ids = self.found.get(query, ())
        start = int(cursor or 0)
        more = start + limit < len(ids)
        return SearchPage(
            hits=tuple(_hit(each, now) for each in ids[start : start + limit]),
            total=len(ids),
            suggestion=self.suggestions.get(query),
            cursor=str(start + limit) if more else None,
        )


def _hit(number: int, now: datetime) -> Hit:
    return Hit(
        rank=number,
        article_id=ArticleId(number),
        url=f"https://example.org/{number}",
        title=f"افتتاح مدرسة رقم {number} في كربلاء",
        score=1.0,
        snippet="افتتحت التربية مدرسة @kar في كربلاء",
        highlights=(Mark(15, 5), Mark(22, 3)),
        title_highlights=(),
        source_name="واع",
        dated_at=now,
    )


class ListedFinder:
    """A finder that knows one site; the real one is tested with the feeds."""

    async def find(self, url: str) -> SourceFound | SourceRefused:
        if "example.org" not in url:
            return SourceRefused(error=FeedError.WEB_PAGE)
        return SourceFound(url=url, name="وكالة المثال", titles=("خبر أول", "خبر ثانٍ"))


@dataclass
class Room:
    """One edge at work: what a person types in, what stands in the chat."""

    sandbox: SandboxControl
    store: Store
    edge: TelegramEdge
    listed: ListedEngine | None

    @property
    def engine(self) -> ListedEngine:
        """The engine that a test fills."""
        assert self.listed is not None
        return self.listed

    async def say(self, text: str, *, chat_id: int = READER, **more: Any) -> None:
        await self.sandbox.say(chat_id, text, **more)

    async def answers(self, count: int, *, chat_id: int = READER) -> list[dict[str, Any]]:
        """The bot's messages in a chat once there are *count* of them."""

        async def enough() -> list[dict[str, Any]] | None:
            found = [
                each
                for each in await self.sandbox.messages(chat_id)
                if each["from"] and each["from"]["is_bot"]
            ]
            return found if len(found) >= count else None

        return await until(enough)

    async def press(self, message: dict[str, Any], label: str, *, user_id: int | None = None) -> str:
        """Press the button whose words begin with *label*; the callback query's id."""
        buttons = [each for row in message["reply_markup"]["inline_keyboard"] for each in row]
        [data] = [each["callback_data"] for each in buttons if each["text"].startswith(label)]
        more = {} if user_id is None else {"user_id": user_id}
        return await self.sandbox.press(message["chat"]["id"], message["message_id"], data=data, **more)

    async def noticed(self, query_id: str) -> str:
        """The short line that a press was answered with."""

        async def answered() -> dict[str, Any] | None:
            found = await self.sandbox.get(f"callbacks/{query_id}")
            answer: dict[str, Any] | None = found["answer"]
            return answer

        return str((await until(answered)).get("text") or "")

    async def changed(self, message: dict[str, Any]) -> dict[str, Any]:
        """*message* as it stands once it has been edited."""
        chat_id, message_id = message["chat"]["id"], message["message_id"]

        async def edited() -> dict[str, Any] | None:
            found: dict[str, Any] = await self.sandbox.get(f"chats/{chat_id}/messages/{message_id}")
            return found if found["text"] != message["text"] else None

        return await until(edited)

    async def answer(self, text: str, *, chat_id: int = READER, **more: Any) -> dict[str, Any]:
        """Say *text* and wait for the next message of the bot."""
        before = len(
            [each for each in await self.sandbox.messages(chat_id) if each["from"] and each["from"]["is_bot"]]
        )
        await self.say(text, chat_id=chat_id, **more)
        return (await self.answers(before + 1, chat_id=chat_id))[-1]


T = TypeVar("T")


async def until(condition: Callable[[], Awaitable[T | None]], seconds: float = 5.0) -> T:
    """What *condition* gives once it gives something."""
    async with asyncio.timeout(seconds):
        while not (found := await condition()):  # noqa: ASYNC110 - what is awaited happens behind HTTP
            await asyncio.sleep(0.01)
        return found


@contextlib.asynccontextmanager
async def running(edge: TelegramEdge) -> AsyncIterator[asyncio.Task[None]]:
    """The edge at work while the block runs."""
    stop = asyncio.Event()
    task = asyncio.create_task(edge.run(stop))
    try:
        yield task
    finally:
        stop.set()
        async with asyncio.timeout(5):
            await asyncio.wait({task})


def make_edge(
    sandbox: SandboxControl, store: Store, engine: Engine, *, note_other: NoteOther = disregard
) -> TelegramEdge:
    """An edge as the composition root makes it."""
    return TelegramEdge(
        bot=build_bot(TOKEN, sandbox.url),
        store=store,
        clock=SystemClock(),
        voice=voice(
            store=store,
            engine=engine,
            phrases=PHRASES,
            moments=Moments(PHRASES),
            finder=ListedFinder(),
        ),
        owner_ids=frozenset({OWNER}),
        note_other=note_other,
        long_poll_s=5,
    )


@pytest.fixture
async def room(sandbox: SandboxControl, sqlite_store: Store) -> AsyncIterator[Room]:
    """A sandbox with a reader and an owner, an archive with seven stories, and the edge at work."""
    await sandbox.create_chat(READER, "private", title="زينب")
    await sandbox.create_chat(OWNER, "private", title="المالك")
    now = SystemClock().now()
    for number in range(1, 8):
        await add_story(
            sqlite_store,
            title=f"افتتاح مدرسة رقم {number} في كربلاء",
            section="محليات" if number % 2 else "رياضة",
            published_at=now - timedelta(minutes=10 * number),
            now=now,
        )
    engine = ListedEngine()
    edge = make_edge(sandbox, sqlite_store, engine)
    async with running(edge):

        async def listening() -> int:
            return int((await sandbox.get("requests")).get("getUpdates", 0))

        await until(listening)
        yield Room(sandbox, sqlite_store, edge, engine)
