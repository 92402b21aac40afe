"""The command line: find the command, hand it its arguments, turn what stopped it into an exit code."""

import argparse
import importlib
import importlib.metadata
import os
import sys
from collections.abc import Sequence

from bot.config.loading import ConfigError
from bot.journal import redact
from storage.errors import (
    MigrationChangedError,
    SchemaTooNewError,
    StorageError,
    StoreDamagedError,
    StoreUrlError,
)

COMMANDS = {
    "run": ("run", "run the bot"),
    "demo": ("demo", "try Khabar without a token: sandbox, news site and bot in one"),
    "sandbox": ("sandbox", "run only the local Bot API server with its chat page"),
    "check": ("check", "check configuration, database, token and channels; change nothing"),
    "probe": ("probe", "show what a source gives"),
    "extract": ("extract", "show what one article page holds"),
    "sources": ("sources", "list, add, import or export sources"),
    "poll": ("poll", "poll every source once and send nothing"),
    "import": ("archive_import", "take an archive of articles in bulk"),
    "export": ("archive_export", "write every article as JSON Lines"),
    "search": ("search", "search the archive"),
    "summarize": ("summarize", "summarise articles given as JSON Lines"),
    "why": ("why", "tell the life of an article, and why it was posted or not"),
    "backup": ("backup", "save the archive as one file, while the bot runs"),
    "restore": ("restore", "fill an empty database from a backup"),
    "move": ("move", "copy the archive into another database, SQLite or PostgreSQL"),
    "doctor": ("doctor", "look for what is wrong, and say what to do about it; change nothing"),
    "migrate": ("migrate", "bring the database to this version's schema"),
}
"""Command → its module in bot.operations and its help; a module is imported only when it is called."""

EX_OK, EX_USAGE, EX_DATA, EX_UNAVAILABLE, EX_SECOND, EX_CONFIG = 0, 64, 65, 69, 75, 78
"""Exit codes, after sysexits.h."""


class Usage(argparse.ArgumentParser):
    """A parser that exits with 64, as sysexits.h says, where argparse says 2."""

    def error(self, message: str) -> "None":  # type: ignore[override]  # exit() never returns
        """Print the usage and *message*, and leave."""
        self.print_usage(sys.stderr)
        self.exit(EX_USAGE, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(overview())
        return EX_OK if arguments else EX_USAGE
    name, *rest = arguments
    if name == "--version":
        print(f"khabar {importlib.metadata.version('khabar')}")
        return EX_OK
    if name not in COMMANDS:
        print(f"khabar: there is no command {name!r}\n\n{overview()}", file=sys.stderr)
        return EX_USAGE
    return run_command(name, rest)


def run_command(name: str, arguments: Sequence[str]) -> int:
    """Import the command *name*, run it with *arguments*; what was expected to go wrong is told in a line."""
    module_name, summary = COMMANDS[name]
    module = importlib.import_module(f"bot.operations.{module_name}")
    parser = Usage(prog=f"khabar {name}", description=summary)
    module.configure(parser)
    code: int | None
    try:
        code = int(module.run(parser.parse_args(arguments)))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EX_OK
    except KeyboardInterrupt:
        code = 130
    except Exception as error:
        code = exit_code(error)
        if code is None:
            raise
        print(f"khabar: {redact(str(error))}", file=sys.stderr)
    return code


def exit_code(error: Exception) -> int | None:
    """The exit code for an expected *error*; None for a bug, which shows its traceback."""
    match error:
        case ConfigError() | StoreUrlError() | SchemaTooNewError() | MigrationChangedError():
            return EX_CONFIG
        case StoreDamagedError():
            return EX_DATA
        case StorageError():
            return EX_UNAVAILABLE
        case _:
            return getattr(type(error), "exit_code", None)


def overview() -> str:
    """Every command with its help."""
    lines = [f"  {name:<10} {summary}" for name, (_, summary) in COMMANDS.items()]
    return "\n".join(["usage: khabar COMMAND [--help]", "", "commands:", *lines])


if __name__ == "__main__":
    sys.exit(main())
