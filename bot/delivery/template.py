"""Templates of posts: text with {fields}, a tiny language of our own in which nothing can be executed.

    *{mark}{headline}*

    {summary}

    [📍 {place} · ]{time}

``{field}`` is a value, ``*…*`` bold, ``_…_`` italic; a part in ``[…]`` is left out when a field in it is
empty, a line when all its fields are. A line that begins with ``>`` is a quotation that readers unfold. A
backslash takes the next character as it is. Values are never read as template: what a publisher wrote stays
text.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.text.richtext import RichText, Span, Style, compose

FIELDS: Final = frozenset(
    {
        "mark",
        "headline",
        "summary",
        "place",
        "time",
        "date",
        "source",
        "also",
        "hashtags",
        "full_text",
        "updated",
        "footer",
        "author",
        "section",
    }
)
"""What a template may show; docs/templates.md says what each is."""
LONGEST = 2_000
_TOKEN = re.compile(r"\\(?P<literal>.)|\{(?P<field>[^{}\n]*)\}|(?P<sign>[*_\[\]])|(?P<text>[^\\{}*_\[\]]+|.)")


class TemplateFault(StrEnum):
    """What is wrong with a template."""

    TOO_LONG = "too_long"
    UNKNOWN_FIELD = "unknown_field"
    NESTED_PART = "nested_part"
    UNOPENED_PART = "unopened_part"
    UNCLOSED_PART = "unclosed_part"
    UNCLOSED_STYLE = "unclosed_style"


class TemplateError(ValueError):
    """A template that cannot be used; its text says which part and what would be right.

    *line* counts from 1; *field* is the unknown one.
    """

    def __init__(self, fault: TemplateFault, text: str, *, line: int = 1, field: str = "") -> None:
        super().__init__(text if fault is TemplateFault.TOO_LONG else f"line {line}: {text}")
        self.fault = fault
        self.line = line
        self.field = field


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a line: text, or a field's name; *group* numbers the [part] it is in, 0: none."""

    text: str
    is_field: bool
    styles: tuple[Style, ...]
    group: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a template."""

    parts: tuple[_Part, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been read; made by parse_template."""

    lines: tuple[_Line, ...]
    source: str
    """As it was written, without the blank lines around it."""

    @property
    def fields(self) -> frozenset[str]:
        """The fields it shows."""
        return frozenset(part.text for line in self.lines for part in line.parts if part.is_field)


def parse_template(source: str) -> Template:
    """Read a template.

    Raises:
        TemplateError: an unknown field, an open bracket or an open style; it names line and part.
    """
    if len(source) > LONGEST:
        raise TemplateError(
            TemplateFault.TOO_LONG,
            f"the template has {len(source)} characters; at most {LONGEST} are taken",
        )
    bare = source.strip("\n")
    lines = tuple(_parse_line(line, number) for number, line in enumerate(bare.split("\n"), start=1))
    return Template(lines, bare)


def _parse_line(source: str, number: int) -> _Line:  # noqa: C901 - one token, one branch
    quoted = source.startswith(">")
    parts: list[_Part] = []
    styles: list[Style] = [Style.EXPANDABLE_BLOCKQUOTE] if quoted else []
    group, groups = 0, 0
    for token in _TOKEN.finditer(source[1:] if quoted else source):
        field = token["field"]
        if field is not None:
            if field not in FIELDS:
                known = "، ".join(sorted(FIELDS))
                raise TemplateError(
                    TemplateFault.UNKNOWN_FIELD,
                    f"there is no field {{{field}}}; known: {known}",
                    line=number,
                    field=field,
                )
            parts.append(_Part(field, is_field=True, styles=tuple(styles), group=group))
        elif token["sign"] in {"*", "_"}:
            _toggle(styles, Style.BOLD if token["sign"] == "*" else Style.ITALIC)
        elif token["sign"] == "[":
            if group:
                raise _unpaired(TemplateFault.NESTED_PART, "[ within a [ … ]", line=number)
            groups += 1
            group = groups
        elif token["sign"] == "]":
            if not group:
                raise _unpaired(TemplateFault.UNOPENED_PART, "] without its [", line=number)
            group = 0
        else:
            text = token["literal"] or token["text"]
            parts.append(_Part(text, is_field=False, styles=tuple(styles), group=group))
    if group:
        raise _unpaired(TemplateFault.UNCLOSED_PART, "[ without its ]", line=number)
    if set(styles) - {Style.EXPANDABLE_BLOCKQUOTE}:
        raise _unpaired(TemplateFault.UNCLOSED_STYLE, "* or _ without its second", line=number)
    return _Line(tuple(parts), quoted)


def _unpaired(fault: TemplateFault, what: str, *, line: int) -> TemplateError:
    text = f"a {what}; write \\{what[0]} for the character itself"
    return TemplateError(fault, text, line=line)


def _toggle(styles: list[Style], style: Style) -> None:
    if style in styles:
        styles.remove(style)
    else:
        styles.append(style)


def fill(template: Template, values: Mapping[str, str], *, finish: Callable[[str], str] = str) -> RichText:
    """The text of *template* with *values*; *finish* gets each whole line's first piece, for its direction.

    Lines without anything to show go, and of several empty lines one stays.
    """
    spans: list[Span] = []
    blank_waits = False
    for line in template.lines:
        pieces = list(_fill_line(line, values))
        if not line.parts:
            blank_waits = bool(spans)
            continue
        if not pieces:
            continue
        if spans:
            spans.append(Span("\n\n" if blank_waits else "\n"))
        blank_waits = False
        whole = "".join(piece.text for piece in pieces)
        mark = finish(whole).removesuffix(whole)
        spans += [Span(mark)] * bool(mark) + _joined(pieces)
    return compose(spans)


def _fill_line(line: _Line, values: Mapping[str, str]) -> Iterator[Span]:
    """The pieces of a line; none when it has fields and all are empty."""
    fields = [part for part in line.parts if part.is_field]
    if fields and not any(values.get(part.text) for part in fields):
        return
    hollow = {part.group for part in fields if part.group and not values.get(part.text)}
    for part in line.parts:
        text = values.get(part.text, "") if part.is_field else part.text
        if text and part.group not in hollow:
            yield Span(text, part.styles)


def _joined(pieces: Sequence[Span]) -> list[Span]:
    """Neighbours of one style become one piece, so that no entity is cut in two."""
    joined: list[Span] = []
    for piece in pieces:
        if joined and joined[-1].styles == piece.styles:
            joined[-1] = Span(joined[-1].text + piece.text, piece.styles)
        else:
            joined.append(piece)
    return joined
