"""OPML ↔ sources: the list of feeds that every reader can read and write (opml.org/spec2.opml)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bot.feeds.encoding import settle
from bot.feeds.mending import mend
from bot.text.urls import canonical_url

MOST_BYTES: Final = 5_000_000
_LONGEST_NAME: Final = 120
_ADDRESS: Final = "xmlurl"  # some write it so, against the specification


class OpmlError(ValueError):
    """The file is no OPML that can be read; the text says why."""

    exit_code = 65


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed in the list."""

    name: str
    url: str


def read_opml(document: bytes) -> tuple[Outline, ...]:
    """The feeds of *document*, in their order, each address once; folders are walked through.

    The encoding is found out as a feed's is, and bare ampersands are mended.

    Raises:
        OpmlError: it is too large, no well-formed XML, or declares a DTD, which no OPML needs.
    """
    if len(document) > MOST_BYTES:
        raise OpmlError(f"the file is larger than {MOST_BYTES // 1_000_000} MB")
    text = settle(document).body
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise OpmlError("the file declares a DTD; OPML needs none")
    found: dict[str, Outline] = {}
    for element in _parsed(text).iter("outline"):
        url = canonical_url(_address(element))
        if url is not None and url not in found:
            name = " ".join(str(element.get("title") or element.get("text") or "").split())
            found[url] = Outline(name=name[:_LONGEST_NAME] or url, url=url)
    return tuple(found.values())


def _parsed(text: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        try:
            return etree.fromstring(mend(text.lstrip()), parser)
        except etree.XMLSyntaxError:
            raise OpmlError(f"the file is no XML: {error}") from error


def _address(element: etree._Element) -> str:
    """The feed's address; «feed://» and «feed:https://» are how browsers once named feeds."""
    given = next((str(value) for name, value in element.items() if name.lower() == _ADDRESS), "").strip()
    if given.lower().startswith("feed:"):
        given = given[len("feed:") :]
        given = f"http:{given}" if given.startswith("//") else given
    return given


def write_opml(outlines: Iterable[Outline], *, title: str) -> str:
    """An OPML 2.0 document of *outlines*."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for outline in outlines:
        etree.SubElement(
            body, "outline", type="rss", text=outline.name, title=outline.name, xmlUrl=outline.url
        )
    written: str = etree.tostring(root, pretty_print=True, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}'
