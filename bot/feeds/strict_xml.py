"""Well-formed XML or nothing: the one parser behind the strict paths of feeds and sitemaps.

The parser is expat, as in feedparser, with the standard library's tree: its elements are plain objects, which
cost a fifth of what lxml takes to hand out its own.
"""

import re
from typing import Final
from xml.etree.ElementTree import (
    Element,
    ParseError,
    XMLParser,
    tostring,
)
from xml.parsers import expat

__all__ = ["Element", "StrictnessError", "markup_within", "strict_tree"]

_FAR_NAMESPACE: Final = re.compile(
    rb"""xmlns(?:[^\s=<>"']{200}|[^\s=<>"']*+(?:\s{200}|\s*+=(?:\s{200}|\s*+(?:"[^"<]{500}|'[^'<]{500}))))"""
)
"""A namespace of 500 bytes or more, or one written so that finding out would take long. The tree spells it
out with each name: three hundred kilobytes became two gigabytes. Real ones have sixty bytes."""


class StrictnessError(Exception):
    """The document is not to be read here; the text says why."""


def strict_tree(body: bytes) -> Element:
    """The root of *body*, which is UTF-8 whatever it says of itself; nothing is mended, loaded or resolved.

    Raises:
        StrictnessError: no well-formed XML, a document type, or the name of a namespace without end.
    """
    if _FAR_NAMESPACE.search(body):
        raise StrictnessError("the name of a namespace is too long")
    if b"<!DOCTYPE" in body:
        _refuse_document_type(body)
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - a document type was refused, and with it every entity of its own
    try:
        parser.feed(body)
        return parser.close()
    except ParseError as error:
        raise StrictnessError(str(error)) from error


def markup_within(element: Element) -> str:
    """The markup inside *element*, as HTML has it: without namespaces. It takes them off *element*, too.

    Raises:
        StrictnessError: elements within elements without end.
    """
    for inside in element.iter():
        inside.tag = inside.tag.rpartition("}")[2]
    try:
        whole = tostring(element, encoding="unicode")
    except RecursionError as error:
        raise StrictnessError("nested too deep") from error
    return whole[whole.index(">") + 1 : whole.rindex("</")]


def _refuse_document_type(body: bytes) -> None:
    """Those words may also stand in a text; whether they declare anything, only a parser can say."""

    def refuse(*_: object) -> None:
        raise StrictnessError("a document type")

    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise StrictnessError(str(error)) from error
