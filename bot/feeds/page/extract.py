"""One article page to its headline, time and paragraphs, or the reason why it is no article.

    parse | claims | lines | headline | body | refuse? | dateline | facts

Rules of a source come first where they are given; the words of page furniture are those of `bot.text`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from bot.feeds.page import facts, gallery, when
from bot.feeds.page.article import ExtractedArticle, NotAnArticle, PageRules, Refusal
from bot.feeds.page.blocks import Line, empty_line, read_lines
from bot.feeds.page.body import Body, find_body
from bot.feeds.page.claims import Claims, read_claims
from bot.feeds.page.document import Document, parse_page, text_of
from bot.feeds.page.headline import Headline, find_headline, site_name
from bot.feeds.page.refusals import LEAST_CHARACTERS, LEAST_CONFIRMED, refusal_of
from bot.feeds.page.section import find_section
from bot.feeds.page.selectors import Selector
from bot.feeds.page.state import told_article
from bot.feeds.page.tables import with_rows_joined
from bot.text.clean import tidy, without_tail
from bot.text.dateline import NO_DATELINE, Dateline, alone, glued
from bot.text.furniture import Kind, kind_of
from bot.text.html import paragraphs as html_paragraphs
from bot.text.urls import canonical_url, url_identity

_SCARCE: Final = 600  # characters shown from which the state of the scripts is not asked for more
_REFERENCE: Final = re.compile(r"&(?:quot|amp|nbsp|[lr]aquo|[lr][sd]quo|hellip|[nm]dash|#[0-9]{2,5});")
_NO_RULES: Final = PageRules()


def extract(
    html: bytes | str,
    *,
    url: str,
    content_type: str | None,
    zone: ZoneInfo,
    now: datetime,
    rules: PageRules | None = None,
) -> ExtractedArticle | NotAnArticle:
    """Read the article on the page *html* of address *url* ("": the address that the page claims).

    *content_type* is the HTTP header's value, for the encoding. *zone* is the source's, for times that name
    none; *now* resolves relative times. Never raises for anything a page may hold; linear in its length,
    of which `bot.feeds.page.document.MAX_BYTES` are read.

    Raises:
        ValueError: *rules* hold a selector that cannot be read.
    """
    rules = rules or _NO_RULES
    document = parse_page(html, url=url, content_type=content_type)
    if document is None:
        return NotAnArticle(reason=Refusal.NOT_HTML, detail="the page holds no markup")
    _apply_removals(document.root, rules.remove)
    claims = read_claims(document)
    if not url:
        document = replace(document, url=canonical_url(claims.canonical or "") or "")
    lines = with_rows_joined(read_lines(document.root)) or [empty_line(document.root)]
    headline = _ruled_headline(document.root, rules) or find_headline(lines, claims)
    if headline is None:
        return NotAnArticle(reason=Refusal.NO_HEADLINE, detail="the page names no headline")
    body = _ruled_body(document.root, lines, rules)
    if body is None:
        start = 0 if headline.line is None else headline.line + 1
        body = find_body(lines, start=start, headline=headline)
        body = _told_body(document, claims, headline, body) or body
    published = _published(document, claims, lines, headline, body, zone=zone, now=now, rules=rules)
    refusal = refusal_of(
        document,
        claims,
        headline,
        body,
        dated=bool(claims.published) or published is not None,
    )
    if refusal is not None or body is None:
        return refusal or NotAnArticle(reason=Refusal.NO_BODY, detail="no sentence stands below the headline")
    return _article(document, claims, lines, headline, body, published=published, rules=rules)


def _published(
    document: Document,
    claims: Claims,
    lines: Sequence[Line],
    headline: Headline,
    body: Body | None,
    *,
    zone: ZoneInfo,
    now: datetime,
    rules: PageRules,
) -> datetime | None:
    if body is None:
        return None
    if rules.published is not None:
        shown = _selected_texts(document.root, rules.published)
        claims.published.clear()
    else:
        shown = when.texts_near(lines, headline=headline.line, first=body.first, last=body.last)
    return when.find_published(claims, shown, url=document.url, zone=zone, now=now)


def _article(
    document: Document,
    claims: Claims,
    lines: Sequence[Line],
    headline: Headline,
    body: Body,
    *,
    published: datetime | None,
    rules: PageRules,
) -> ExtractedArticle:
    base = canonical_url(claims.base, base=document.url) if claims.base else document.url
    base = base or document.url
    shown = [paragraph for line in body.lines if (paragraph := without_tail(_tidied(line)))]
    paragraphs, dateline = _without_dateline(shown)
    if dateline is NO_DATELINE:
        dateline = _dateline_above(lines, body.first)
    image = facts.find_image(claims, lines, base=base, first=body.first)
    if rules.image is not None:
        image = _selected_address(document.root, rules.image, base) or image
    author = facts.find_author(claims, lines, headline=headline.line, first=body.first, last=body.last)
    if rules.author is not None:
        author = next(iter(_selected_texts(document.root, rules.author)), author)
    author, signed = facts.parted_author(author)
    paragraphs = facts.without_note_on(author, paragraphs)
    return ExtractedArticle(
        title=_tidied(headline.text),
        paragraphs=tuple(paragraphs),
        canonical_url=_canonical(claims.canonical, document.url, base),
        published=published,
        place=dateline.place or signed.place,
        agency=dateline.agency or signed.agency,
        views=facts.find_views(lines, headline=headline.line, first=body.first, last=body.last),
        image_url=image,
        pictures=gallery.find_pictures(lines, base=base, first=body.first, last=body.last),
        author=author or dateline.reporter,
        section=find_section(claims, lines, headline=headline.line, first=body.first, last=body.last),
        site_name=site_name(claims, headline.text),
        language=_language(claims.language, paragraphs),
    )


def _tidied(text: str) -> str:
    """Tidy, without references that were escaped twice («&quot;» for all to see)."""
    return tidy(unescape(text) if _REFERENCE.search(text) else text)


def _told_body(document: Document, claims: Claims, headline: Headline, body: Body | None) -> Body | None:
    """The text in the structured data or in the scripts' state, where a page tells far more than it shows."""
    shown = body.characters if body is not None else 0
    told = tuple(
        line for line in html_paragraphs(next(iter(claims.bodies), "")) if kind_of(line) is not Kind.FURNITURE
    )
    least = LEAST_CHARACTERS
    if not told and shown < _SCARCE and document.states:
        article = told_article(
            document.states,
            (headline.text, *claims.titles),
            sure=claims.says_article or bool(claims.published),
        )
        if article is not None:
            told, least = article.paragraphs, LEAST_CONFIRMED
            claims.published.extend(article.published)
    if sum(map(len, told)) < max(least, 2 * shown):
        return None
    at = body.first if body else 0
    return Body(lines=told, first=at, last=at, teasers=False)


