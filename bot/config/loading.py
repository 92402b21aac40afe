"""Read config.toml and the environment into Settings and secrets; name file, line, key and what is right."""

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from bot.config.locating import line_of, parse_path
from bot.config.sections import Settings

DEFAULT_PATH = "config.toml"
FREE_PER_SECOND = 30
"""What Telegram lets a bot send without charge (core.telegram.org/bots/faq, «broadcasting to users»)."""
_SHORTEST_SECRET = 16
_TOKEN = re.compile(r"^[0-9]+:[A-Za-z0-9_-]+$")
_UNKNOWN = re.compile(r"^Object contains unknown field `(?P<key>[^`]*)`")
_HINTS = {
    "interval": 'write a number with s, m, h or d, such as "5m"',
    "timeout": 'write a number with s, m, h or d, such as "30s"',
    "freshness": 'write a number with s, m, h or d, such as "24h"',
    "url": 'write a full address, such as "https://example.org/rss.xml"',
    "api_base_url": 'write a full address, such as "https://api.telegram.org"',
    "chat_id": 'write the number of the chat, such as -1001234567890, or "@name"',
    "owner_ids": "write numeric Telegram user ids, such as [1001]",
    "start": 'write an hour of the day, such as "23:30"',
    "end": 'write an hour of the day, such as "06:00"',
    "digests": 'write hours of the day, such as ["08:00", "20:00"]',
    "listen": 'write an address and a port, such as "127.0.0.1:9464"',
}


class ConfigError(Exception):
    """The configuration cannot be used; the text names file, line and key, and what would be right."""


class Secret:
    """A value that never shows itself: not in ``repr``, ``str``, logs or tracebacks."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(…)"

    def reveal(self) -> str:
        """The value, for the one place that needs it."""
        return self._value


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings with what the environment adds; *folder* is what relative paths are relative to."""

    settings: Settings
    path: Path
    token: Secret | None
    model_key: Secret | None
    push_secrets: tuple[Secret, ...]
    database_url: Secret
    health_listen: str | None

    @property
    def folder(self) -> Path:
        """The folder of the file."""
        return self.path.parent


