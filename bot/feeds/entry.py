"""Entry: what a parser yields, whichever parser it was, before anything is cleaned or believed.

Thousands are made in a poll, so they are msgspec's structs: made in a tenth of a frozen dataclass's time.
"""

import re
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urljoin

from msgspec import Struct

from storage.records.feed import FeedError

MAX_ENTRIES: Final = 2_000
"""Entries read of one document; the rest is left out: no newsroom publishes more between two polls."""


MAX_EACH: Final = 200
"""Texts, pictures, files, categories kept of one entry; of what is longer, adding one would copy them all."""

T = TypeVar("T")


class Enclosure(Struct, frozen=True, kw_only=True, gc=False):
    """A file that belongs to an entry: a podcast's sound, a picture, a film."""

    url: str
    media_type: str = ""
    length: int | None = None


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """Atom ``entry`` or RSS ``item``: texts may be HTML, dates are as written, addresses may be relative.

    *entry_id* is the guid or id. *teaser* is the description or summary, *content* the longest text given.
    *images* are in the order of preference, *base* is what relative addresses of the entry refer to.
    *gallery*: several that may be pictures of their own, no thumbnails, in reading order.
    """

    entry_id: str | None = None
    url: str | None = None
    title: str = ""
    teaser: str = ""
    content: str = ""
    published: str | None = None
    updated: str | None = None
    images: tuple[str, ...] = ()
    author: str | None = None
    categories: tuple[str, ...] = ()
    language: str | None = None
    origin: str | None = None
    base: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    gallery: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A document's own words and its entries in their order.

    *ttl_s*, the silent hours (UTC) and weekdays (0 is Monday) are wishes about polling. *hub* and *self_url*
    serve WebSub. *complaint* is what was wrong with the document although it was read.
    """

    title: str = ""
    url: str | None = None
    description: str = ""
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    ttl_s: int | None = None
    silent_hours: frozenset[int] = frozenset()
    silent_days: frozenset[int] = frozenset()
    hub: str | None = None
    self_url: str | None = None
    complaint: str | None = None
    fast: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAFeed:
    """What was sent holds no entries; *feeds* are addresses of feeds that a web page links to."""

    error: FeedError
    detail: str
    feeds: tuple[str, ...] = ()


class Sketch(Struct, kw_only=True, gc=False):
    """An entry while its elements are being read; *finish* makes the entry of it.

    Both XML parsers fill one, so that what an element means is decided here, once.
    """

    entry_id: str | None = None
    permalink: bool = False
    url: str | None = None
    original_url: str | None = None
    title: str = ""
    media_title: str = ""
    teasers: tuple[str, ...] = ()
    media_teasers: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    pictures: tuple[tuple[int, str], ...] = ()
    thumbnails: tuple[str, ...] = ()
    author: str | None = None
    categories: tuple[str, ...] = ()
    language: str | None = None
    origin: str | None = None
    base: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    player: str | None = None

    def finish(self) -> Entry:
        """The entry; the longest text is its content, the widest picture comes first."""
        url = self.original_url or self.url
        if not url and self.permalink and self.entry_id and self.entry_id.startswith(("http://", "https://")):
            url = self.entry_id
        if not url:
            url = self.player or (self.enclosures[0].url if self.enclosures else None)
        teasers = self.teasers + self.media_teasers if self.media_teasers else self.teasers
        texts = self.contents + teasers if self.contents else teasers
        content = texts[0] if len(texts) == 1 else max(texts, key=len, default="")
        files = [file.url for file in self.enclosures if is_image(url=file.url, media_type=file.media_type)]
        return Entry(
            entry_id=self.entry_id,
            url=url,
            title=self.title or self.media_title,
            teaser=teasers[0] if teasers else content,
            content=content,
            published=self.published,
            updated=self.updated,
            images=self._images(files),
            author=author_name(self.author) if self.author else None,
            categories=self.categories,
            language=self.language,
            origin=self.origin,
            base=self.base,
            enclosures=self.enclosures,
            gallery=self._gallery(files) if len(self.pictures) + len(files) > 1 else (),
        )

    def _gallery(self, files: list[str]) -> tuple[str, ...]:
        """Those of one width, or of which none is told: several widths are one picture in several sizes.

        *files* are the pictures among the enclosures.
        """
        pictures = self.pictures
        if len(pictures) > 1:
            widest = max(width for width, _ in pictures)
            found = dict.fromkeys([url for width, url in pictures if width == widest] + files)
        else:
            found = dict.fromkeys([pictures[0][1], *files] if pictures else files)
        return tuple(found) if len(found) > 1 else ()

    def _images(self, files: list[str]) -> tuple[str, ...]:
        pictures = self.pictures
        if len(pictures) > 1:
            pictures = tuple(sorted(pictures, key=lambda picture: -picture[0]))
        found = [url for _, url in pictures]
        found += files
        found += self.thumbnails
        return tuple(found) if len(found) < 2 and all(found) else tuple(dict.fromkeys(filter(None, found)))


def added(have: tuple[T, ...], *new: T) -> tuple[T, ...]:
    """*have* and the *new* ones, up to `MAX_EACH`."""
    if not have and len(new) <= MAX_EACH:
        return new
    if len(have) >= MAX_EACH:
        return have
    both = have + new
    return both if len(both) <= MAX_EACH else both[:MAX_EACH]


def joined(base: str, address: str) -> str:
    """*address* as it stands in a document of address *base*; itself where the two make none."""
    try:
        return urljoin(base, address)
    except ValueError:  # brackets that hold no IPv6 address
        return address


def sound(text: str) -> str:
    """*text* as an archive can hold it: without NUL and without halves of letters, which JSON may bring."""
    if text.isprintable():
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


_MAIL: Final = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w.-]{1,255}")


def author_name(text: str) -> str | None:
    """The name in ``name``, ``mail (name)`` or ``name (mail)``; None where there is only a mail address."""
    if "@" in text:
        text = _MAIL.sub("", text).strip()
        text = text.removesuffix("()").removeprefix("()").strip()
        text = text[1:-1] if text.startswith("(") and text.endswith(")") else text.replace("()", "")
    return text.strip(" <>") or None


_ANY_TYPES: Final = frozenset(("application/octet-stream", "binary/octet-stream"))  # servers that do not know
_OTHER_ENDINGS: Final = (".pdf", ".mp3", ".mp4", ".m4a", ".zip", ".doc", ".docx")
_IMAGE_ENDINGS: Final = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


def is_image(*, url: str, media_type: str, medium: str = "") -> bool:
    """Whether a linked file is a picture: by its type, else its medium, else the ending of its path."""
    path = url.partition("?")[0].lower()
    if media_type in _ANY_TYPES:
        return path.endswith(_IMAGE_ENDINGS)
    if path.endswith(_OTHER_ENDINGS):
        return False
    if media_type:
        return media_type.startswith("image/") and not media_type.startswith("image/svg")
    if medium:
        return medium == "image"
    return path.endswith(_IMAGE_ENDINGS)
