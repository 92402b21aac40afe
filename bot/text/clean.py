"""◇ Page or feed text → the paragraphs of the article, and what the furniture around them said.

    lines | unwrap | kind of each (shape, then words) | first to last body line | dateline | tails

Everything before the first body line and after the last one goes, whatever its wording; a short sentence
counts only among body lines. Text without furniture passes through whole.
"""

import re
import unicodedata

from msgspec import Struct
from msgspec.structs import replace

from bot.text.bidi import strip_controls
from bot.text.dateline import Dateline, alone, glued
from bot.text.furniture import (
    FULL_LINE,
    Kind,
    date_in,
    ends_article,
    folded_line,
    goes_on,
    kind_of,
    reads_like_prose,
    says_much,
    teases,
    views_in,
)
from bot.text.normalize import normalize
from bot.text.tokens import folded_words, words

_BULLETS = " \t•·●▪■◾◼►▶»*×–—-|🔹🔸🔷🔶🔵🔴🟢🟡🟠⚪⚫⭕🔻🔺▫◽◻◀📌📍👈👉➡⬅✅☑✔⚡🚨🛑‼❗\ufe0f"
_TATWEEL_IN_WORD = re.compile(
    "(?<=[\u0620-\u063f\u0641-\u0652])\u0640+(?=[\u0620-\u063f\u0641-\u064a])|\u0640(?=\u0640)"
)
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufe70-\ufefc]+")
_SENTENCE_END = re.compile(r'[.!?؟…:؛،۔](?:\s?["»”’)\]])*$')
_TITLE_EXTRA_WORDS = 6  # "العنوان | الموقع" is still the title
_CHARACTERS_A_WORD = 16  # no line of so many characters a word is a title of so many words
_LEAST_TITLE = 4  # words below which a title may well occur inside a sentence
_UNFURNISHED = frozenset((Kind.BODY, Kind.SHORT, Kind.TITLE))
_PASSES = 4
_LONG_LEAD = 100  # characters: longer than headlines are
_LONG_LABEL = 40  # characters: below, it is a menu entry
_WRAPPED = 45  # characters: a shorter line was not broken by a margin
_MARGIN = 110  # characters: no margin is wider
_REACH = 300  # characters: no link or sign-off at the end is longer
_INLINE_FURNITURE = re.compile(
    r"\s*[(\[](?:\s*)(?:اقرأ|إقرأ|اقرا|شاهد|طالع|انظر|للمزيد|المزيد)\s(?:أيض|ايض|المزيد|من|:)[^()\[\]]{0,160}[)\]]"
)
_TAIL = re.compile(
    r"(?<=[.!؟…\]\"»”])\s*(?:[/\\|]?\s?(?:انتهى|انتهي|إنتهى)(?:\s?[/\\|.\-–:]?\s?[\w.\s/]{0,8})?|"
    r"(?:اقرأ|إقرأ|اقرا|شاهد|طالع)\s(?:أيضاً|أيضًا|أيضا|ايضا|ايضاً|المزيد)\s?[:：].{0,200}|"
    r"(?:اقرأ|إقرأ|اقرا|قراءة|أكمل|إكمال|متابعة)\s(?:المزيد|القراءة|التفاصيل)|"
    r"(?:المصدر|المصادر)\s?[:：]\s?.{0,40}|[#＃]\S+(?:\s[#＃]\S+)*)\W*$"
)


class CleanText(Struct, frozen=True, kw_only=True, gc=False):
    """The article without its page; a struct, and no dataclass, because a poll makes thousands."""

    paragraphs: tuple[str, ...]
    """Body paragraphs in order, as the publisher wrote them."""

    agency: str | None = None
    """Who the dateline names as the reporter."""

    place: str | None = None
    """Where the dateline says it was written."""

    views: int | None = None
    """The page's own counter of readers."""

    published: str | None = None
    """The page's date line, unread: ``bot.text.dates`` reads it."""

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.paragraphs)


