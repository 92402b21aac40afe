"""The careful path: feedparser, for what is not well-formed. For a worker: hostile input is slow here.

Its sanitiser and its resolving of addresses are off (quadratic on hostile HTML): cleaning is ours, behind.
"""

import re
import warnings
from io import BytesIO
from typing import Any, Final

import feedparser

from bot.feeds.entry import MAX_ENTRIES, Enclosure, Entry, ParsedFeed, Sketch, added, is_image
from bot.feeds.mending import without_doctype

_END: Final = re.compile(rb"</(?:item|entry)\s*>", re.IGNORECASE)
_START: Final = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_MAX_TAGS: Final = 30_000  # feedparser takes 20 microseconds for one
_HEADERS: Final = {"content-type": "application/xml; charset=utf-8"}


def parse_lenient(body: bytes) -> ParsedFeed:
    """Whatever entries *body* (UTF-8) still holds; never raises for what is in it.

    An entry that the end of the document cuts off is left out: half a text is no news.
    """
    body = _within_bounds(without_doctype(body))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # feedparser deprecates its own fallbacks
        found = feedparser.parse(
            BytesIO(body), sanitize_html=False, resolve_relative_uris=False, response_headers=_HEADERS
        )
    channel = found.feed
    links = channel.get("links", [])
    language = channel.get("language")
    ttl = str(channel.get("ttl", "")).strip()
    return ParsedFeed(
        title=channel.get("title", ""),
        url=channel.get("link") or None,
        description=channel.get("subtitle") or channel.get("description", ""),
        language=language or None,
        entries=tuple(_entry(item) for item in found.entries[:MAX_ENTRIES]),
        ttl_s=int(ttl[:6]) * 60 if ttl.isdecimal() else None,
        hub=next((link.get("href") for link in links if link.get("rel") == "hub"), None),
        self_url=next((link.get("href") for link in links if link.get("rel") == "self"), None),
        complaint=str(found.get("bozo_exception", ""))[:300] or None,
    )


def _within_bounds(body: bytes) -> bytes:
    """*body* up to its last whole entry, or to the last one that is read."""
    ends = [match.end() for match in _END.finditer(body)]
    if body.count(b"<") > _MAX_TAGS:
        within = _end_of_tags(body)
        ends = [end for end in ends if end <= within]
        body = body[: ends[-1]] if ends else b""
    if len(ends) > MAX_ENTRIES:
        return body[: ends[MAX_ENTRIES - 1]]
    starts = [match.start() for match in _START.finditer(body)]
    if ends and starts and starts[-1] >= ends[-1] and len(starts) > 1:
        return body[: starts[-1]]
    return body


def _end_of_tags(body: bytes) -> int:
    """Where the last tag begins that is still read; what is inside CDATA costs nothing and is not counted."""
    seen = position = 0
    while seen < _MAX_TAGS:
        position = body.find(b"<", position)
        if position < 0:
            return len(body)
        if body.startswith(b"<![CDATA[", position):
            position = body.find(b"]]>", position)
            if position < 0:
                return len(body)
        position += 1
        seen += 1
    return position


def _entry(item: Any) -> Entry:
    """The Entry of feedparser's dictionary; ``dict.get`` goes round its guesses about missing keys."""
    sketch = Sketch(
        entry_id=item.get("id") or None,
        permalink=bool(item.get("guidislink")),
        url=item.get("link") or None,
        title=item.get("title", ""),
        published=dict.get(item, "published") or None,
        updated=dict.get(item, "updated") or None,
        author=_author(item),
        categories=tuple(
            term
            for tag in item.get("tags", [])
            if (term := (tag.get("label") or tag.get("term") or "").strip())
        ),
        origin=item.get("source", {}).get("title"),
        base=item.get("title_detail", {}).get("base") or None,
    )
    if summary := dict.get(item, "summary"):
        sketch.teasers = added(sketch.teasers, summary.strip())
    sketch.contents = added(
        sketch.contents,
        *(text for part in item.get("content", []) if (text := part.get("value", "").strip())),
    )
    sketch.player = item.get("media_player", {}).get("url") or None
    original = item.get("feedburner_origlink") or ""
    if original.startswith(("http://", "https://")):
        sketch.original_url = original
    _read_files(sketch, item)
    return sketch.finish()


def _author(item: Any) -> str | None:
    authors = item.get("authors") or [{}]
    whole: str = item.get("author") or ""
    if len(authors) == 1 and "@" in whole:
        return whole  # feedparser takes the fifth letter of ".media" for the beginning of the name
    return authors[0].get("name") or authors[0].get("email") or item.get("author") or None


def _read_files(sketch: Sketch, item: Any) -> None:
    for media in item.get("media_content", []):
        url, kind = (media.get("url") or "").strip(), media.get("type", "")
        if url and is_image(url=url, media_type=kind, medium=media.get("medium", "")):
            sketch.pictures = added(sketch.pictures, (_number(media.get("width")) or 0, url))
        elif url:
            sketch.enclosures = added(
                sketch.enclosures, Enclosure(url=url, media_type=kind, length=_number(media.get("filesize")))
            )
    for link in item.get("links", []):
        if link.get("rel") == "enclosure" and (href := (link.get("href") or "").strip()):
            sketch.enclosures = added(
                sketch.enclosures,
                Enclosure(url=href, media_type=link.get("type", ""), length=_number(link.get("length"))),
            )
    image = item.get("image", {}).get("href")
    sketch.thumbnails = added(
        sketch.thumbnails,
        *(thumbnail.get("url", "").strip() for thumbnail in item.get("media_thumbnail", [])),
    )
    if image:
        sketch.thumbnails = added(sketch.thumbnails, image.strip())


def _number(text: object) -> int | None:
    digits = str(text or "").strip()
    return int(digits) if digits.isdecimal() and len(digits) < 16 else None
