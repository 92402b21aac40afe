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