def clean(text: str, *, title: str = "") -> CleanText:
    """The article inside *text* (a page read as text, or a feed's content with tags removed); never raises.

    Cleaning what is clean changes nothing. *title* is left out wherever it stands alone.
    """
    said = words(title)
    lines = _lines(text)
    first = _pass(lines, said)
    paragraphs = first.paragraphs
    passes = 1
    while passes < _PASSES and paragraphs and paragraphs != tuple(lines):  # what is left may show more
        passes += 1
        lines = _lines("\n".join(paragraphs))
        paragraphs = _pass(lines, said).paragraphs or paragraphs
    return replace(first, paragraphs=paragraphs)


def _pass(lines: list[str], title: list[str]) -> CleanText:
    kinds = _kinds(lines, title)
    body = _body(lines, kinds)
    agency, place = _dateline_above(lines, kinds, body[0] if body else len(lines))
    views, published = _counted(lines, kinds)
    paragraphs, found = _without_dateline([lines[at] for at in body])
    if found:
        agency, place = found.agency or agency, found.place or place
    return CleanText(
        paragraphs=tuple(paragraph for line in paragraphs if (paragraph := without_tail(line))),
        agency=agency,
        place=place,
        views=views,
        published=published,
    )


def tidy(line: str) -> str:
    """One line as it may be published: no controls or stretching, plain letter forms, single spaces."""
    bare = strip_controls(line)
    if _PRESENTATION_FORMS.search(bare):
        bare = _PRESENTATION_FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), bare)
    return " ".join(_TATWEEL_IN_WORD.sub("", bare).split())


def _lines(text: str) -> list[str]:
    """Tidied lines without bullets; "" marks an empty line (a border between blocks)."""
    tidied = [tidy(line) for line in text.splitlines()]
    return _unwrapped(tidied)


def _unwrapped(lines: list[str]) -> list[str]:
    """Join lines that a margin broke: no stop at the end, the next right below, all of one width."""
    joined: list[str] = []
    open_ended = False
    for position, line in enumerate(lines):
        if not line:
            open_ended = False
            continue
        if open_ended and joined:
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        below = lines[position + 1] if position + 1 < len(lines) else ""
        open_ended = (
            _WRAPPED < len(line) <= _MARGIN
            and bool(below)
            and not _SENTENCE_END.search(line)
            and _same_margin(lines, position)
            and kind_of(below) is not Kind.FURNITURE
        )
    return [line.strip(_BULLETS) or line for line in joined]


def _same_margin(lines: list[str], position: int) -> bool:
    """Whether the lines around form a block of at least three with one right margin."""
    start = position
    while start > 0 and lines[start - 1] and position - start < 4:
        start -= 1
    block: list[str] = []
    for line in lines[start : position + 5]:
        if not line and block:
            break
        block.append(line)
    widths = [len(line) for line in block[:-1]]
    if not (len(widths) >= 3 and max(widths) <= _MARGIN and min(widths) * 10 >= max(widths) * 7):
        return False
    # Paragraphs without full stops are as wide as one another, too; but most go on from the one before.
    return sum(map(goes_on, block[1:])) * 2 < len(block) - 1


def _kinds(lines: list[str], title: list[str]) -> list[Kind]:
    """The kind of each line; prose without a stop is body where a lead stands."""
    kinds = [Kind.TITLE if title and _is_title(line, title) else kind_of(line) for line in lines]
    lead = _unstopped_lead(lines, kinds)
    if lead is not None:
        kinds[lead] = Kind.BODY
    return kinds


def _unstopped_lead(lines: list[str], kinds: list[Kind]) -> int | None:
    """A lead whose writer forgot the full stop: prose first of all, or, if long, right above the body."""
    first = next((at for at, kind in enumerate(kinds) if kind is not Kind.TITLE), len(kinds))
    least = FULL_LINE
    if Kind.FURNITURE in kinds:
        first = next((at for at, kind in enumerate(kinds) if kind is Kind.BODY), 0) - 1
        least = _LONG_LEAD
    if not 0 <= first < len(kinds) or kinds[first] is not Kind.LABEL or len(lines[first]) < least:
        return None
    return first if reads_like_prose(normalize(lines[first])) else None


