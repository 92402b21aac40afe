"""The state of a page's scripts tells its article, whatever its shape, and never breaks the reading."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.page.state import told_article

TITLE = "مجلس الوزراء يعقد جلسته الاعتيادية"
TEXTS = (
    "عقد مجلس الوزراء جلسته الاعتيادية برئاسة رئيس المجلس، وناقش عدداً من الموضوعات المدرجة على جدول أعماله.",
    "وأقر المجلس جملة من القرارات الخدمية التي تخص المحافظات، ووجه الوزارات المعنية بتنفيذها خلال أسبوعين.",
)
HTML = "".join(f"<p>{text}</p>" for text in TEXTS)


def told(state: object, *, sure: bool = True) -> tuple[str, ...] | None:
    found = told_article([state if isinstance(state, str) else json.dumps(state)], [TITLE], sure=sure)
    return None if found is None else found.paragraphs


@pytest.mark.parametrize(
    "article",
    [
        {"title": TITLE, "body": HTML},
        {"headline": TITLE, "intro": TEXTS[0][:30], "blocks": [{"text": text} for text in TEXTS]},
        {
            "name": TITLE,
            "content": {"root": {"children": [{"children": [{"text": text}]} for text in TEXTS]}},
        },
        {"title": TITLE, "more": [{"title": "خبر آخر", "body": HTML * 9}], "body": HTML},
    ],
)
def test_the_object_with_the_headline_holds_the_text(article: object) -> None:
    assert told({"props": {"list": [{"title": "خبر آخر تماماً", "body": HTML * 3}], "one": article}}) == TEXTS


def test_an_assignment_is_read_as_the_json_that_it_assigns() -> None:
    assert told(f"window.__INITIAL_STATE__ = {json.dumps({'a': {'title': TITLE, 'text': HTML}})};") == TEXTS


def test_without_the_headline_the_longest_text_counts_on_a_page_that_says_it_is_an_article() -> None:
    state = {"a": {"text": HTML * 2}}
    assert told(state) == TEXTS * 2
    assert told(state, sure=False) is None


def test_where_the_page_does_not_say_so_only_a_dated_text_counts() -> None:
    assert told({"title": TITLE, "text": HTML}, sure=False) is None
    assert told({"title": TITLE, "text": HTML, "publishedAt": "2026-11-24"}, sure=False) == TEXTS


@pytest.mark.parametrize(
    "state",
    [
        "",
        "{",
        "[]",
        "null",
        "window.x=1",
        "[" * 100_000,
        '{"a":' * 5_000,
        json.dumps([[{"a": 99}], 0]),
        '"x' * 9_000,
    ],
)
def test_broken_and_hostile_states_tell_nothing(state: str) -> None:
    assert told(state) is None


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda kids: st.lists(kids) | st.dictionaries(st.text(max_size=9), kids),
        max_leaves=12,
    )
)
def test_any_json_is_survived(state: object) -> None:
    told(state)
