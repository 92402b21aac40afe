"""◇ Publisher HTML → clean text: paragraphs, one-line titles, image addresses.

Attention: the HTML is hostile until shown otherwise. Nothing is fetched, no entity beyond HTML's own is
expanded, the tree is walked without recursion, and one too deep for libxml2 is read as a flat string instead.
"""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from lxml import etree

from bot.text.bidi import strip_controls
from bot.text.markup import tame

# Elements whose text no reader of the article sees, or that are furniture of the page.
_SILENT = (
    *("applet", "audio", "button", "canvas", "datalist", "dialog", "embed", "figcaption", "form", "frameset"),
    *("head", "iframe", "input", "map", "math", "menu", "meta", "nav", "noframes", "noscript", "object"),
    *("option", "script", "select", "style", "svg", "template", "textarea", "title", "video"),
)
_BLOCKS = (
    *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div"),
    *(
        "dl",
        "dt",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "li",
        "main",
    ),
    *("ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|div|img|a|b|i|strong|span|em|h[1-6]|ul|li)\b", re.IGNORECASE)
_BREAK = "\u2029"  # PARAGRAPH SEPARATOR: the one line end that HTML source does not use for its own layout
_UNBOUNDED = 20_000  # characters up to which any markup is cheap to parse
_UNESCAPE_ROUNDS = 3  # "&amp;amp;quot;" has been seen; more is an attack or a joke
_TRACKER_SIDE = 2  # pixels: an image this small counts visits
_IMAGE_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "src")


def paragraphs(html: str) -> list[str]:
    """The text of an HTML fragment or page, one string a block, in reading order; never raises.

    Scripts, forms, menus, captions and hidden elements are left out. Plain text passes through, a line each.
    """
    source = _prepared(html)
    root = _parsed(source)
    if root is None:
        text = _BREAK.join(_flattened(source).splitlines())
    else:
        _drop_silent(root)
        _mark_blocks(root)
        text = "".join(map(str, root.itertext()))
    lines = (" ".join(line.split()) for line in strip_controls(text).split(_BREAK))
    return [line for line in lines if line]


def plain(html: str) -> str:
    """A title-like text on one line: entities undone however often they were escaped, tags gone."""
    text = html
    for _ in range(_UNESCAPE_ROUNDS):
        undone = unescape(text)
        if undone == text:
            break
        text = undone
    text = _TAG.sub(" ", _uncommented(text))
    return " ".join(strip_controls(text).split())


def images(html: str, base_url: str) -> list[str]:
    """The absolute http(s) addresses of the images of *html*, best size first where several are offered.

    In reading order, each once; trackers and inlined ``data:`` images are left out.
    """
    if "<" not in html and "&lt;" not in html:
        return []
    root = _parsed(_prepared(html))
    if root is None:
        return []
    found: dict[str, None] = {}
    for element in root.iter("img", "source"):
        address = _absolute(_image_source(element), base_url)
        if address:
            found.setdefault(address)
    return list(found)


def _prepared(html: str) -> str:
    """The markup as libxml2 can take it: no NUL (it stops there), undone if it was escaped as a whole."""
    source = html.replace("\x00", "")
    if _ESCAPED_TAG.search(source) and not _TAG.search(source):
        source = unescape(source)
    return source


def _parsed(source: str) -> etree._Element | None:
    """The tree, or nothing when it is no HTML or nested deeper than libxml2 allows."""
    if not _TAG.search(source):
        return None
    if len(source) > _UNBOUNDED:  # one tag of 200,000 attributes would cost libxml2 two minutes
        source = tame(source).html
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    root: etree._Element | None
    try:
        root = etree.fromstring(source.encode("utf-8", "ignore"), parser)
    except etree.LxmlError:
        return None
    if any("depth" in entry.message for entry in parser.error_log if entry.level_name == "FATAL"):
        return None
    return root


def _drop_silent(root: etree._Element) -> None:
    """Take out what is not shown; the text that follows an element stays."""
    etree.strip_elements(root, *_SILENT, with_tail=False)
    for element in [element for element in root.iter() if _is_hidden(element)]:
        parent = element.getparent()
        if parent is None:
            continue
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + (element.tail or "")
        else:
            before.tail = (before.tail or "") + (element.tail or "")
        parent.remove(element)


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN_STYLE.search(element.get("style", "")))


def _mark_blocks(root: etree._Element) -> None:
    """Put a break around the text of each block, a space after each table cell."""
    for element in root.iter("pre"):
        for inside in element.iter():
            inside.text = (inside.text or "").replace("\n", _BREAK)
            if inside is not element:
                inside.tail = (inside.tail or "").replace("\n", _BREAK)
    for element in root.iter(*_BLOCKS):
        element.text = _BREAK + (element.text or "")
        element.tail = _BREAK + (element.tail or "")
    for element in root.iter("td", "th"):
        element.tail = " " + (element.tail or "")


def _uncommented(source: str) -> str:
    """Markup without its comments, in linear time; one that never ends stays."""
    kept: list[str] = []
    at = 0
    while (opened := source.find("<!--", at)) >= 0 and (closed := source.find("-->", opened)) >= 0:
        kept.append(source[at:opened])
        at = closed + 3
    return "".join((*kept, source[at:])) if kept or at else source


def _flattened(source: str) -> str:
    """Text of markup too deep (or too broken) for a tree: tags become line ends."""
    return unescape(_TAG.sub("\n", _uncommented(source)))


def _image_source(element: etree._Element) -> str:
    if any(_pixels(element.get(side)) <= _TRACKER_SIDE for side in ("width", "height")):
        return ""
    best = _largest(element.get("srcset") or element.get("data-srcset") or "")
    if best:
        return best
    if element.tag == "source":
        return ""
    for name in _IMAGE_SOURCES:
        address = (element.get(name) or "").strip()
        if address and not address.startswith("data:"):
            return address
    return ""


def _pixels(value: str | None) -> int:
    """A width or height attribute in pixels; one that says nothing is taken as large."""
    digits = re.match(r"\s*(\d{1,6})\s*(?:px)?\s*$", value or "")
    return int(digits[1]) if digits else 10**6


def _largest(srcset: str) -> str:
    """The address of the widest candidate of a ``srcset`` (HTML, 4.8.4.2.1)."""
    best, best_size = "", -1.0
    for candidate in re.split(r",\s+", srcset.strip()):
        parts = candidate.split()
        if not parts or parts[0].startswith("data:"):
            continue
        size = re.match(r"(\d+(?:\.\d+)?)[wx]$", parts[1]) if len(parts) > 1 else None
        weight = float(size[1]) if size else 1.0
        if weight > best_size:
            best, best_size = parts[0].rstrip(","), weight
    return best


def _absolute(address: str, base_url: str) -> str:
    if not address:
        return ""
    try:
        absolute = urljoin(base_url, address)
        parts = urlsplit(absolute)
    except ValueError:  # "http://[": an address no browser follows either
        return ""
    return absolute if parts.scheme in ("http", "https") and parts.netloc else ""
