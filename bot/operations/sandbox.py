"""``khabar sandbox``: the local Bot API server with its chat page, and nothing else."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.sandbox.server import SandboxOptions, running_sandbox
from bot.sandbox.traffic.pace import Limits

_EX_UNAVAILABLE = 69
_DEFAULT_PORT = 8081
"""Where a local Bot API server usually listens."""


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument(
        "--port", type=int, default=_DEFAULT_PORT, help="default: %(default)s; 0: any free one"
    )
    parser.add_argument("--auto-create", action="store_true", help="any chat id is a chat that has the bot")
    parser.add_argument("--no-limits", action="store_true", help="without Telegram's rate limits")
    parser.add_argument("--ledger", type=Path, metavar="FILE", help="append what was accepted, as JSON Lines")
    parser.add_argument("--state", type=Path, metavar="FOLDER", help="keep chats and messages there")


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM; 69 when the port is taken."""
    options = SandboxOptions(
        port=arguments.port,
        auto_create=arguments.auto_create,
        limits=Limits(enabled=not arguments.no_limits),
        ledger_path=arguments.ledger,
        state_folder=arguments.state,
    )
    try:
        asyncio.run(_serve(options))
    except OSError as error:
        print(f"khabar: port {arguments.port} cannot be used: {error.strerror}", file=sys.stderr)
        return _EX_UNAVAILABLE
    return 0


async def _serve(options: SandboxOptions) -> None:
    async with running_sandbox(options) as sandbox:
        print(f"Bot API and chat page: {sandbox.url}/", flush=True)
        await until_told_to_stop()


async def until_told_to_stop() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
