"""A list of feeds goes out and comes in again, from any reader; a hostile one is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.opml import OpmlError, Outline, read_opml, write_opml

NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=40)


@given(st.lists(NAMES, max_size=6))
def test_what_is_written_is_read_again(names: list[str]) -> None:
    outlines = tuple(
        Outline(name=name, url=f"https://example.org/{number}") for number, name in enumerate(names)
    )
    assert read_opml(write_opml(outlines, title="خبر").encode()) == outlines


def test_folders_are_walked_through_and_an_address_counts_once() -> None:
    document = """<opml version="2.0"><body><outline text="العراق">
      <outline text="واع" type="rss" xmlUrl="https://ina.example/rss"/>
      <outline text="مكرر" type="rss" xmlUrl="https://ina.example/rss"/>
      <outline text="صفحة بلا خلاصة" htmlUrl="https://ina.example/"/>
    </outline></body></opml>"""
    assert read_opml(document.encode()) == (Outline(name="واع", url="https://ina.example/rss"),)


def test_the_faults_of_other_readers_exports_are_read_over() -> None:
    document = """
    <opml><head><title>قائمة مصادر الأخبار العراقية والعربية التي نتابعها</title></head>
      <body><outline text="أخبار & آراء" xmlurl="https://a.example/rss?x=1&y=2">
      <outline text="قديم" XMLURL="feed://b.example/rss"/><outline text="آمن" xmlUrl="feed:https://c.example/rss"/>
    </outline></body></opml>"""
    found = tuple((outline.name, outline.url) for outline in read_opml(document.encode("windows-1256")))
    assert found == (
        ("أخبار & آراء", "https://a.example/rss?x=1&y=2"),
        ("قديم", "http://b.example/rss"),
        ("آمن", "https://c.example/rss"),
    )


def test_a_list_in_utf_16_is_read_and_hides_no_dtd() -> None:
    listed = '<opml><body><outline text="واع" xmlUrl="https://ina.example/rss"/></body></opml>'
    assert read_opml(listed.encode("utf-16")) == (Outline(name="واع", url="https://ina.example/rss"),)
    with pytest.raises(OpmlError, match="DTD"):
        read_opml(f'<!DOCTYPE opml [<!ENTITY a "b">]>{listed}'.encode("utf-16"))


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"<opml><body>", "no XML"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml/>', "DTD"),
        (b" " * 5_000_001, "larger"),
    ],
)
def test_what_is_no_opml_is_refused_with_the_reason(document: bytes, reason: str) -> None:
    with pytest.raises(OpmlError, match=reason):
        read_opml(document)


def test_only_web_addresses_are_taken() -> None:
    document = b'<opml><body><outline text="x" xmlUrl="file:///etc/passwd"/></body></opml>'
    assert read_opml(document) == ()
