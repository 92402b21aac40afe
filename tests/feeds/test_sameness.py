"""What is taken for the same as last time, and what for a change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.canonical import content_hash, reads_like
from bot.feeds.identity import hash63
from bot.feeds.sameness import hash_body, words_hash
from storage.records.article import ArticleContent

BODY = (
    "<?xml version='1.0' encoding='utf-8'?><rss><channel><title>واع</title><item>خبر</item></channel></rss>"
)


def article(text: str) -> ArticleContent:
    return ArticleContent(
        url="https://example.org/1", entry_id=None, title="افتتاح جسر", text=text, published_at=None
    )


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_words_are_a_number_that_both_databases_hold(texts: list[str]) -> None:
    assert 0 <= words_hash(*texts) < 2**63
    assert words_hash(*texts) == words_hash(*texts)
    assert words_hash(*texts) != words_hash(*texts, "")


def test_a_word_that_moves_from_the_headline_to_the_text_is_a_change() -> None:
    assert words_hash("عاجل", "انفجار في كركوك") != words_hash("عاجل انفجار", "في كركوك")


def test_half_a_letter_is_hashed_like_any_other() -> None:
    assert words_hash("خبر \ud83d") != words_hash("خبر")


def test_the_words_that_an_older_archive_holds_are_no_change() -> None:
    content = article("افتتح المحافظ الجسر.")
    other = article("أجل المحافظ الافتتاح.")
    older = hash63(content.title, content.text)
    assert older != content_hash(content)
    assert reads_like(content, older)
    assert not reads_like(other, older)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("<title>واع</title>", "<title>واع</title><lastBuildDate>1</lastBuildDate>", True),
        ("<item>خبر</item>", "<item>خبر آخر</item>", False),
        ("encoding='utf-8'", "encoding='windows-1256'", False),
        ("</channel>", "<x/></channel>", False),
    ],
)
def test_the_hash_is_of_the_entries_and_of_what_names_their_encoding(
    before: str, after: str, *, same: bool
) -> None:
    changed = BODY.replace(before, after)
    assert changed != BODY
    assert (hash_body(changed.encode(), "") == hash_body(BODY.encode(), "")) is same


def test_another_content_type_is_another_body() -> None:
    assert hash_body(BODY.encode(), "text/xml") != hash_body(BODY.encode(), "text/xml; charset=windows-1256")
