"""Short cuts answer like the thorough ways that they stand in for, or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.plainness import plain_address, plain_identity, plain_line, plain_paragraphs
from bot.text import html
from bot.text.urls import canonical_url, url_identity

WORDS = st.sampled_from(
    [
        *("أعلنت", "الوزارة", "اليوم", " ", "  ", "\n", "\t", "\u00a0", "\u200f", "\u0640", "\x85", "،", "."),
        *("&nbsp;", "&amp;", "&lt;", "&quot;", "&#8220;", "&", "&amp;nbsp;", "<", ">", "<!--", "-->", "\x00"),
        *(
            "<p>",
            "</p>",
            "<P>",
            "<br/>",
            "<br />",
            "<br",
            "<div class='x'>",
            "</div>",
            '<a href="/خبر?a=1&b=2">',
        ),
        *(
            "</a>",
            "<img src='1.jpg' alt=\"صورة > أخرى\"/>",
            "<img alt='<'>",
            "<strong>",
            "</strong>",
            "<p,x>",
        ),
        *(
            "<script>",
            "</script>",
            "<li>",
            "<ul>",
            "<o:p>",
            "<p hidden>",
            "<span style='display:none'>",
            "<i",
        ),
    ]
)


def letters(lines: list[str]) -> str:
    return "".join("".join(lines).split())


TEXTS = st.lists(
    st.sampled_from(
        [
            *("أعلنت", "الوزارة", " ", "  ", "\n", "\u00a0", "،", ".", "&nbsp;", "&amp;", "&#8220;", "<br/>"),
            *(
                "<strong>عاجل</strong>",
                "<a href='/خبر?a=1'>هنا</a>",
                "<img src='1.jpg' alt=\"صورة > أخرى\"/>",
                "\u200f",
            ),
        ]
    ),
    max_size=8,
).map("".join)
BLOCKS = st.builds(
    str.format,
    st.sampled_from(
        ["<p>{}</p>", "<div class='x'>{}</div>", "<ul><li>{}</li></ul>", "{}", "<p hidden>{}</p>"]
    ),
    TEXTS,
)


@settings(max_examples=400, derandomize=True)
@given(st.lists(BLOCKS, max_size=4).map("".join).map("<p>أول</p>{}".format))  # without a tag it is no HTML
def test_paragraphs_are_those_of_the_html_parser(markup: str) -> None:
    short = plain_paragraphs(markup)
    assert short == plain_paragraphs(markup, printable=markup.isprintable())
    assert short is None or short == html.paragraphs(markup)


@settings(max_examples=400, derandomize=True)
@given(st.lists(WORDS, max_size=14).map("".join))
def test_the_text_of_markup_that_is_out_of_order_is_that_of_the_html_parser(markup: str) -> None:
    """Only a stray end tag differs: it parts paragraphs here, as in browsers, and libxml2 overlooks it."""
    short = plain_paragraphs(markup)
    assert short is None or letters(short) == letters(html.paragraphs(markup))


@settings(max_examples=300, derandomize=True)
@given(st.lists(WORDS, max_size=8).map("".join))
def test_a_line_is_that_of_the_thorough_way(text: str) -> None:
    short = plain_line(text)
    assert short is None or short == html.plain(text)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>أعلنت الوزارة اليوم.</p>",
        "<p>خبر&nbsp;<strong>عاجل</strong></p>",
        "<div><img src='1.jpg'/>نص</div>",
    ],
)
def test_what_most_feeds_send_takes_the_short_cut(markup: str) -> None:
    assert plain_paragraphs(markup) == html.paragraphs(markup)


ADDRESSES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTP://", "//"]),
    st.sampled_from(
        [
            "khabar.example",
            "www.khabar.example",
            "m.khabar.example",
            "wap.a.example",
            "khabar.example:80",
            "a",
        ]
    ),
    st.lists(
        st.sampled_from(
            ["/", "/خبر", "/news", "/12", "/amp", "/index.html", "/..", "/a;b", "/A-b_c~d", "/.x"]
        ),
        max_size=4,
    ).map("".join),
    st.sampled_from(["", "?utm_source=rss", "?utm_source=rss&utm_medium=x", "?id=3", "#x", "?amp=1", "/"]),
)


@settings(max_examples=400, derandomize=True)
@given(ADDRESSES)
def test_an_address_and_its_identity_are_those_of_the_thorough_way(url: str) -> None:
    address, identity = plain_address(url), plain_identity(url)
    assert address is None or address == canonical_url(url)
    assert identity is None or identity == url_identity(url)
