"""A page that lists articles as a source: the blocks that repeat, each with a link and a headline.

With the rules of the source the blocks are what its selector says. Without them: links whose text reads like
a headline are grouped by the build of the elements around them, and the groups that repeat are the list.
"""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from bot.feeds.page.article import PageEntry, PageRules
from bot.feeds.page.document import Document, parse_page, text_of
from bot.feeds.page.furniture import is_furniture, is_site_frame
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

_MOST_BOXES: Final = 12  # inside one link
_LONGEST_MORE: Final = 24  # characters of a link that only says «اقرأ المزيد»
_MORE: Final = re.compile(r"المزيد|التفاصيل|اقرأ|إقرأ|أكمل|القراءة|قراءة|more|details")
_LISTS: Final = re.compile(
    r"/(?:author|authors|tag|tags|category|categories|user|users|writers?|sections?)/[^/.]+/?$"
)

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
    """Links with headlines in the builds that repeat; menus, related links and foreign sites left out.

    Where hardly any is left, names such as «latest» and «widget» may be those of the list itself: then only
    what frames a site is left out.
    """
    candidates = _candidates(document)
    found = _in_repeated_builds(candidates, is_furniture)
    if len(found) < _LEAST_REPEATS:
        found = _in_repeated_builds(candidates, is_site_frame)
    return found


def _candidates(document: Document) -> dict[etree._Element, str]:
    """The links that may lead to articles, with their addresses; those of authors and tags left out.

    A link that only says «اقرأ المزيد» leads to the article of the heading beside it, where that has no link.
    """
    host = url_identity(document.url).split("/")[0]
    found: dict[etree._Element, str] = {}
    for link in document.root.iter("a"):
        if not _headline_of(link) and _heading_beside(link) is None:
            continue
        url = canonical_url(link.get("href") or "", base=document.url)
        if url is not None and _leads_to_article(url, host) and "author" not in (link.get("rel") or ""):
            found[link] = url
    return found


def _in_repeated_builds(
    candidates: dict[etree._Element, str], leaves_out: Callable[[etree._Element], bool]
) -> list[tuple[etree._Element, etree._Element]]:
    kept = {link: url for link, url in candidates.items() if not _stands_in(link, leaves_out)}
    groups: dict[_Build, set[str]] = {}
    builds = {link: _build(link) for link in kept}
    for link, build in builds.items():
        groups.setdefault(build, set()).add(kept[link])
    headed = {build for build in groups if any(part[:1] == "h" and part[1:2].isdigit() for part in build)}
    many = sum(len(groups[build]) for build in headed) >= _LEAST_REPEATS
    repeated = {
        build
        for build, addresses in groups.items()
        if len(addresses) >= _LEAST_REPEATS or (build in headed and many)
    }
    return [(_block(link, candidates), link) for link, build in builds.items() if build in repeated]


def _headline_of(link: etree._Element) -> str:
    """The text of the link, or the heading or the piece inside it that reads like a headline."""
    heading = next(link.iter(*_HEADINGS), None)
    pieces = [text_of(heading)] if heading is not None else _pieces(link)
    found = next((text for text in pieces if _reads_like_headline(text)), "")
    if found or any(pieces):
        return found
    title = (link.get("title") or "").strip()
    return title if _reads_like_headline(title) else ""


def _pieces(link: etree._Element) -> list[str]:
    """The texts of the boxes inside a link that is a whole card; of any other, its text."""
    boxes = [box for box in islice(link.iter("div", "p"), _MOST_BOXES) if len(box.findall("div")) == 0]
    return [text_of(box) for box in boxes] if len(boxes) > 1 else [text_of(link)]


def _reads_like_headline(text: str) -> bool:
    return len(text.split()) >= _LEAST_WORDS and len(text) <= _LONGEST and kind_of(text) is not Kind.FURNITURE


def _heading_beside(link: etree._Element) -> etree._Element | None:
    """The heading of the block that a link «اقرأ المزيد» closes, when it has no link of its own."""
    if len(text_of(link)) > _LONGEST_MORE or not _MORE.search(text_of(link).lower()):
        return None
    for above in islice(link.iterancestors(), _LEVELS):
        headings = list(islice(above.iter(*_HEADINGS), 2))
        if headings:
            alone = len(headings) == 1 and next(headings[0].iter("a"), None) is None
            return headings[0] if alone and _reads_like_headline(text_of(headings[0])) else None
    return None


def _leads_to_article(url: str, host: str) -> bool:
    parts = urlsplit(url)
    path = parts.path.lower()
    same = url_identity(url).split("/")[0].split("?")[0] == host
    return (
        same
        and (len(path) > 3 or bool(parts.query))
        and not path.endswith(_FILES)
        and not _LISTS.search(path)
    )


def _stands_in(link: etree._Element, leaves_out: Callable[[etree._Element], bool]) -> bool:
    """True inside menus, footers and side columns; a suspicion about the link itself does not count."""
    return any(
        leaves_out(above) and above.tag not in {"form", "aside", "section"} for above in link.iterancestors()
    )


def _build(link: etree._Element) -> _Build:
    """Elements and classes from the link upwards: what the blocks of one list have in common.

    First the heading inside the link, if there is one: a lead story that stands alone is a headline, too.
    """
    heading = next(link.iter(*_HEADINGS), None)
    parts: list[str] = [] if heading is None else [str(heading.tag)]
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


def _block(link: etree._Element, candidates: Container[etree._Element] | None = None) -> etree._Element:
    """The largest element around *link* that announces no other article (of *candidates*, if given)."""
    block, target = link, link.get("href")
    for above in link.iterancestors():
        if above.tag in {"body", "html", "main"}:
            break
        if any(
            other.get("href") != target
            for other in above.iter("a")
            if (_headline_of(other) if candidates is None else other in candidates)
        ):
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
    headed = text_of(heading) if heading is not None else ""
    own = _headline_of(link)
    title = (
        headed
        if headed and (ruled is not None or _reads_like_headline(headed))
        else own or headed or text_of(link)
    )
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
