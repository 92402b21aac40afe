"""Whatever a page holds, reading it is linear, bounded, and ends in a value."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.page.article import ExtractedArticle, NotAnArticle
from bot.feeds.page.extract import extract
from bot.feeds.page.listing import read_listing
from bot.text.markup import tame

ZONE = ZoneInfo("Asia/Baghdad")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MEGABYTES = 5_000_000
TEXT = "<html><body><h1>عنوان الخبر الأول في الصفحة</h1><p>جملة طويلة بما يكفي لتكون فقرة من خبر حقيقي.</p>"

BOMBS = {
    "nesting": "<div>" * (MEGABYTES // 5),
    "formatting": "<font><b><i>" * (MEGABYTES // 12),
    "attributes": "<a " + " ".join(f"a{n}" for n in range(600_000)) + ">",
    "quoted attributes": "<a " + " ".join(f'a{n}="<"' for n in range(400_000)) + ">",
    "hidden attributes": '<!-- <a b=" --><a ' + " ".join(f"a{n}" for n in range(600_000)) + '>"',
    "empty elements": "<p>" * (MEGABYTES // 3),
    "tables": "<table><tr><td>" * (MEGABYTES // 15),
    "open tags": "<a " * (MEGABYTES // 3),
    "open quotes": '<a b="' * (MEGABYTES // 6),
    "open comments": "<!--" * (MEGABYTES // 4),
    "open titles": "<title>" * (MEGABYTES // 7),
    "brackets": "<" * MEGABYTES,
    "spaces": "<a" + " " * MEGABYTES,
    "a string of a script without an end": (
        "<script>window.__INITIAL_STATE__=f(" + '\\"' * 400_000 + ");</script>"
    ),
    "one word": "ا" * (MEGABYTES // 2),
    "links": '<a href="/خبر-طويل">خبر طويل بما يكفي لعنوان صفحة</a>' * (MEGABYTES // 100),
    "paragraphs": "<p>جملة طويلة بما يكفي لتكون فقرة.</p>" * (MEGABYTES // 70),
    "headings": "<h2>عنوان خبر من أربع كلمات</h2>" * (MEGABYTES // 60),
    "lines": "سطر من أربع كلمات فقط<br>" * (MEGABYTES // 45),
    "classes": '<p class="' + "share " * (MEGABYTES // 6) + '">',
    "entities": "&amp;" * (MEGABYTES // 5),
    "json": '<script type="application/ld+json">' + "[" * (MEGABYTES // 2) + "</script>",
    "data address": f'<img src="data:{"A" * MEGABYTES}">',
    "dates": "<time>٩ كانون الثاني ٢٠٢٤</time><br>" * (MEGABYTES // 60),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_five_hostile_megabytes_cost_less_than_a_second(bomb: str) -> None:
    page = (TEXT + BOMBS[bomb]).encode()[:MEGABYTES]
    started = time.process_time()
    found = extract(page, url="https://news.example/1.html", content_type=None, zone=ZONE, now=NOW)
    assert time.process_time() - started < 1
    assert isinstance(found, ExtractedArticle | NotAnArticle)


def test_what_follows_deep_nesting_is_still_read() -> None:
    page = TEXT.replace("<p>", "<div>" * 3000 + "<p>")
    found = extract(page, url="https://news.example/1.html", content_type=None, zone=ZONE, now=NOW)
    assert isinstance(found, ExtractedArticle)


@given(st.text(max_size=300) | st.text("<>/=\"' !-apbrdivh1scripttylehref&;#[]\n", max_size=300))
def test_any_text_is_a_page_that_can_be_read(text: str) -> None:
    for page in (text, f"{TEXT}{text}", f"<p {text}>x"):
        extract(page, url="https://news.example/1.html", content_type=None, zone=ZONE, now=NOW)
        read_listing(page, url="https://news.example/", zone=ZONE, now=NOW)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_that_can_be_read(body: bytes) -> None:
    extract(body, url="https://news.example/1.html", content_type="text/html; charset=x", zone=ZONE, now=NOW)


def test_taming_keeps_text_and_drops_what_is_no_text() -> None:
    tamed = tame(
        '<P Class=a onclick="x()">5 < 6 &amp; 7</P><!-- c --><script>alert("<p>")</script><style>p{}</style>'
    )
    assert tamed.html == '<p class="a">5 &lt; 6 &amp; 7</p>'


def test_taming_sets_structured_data_aside() -> None:
    tamed = tame('<script type="application/ld+json">{"a": "</p>"}</script><title>a < b</title><br/>')
    assert tamed.json_ld == ('{"a": "</p>"}',)
    assert tamed.html == "<title>a &lt; b</title><br>"


def test_the_first_of_two_equal_attributes_counts() -> None:
    assert tame("<a href='/1' HREF=\"/2\" href=/3>x").html == '<a href="/1">x'
