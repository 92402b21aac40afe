"""What the configuration says of a source, as the archive keeps it: JSON that every process can read."""

from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Struct, field

from bot.config.sections import SourceRules, duration
from bot.feeds.page.article import PageRules
from bot.feeds.page.rules import page_rules


class SourceOptions(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The keys of ``[[sources]]`` but for its name and address; the same names, the same meaning.

    Unknown keys are ignored, so that two versions may share an archive during an upgrade.
    """

    interval: str | None = None
    language: str | None = None
    full_text: Literal["auto", "always", "never"] = "auto"
    push: Literal["never", "also", "only"] = "never"
    foreign: bool = False
    timezone: str | None = None
    encoding: str | None = None
    section: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    rules: SourceRules = SourceRules()

    def interval_s(self) -> int | None:
        """The interval in seconds, or None where it is to be learned."""
        return None if self.interval is None else int(duration(self.interval).total_seconds())

    def zone(self, newsroom: ZoneInfo) -> ZoneInfo:
        """The source's time zone; the *newsroom*'s where none is named, or none such exists any more."""
        if self.timezone is None:
            return newsroom
        try:
            return ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            return newsroom

    def page_rules(self) -> PageRules:
        """The selectors in the words of the page room."""
        return page_rules(self.rules)


_DEFAULT = SourceOptions()


def read_options(text: str) -> SourceOptions:
    """The options in *text*; the defaults where it cannot be read."""
    if text in {"", "{}"}:
        return _DEFAULT
    try:
        return msgspec.json.decode(text, type=SourceOptions)
    except msgspec.MsgspecError:
        return _DEFAULT


def write_options(options: SourceOptions) -> str:
    """The JSON of *options*, without what is default."""
    return msgspec.json.encode(options).decode()
