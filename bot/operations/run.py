"""``khabar run``: the bot, until SIGTERM or Ctrl-C; it then ends in order within ten seconds."""

import argparse
import asyncio
import signal

from bot.app import run_loop
from bot.app.composition import Role, run_bot
from bot.config.loading import Config, load_config, require_token
from bot.journal import open_journal


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")
    parser.add_argument(
        "--role",
        type=Role,
        choices=list(Role),
        default=Role.ALL,
        help="what this process does, where several share a PostgreSQL archive",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the bot to its end."""
    config = load_config(arguments.config)
    require_token(config)
    open_journal(level=config.settings.log.level, form=config.settings.log.format)
    run_loop(_run(config, arguments.role))
    return 0


async def _run(config: Config, role: Role) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await run_bot(config, role=role, stop=stop)
