"""JSON Feed 1.0 and 1.1 (jsonfeed.org): the same entries from another notation."""

import json
from typing import Any

from bot.feeds.entry import MAX_ENTRIES, Enclosure, Entry, ParsedFeed, Sketch, added


def parse_json(body: bytes) -> ParsedFeed | None:
    """The feed in *body* (UTF-8), or None where it is no JSON Feed."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return None
    if "jsonfeed.org" not in _text(document, "version"):
        return None
    items = [item for item in document["items"][:MAX_ENTRIES] if isinstance(item, dict)]
    hubs = document.get("hubs")
    hub = (
        next((_text(one, "url") for one in hubs if isinstance(one, dict)), None)
        if isinstance(hubs, list)
        else None
    )
    return ParsedFeed(
        title=_text(document, "title"),
        url=_text(document, "home_page_url") or None,
        description=_text(document, "description"),
        language=_text(document, "language") or None,
        entries=tuple(_entry(item) for item in items),
        hub=hub,
        self_url=_text(document, "feed_url") or None,
        fast=True,
    )


def _entry(item: dict[str, Any]) -> Entry:
    sketch = Sketch(
        entry_id=_text(item, "id") or None,
        permalink=True,
        url=_text(item, "url") or _text(item, "external_url") or None,
        title=_text(item, "title"),
        published=_text(item, "date_published") or None,
        updated=_text(item, "date_modified") or None,
        author=_author(item),
        language=_text(item, "language") or None,
    )
    if summary := _text(item, "summary"):
        sketch.teasers = added(sketch.teasers, summary)
    if content := _text(item, "content_html") or _text(item, "content_text"):
        sketch.contents = added(sketch.contents, content)
    sketch.thumbnails = added(
        sketch.thumbnails, *(filter(None, (_text(item, "image"), _text(item, "banner_image"))))
    )
    tags = item.get("tags")
    if isinstance(tags, list):
        sketch.categories = added(sketch.categories, *(str(tag).strip() for tag in tags if str(tag).strip()))
    attachments = item.get("attachments")
    for file in attachments if isinstance(attachments, list) else ():
        if isinstance(file, dict) and (url := _text(file, "url")):
            length = file.get("size_in_bytes")
            sketch.enclosures = added(
                sketch.enclosures,
                Enclosure(
                    url=url,
                    media_type=_text(file, "mime_type"),
                    length=length if isinstance(length, int) else None,
                ),
            )
    return sketch.finish()


def _author(item: dict[str, Any]) -> str | None:
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return (_text(first, "name") or None) if isinstance(first, dict) else None


def _text(holder: dict[str, Any], key: str) -> str:
    """A string, or a number as one: ids often are."""
    value = holder.get(key)
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
