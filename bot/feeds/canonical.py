"""Entry → ArticleContent: one address, one aware time, clean text, whatever the feed made of them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from bot.feeds.entry import Entry, sound
from bot.feeds.gallery import beside
from bot.feeds.identity import Sighting, hash63
from bot.feeds.plainness import (
    needs_no_cleaning,
    plain_address,
    plain_line,
    plain_paragraphs,
    without_runs,
)
from bot.feeds.sameness import words_hash
from bot.text import clean, html
from bot.text.dates import parse_date
from bot.text.urls import canonical_url
from storage.records.article import ArticleContent

_MAX_URL: Final = 2_000  # characters; PostgreSQL indexes no longer ones, and no newsroom writes them
_MAX_TITLE: Final = 500
_MAX_TEXT: Final = 200_000
_MAX_WORD: Final = 120  # of an author, a section
_MAX_NAME: Final = 4_000  # of them with their markup
_AHEAD: Final = timedelta(minutes=15)  # clocks differ by so much; what is dated later is dated now
_C1: Final = re.compile("[\x80-\x9f]")
_ARABIC: Final = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_LATIN: Final = re.compile("[A-Za-z]")
_SAMPLE: Final = 600  # characters: enough of a text to tell its script
_NUL: Final = "\x00"
_SENTENCE: Final = 60  # characters
_READ_MORE: Final = re.compile(
    r"<a\s[^<>]{0,1000}>[\s….\[«(]*(?:[اإأ]قر[أا]\s)?"
    r"(?:المزيد|التفاصيل|(?:تابع|متابعة|مواصلة) القراءة|للمزيد|"
    r"(?:read|continue) (?:more|reading))(?:\s\S{1,12})?[\s….\]»:)]*</a>",
    re.IGNORECASE,
)


class EntryError(ValueError):
    """The entry cannot become an article; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the entries of a source are to be read.

    *base_url* is what short addresses refer to, *zone* is for dates without one. *language* and *section* are
    what the configuration or the feed says of all its entries.
    """

    base_url: str
    zone: ZoneInfo
    now: datetime
    language: str | None = None
    section: str | None = None


def address_of(entry: Entry, reading: Reading) -> str | None:
    """The entry's canonical address, or None where it has none of its own."""
    if entry.url and (plain := plain_address(entry.url)) is not None:
        return plain
    base = urljoin(reading.base_url, entry.base) if entry.base else reading.base_url
    if entry.url and (url := canonical_url(entry.url, base=base)) is not None:
        return url if len(url) <= _MAX_URL else None
    if entry.entry_id and entry.entry_id.startswith(("http://", "https://")):
        return canonical_url(entry.entry_id)
    return None


def date_of(entry: Entry, reading: Reading) -> datetime | None:
    """When it was published, else last changed; what is dated ahead of now is dated now."""
    for text in (entry.published, entry.updated):
        if text and (found := parse_date(text, zone=reading.zone, now=reading.now)) is not None:
            return reading.now if found > reading.now + _AHEAD else found
    return None


def canonical(sighting: Sighting, reading: Reading, *, thorough: bool = True) -> ArticleContent:
    """The article that the entry of *sighting* tells of.

    Not *thorough*, furniture is told by its shape alone and datelines stay: enough for the depth of an
    archive, and a tenth of the work.

    Raises:
        EntryError: neither a title nor a text.
    """
    entry = sighting.entry
    title = _line(_headline(entry.title), _MAX_TITLE)
    cleaned = _cleaned(entry.content or entry.teaser, title, thorough=thorough)
    text = "\n\n".join(cleaned.paragraphs)[:_MAX_TEXT]
    if not title:
        title = _line(text, _MAX_WORD)
    if not title:
        raise EntryError("neither a title nor a text")
    base_url = sighting.url or reading.base_url
    image_url = _image(entry, base_url)
    return ArticleContent(
        url=sighting.url or _stand_in(sighting, reading),
        entry_id=sound(entry.entry_id[:_MAX_URL]) if entry.entry_id else None,
        title=title,
        text=text,
        published_at=sighting.published_at,
        image_url=image_url,
        pictures=_further(entry, image_url, base_url) if entry.gallery else (),
        author=_name(entry.author) or None if entry.author else None,
        section=reading.section or _section(entry),
        agency=cleaned.agency,
        place=cleaned.place,
        views=cleaned.views,
        language=_language(entry.language or reading.language, title, text),
    )


def content_hash(content: ArticleContent) -> int:
    """Of the words that readers see: a change of it is a revision."""
    return words_hash(content.title, content.text)


def reads_like(content: ArticleContent, known_hash: int) -> bool:
    """Whether readers of *content* see the words that *known_hash* was kept of, now or by an older Khabar."""
    return known_hash in {content_hash(content), hash63(content.title, content.text)}


