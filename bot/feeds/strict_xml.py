"""Well-formed XML or nothing: the one parser behind the strict paths of feeds and sitemaps."""

from lxml import etree


class StrictnessError(Exception):
    """The document is not to be read here; the text says why."""


def strict_tree(body: bytes) -> etree._Element:
    """The root of *body*, which is UTF-8; nothing is mended, loaded or resolved.

    Raises:
        StrictnessError: no well-formed XML.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=False,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(body, parser)
    except etree.LxmlError as error:
        raise StrictnessError(str(error)) from error
