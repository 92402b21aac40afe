"""Publisher HTML: what is read, what is left out, and markup that means harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bot.text.html import images, paragraphs, plain

BASE = "https://news.example/politics/1.html"


def test_blocks_are_paragraphs() -> None:
    html = "<h1>عنوان</h1><p>أول <b>خبر</b></p><p>ثان<br>ثالث</p><ul><li>رابع</li><li>خامس</li></ul>ذيل"
    assert paragraphs(html) == ["عنوان", "أول خبر", "ثان", "ثالث", "رابع", "خامس", "ذيل"]


def test_line_ends_of_the_source_are_spaces_except_in_pre() -> None:
    assert paragraphs("<p>خبر\nفي   سطرين</p><pre>أ\nب</pre>") == ["خبر في سطرين", "أ", "ب"]


def test_what_no_reader_sees_is_left_out() -> None:
    html = (
        "<p>خبر</p><script>alert('x')</script><style>p{}</style><noscript>فعّل</noscript><form>ابحث</form>"
        "<figure><img src=a.jpg><figcaption>صورة</figcaption></figure><p hidden>سر</p>"
        "<p style='color:red; display: none'>سر</p><template>سر</template><!-- سر --><p>آخر</p>"
    )
    assert paragraphs(html) == ["خبر", "آخر"]


def test_the_text_after_a_hidden_element_stays() -> None:
    assert paragraphs("<p>قبل <span hidden>سر</span>بعد <i hidden>سر</i>ثم</p>") == ["قبل بعد ثم"]


def test_cells_of_a_row_stay_apart() -> None:
    assert paragraphs("<table><tr><td>بغداد</td><td>35</td></tr></table>") == ["بغداد 35"]


def test_plain_text_passes_through_line_by_line() -> None:
    assert paragraphs("سطر أول\n\nسطر ثان & 5 > 3") == ["سطر أول", "سطر ثان & 5 > 3"]


def test_markup_that_was_escaped_whole_is_undone() -> None:
    assert paragraphs("&lt;p&gt;خبر&lt;/p&gt;&lt;p&gt;آخر&lt;/p&gt;") == ["خبر", "آخر"]


def test_an_xml_declaration_and_nul_do_no_harm() -> None:
    assert paragraphs('<?xml version="1.0" encoding="windows-1256"?><p>خبر\x00 عاجل</p>') == ["خبر عاجل"]


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("خبر &amp;amp;quot;عاجل&amp;amp;quot;", 'خبر "عاجل"'),
        ("<b>عاجل</b>: خبر<br>مهم", "عاجل : خبر مهم"),
        ("&lt;b&gt;عاجل&lt;/b&gt;", "عاجل"),
        ("3 < 5 و 7 > 2", "3 < 5 و 7 > 2"),
        ("  خبر\n\u200f عاجل&nbsp;", "خبر عاجل"),
        ("خبر<!-- سر -->", "خبر"),
        ("", ""),
    ],
)
def test_a_title_is_one_line_of_text(html: str, title: str) -> None:
    assert plain(html) == title


def test_markup_that_the_parser_refuses_is_read_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise etree.ParserError("refused")

    monkeypatch.setattr("bot.text.html.etree.fromstring", refuse)
    assert paragraphs("<p>خبر</p><p>آخر</p>") == ["خبر", "آخر"]


def test_a_page_of_nothing_gives_nothing() -> None:
    assert paragraphs("<!-- -->") == []
    assert paragraphs("<html hidden><p>خبر</p></html>") == ["خبر"]
    assert paragraphs("<pre>أ<b>ب</b>\nج</pre>") == ["أب", "ج"]


def test_the_widest_image_is_taken_and_a_source_without_any_passed_over() -> None:
    html = (
        '<picture><source media="x"><img srcset="l.jpg 2x, s.jpg 1x, data:x 3x"></picture><img src="data:x">'
    )
    assert images(html, BASE) == ["https://news.example/politics/l.jpg"]


def test_images_are_absolute_and_each_once() -> None:
    html = (
        '<img src="/a.jpg"><img src="a.jpg"><img src="/a.jpg">'
        '<img data-src="//cdn.example/b.jpg" src="data:x">'
        '<img srcset="s.jpg 320w, l.jpg 1280w" src="x.jpg"><img src="t.gif" width="1" height="1">'
        '<img src="javascript:x"><img src="http://["><img>'
    )
    assert images(html, BASE) == [
        "https://news.example/a.jpg",
        "https://news.example/politics/a.jpg",
        "https://cdn.example/b.jpg",
        "https://news.example/politics/l.jpg",
    ]


def test_text_without_markup_has_no_images() -> None:
    assert images("خبر", BASE) == []
    assert images("a < b", BASE) == []


HOSTILE = {
    "deep": "<div>" * 30_000 + "نص",
    "deep inline": "<b>" * 60_000 + "نص",
    "open brackets": "<" * 200_000,
    "ampersands": "&" * 200_000,
    "comments without end": "<!--" * 30_000,
    "one endless tag": "<a " + "x" * 200_000,
    "closing tags": "</b>" * 30_000,
    "tables": "<table><tr><td>" * 30_000,
    "entities": "&amp;" * 30_000,
    "hidden": "<i hidden>x</i>" * 30_000,
    "srcset": '<img srcset="' + "a 1w, " * 20_000 + '">',
    "nested lists": "<ul><li>" * 20_000,
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_hostile_markup_costs_little(kind: str) -> None:
    started = time.process_time()
    paragraphs(HOSTILE[kind])
    plain(HOSTILE[kind])
    images(HOSTILE[kind], BASE)
    assert time.process_time() - started < 5


def test_text_below_a_tree_too_deep_is_still_read() -> None:
    assert "نص" in paragraphs(HOSTILE["deep"])


@given(st.text(alphabet=st.sampled_from("<>&;/!-\"'= \npbdivscriptstyle\x00\ud800اب#x0123"), max_size=200))
def test_no_markup_is_too_strange(html: str) -> None:
    assert all(piece and piece == " ".join(piece.split()) for piece in paragraphs(html))
    assert "\n" not in plain(html)
    images(html, BASE)