def load_config(path: str | Path | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """Read *path*, or KHABAR_CONFIG, or config.toml, and the secrets of *environment*.

    Raises:
        ConfigError: a file is missing, or a key, type or value is wrong.
    """
    environment = os.environ if environment is None else environment
    file = Path(path or environment.get("KHABAR_CONFIG") or DEFAULT_PATH)
    settings = parse_settings(_read(file), str(file))
    token = _secret(environment, "KHABAR_BOT_TOKEN")
    if token is not None and not _TOKEN.match(token.reveal()):
        raise ConfigError("KHABAR_BOT_TOKEN is not a bot token; @BotFather gives one like 123456789:AAE…")
    return Config(
        settings=settings,
        path=file.resolve(),
        token=token,
        model_key=_secret(environment, "KHABAR_MODEL_KEY"),
        push_secrets=_push_secrets(environment),
        database_url=_secret(environment, "KHABAR_DATABASE_URL") or Secret(settings.database.url),
        health_listen=environment.get("KHABAR_HEALTH_LISTEN") or settings.health.listen,
    )


def _push_secrets(environment: Mapping[str, str]) -> tuple[Secret, ...]:
    """Each line of KHABAR_PUSH_SECRET is one that pushes may be signed with: two while it is changed."""
    given = _secret(environment, "KHABAR_PUSH_SECRET")
    secrets = [] if given is None else given.reveal().split()
    if any(len(secret) < _SHORTEST_SECRET for secret in secrets):
        raise ConfigError(
            f"KHABAR_PUSH_SECRET is shorter than {_SHORTEST_SECRET} characters; "
            "`openssl rand -hex 32` gives a good one"
        )
    return tuple(map(Secret, secrets))


def push_troubles(config: Config) -> Iterator[str]:
    """Why pushes would not come in although the configuration speaks of them, and what to do."""
    push, sources = config.settings.push, config.settings.sources
    takers = [source.name for source in sources if source.push != "never"]
    if push.listen is None:
        for name in takers:
            yield f'the source {name!r} takes pushes, but push.listen is not set; set it to "127.0.0.1:8080"'
        if push.public_url is not None:
            yield "push.public_url is set, but push.listen is not: hubs would find nobody there"
        return
    for_hubs_alone = push.public_url is not None and not takers
    if not config.push_secrets and not for_hubs_alone:
        yield (
            "push.listen is set, but there is no secret: set KHABAR_PUSH_SECRET, "
            "or KHABAR_PUSH_SECRET_FILE to a file that holds it"
        )
    if not takers and push.public_url is None:
        yield 'push.listen is set, but no source takes pushes: write push = "also" or "only" into one'


def require_token(config: Config) -> Secret:
    """The bot's token.

    Raises:
        ConfigError: the environment has none.
    """
    if config.token is None:
        raise ConfigError(
            "there is no bot token: set KHABAR_BOT_TOKEN, or KHABAR_BOT_TOKEN_FILE to a file that holds it"
        )
    return config.token


def parse_settings(text: str, name: str) -> Settings:
    """The settings in *text*, which came from the file *name*.

    Raises:
        ConfigError: as load_config.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: this is not TOML: {error}") from error
    try:
        settings = msgspec.convert(tree, Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(_explain(text, name, str(error))) from error
    for pointer, problem in _beyond_types(settings):
        raise ConfigError(_located(text, name, pointer, problem))
    return settings


def _beyond_types(settings: Settings) -> Iterator[tuple[str, str]]:
    """What is well typed and wrong all the same."""
    seen: dict[str, int] = {}
    for index, source in enumerate(settings.sources):
        if source.name in seen:
            yield f"$.sources[{index}].name", f"the name {source.name!r} is taken by another source"
        seen[source.name] = index
        yield from _zone(f"$.sources[{index}].timezone", source.timezone)
    for index, channel in enumerate(settings.channels):
        for name in channel.sources:
            if name != "*" and name not in seen:
                close = difflib.get_close_matches(name, seen, n=1)
                yield (
                    f"$.channels[{index}].sources",
                    f"no source is named {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""),
                )
        yield from _zone(f"$.channels[{index}].timezone", channel.timezone)
        if channel.album and settings.telegram.ops_chat_id is None:
            yield (
                f"$.channels[{index}].album",
                "albums need telegram.ops_chat_id: one whose answer is lost is looked for by forwarding",
            )
    if settings.telegram.messages_per_second > FREE_PER_SECOND and not settings.telegram.paid_broadcast:
        yield (
            "$.telegram.messages_per_second",
            f"Telegram takes about {FREE_PER_SECOND} a second; for more it charges: paid_broadcast = true",
        )
    yield from _zone("$.newsroom.timezone", settings.newsroom.timezone)
    for network in settings.fetch.allow_networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            yield "$.fetch.allow_networks", f'{network!r} is no network; write one like "127.0.0.0/8"'


def _zone(pointer: str, name: str | None) -> Iterator[tuple[str, str]]:
    if name is None:
        return
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        yield pointer, f'{name!r} is no time zone; write one like "Asia/Baghdad"'


def _explain(text: str, name: str, message: str) -> str:
    """An error for people from one of msgspec's, ``Expected `int`, got `str` - at `$.a.b```."""
    problem, _, pointer = message.partition(" - at `")
    pointer = pointer.rstrip("`") or "$"
    unknown = _UNKNOWN.match(problem)
    if unknown is not None:
        key = unknown["key"]
        known = _fields_at(pointer)
        close = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(known)}"
        return _located(text, name, f"{pointer}.{key}", f"there is no such key; {hint}")
    keys = [step for step in parse_path(pointer) if isinstance(step, str)]
    hint = _HINTS.get(keys[-1], "") if keys else ""
    return _located(text, name, pointer, problem.replace("`", "") + (f"; {hint}" if hint else ""))


def _fields_at(pointer: str) -> list[str]:
    """The keys that the section at *pointer* has."""
    section: Any = Settings
    for step in parse_path(pointer):
        if isinstance(step, int):
            continue
        kinds = {one.name: one.type for one in msgspec.structs.fields(section)}
        section = section_in(kinds.get(step))
        if section is None:
            return []
    return [one.name for one in msgspec.structs.fields(section)]


def section_in(kind: Any) -> type[msgspec.Struct] | None:
    """The struct within ``tuple[Struct, ...]``, ``Struct | None`` or ``Struct``."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    return next((found for found in map(section_in, get_args(kind)) if found is not None), None)


def _located(text: str, name: str, pointer: str, problem: str) -> str:
    line = line_of(text, parse_path(pointer))
    place = f"{name}:{line}" if line is not None else name
    return f"{place}: {pointer.removeprefix('$').lstrip('.') or 'the file'}: {problem}"


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(
            f"{file}: there is no such file; copy config.example.toml there, or name another with --config"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: this is not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error


def _secret(environment: Mapping[str, str], name: str) -> Secret | None:
    """The secret *name*, or what the file at *name*_FILE holds; blank ends are cut."""
    value = environment.get(name)
    file = environment.get(f"{name}_FILE")
    if value and file:
        raise ConfigError(f"{name} and {name}_FILE are both set; keep one")
    if file:
        value = _read(Path(file))
    return Secret(value.strip()) if value and value.strip() else None
