"""The element names of RSS, RDF, Atom and their modules, as one word each for what they mean to an entry.

RSS 0.9-2.0, RDF Site Summary, Atom 0.3 and 1.0, Dublin Core, content, Media RSS, iTunes, FeedBurner,
syndication. Namespaces are compared without case, final slash and the s of https: publishers vary all three.
"""

from typing import Final

_PLAIN: Final = (
    "",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://cyber.law.harvard.edu/rss/rss.html",
    "http://purl.org/rss/1.0",
    "http://purl.org/rss/1.0/modules/rss091#",
    "http://my.netscape.com/rdf/simple/0.9",
    "http://channel.netscape.com/rdf/simple/0.9",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd",
    "http://purl.org/net/rss1.1#",
    "http://purl.org/atom/ns#",
    "http://purl.org/pie",
    "http://purl.org/echo",
    "http://example.com/necho",
    "http://example.com/newformat#",
    "uri/of/echo/namespace#",
    "http://www.w3.org/2005/atom",
    "https://www.w3.org/2005/atom",
)
_USERLAND: Final = "http://backend.userland.com/rss"  # with any version behind it
_PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/elements/1.0": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.rssboard.org/media-rss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.google.com/schemas/play-podcasts/1.0": "itunes:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://purl.org/rss/1.0/modules/syndication": "sy:",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "sitemap:",
    "http://www.google.com/schemas/sitemap/0.84": "sitemap:",
    "http://www.google.com/schemas/sitemap-news/0.9": "news:",
    "http://www.google.com/schemas/sitemap-image/1.1": "image:",
}


def plain_name(tag: str) -> str:
    """``dc:creator`` for ``{http://purl.org/dc/elements/1.1/}creator``, ``title`` for RSS's and Atom's.

    Lower case; what is in no namespace that counts here begins with ``?``.
    """
    if tag[:1] != "{":
        return tag.lower()
    namespace, _, local = tag[1:].partition("}")
    key = namespace.strip().lower().rstrip("/")
    if key in _PLAIN or key.startswith(_USERLAND):
        return local.lower()
    prefix = _PREFIXES.get(key) or _PREFIXES.get(key.replace("https://", "http://", 1))
    return f"{prefix or '?'}{local.lower()}"
