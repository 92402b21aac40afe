"""``khabar move --to URL``: the whole archive into another, empty database, SQLite or PostgreSQL."""

import argparse

from bot.app.transfer import move
from bot.config.loading import load_config
from bot.operations.table_progress import told


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("--to", required=True, metavar="URL", help="sqlite:///khabar.db or postgresql://…")
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")


def run(arguments: argparse.Namespace) -> int:
    """Copy it, and say what is left to do."""
    rows = move(load_config(arguments.config), arguments.to, progress=told)
    print(
        f"copied {rows} rows; the old database is as it was. Now set database.url to the new one and start "
        "the bot, and never the old one again: it would post what the new one has posted."
    )
    return 0
