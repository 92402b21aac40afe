"""``khabar export``: every article as JSON Lines, with its story, its summary and what it repeats."""

import argparse
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, TextIO

from bot.app import open_archive, run_loop
from bot.clock import SystemClock
from bot.config.loading import Config, load_config
from bot.stories.cluster import cluster
from bot.stories.window import Window
from storage.records.archive import ExportedArticle
from storage.records.identity import ArticleId
from storage.store import Store

EX_OK, EX_CANNOT_CREATE = 0, 73
_AT_ONCE: Final = 500


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("file", nargs="?", help="where to write (default: standard output)")
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")


def run(arguments: argparse.Namespace) -> int:
    """Write every article, the oldest first; a file is put in place only when it is whole."""
    config = load_config(arguments.config)
    if arguments.file in {None, "-"}:
        run_loop(_export(config, sys.stdout))
        return EX_OK
    target = Path(arguments.file)
    partial = target.with_name(f"{target.name}.part")
    try:
        with partial.open("w", encoding="utf-8") as out:
            run_loop(_export(config, out))
        partial.replace(target)
    except OSError as error:
        print(f"khabar export: {error}", file=sys.stderr)
        return EX_CANNOT_CREATE
    finally:
        partial.unlink(missing_ok=True)
    return EX_OK


async def _export(config: Config, out: TextIO) -> None:
    async with open_archive(config) as store:
        # A large import leaves its stories to whoever comes first; an export without them says too little.
        window = Window()
        while await cluster(store, window, SystemClock(), own_agency=config.settings.newsroom.agency):
            pass
        async for article in every_article(store):
            out.write(json.dumps(_record(article), ensure_ascii=False) + "\n")


async def every_article(store: Store) -> AsyncIterator[ExportedArticle]:
    """All articles by id, read in small snapshots: nobody waits for an export."""
    after = ArticleId(0)
    while True:
        async with store.read() as tx:
            articles = await tx.archive.export(after=after, most=_AT_ONCE)
        for article in articles:
            yield article
        if len(articles) < _AT_ONCE:
            return
        after = articles[-1].article_id


def _record(article: ExportedArticle) -> dict[str, object]:
    return {
        "id": article.article_id,
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "published": None if article.published_at is None else article.published_at.isoformat(),
        "source": article.source_name,
        "story": article.story_id,
        "summary": " ".join(article.sentences) or None,
        "duplicate_of": article.duplicate_of,
    }