def _without_dateline(lines: list[str]) -> tuple[list[str], Dateline]:
    """The paragraphs without the dateline that stands before them or at the start of the first."""
    if len(lines) > 1 and (found := alone(lines[0])) is not None:
        return lines[1:], found
    if lines and (found := glued(lines[0])) is not None:
        return [found.rest, *lines[1:]], found
    return lines, NO_DATELINE


def _dateline_above(lines: Sequence[Line], first: int) -> Dateline:
    """The dateline in a block beside the body's first one, which the body leaves out («بغداد - واع»)."""
    if not 0 < first < len(lines):
        return NO_DATELINE
    above = lines[first - 1]
    beside = (
        above.block.getparent() is lines[first].block.getparent() and above.block is not lines[first].block
    )
    found = alone(above.text) if beside and not above.heading and not above.furniture else None
    return found if found is not None and found.place is not None else NO_DATELINE


def _canonical(claimed: str | None, url: str, base: str) -> str:
    """The claimed address when it is of this host and no front page (templates leave one there)."""
    own = canonical_url(url) or url
    address = canonical_url(claimed, base=base) if claimed else None
    if address is None:
        return own
    same_host = url_identity(address).split("/")[0] == url_identity(own).split("/")[0]
    front = urlsplit(address).path in {"", "/"} and not urlsplit(address).query
    known = own.startswith("http")
    return address if not known or (same_host and not front) else own


def _language(claimed: str | None, paragraphs: Sequence[str]) -> str | None:
    """The primary language subtag; Arabic script without a claim is Arabic unless Persian letters abound."""
    text = " ".join(paragraphs)[:2000]
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in text)
    if arabic * 2 > len(text):
        persian = sum(letter in "پچژگکی" for letter in text)
        if persian * 25 > arabic:
            return "fa" if (claimed or "fa").lower().startswith("fa") else (claimed or "fa")[:2].lower()
        return "ar"
    return claimed[:2].lower() if claimed else None


def _apply_removals(root: etree._Element, selectors: Sequence[str]) -> None:
    for selector in selectors:
        for element in Selector(selector).all(root):
            parent = element.getparent()
            if parent is not None:
                _remove(element, parent)


def _remove(element: etree._Element, parent: etree._Element) -> None:
    """Take *element* out and leave the text behind it, which lxml counts as its tail."""
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _ruled_headline(root: etree._Element, rules: PageRules) -> Headline | None:
    texts = _selected_texts(root, rules.title) if rules.title is not None else []
    return Headline(text=texts[0], line=None) if texts else None


def _ruled_body(root: etree._Element, lines: Sequence[Line], rules: PageRules) -> Body | None:
    """The lines inside the elements that the rule selects, without captions and known furniture."""
    if rules.body is None:
        return None
    chosen = set(Selector(rules.body).all(root))
    inside = [
        at
        for at, line in enumerate(lines)
        if line.block in chosen or not chosen.isdisjoint(line.block.iterancestors())
    ]
    kept = [at for at in inside if not lines[at].caption and not lines[at].says_furniture()]
    if not kept:
        return None
    return Body(lines=tuple(lines[at].text for at in kept), first=kept[0], last=kept[-1], teasers=False)


def _selected_texts(root: etree._Element, selector: str) -> list[str]:
    found: list[str] = []
    for element in Selector(selector).all(root):
        stated = element.get("datetime") or element.get("content")
        found.extend(text for text in (stated, text_of(element)) if text)
    return found


def _selected_address(root: etree._Element, selector: str, base: str) -> str | None:
    for element in Selector(selector).all(root):
        for name in ("content", "data-src", "src", "href"):
            address = canonical_url(element.get(name) or "", base=base)
            if address is not None:
                return address
    return None
