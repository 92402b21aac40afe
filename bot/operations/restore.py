"""``khabar restore FILE``: fill an empty database from a backup, and post nothing twice for it."""

import argparse
from pathlib import Path

from bot.app.transfer import restore
from bot.config.loading import load_config
from bot.operations.table_progress import told


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("file", type=Path, help="a file that `khabar backup` has saved")
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")


def run(arguments: argparse.Namespace) -> int:
    """Restore it, and say what that means for the channels."""
    rows = restore(load_config(arguments.config), arguments.file, progress=told)
    print(
        f"restored {rows} rows. What was waiting to be sent was given up, and the first poll of each source "
        "will post nothing: both may be on the channels already. What is newer is posted as always."
    )
    return 0