def _cleaned(markup: str, title: str, *, thorough: bool) -> clean.CleanText:
    """The article in *markup*; blocks of HTML are parted by empty lines, which plain text has of its own."""
    printable = markup.isprintable()
    if not printable:
        markup = _without_c1(markup)
    if "<" in markup:
        if "</a>" in markup and (
            "زيد" in markup or "قراء" in markup or "تفاصيل" in markup or "ead" in markup
        ):
            markup = _READ_MORE.sub("", markup)
        lines = plain_paragraphs(markup, printable=printable)
        if lines is None:
            lines = html.paragraphs(markup)
        given = None
    elif printable and "&" not in markup:  # nor are there ends of lines
        given = [without_runs(markup)]
        lines = given if given[0] else []
    else:
        given = [_plain(line) for line in markup.splitlines()]
        lines = [line for line in given if line]
    if not thorough:
        return clean.CleanText(paragraphs=tuple(_shapely(lines)))
    if needs_no_cleaning(lines, title) and (given is None or len(lines) == 1):
        return clean.CleanText(paragraphs=tuple(lines))
    return clean.clean("\n\n".join(lines) if given is None else "\n".join(given), title=title)


def _shapely(lines: list[str]) -> list[str]:
    """The lines that look like sentences; all of them where none does."""
    return [line for line in lines if len(line) >= _SENTENCE or line[-1] in ".!؟"] or lines


def _headline(text: str) -> str:
    if text.isprintable() and "<" not in text and "&" not in text:
        return without_runs(text)
    return _plain(_repaired(text))


def _plain(text: str) -> str:
    line = plain_line(text)
    return html.plain(text) if line is None else line


@lru_cache(maxsize=1_024)
def _name(text: str) -> str:
    """Of an author or a section: a few names are said again and again."""
    return _line(_plain(text[:_MAX_NAME]), _MAX_WORD)


def _line(text: str, most: int) -> str:
    """At most *most* characters, cut between words."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip() + "…"


def _repaired(text: str) -> str:
    """Without NUL, and with C1 controls as the windows-1252 that they were; to be done before cleaning."""
    return text if text.isprintable() else _without_c1(text)


def _without_c1(text: str) -> str:
    if _C1.search(text):
        text = _C1.sub(lambda match: match[0].encode("latin-1").decode("cp1252", "ignore"), text)
    return text.replace(_NUL, "")


def _stand_in(sighting: Sighting, reading: Reading) -> str:
    """An address for an entry without one: the site's, with a fragment that tells it from the others."""
    site = canonical_url(reading.base_url) or reading.base_url
    return f"{site.partition('#')[0]}#{sighting.title_key or sighting.entry_hash}"


def _image(entry: Entry, base_url: str) -> str | None:
    for image in entry.images:
        url = plain_address(image) if "?" not in image else None
        url = url or canonical_url(image, base=base_url)
        if url is not None and len(url) <= _MAX_URL:
            return url
    if "<img" not in entry.content and "&lt;img" not in entry.content:
        return None
    return next(iter(html.images(entry.content, base_url)), None)


def _further(entry: Entry, image_url: str | None, base_url: str) -> tuple[str, ...]:
    """The entry's pictures beside the first."""
    addresses = (canonical_url(image, base=base_url) for image in entry.gallery)
    return beside(image_url, (url for url in addresses if url is not None and len(url) <= _MAX_URL))


def _section(entry: Entry) -> str | None:
    """The first category that reads like one: short, and no address."""
    for category in entry.categories:
        name = _name(category)
        if 1 < len(name) <= 40 and "://" not in name:
            return name
    return None


def _language(said: str | None, title: str, text: str) -> str | None:
    """The primary subtag; templates say «en» of Arabic sites, so the script has the last word.

    An Arabic site's English desk is under its «ar» too: a headline of Latin letters alone, with no text that
    is mostly Arabic, is no Arabic article.
    """
    arabic, latin = 0 if title.isascii() else 1, 1 if _LATIN.search(title) else 0
    if arabic and latin:
        arabic, latin = len(_ARABIC.findall(title)), len(_LATIN.findall(title))
    elif arabic:
        arabic = 1 if _ARABIC.search(title) else 0
    language = _primary(said) if said else None
    if arabic > latin and language in {None, "", "en", "fr"}:
        return "ar"
    if language == "ar" and latin and not arabic and not _is_arabic(text[:_SAMPLE]):
        return "en"
    return language or ("en" if latin > arabic else None)


@lru_cache(maxsize=256)
def _primary(said: str) -> str:
    return sound(said).replace("_", "-").partition("-")[0].strip().lower()[:8]


def _is_arabic(text: str) -> bool:
    return len(_ARABIC.findall(text)) > len(_LATIN.findall(text))


def site_of(url: str) -> str:
    """The scheme and host of *url*."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
