"""The fast path: well-formed XML, nothing recovered, no DTD; every other document goes to feedparser.

Attention: *body* is UTF-8, settled before (`bot.feeds.encoding`). Any doubt is a StrictnessError: a parser
that recovers returns entries with lost text, and nobody notices.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from lxml import etree

from bot.feeds.entry import MAX_ENTRIES, Enclosure, Entry, ParsedFeed, Sketch, added, is_image, joined
from bot.feeds.strict_xml import StrictnessError, strict_tree
from bot.feeds.vocabulary import plain_name

_ROOTS: Final = frozenset({"rss", "feed", "rdf:rdf", "channel", "entry"})
_DESCRIPTIONS: Final = ("description", "subtitle", "tagline", "itunes:summary", "itunes:subtitle")
_ITEMS: Final = frozenset({"item", "entry"})
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_RDF_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_FIRST_ELEMENT: Final = re.compile(rb"<[a-zA-Z_]")
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_PERIODS: Final = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BINARY: Final = re.compile(
    r"(?!text/|[^/]*/(?:[^/]*\+)?xml)[^/]+/"
)  # RFC 4287, 4.1.3.3: such content is base64

_name = lru_cache(maxsize=4_096)(plain_name)
_Reader = Callable[[Sketch, etree._Element], None]  # noqa: SLF001 - lxml's public element type has this name


def parse_strict(body: bytes) -> ParsedFeed:
    """The feed in *body*.

    Raises:
        StrictnessError: anything at all is out of order.
    """
    root_at = _FIRST_ELEMENT.search(body)
    if root_at is None or _DOCTYPE.search(body, 0, root_at.start()):
        raise StrictnessError("no element, or a document type")
    root = strict_tree(body)
    if root.getroottree().docinfo.internalDTD is not None:
        raise StrictnessError("a document type")
    if _name(root.tag) not in _ROOTS:
        raise StrictnessError(f"the root is <{root.tag}>")
    return _read(root)


def _read(root: etree._Element) -> ParsedFeed:
    heading = _Heading()
    heading.language = root.get(_LANGUAGE)
    base = root.get(_BASE)
    entries: list[Entry] = []
    if _name(root.tag) == "entry":
        return heading.finish((_entry(root, None),))
    _read_children(root, heading, entries, base)
    if heading.depth_exceeded:
        raise StrictnessError("channels within channels")
    return heading.finish(tuple(entries))


def _read_children(
    parent: etree._Element, heading: "_Heading", entries: list[Entry], base: str | None
) -> None:
    """The channel's own words and the entries, which RDF puts beside the channel and RSS into it."""
    for child in parent:
        name = _name(child.tag)
        if name in _ITEMS:
            if len(entries) < MAX_ENTRIES:
                entries.append(_entry(child, base))
        elif name == "channel":
            if heading.in_channel:
                heading.depth_exceeded = True
                return
            heading.in_channel = True
            heading.language = child.get(_LANGUAGE) or heading.language
            _read_children(child, heading, entries, joined(base or "", child.get(_BASE) or "") or None)
        elif name in {"items", "textinput", "image"}:
            continue
        else:
            heading.read(name, child)


class _Heading:
    """What a document says of itself, while it is being read."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.language: str | None = None
        self.link: str | None = None
        self.hub: str | None = None
        self.self_url: str | None = None
        self.hours: set[int] = set()
        self.days: set[int] = set()
        self.in_channel = False
        self.depth_exceeded = False

    def read(self, name: str, element: etree._Element) -> None:
        if name == "link":
            self._read_link(element)
        elif name == "skiphours":
            texts = (text.strip() for child in element if (text := child.text))
            self.hours.update(int(text[:6]) % 24 for text in texts if text.isdecimal())
        elif name == "skipdays":
            texts = (text.strip().lower() for child in element if (text := child.text))
            self.days.update(_DAYS.index(text) for text in texts if text in _DAYS)
        elif name not in self.words or not self.words[name]:
            self.words[name] = _text(element)

    def _read_link(self, element: etree._Element) -> None:
        href, rel = (element.get("href") or "").strip(), element.get("rel", "alternate")
        if not href:
            self.link = _plain(element) or self.link
        elif rel == "hub":
            self.hub = href
        elif rel == "self":
            self.self_url = href
        elif rel == "alternate" and self.link is None:
            self.link = href

    def finish(self, entries: tuple[Entry, ...]) -> ParsedFeed:
        words = self.words
        return ParsedFeed(
            title=words.get("title") or words.get("dc:title", ""),
            url=self.link,
            description=next(filter(None, map(words.get, _DESCRIPTIONS)), ""),
            language=words.get("language") or words.get("dc:language") or self.language,
            entries=entries,
            ttl_s=_ttl(words),
            silent_hours=frozenset(self.hours),
            silent_days=frozenset(self.days),
            hub=self.hub,
            self_url=self.self_url,
            fast=True,
        )


def _ttl(words: dict[str, str]) -> int | None:
    """RSS ``ttl`` in minutes, or the syndication module's period and frequency."""
    minutes = words.get("ttl", "").strip()
    if minutes.isdecimal():
        return int(minutes[:6]) * 60  # two years are enough: longer numbers overflow somewhere behind
    period = _PERIODS.get(words.get("sy:updateperiod", "").strip().lower())
    if period is None:
        return None
    frequency = words.get("sy:updatefrequency", "1").strip()
    return period // max(1, int(frequency[:6]) if frequency.isdecimal() else 1)


