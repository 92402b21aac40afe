"""What a page says about itself: JSON-LD, meta elements (OpenGraph, Dublin Core, …), itemprop.

Claims are hints: sites forget them in templates, so the readers check them against what the page shows.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from lxml import etree

from bot.feeds.page.document import Document, one_line, text_of, words_of
from bot.text.normalize import normalize
from bot.text.urls import url_identity

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_MAX_NODES: Final = 2000
_MAX_DATA_CHARACTERS: Final = 500_000
_LEAST_WORDS: Final = 3  # of a headline that a title is searched for
_ARTICLE_TYPES: Final = (
    "article",
    "newsarticle",
    "blogposting",
    "reportagenewsarticle",
    "report",
    "liveblogposting",
)
_OTHER_TYPES: Final = ("product", "jobposting", "profilepage", "offer", "realestatelisting")
_OTHER_KINDS: Final = frozenset(("product", "product.item", "product.group", "profile"))  # of og:type
_LIST_TYPES: Final = ("collectionpage", "itemlist", "searchresultspage", "blog")

# Names of meta elements, best first.
_TITLES: Final = ("og:title", "twitter:title", "dc.title", "headline", "title")
_PUBLISHED: Final = (
    *(
        "article:published_time",
        "og:published_time",
        "article:published",
        "datepublished",
        "parsely-pub-date",
    ),
    *(
        "pubdate",
        "publishdate",
        "publish-date",
        "publication_date",
        "sailthru.date",
        "dc.date.issued",
        "dc.date",
    ),
    *(
        "dcterms.created",
        "dcterms.date",
        "datecreated",
        "date",
        "publish_date",
        "article.published",
        "cxenseparse:recs:publishtime",
    ),
)
_MODIFIED: Final = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")
_AUTHORS: Final = (
    "article:author",
    "author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "twitter:creator",
)
_SECTIONS: Final = ("article:section", "articlesection", "parsely-section", "category", "section")
_IMAGES: Final = (
    "og:image:secure_url",
    "og:image",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
    "image",
)
_SITES: Final = ("og:site_name", "application-name", "twitter:site", "publisher")


@dataclass(slots=True, kw_only=True)
class Claims:
    """Lists run from the most to the least trustworthy; texts are single lines, addresses as written."""

    titles: list[str] = field(default_factory=list)
    page_title: str = ""
    published: list[str] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    site_names: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    language: str | None = None
    canonical: str | None = None
    base: str | None = None
    says_article: bool = False
    says_list: bool = False
    says_other: bool = False  # a product, a post to fill, somebody's profile


def read_claims(document: Document) -> Claims:
    """Collect the claims of *document*; never raises."""
    claims = Claims(language=document.root.get("lang"))
    metas: dict[str, list[str]] = {}
    for element in document.root.iter(
        "meta", "title", "link", "base", "time", "span", "div", "a", "p", "h1", "img"
    ):
        _read_element(element, claims, metas)
    _read_json_ld(document, claims, titles=[*metas.get("og:title", ())[:1], claims.page_title])
    _read_metas(metas, claims)
    return claims


def _read_element(element: etree._Element, claims: Claims, metas: dict[str, list[str]]) -> None:
    if element.tag == "meta":
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name, content = (element.get(attribute) or "").strip().lower(), element.get("content")
            if name and content and content.strip():
                metas.setdefault(name, []).append(one_line(content))
    elif element.tag == "title":
        claims.page_title = claims.page_title or text_of(element)
    elif element.tag == "link":
        if "canonical" in words_of(element, "rel"):
            claims.canonical = claims.canonical or element.get("href")
    elif element.tag == "base":
        claims.base = claims.base or element.get("href")
    elif element.get("itemprop"):
        _read_itemprop(element, metas)


def _read_itemprop(element: etree._Element, metas: dict[str, list[str]]) -> None:
    name = (element.get("itemprop") or "").strip().lower()
    if name in {"datepublished", "datecreated", "datemodified"}:
        value = element.get("datetime") or element.get("content") or text_of(element)
        metas.setdefault(name, []).append(one_line(value))
    elif name in {"author", "articlesection"}:
        metas.setdefault(name, []).append(text_of(element)[:200])


def _read_metas(metas: dict[str, list[str]], claims: Claims) -> None:
    for names, found in (
        (_TITLES, claims.titles),
        (_PUBLISHED, claims.published),
        (_MODIFIED, claims.modified),
        (_AUTHORS, claims.authors),
        (_SECTIONS, claims.sections),
        (_IMAGES, claims.images),
        (_SITES, claims.site_names),
    ):
        for name in names:
            found.extend(metas.get(name, ())[:3])
    kind = (metas.get("og:type") or [""])[0].lower()
    claims.says_article = claims.says_article or kind == "article"
    claims.says_other = claims.says_other or kind in _OTHER_KINDS
    languages = (*metas.get("og:locale", ()), *metas.get("content-language", ()))
    claims.language = claims.language or next(iter(languages), None)
    claims.canonical = claims.canonical or next(iter(metas.get("og:url", ())), None)


def _read_json_ld(document: Document, claims: Claims, *, titles: Sequence[str]) -> None:
    """The structured data; of several articles (the latest beside it) only the page's own counts."""
    articles: list[dict[str, Json]] = []
    named: dict[str, dict[str, Json]] = {}
    for node in (node for text in document.json_ld for node in _nodes(_loaded(text))):
        if isinstance(name := node.get("@id"), str) and len(node) > 1:
            named.setdefault(name, node)
        types = [kind.lower() for kind in _strings(node.get("@type"))]
        if any(kind in _ARTICLE_TYPES for kind in types):
            articles.append(node)
        elif any(kind in _LIST_TYPES for kind in types):
            claims.says_list = True
        elif any(kind in _OTHER_TYPES for kind in types):
            claims.says_other = True
    own = [node for node in articles if _is_own(node, {document.url, claims.canonical or ""}, titles)]
    for node in own or articles:
        _read_article_node(node, claims, named)


