"""The body of an article among the lines of its page, by shape: where sentences of one build stand together.

Lines of one build (same element and class, same parent's) form a group; a group falls into runs where links
or other text come between; the heaviest run below the headline is the core of the body. Around it are kept
the short lines that stand in the same parent, and the lead above. Words are judged by `bot.text.furniture`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice, pairwise
from typing import Final

from lxml import etree

from bot.feeds.page.blocks import Line
from bot.feeds.page.bounds import article_end
from bot.feeds.page.headline import Headline
from bot.text.furniture import Kind, date_in, ends_article, goes_on, teases
from bot.text.normalize import normalize

_TEXT_CHARACTERS: Final = 20
_TEXT_WORDS: Final = 4
_LEAD_CHARACTERS: Final = 60
_ANNOUNCEMENT_WORDS: Final = 5
_HEADLINE_CHARACTERS: Final = 130
_STOPS: Final = frozenset('.؟!…"»”:)')
_MOSTLY_LINKS: Final = 0.5
_GAP: Final = 12.0  # weight between two lines of a run from which they belong to different texts
_HEAVIEST_LINE: Final = 600  # characters that one line may weigh: terms of use are one block of thousands
_CONTENT_NAMES: Final = re.compile(
    r"(?:entry|post|article|story|news|full|detail|details|single|page)[-_]?(?:content|body|text|story|details|inner)"
    r"|articlebody|fullstory|full-text|newstext|storybody|td-post-content|post-body|news_text|content-rules|maincontent",
    re.IGNORECASE,
)
_FEW_LINKS: Final = 4
_SHARES: Final = re.compile(r"^(?:#|javascript:|mailto:|whatsapp:)|share|/intent|wa\.me", re.IGNORECASE)
_HEADLINE_WORDS: Final = 5  # fewer are the name of a section
_LEAST_ABOVE_TEASERS: Final = 200  # characters: more than the description of a section
_LEAST_TEASERS: Final = 3
_NEAR: Final = 3  # lines between a linked headline and its teaser, at most
_LONG_TEASER: Final = 300  # characters
_MARKED: Final = re.compile(r"\s*(?:[-–—•▪◾*]|[0-9٠-٩]{1,2}\s?[-.)/])")
_MOST_BOXES: Final = 200
_DIGITS: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The lines of the article, and the positions of its first (below a lead) and last on the page."""

    lines: tuple[str, ...]
    first: int
    last: int
    teasers: bool  # the text is the teasers of many articles, each with a link of its own

    @property
    def characters(self) -> int:
        """Length of the text."""
        return sum(map(len, self.lines))


def find_body(lines: Sequence[Line], *, start: int, headline: Headline) -> Body | None:
    """The body below line *start*, or None when no sentence stands there."""
    lines = lines[: article_end(lines, start=start, headline=headline, is_text=_is_text)]
    title = headline.text
    texts = [at for at in range(start, len(lines)) if _is_text(lines[at])]
    runs = [run for group in _groups(lines, texts) for run in _runs(lines, group)]
    if not runs:
        return None
    core = _core(lines, runs, headline)
    first, last = core[0], core[-1]
    parents = {_parent(lines[at]) for at in core}
    build = _build(lines[core[0]])
    first = _grown(lines, first, -1, start - 1, parents)
    last = _grown(lines, last, 1, len(lines), parents)
    lead = _lead(lines, start, first)
    holders = _common_holders(lines, core)
    inside = {
        at
        for at in range(first, last + 1)
        if _stands_in(lines[at], parents, build) or _is_quoted(lines[at]) or _holder(lines[at]) in holders
    }
    kept = _kept(lines, [*lead, *range(first, last + 1)], inside.union(lead), title, core)
    kept = _without_repeats(kept)
    while kept and lines[kept[0][0]].heading:  # a strap or a byline set as a heading, above all text
        del kept[0]
    kept = kept or _headline_again(lines, core, title)
    if not kept:
        return None
    return Body(
        lines=tuple(text for _, text in kept),
        first=next((at for at, _ in kept if at not in lead), kept[0][0]),
        last=kept[-1][0],
        teasers=_are_teasers(lines, core)
        or (len(title.split()) < _HEADLINE_WORDS and _stands_below_links(lines, start, core)),
    )


