"""◇ docs/commands.md from the registry, so that the manual cannot say less than the bot can."""

from collections.abc import Iterable

from bot.commands.registry import Registry
from bot.commands.request import Audience, Command
from bot.locale.phrases import Phrases

_HEAD = """\
# Commands

Written from the registry by `bot/commands/manual.py`; a test compares it. What a user reads is Arabic.
Every command can also be called by Arabic words, in any spelling («اخر الاخبار» is «آخر الأخبار»).
In a private chat, words that are no command are searched for; in groups only «آخر الأخبار» and the like, as
a whole message, are answered.

Authority goes by numeric user id alone. Edited, forwarded and automatic messages, those sent by way of
another bot or in the name of a chat, are not heard. Buttons that do something are signed for one person, one
chat and 24 hours; their effect is committed with the id of the update: once, however often it comes.
"""


def manual(registry: Registry, phrases: Phrases) -> str:
    """The whole page."""
    listed = [command for command in registry.commands if command.listed]
    everyone = [command for command in listed if command.audience is Audience.EVERYONE]
    admins = [command for command in listed if command.audience is Audience.ADMINS]
    return "\n".join(
        (
            _HEAD,
            "## For everyone\n",
            *_table(everyone, phrases),
            "\n## For owners and admins, in their private chat with the bot\n",
            *_table(admins, phrases),
            "",
        )
    )


def _table(commands: Iterable[Command], phrases: Phrases) -> Iterable[str]:
    yield "| command | Arabic words | does |"
    yield "|---|---|---|"
    for command in commands:
        takes = phrases.text(f"commands.{command.name}.takes")
        call = f"/{command.name} {takes}".strip()
        words = "، ".join(f"«{words}»" for words in command.words)
        yield f"| `{call}` | {words} | {phrases.text(f'commands.{command.name}.menu')} |"
