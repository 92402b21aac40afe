"""``khabar demo``: try Khabar without a token: sandbox, local news site and bot, in a folder of its own.

    stage (this process: Bot API, chat page, news) ⇄ HTTP ⇄ `khabar run` (another process)

The bot is started again when it dies, as a service manager would: kill -9 it, and see that nothing is lost.
"""

import argparse
import asyncio
import contextlib
import errno
import os
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from bot.operations.sandbox import until_told_to_stop
from bot.sandbox.demo import Stage, running_stage

_EX_SOFTWARE, _EX_UNAVAILABLE = 70, 69
_DEFAULT_PORT = 8090
_GRACE_SECONDS = 1.2
"""For the bot's clean end: all is to be over within two seconds of Ctrl-C."""
_PATIENCE = 3
"""So often in a row may the bot die at once before the demo gives up."""
_AT_ONCE_SECONDS = 3.0
_LOG_LINES = 15


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument(
        "--port", type=int, help=f"of the chat page; default: {_DEFAULT_PORT}, or any free one"
    )
    parser.add_argument("--no-open", action="store_true", help="do not open the page in a browser")
    parser.add_argument("--folder", type=Path, help="keep configuration, archive, ledger and log there")


def run(arguments: argparse.Namespace) -> int:
    """Play until Ctrl-C or SIGTERM; 69 when the port is taken, 70 when the bot does not stay up."""
    command = [sys.executable, "-m", "bot", "run", "--config"]
    with contextlib.ExitStack() as stack:
        if arguments.folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="khabar-demo-")))
        else:
            folder = arguments.folder.resolve()
            folder.mkdir(parents=True, exist_ok=True)
        port = _free(_DEFAULT_PORT) if arguments.port is None else arguments.port
        try:
            return asyncio.run(play(folder, command, port=port, browser=_wants_browser(arguments)))
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            print(f"khabar: port {port} cannot be used: {error.strerror}", file=sys.stderr)
            return _EX_UNAVAILABLE


def _free(port: int) -> int:
    """*port* if nobody listens there, else 0: any free one."""
    with socket.socket() as attempt:
        return 0 if attempt.connect_ex(("127.0.0.1", port)) == 0 else port


def _wants_browser(arguments: argparse.Namespace) -> bool:
    return not arguments.no_open and sys.stdout.isatty()


async def play(folder: Path, command: Sequence[str], *, port: int, browser: bool) -> int:
    """The stage and the bot (*command* + the configuration's path) until told to stop.

    Raises:
        OSError: the port is taken.
    """
    async with running_stage(folder, port=port) as stage:
        print(f"Khabar demo: {stage.url}/   (Ctrl-C ends it)", flush=True)
        if browser:
            asyncio.get_running_loop().run_in_executor(None, webbrowser.open, stage.url + "/")
        stop = asyncio.create_task(until_told_to_stop())
        bot = asyncio.create_task(_keep_running(command, stage, folder / "khabar.log"))
        await asyncio.wait({stop, bot}, return_when=asyncio.FIRST_COMPLETED)
        if bot.done():
            return bot.result()
        bot.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await bot
        return 0


async def _keep_running(command: Sequence[str], stage: Stage, log: Path) -> int:
    """Start the bot whenever it is not there; give up when it dies at once again and again."""
    environment = {**os.environ, "KHABAR_BOT_TOKEN": stage.token}
    for name in [name for name in environment if name.startswith("KHABAR_") and name != "KHABAR_BOT_TOKEN"]:
        del environment[name]
    loop = asyncio.get_running_loop()
    failures = 0
    while failures < _PATIENCE:
        began = loop.time()
        with log.open("ab") as output:
            bot = await asyncio.create_subprocess_exec(
                *command,
                str(stage.config),
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            await bot.wait()
        finally:
            await _end(bot)
        failures = failures + 1 if loop.time() - began < _AT_ONCE_SECONDS else 0
    _tell_last_words(log)
    return _EX_SOFTWARE


def _tell_last_words(log: Path) -> None:
    tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES:]
    print("khabar: the bot does not stay up; its last words:", *tail, sep="\n", file=sys.stderr)


async def _end(bot: asyncio.subprocess.Process) -> None:
    """Ask the bot to stop; after a moment it has no choice."""
    if bot.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        bot.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(bot.wait(), _GRACE_SECONDS)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            bot.kill()
        await bot.wait()
