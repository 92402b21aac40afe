"""A public Telegram channel as a source: its page t.me/s/NAME, which needs no account and no token.

The page holds the latest twenty messages; `?before=ID` gives older ones. The names of classes are those that
t.me has used since 2019; a message without text (a lone photo, a poll, a lone address) has no headline and is
left out.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from bot.feeds.page.article import PageEntry
from bot.feeds.page.document import parse_page, text_of, words_of
from bot.text.dates import parse_date
from bot.text.urls import canonical_url

_CHANNEL: Final = re.compile(r"/s/([A-Za-z][A-Za-z0-9_]{3,31})/?")
_POST: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}/[0-9]{1,10}")
_BACKGROUND: Final = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_COUNT: Final = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([KM]?)", re.IGNORECASE)
_SCALE: Final = {"": 1, "K": 1_000, "M": 1_000_000}
_HOSTS: Final = frozenset(("t.me", "telegram.me", "telegram.dog"))
_TITLE_CHARACTERS: Final = 200
_LEAST_WORDS: Final = 2  # of a line that may stand as a headline by itself
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_LABEL: Final = re.compile(r"[#@]\S+|https?://\S+|\W+")
_SENTENCE_END: Final = re.compile(r"(?<=[.!؟?…])\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPage:
    """What the page of a channel holds; *entries* run from the oldest to the newest."""

    title: str | None
    entries: tuple[PageEntry, ...]


def is_channel_page(url: str) -> bool:
    """True for the address of a channel's public page."""
    parts = urlsplit(url)
    return (parts.hostname or "") in _HOSTS and _CHANNEL.fullmatch(parts.path) is not None


def read_channel(html: bytes | str, *, url: str, zone: ZoneInfo, now: datetime) -> ChannelPage | None:
    """The messages on a channel's page, or None when this is no such page (a private or misspelt channel)."""
    document = parse_page(html, url=url, content_type="text/html; charset=utf-8")
    if document is None:
        return None
    title: str | None = None
    messages: list[etree._Element] = []
    for element in document.root.iter("div"):
        names = words_of(element, "class")
        if "service_message" in names:  # «Channel photo updated»
            continue
        if "tgme_widget_message" in names and _POST.fullmatch(element.get("data-post") or ""):
            messages.append(element)
        elif "tgme_channel_info_header_title" in names:
            title = title or text_of(element)
    if title is None and not messages:
        return None
    found = (_entry(message, zone=zone, now=now, author=title) for message in messages)
    return ChannelPage(title=title, entries=tuple(entry for entry in found if entry is not None))


def _entry(message: etree._Element, *, zone: ZoneInfo, now: datetime, author: str | None) -> PageEntry | None:
    text: list[str] = []
    preview = ""
    photos: list[str | None] = []
    still: str | None = None
    views: int | None = None
    published: datetime | None = None
    for element in message.iter("div", "a", "span", "time", "i"):
        names = words_of(element, "class")
        if "tgme_widget_message_text" in names and not text and not _is_quoted(element):
            text = _lines(element)
        elif "tgme_widget_message_photo_wrap" in names:
            photos.append(_background(element))
        elif "tgme_widget_message_video_thumb" in names:
            still = still or _background(element)
        elif "tgme_widget_message_forwarded_from_name" in names:
            author = text_of(element) or author
        elif "link_preview_title" in names:
            preview = preview or text_of(element)
        elif "tgme_widget_message_views" in names:
            views = _count(text_of(element))
        elif element.tag == "time" and "tgme_widget_message_date" in _parent_names(element):
            published = parse_date(element.get("datetime") or "", zone=zone, now=now)
    title = _title(text) or preview
    if not text or not title:
        return None
    pictures = tuple(photo for photo in photos if photo is not None)
    return PageEntry(
        url=f"https://t.me/{message.get('data-post')}",
        title=_headline(title),
        published=published,
        summary="\n".join(text),
        image_url=pictures[0] if pictures else still,
        pictures=pictures if len(pictures) > 1 else (),
        author=author,
        views=views,
    )


def _lines(element: etree._Element) -> list[str]:
    """The message as lines; `br` ends a line, emoji images are left as their text."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            pieces.append("\n" if node.tag == "br" else "")
            pieces.append(node.text or "")
        elif node is not element:
            pieces.append(node.tail or "")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [line for line in lines if line]


def _title(lines: list[str]) -> str:
    """The first line that says something: a lone «عاجل» goes with the line below it, a hashtag is skipped."""
    telling = [line for line in lines if not all(_LABEL.fullmatch(word) for word in line.split())]
    if not telling:
        return ""
    first = telling[0]
    if len(_WORD.findall(first)) < _LEAST_WORDS and len(telling) > 1 and not first.endswith((".", "؟", "!")):
        return f"{first} {telling[1]}"
    return first


def _headline(line: str) -> str:
    """The first line, or its first sentence when the line is a paragraph."""
    if len(line) <= _TITLE_CHARACTERS:
        return line
    sentence = _SENTENCE_END.split(line, maxsplit=1)[0]
    if len(sentence) <= _TITLE_CHARACTERS:
        return sentence
    return line[:_TITLE_CHARACTERS].rsplit(" ", 1)[0] + "…"


def _is_quoted(element: etree._Element) -> bool:
    """True for the text of the message that this one answers."""
    return any("tgme_widget_message_reply" in words_of(above, "class") for above in element.iterancestors())


def _parent_names(element: etree._Element) -> list[str]:
    parent = element.getparent()
    return [] if parent is None else words_of(parent, "class")


def _background(element: etree._Element) -> str | None:
    match = _BACKGROUND.search(element.get("style") or "")
    return canonical_url(match[1], base="https://t.me/") if match else None


def _count(text: str) -> int | None:
    match = _COUNT.fullmatch(text.strip())
    return round(float(match[1].replace(",", ".")) * _SCALE[match[2].upper()]) if match else None