def _is_title(line: str, title: list[str]) -> bool:
    """Whether the line is the title, with at most a few words around it."""
    if len(line) > _CHARACTERS_A_WORD * (len(title) + _TITLE_EXTRA_WORDS):
        return False
    found = folded_words(folded_line(line))
    if found == title:
        return True
    if len(title) < _LEAST_TITLE or len(found) > len(title) + _TITLE_EXTRA_WORDS:
        return False
    return f" {' '.join(title)} " in f" {' '.join(found)} "


def _body(lines: list[str], kinds: list[Kind]) -> list[int]:
    """Positions of the lines that are the article."""
    numbered = list(enumerate(kinds))
    if _UNFURNISHED.issuperset(kinds):
        return [at for at, kind in numbered if kind is not Kind.TITLE]
    body = [at for at, kind in numbered if kind is Kind.BODY]
    if not body:
        return _loose_body(lines, kinds)
    last = _last_body(lines, kinds, body)
    return [
        at
        for at, kind in numbered[body[0] : last + 1]
        if kind is Kind.BODY or (kind is Kind.SHORT and not teases(lines[at]))
    ]


def _last_body(lines: list[str], kinds: list[Kind], body: list[int]) -> int:
    """Where the article ends: at its sign-off, and before headlines that stand beyond other furniture."""
    known = (at for at in range(body[0], len(lines)) if kinds[at] is Kind.FURNITURE)
    end = next((at for at in known if ends_article(lines[at])), len(lines))
    body = [at for at in body if at < end]
    last = next((at for at in reversed(body) if says_much(lines[at])), body[0])
    while last + 1 < end and (
        kinds[last + 1] is Kind.BODY or (kinds[last + 1] is Kind.SHORT and goes_on(lines[last + 1]))
    ):
        last += 1
    return last


def _loose_body(lines: list[str], kinds: list[Kind]) -> list[int]:
    """The best there is where no line is a full paragraph: sentences (a bulletin), else long lines."""
    for kind, least in ((Kind.SHORT, 0), (Kind.LABEL, _LONG_LABEL)):
        found = [at for at, one in enumerate(kinds) if one is kind and len(lines[at]) >= least]
        if found:
            return found
    return [] if Kind.FURNITURE in kinds else [at for at, kind in enumerate(kinds) if kind is Kind.LABEL]


def _counted(lines: list[str], kinds: list[Kind]) -> tuple[int | None, str | None]:
    """Views and date line among the furniture; the first of each."""
    views: int | None = None
    published: str | None = None
    for line, kind in zip(lines, kinds, strict=True):
        if kind in (Kind.BODY, Kind.SHORT) or len(line) > 120:
            continue
        views = views if views is not None else views_in(line)
        published = published or date_in(line)
    return views, published


def _dateline_above(lines: list[str], kinds: list[Kind], first: int) -> tuple[str | None, str | None]:
    """Agency and place of a dateline that stands on one of the two lines above the body."""
    for position in range(first - 1, max(-1, first - 3), -1):
        found = alone(lines[position]) if kinds[position] in (Kind.LABEL, Kind.SHORT) else None
        if found:
            return found.agency, found.place
    return None, None


def _without_dateline(body: list[str]) -> tuple[list[str], Dateline | None]:
    if not body:
        return body, None
    found = glued(body[0])
    return ([found.rest, *body[1:]], found) if found else (body, None)


def without_tail(line: str) -> str:
    """The paragraph without links and sign-offs glued to its end or into it; linear in its length."""
    while True:
        shorter = _INLINE_FURNITURE.sub("", line) if "(" in line or "[" in line else line
        body, end = shorter[:-_REACH], shorter[-_REACH:]
        shorter = (body + _TAIL.sub("", end)).strip()
        if shorter == line:
            return line
        line = shorter
