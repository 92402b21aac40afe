"""◇ Where an Arabic sentence may be cut: clause and phrase ends with quotes and brackets closed."""

import re
from collections.abc import Iterator

_PAIRS = ("«»", "“”", "()", "[]", "‹›")
_COMMA = re.compile(r"\s?[،؛](?=\s)(?<!\d،)|(?<=[^\W\d_])[;,](?=\s)|\s?\.\.+(?=\s)|\s[–—-](?=\s)")
# Words that open a subordinate clause or the next coordinated statement.
_CLAUSE_OPENERS = (
    "حيث|فيما|بينما|وذلك|وهو|وهي|وفق|وفقا|وفقاً|بحسب|حسب|حسبما|علما|علماً|إذ|لكن|ولكن|بعد أن|بعدما|في حين|كما|"
    "خاصة|خصوصا|خصوصاً|لا سيما|وأكد|وأضاف|وقال|وأوضح|وأشار|وأفاد|"
    "(?:مشير|مؤكد|موضح|مضيف|مبين|لافت|معتبر|داعي|معرب|مشدد|متابع|معلن|كاشف|محذر|مطالب)(?:ا|اً|ًا|ة|ين|ا)?"
)
_SUBORDINATE = re.compile(rf"\s(?=(?:{_CLAUSE_OPENERS})\s)")
# Words that open a phrase: what stands before them can be read by itself.
_PHRASE_OPENERS = (
    "في|من|على|إلى|الى|عن|مع|بعد|قبل|خلال|ضد|لدى|عبر|منذ|حول|بين|ضمن|التي|الذي|الذين|بأن|بان|أن|ان|"
    r"و[^\W\d_]{3,}|لل[^\W\d_]{2,}|بال[^\W\d_]{2,}"
)
_PHRASE = re.compile(rf"\s(?=(?:{_PHRASE_OPENERS})\s)")
_TRAILING = " ،؛,;:.–—-"
_GOOD_CLAUSE = 0.75  # share of the room from which a clause end is preferred to a later phrase end


def balanced(text: str) -> bool:
    """Whether every quotation mark and bracket that opens in *text* also closes in it."""
    return text.count('"') % 2 == 0 and all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)


def clause_ends(sentence: str, limit: int) -> Iterator[int]:
    """Positions up to *limit* where a clause ends and *sentence* may be cut, the last one first."""
    yield from _safe_ends(sentence, limit, _COMMA, _SUBORDINATE)


def phrase_ends(sentence: str, limit: int) -> Iterator[int]:
    """Positions up to *limit* before a phrase that *sentence* can do without, the last one first."""
    yield from _safe_ends(sentence, limit, _PHRASE)


def shortened(sentence: str, budget: int) -> str:
    """A start of *sentence* within *budget* characters with "…" after it; the whole of it when that fits.

    It ends at a clause if one ends in the last quarter of the room, else at a phrase, else at a word; a
    quotation or bracket that it could not close is left out if anything can be said before it.
    """
    if len(sentence) <= budget:
        return sentence
    limit = budget - 1
    clause = next(clause_ends(sentence, limit), 0)
    if clause < _GOOD_CLAUSE * limit:
        clause = max(clause, next(phrase_ends(sentence, limit), 0)) or _word_end(sentence, limit)
    return sentence[:clause].rstrip(_TRAILING) + "…"


def _safe_ends(sentence: str, limit: int, *patterns: re.Pattern[str]) -> Iterator[int]:
    reach = sentence[: limit + 24]  # the longest opener and its space lie within
    starts = {mark.start() for pattern in patterns for mark in pattern.finditer(reach)}
    ends = {len(sentence[:at].rstrip(_TRAILING)) for at in starts}
    for end in sorted(ends, reverse=True):
        if 0 < end <= limit and balanced(sentence[:end]):
            yield end


def _word_end(sentence: str, limit: int) -> int:
    """The last word end up to *limit* outside quotations and brackets; *limit* itself when there is none."""
    spaces = [mark.start() for mark in re.finditer(r"\s", sentence[: limit + 1])]
    outside = (at for at in reversed(spaces) if balanced(sentence[:at]))
    return next(outside, spaces[-1] if spaces else limit)
