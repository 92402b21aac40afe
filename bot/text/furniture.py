"""◇ The furniture of a news page: lines that are no news, told first by their shape, then by their words.

Menus, counters, dates, share lines, related headlines, notices. Shape comes first because it holds for
wordings never seen: measured on pages with unknown wording, a list of words alone leaked in half of them. No
rule looks inside a sentence of news: «انتهى الاجتماع» stays, the line «انتهى» goes.
"""

import re
from enum import Enum, auto
from functools import lru_cache

from bot.text import furniture_words as known
from bot.text.dateline import glued
from bot.text.normalize import normalize
from bot.text.stopwords import STOP_WORDS

FULL_LINE = 60
"""Characters from which a line with a full stop is body."""
BARE_LINE = 140
"""Characters from which a line is body even without one."""
_SHORT_LINE = 220  # characters: no rule by words touches a longer line, save the notices,
_LONGEST_WORD = 60  # characters: more without a space is an address
_LONGEST_NOTICE = 700  # which are paragraphs of their own
_SHORT_SENTENCE = 5  # words
_LONGEST_CLOCK = 8  # characters of «17:11 pm», which names no day
_WORDS_BESIDE_STAMP = 1
_LEAST_META = 3  # «المصدر: واع» and «التاريخ: أمس» are furniture by other rules, or none
_WORDS_A_HELPER = 16  # prose has at least one small word in so many
_WORDS_A_SEPARATOR = 4  # and at most one separator in so many

_SHORTENED = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")
_DIGIT = re.compile(r"\d")
_QUOTES = re.compile('["«“]')
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SENTENCE_END = re.compile(r'[.!?؟…:۔](?:\s?["»”’)\]])*$')
_FULL_STOP = re.compile(r'[.۔](?:\s?["»”’)\]])*$')
_INNER_FULL_STOP = re.compile(r'[^\W\d_]{2}["»”)]*\s?[.۔؛]\s|[^\W\d_]{2}\.(?=[^\W\d_]{2})')
_TEASE_END = re.compile(r'[؟?!…](?:\s?["»”’)\]])*$')
_INNER_STOP = re.compile(r'[^\W\d_]{2}["»”)]*\s?[.۔؛،]\s|[^\W\d_]{2}\.(?=[^\W\d_]{2})')
_LABEL = re.compile(r"^[^\s:|]{2,14}(?:\s[^\s:|]{2,14}){0,2}\s?[:|]\s")
_SEPARATOR = re.compile(r"[,|•·»›>/#–-]\s|\s[|•·»›>/#–-]|#")
_FOREIGN_HELPERS = frozenset(
    normalize(
        "the of and to in a is for on that was de la le et les en des که از به در را bir ve بۆ لە و"
    ).split()
)


class Kind(Enum):
    """What a line of a page is."""

    FURNITURE = auto()
    """Known by its words: never news."""

    LABEL = auto()
    """A short line without a sentence: a menu entry, a headline, a caption."""

    SHORT = auto()
    """A short whole sentence: news only among body lines."""

    TITLE = auto()
    """The headline of the article itself."""

    BODY = auto()
    """A paragraph of the article."""


folded_line = lru_cache(maxsize=64)(normalize)
"""Whether a line is the title is asked before what else it is; folding it is half of either answer."""


@lru_cache(
    maxsize=512
)  # the lines of a page are asked for again once others are gone, its menus on every page
def kind_of(line: str) -> Kind:
    """What *line* (controls stripped, spaces single) is, taken by itself; never ``TITLE``."""
    folded = folded_line(line)
    if _is_furniture(folded) or (len(line) > _LONGEST_WORD and " " not in line):
        return Kind.FURNITURE
    ended = bool(_SENTENCE_END.search(line))
    if len(line) >= BARE_LINE:
        return Kind.BODY if ended or reads_like_prose(folded) else Kind.LABEL
    if not ended or (_is_labelled(line, folded) and not (len(line) >= FULL_LINE and _FULL_STOP.search(line))):
        return Kind.LABEL
    if len(line) >= FULL_LINE and _ends_or_holds_a_sentence(line):
        return Kind.BODY
    return Kind.SHORT if len(_WORD.findall(folded)) >= _SHORT_SENTENCE else Kind.LABEL


def _ends_or_holds_a_sentence(line: str) -> bool:
    """Whether the line has a full stop at its end, or inside where it ends as linked headlines do (؟ ! …)."""
    inner = _INNER_FULL_STOP if _TEASE_END.search(line) else _INNER_STOP
    return bool(_FULL_STOP.search(line) or inner.search(line))


def says_much(line: str) -> bool:
    """Whether a body line is no linked headline: too long, of two sentences, or going on from another."""
    return len(line) >= BARE_LINE or goes_on(line) or bool(_INNER_FULL_STOP.search(line))


def goes_on(line: str) -> bool:
    """Whether a line goes on from the one before («وأضاف …», «كما …»): no headline begins so."""
    return bool(known.GOES_ON.match(normalize(line)))


