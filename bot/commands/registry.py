"""All commands by name, by the Arabic words that call them, and by the actions of their buttons."""

import re
from collections.abc import Iterable, Sequence

from bot.commands.request import Audience, Command, Role, Run
from bot.locale.phrases import Phrases
from bot.text.normalize import normalize

_WORDS = re.compile(r"\w[\w\u0610-\u061a\u064b-\u065f\u0670]*")  # with their tashkeel


class Registry:
    """Looks commands up; feeds the menu, /help and the manual."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.commands: Sequence[Command] = tuple(commands)
        self._by_name = {command.name: command for command in self.commands}
        self._by_action = {
            action: (command, run) for command in self.commands for action, run in command.presses.items()
        }
        spoken = [(_folded_words(words), command) for command in self.commands for words in command.words]
        self._spoken = sorted(spoken, key=lambda each: len(each[0]), reverse=True)
        if len(self._by_name) < len(self.commands):
            raise ValueError("two commands have one name")
        if len(self._by_action) < sum(len(command.presses) for command in self.commands):
            raise ValueError("two buttons have one action")

    def by_name(self, name: str) -> Command | None:
        """The command behind ``/name``."""
        return self._by_name.get(name.lower())

    def by_action(self, action: str) -> tuple[Command, Run] | None:
        """The function behind a button, and the command that it belongs to."""
        return self._by_action.get(action)

    def spoken(self, text: str, *, role: Role, among_others: bool) -> tuple[Command, str] | None:
        """The command that *text* begins with in Arabic words, and the words behind them.

        «آخر الأخبار رياضة» is /latest with «رياضة»; spelling variants (اخر الاخبار) are the same words. What
        somebody may not call is no call. *Among others*, in a group, only a whole message of two words or
        more is meant for the bot: people say «بحث» and «أخبار» to each other.
        """
        found = list(_WORDS.finditer(text))
        folded = tuple(normalize(word[0]) for word in found)
        for words, command in self._spoken:
            if folded[: len(words)] == words:
                whole = len(words) == len(folded)
                if not whole and (among_others or not command.takes_words):
                    continue
                if among_others and len(words) == 1:
                    continue
                if command.audience is Audience.ADMINS and role < Role.ADMIN:
                    continue
                rest = text[found[len(words)].start() :] if len(found) > len(words) else ""
                return command, rest.strip()
        return None

    def menu(self, phrases: Phrases, *, admin: bool) -> Sequence[tuple[str, str]]:
        """Names and descriptions for the menu of the typing box."""
        return [
            (command.name, phrases.text(f"commands.{command.name}.menu"))
            for command in self.commands
            if command.listed and (admin or command.audience is Audience.EVERYONE)
        ]


def _folded_words(text: str) -> tuple[str, ...]:
    return tuple(normalize(word) for word in _WORDS.findall(text))
