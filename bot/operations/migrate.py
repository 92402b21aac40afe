"""``khabar migrate``: bring the database to this version's schema, and say which it is."""

import argparse

from bot.app import open_archive, run_loop
from bot.config.loading import Config, load_config


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")


def run(arguments: argparse.Namespace) -> int:
    """Open the archive, which migrates it."""
    run_loop(_migrate(load_config(arguments.config)))
    return 0


async def _migrate(config: Config) -> None:
    async with open_archive(config) as store, store.read() as tx:
        articles = await tx.articles.count()
    print(f"the database is at this version's schema and holds {articles} articles")
