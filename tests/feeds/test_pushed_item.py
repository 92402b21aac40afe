"""Whatever is pushed becomes an entry, or an error that says why; it never breaks anything."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.entry import Entry
from bot.feeds.pushed_item import ItemError, PushedItem, entry_of, read_item

BAGHDAD = ZoneInfo("Asia/Baghdad")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIELDS = PushedItem.__struct_fields__
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def outcome(body: bytes) -> Entry | ItemError:
    try:
        return entry_of(read_item(body), zone=BAGHDAD, now=NOW)
    except ItemError as error:
        return error


@given(st.binary(max_size=200))
def test_any_bytes_are_an_item_or_an_error_that_says_why(body: bytes) -> None:
    found = outcome(body)
    assert isinstance(found, Entry) or (found.status in {400, 422} and str(found))


@given(st.dictionaries(st.sampled_from(FIELDS), ANY_JSON, max_size=len(FIELDS)))
def test_any_json_under_the_known_names_is_too(said: dict[str, Any]) -> None:
    found = outcome(json.dumps(said).encode())
    if isinstance(found, Entry):
        assert found.title.encode("utf-8") is not None
        assert "\x00" not in found.title + found.content
    else:
        assert found.status in {400, 422}


def test_an_item_is_the_entry_that_a_feed_would_have_had() -> None:
    said = {
        "guid": "17",
        "url": "https://a.example/17",
        "title": "خبر",
        "text": "<p>نص</p>",
        "published": "2026-11-24T12:00:00+03:00",
        "image": "https://a.example/17.jpg",
        "author": "زينب",
        "section": "صحة",
        "language": "ar-IQ",
    }
    assert outcome(json.dumps(said).encode()) == Entry(
        entry_id="17",
        url="https://a.example/17",
        title="خبر",
        teaser="<p>نص</p>",
        content="<p>نص</p>",
        published="2026-11-24T12:00:00+03:00",
        images=("https://a.example/17.jpg",),
        author="زينب",
        categories=("صحة",),
        language="ar-IQ",
    )


@pytest.mark.parametrize(
    "published", ["2026-11-24", "24/11/2026 12:00", "الثلاثاء 24 تشرين الثاني 2026", None]
)
def test_a_date_may_be_written_as_people_do(published: str | None) -> None:
    found = outcome(json.dumps({"guid": "1", "title": "خبر", "published": published}).encode())
    assert isinstance(found, Entry)