def _core(lines: Sequence[Line], runs: list[list[int]], headline: Headline) -> list[int]:
    """The heaviest run; where that is the teasers of other articles, the text above them."""
    core = max(runs, key=lambda run: _weight(lines, run))
    if (
        not headline.confirmed
        or len(headline.text.split()) < _HEADLINE_WORDS
        or not _are_teasers(lines, core)
    ):
        return core
    above = [
        run
        for run in runs
        if run[-1] < core[0]
        and sum(len(lines[at].text) for at in run) >= _LEAST_ABOVE_TEASERS
        and not _are_teasers(lines, run)
    ]
    return max(above, key=lambda run: _weight(lines, run), default=core)


def _kept(
    lines: Sequence[Line], positions: Iterable[int], inside: set[int], title: str, core: Sequence[int]
) -> list[tuple[int, str]]:
    """The lines of *inside* that are article, up to the sign-off; *positions* are all there is between them.

    A bare headline below «أخبار ذات صلة» or the like is another article's, where no sentence came between.
    """
    title_key = normalize(title)
    kept: list[tuple[int, str]] = []
    begun = announced = False
    ended = sum(lines[at].text[-1] in _STOPS for at in core)
    loose = set(core) if ended * 2 < len(core) else set[int]()  # the writer sets no stops: length tells
    for at in positions:
        line = lines[at]
        if begun and ends_article(line.text):
            break
        if line.says_furniture():
            announced = begun and _announces(line)
            continue
        announced = announced and _is_bare_headline(line, longest=_LEAD_CHARACTERS if at in loose else None)
        if at in inside and not announced and _belongs(line) and normalize(line.text) != title_key:
            kept.append((at, line.text))
            begun = begun or len(line.text) >= _LEAD_CHARACTERS
    return _without_last_headlines(lines, kept)


def _announces(line: Line) -> bool:
    """True for a few words of furniture that may stand above others' headlines; figures announce nothing."""
    text = line.text
    if line.caption or len(text.split()) > _ANNOUNCEMENT_WORDS or any(map(str.isdigit, text)):
        return False
    return date_in(text) is None  # «منذ ساعتين»


def _is_bare_headline(line: Line, *, longest: int | None = None) -> bool:
    """Short, no heading of the article itself, and without the full stop of a sentence."""
    if line.heading:
        return False
    label = line.kind() is Kind.LABEL or (line.kind() is Kind.SHORT and teases(line.text))
    return label and len(line.text) <= (longest or _HEADLINE_CHARACTERS) and line.text[-1] not in _STOPS


