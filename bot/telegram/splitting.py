"""◇ Cut a long text into messages that Telegram takes: at a paragraph, line or word, and not in an entity.

A message holds 4096 UTF-16 code units and 100 entities (core.telegram.org/bots/api#sendmessage).
"""

import unicodedata
from collections.abc import Sequence

from bot.text.richtext import Entity, RichText, utf16_length

MESSAGE_UNITS = 4096
MOST_ENTITIES = 100
_BREAKS = ("\n\n", "\n", "، ", " ")
_JOINERS = "\u200d\ufe0f"


def split(text: RichText, limit: int = MESSAGE_UNITS) -> Sequence[RichText]:
    """*text* in pieces of at most *limit* units; an entity longer than a piece is continued in the next."""
    pieces = []
    rest = text
    while rest.units > limit:
        head, rest = _cut(rest, _place(rest, limit))
        pieces.append(head)
    pieces.append(rest)
    return [_few_entities(piece) for piece in pieces if piece.text.strip()]


def _place(text: RichText, limit: int) -> int:
    """The character to cut before: the best break in the last half, outside entities where there is one."""
    hard = _hard_place(text.text, limit)
    spans = _character_spans(text)
    for tolerated in (False, True):
        for mark in _BREAKS:
            at = text.text.rfind(mark, hard // 2, hard)
            while at > 0:
                place = at + len(mark)
                if tolerated or not any(start < place < stop for start, stop in spans):
                    return place
                at = text.text.rfind(mark, hard // 2, at)
    return hard


def _hard_place(text: str, limit: int) -> int:
    """As many characters as fit, not between a letter and the marks on it."""
    units = place = 0
    for place, character in enumerate(text):  # noqa: B007 - where it stops is what is asked for
        units += 2 if character > "\uffff" else 1
        if units > limit:
            break
    back = place
    while back > place - 32 and back > 1 and _clings(text, back):
        back -= 1
    return back if back > max(1, place - 32) else place


def _clings(text: str, at: int) -> bool:
    """True when the character at *at* belongs to the one before it."""
    return (
        unicodedata.combining(text[at]) != 0
        or text[at] in _JOINERS
        or text[at - 1] == _JOINERS[0]
        or "\U0001f3fb" <= text[at] <= "\U0001f3ff"
    )


def _character_spans(text: RichText) -> list[tuple[int, int]]:
    """The entities by character instead of unit."""
    at = {0: 0}
    units = 0
    for index, character in enumerate(text.text, start=1):
        units += 2 if character > "\uffff" else 1
        at[units] = index
    return [(at[each.offset], at[each.offset + each.length]) for each in text.entities]


def _cut(text: RichText, place: int) -> tuple[RichText, RichText]:
    head, tail = text.text[:place], text.text[place:]
    kept = head.rstrip()
    start = utf16_length(head) + utf16_length(tail[: len(tail) - len(tail.lstrip())])
    return (
        RichText(text=kept, entities=_within(text.entities, 0, utf16_length(kept))),
        RichText(text=tail.lstrip(), entities=_within(text.entities, start, text.units)),
    )


def _within(entities: Sequence[Entity], start: int, stop: int) -> tuple[Entity, ...]:
    """The parts of *entities* between two offsets, counted from *start*."""
    found = []
    for entity in entities:
        begin, end = max(entity.offset, start), min(entity.offset + entity.length, stop)
        if begin < end:
            found.append(Entity(style=entity.style, offset=begin - start, length=end - begin, url=entity.url))
    return tuple(found)


def _few_entities(text: RichText) -> RichText:
    return RichText(text=text.text, entities=text.entities[:MOST_ENTITIES])
