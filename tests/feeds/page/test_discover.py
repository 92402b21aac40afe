"""A page names its feeds; where it names none, the usual addresses are candidates."""

from bot.feeds.page.discover import discover

URL = "https://news.example/politics/1.html"


def test_declared_feeds_come_first_and_comment_feeds_not_at_all() -> None:
    page = """<html><head><base href="https://news.example/">
    <link rel="alternate" type="application/rss+xml" title="أخبار" href="/rss.xml">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
    <link rel="alternate" type="application/json+oembed" href="/wp-json/oembed/1.0/embed">
    <link rel="alternate" hreflang="en" href="/en/">
    <link rel="ALTERNATE" type="application/atom+xml" href="atom.xml">
    </head><body><a href="/section/feed/">خلاصة القسم</a><a href="/about">عنا</a>"""
    found = discover(page, URL)
    declared = [(feed.url, feed.title) for feed in found if feed.declared]
    assert declared == [
        ("https://news.example/rss.xml", "أخبار"),
        ("https://news.example/atom.xml", None),
        ("https://news.example/section/feed/", "خلاصة القسم"),
    ]
    assert found[0].content_type == "application/rss+xml"


def test_usual_addresses_are_candidates_once() -> None:
    found = discover('<link rel=alternate type="application/rss+xml" href="/feed/">', URL)
    addresses = [feed.url for feed in found]
    assert addresses[0] == "https://news.example/feed/"
    assert found[0].declared
    assert "https://news.example/engine/rss.php" in addresses
    assert len(addresses) == len(set(addresses))


def test_no_page_still_gives_candidates() -> None:
    assert all(not feed.declared for feed in discover("", URL))
    assert discover("<p>x</p>", "not an address") == []
