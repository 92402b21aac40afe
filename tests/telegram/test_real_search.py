"""/search over the real engine: what was written is found as readers spell it."""

from datetime import timedelta

from bot.clock import SystemClock
from bot.search.engine import SearchEngine
from bot.search.index import Indexer
from storage.store import Store
from tests.commands.newsroom import add_story
from tests.sandbox_control import SandboxControl
from tests.telegram.conftest import READER, Room, make_edge, running, until


async def test_a_reader_finds_stories_by_words_once_each(
    sandbox: SandboxControl, sqlite_store: Store
) -> None:
    await sandbox.create_chat(READER, "private", title="زينب")
    clock = SystemClock()
    now = clock.now()
    for number in range(8):
        await add_story(
            sqlite_store,
            title=f"الداخليّة تعلن مصادرة أسلحة في البصرة {number}",
            text="أعلنت وزارة الداخلية، اليوم، مصادرة أسلحة وذخائر في محافظة البصرة.",
            sources=("واع", "شفق نيوز"),
            now=now,
            published_at=now - timedelta(hours=number),
        )
    await Indexer(sqlite_store, clock).work()
    edge = make_edge(sandbox, sqlite_store, SearchEngine(sqlite_store))
    async with running(edge):

        async def listening() -> int:
            return int((await sandbox.get("requests")).get("getUpdates", 0))

        await until(listening)
        room = Room(sandbox, sqlite_store, edge, None)
        answer = await room.answer("ابحث عن الداخليه اسلحه")
        assert "· 16 نتيجة" in answer["text"]
        assert "مصادر" in answer["text"]
        seen = answer["text"]
        while any(
            button["text"].startswith("المزيد")
            for row in answer["reply_markup"]["inline_keyboard"]
            for button in row
        ):
            await room.press(answer, "المزيد")
            answer = await room.changed(answer)
            seen += answer["text"]
        assert all(f"البصرة {number}" in seen for number in range(8))
