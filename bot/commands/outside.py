"""Make text from outside safe to show: no direction tricks, no mentions, no commands, no invitation links.

Telegram turns «@name», «/word» and addresses into links by itself, whoever wrote them
(core.telegram.org/bots/api#messageentity). U+2060 WORD JOINER, which nobody sees, breaks what it would find.
"""

import re

from bot.text.bidi import direction_safe, isolate, strip_controls

_JOINER = "\u2060"
_BLANKS = re.compile(r"\s+")
_MENTION = re.compile(r"@(?=\w)")
_COMMAND = re.compile(r"(?<![\w/])/(?=[A-Za-z0-9_])")
_INVITATION = re.compile(r"(?i)\b(t|telegram)\.(?=(me|dog|org)\b)|\btg:(?=//)")
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


def title_line(text: str, limit: int = 300) -> str:
    """A headline, laid out from the right whatever it begins with."""
    return direction_safe(one_line(text, limit))


def name(text: str, limit: int = 60) -> str:
    """A source's, section's or chat's name inside an Arabic line: Latin ones keep their order."""
    line = one_line(text, limit)
    return isolate(line) if _LATIN.search(line) else line