def _entry(item: etree._Element, base: str | None) -> Entry:
    sketch = Sketch(
        entry_id=item.get(_RDF_ABOUT),
        language=item.get(_LANGUAGE),
        base=joined(base or "", item.get(_BASE) or "") or None,
    )
    for child in item:
        reader = _reader_of(child.tag)
        if reader is not None:
            reader(sketch, child)
    return sketch.finish()


def _plain(element: etree._Element) -> str:
    """The text of an element that holds no others."""
    if len(element):
        return "".join(map(str, element.itertext())).strip()
    text = element.text
    return text.strip() if text else ""


def _text(element: etree._Element) -> str:
    """The text of an element that may hold markup, escaped or not, or XHTML."""
    if len(element):
        whole = etree.tostring(element, encoding="unicode", with_tail=False)
        return whole[whole.index(">") + 1 : whole.rindex("</")].strip()
    if element.attrib and _is_binary(element):
        raise StrictnessError("base64")
    text = element.text
    return text.strip() if text else ""


def _is_binary(element: etree._Element) -> bool:
    kind = element.get("type")
    return element.get("mode") == "base64" or (kind is not None and _BINARY.match(kind) is not None)


def _read_title(sketch: Sketch, element: etree._Element) -> None:
    if not sketch.title:
        sketch.title = _text(element)


def _read_media_title(sketch: Sketch, element: etree._Element) -> None:
    sketch.media_title = sketch.media_title or _text(element)


def _read_teaser(sketch: Sketch, element: etree._Element) -> None:
    if text := _text(element):
        sketch.teasers = added(sketch.teasers, text)


def _read_media_teaser(sketch: Sketch, element: etree._Element) -> None:
    if text := _text(element):
        sketch.media_teasers = added(sketch.media_teasers, text)


def _read_content(sketch: Sketch, element: etree._Element) -> None:
    if text := _text(element):
        sketch.contents = added(sketch.contents, text)


def _read_guid(sketch: Sketch, element: etree._Element) -> None:
    if text := _plain(element):
        sketch.entry_id = text
        sketch.permalink = (element.get("isPermaLink") or "true").lower() == "true"


def _read_link(sketch: Sketch, element: etree._Element) -> None:
    href = (element.get("href") or "").strip()
    base = element.get(_BASE) or sketch.base
    if not href:
        text = _plain(element)
        sketch.url = (joined(base, text) if base and text else text) or sketch.url
        return
    if base:
        href = joined(joined(sketch.base or "", base), href)
    rel = element.get("rel", "alternate")
    kind = element.get("type", "")
    if rel == "alternate":
        if sketch.url is None or kind in {"text/html", "application/xhtml+xml"}:
            sketch.url = href
    elif rel == "enclosure":
        sketch.enclosures = added(
            sketch.enclosures, Enclosure(url=href, media_type=kind, length=_number(element.get("length")))
        )


def _read_published(sketch: Sketch, element: etree._Element) -> None:
    sketch.published = _plain(element) or sketch.published


def _read_updated(sketch: Sketch, element: etree._Element) -> None:
    sketch.updated = _plain(element) or sketch.updated


def _read_author(sketch: Sketch, element: etree._Element) -> None:
    if sketch.author:
        return
    if len(element):
        named = [
            text for child in element if _name(child.tag) in {"name", "email"} and (text := _plain(child))
        ]
        sketch.author = named[0] if named else None
    else:
        sketch.author = _plain(element) or None


