"""Where the article's part of a page ends: its own element, another's headline, the voices of the readers.

Without it the heaviest text of the page would be taken for the body, and a thread of comments, or the next
article of an endless page, may well be heavier than a short piece of news.
"""

from collections.abc import Callable, Sequence
from typing import Final

from lxml import etree

from bot.feeds.page.blocks import Line
from bot.feeds.page.headline import Headline
from bot.text.furniture import ends_article

_HEADLINE_WORDS: Final = 3
_LONGEST_END: Final = 60  # characters of a line above the readers' comments
_SURE: Final = 2  # sentences from which a line of words alone, no heading, may end the article


def article_end(
    lines: Sequence[Line], *, start: int, headline: Headline, is_text: Callable[[Line], bool]
) -> int:
    """The position of the first line that is another's, when a sentence stands between *start* and it."""
    title = lines[headline.line] if headline.line is not None else None
    around = next(title.block.iterancestors("article"), None) if title is not None else None
    holders: set[etree._Element | None] = set()
    seen = inside = 0
    for at in range(start, len(lines)):
        line = lines[at]
        if seen and not line.furniture:
            if line.heading and line.block.getparent() not in holders and _heads(line, title, headline):
                return at
            if (line.heading or seen >= _SURE) and len(line.text) <= _LONGEST_END and ends_article(line.text):
                return at
        within = around is not None and around in line.block.iterancestors()
        if around is not None and inside >= _SURE and not within:
            return at
        if is_text(line):
            seen += 1
            inside += within
            holders.add(line.block.getparent())
    return len(lines)


def _heads(line: Line, title: Line | None, headline: Headline) -> bool:
    """True for a second first-level heading, or one built as the headline of a page about one article."""
    if len(line.text.split()) < _HEADLINE_WORDS or line.text == headline.text:
        return False
    if line.heading == 1:
        return True
    return headline.confirmed and title is not None and _build(line) == _build(title)


def _build(line: Line) -> tuple[object, ...]:
    block, above = line.block, line.block.getparent()
    return block.tag, block.get("class"), None if above is None else (above.tag, above.get("class"))
