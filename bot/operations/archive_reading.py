"""◇ Lines of an archive → articles with their postings: the part of an import that runs in worker processes.

A line is a JSON object ``{"url", "title", "text", "published", "source"}``, in UTF-8; ``id``, ``section`` and
``place`` may be there, too. A line that is no article is set aside with the reason.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from bot.feeds.identity import hash63
from bot.feeds.sameness import words_hash
from bot.search.postings.analysis import Analyser, name_mark
from bot.search.postings.segment import COLUMNS, UNDATED, Segment, minute_of
from bot.text.dates import parse_date
from bot.text.html import paragraphs, plain
from bot.text.urls import url_identity
from storage.records.archive import ImportedArticle

MOST_URL: Final = 2_000
MOST_TITLE: Final = 500
MOST_TEXT: Final = 200_000
MOST_LINE: Final = 8 << 20
_FIRST_SENTENCE: Final = 120
_TAG: Final = re.compile(r"<[a-zA-Z/!][^>]{0,500}>")
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


class _Line(msgspec.Struct):
    """What a line may say; anything else in it is left alone."""

    url: str | None = None
    title: str | None = None
    text: str | None = None
    published: str | int | float | None = None
    source: str | None = None
    id: str | int | None = None
    section: str | None = None
    place: str | None = None


class LineError(ValueError):
    """The line is no article; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A line that was set aside, by its number in the file, with what it says."""

    number: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLines:
    """*articles* in the order of their lines and a *segment* of them, whose documents know no article yet."""

    articles: tuple[ImportedArticle, ...]
    segment: Segment
    rejected: tuple[Rejected, ...]


def read_lines(lines: bytes, first: int, zone_name: str, now: datetime) -> ReadLines:
    """The articles in *lines*, which begin with line *first* of the file; *now* dates what has no date."""
    zone = ZoneInfo(zone_name)
    decoder = msgspec.json.Decoder(_Line)
    articles: list[ImportedArticle] = []
    rejected: list[Rejected] = []
    for number, line in enumerate(lines.split(b"\n"), first):
        if not line.strip():
            continue
        try:
            articles.append(_article(_decoded(decoder, line), zone, now))
        except (LineError, UnicodeDecodeError) as error:
            text = line[:MOST_LINE].decode("utf-8", "replace")
            rejected.append(Rejected(number=number, reason=str(error), text=text))
    postings = _analyser().analyse([(article.title, article.text) for article in articles])
    return ReadLines(
        articles=tuple(articles),
        segment=Segment(_columns(articles), postings),
        rejected=tuple(rejected),
    )


@cache
def _analyser() -> Analyser:
    """One for a process: it keeps the words that it has seen."""
    return Analyser()


def _decoded(decoder: "msgspec.json.Decoder[_Line]", line: bytes) -> _Line:
    if len(line) > MOST_LINE:
        raise LineError(f"longer than {MOST_LINE >> 20} MB")
    try:
        return decoder.decode(line)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise LineError(str(error)) from error


def _article(line: _Line, zone: ZoneInfo, now: datetime) -> ImportedArticle:
    url = _url(line)
    text = _clean_text(line.text or "")
    title = _clean_line(line.title or "", MOST_TITLE) or _clean_line(text, _FIRST_SENTENCE)
    if not title:
        raise LineError("neither a title nor a text")
    source = _name(line.source) or urlsplit(url).hostname
    if not source:
        raise LineError("no source")
    return ImportedArticle(
        key=hash63("url", url_identity(url)),
        source_name=source,
        url=url,
        entry_id=None if line.id is None else str(line.id),
        title=title,
        text=text,
        section=_name(line.section),
        place=_name(line.place),
        content_hash=words_hash(title, text),
        published_at=_moment(line.published, zone, now),
    )


def _url(line: _Line) -> str:
    """The address as it was given; an article that never had one is known by its id."""
    url = (line.url or "").strip().replace("\x00", "")
    if not url:
        if line.id is None or line.id == "":
            raise LineError("no url")
        return f"urn:khabar:{hash63(line.source or '', str(line.id)):x}"
    if len(url) > MOST_URL:
        raise LineError(f"the url is longer than {MOST_URL} characters")
    if not _SCHEME.match(url):
        raise LineError(f"the url {url[:80]!r} has no scheme")
    return url


def _clean_text(text: str) -> str:
    text = text.replace("\x00", "")
    if "<" in text and _TAG.search(text):
        text = "\n\n".join(paragraphs(text))
    return text.strip()[:MOST_TEXT]


def _clean_line(text: str, most: int) -> str:
    text = text.replace("\x00", "")
    if "<" in text and _TAG.search(text):
        text = plain(text)
    return " ".join(text.split())[:most].rstrip()


@lru_cache(maxsize=4096)
def _name(text: str | None) -> str | None:
    """A source's, section's or place's name: an archive has few of them."""
    return _clean_line(text or "", MOST_TITLE) or None


def _moment(published: str | float | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When it was published: ISO 8601, any form that newsrooms write, or seconds since 1970."""
    if published is None or published == "":
        return None
    if isinstance(published, int | float):
        try:
            return datetime.fromtimestamp(published, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise LineError(f"no date: {published!r}") from error
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        parsed = parse_date(published, zone=zone, now=now)
        if parsed is None:
            raise LineError(f"no date: {published[:80]!r}") from None
        moment = parsed
    try:
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise LineError(f"no date: {published[:80]!r}") from error


def _columns(articles: list[ImportedArticle]) -> NDArray[np.void]:
    table = np.zeros(len(articles), COLUMNS)
    table["revision"] = 1
    # What has no date is not new: it must not rank as if it had been written today.
    table["minute"] = [
        UNDATED if article.published_at is None else minute_of(article.published_at) for article in articles
    ]
    table["section"] = [name_mark(article.section) for article in articles]
    table["place"] = [name_mark(article.place) for article in articles]
    return table
