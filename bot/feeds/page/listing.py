"""A page that lists articles as a source: the blocks that repeat, each with a link and a headline.

With the rules of the source the blocks are what its selector says. Without them: links whose text reads like
a headline are grouped by the build of the elements around them, and the groups that repeat are the list.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from bot.feeds.page.article import PageEntry, PageRules
from bot.feeds.page.document import Document, parse_page, text_of
from bot.feeds.page.furniture import is_furniture
from bot.feeds.page.selectors import Selector
from bot.text.dates import parse_date
from bot.text.furniture import Kind, kind_of
from bot.text.urls import canonical_url, url_identity

_LEAST_WORDS: Final = 4  # of a headline; fewer are the name of a section
_LONGEST: Final = 300  # characters
_LEAST_REPEATS: Final = 3
_MAX_ENTRIES: Final = 200
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5")
_LEVELS: Final = 4  # how far above a link its block may begin
_TEASER: Final = 60  # characters from which a text beside the headline is a teaser
_FILES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".pdf", ".mp4", ".mp3", ".zip")

_Build = tuple[str, ...]


def read_listing(
    html: bytes | str,
    *,
    url: str,
    zone: ZoneInfo,
    now: datetime,
    content_type: str | None = None,
    rules: PageRules | None = None,
) -> list[PageEntry]:
    """The articles that the page *html* of address *url* announces, in its order, each address once.

    Never raises for what a page may hold; an empty list means that nothing repeats. Only links to the same
    site count, unless *rules* name the blocks.

    Raises:
        ValueError: *rules* hold a selector that cannot be read.
    """
    document = parse_page(html, url=url, content_type=content_type)
    if document is None:
        return []
    rules = rules or PageRules()
    for css in rules.remove:
        for element in Selector(css).all(document.root):
            element.clear()
    ruled = rules.entry is not None or rules.entry_link is not None
    found = _ruled(document, rules) if ruled else _repeated(document)
    entries: dict[str, PageEntry] = {}
    for block, link in found:
        entry = _entry(block, link, document, rules, zone=zone, now=now)
        if entry is not None:
            key = url_identity(entry.url)
            known = entries.get(key)
            if known is None or (len(entry.title) > len(known.title) and known.summary is None):
                entries[key] = entry
        if len(entries) >= _MAX_ENTRIES:
            break
    return list(entries.values())


def _ruled(document: Document, rules: PageRules) -> Iterator[tuple[etree._Element, etree._Element]]:
    link_selector = Selector(rules.entry_link or "a[href]")
    if rules.entry is None:
        yield from ((_block(link), link) for link in link_selector.all(document.root))
        return
    for block in Selector(rules.entry).all(document.root):
        link = block if block.tag == "a" and rules.entry_link is None else link_selector.first(block)
        if link is not None:
            yield block, link


def _repeated(document: Document) -> list[tuple[etree._Element, etree._Element]]:
    """Links with headlines in the builds that repeat; menus, related links and foreign sites left out."""
    host = url_identity(document.url).split("/")[0]
    groups: dict[_Build, list[tuple[etree._Element, etree._Element]]] = {}
    order: list[tuple[_Build, etree._Element, etree._Element]] = []
    for link in document.root.iter("a"):
        title = _headline_of(link)
        url = canonical_url(link.get("href") or "", base=document.url)
        if not title or url is None or not _leads_to_article(url, host) or _in_furniture(link):
            continue
        build = _build(link)
        block = _block(link)
        groups.setdefault(build, []).append((block, link))
        order.append((build, block, link))
    headed = {build for build in groups if any(part[:1] == "h" and part[1:2].isdigit() for part in build)}
    kept = {
        build
        for build, members in groups.items()
        if len(members) >= _LEAST_REPEATS
        or (build in headed and sum(len(groups[b]) for b in headed) >= _LEAST_REPEATS)
    }
    return [(block, link) for build, block, link in order if build in kept]


def _headline_of(link: etree._Element) -> str:
    """The text of the link, or the heading inside it, when it reads like a headline."""
    heading = next(link.iter(*_HEADINGS), None)
    text = text_of(heading if heading is not None else link) or (link.get("title") or "").strip()
    if len(text.split()) < _LEAST_WORDS or len(text) > _LONGEST or kind_of(text) is Kind.FURNITURE:
        return ""
    return text


def _leads_to_article(url: str, host: str) -> bool:
    path = urlsplit(url).path.lower()
    same = url_identity(url).split("/")[0].split("?")[0] == host
    return same and (len(path) > 3 or bool(urlsplit(url).query)) and not path.endswith(_FILES)


def _in_furniture(link: etree._Element) -> bool:
    """True inside menus, footers and side columns; a suspicion about the link itself does not count."""
    return any(
        is_furniture(above) and above.tag not in {"form", "aside", "section"}
        for above in link.iterancestors()
    )


def _build(link: etree._Element) -> _Build:
    """Elements and classes from the link upwards: what the blocks of one list have in common."""
    parts: list[str] = []
    element: etree._Element | None = link
    for _ in range(_LEVELS):
        if element is None or element.tag in {"body", "html"}:
            break
        names = " ".join(
            name for name in (element.get("class") or "").split() if not any(map(str.isdigit, name))
        )
        parts.append(f"{element.tag}.{names}")
        element = element.getparent()
    return tuple(parts)


def _block(link: etree._Element) -> etree._Element:
    """The largest element around *link* that announces no other article."""
    block, target = link, link.get("href")
    for above in link.iterancestors():
        if above.tag in {"body", "html", "main"}:
            break
        others = {other.get("href") for other in above.iter("a") if _headline_of(other)}
        if others - {target}:
            break
        block = above
    return block


def _entry(
    block: etree._Element,
    link: etree._Element,
    document: Document,
    rules: PageRules,
    *,
    zone: ZoneInfo,
    now: datetime,
) -> PageEntry | None:
    url = canonical_url(link.get("href") or "", base=document.url)
    ruled = Selector(rules.entry_title).first(block) if rules.entry_title is not None else None
    heading = ruled if ruled is not None or block is link else next(block.iter(*_HEADINGS), None)
    title = text_of(heading) if heading is not None else _headline_of(link) or text_of(link)
    if url is None or not title:
        return None
    return PageEntry(
        url=url,
        title=title,
        published=_published(block, rules, zone=zone, now=now),
        summary=_teaser(block, title),
        image_url=_picture(block, document.url, rules),
    )


def _published(block: etree._Element, rules: PageRules, *, zone: ZoneInfo, now: datetime) -> datetime | None:
    places: Sequence[etree._Element]
    if rules.entry_published is not None:
        places = Selector(rules.entry_published).all(block)
    else:
        places = [element for element in block.iter() if len(element) == 0 or element.tag == "time"]
    for element in places[:60]:
        for text in (element.get("datetime"), text_of(element), (element.tail or "").strip()):
            at = parse_date(text, zone=zone, now=now) if text and any(map(str.isdigit, text)) else None
            if at is not None and not text.isdigit():  # type: ignore[union-attr]  # parsed, so there is a text
                return at
    return None


def _teaser(block: etree._Element, title: str) -> str | None:
    texts = (text_of(element) for element in block.iter("p", "div", "span") if len(element) < 3)
    return next(
        (text for text in texts if len(text) >= _TEASER and text != title and title not in text), None
    )


def _picture(block: etree._Element, base: str, rules: PageRules) -> str | None:
    places = Selector(rules.entry_image).all(block) if rules.entry_image is not None else block.iter("img")
    for image in places:
        for name in ("data-src", "data-lazy-src", "data-original", "src"):
            url = canonical_url(image.get(name) or "", base=base)
            if url is not None:
                return url
    return None