def _read_category(sketch: Sketch, element: etree._Element) -> None:
    term = element.get("label") or element.get("term") or element.get("text") or _plain(element)
    if term:
        sketch.categories = added(sketch.categories, term.strip())


def _read_keywords(sketch: Sketch, element: etree._Element) -> None:
    sketch.categories = added(
        sketch.categories, *(word.strip() for word in _plain(element).split(",") if word.strip())
    )


def _read_enclosure(sketch: Sketch, element: etree._Element) -> None:
    url = (element.get("url") or element.get("href") or "").strip()
    if url:
        sketch.enclosures = added(
            sketch.enclosures,
            Enclosure(url=url, media_type=element.get("type", ""), length=_number(element.get("length"))),
        )


def _read_media(sketch: Sketch, element: etree._Element) -> None:
    url = (element.get("url") or "").strip()
    kind, medium = element.get("type", ""), element.get("medium", "")
    if url and is_image(url=url, media_type=kind, medium=medium):
        sketch.pictures = added(sketch.pictures, (_number(element.get("width")) or 0, url))
    elif url:
        sketch.enclosures = added(
            sketch.enclosures, Enclosure(url=url, media_type=kind, length=_number(element.get("fileSize")))
        )
    if len(element):
        _read_group(sketch, element)


def _read_group(sketch: Sketch, element: etree._Element) -> None:
    for child in element:
        reader = _MEDIA_READERS.get(_name(child.tag))
        if reader is not None:
            reader(sketch, child)


def _read_player(sketch: Sketch, element: etree._Element) -> None:
    sketch.player = (element.get("url") or "").strip() or sketch.player


def _read_thumbnail(sketch: Sketch, element: etree._Element) -> None:
    url = (element.get("url") or element.get("href") or _plain(element)).strip()
    if url:
        sketch.thumbnails = added(sketch.thumbnails, url)


def _read_image(sketch: Sketch, element: etree._Element) -> None:
    inside = next((child for child in element if _name(child.tag) in {"url", "link"}), None)
    url = (element.get("href") or _plain(element if inside is None else inside)).strip()
    if url.startswith(("http://", "https://", "/")):
        sketch.thumbnails = added(sketch.thumbnails, url)


def _read_original(sketch: Sketch, element: etree._Element) -> None:
    url = _plain(element)
    if url.startswith(("http://", "https://")):
        sketch.original_url = url


def _read_source(sketch: Sketch, element: etree._Element) -> None:
    named = next((child for child in element if _name(child.tag) == "title"), None)
    sketch.origin = _plain(element if named is None else named) or None


def _read_language(sketch: Sketch, element: etree._Element) -> None:
    sketch.language = _plain(element) or sketch.language


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) < 16 else None


_MEDIA_READERS: Final[dict[str, _Reader]] = {
    "media:content": _read_media,
    "media:thumbnail": _read_thumbnail,
    "media:title": _read_media_title,
    "media:player": _read_player,
    "media:description": _read_media_teaser,
    "media:group": _read_group,
}
_READERS: Final[dict[str, _Reader]] = {
    "title": _read_title,
    "dc:title": _read_title,
    "link": _read_link,
    "guid": _read_guid,
    "id": _read_guid,
    "description": _read_teaser,
    "dc:description": _read_teaser,
    "summary": _read_teaser,
    "abstract": _read_teaser,
    "itunes:summary": _read_teaser,
    "content": _read_content,
    "content:encoded": _read_content,
    "fullitem": _read_content,
    "xhtml:body": _read_content,
    "body": _read_content,
    "pubdate": _read_published,
    "published": _read_published,
    "issued": _read_published,
    "dcterms:issued": _read_published,
    "dc:date": _read_updated,
    "updated": _read_updated,
    "modified": _read_updated,
    "dcterms:modified": _read_updated,
    "author": _read_author,
    "dc:creator": _read_author,
    "dc:author": _read_author,
    "itunes:author": _read_author,
    "category": _read_category,
    "dc:subject": _read_category,
    "media:category": _read_category,
    "itunes:category": _read_category,
    "media:keywords": _read_keywords,
    "itunes:keywords": _read_keywords,
    "enclosure": _read_enclosure,
    "itunes:image": _read_image,
    "image": _read_image,
    "feedburner:origlink": _read_original,
    "source": _read_source,
    "dc:language": _read_language,
    "language": _read_language,
    **_MEDIA_READERS,
}


@lru_cache(maxsize=4_096)
def _reader_of(tag: str) -> _Reader | None:
    return _READERS.get(plain_name(tag))
