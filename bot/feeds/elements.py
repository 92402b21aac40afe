"""What the elements of an RSS item or Atom entry say, each by its name in `bot.feeds.vocabulary`.

entry_of: the elements of an item, one after the other, into a Sketch → Entry
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from bot.feeds.entry import Enclosure, Entry, Sketch, added, is_image, joined
from bot.feeds.strict_xml import Element, StrictnessError, markup_within
from bot.feeds.vocabulary import plain_name

BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_BINARY: Final = re.compile(
    r"(?!text/|[^/]*/(?:[^/]*\+)?xml)[^/]+/"
)  # RFC 4287, 4.1.3.3: such content is base64

_LONGEST_TAG: Final = 200  # with its namespace; what feeds use is far shorter
_remembered = lru_cache(maxsize=4_096)(plain_name)
_Reader = Callable[[Sketch, Element], None]


def name_of(tag: str) -> str:
    """See plain_name(); long tags, which nobody knows, are not remembered."""
    return _remembered(tag) if len(tag) <= _LONGEST_TAG else "?"


def entry_of(item: Element, base: str | None) -> Entry:
    """The entry that *item* is, in a document or channel of address *base*.

    Raises:
        StrictnessError: its text is in no form that is read here.
    """
    sketch = Sketch()
    if item.keys():
        sketch.entry_id = item.get(_RDF_ABOUT)
        sketch.language = item.get(LANGUAGE)
        sketch.base = joined(base or "", item.get(BASE) or "") or None
    else:
        sketch.base = base or None
    for child in item:
        tag = child.tag
        reader = _reader_of(tag) if len(tag) <= _LONGEST_TAG else None
        if reader is not None:
            reader(sketch, child)
    return sketch.finish()


def plain_of(element: Element) -> str:
    """The text of an element that holds no others."""
    if len(element):
        return "".join(map(str, element.itertext())).strip()
    text = element.text
    return text.strip() if text else ""


def text_of(element: Element) -> str:
    """The text of an element that may hold markup, escaped or not, or XHTML."""
    if len(element):
        return markup_within(element).strip()
    if element.keys() and _is_binary(element):
        raise StrictnessError("base64")
    text = element.text
    return text.strip() if text else ""


def _is_binary(element: Element) -> bool:
    kind = element.get("type")
    return element.get("mode") == "base64" or (kind is not None and _BINARY.match(kind) is not None)


def _read_title(sketch: Sketch, element: Element) -> None:
    if not sketch.title:
        sketch.title = text_of(element)


def _read_media_title(sketch: Sketch, element: Element) -> None:
    sketch.media_title = sketch.media_title or text_of(element)


def _read_teaser(sketch: Sketch, element: Element) -> None:
    if text := text_of(element):
        sketch.teasers = added(sketch.teasers, text)


def _read_media_teaser(sketch: Sketch, element: Element) -> None:
    if text := text_of(element):
        sketch.media_teasers = added(sketch.media_teasers, text)


def _read_content(sketch: Sketch, element: Element) -> None:
    if text := text_of(element):
        sketch.contents = added(sketch.contents, text)


def _read_guid(sketch: Sketch, element: Element) -> None:
    if text := plain_of(element):
        sketch.entry_id = text
        sketch.permalink = (element.get("isPermaLink") or "true").lower() == "true"


def _read_link(sketch: Sketch, element: Element) -> None:
    if not element.keys():  # RSS
        text = plain_of(element)
        sketch.url = (joined(sketch.base, text) if sketch.base and text else text) or sketch.url
        return
    href = (element.get("href") or "").strip()
    base = element.get(BASE) or sketch.base
    if not href:
        text = plain_of(element)
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


def _read_published(sketch: Sketch, element: Element) -> None:
    sketch.published = plain_of(element) or sketch.published


def _read_updated(sketch: Sketch, element: Element) -> None:
    sketch.updated = plain_of(element) or sketch.updated


def _read_author(sketch: Sketch, element: Element) -> None:
    if sketch.author:
        return
    if len(element):
        named = [
            text for child in element if name_of(child.tag) in {"name", "email"} and (text := plain_of(child))
        ]
        sketch.author = named[0] if named else None
    else:
        sketch.author = plain_of(element) or None


def _read_category(sketch: Sketch, element: Element) -> None:
    if element.keys():
        term = element.get("label") or element.get("term") or element.get("text") or plain_of(element)
    else:
        term = plain_of(element)
    if term:
        sketch.categories = added(sketch.categories, term.strip())


def _read_keywords(sketch: Sketch, element: Element) -> None:
    sketch.categories = added(
        sketch.categories, *(word.strip() for word in plain_of(element).split(",") if word.strip())
    )


def _read_enclosure(sketch: Sketch, element: Element) -> None:
    url = (element.get("url") or element.get("href") or "").strip()
    if url:
        sketch.enclosures = added(
            sketch.enclosures,
            Enclosure(url=url, media_type=element.get("type", ""), length=_number(element.get("length"))),
        )


def _read_media(sketch: Sketch, element: Element) -> None:
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


def _read_group(sketch: Sketch, element: Element) -> None:
    for child in element:
        reader = _MEDIA_READERS.get(name_of(child.tag))
        if reader is not None:
            reader(sketch, child)


def _read_player(sketch: Sketch, element: Element) -> None:
    sketch.player = (element.get("url") or "").strip() or sketch.player


def _read_thumbnail(sketch: Sketch, element: Element) -> None:
    url = (element.get("url") or element.get("href") or plain_of(element)).strip()
    if url:
        sketch.thumbnails = added(sketch.thumbnails, url)


def _read_image(sketch: Sketch, element: Element) -> None:
    inside = next((child for child in element if name_of(child.tag) in {"url", "link"}), None)
    url = (element.get("href") or plain_of(element if inside is None else inside)).strip()
    if url.startswith(("http://", "https://", "/")):
        sketch.thumbnails = added(sketch.thumbnails, url)


def _read_original(sketch: Sketch, element: Element) -> None:
    url = plain_of(element)
    if url.startswith(("http://", "https://")):
        sketch.original_url = url


def _read_source(sketch: Sketch, element: Element) -> None:
    named = next((child for child in element if name_of(child.tag) == "title"), None)
    sketch.origin = plain_of(element if named is None else named) or None


def _read_language(sketch: Sketch, element: Element) -> None:
    sketch.language = plain_of(element) or sketch.language


def _number(text: str | None) -> int | None:
    if not text:
        return None
    text = text.strip()
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
