"""The section of an article: what the page claims, else a category by the headline, else the trail."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from lxml import etree

from bot.feeds.page.blocks import Line
from bot.feeds.page.claims import Claims
from bot.feeds.page.document import text_of, words_of
from bot.feeds.page.when import below
from bot.text.furniture import date_in, views_in
from bot.text.normalize import normalize

_ABOVE: Final = 10  # lines above the headline that may hold its section or its trail
_FLOORS: Final = 3  # of elements around a line whose names are looked at
_SOME: Final = 12  # elements looked at in one of them
_MOST_LINKS: Final = 6  # more are a menu
_MOST_WORDS: Final = 4
_LONGEST: Final = 30  # characters
_CRUMBS: Final = re.compile(r"breadc|crumb|speedbar|(?:^|[\s_-])path(?:$|[\s_-])", re.IGNORECASE)
_CATEGORY: Final = re.compile(
    r"categor|(?:^|[\s_-])(?:cat|section|sec|kicker)(?:$|[\s_-])|cat(?:name|title|link)|(?:lbl|article|news)cat\b"
    r"|(?:^|\s)[a-z]+-cat(?:egory)?(?:$|\s)|cats?-badge",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(r"related|menu|nav|widget|sidebar|latest|more|tag", re.IGNORECASE)
_MARKS: Final = " \t/|»«›‹>:•·#-"
_LABELLED: Final = re.compile("(?:نشر في|التصنيفات?|القسم|الفئة|في)\\s*[:：]?\\s+(.+)")
_NO_SECTION: Final = frozenset(
    normalize(name)
    for name in [
        "الرئيسية",
        "الصفحة الرئيسية",
        "الصفحة الأولى",
        "الأولى",
        "الرئيسة",
        "بيت",
        "home",
        "main",
        "عاجل",
        "مميز",
        "غير مصنف",
        "بدون تصنيف",
        "شارك",
        "طباعة",
    ]
)


def find_section(
    claims: Claims, lines: Sequence[Line], *, headline: int | None, first: int, last: int
) -> str | None:
    """The section of the article; words of the template («featured») do not count on Arabic pages."""
    claimed = _claimed(claims)
    if claimed is not None or headline is None:
        return claimed
    title = normalize(lines[headline].text)
    sites = {normalize(name) for name in claims.site_names}
    near = [*range(headline - 1, max(headline - _ABOVE, 0) - 1, -1), *range(headline + 1, first)]
    for find in (_categories, _crumbs):
        for at in (*near, *below(lines, last)) if find is _categories else near:
            for text in find(lines[at]):
                if _is_section(text) and normalize(text) != title and normalize(text) not in sites:
                    return text
    return None


def _claimed(claims: Claims) -> str | None:
    arabic = [name for name in claims.sections if any("\u0600" <= letter <= "\u06ff" for letter in name)]
    language = (claims.language or "").lower()
    if language.startswith("ar") or not language:
        return next(iter(arabic), None)
    return next(iter(claims.sections), None)


def _categories(line: Line) -> Iterator[str]:
    """What elements named after categories hold, and links of that relation."""
    block = line.block
    for link in islice(block.iter("a"), _SOME):
        if "category" in words_of(link, "rel"):
            yield _bare(text_of(link))
    around = [block, *islice(block.iterancestors(), 1)]
    if any(_ELSEWHERE.search(_names(element)) for element in around):
        return
    for element in (*reversed(around), *islice(block.iter("a", "span", "li", "div"), _SOME)):
        if _CATEGORY.search(_names(element)):
            yield _bare(text_of(next(element.iter("a"), element)))


def _crumbs(line: Line) -> Iterator[str]:
    """The links of a trail from the front page, the innermost first."""
    for element in (line.block, *islice(line.block.iterancestors(), _FLOORS)):
        if _CRUMBS.search(_names(element)):
            links = list(islice(element.iter("a"), _MOST_LINKS + 1))
            if len(links) <= _MOST_LINKS:
                yield from (_bare(text_of(link)) for link in reversed(links))
            return


def _bare(text: str) -> str:
    text = text.strip(_MARKS)
    labelled = _LABELLED.fullmatch(text)
    return text if labelled is None else labelled[1].strip(_MARKS)


def _is_section(text: str) -> bool:
    """A few words in the page's script that are no date, no counter and no way home."""
    return (
        2 < len(text) <= _LONGEST
        and len(text.split()) <= _MOST_WORDS
        and "\u0600" <= text[0] <= "\u06ff"
        and normalize(text) not in _NO_SECTION
        and date_in(text) is None
        and views_in(text) is None
        and not any(map(str.isdigit, text))
    )


def _names(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"
