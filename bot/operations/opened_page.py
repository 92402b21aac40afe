"""What `extract` and `probe` look at: a file, or an address fetched by the bot's own client and guard."""

import argparse
import asyncio
import sys
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.config.loading import DEFAULT_PATH, ConfigError, load_config
from bot.config.sections import Settings, Source, duration
from bot.feeds.page.article import PageRules
from bot.feeds.page.rules import page_rules
from bot.text.urls import canonical_url, url_identity
from bot.web.answer import Limits, WebFailure, WebResponse
from bot.web.client import WebClient
from bot.web.guard import Guard


class PageUnavailableError(Exception):
    """The address gave no page."""

    exit_code = 69


class NoSuchFileError(Exception):
    """The file cannot be read."""

    exit_code = 65


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPage:
    """A page with what the configuration says about its source. *url* is "" for a file without `--url`."""

    body: bytes
    url: str
    content_type: str | None
    zone: ZoneInfo
    rules: PageRules


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that both commands share."""
    parser.add_argument(
        "target", metavar="URL|FILE", help="an http(s) address, a file, or - for standard input"
    )
    parser.add_argument("--url", metavar="BASE", help="the address that FILE came from")
    parser.add_argument(
        "--zone", help="time zone of dates that name none (default: the source's or newsroom's)"
    )
    parser.add_argument(
        "--allow-network", action="append", default=[], metavar="CIDR", help="may also be fetched"
    )
    parser.add_argument("--config", help="the configuration file (default: config.toml where there is one)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def open_page(arguments: argparse.Namespace) -> OpenedPage:
    """Read the file or fetch the address.

    Raises:
        PageUnavailableError: no answer, or not a good one.
        NoSuchFileError: the file cannot be read.
        ConfigError: the configuration, a zone or a network is wrong.
    """
    settings = _settings(arguments.config)
    target: str = arguments.target
    if seems_address(target):
        answer = asyncio.run(_fetch(target, settings, arguments.allow_network))
        body, url, content_type = answer.body, answer.url, answer.headers.get("Content-Type")
    else:
        body, url, content_type = _read(target), arguments.url or "", None
    source = _source_of(url, settings)
    return OpenedPage(
        body=body,
        url=canonical_url(url) or url,
        content_type=f"text/html; charset={source.encoding}" if source and source.encoding else content_type,
        zone=_zone(arguments.zone or (source and source.timezone) or settings.newsroom.timezone),
        rules=page_rules(source.rules) if source else PageRules(),
    )


def seems_address(target: str) -> bool:
    """Whether *target* is to be fetched, and is no file."""
    return target.lower().startswith(("http://", "https://"))


def _settings(path: str | None) -> Settings:
    """The configuration, or its defaults where nobody has written one: these commands work without."""
    if path is None and not Path(DEFAULT_PATH).exists():
        return Settings()
    return load_config(path).settings


def _source_of(url: str, settings: Settings) -> Source | None:
    host = url_identity(url).split("/")[0]
    return next(
        (source for source in settings.sources if url_identity(source.url).split("/")[0] == host), None
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"there is no time zone {name!r}") from error


def _read(target: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if target == "-" else Path(target).read_bytes()
    except OSError as error:
        raise NoSuchFileError(f"{target}: {error.strerror or error}") from error


async def _fetch(url: str, settings: Settings, allowed: list[str]) -> WebResponse:
    networks = (*settings.fetch.allow_networks, *allowed)
    try:
        guard = Guard(allow_networks=tuple(ip_network(network) for network in networks))
    except ValueError as error:
        raise ConfigError(f"not a network: {error}") from error
    limits = Limits(
        max_bytes=settings.fetch.max_bytes, timeout_s=duration(settings.fetch.timeout).total_seconds()
    )
    async with WebClient(guard=guard, user_agent=settings.fetch.user_agent) as client:
        answer = await client.get(url, limits=limits)
    if isinstance(answer, WebFailure):
        raise PageUnavailableError(f"{urlsplit(url).hostname}: {answer.detail}")
    if not 200 <= answer.status < 300:
        raise PageUnavailableError(f"{urlsplit(url).hostname}: HTTP status {answer.status}")
    return answer
