"""Make text from outside safe to show: no direction tricks, no mentions, no commands, no invitation links.

Telegram turns «@name», «/word» and addresses into links by itself, whoever wrote them
(core.telegram.org/bots/api#messageentity). U+2060 WORD JOINER, which nobody sees, breaks what it would find.
"""

import re
from collections.abc import Iterable

from bot.text.bidi import direction_safe, isolate, strip_controls
from bot.text.richtext import Span, bold

_JOINER = "\u2060"
_BLANKS = re.compile(r"\s+")
# None of them looks ahead: a text is made safe piece by piece, and a piece may end anywhere.
_MENTION = re.compile(r"@")
_COMMAND = re.compile(r"(?<![\w/:.])/")
_INVITATION = re.compile(r"(?i)\b(t|telegram)\.|\btg:")
_LATIN = re.compile(r"[A-Za-z]")


def one_line(text: str, limit: int = 300) -> str:
    """*text* in one line of at most *limit* characters, cut at a word."""
    line = _BLANKS.sub(" ", strip_controls(text)).strip()
    if len(line) > limit:
        head = line[:limit]
        line = (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head) + "…"
    return disarm(line)


def disarm(text: str) -> str:
    """*text* in which Telegram finds no mention, command or invitation."""
    text = _MENTION.sub("@" + _JOINER, text)
    text = _COMMAND.sub("/" + _JOINER, text)
    return _INVITATION.sub(lambda match: match[0] + _JOINER, text)


def marked(text: str, marks: Iterable[tuple[int, int]], limit: int = 400) -> list[Span | str]:
    """*text* with the stretches (start, length) in *marks* bold, laid out from the right."""
    pieces: list[Span | str] = []
    at = 0
    for start, length in sorted(marks):
        if at <= start and start + length <= limit:
            pieces += [text[at:start], bold(_safe(text[start : start + length]))]
            at = start + length
    pieces.append(text[at:limit])
    safe = [piece if isinstance(piece, Span) else _safe(piece) for piece in pieces]
    line = direction_safe("".join(piece.text if isinstance(piece, Span) else piece for piece in safe))
    return ["\u200f", *safe] if line.startswith("\u200f") else safe


def _safe(text: str) -> str:
    return disarm(_BLANKS.sub(" ", strip_controls(text)))


def title_line(text: str, limit: int = 300) -> str:
    """A headline, laid out from the right whatever it begins with."""
    return direction_safe(one_line(text, limit))


def name(text: str, limit: int = 60) -> str:
    """A source's, section's or chat's name inside an Arabic line: Latin ones keep their order."""
    line = one_line(text, limit)
    return isolate(line) if _LATIN.search(line) else line
