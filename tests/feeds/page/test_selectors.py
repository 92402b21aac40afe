"""Selectors of rules find what CSS says they find, and refuse by name what they do not understand."""

import pytest
from lxml import etree

from bot.feeds.page.selectors import Selector

PAGE = etree.fromstring(
    '<body><div id="main" class="post  entry big"><p class="lead">1</p><p lang="ar">2</p><p>3</p></div>'
    '<ul><li>4</li><li><a href="/news/5.html" rel="a b">5</a></li></ul><p>6</p></body>'
)


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("p", "1236"),
        ("#main > p", "123"),
        ("div.entry.big p.lead", "1"),
        ("body p", "1236"),
        ("p, li", "123456"),
        ("[lang]", "2"),
        ("p[lang=ar]", "2"),
        ('a[href^="/news/"]', "5"),
        ("a[href$='.html']", "5"),
        ("a[href*=ews]", "5"),
        ("a[rel~=b]", "5"),
        (".lead + p", "2"),
        (".lead ~ p", "23"),
        ("li:first-child", "4"),
        ("li:last-child", "5"),
        ("#main p:nth-child(3)", "3"),
        ("#main p:not(.lead)", "23"),
        ("li *:not(p)", "5"),
        ("table", ""),
        ("[rel~='']", ""),
    ],
)
def test_selectors_find_elements_in_document_order(css: str, found: str) -> None:
    assert "".join("".join(map(str, node.itertext())) for node in Selector(css).all(PAGE)) == found


def test_the_first_match_or_none() -> None:
    first = Selector("p").first(PAGE)
    assert first is not None
    assert first.text == "1"
    assert Selector("table").first(PAGE) is None


@pytest.mark.parametrize(
    "css",
    [
        "",
        "  ",
        "p:hover",
        "p::before",
        ">p",
        "p >",
        "p[",
        ".",
        "p..a",
        "p,,a",
        ":not(a b)",
        ".a p#b div{",
        "p" * 600,
        '[a="\'"b]',
    ],
)
def test_what_is_not_understood_is_refused_at_once(css: str) -> None:
    with pytest.raises(ValueError, match=r"selector|understood|list|name"):
        Selector(css)
