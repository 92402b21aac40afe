"""The headline of a page: the heading that its claims confirm, else the claim, else the heading on top.

Old systems have no headings and put the site's name first, or alone, into the title: then an element that
shows a part of the title, or that is named after titles, is the headline.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from bot.feeds.page.blocks import Line
from bot.feeds.page.claims import Claims
from bot.feeds.page.document import text_of
from bot.text.normalize import normalize
from bot.text.tokens import words

_LEAST_WORDS: Final = 3
_SEPARATORS: Final = (" - ", " – ", " — ", " | ", " » ", " « ", " :: ", " • ", " ‹ ", " < ", "|", " / ")
_MOST_WORDS: Final = 30
_LINES_SHOWN: Final = 200
_TITLE_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:(?:news|post|article|story|entry|page|main|lbl|big)[_-]?)?(?:title|titr|headline|subject)(?:$|[\s_-])"
    r"|newstitle|lbltitle|articletitle|newstit\b",
    re.IGNORECASE,
)
_SAME: Final = 0.6  # share of common words from which a heading and a claim are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """*line* is the position of the heading among the lines, or None when only a claim gave the text.

    *confirmed*: the page says so twice, in a heading and in what it claims; it is about this one article.
    """

    text: str
    line: int | None
    confirmed: bool = False


def find_headline(lines: Sequence[Line], claims: Claims) -> Headline | None:
    """The headline, or None when the page names nothing that could be one."""
    headings = [(at, line) for at, line in enumerate(lines) if line.heading and len(line.text) < 400]
    claimed = [claim for claim in (*claims.titles, claims.page_title) if claim]
    heads = [head for claim in claimed for head in _heads(claim)]
    confirmed = _confirmed(headings, claims, [*claimed, *heads])
    if confirmed is not None:
        return _whole(confirmed, lines, claimed)
    shown = [
        (at, line)
        for at, line in headings
        if not line.furniture and len(words(line.text)) >= _LEAST_WORDS and not _leads_home(line)
    ]
    first = [(at, line) for at, line in shown if line.heading == 1 and line.link_share < 0.5]
    if len(first) == 1:
        return Headline(text=first[0][1].text, line=first[0][0])
    found = _shown_claim(lines, claims, claimed)
    named = found is not None and len(words(found.text)) < _LEAST_WORDS  # the site's name beside its logo
    if shown and (found is None or named):
        at, line = min(shown, key=_rank)
        return Headline(text=line.text, line=at)
    return found


def _shown_claim(lines: Sequence[Line], claims: Claims, claimed: Sequence[str]) -> Headline | None:
    """What the page claims and shows in no heading; or shows as its title; or, at last, only claims."""
    heads = [head for claim in claimed for head in _heads(claim)]
    tails = [tail for claim in claimed for tail in _tails(claim)]
    shown_part = next((part for part in (*claimed, *heads, *tails) if _echo(part, lines) is not None), None)
    if shown_part is not None:
        return Headline(text=shown_part, line=_echo(shown_part, lines))
    named = _named_title(lines)
    if named is not None:
        return named
    logos = {normalize(line.text) for line in lines if line.heading and _leads_home(line)}
    told = (text for text in (without_site(text, claims) for text in claimed) if normalize(text) not in logos)
    claim = next((text for text in told if _tells(text, lines)), None)
    return Headline(text=claim, line=None) if claim is not None else None


def _confirmed(
    headings: Sequence[tuple[int, Line]], claims: Claims, claimed: Sequence[str]
) -> Headline | None:
    """The heading that a claim agrees with; a logo with the site's name gives way to a longer match."""
    sites = {normalize(name) for name in claims.site_names}
    told = [words(claim) for claim in claimed]
    agreeing = [
        (_common(own, told), at, line)
        for at, line in sorted(headings, key=_rank)
        for own in [words(line.text)]
        if any(_agree(own, claim) for claim in told)
        and normalize(line.text) not in sites
        and not _leads_home(line)
    ]
    if not agreeing:
        return None
    common, at, line = agreeing[0]
    for other, other_at, other_line in agreeing[1:]:
        if other >= 2 * common and other_line.link_share < 0.5 and not other_line.furniture:
            at, line = other_at, other_line
            break
    return Headline(text=_own_case(line.text, claimed), line=at, confirmed=True)


def _leads_home(line: Line) -> bool:
    """True for a heading that links to the front page: the site's name, though a title may agree with it."""
    links = list(line.block.iter("a")) or list(line.block.iterancestors("a"))
    if len(links) != 1 or line.link_share <= 0.5:
        return False
    try:
        address = urlsplit((links[0].get("href") or "#").strip())
    except ValueError:
        return False
    front = address.path in {"/", "./"} or bool(address.netloc and not address.path)
    return front and not address.query  # «/?p=123» is an article