def _loaded(text: str) -> Json:
    if len(text) > _MAX_DATA_CHARACTERS:
        return None
    try:
        loaded: Json = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return loaded


def _is_own(node: dict[str, Json], addresses: set[str], titles: Sequence[str]) -> bool:
    """Whether the article has the page's address, or a headline that the page's title holds."""
    headline = normalize(" ".join(_strings(node.get("headline"))[:1]))
    if len(headline.split()) >= _LEAST_WORDS and any(headline in normalize(title) for title in titles):
        return True
    place = node.get("url") or node.get("mainEntityOfPage")
    if isinstance(place, dict):
        place = place.get("@id")
    own = {url_identity(address) for address in addresses if address}
    return isinstance(place, str) and url_identity(place) in own


def _nodes(loaded: Json) -> Iterator[dict[str, Json]]:
    """Every object on the upper floors of *loaded*, where pages keep their articles; bounded."""
    pending: list[tuple[Json, int]] = [(loaded, 0)]
    for _ in range(_MAX_NODES):
        if not pending:
            return
        node, depth = pending.pop(0)
        if isinstance(node, dict):
            yield node
            if depth < 4:
                pending.extend(
                    (node.get(key), depth + 1) for key in ("@graph", "mainEntity", "mainEntityOfPage")
                )
        elif isinstance(node, list) and depth < 4:
            pending.extend((child, depth + 1) for child in node[:100])


def _read_article_node(node: dict[str, Json], claims: Claims, named: Mapping[str, dict[str, Json]]) -> None:
    claims.says_article = True
    lowered = {key.lower(): value for key, value in node.items()}
    for key, found in (
        ("headline", claims.titles),
        ("datepublished", claims.published),
        ("datecreated", claims.published),
        ("datemodified", claims.modified),
        ("articlesection", claims.sections),
    ):
        found.extend(one_line(text) for text in _strings(lowered.get(key))[:3])
    claims.bodies.extend(_strings(lowered.get("articlebody"))[:1])
    claims.authors.extend(_named(_found(lowered.get("author"), named)))
    claims.images.extend(_named(_found(lowered.get("image"), named), "url", "contenturl", "@id"))
    claims.site_names.extend(_named(_found(lowered.get("publisher"), named)))


def _found(value: Json, named: Mapping[str, dict[str, Json]]) -> Json:
    """*value* with the objects that it only names by their ``@id``."""
    if isinstance(value, list):
        return [_found(each, named) for each in value[:5]]
    if isinstance(value, dict) and len(value) == 1 and isinstance(name := value.get("@id"), str):
        return named.get(name, value)
    return value


def _strings(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [item for item in value[:20] if isinstance(item, str) and item.strip()]
    return []


def _named(value: Json, *keys: str) -> list[str]:
    """Strings, or the name (or *keys*) of the objects in *value*."""
    found = _strings(value)
    for item in value[:5] if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            lowered = {key.lower(): inner for key, inner in item.items()}
            for key in keys or ("name",):
                found.extend(_strings(lowered.get(key))[:1])
    return [one_line(text) for text in found]
