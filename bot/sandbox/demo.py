"""The demo's stage: a sandbox with its chats, and a news site; the bot that plays on it runs elsewhere.

It runs apart, as with Telegram, so that it can be killed at any moment while the ledger goes on.
"""

import contextlib
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.news.site import NewsClock, NewsSite, running_news
from bot.sandbox.server import Sandbox, SandboxOptions, running_sandbox
from bot.sandbox.world.records import CHANNEL_RIGHTS, Chat, ChatKind, Member, Standing

TOKEN = "1000000001:DEMO-sandbox-only"  # noqa: S105 (no secret: only this sandbox knows it)
READER = 1001
CHANNEL = -1001000000001
ECONOMY = -1001000000002
FRESHNESS = "3650d"
"""The seed article is of 2024, and it is to be posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the bot needs to be told."""

    url: str
    token: str
    config: Path
    ledger: Path


@contextlib.asynccontextmanager
async def running_stage(
    folder: Path, *, port: int = 0, clock: NewsClock | None = None
) -> AsyncIterator[Stage]:
    """Sandbox and news site while the block runs; config.toml and ledger.jsonl are in *folder*.

    Raises:
        OSError: the port is taken.
    """
    ledger = folder / "ledger.jsonl"
    options = SandboxOptions(port=port, ledger_path=ledger)
    async with running_sandbox(options) as sandbox, running_news(clock) as news:
        _furnish(sandbox)
        config = folder / "config.toml"
        config.write_text(config_text(sandbox.url, news.values()), encoding="utf-8")
        yield Stage(url=sandbox.url, token=TOKEN, config=config, ledger=ledger)


def _furnish(sandbox: Sandbox) -> None:
    """Two channels, and a reader who has not pressed Start yet."""
    world = sandbox.world
    bot_id = int(TOKEN.partition(":")[0])
    world.add_bot(bot_id, token=TOKEN, username="khabar_demo_bot", first_name="خبر")
    world.add_user(READER, first_name="أنت")
    world.add_chat(Chat(id=READER, kind=ChatKind.PRIVATE, title="أنت", bots_are=Standing.LEFT))
    for chat_id, title in ((ECONOMY, "أسواق واقتصاد"), (CHANNEL, "من كربلاء الخبر")):
        world.add_chat(
            Chat(
                id=chat_id,
                kind=ChatKind.CHANNEL,
                title=title,
                bots_are=Standing.ADMINISTRATOR,
                bot_rights=CHANNEL_RIGHTS,
                members={READER: Member(user_id=READER, standing=Standing.CREATOR)},
            )
        )


def config_text(api_url: str, news: Iterable[NewsSite]) -> str:
    """The config.toml of the demo: five sources, two channels, everything on this machine."""
    sources = sorted(news, key=lambda site: site.site.key != "karbala")
    blocks = [
        "\n".join(
            [
                "[[sources]]",
                f"name = {_text(site.site.name)}",
                f"url = {_text(site.feed_url)}",
                f"interval = {_text(site.site.interval)}",
            ]
        )
        for site in sources
    ]
    economy = [site.site.name for site in sources if site.site.key == "iqtisad"]
    return "\n\n".join(
        [
            f"[telegram]\napi_base_url = {_text(api_url)}\nowner_ids = [{READER}]",
            '[database]\nurl = "sqlite:///khabar.db"',
            '[fetch]\nallow_networks = ["127.0.0.0/8"]\nmin_interval = "5s"',
            *blocks,
            f'[[channels]]\nchat_id = {CHANNEL}\nsources = ["*"]\nfreshness = "{FRESHNESS}"',
            f'[[channels]]\nchat_id = {ECONOMY}\nsources = {_text(economy)}\nfreshness = "{FRESHNESS}"',
            "",
        ]
    )


def _text(value: str | list[str]) -> str:
    """A TOML string or array of strings: JSON's are valid TOML."""
    return json.dumps(value, ensure_ascii=False)