def _without_last_headlines(lines: Sequence[Line], kept: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Where every paragraph ends in a stop, what stands last without one leads elsewhere, or signs.

    But not a list that the article ends with: entries of one, marked lines, or lines below a colon.
    """
    ending = dropwhile(
        lambda item: _is_bare_headline(lines[item[0]]) and not goes_on(item[1]), reversed(kept)
    )
    rest = list(ending)[::-1]
    last = kept[len(rest) :]
    if not rest or not last or rest[-1][1].endswith(":") or _are_listed(lines, last):
        return kept
    if not all(text[-1] in _STOPS for _, text in kept[:-1] if len(text) >= _LEAD_CHARACTERS):
        return kept
    signs = all(len(text.split()) <= _ANNOUNCEMENT_WORDS for _, text in last)
    return rest if signs else kept[:-1]


def _are_listed(lines: Sequence[Line], last: Sequence[tuple[int, str]]) -> bool:
    blocks = {lines[at].block.getparent() if lines[at].block.tag == "li" else None for at, _ in last}
    marked = all(_MARKED.match(text) for _, text in last)
    return len(last) > 1 and (marked or (len(blocks) == 1 and None not in blocks))


def _is_text(line: Line) -> bool:
    return (
        not line.furniture
        and not line.caption
        and line.heading == 0
        and line.link_share < _MOSTLY_LINKS
        and len(line.text) >= _TEXT_CHARACTERS
        and len(line.text.split()) >= _TEXT_WORDS
        and not line.says_furniture()
    )


def _belongs(line: Line) -> bool:
    """True for what may stand inside a body: text, short lines, subheadings."""
    return not line.furniture and not line.caption and line.link_share < _MOSTLY_LINKS


def _build(line: Line) -> tuple[str, str, str, str]:
    parent = line.block.getparent()
    above = ("", "") if parent is None else (str(parent.tag), _DIGITS.sub("", parent.get("class") or ""))
    return str(line.block.tag), _DIGITS.sub("", line.block.get("class") or ""), *above


def _groups(lines: Sequence[Line], texts: Iterable[int]) -> list[list[int]]:
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    for at in texts:
        groups.setdefault(_build(lines[at]), []).append(at)
    return list(groups.values())


def _runs(lines: Sequence[Line], group: list[int]) -> list[list[int]]:
    """*group* cut where what lies between two of its lines weighs too much."""
    runs = [[group[0]]]
    for before, at in pairwise(group):
        if sum(map(_distance, lines[before + 1 : at])) > _GAP:
            runs.append([])
        runs[-1].append(at)
    return runs


def _distance(line: Line) -> float:
    """How much a line between two sentences speaks against their being one text."""
    if line.furniture:
        return 0.4
    if line.heading == 1:
        return _GAP
    if line.link_share >= _MOSTLY_LINKS:
        return 1.5
    return 0.3


def _weight(lines: Sequence[Line], run: list[int]) -> float:
    weight = float(sum(min(len(lines[at].text), _HEAVIEST_LINE) for at in run))
    element: etree._Element | None = lines[run[0]].block
    named = inside = False
    for _ in range(8):
        if element is None:
            break
        named = named or bool(_CONTENT_NAMES.search(_names(element)))
        inside = inside or element.tag in {"article", "main"}
        element = element.getparent()
    return weight * (2.0 if named else 1.0) * (1.5 if inside else 1.0)


def _parent(line: Line) -> etree._Element:
    """What holds the line: its block's parent, or the block itself where breaks part the lines."""
    if line.block.tag == "table":
        above = line.block.getparent()
        figure = above.getparent() if above is not None and above.tag == "figure" else above
        return line.block if figure is None else figure
    if line.block.tag in {"p", "li", "blockquote", "h2", "h3", "h4", "h5", "h6", "span"}:
        parent = line.block.getparent()
        if parent is not None and line.block.tag == "li" and parent.tag in {"ul", "ol"}:
            parent = parent.getparent()  # a list stands among the paragraphs
        return line.block if parent is None else parent
    return line.block


def _holder(line: Line) -> etree._Element | None:
    """What holds the box that a subheading has to itself; None for all else."""
    box = _own_box(line.block) if line.heading > 1 else None
    return None if box is None else box.getparent()


def _own_box(block: etree._Element) -> etree._Element | None:
    """The element that holds *block* alone; its neighbours tell, for counting children walks them all."""
    return block.getparent() if block.getprevious() is None and block.getnext() is None else None


def _common_holders(lines: Sequence[Line], core: Sequence[int]) -> set[etree._Element]:
    """What holds the boxes of two paragraphs or more, where each stands alone in one (as the BBC's do)."""
    boxes = {box for at in core if (box := _own_box(lines[at].block)) is not None}
    above = [holder for box in boxes if (holder := box.getparent()) is not None]
    return {holder for holder in above if above.count(holder) > 1} if len(above) <= _MOST_BOXES else set()


def _stands_in(line: Line, parents: set[etree._Element], build: tuple[str, str, str, str]) -> bool:
    """True in the element of the core's lines or one of its name; boxes set between them are not."""
    named = build[3] != "" and _build(line)[2:] == build[2:]
    near = (line.block, *islice(line.block.iterancestors(), 3))
    return named or not parents.isdisjoint(near)


def _is_quoted(line: Line) -> bool:
    """True for a sentence in a quotation, which styles set into a box of its own."""
    near = (line.block, *islice(line.block.iterancestors(), 1))
    return any(element.tag == "blockquote" for element in near) and _is_text(line)


def _grown(lines: Sequence[Line], edge: int, step: int, limit: int, parents: set[etree._Element]) -> int:
    """*edge* moved over neighbours that stand in one of *parents*, up to the first that cannot belong."""
    at = edge + step
    while at != limit and _belongs(lines[at]) and _parent(lines[at]) in parents and lines[at].heading != 1:
        edge, at = at, at + step
    return edge


def _lead(lines: Sequence[Line], start: int, first: int) -> list[int]:
    """Sentences between the headline and the core that are built otherwise: the lead, in its own element."""
    found = []
    for at in range(start, first):
        line = lines[at]
        if _is_text(line) and len(line.text) >= _LEAD_CHARACTERS and line.text[-1] in _STOPS:
            found.append(at)
    return found


def _headline_again(lines: Sequence[Line], core: Sequence[int], title: str) -> list[tuple[int, str]]:
    """The headline where a flash repeats it as its whole text, in an element named after content."""
    key = normalize(title)
    found = [(at, lines[at].text) for at in core if normalize(lines[at].text) == key]
    return found[:1] if found and _has_content_name(lines[found[0][0]]) else []


def _has_content_name(line: Line) -> bool:
    return any(
        _CONTENT_NAMES.search(_names(element))
        for element in (line.block, *islice(line.block.iterancestors(), 8))
    )


def _names(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


def _without_repeats(kept: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Templates print the lead twice: once as a teaser, cut or whole."""
    result: list[tuple[int, str]] = []
    keys = [normalize(text).rstrip(" .…") for _, text in kept]
    for position, item in enumerate(kept):
        key = keys[position]
        later = keys[position + 1 : position + 4]
        if len(key) >= _LEAD_CHARACTERS and any(other.startswith(key) for other in later):
            continue
        result.append(item)
    return result


def _leads_on(line: Line) -> bool:
    """True for a link to another page; the buttons of live coverage share the entry above them."""
    links = list(islice(line.block.iter("a"), _FEW_LINKS))
    return not links or any(not _SHARES.search(link.get("href") or "#") for link in links)


def _stands_below_links(lines: Sequence[Line], start: int, core: Sequence[int]) -> bool:
    """True when each sentence has another's linked headline of its own right above: a list of one or two."""
    above = pairwise([start - 1, *core])
    return all(
        any(
            line.link_share >= _MOSTLY_LINKS and len(line.text.split()) >= _TEXT_WORDS and not line.furniture
            for line in lines[max(before + 1, at - _NEAR) : at]
        )
        and _parted_by_link(lines[before + 1 : at])
        for before, at in above
    )


def _parted_by_link(between: Sequence[Line]) -> bool:
    """True when another's headline stands *between* two sentences, and not as a link that was announced.

    «اقرأ أيضاً: …», or «أخبار ذات صلة» with links below: what articles set between their own paragraphs.
    """
    if any(
        line.link_share < _MOSTLY_LINKS and line.says_furniture() and _announces(line) for line in between
    ):
        return False
    return any(
        line.link_share >= _MOSTLY_LINKS and not line.says_furniture() and _leads_on(line) for line in between
    )


def _are_teasers(lines: Sequence[Line], run: list[int]) -> bool:
    """True when links come between most lines of *run*, or linked headings of one build part it often."""
    pairs = list(pairwise(run))
    linked = sum(_parted_by_link(lines[before + 1 : at]) for before, at in pairs)
    average = sum(len(lines[at].text) for at in run) / len(run)
    if linked >= _LEAST_TEASERS and linked * 10 >= len(pairs) * 6 and average < _LONG_TEASER:
        return True
    headings: dict[tuple[str, str, str, str], int] = {}
    for line in lines[run[0] : run[-1] + 1]:
        if line.heading and not line.furniture and line.link_share >= _MOSTLY_LINKS:
            headings[_build(line)] = headings.get(_build(line), 0) + 1
    return max(headings.values(), default=0) >= _LEAST_TEASERS
