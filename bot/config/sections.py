"""The sections of config.toml as frozen types: their fields are the keys, their defaults the product's."""

from datetime import timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Interval = Annotated[str, Meta(pattern=r"^[1-9][0-9]*(s|m|h|d)$")]
"""A duration as people write it: ``30s``, ``5m``, ``2h``, ``1d``."""

HourMinute = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""An hour of the day, ``23:30``."""

Name = Annotated[str, Meta(min_length=1, max_length=120)]
HttpUrl = Annotated[str, Meta(pattern=r"^https?://")]

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def duration(interval: str) -> timedelta:
    """The length of an Interval."""
    return timedelta(seconds=int(interval[:-1]) * _SECONDS[interval[-1]])


class Telegram(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The Bot API server, and who owns the bot."""

    api_base_url: HttpUrl = "https://api.telegram.org"
    owner_ids: tuple[int, ...] = ()
    ops_chat_id: int | None = None
    group_messages_per_minute: Annotated[int, Meta(ge=1, le=60)] = 20
    messages_per_second: Annotated[int, Meta(ge=1, le=1000)] = 28
    paid_broadcast: bool = False


class Database(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the archive is kept."""

    url: Annotated[str, Meta(pattern=r"^(sqlite:///.|postgres(ql)?://)")] = "sqlite:///khabar.db"


class Fetch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How sources are fetched."""

    allow_networks: tuple[str, ...] = ()
    user_agent: str = "Khabar/0.1 (news reader)"
    timeout: Interval = "30s"
    max_bytes: Annotated[int, Meta(ge=10_000, le=100_000_000)] = 5_242_880
    concurrency: Annotated[int, Meta(ge=1, le=256)] = 32
    per_host: Annotated[int, Meta(ge=1, le=64)] = 4
    min_interval: Interval = "1m"
    max_interval: Interval = "1h"


class Push(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where publishers' own systems bring articles, signed with KHABAR_PUSH_SECRET, and hubs what is new.

    *public_url* is how the door at *listen* is reached from outside; with it, feeds' hubs are asked (WebSub).
    """

    listen: Annotated[str, Meta(pattern=r"^[^\s:]+:[0-9]{1,5}$")] | None = None
    window: Interval = "5m"
    max_bytes: Annotated[int, Meta(ge=1_000, le=20_000_000)] = 1_048_576
    public_url: HttpUrl | None = None


class SourceRules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """CSS selectors for a site without a feed, or whose pages the extractor reads wrongly."""

    link: str | None = None
    title: str | None = None
    body: str | None = None
    date: str | None = None
    image: str | None = None
    remove: tuple[str, ...] = ()


class Source(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A publisher: a feed, a site or a page that is polled, or a CMS that pushes, or both."""

    name: Name
    url: HttpUrl
    interval: Interval | None = None
    language: str | None = None
    full_text: Literal["auto", "always", "never"] = "auto"
    push: Literal["never", "also", "only"] = "never"
    foreign: bool = False
    timezone: str | None = None
    encoding: str | None = None
    section: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    rules: SourceRules = SourceRules()


class QuietHours(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When nothing but breaking news is posted."""

    start: HourMinute
    end: HourMinute


class Cards(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Headline cards that are drawn for news without a picture."""

    colour: Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")] = "#1d3b53"
    logo: str | None = None


class Channel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A chat that stories are posted to, and which of them."""

    chat_id: int | Annotated[str, Meta(pattern=r"^@[A-Za-z][A-Za-z0-9_]{3,}$")]
    sources: tuple[str, ...] = ("*",)
    thread_id: int | None = None
    sections: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    footer: str | None = None
    full_text: bool = False
    images: bool = True
    album: bool = False
    cards: Cards | None = None
    sound: Literal["breaking", "always", "never"] = "breaking"
    quiet_hours: QuietHours | None = None
    breaking_per_hour: Annotated[int, Meta(ge=0, le=60)] = 4
    pin_breaking: Interval | None = None
    freshness: Interval = "24h"
    catch_up: Annotated[int, Meta(ge=1, le=100)] = 10
    digests: tuple[HourMinute, ...] = ()
    most_read: HourMinute | None = None
    approval: bool = False
    template: str | None = None
    timezone: str | None = None


class Model(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An OpenAI-compatible endpoint for abstractive summaries; its key is KHABAR_MODEL_KEY."""

    base_url: HttpUrl
    model: Name
    timeout: Interval = "30s"
    calls_per_day: Annotated[int, Meta(ge=0)] = 2_000


class Summaries(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a summary may be, and who writes it."""

    characters: Annotated[int, Meta(ge=120, le=900)] = 350
    model: Model | None = None


class Newsroom(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whose bot this is: the zone of its clock, the agency whose text leads a story."""

    timezone: str = "Asia/Baghdad"
    agency: str | None = None
    retraction: Literal["ask", "strike", "delete"] = "ask"


class Log(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The log on standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Health(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where /livez, /readyz and /metrics answer; nowhere when absent."""

    listen: Annotated[str, Meta(pattern=r"^[^\s:]+:[0-9]{1,5}$")] | None = None


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole of config.toml."""

    telegram: Telegram = Telegram()
    database: Database = Database()
    fetch: Fetch = Fetch()
    push: Push = Push()
    newsroom: Newsroom = Newsroom()
    summaries: Summaries = Summaries()
    log: Log = Log()
    health: Health = Health()
    sources: tuple[Source, ...] = ()
    channels: tuple[Channel, ...] = ()
