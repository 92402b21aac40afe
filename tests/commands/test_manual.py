"""Every command is documented: docs/commands.md is what the registry says."""

from pathlib import Path

from bot.commands.catalogue import voice
from bot.commands.manual import manual
from bot.locale.moments import Moments
from bot.locale.phrases import load_phrases
from bot.search.engine import SearchEngine
from storage.store import Store

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


async def test_the_manual_is_what_the_registry_says(sqlite_store: Store) -> None:
    phrases = load_phrases()
    spoken = voice(
        store=sqlite_store,
        engine=SearchEngine(sqlite_store),
        phrases=phrases,
        moments=Moments(phrases),
    )
    written = manual(spoken.registry, phrases)
    assert PAGE.read_text(encoding="utf-8") == written, "write bot.commands.manual's text to docs/commands.md"


async def test_each_command_has_a_menu_line_that_telegram_takes(sqlite_store: Store) -> None:
    phrases = load_phrases()
    spoken = voice(
        store=sqlite_store,
        engine=SearchEngine(sqlite_store),
        phrases=phrases,
        moments=Moments(phrases),
    )
    for name, says in spoken.registry.menu(phrases, admin=True):
        assert name.isascii()
        assert name.islower()
        assert 1 <= len(name) <= 32
        assert 3 <= len(says) <= 256
    assert {command.name for command in spoken.registry.commands} == {
        key.split(".")[1] for key in phrases.keys if key.startswith("commands.")
    }
