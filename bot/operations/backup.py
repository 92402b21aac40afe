"""``khabar backup FILE``: save the archive, whichever database it is in, as one file; the bot may go on."""

import argparse
from pathlib import Path

from bot.app.transfer import back_up
from bot.config.loading import load_config
from bot.operations.table_progress import told


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("file", type=Path, help="the new file; it appears whole or not at all")
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")


def run(arguments: argparse.Namespace) -> int:
    """Save it, and say how large it is."""
    file: Path = arguments.file
    back_up(load_config(arguments.config), file, progress=told)
    print(f"saved {file} ({file.stat().st_size / 1e6:.1f} MB); `khabar restore {file}` brings it back")
    return 0
