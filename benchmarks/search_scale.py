"""A large archive: real articles and spliced ones, as a news bot keeps them; search while news is indexed.

A spliced article has the first half of one headline and the second of another, and a lead of two halves of
real leads: its words are as frequent as in real news, and it answers no query better than the real article
does. Every article is a headline and a lead of 60 words.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.search_archive import ADDRESS, bring_in, ours
from benchmarks.search_measures import DEPTH, Asked, Run, queries, show
from bot.clock import SystemClock
from bot.feeds.identity import hash63
from bot.search.engine import SearchEngine
from bot.search.index import Indexer
from bot.search.merge import Merger
from storage.opening import open_store
from storage.records.article import ArticleContent, Intake, PageState
from storage.records.feed import NewArticle
from storage.records.identity import SourceId
from storage.store import Store

LEAD: Final = 60
ARRIVING: Final = 20
"""Articles that come in at once while readers search."""
_QUERIES: Final = 400


def articles(corpus: Path, count: int) -> Iterator[tuple[str, str, str]]:
    """(id, title, lead): the real ones first, then spliced ones up to *count*; the same each time."""
    real = []
    with corpus.open(encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            real.append((raw["id"], raw["title"].split(), raw["body"].split(None, LEAD)[:LEAD]))
    for name, title, lead in real[:count]:
        yield name, " ".join(title), " ".join(lead)
    chance = random.Random(20_26)
    for number in range(count - len(real)):
        (_, one, first), (_, other, second) = chance.choice(real), chance.choice(real)
        title = one[: (len(one) + 1) // 2] + other[len(other) // 2 :]
        yield f"spliced-{number}", " ".join(title), " ".join(first[: LEAD // 2] + second[LEAD // 2 :])


def written(corpus: Path, count: int, target: Path) -> list[str]:
    """Write the archive to import; the ids of its articles by their numbers."""
    names = []
    chance = random.Random(7)
    with target.open("w", encoding="utf-8") as out:
        for number, (name, title, lead) in enumerate(articles(corpus, count)):
            article = {
                "url": f"{ADDRESS}{number}",
                "title": title,
                "text": lead,
                "source": f"مصدر {number % 40}",
            }
            article["published"] = datetime.fromtimestamp(1.7e9 + chance.random() * 5e7, UTC).isoformat()
            out.write(json.dumps(article, ensure_ascii=False) + "\n")
            names.append(name)
    return names


def scale(folder: Path, arguments: argparse.Namespace, url: str, scratch: Path) -> None:
    """Build, ask, and ask again while news is being indexed."""
    lines = scratch / "archive.jsonl"
    count, label = arguments.scale, f"search.scale.{arguments.scale}"
    names = written(folder / "corpus.jsonl", count, lines)
    wall, cpu = bring_in(lines, url, scratch)
    lines.unlink()
    show(f"{label}.import.wall", wall, "s")
    show(f"{label}.import", count / wall, "articles/s, start and all")
    show(f"{label}.import.cpu", cpu / count * 1e6, "us CPU/article")
    asked = queries(folder, arguments.queries or _QUERIES)
    best, whole, size = asyncio.run(ours(url, asked, names))
    show(f"{label}.bytes", size / count, "bytes/article")
    for group, score in best.by_group().items():
        show(f"{label}.ndcg.{group}", score, "nDCG@10")
    for run, said in ((best, "cpu"), (whole, "page.cpu")):
        for typos in (False, True):
            for percentile, spent in run.percentiles(typos=typos).items():
                show(f"{label}.{said}.{'typos' if typos else 'plain'}.{percentile}", spent, "ms CPU")
    asyncio.run(while_news_arrives(url, asked, label))


async def while_news_arrives(url: str, asked: Sequence[Asked], label: str) -> None:
    """Pages in quiet, and while articles come in and are indexed as fast as they can be."""
    store = await open_store(url)
    try:
        engine, arriving = SearchEngine(store), Arriving(store)
        await timed(engine, asked)
        quiet = (await timed(engine, asked)).percentiles()
        began = time.perf_counter()
        task = asyncio.create_task(arriving.go_on())
        busy = (await timed(engine, asked)).percentiles()
        arriving.over = True
        await task
        show(
            f"{label}.arriving",
            arriving.count / (time.perf_counter() - began),
            "articles/s indexed meanwhile",
        )
        for percentile, spent in busy.items():
            show(f"{label}.arriving.page.wall.{percentile}", spent, "ms", "quiet", quiet[percentile])
    finally:
        await store.close()


async def timed(engine: SearchEngine, asked: Sequence[Asked]) -> Run:
    """A page for each query, in wall milliseconds."""
    run = Run([], [])
    for query in asked:
        began = time.perf_counter()
        await engine.search(query.text, limit=DEPTH, now=datetime.now(UTC))
        run.milliseconds.append((time.perf_counter() - began) * 1000)
        run.scores.append((query, 0.0))
        await asyncio.sleep(0)
    return run


class Arriving:
    """Stores articles as a poll does, indexes and merges them with the stations of the bot."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._indexer, self._merger = Indexer(store, SystemClock()), Merger(store, SystemClock())
        self.count = 0
        self.over = False

    async def go_on(self) -> None:
        """Until it is *over*."""
        while not self.over:
            await self._store_some()
            await self._indexer.work()
            await self._merger.work()

    async def _store_some(self) -> None:
        now = datetime.now(UTC)
        numbers = range(self.count, self.count + ARRIVING)
        async with self._store.write() as tx:
            await tx.intake.lock()
            sources = await tx.archive.source_ids({"وكالة"}, now=now)
            await tx.intake.add([_new(number, sources["وكالة"], now) for number in numbers])
        self.count += ARRIVING


def _new(number: int, source_id: SourceId, now: datetime) -> NewArticle:
    return NewArticle(
        source_id=source_id,
        feed_id=None,
        content=ArticleContent(
            url=f"https://example.net/{number}",
            entry_id=None,
            title=f"مجلس المحافظة يناقش مشروع الطريق رقم {number}",
            text="ناقش مجلس المحافظة في جلسته الاعتيادية سير العمل في مشاريع الطرق والجسور. " * 4,
            published_at=now,
        ),
        keys=(hash63("benchmark", str(number)),),
        entry_hash=number,
        content_hash=number,
        intake=Intake.NEWS,
        page_state=PageState.NONE,
        seen_at=now,
    )
