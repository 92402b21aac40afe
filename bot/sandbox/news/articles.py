"""The articles of the local news site, read from the TOML files beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What an article says from *at* on."""

    at: float | datetime
    """Seconds since the site started (negative: before), or a fixed moment."""
    title: str
    text: str
    """Paragraphs, an empty line between two."""
    views: int = 0

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs in order."""
        return tuple(part.strip() for part in self.text.strip().split("\n\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsArticle:
    """One article with all its versions, the first one first."""

    path: str
    section: str
    versions: tuple[Version, ...]
    place: str = ""
    author: str = ""
    picture: str = ""
    """The name of its picture; none when empty."""
    language: str = "ar"
    inner_html: bool = False
    """True when the publisher put the whole article, with its markup, into the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One publisher."""

    key: str
    name: str
    feed: str
    format: str
    look: str
    interval: str
    encoding: str
    articles: tuple[NewsArticle, ...]


@cache
def sites() -> tuple[Site, ...]:
    """The five publishers, in the order of their keys."""
    folder = files("bot.sandbox.news").joinpath("articles")
    sources = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name
    )
    return tuple(_site(tomllib.loads(each.read_text(encoding="utf-8"))) for each in sources)


def _site(body: Mapping[str, Any]) -> Site:
    return Site(
        key=body["key"],
        name=body["name"],
        feed=body["feed"],
        format=body["format"],
        look=body["look"],
        interval=body["interval"],
        encoding=body.get("encoding", "utf-8"),
        articles=tuple(_article(each) for each in body["articles"]),
    )


def _article(body: Mapping[str, Any]) -> NewsArticle:
    first = _version(body, body)
    return NewsArticle(
        path=body["path"],
        section=body["section"],
        place=body.get("place", ""),
        author=body.get("author", ""),
        picture=body.get("picture", ""),
        language=body.get("language", "ar"),
        inner_html=body.get("inner_html", False),
        versions=(first, *(_version(change, body) for change in body.get("changes", ()))),
    )


def _version(body: Mapping[str, Any], original: Mapping[str, Any]) -> Version:
    at = body["at"]
    return Version(
        at=datetime.fromisoformat(at) if isinstance(at, str) else float(at),
        title=body.get("title", original["title"]),
        text=body.get("text", original["text"]),
        views=body.get("views", original.get("views", 0)),
    )
