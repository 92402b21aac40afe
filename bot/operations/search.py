"""``khabar search``: search the archive from the command line, one query or many."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.app import open_archive, run_loop
from bot.clock import SystemClock
from bot.config.loading import Config, load_config
from bot.search.engine import SearchEngine
from bot.search.page import Hit, SearchPage
from bot.search.snippet import Span
from storage.store import Store

EX_OK, EX_USAGE, EX_UNREADABLE = 0, 64, 66
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("words", nargs="*", help="what to look for; - before a word excludes it")
    parser.add_argument("--batch", metavar="F.tsv", help="many queries, a line each: qid<TAB>query")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--limit", type=int, default=10, help="how many articles (default: 10)")
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")


def run(arguments: argparse.Namespace) -> int:
    """Print what is found, the best first."""
    query = " ".join(arguments.words)
    if (not query and not arguments.batch) or arguments.limit < 1:
        print("khabar search: give words to look for, or --batch F.tsv", file=sys.stderr)
        return EX_USAGE
    config = load_config(arguments.config)
    if not arguments.batch:
        return run_loop(_one(config, query, limit=arguments.limit, as_json=arguments.json))
    try:
        with sys.stdin if arguments.batch == "-" else Path(arguments.batch).open(encoding="utf-8") as lines:
            queries = list(_queries(lines))
    except (OSError, UnicodeDecodeError) as error:
        print(f"khabar search: {arguments.batch}: {error}", file=sys.stderr)
        return EX_UNREADABLE
    return run_loop(_many(config, queries, limit=arguments.limit))


def _queries(lines: TextIO) -> Iterator[tuple[str, str]]:
    for line in lines:
        qid, _, query = line.rstrip("\r\n").partition("\t")
        if qid:
            yield qid, query


async def _one(config: Config, query: str, *, limit: int, as_json: bool) -> int:
    async with open_archive(config) as store:
        page = await _engine(config, store).search(query, limit=limit, now=SystemClock().now())
    if as_json:
        for hit in page.hits:
            print(json.dumps(_record(hit), ensure_ascii=False))
    else:
        _print(page)
    return EX_OK


async def _many(config: Config, queries: list[tuple[str, str]], *, limit: int) -> int:
    clock = SystemClock()
    async with open_archive(config) as store:
        engine = _engine(config, store)
        for qid, query in queries:
            began = time.perf_counter()
            found = await engine.addresses(query, limit=limit, now=clock.now())
            ms = round((time.perf_counter() - began) * 1000, 3)
            for rank, (article_id, url, score) in enumerate(found, 1):
                record = {"qid": qid, "rank": rank, "id": article_id, "url": url}
                record |= {"score": round(score, 4), "ms": ms}
                print(json.dumps(record, ensure_ascii=False))
            await asyncio.sleep(0)
    return EX_OK


def _engine(config: Config, store: Store) -> SearchEngine:
    return SearchEngine(store, zone=ZoneInfo(config.settings.newsroom.timezone))


def _record(hit: Hit) -> dict[str, object]:
    return {
        "rank": hit.rank,
        "id": hit.article_id,
        "url": hit.url,
        "title": hit.title,
        "score": round(hit.score, 4),
        "snippet": hit.snippet,
        "source": hit.source_name,
        "published": hit.dated_at.isoformat(),
    }


def _print(page: SearchPage) -> None:
    """For a reader; found words in bold on a terminal."""
    if page.suggestion:
        print(f"هل تقصد: {page.suggestion}؟\n")
    if not page.hits:
        print("لا نتائج.")
    for hit in page.hits:
        print(f"{hit.rank}. {_marked(hit.title, hit.title_highlights)}")
        print(f"   {_marked(hit.snippet, hit.highlights)}")
        print(f"   {hit.source_name}، {hit.dated_at:%Y-%m-%d %H:%M}  {hit.url}\n")


def _marked(text: str, spans: tuple[Span, ...]) -> str:
    if not sys.stdout.isatty():
        return text
    for span in reversed(spans):
        end = span.start + span.length
        text = f"{text[: span.start]}{_BOLD}{text[span.start : end]}{_PLAIN}{text[end:]}"
    return text