def _whole(found: Headline, lines: Sequence[Line], claimed: Sequence[str]) -> Headline:
    """*found* with the other lines of its heading, where a claim holds them all: a break parts them."""
    if found.line is None:
        return found
    block = lines[found.line].block
    at = [at for at, line in enumerate(lines) if line.block is block]
    told = words(" ".join(lines[one].text for one in at))
    claim = next((claim for claim in claimed if f" {' '.join(told)} " in f" {' '.join(words(claim))} "), None)
    if len(at) == 1 or claim is None:
        return found
    return Headline(text=" ".join(lines[one].text for one in at), line=at[0], confirmed=True)


def _named_title(lines: Sequence[Line]) -> Headline | None:
    """The one element that is named after titles and holds a headline's words, where there is just one."""
    found: dict[str, int] = {}
    for at, line in enumerate(lines[:_LINES_SHOWN]):
        for element in (line.block, *line.block.iter("span", "b", "font")) if not line.furniture else ():
            text = text_of(element) if _is_named_title(element) else ""
            if _LEAST_WORDS < len(text.split()) <= _MOST_WORDS and line.text.startswith(text):
                found.setdefault(text, at)
    if len(found) != 1:
        return None
    text, at = next(iter(found.items()))
    return Headline(text=text, line=at)


def _is_named_title(element: etree._Element) -> bool:
    return bool(_TITLE_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def _common(heading: Sequence[str], claimed: Sequence[Sequence[str]]) -> int:
    found = set(heading)
    return max(len(found.intersection(claim)) for claim in claimed)


def without_site(title: str, claims: Claims) -> str:
    """*title* without the site's name that templates append («العنوان » من كربلاء الخبر»)."""
    site_keys = {normalize(name) for name in claims.site_names if name}
    for separator in _SEPARATORS:
        head, mark, tail = title.rpartition(separator)
        if mark and (normalize(tail.strip()) in site_keys or (len(words(tail)) <= 4 < len(words(head)))):
            return head.strip()
    return title


def _heads(title: str) -> list[str]:
    """What stands before each separator in *title*: one of them is the headline, if a site's name follows."""
    return [head.strip() for mark in _SEPARATORS if (head := title.rpartition(mark)[0].strip())]


def _tails(title: str) -> list[str]:
    """What stands behind each separator in *title* and is longer than what stands before: «ديالى نت - …»."""
    marks = (*_SEPARATORS, ": ", " : ")
    parts = ((head, tail.strip()) for head, mark, tail in (title.partition(mark) for mark in marks) if mark)
    return [tail for head, tail in parts if len(words(tail)) >= max(_LEAST_WORDS, len(words(head)))]


def site_name(claims: Claims, headline: str) -> str | None:
    """The site's own name: what it claims, or what follows the headline in the page's title."""
    for name in claims.site_names:
        if not name.startswith(("@", "http")) and normalize(name) != normalize(headline):
            return name
    title = claims.page_title
    if title.startswith(headline) and len(title) > len(headline):
        rest = title[len(headline) :].strip(" -–—|»«:•‹<›/")
        return rest.split(" - ")[-1].strip() or None
    return None


def _rank(item: tuple[int, Line]) -> tuple[bool, int, bool, int]:
    at, line = item
    return line.furniture, line.heading, line.link_share > 0.5, at


def _agree(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """True when the two are the same words, give or take a site's name, an editor's second thought."""
    if len(ours) < _LEAST_WORDS and ours != theirs:
        return False
    if f" {' '.join(ours)} " in f" {' '.join(theirs)} ":
        return len(ours) * 3 >= len(theirs)
    common = len(set(ours) & set(theirs))
    return common >= _LEAST_WORDS and common >= _SAME * min(len(set(ours)), len(set(theirs)))


def _own_case(heading: str, claimed: Sequence[str]) -> str:
    """The claim's spelling where the heading is the same but for letter case (styles shout in capitals)."""
    return next((claim for claim in claimed if claim.lower() == heading.lower()), heading)


def _tells(claim: str, lines: Sequence[Line]) -> bool:
    """A claim that is in the page's own script and says more than a section's name."""
    arabic = sum("\u0600" <= character <= "\u06ff" for line in lines[:200] for character in line.text[:80])
    latin = sum(
        character.isascii() and character.isalpha() for line in lines[:200] for character in line.text[:80]
    )
    if arabic > latin and not any("\u0600" <= character <= "\u06ff" for character in claim):
        return False
    return len(words(claim)) >= _LEAST_WORDS


def _echo(claim: str, lines: Sequence[Line]) -> int | None:
    """Where the page shows the claimed headline in an element that is no heading."""
    key = words(claim)
    places = [
        at
        for at, line in enumerate(lines)
        if abs(len(line.text) - len(claim)) < 40 and words(line.text) == key
    ]
    return next((at for at in places if not lines[at].furniture and lines[at].link_share < 0.5), None)
