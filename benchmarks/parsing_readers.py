"""The parsers that `parsing.py` compares, each behind one function: body, type, address → `Reading`.

Every one is asked in the way its manual recommends, and its answer is only renamed: a date is seconds since
1970, a text is as the library gives it. What is not installed raises ImportError.
"""

import calendar
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from bot.feeds.entry import Entry, ParsedFeed
from bot.feeds.parse import read_whole
from bot.text import html
from bot.text.dates import parse_date

Fields = dict[str, Any]
ZONE: Final = ZoneInfo("UTC")
NOW: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a parser makes of a document; *cleaned*: its texts go to readers only after `bot.text.html`."""

    feed: Fields
    items: list[Fields] = field(default_factory=list)
    cleaned: bool = False


Reader = Callable[[bytes, str, str], Reading | None]


def seconds(text: str | None) -> int | None:
    """*text* as Khabar reads dates."""
    found = parse_date(text, zone=ZONE, now=NOW) if text else None
    return int(found.timestamp()) if found is not None else None


def khabar(body: bytes, content_type: str, url: str) -> Reading | None:
    """The whole way that a feed takes in a worker."""
    parsed = read_whole(body, url, content_type)
    if not isinstance(parsed, ParsedFeed):
        return None
    described = " ".join(html.paragraphs(parsed.description))
    feed = {
        "title": parsed.title,
        "link": parsed.url,
        "description": described,
        "language": parsed.language,
    }
    site = parsed.url if parsed.url and parsed.url.startswith("http") else url
    items = [_ours(entry, urljoin(url, entry.base) if entry.base else site) for entry in parsed.entries]
    return Reading(feed=feed, items=items, cleaned=True)


def _ours(entry: Entry, base: str) -> Fields:
    published, updated = seconds(entry.published), seconds(entry.updated)
    return {
        "title": entry.title or " ".join(html.paragraphs(entry.content)[:1]) or entry.url or "",
        "link": urljoin(base, entry.url) if entry.url else None,
        "link as written": entry.url,
        "id": entry.entry_id,
        "summary": entry.teaser,
        "content": entry.content,
        "body": entry.content,
        "author": entry.author,
        "published": published if published is not None else updated,
        "updated": updated,
        "published_raw": entry.published or entry.updated,
    }


def by_feedparser(body: bytes, content_type: str, url: str) -> Reading | None:
    """Ask feedparser 6 with the headers that it would have seen."""
    feedparser = importlib.import_module("feedparser")
    headers = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    parsed = feedparser.parse(body, response_headers=headers)
    feed = parsed.feed
    return Reading(
        feed={
            "title": feed.get("title"),
            "link": feed.get("link"),
            "description": feed.get("subtitle") or feed.get("description"),
            "language": feed.get("language"),
        },
        items=[_of_feedparser(entry) for entry in parsed.entries],
    )


def _of_feedparser(entry: Any) -> Fields:
    # dict.get: feedparser's own answers «published» with «updated», and warns
    published, updated = dict.get(entry, "published_parsed"), dict.get(entry, "updated_parsed")
    content = entry.content[0].value if entry.get("content") else None
    return {
        **{name: entry.get(name) for name in ("title", "link", "id", "summary", "author")},
        "content": content,
        "body": content or entry.get("summary"),
        "published": _of_tuple(published or updated),
        "updated": _of_tuple(updated),
        "published_raw": dict.get(entry, "published") or dict.get(entry, "updated"),
    }


def by_fastfeedparser(body: bytes, content_type: str, url: str) -> Reading | None:  # noqa: ARG001 - one shape for all
    """Ask fastfeedparser, which takes bytes alone."""
    parsed = importlib.import_module("fastfeedparser").parse(body)
    return Reading(
        feed={
            "title": parsed.feed.get("title"),
            "link": parsed.feed.get("link"),
            "description": parsed.feed.get("subtitle") or parsed.feed.get("description"),
            "language": parsed.feed.get("language"),
        },
        items=[_of_fastfeedparser(entry) for entry in parsed.entries],
    )


def _of_fastfeedparser(entry: Mapping[str, Any]) -> Fields:
    content = entry["content"][0]["value"] if entry.get("content") else None
    return {
        **{name: entry.get(name) for name in ("title", "link", "id", "author")},
        "summary": entry.get("description"),
        "content": content,
        "body": content or entry.get("description"),
        "published": _of_iso(entry.get("published") or entry.get("updated")),
        "updated": _of_iso(entry.get("updated")),
        "published_raw": entry.get("published"),
    }


def by_feedparser_rs(body: bytes, content_type: str, url: str) -> Reading | None:  # noqa: ARG001 - one shape for all
    """Ask feedparser-rs, which takes bytes alone."""
    parsed = importlib.import_module("feedparser_rs").parse(body)
    feed = parsed.feed
    return Reading(
        feed={
            "title": feed.title,
            "link": feed.link,
            "description": feed.subtitle,
            "language": feed.language,
        },
        items=[_of_feedparser_rs(entry) for entry in parsed.entries],
    )


def _of_feedparser_rs(entry: Any) -> Fields:
    content = entry.content[0].value if entry.content else None
    return {
        **{name: getattr(entry, name) for name in ("title", "link", "id", "summary", "author")},
        "content": content,
        "body": content or entry.summary,
        "published": _of_tuple(entry.published_parsed or entry.updated_parsed),
        "updated": _of_tuple(entry.updated_parsed),
        "published_raw": entry.published,
    }


def _of_tuple(moment: Any) -> int | None:
    return calendar.timegm(moment) if moment else None


def _of_iso(text: str | None) -> int | None:
    try:
        return int(datetime.fromisoformat(text).timestamp()) if text else None
    except ValueError:
        return None


READERS: Final[dict[str, Reader]] = {
    "khabar": khabar,
    "feedparser": by_feedparser,
    "fastfeedparser": by_fastfeedparser,
    "feedparser-rs": by_feedparser_rs,
}
