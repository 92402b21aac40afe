"""Listing pages of many systems give their articles in order, without rules and by a source's selectors."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.page.article import PageEntry, PageRules
from bot.feeds.page.listing import read_listing
from bot.text.urls import url_identity
from tests.feeds.page.newsrooms import lists

BAGHDAD = ZoneInfo("Asia/Baghdad")
NOW = datetime(2026, 11, 24, 17, 11, tzinfo=UTC)


def read(page: lists.List, rules: PageRules | None = None) -> list[PageEntry]:
    return read_listing(page.html, url=page.url, zone=BAGHDAD, now=NOW, rules=rules)


def announced(entries: list[PageEntry]) -> list[tuple[str, str]]:
    return [(url_identity(entry.url), entry.title) for entry in entries]


def expected(page: lists.List) -> list[tuple[str, str]]:
    return [(url_identity(url), title) for url, title in page.expected]


@pytest.mark.parametrize("page", lists.PAGES, ids=lambda page: page.kind)
def test_a_list_gives_its_articles_and_no_menu_author_or_side_column(page: lists.List) -> None:
    entries = read(page)
    assert announced(entries) == expected(page)
    first = entries[0]
    at = first.published.astimezone(BAGHDAD).isoformat(timespec="minutes") if first.published else None
    assert at == (f"{page.dated}+03:00" if page.dated else None)
    assert first.summary == page.teaser


@pytest.mark.parametrize(
    ("kind", "selector"),
    [
        ("DataLife Engine", ".short__title a"),
        ("Newspaper", "h3.entry-title > a"),
        ("tables of old PHP", "a.tit"),
        ("cards that are links", "a.card"),
        ("Elementor", ".elementor-post__title a"),
    ],
)
def test_the_selector_of_a_source_finds_the_same(kind: str, selector: str) -> None:
    page = next(page for page in lists.PAGES if page.kind == kind)
    assert announced(read(page, PageRules(entry_link=selector))) == expected(page)
