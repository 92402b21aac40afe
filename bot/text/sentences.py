"""◇ Sentence ends in Arabic and mixed text.

Arabic newsrooms write the full stop like a comma, two dots like a dash, abbreviations with dots and whole
statements inside quotation marks, so general splitters fail here (pysbd cuts our first page, which has 15
sentences, into 44 pieces). Every decision looks at a bounded number of neighbours: linear in the length.
"""

import bisect
import re

_SPACES = re.compile(r"[^\S\n]+")
_ENDS = re.compile(r"[.!?؟…۔]+")
_CLOSERS = "\"»”’')]}"
_QUOTES = re.compile(r'[«»“”"]')
_LONGEST_QUOTATION = 420  # characters; a longer one is more likely a mark that was never closed
_LONG_PIECE = 220  # characters after which even ".." is taken as an end

# One letter and a dot: titles and units (د. م. أ.د. ق.م. هـ.), Latin initials (U.S.), the usual Latin titles.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[«“\"،.])(?:[وفبكل]{0,2}(?:أ\.?\s?د|ا\.د|هـ|ه|[دمأاصتجقسطشعبفر])|Dr|Mr|Mrs|Ms|St|No|vs|[A-Za-z])$"
)
_ABBREVIATION_REACH = 8
_PERCENT_AFTER_DOT = re.compile(r"\.\s?\d{1,2}\s?[%٪]")

_LIST_NUMBER = re.compile(r"(?<!\d)\d{1,2}$")
_LIST_REACH = 160


def sentences(text: str) -> list[str]:
    """The sentences of *text*, in order, single-spaced; a line end always ends a sentence.

    Nothing is dropped but white space: the sentences joined hold every other character of the text.
    """
    found: list[str] = []
    for line in text.splitlines():
        paragraph = _SPACES.sub(" ", line).strip()
        if paragraph:
            found.extend(_split(paragraph))
    return found


def quotations(paragraph: str) -> list[tuple[int, int]]:
    """Spans *(start, end)* of the quotations of one paragraph, marks included, in order, never overlapping.

    Straight marks are told apart by their neighbours; one that finds no partner is passed over.
    """
    spans: list[tuple[int, int]] = []
    opened: dict[str, list[int]] = {"«": [], "“": [], '"': []}
    for mark in _QUOTES.finditer(paragraph):
        at = mark.start()
        kind = mark[0]
        if kind in "«“":
            opened[kind].append(at)
            continue
        waiting = opened[{"»": "«", "”": "“"}.get(kind, kind)]
        if kind == '"' and (not waiting or _only_opens(paragraph, at)):
            if not _only_closes(paragraph, at):
                waiting[:] = [at]
            continue
        start = waiting.pop() if waiting else at
        if not 0 < at - start <= _LONGEST_QUOTATION:
            continue
        while spans and spans[-1][1] > start:  # an inner quotation belongs to the outer one
            start = min(start, spans.pop()[0])
        spans.append((start, at + 1))
    return spans


def _only_opens(paragraph: str, at: int) -> bool:
    """Whether a straight mark can open only: space before, none after."""
    before = paragraph[at - 1] if at else " "
    after = paragraph[at + 1] if at + 1 < len(paragraph) else " "
    return (before in " (:،" or at == 0) and after not in " .،؛:؟!)"


def _only_closes(paragraph: str, at: int) -> bool:
    """Whether a straight mark can close only: no space before, space or a stop after."""
    before = paragraph[at - 1] if at else " "
    after = paragraph[at + 1] if at + 1 < len(paragraph) else " "
    return before not in " (" and after in " .،؛:؟!)"


def _split(paragraph: str) -> list[str]:
    quoted = quotations(paragraph)
    starts = [start for start, _ in quoted]
    pieces: list[str] = []
    begin = 0
    length = len(paragraph)
    for run in _ENDS.finditer(paragraph):
        if run.start() < begin:
            continue
        stop = run.end()
        while stop < length and paragraph[stop] in _CLOSERS:
            stop += 1
        if stop < length and length - stop <= 2 and not paragraph[stop:].strip().isalnum():
            stop = length  # a dangling mark belongs to the last sentence
        if not _is_end(paragraph, run, begin, stop):
            continue
        slot = bisect.bisect_right(starts, run.start()) - 1
        if (
            slot >= 0
            and run.start() < quoted[slot][1] - 1
            and not _closes_speech(paragraph, quoted[slot], run.end())
        ):
            continue
        pieces.append(paragraph[begin:stop].strip())
        begin = stop
    rest = paragraph[begin:].strip()
    if rest:
        pieces.append(rest)
    return pieces


def _closes_speech(paragraph: str, quoted: tuple[int, int], end_of_run: int) -> bool:
    """Whether the stop is the last thing inside a statement that a colon introduced (قال: "… .")."""
    start, stop = quoted
    return end_of_run == stop - 1 and paragraph[max(0, start - 2) : start].rstrip().endswith(":")


def _is_end(paragraph: str, run: re.Match[str], begin: int, stop: int) -> bool:
    marks = run[0]
    at = run.start()
    if stop >= len(paragraph):
        return True
    if set(marks) <= {".", "…"} and marks != ".":
        return at - begin > _LONG_PIECE
    return marks != "." or _dot_ends(paragraph, at, stop)


def _dot_ends(paragraph: str, at: int, stop: int) -> bool:
    before = paragraph[at - 1] if at else " "
    after = paragraph[stop]
    if before.isdigit() and (after.isdigit() or _PERCENT_AFTER_DOT.match(paragraph, at)):
        return False
    if _ABBREVIATION.search(paragraph[max(0, at - _ABBREVIATION_REACH) : at]):
        return False
    if before.isdigit() and _numbers_list(paragraph, at):
        return False
    if after.isspace() or stop > at + 1:
        return True
    return after in '"«“(' or (_is_arabic(before) and _is_arabic(after))


def _numbers_list(paragraph: str, at: int) -> bool:
    """Whether the number before the dot numbers a list («1. لاتفيا 2. هولندا»): its neighbour stands near."""
    number = _LIST_NUMBER.search(paragraph, max(0, at - 3), at)
    if not number:
        return False
    near = paragraph[max(0, at - _LIST_REACH) : at + _LIST_REACH]
    value = int(number[0])
    return f" {value + 1}. " in near or (value > 1 and f"{value - 1}. " in near)


def _is_arabic(character: str) -> bool:
    """Whether it is an Arabic letter: two of them around a dot are words that lost their space."""
    return "\u0621" <= character <= "\u064a" or "\u066e" <= character <= "\u06d3"
