"""Every command in one place: made with what it needs, in the order in which /help lists them."""

from dataclasses import dataclass

from bot.commands.answering import Answering
from bot.commands.latest import Latest
from bot.commands.registry import Registry
from bot.commands.searching import Engine, Searching
from bot.commands.welcome import Welcome
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What the edge says: the commands, how requests are answered, and the words."""

    registry: Registry
    answering: Answering
    phrases: Phrases


def voice(*, store: Store, engine: Engine, phrases: Phrases, moments: Moments) -> Voice:
    """All commands, ready to answer."""
    latest = Latest(store, phrases, moments)
    searching = Searching(store, engine, phrases, moments)
    welcome = Welcome(store, phrases, read_story=latest.story)
    registry = Registry((*welcome.commands(), latest.command(), searching.command()))
    welcome.describe(registry)
    answering = Answering(registry, phrases, fallback=searching.guess)
    return Voice(registry=registry, answering=answering, phrases=phrases)