def teases(line: str) -> bool:
    """Whether a short sentence ends as linked headlines do (؟ ! … :) and paragraphs of news seldom do."""
    return not _FULL_STOP.search(line)


def reads_like_prose(folded: str) -> bool:
    """Whether a normalised line without a sentence end holds the small words that only sentences have.

    A menu or a tag cloud flattened into one line has none, and far more separators than a sentence.
    """
    found = _WORD.findall(folded)
    helpers = sum(word in STOP_WORDS or word in _FOREIGN_HELPERS for word in found)
    separators = len(_SEPARATOR.findall(folded))
    return helpers * _WORDS_A_HELPER >= len(found) > 0 and separators * _WORDS_A_SEPARATOR <= len(found)


def ends_article(line: str) -> bool:
    """Whether nothing after this line belongs to the article (انتهى, the comments, the rights)."""
    return len(line) < _SHORT_LINE and bool(known.END_OF_ARTICLE.match(normalize(line)))


def views_in(line: str) -> int | None:
    """The number of readers a counter line names ("135 مشاهدة", "عدد القراءات: ١٢"), if it is one."""
    folded = known.READING_TIME.sub(" ", normalize(line))
    found = known.COUNTER.search(folded)
    if found is None or found.lastindex is None:
        return None
    number, end = found[found.lastindex].strip(".,"), found.end(found.lastindex)
    for pattern, scale in known.COUNTER_SCALES:
        if pattern.match(folded, end) and _SHORTENED.fullmatch(number):
            return round(float(number.replace(",", ".")) * scale)
    digits = re.sub(r"\D", "", number)
    return int(digits) if 0 < len(digits) <= 12 else None


def date_in(line: str) -> str | None:
    """The date of a date line as written («9-01-2024, 17:11», «منذ 3 ساعات») without its bullet."""
    folded = normalize(line)
    dated = known.DATE_LINE.match(folded) and known.DATE.search(folded)
    if not dated and not known.AGO.match(folded):
        return None
    return line.strip(" •·*|-–")


def stated_date(folded: str) -> str | None:
    """The date in a normalised line of labels, weekday and clock with it: that of publication, if told."""
    if not _DIGIT.search(folded):
        return None
    labelled = known.PUBLISHED_AT.search(folded)
    found = known.META_DATE.search(folded, labelled.end() if labelled else 0)
    return found[0] if found and len(found[0]) > _LONGEST_CLOCK else None


def _is_labelled(line: str, folded: str) -> bool:
    """Whether the line opens with a label and a colon («طالع: …»): no speaker, quotation or dateline."""
    if not _LABEL.match(line) or known.SPEAKS.match(folded) or '"' in line or "«" in line:
        return False
    return glued(line) is None


def _is_furniture(folded: str) -> bool:
    if len(folded) < _LONGEST_NOTICE and _is_notice(folded):
        return True
    if len(folded) >= _SHORT_LINE:
        return False
    if any(
        pattern.search(folded) for pattern in (known.LINE, known.ASKING, known.COUNTER_LINE, known.WHEN_LINE)
    ):
        return True
    if (":" in folded and _is_meta(folded)) or _is_stamp_and_counter(folded):
        return True
    if known.OURS.search(folded) and not _QUOTES.search(folded):
        return True
    return bool(_DIGIT.search(folded) and known.DATE_LINE.match(folded))


def _is_meta(folded: str) -> bool:
    """Whether the line is nothing but labels with their values, dates and buttons, three of them or more.

    «القسم: محليات  التاريخ: 24/11/2026 15:01  طباعة | إرسال لصديق»: what old sites write below a headline.
    """
    parts = 0
    for pattern in (known.META_DATE, known.META_BUTTON, known.META_LABEL):
        folded, found = pattern.subn(" | ", folded)
        parts += found
    return parts >= _LEAST_META and not _WORD.search(folded)


def _is_stamp_and_counter(folded: str) -> bool:
    """Whether the line is a date and a counter («2026/11/24 5:11 م 135 مشاهدة»), or a day with its clock.

    Beside a clock stand a section's name and a bare counter at most («محلي 24-11-2026, 17:11 135»); a day
    without one may be a dateline.
    """
    if len(folded) > FULL_LINE or not _DIGIT.search(folded):
        return False
    if known.COUNTER.search(folded):
        rest, dates = known.META_DATE.subn(" ", known.COUNTER.sub(" ", folded))
        return dates > 0 and not _WORD.search(rest)
    stated = known.META_DATE.search(folded)
    if stated is None or ":" not in stated[0] or len(stated[0]) <= _LONGEST_CLOCK:
        return False
    rest = folded[: stated.start()] + folded[stated.end() :]
    beside = [word for word in _WORD.findall(rest) if word.isalpha() and len(word) > 1]
    return len(beside) <= _WORDS_BESIDE_STAMP


def _is_notice(folded: str) -> bool:
    return bool(
        known.NOTICE.search(folded)
        or (known.NOTICE_TOPIC.search(folded) and known.ADDRESSES_READER.search(folded))
    )
