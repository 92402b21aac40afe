"""Addresses become one normal form, and the twins of one article one identity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.urls import canonical_url, url_identity


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://WWW.Example.COM:80/a/../b/./c.html", "http://www.example.com/b/c.html"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com./a", "https://example.com/a"),
        ("https://مثال.إختبار/خبر", "https://xn--mgbh0fb.xn--kgbechtv/%D8%AE%D8%A8%D8%B1"),
        ("https://example.com/%d8%ae%d8%a8%d8%b1", "https://example.com/%D8%AE%D8%A8%D8%B1"),
        ("https://example.com/%7Ea%2Fb", "https://example.com/~a%2Fb"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("  https://example.com/a b \n", "https://example.com/a%20b"),
        ("http://user:secret@example.com/a", "http://example.com/a"),
        ("http://example.com\\@evil.example/x", "http://example.com/@evil.example/x"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("https://example.com/a;jsessionid=12AB?x=1", "https://example.com/a?x=1"),
        ("https://example.com/?id=5&amp;x=1", "https://example.com/?id=5&x=1"),
        ("https://example.com/a/..", "https://example.com/"),
    ],
)
def test_addresses_are_normalised(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/page?utm_source=newsletter#section1", "https://example.com/page#section1"),
        ("https://example.com/?mtm_campaign=a&mtm_source=b", "https://example.com/"),
        ("https://example.com/page?ref=example.com", "https://example.com/page"),
        ("https://example.com/page?ref=chapter2", "https://example.com/page?ref=chapter2"),
        ("https://example.com/?b=2&fbclid=x&a=1", "https://example.com/?b=2&a=1"),
        ("https://example.com/?b=2&FBCLID=x", "https://example.com/?b=2"),
        (
            "https://example.com/foo.jpg?crop/1420x708/format/webp",
            "https://example.com/foo.jpg?crop/1420x708/format/webp",
        ),
        ("https://example.com/a#xtor=RSS-1", "https://example.com/a"),
        ("https://example.com/a#:~:text=x", "https://example.com/a"),
    ],
)
def test_tracking_is_dropped_and_all_else_keeps_its_place(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "#",
        "javascript:alert(1)",
        "mailto:user@example.org",  # miniflux hands it back: for us an article has an http(s) address or none
        "ftp://example.org/a",
        "https://example|org/",
        "http://exa mple.com/",
        "http://",
        "http:///path",
        "http://example.com:99999/",
        "http://[::1/",
        "http://example..com/",
        "/relative",
        "http://example.com/" + "a" * 5000,
    ],
)
def test_what_is_no_web_address_gives_none(url: str) -> None:
    assert canonical_url(url) is None


def test_relative_addresses_need_a_base() -> None:
    base = "https://example.org/news/feed.xml"
    assert canonical_url("/a?ref=example.org", base=base) == "https://example.org/a"
    assert canonical_url("b.html", base=base) == "https://example.org/news/b.html"
    assert canonical_url("//cdn.example/x", base=base) == "https://cdn.example/x"
    assert canonical_url("http-news.html", base=base) == "https://example.org/news/http-news.html"
    assert canonical_url("mailto:a@b.example", base=base) is None
    assert canonical_url("a", base="file:///etc/passwd") is None
    assert canonical_url("http://a.example/?x=1", base="http://[") == "http://a.example/?x=1"
    assert url_identity("https://www.google.com/amp/x") == "google.com/x"


@pytest.mark.parametrize(
    "twin",
    [
        "http://example.com/news/1.html",
        "https://m.example.com/news/1.html?utm_source=x",
        "https://www.example.com/amp/news/1.html",
        "https://example.com/news/1.amp.html",
        "https://amp.example.com//news/1.html/",
        "https://example.com/news/1.html#comments",
        "https://example.com/news/1.html?m=1",
        "https://www.google.com/amp/s/www.example.com/news/1.html",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/1.html",
    ],
)
def test_the_twins_of_an_article_share_an_identity(twin: str) -> None:
    assert url_identity(twin) == url_identity("https://www.example.com/news/1.html")


def test_identities_keep_apart_what_differs() -> None:
    addresses = [
        "https://example.com/?p=1",
        "https://example.com/?p=2",
        "https://example.com/news",
        "https://sport.example.com/news",
        "https://example.com/#!/news",
        "https://example.com/News",
        "https://m.co/news",
        "https://example.com/example",
    ]
    assert len({url_identity(address) for address in addresses}) == len(addresses)


def test_the_order_of_parameters_and_the_index_page_do_not_matter() -> None:
    assert url_identity("https://example.com/?a=1&b=2") == url_identity(
        "http://example.com/index.php?b=2&a=1&a=1"
    )
    assert url_identity("https://example.com/خبر/") == url_identity("https://example.com/%d8%ae%d8%a8%d8%b1")
    assert url_identity(" news ") == "news"


@given(st.text(max_size=200))
def test_any_text_is_refused_or_normalised_once_and_for_all(text: str) -> None:
    for candidate in (text, "http://example.com/" + text, "http://" + text):
        canonical = canonical_url(candidate)
        if canonical is not None:
            assert canonical.isascii()
            assert canonical_url(canonical) == canonical
            assert url_identity(canonical) == url_identity(candidate)


@given(
    st.sampled_from(
        ["example.com", "www.m.example.com", "amp.example.org", "google.com", "a..b", "-x.org", "x"]
    ),
    st.lists(
        st.sampled_from(
            [
                "/",
                "news",
                "NEWS",
                "1.html",
                "index.html",
                "amp",
                "-amp.html",
                ".",
                "..",
                "default.aspx",
                "a_b",
            ]
        ),
        max_size=8,
    ),
)
def test_the_short_way_to_an_identity_leads_where_the_long_one_does(host: str, parts: list[str]) -> None:
    url = f"https://{host}/{''.join(parts)}"
    # A fragment that is no route is no part of the identity, but no plain address has one.
    assert url_identity(url) == url_identity(f"{url}#top").removesuffix("#top")


def test_a_redirecting_link_of_google_gives_the_article_that_it_names() -> None:
    link = "https://www.google.com/url?rct=j&sa=t&url=https://f.example/n/21&ct=ga&usg=A"
    assert canonical_url(link) == "https://f.example/n/21"
    assert canonical_url("https://www.google.com/url?q=ftp://x") is not None
    again = "https://www.google.com/url?url=https://www.google.com/url?url=https://f.example/1"
    assert canonical_url(again) == again
