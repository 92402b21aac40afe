"""Which elements are furniture of a page (menus, share bars, related links) by their tag, role and names.

The names are those of WordPress and its themes, DataLife Engine, Blogger, Drupal and hand-made agency sites.
A verdict is only a suspicion: `bot.feeds.page.blocks` drops it where the headline or most of the text lies.
"""

import re
from typing import Final

from lxml import etree

_NAMES: Final = frozenset(
    word
    for line in (
        "menu menus nav navbar navigation sidenav footer breadcrumb breadcrumbs breadcumb pagination pager",
        "share shares sharing sharer social socials socialsharing likes addthis addtoany sharethis",
        "related relates relateds similar recommended recommend recommendations suggested suggestions also",
        "morereads readmore mostread mostviewed trending popular latest ticker breaking marquee",
        "comment comments disqus respond replies reply commentform",
        "widget widgets sidebar sidebars banner banners ad ads adv advert advertisement adsense sponsored",
        "promo outbrain taboola newsletter subscribe subscription popup modal overlay cookie cookies gdpr",
        "tags tag tagcloud keywords labels copyright login signup register search searchform poll rating",
        "ratings toolbar print skip skiplink toplink prev previous next prevnext",
        "follow followus tweet player playlist weather prayer currency counters vcard postnav refs",
    )
    for word in line.split()
)
_FRAME: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|pagination|pager|login|search|tags?|share|social)"
    r"(?:$|[\s_-])|sidebar|related|comment|most[_-]?(?:read|viewed|popular)|popular|trending"
)
_FRAME_ROLES: Final = frozenset(("navigation", "contentinfo", "search", "menu"))
_HIDDEN_NAMES: Final = frozenset(
    (
        "hidden",
        "invisible",
        "hide",
        "screen-reader-text",
        "sr-only",
        "visually-hidden",
        "visually-hidden-text",
        "d-none",
    )
)
_LOOSE: Final = re.compile(
    r"related|comment|share|social|sidebar|mostread|most-read|newsletter|breadc|googlenews|google-news"
)
_NEGATIONS: Final = frozenset(("no", "has", "with", "without", "is", "not", "have"))
_TAXONOMY: Final = frozenset(("tag", "category"))  # WordPress names every post «tag-…»; «tag-links» is a list
_TAG_LISTS: Final = frozenset(("links", "list", "cloud", "container", "box", "wrap"))
_ROLES: Final = frozenset(
    (
        "navigation",
        "complementary",
        "search",
        "dialog",
        "alertdialog",
        "contentinfo",
        "menu",
        "banner",
        "toolbar",
    )
)
_TAGS: Final = frozenset(("nav", "aside", "footer", "form", "fieldset"))
_NEVER: Final = frozenset(
    ("html", "body", "main", "article", "h1", "h2", "a", "p", "br", "tr", "td", "table", "tbody")
)
_PARTS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STREAMED: Final = "S:"  # react-dom puts what comes late into hidden elements of these ids, then moves it
_EMBEDS: Final = frozenset(("twitter-tweet", "instagram-media", "fb-post", "tiktok-embed", "twitter-video"))


def is_hidden(element: etree._Element) -> bool:
    """True when a reader does not see *element*; what React streams hidden is shown by its script."""
    style = element.get("style")
    return (
        (element.get("hidden") is not None and not (element.get("id") or "").startswith(_STREAMED))
        or bool(style and _HIDDEN.search(style))
        or not _HIDDEN_NAMES.isdisjoint((element.get("class") or "").lower().split())
    )


def is_furniture(element: etree._Element) -> bool:
    """True when the tag, the role or a name of *element* says that it is not the article."""
    tag = element.tag
    if tag in _TAGS or (element.get("role") or "").lower() in _ROLES:
        return True
    own = str(tag) if "-" in str(tag) else ""  # custom elements say what they are: app-footer
    names = f"{element.get('class') or ''} {element.get('id') or ''} {own}"
    if len(names) < 4:
        return False
    if tag in _NEVER:
        return tag in {"a", "p"} and _named(names[:200])
    return _named(names[:400])


def is_site_frame(element: etree._Element) -> bool:
    """True for what frames a site, however many headlines it holds: menus, footers, side columns."""
    if element.tag in {"nav", "footer"} or (element.get("role") or "").lower() in _FRAME_ROLES:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return bool(_FRAME.search(names))


def is_embed(element: etree._Element) -> bool:
    """True for the quoted post of a social network: its text is another's, its markup a fallback."""
    names = element.get("class")
    return names is not None and not _EMBEDS.isdisjoint(names.split())


def _named(names: str) -> bool:
    for name in names.split():
        parts = [part.lower() for part in _PARTS.findall(name)]
        if not parts or parts[0] in _NEGATIONS or name.startswith("__"):  # __next, __nuxt: the whole page
            continue
        if parts[0] in _TAXONOMY and len(parts) > 1 and _TAG_LISTS.isdisjoint(parts):
            continue
        if not _NAMES.isdisjoint(parts) or _LOOSE.search(name.lower()):
            return True
    return False
