"""A page as a list of lines, each with what its place and shape tell: the view that the article is found in.

A line is the text of one block element, or of the stretch between two line breaks inside one.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from bot.feeds.page.document import one_line
from bot.feeds.page.furniture import is_embed, is_furniture, is_hidden
from bot.text.furniture import Kind, kind_of

HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS: Final = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "div",
            "dl",
        ),
        *(
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "header",
            "hgroup",
            "html",
            "legend",
            "li",
        ),
        *(
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
        ),
        *("tr", "ul", *HEADINGS),
    )
)
_SKIPPED: Final = frozenset(
    (
        *(
            "noscript",
            "select",
            "option",
            "button",
            "head",
            "object",
            "embed",
            "audio",
            "video",
            "canvas",
            "map",
        ),
        *("dialog", "label", "input"),
    )
)
_PARTED: Final = frozenset(("span", "small", "time", "a"))
_PROSE: Final = frozenset(("p", "li", "blockquote", *HEADINGS))  # here a span may split a number
_MAX_LINES: Final = 4000  # the rest of a longer page is not looked at
_MAX_LINE_CHARACTERS: Final = 50_000
_JUDGED_CHARACTERS: Final = 1000  # longer lines are judged by their beginning
_LONG: Final = 80  # characters: a sentence, not a label
_MOSTLY: Final = 0.5
_PREFORMATTED: Final = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_WHOLE_PAGE: Final = 0.8  # of all text: a form or a wrapper around everything


@dataclass(slots=True, kw_only=True)
class Line:
    """One line of a page. *block* is the innermost block element around it; *heading* is 1-6, or 0."""

    text: str
    block: etree._Element
    link_characters: int
    heading: int
    caption: bool
    suspects: tuple[int, ...]  # positions in the walk's list of suspected furniture
    furniture: bool = False
    _kind: Kind | None = None

    @property
    def link_share(self) -> float:
        """How much of the line is links, 0-1."""
        return self.link_characters / max(len(self.text), 1)

    def kind(self) -> Kind:
        """What its words and shape make of it, wherever it stands («اقرأ أيضاً», «135 مشاهدة»: furniture)."""
        if self._kind is None:
            self._kind = kind_of(self.text[:_JUDGED_CHARACTERS])
        return self._kind

    def says_furniture(self) -> bool:
        """True when its words are those of furniture."""
        return self.kind() is Kind.FURNITURE


def _meet(before: str, after: str) -> bool:
    """True where two elements touch in a number: styles part «2026» and «17:11», the text does not."""
    return (before.isdigit() and after.isalnum()) or (after.isdigit() and before.isalnum())


@dataclass(slots=True)
class _Walk:
    """Where the walk is, and the line being gathered."""

    lines: list[Line] = field(default_factory=list)
    blocks: list[etree._Element] = field(default_factory=list)
    suspects: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)  # one per suspect: out of sight, not only furniture
    footers: list[bool] = field(default_factory=list)  # one per suspect: a footer, however much it says
    links: int = 0
    headings: list[int] = field(default_factory=list)
    captions: int = 0
    pieces: list[str] = field(default_factory=list)
    preformatted: int = 0  # elements whose line breaks are shown as written
    parted: bool = False  # an element begins that styles may set apart from the text before it
    link_characters: int = 0

    def add(self, text: str | None) -> None:
        if text and self.preformatted and "\n" in text:
            for line in text.split("\n"):
                self._add(line)
                self.flush()
        elif text:
            self._add(text)

    def _add(self, text: str) -> None:
        if text:
            if self.parted and self.pieces and _meet(self.pieces[-1][-1], text[0]):
                self.pieces.append(" ")
            self.parted = False
            self.pieces.append(text)
            if self.links:
                self.link_characters += len(text.strip())

    def flush(self) -> None:
        text = (
            one_line("".join(self.pieces)[: 2 * _MAX_LINE_CHARACTERS])[:_MAX_LINE_CHARACTERS]
            if self.pieces
            else ""
        )
        if text and self.blocks:
            self.lines.append(
                Line(
                    text=text,
                    block=self.blocks[-1],
                    link_characters=min(self.link_characters, len(text)),
                    heading=self.headings[-1] if self.headings else 0,
                    caption=self.captions > 0,
                    suspects=tuple(self.suspects),
                )
            )
        self.pieces.clear()
        self.link_characters = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What the start of an element set in motion, to be undone at its end."""

    block: bool
    suspect: bool
    caption: bool
    preformatted: bool = False


