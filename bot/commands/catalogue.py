"""Every command in one place: made with what it needs, in the order in which /help lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.commands.answering import Answering
from bot.commands.approving import Approving
from bot.commands.following import Following
from bot.commands.holding import Holding
from bot.commands.latest import Latest
from bot.commands.posting import Posting
from bot.commands.previewing import Previewing
from bot.commands.registry import Registry
from bot.commands.retracting import Retracting
from bot.commands.searching import Engine, Searching
from bot.commands.setting_aside import SettingAside
from bot.commands.sources import SourceCommands, SourceFinder
from bot.commands.templating import Templating
from bot.commands.tracing import Tracing
from bot.commands.vitals import Problems, Vitals
from bot.commands.welcome import Welcome
from bot.delivery.route import ChannelRule
from bot.locale.moments import BAGHDAD, Moments
from bot.locale.phrases import Phrases
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What the edge says: the commands, how requests are answered, and the words."""

    registry: Registry
    answering: Answering
    phrases: Phrases
    sources: SourceCommands
    retracting: Retracting
    approving: Approving


def voice(
    *,
    store: Store,
    engine: Engine,
    phrases: Phrases,
    moments: Moments,
    finder: SourceFinder | None = None,
    problems: Problems | None = None,
    zone: ZoneInfo = BAGHDAD,
    rules: Sequence[ChannelRule] = (),
) -> Voice:
    """All commands, ready to answer.

    *finder* looks at addresses for /addsource; *problems* is what /health adds of the process. *zone* is
    the newsroom's, *rules* are those of the channels.
    """
    latest = Latest(store, phrases, moments)
    searching = Searching(store, engine, phrases, moments)
    welcome = Welcome(store, phrases, read_story=latest.story)
    sources = SourceCommands(store, phrases, moments, finder=finder)
    retracting = Retracting(store, phrases, moments, zone)
    approving = Approving(store, phrases, moments)
    start, help_, *rest = welcome.commands()
    registry = Registry(
        (
            start,
            latest.command(),
            searching.command(),
            *Following(store, phrases).commands(),
            help_,
            *rest,
            *sources.commands(),
            Holding(store, phrases, moments).command(),
            SettingAside(store, phrases, moments).command(),
            *Posting(store, phrases, moments).commands(),
            approving.command(),
            retracting.command(),
            Previewing(store, phrases, rules).command(),
            Templating(store, phrases, rules).command(),
            Tracing(store, phrases, moments, rules).command(),
            Vitals(store, phrases, moments, problems=problems).command(),
        )
    )
    welcome.describe(registry)
    answering = Answering(registry, phrases, fallback=searching.guess)
    return Voice(
        registry=registry,
        answering=answering,
        phrases=phrases,
        sources=sources,
        retracting=retracting,
        approving=approving,
    )
