"""The fast path: well-formed XML, nothing recovered, no DTD; every other document goes to feedparser.

Attention: *body* is UTF-8, settled before (`bot.feeds.encoding`). Any doubt is a StrictnessError: a parser
that recovers returns entries with lost text, and nobody notices.
"""

from typing import Final

from bot.feeds.elements import BASE, LANGUAGE, entry_of, name_of, plain_of, text_of
from bot.feeds.entry import MAX_ENTRIES, Entry, ParsedFeed, joined
from bot.feeds.strict_xml import Element, StrictnessError, strict_tree

_ROOTS: Final = frozenset({"rss", "feed", "rdf:rdf", "channel", "entry"})
_DESCRIPTIONS: Final = ("description", "subtitle", "tagline", "itunes:summary", "itunes:subtitle")
_ITEMS: Final = frozenset({"item", "entry"})
_PERIODS: Final = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def parse_strict(body: bytes) -> ParsedFeed:
    """The feed in *body*.

    Raises:
        StrictnessError: anything at all is out of order.
    """
    root = strict_tree(body)
    if name_of(root.tag) not in _ROOTS:
        raise StrictnessError(f"the root is <{root.tag}>")
    return _read(root)


def _read(root: Element) -> ParsedFeed:
    heading = _Heading()
    heading.language = root.get(LANGUAGE)
    base = root.get(BASE)
    entries: list[Entry] = []
    if name_of(root.tag) == "entry":
        return heading.finish((entry_of(root, None),))
    _read_children(root, heading, entries, base)
    if heading.depth_exceeded:
        raise StrictnessError("channels within channels")
    return heading.finish(tuple(entries))


def _read_children(parent: Element, heading: "_Heading", entries: list[Entry], base: str | None) -> None:
    """The channel's own words and the entries, which RDF puts beside the channel and RSS into it."""
    for child in parent:
        name = name_of(child.tag)
        if name in _ITEMS:
            if len(entries) < MAX_ENTRIES:
                entries.append(entry_of(child, base))
        elif name == "channel":
            if heading.in_channel:
                heading.depth_exceeded = True
                return
            heading.in_channel = True
            heading.language = child.get(LANGUAGE) or heading.language
            _read_children(child, heading, entries, joined(base or "", child.get(BASE) or "") or None)
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

    def read(self, name: str, element: Element) -> None:
        if name == "link":
            self._read_link(element)
        elif name == "skiphours":
            texts = (text.strip() for child in element if (text := child.text))
            self.hours.update(int(text[:6]) % 24 for text in texts if text.isdecimal())
        elif name == "skipdays":
            texts = (text.strip().lower() for child in element if (text := child.text))
            self.days.update(_DAYS.index(text) for text in texts if text in _DAYS)
        elif name not in self.words or not self.words[name]:
            self.words[name] = text_of(element)

    def _read_link(self, element: Element) -> None:
        href, rel = (element.get("href") or "").strip(), element.get("rel", "alternate")
        if not href:
            self.link = plain_of(element) or self.link
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