def read_lines(root: etree._Element) -> list[Line]:
    """Every line of the page that a reader could see, in order, with furniture marked."""
    walk = _Walk()
    opened: list[_Opened] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if len(walk.lines) >= _MAX_LINES:
            break
        if event == "end":
            _close(walk, element, opened.pop())
        elif element.tag in _SKIPPED or is_embed(element):
            walker.skip_subtree()
            opened.append(_Opened(block=False, suspect=False, caption=False))
        else:
            opened.append(_open(walk, element))
    walk.flush()
    _judge(walk)
    return walk.lines


def empty_line(root: etree._Element) -> Line:
    """What stands for the lines of a page that shows none: its scripts build it."""
    return Line(text="", block=root, link_characters=0, heading=0, caption=False, suspects=(), furniture=True)


def _open(walk: _Walk, element: etree._Element) -> _Opened:
    tag = str(element.tag)
    block = tag in _BLOCKS
    if block:
        walk.flush()
        walk.blocks.append(element)
        if tag in HEADINGS:
            walk.headings.append(int(tag[1]))
    elif tag in {"br", "hr"}:
        walk.flush()
    elif tag == "a":
        walk.links += 1
    if tag in _PARTED and walk.blocks and walk.blocks[-1].tag not in _PROSE:
        walk.parted = True
    hidden = is_hidden(element)
    suspect = hidden or is_furniture(element)
    if suspect:
        if not block:
            walk.flush()
        walk.suspects.append(len(walk.hidden))
        walk.hidden.append(hidden)
        walk.footers.append(tag == "footer")
    names = (element.get("class") or "").lower()
    caption = tag == "figcaption" or "caption" in names or "img-cap" in names
    walk.captions += caption
    preformatted = bool(_PREFORMATTED.search(element.get("style") or ""))
    walk.preformatted += preformatted
    walk.add(element.text)
    return _Opened(block=block, suspect=suspect, caption=caption, preformatted=preformatted)


def _close(walk: _Walk, element: etree._Element, opened: _Opened) -> None:
    tag = str(element.tag)
    if opened.block:
        walk.flush()
        walk.blocks.pop()
        if tag in HEADINGS:
            walk.headings.pop()
    elif opened.suspect:
        walk.flush()
    elif tag == "a" and walk.links:
        walk.links -= 1
    if opened.suspect:
        walk.suspects.pop()
        walk.links -= tag == "a" and walk.links > 0
    walk.captions -= opened.caption
    walk.preformatted -= opened.preformatted
    walk.add(element.tail)


def _judge(walk: _Walk) -> None:
    """Mark the lines inside furniture; a suspect that holds the h1 or most sentences in sight is none."""
    weights = [0] * len(walk.hidden)
    titled = [False] * len(walk.hidden)
    sizes = [0] * len(walk.hidden)
    total = size = 0
    for line in walk.lines:
        weight = len(line.text) if len(line.text) >= _LONG and line.link_share < _MOSTLY else 0
        if any(walk.hidden[suspect] for suspect in line.suspects):
            weight = 0
        total += weight
        size += len(line.text)
        for suspect in line.suspects:
            sizes[suspect] += len(line.text)
            weights[suspect] += weight
            titled[suspect] |= line.heading == 1 and len(line.text) > 20
    for line in walk.lines:
        line.furniture = any(
            not titled[suspect]
            and (walk.hidden[suspect] or walk.footers[suspect] or weights[suspect] <= total * _MOSTLY)
            and sizes[suspect] < size * _WHOLE_PAGE
            for suspect in line.suspects
        )
