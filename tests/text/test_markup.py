"""Markup is rewritten within bounds before a parser sees it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.html import paragraphs
from bot.text.markup import MAX_CHARACTERS, tame


def test_text_and_known_attributes_stay_and_the_rest_goes() -> None:
    tamed = tame(
        '<P Class=a onclick="x()" data-lazy=/b.jpg>5 < 6 &amp; 7</P><!-- c --><?php x ?><!DOCTYPE html>'
    )
    assert tamed.html == '<p class="a" data-lazy="/b.jpg">5 &lt; 6 &amp; 7</p>'


def test_scripts_and_styles_go_titles_and_structured_data_stay() -> None:
    tamed = tame(
        '<title>a < b</title><script>"<p>"</script><style>p{}</style><svg><p>x</p></svg><svg/>'
        '<script type="application/ld+json">{"a": "</p>"}</script><textarea><p>'
    )
    assert tamed.html == "<title>a &lt; b</title>"
    assert tamed.json_ld == ('{"a": "</p>"}',)


@pytest.mark.parametrize(
    "broken", ["<a", "<a b='", "a<", "</>", "< p>", "<p/ >", "<a\x00b>", "<![CDATA[x]]>", "<!--", "<!-->"]
)
def test_broken_tags_do_not_swallow_what_came_before(broken: str) -> None:
    assert tame(f"قبل {broken}").html.startswith("قبل")


def test_depth_and_numbers_are_bounded_and_text_is_not_lost() -> None:
    tamed = tame("<div>" * 5000 + "نص" + "<p>فقرة" * 3000)
    assert tamed.html.count("<div>") == 400
    assert tamed.html.count("<p>فقرة") == 3000


def test_long_pages_are_cut() -> None:
    assert len(tame("ا" * (MAX_CHARACTERS + 5)).html) == MAX_CHARACTERS


def test_the_text_of_feeds_is_parsed_within_the_same_bounds() -> None:
    bomb = "<p>فقرة أولى</p><a " + " ".join(f"a{n}" for n in range(300_000)) + ">"
    started = time.process_time()
    assert paragraphs(bomb) == ["فقرة أولى"]
    assert time.process_time() - started < 1


@given(st.text("<>/=\"' !-apbrscripttitle&;#[]\n\x00", max_size=200))
def test_taming_is_stable(text: str) -> None:
    once = tame(text).html
    assert tame(once).html == once
