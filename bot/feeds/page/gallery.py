"""The pictures within the body of an article: its figures and galleries, not what stands around them."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from lxml import etree

from bot.feeds.page.blocks import Line
from bot.feeds.page.facts import sides_of
from bot.feeds.page.furniture import is_furniture, is_hidden
from bot.text.urls import canonical_url

_SOME: Final = 60  # pictures that are looked at; a body with more is a catalogue
_LEAST_SIDE: Final = 200  # pixels, where the page tells them
_ADDRESSES: Final = ("data-src", "data-lazy-src", "data-original", "src")
_ENDINGS: Final = (".jpg", ".jpeg", ".png", ".webp")


def find_pictures(lines: Sequence[Line], *, base: str, first: int, last: int) -> tuple[str, ...]:
    """The canonical addresses of the pictures between the lines *first* and *last*, or beside them."""
    container = _container(lines[first].block, lines[last].block)
    if container is None:
        return ()
    found: dict[str, None] = {}
    for image in islice(container.iter("img"), _SOME):
        if not _is_small(image) and _belongs(image, container):
            given = (canonical_url(image.get(name) or "", base=base) for name in _ADDRESSES)
            if (address := next(filter(None, given), None)) is not None:
                found.setdefault(address)
    return tuple(found)


def _container(first: etree._Element, last: etree._Element) -> etree._Element | None:
    """The innermost element that holds all of the body; None where that is the page itself."""
    held = {last, *last.iterancestors()}
    each = next((one for one in (first, *first.iterancestors()) if one in held), None)
    if each is not None and each.find(".//img") is None:  # a paragraph alone: its figures stand beside it
        each = each.getparent()
    return None if each is None or each.tag in {"body", "html", "main"} else each


def _belongs(image: etree._Element, container: etree._Element) -> bool:
    """Not in furniture, nor in a link that leads to anything but the picture itself."""
    for element in _up_to(image, container):
        if is_hidden(element) or is_furniture(element):
            return False
        target = (element.get("href") or "").partition("?")[0].lower() if element.tag == "a" else ""
        if target and not target.endswith(_ENDINGS):
            return False
    return True


def _up_to(image: etree._Element, container: etree._Element) -> Iterator[etree._Element]:
    yield image
    for element in image.iterancestors():
        if element is container:
            return
        yield element


def _is_small(image: etree._Element) -> bool:
    return any(side < _LEAST_SIDE for side in sides_of(image))
