"""One article page to its headline, time and paragraphs, or the reason why it is no article.

    parse | claims | lines | headline | body | refuse? | dateline | facts

Rules of a source come first where they are given; the words of page furniture are those of `bot.text`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from bot.feeds.page import facts
from bot.feeds.page.article import ExtractedArticle, NotAnArticle, PageRules, Refusal
from bot.feeds.page.blocks import Line, read_lines
from bot.feeds.page.body import Body, find_body
from bot.feeds.page.claims import Claims, read_claims
from bot.feeds.page.document import Document, parse_page, text_of
from bot.feeds.page.headline import Headline, find_headline, site_name
from bot.feeds.page.selectors import Selector
from bot.text.clean import tidy
from bot.text.dateline import alone, glued
from bot.text.furniture import Kind, kind_of
from bot.text.html import paragraphs as html_paragraphs
from bot.text.urls import canonical_url, url_identity

_LEAST_CHARACTERS: Final = 120  # of a body that nothing else confirms
_LEAST_CONFIRMED: Final = 40  # of a body on a page that says it is an article: a flash of one sentence
_SENTENCE: Final = 60  # characters that make a sentence even where the full stop is missing
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
    lines = read_lines(document.root)
    headline = _ruled_headline(document.root, rules) or find_headline(lines, claims)
    if headline is None:
        return NotAnArticle(reason=Refusal.NO_HEADLINE, detail="the page names no headline")
    body = _ruled_body(document.root, lines, rules)
    if body is None:
        start = 0 if headline.line is None else headline.line + 1
        body = find_body(lines, start=start, title=headline.text)
        body = _claimed_body(claims, lines, body) or body
    refusal = _refusal(document, claims, headline, body)
    if refusal is not None or body is None:
        return refusal or NotAnArticle(reason=Refusal.NO_BODY, detail="no sentence stands below the headline")
    return _article(document, claims, lines, headline, body, zone=zone, now=now, rules=rules)


def _article(
    document: Document,
    claims: Claims,
    lines: Sequence[Line],
    headline: Headline,
    body: Body,
    *,
    zone: ZoneInfo,
    now: datetime,
    rules: PageRules,
) -> ExtractedArticle:
    base = canonical_url(claims.base, base=document.url) if claims.base else document.url
    base = base or document.url
    shown = facts.texts_near(lines, headline=headline.line, first=body.first, last=body.last)
    if rules.published is not None:
        shown = _selected_texts(document.root, rules.published)
        claims.published.clear()
    paragraphs, agency, place = _without_dateline([tidy(line) for line in body.lines])
    image = facts.find_image(claims, lines, base=base, first=body.first)
    if rules.image is not None:
        image = _selected_address(document.root, rules.image, base) or image
    author = facts.find_author(claims, lines, headline=headline.line, first=body.first, last=body.last)
    if rules.author is not None:
        author = next(iter(_selected_texts(document.root, rules.author)), author)
    if author is not None and (named := alone(author.strip("() "))) is not None:  # «(أبوظبي - البيان)»
        author, agency, place = None, agency or named.agency, place or named.place
    return ExtractedArticle(
        title=tidy(headline.text),
        paragraphs=tuple(paragraphs),
        canonical_url=_canonical(claims.canonical, document.url, base),
        published=facts.find_published(claims, shown, url=document.url, zone=zone, now=now),
        place=place,
        agency=agency,
        views=facts.find_views(lines, headline=headline.line, first=body.first, last=body.last),
        image_url=image,
        author=author,
        section=facts.find_section(claims),
        site_name=site_name(claims, headline.text),
        language=_language(claims.language, paragraphs),
    )


def _claimed_body(claims: Claims, lines: Sequence[Line], body: Body | None) -> Body | None:
    """The text in the structured data, for pages that scripts build, where far more is told than shown."""
    told = next(iter(claims.bodies), "")
    if len(told) < _LEAST_CHARACTERS or not lines or (body is not None and body.characters * 2 > len(told)):
        return None
    told_lines = tuple(line for line in html_paragraphs(told) if kind_of(line) is not Kind.FURNITURE)
    if not told_lines:
        return None
    at = body.first if body else 0
    return Body(lines=told_lines, first=at, last=at, teasers=False)


def _refusal(
    document: Document, claims: Claims, headline: Headline, body: Body | None
) -> NotAnArticle | None:
    """Why this is no article, when the signs say so."""
    if body is None:
        return None
    if body.teasers:
        return NotAnArticle(reason=Refusal.LISTING, detail="teasers of several articles, each with its link")
    parts = urlsplit(document.url)
    root = bool(parts.hostname) and parts.path in {"", "/"} and not parts.query
    if (root or claims.says_list) and not claims.says_article:
        return NotAnArticle(reason=Refusal.LISTING, detail="the front page or a section of a site")
    dated = bool(claims.published)
    confirmed = claims.says_article or dated or headline.line is not None
    whole = any(len(line) >= _SENTENCE or line[-1] in '.؟!…"»”' for line in body.lines)
    if not whole or body.characters < (_LEAST_CONFIRMED if confirmed else _LEAST_CHARACTERS):
        return NotAnArticle(reason=Refusal.NO_BODY, detail=f"only {body.characters} characters of text")
    return None


def _without_dateline(lines: list[str]) -> tuple[list[str], str | None, str | None]:
    """The paragraphs without the dateline that stands before them or at the start of the first."""
    if len(lines) > 1 and (found := alone(lines[0])) is not None:
        return lines[1:], found.agency, found.place
    if lines and (found := glued(lines[0])) is not None:
        return [found.rest, *lines[1:]], found.agency, found.place
    return lines, None, None


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
