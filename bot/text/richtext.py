"""Rich text: what Telegram is sent, as text and entities, so that no outside text can become markup."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Style(StrEnum):
    """The Bot API's MessageEntity types that Khabar writes (core.telegram.org/bots/api#messageentity)."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    SPOILER = "spoiler"
    BLOCKQUOTE = "blockquote"
    EXPANDABLE_BLOCKQUOTE = "expandable_blockquote"
    CODE = "code"
    TEXT_LINK = "text_link"
    HASHTAG = "hashtag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A styled span; *offset* and *length* count UTF-16 code units, as Telegram does."""

    style: Style
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RichText:
    """Text with its entities, ordered by offset."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def units(self) -> int:
        """The length that Telegram counts."""
        return utf16_length(self.text)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with the styles that lie on it; *url* makes it a link."""

    text: str
    styles: tuple[Style, ...] = ()
    url: str | None = None


def utf16_length(text: str) -> int:
    """The length of *text* in UTF-16 code units: a character beyond the BMP counts two."""
    return len(text) + sum(character > "\uffff" for character in text)


def bold(text: str) -> Span:
    """*text* in bold."""
    return Span(text, (Style.BOLD,))


def link(text: str, url: str) -> Span:
    """*text* as a link to *url*."""
    return Span(text, (Style.TEXT_LINK,), url)


def appended(first: RichText, second: RichText) -> RichText:
    """*second* beneath *first*, an empty line between them."""
    head = f"{first.text}\n\n"
    moved = utf16_length(head)
    entities = (replace(entity, offset=entity.offset + moved) for entity in second.entities)
    return RichText(text=head + second.text, entities=(*first.entities, *entities))


def compose(spans: Iterable[Span | str]) -> RichText:
    """Join *spans*; lone surrogates, which Telegram refuses, become U+FFFD; outer blank space is cut.

    An entity never covers blank space at its ends, since Telegram trims it and would move the others.
    """
    pieces: list[str] = []
    entities: list[Entity] = []
    position = 0
    for item in spans:
        span = Span(item) if isinstance(item, str) else item
        text = span.text.encode("utf-16-le", "replace").decode("utf-16-le", "replace")
        if not pieces:
            text = text.lstrip()
        if not text:
            continue
        body = text.strip()
        lead = utf16_length(text[: len(text) - len(text.lstrip())])
        if body:
            entities += [
                Entity(style=style, offset=position + lead, length=utf16_length(body), url=span.url)
                for style in span.styles
            ]
        pieces.append(text)
        position += utf16_length(text)
    return RichText(text="".join(pieces).rstrip(), entities=tuple(entities))
