"""``khabar check``: configuration, database, pushes, token, channels, and what is wrong; changes nothing."""

import argparse
import asyncio
from collections.abc import AsyncIterator

from bot.app import look_at_archive, run_loop
from bot.app.door import look_at_door
from bot.config.loading import Config, ConfigError, load_config
from bot.delivery.opening import rules_of
from bot.delivery.template import TemplateError
from bot.operations.finding import Finding, tell
from bot.telegram.inspection import Inspector
from storage.errors import StorageError

EX_OK, EX_UNAVAILABLE, EX_CONFIG = 0, 69, 78


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Print a line a finding; 0 when all will do, else the exit code that ``run`` would end with."""
    return run_loop(tell(_findings(arguments.config), as_json=arguments.json))


async def _findings(path: str | None) -> AsyncIterator[Finding]:
    try:
        config = load_config(path)
        rules_of(config.settings, folder=config.folder)
    except (ConfigError, TemplateError) as error:
        yield Finding(what="configuration", ok=False, detail=str(error), code=EX_CONFIG)
        return
    settings = config.settings
    yield Finding(
        what="configuration",
        ok=True,
        detail=f"{config.path}: {len(settings.sources)} sources, {len(settings.channels)} channels",
    )
    yield await _database(config)
    pushes = await look_at_door(config)
    if pushes is not None:
        ok, detail = pushes
        yield Finding(what="push", ok=ok, detail=detail, code=EX_OK if ok else EX_CONFIG)
    if config.token is None:
        yield Finding(
            what="token",
            ok=False,
            detail="set KHABAR_BOT_TOKEN, or KHABAR_BOT_TOKEN_FILE to a file that holds it",
            code=EX_CONFIG,
        )
        return
    async with Inspector(config.token.reveal(), settings.telegram.api_base_url) as inspector:
        name = await inspector.name()
        yield Finding(
            what="token", ok=name.ok, detail=name.detail, code=EX_OK if name.ok else _code(refused=name.final)
        )
        if not name.ok:
            return
        chats: list[tuple[str, int | str]] = [("channel", each.chat_id) for each in settings.channels]
        if settings.telegram.ops_chat_id is not None:
            chats.append(("operators' chat", settings.telegram.ops_chat_id))
        for what, chat_id in chats:
            found = await inspector.channel(chat_id)
            yield Finding(
                what=f"{what} {chat_id}",
                ok=found.ok,
                detail=found.detail,
                code=EX_OK if found.ok else _code(refused=found.final),
            )


def _code(*, refused: bool) -> int:
    return EX_CONFIG if refused else EX_UNAVAILABLE


async def _database(config: Config) -> Finding:
    """Whether the archive could be opened; a database that is not there yet is fine."""
    try:
        async with asyncio.timeout(15):
            detail = await look_at_archive(config)
    except (StorageError, TimeoutError) as error:
        return Finding(
            what="database", ok=False, detail=str(error) or "no answer in 15 s", code=EX_UNAVAILABLE
        )
    return Finding(what="database", ok=True, detail=detail)
