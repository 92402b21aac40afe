"""Pages in the manner of many systems and forms give their story whole; what is no article is refused."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.page.article import ExtractedArticle, NotAnArticle
from bot.feeds.page.extract import extract
from tests.feeds.page.newsrooms import (
    agencies,
    broadcasters,
    by_hand,
    engines,
    forms,
    newcomers,
    notices,
    refused,
    scripted,
    strangers,
    wordpress,
)
from tests.feeds.page.newsrooms.story import NoArticle, Page

BAGHDAD = ZoneInfo("Asia/Baghdad")
NOW = datetime(2026, 11, 24, 17, 11, tzinfo=UTC)  # three hours after the stories were published
ROOMS = (wordpress, engines, by_hand, scripted, agencies, forms, broadcasters, strangers, newcomers)
PAGES = tuple(page for room in ROOMS for page in room.PAGES)
REFUSED = (*refused.PAGES, *notices.PAGES)


def read(page: Page | NoArticle) -> ExtractedArticle | NotAnArticle:
    return extract(page.html, url=page.url, content_type=None, zone=BAGHDAD, now=NOW)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.kind)
def test_a_page_gives_its_story_and_nothing_beside_it(page: Page) -> None:
    found = read(page)
    assert isinstance(found, ExtractedArticle), found
    published = found.published.astimezone(BAGHDAD).isoformat(timespec="minutes") if found.published else None
    assert (found.title, found.paragraphs) == (page.story.title, page.expected)
    assert published == (f"{page.published}+03:00" if page.published else None)
    assert (found.place, found.agency) == (page.place, page.agency)
    assert (found.views, found.author) == (page.views, page.author)


@pytest.mark.parametrize("page", REFUSED, ids=lambda page: page.kind)
def test_a_page_that_is_no_article_is_refused(page: NoArticle) -> None:
    assert isinstance(read(page), NotAnArticle)


def minified(html: str) -> str:
    return re.sub(r">\s+<", "><", html)


def wrapped(html: str) -> str:
    return re.sub(r"(<body[^>]*>)", r'\1<div class="layout sidebar-right"><div class="menu-open">', html)


def shouted(html: str) -> str:
    return html if "<script" in html else re.sub(r"</?[a-z][a-z0-9]*", lambda tag: tag[0].upper(), html)


def in_windows_1256(html: str) -> bytes:
    return html.encode("windows-1256", "xmlcharrefreplace")


@pytest.mark.parametrize("rewrite", [minified, wrapped, shouted, in_windows_1256])
def test_how_a_page_is_written_down_makes_no_difference(rewrite: Callable[[str], str | bytes]) -> None:
    for page in PAGES:
        if isinstance(page.html, str):
            assert read(replace(page, html=rewrite(page.html))) == read(page), page.kind


def test_every_kind_of_page_has_a_name_of_its_own() -> None:
    kinds = [page.kind for page in (*PAGES, *REFUSED)]
    assert len(set(kinds)) == len(kinds)
