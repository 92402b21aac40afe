"""The feeds that a page names, the likeliest first; the usual addresses where it names none."""

import pytest

from bot.feeds.discover import feed_links, usual_addresses

SITE = "https://khabar.example/news/"


def link(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


@pytest.mark.parametrize(
    "kind", ["application/rss+xml", "application/atom+xml", "application/feed+json", "APPLICATION/RSS+XML"]
)
def test_a_link_in_the_head_names_a_feed_of_any_kind(kind: str) -> None:
    assert feed_links(link("/rss", kind), SITE) == ["https://khabar.example/rss"]


def test_addresses_are_taken_relative_to_the_page() -> None:
    page = link("rss.xml") + link("//cdn.example/rss") + link("https://other.example/a?x=1&amp;y=2")
    assert feed_links(page, SITE) == [
        "https://khabar.example/news/rss.xml",
        "https://cdn.example/rss",
        "https://other.example/a?x=1&y=2",
    ]


def test_links_in_the_text_come_last() -> None:
    page = '<a href="/rss.xml">RSS</a>' + link("/feed")
    assert feed_links(page, SITE) == [f"https://khabar.example{path}" for path in ("/feed", "/rss.xml")]


@pytest.mark.parametrize(
    "comments",
    [
        link("/comments/feed"),
        link("/x", title="الخبر &raquo; تغذية التعليقات"),
        link("/2026/11/karbala/feed/", title="خبر » تعليقات على افتتاح الجسر"),
        link("/?feed=comments-rss2", title="Comments Feed"),
        link("/feeds/48213/comments/default", "application/atom+xml"),
    ],
)
def test_a_feed_of_comments_is_no_feed_of_news(comments: str) -> None:
    assert feed_links(comments + link("/feed/"), SITE) == ["https://khabar.example/feed/"]
    assert feed_links(comments, SITE) == []


def test_the_base_of_a_page_is_where_its_addresses_begin() -> None:
    page = '<base href="https://cdn.example/ar/">' + link("feed.xml")
    assert feed_links(page, SITE) == ["https://cdn.example/ar/feed.xml"]


def test_of_several_feeds_the_first_named_is_the_first_tried() -> None:
    page = link("/feed", title="كل الأخبار") + link("/sport/feed", title="رياضة") + link("/feed")
    assert feed_links(page, SITE) == [f"https://khabar.example{path}" for path in ("/feed", "/sport/feed")]


def test_attributes_come_in_any_order_and_quoting() -> None:
    page = "<LINK HREF='/rss' TYPE=application/rss+xml REL='alternate home'>"
    assert feed_links(page, SITE) == ["https://khabar.example/rss"]


@pytest.mark.parametrize(
    "page",
    [
        "",
        '<link rel="stylesheet" href="/rss.css">',
        '<link rel="alternate" hreflang="en" href="/en">',
        link("javascript:alert(1)"),
        link("http://[::1"),
        link(""),
        '<a href="/about">عن الموقع</a>',
    ],
)
def test_a_page_without_a_feed_names_none(page: str) -> None:
    assert feed_links(page, SITE) == []


def test_an_address_is_named_once_and_no_page_names_too_many() -> None:
    assert feed_links(link("/rss") * 3, SITE) == ["https://khabar.example/rss"]
    assert len(feed_links("".join(link(f"/{number}") for number in range(50)), SITE)) == 10


def test_a_site_in_a_folder_is_asked_there_first() -> None:
    assert usual_addresses("https://khabar.example/ar/")[0] == "https://khabar.example/ar/feed"
    assert usual_addresses("https://khabar.example/")[0] == "https://khabar.example/feed"
    assert usual_addresses("https://khabar.example/index.php")[0] == "https://khabar.example/feed"


def test_the_usual_addresses_are_at_the_root_of_the_site() -> None:
    assert "https://khabar.example/feed" in usual_addresses(SITE)
    assert all(address.startswith("https://khabar.example/") for address in usual_addresses(SITE))


def test_the_engines_of_arabic_sites_are_asked_where_they_keep_their_feeds() -> None:
    found = usual_addresses(SITE)
    assert "https://khabar.example/engine/rss.php" in found  # DataLife Engine
    assert "https://khabar.example/feeds/posts/default" in found  # Blogger
