"""A page as a tree that is safe to walk, with the structured data set aside."""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from bot.feeds.page.encoding import decode_page
from bot.text.markup import tame

MAX_BYTES: Final = 4_000_000  # the rest of a longer page is not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """*root* is the html element; *json_ld* holds its structured data, *states* that of its scripts, raw."""

    root: etree._Element
    json_ld: tuple[str, ...]
    url: str
    states: tuple[str, ...] = ()


def parse_page(html: bytes | str, *, url: str, content_type: str | None = None) -> Document | None:
    """The tree of *html*, or None when there is nothing in it; never raises, linear in its length."""
    text = html if isinstance(html, str) else decode_page(html[:MAX_BYTES], content_type=content_type)
    if "<" not in text:
        return None
    tamed = tame(text)
    # huge_tree lifts the limits that `tame` has already set lower; without it libxml2 stops at depth 256.
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = etree.fromstring(tamed.html.encode("utf-8", "replace"), parser)
    except etree.LxmlError:  # an empty document
        return None
    if root is None:
        return None
    return Document(root=root, json_ld=tamed.json_ld, url=url, states=tamed.states)


def words_of(element: etree._Element, attribute: str) -> list[str]:
    """The words of a space-separated attribute, lower case."""
    return (element.get(attribute) or "").lower().split()


def text_of(element: etree._Element) -> str:
    """All text inside *element* on one line; characters that only steer layout removed."""
    return one_line("".join(str(part) for part in element.itertext()))


def one_line(text: str) -> str:
    """*text* with every run of white space as one space, without byte order marks and soft hyphens."""
    return " ".join(text.replace("\u00ad", "").replace("\ufeff", "").replace("\u200b", " ").split())
