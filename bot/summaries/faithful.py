"""◇ Is everything that a summary says in its article? The gate before anything a model wrote is published.

No model judges here: each rule looks for one kind of invention, and a doubt refuses (the summary of the
article's own sentences is published instead, which costs a reader little). What it cannot see: meaning lost
by omission, a wrong date on a right fact, a role that changes hands within a few words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from itertools import pairwise

from bot.summaries.figures import Figure, figures, tokens
from bot.summaries.foreign_places import unnamed
from bot.text.names import first_names
from bot.text.normalize import normalize
from bot.text.sentences import quotations, sentences
from bot.text.stem import light_stem
from bot.text.stopwords import STOP_WORDS

DEFAULT_LIMIT = 350
"""Characters of a summary; the same as the extractive budget."""
_MOST_SENTENCES = 4
_NEAR = 4  # words on either side within which a figure keeps its company
_PAIR_REACH = 4  # words within which two neighbours of the draft must stand in the article
_NEARLY_VERBATIM = 0.85  # share of a draft sentence found in one sentence of the article
_DENIES = 4  # words up to which a negation reaches
_INTRODUCED = 4  # words up to which what introduces someone stands before the name
_LEAST_ROLES = 7  # words: a shorter sentence is shortened more often than it is reversed
_LEAST_ARABIC = 0.6


class FaultCode(StrEnum):
    """What is wrong with a draft."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY_SENTENCES = "too_many_sentences"
    TITLE = "title"
    """A sentence of it is the headline again, with little more."""
    SCRIPT = "script"
    """It is not Arabic, or holds letters or Latin words that the article does not."""
    MARKUP = "markup"
    """Markdown, an address, a list."""
    PREAMBLE = "preamble"
    """It speaks to the editor («إليك الملخص») and not of the news."""
    NUMBER = "number"
    """A figure that the article does not hold, or holds elsewhere."""
    QUOTATION = "quotation"
    """A quotation that is not word for word."""
    NAME = "name"
    """A word, so perhaps a name, that the article does not hold."""
    NEGATION = "negation"
    """A negation added or dropped."""
    ROLE = "role"
    """The article's words, put together another way."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; *detail* quotes the words at fault, for the log and for the second try."""

    code: FaultCode
    detail: str


_MARKUP = re.compile(
    r"https?://|(?<![\w.])[#@]\w|www\.|\*\*|__|`|</?\w|^\s*(?:[-*•#]|\d+[.)])\s|\[[^\]]*\]\(", re.MULTILINE
)
_PREAMBLE = re.compile(
    "^(?:اليك|فيما يلي|ملخص|الملخص|خلاصه|الخلاصه|بالتاكيد|بالطبع|حسنا|هذا ملخص|تلخيص|باختصار|كنموذج|"
    "لا استطيع|عذرا|here|sure|summary|certainly|as an ai|i )"
)
_NEGATIONS = frozenset(normalize("لا لم لن ليس ليست ليسوا لست غير عدم دون بلا ولا ولم ولن").split())
_NO_NEGATIONS = frozenset(normalize(f"غير {word}") for word in ("أن", "أنه", "أنها")) | {
    "لا سيما",
    "لا يزال",
    "لا تزال",
}
_FOREIGN_LETTERS = re.compile("[\u0370-\u058f\u0590-\u05ff\u0900-\u1cff\u2e80-\ud7ff\uf900-\ufaff]")
_PERSIAN_LETTERS = re.compile("[پچژگکیۀےڵێۆەڕ]")
_LATIN_WORD = re.compile(r"[a-z]{2,}")
_REPORTING = """
    أعلن أعلنت أكد أكدت قال قالت أفاد أفادت ذكر ذكرت أوضح أوضحت أضاف أضافت أشار أشارت كشف كشفت بحسب وفق وفقا
    حسب خلال بعد قبل اليوم أمس كما وذلك بسبب نتيجة ضمن إضافة مشيرا مؤكدا موضحا مضيفا فيما بينما حين منذ عبر
    حول بشأن إثر عقب جاء جاءت يأتي تأتي يذكر أنه أنها بأن يتم تم ستتم سيتم حيث إلى جانب
"""
_PLAIN_WORDS = frozenset(light_stem(word) for word in normalize(_REPORTING).split())
"""Words of reporting that any summary may add: they claim nothing."""


def check(
    draft: str, source: str, *, title: str = "", limit: int = DEFAULT_LIMIT, translated: bool = False
) -> tuple[Fault, ...]:
    """The faults of *draft* as a summary of *source*; none means that it may be published.

    Args:
        draft: what a model wrote.
        source: the article's text.
        title: its headline: its words count as the article's, but it must not be said again.
        limit: the longest summary, in characters.
        translated: the article is in another language, so that words cannot be compared: figures, well-known
            places, script and form are checked, and quotations are refused.
    """
    if not draft.strip():
        return (Fault(FaultCode.EMPTY, ""),)
    article = _Reading(f"{title}\n{source}")
    said = [_Reading(sentence) for sentence in sentences(draft)]
    faults = [*_form(draft, title, limit), *_script(draft, article, translated=translated)]
    for sentence in said:
        faults.extend(_figures(sentence, article, translated=translated))
        faults.extend(_quotations(sentence, article, translated=translated))
        if not translated:
            faults.extend(_words(sentence, article))
            faults.extend(_negations(sentence, article))
            faults.extend(_roles(sentence, article))
    if translated:
        faults.extend(Fault(FaultCode.NAME, place) for place in unnamed(draft, article.text))
    return tuple(dict.fromkeys(faults))


class _Reading:
    """A text with what the rules look at: tokens, their stems, figures, and where each stem stands."""

    __slots__ = ("__dict__", "figures", "places", "stems", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.stems = [_stem(token) for token in self.tokens]
        self.figures: list[Figure] = list(figures(self.tokens))
        self.places: dict[str, list[int]] = {}
        for at, stem in enumerate(self.stems):
            self.places.setdefault(stem, []).append(at)

    def content(self, start: int = 0, end: int | None = None) -> list[tuple[int, str]]:
        """Places and stems of the words that carry meaning, between *start* and *end*."""
        stop = len(self.tokens) if end is None else min(end, len(self.tokens))
        return [
            (at, self.stems[at])
            for at in range(max(0, start), stop)
            if _carries(self.tokens[at]) and self.stems[at] not in _PLAIN_WORDS
        ]

    @cached_property
    def denied(self) -> frozenset[str]:
        """The stems of words that the text says only under a negation: «لم يعلن أي منهما موعداً»."""
        denied: set[str] = set()
        told: set[str] = set()
        for said in map(tokens, sentences(self.text)):
            for at, token in enumerate(said):
                if _carries(token):
                    (denied if _under_negation(said, at, _DENIES) else told).add(_stem(token))
        return frozenset(denied - told)

    def near(self, first: str, second: str, reach: int) -> bool:
        """Whether the two stems stand within *reach* words of one another somewhere."""
        seconds = self.places.get(second, ())
        return any(abs(one - other) <= reach for one in self.places.get(first, ()) for other in seconds)


def _stem(token: str) -> str:
    return token if token[0].isdigit() else light_stem(token)


def _carries(token: str) -> bool:
    return len(token) > 1 and not token[0].isdigit() and token not in STOP_WORDS and token not in _NEGATIONS


def _under_negation(said: Sequence[str], at: int, reach: int) -> bool:
    """Whether a negation stands up to *reach* words before the word *at*; «غير أن» and «لا سيما» are none."""
    return any(
        said[place] in _NEGATIONS and " ".join(said[place : place + 2]) not in _NO_NEGATIONS
        for place in range(max(0, at - reach), at)
    )


def _form(draft: str, title: str, limit: int) -> Iterator[Fault]:
    if len(draft) > limit:
        yield Fault(FaultCode.TOO_LONG, f"{len(draft)} > {limit}")
    if len(sentences(draft)) > _MOST_SENTENCES:
        yield Fault(FaultCode.TOO_MANY_SENTENCES, str(len(sentences(draft))))
    markup = _MARKUP.search(draft)
    if markup:
        yield Fault(FaultCode.MARKUP, markup[0].strip())
    preamble = _PREAMBLE.match(normalize(draft).lstrip("\"'*# "))
    if preamble:
        yield Fault(FaultCode.PREAMBLE, preamble[0])
    heading = tokens(title)
    for said in map(tokens, sentences(draft)):
        if len(heading) > 3 and len(said) <= 2 * len(heading) and _contains(said, heading):
            yield Fault(FaultCode.TITLE, title)


def _script(draft: str, article: _Reading, *, translated: bool) -> Iterator[Fault]:
    letters = [character for character in draft if character.isalpha()]
    arabic = sum(
        "\u0600" <= character <= "\u06ff" or "\ufb50" <= character <= "\ufeff" for character in letters
    )
    if not letters or arabic < _LEAST_ARABIC * len(letters):
        yield Fault(FaultCode.SCRIPT, "not Arabic")
    foreign = _FOREIGN_LETTERS.search(draft)
    if foreign and (translated or foreign[0] not in article.text):
        yield Fault(FaultCode.SCRIPT, foreign[0])
    persian = _PERSIAN_LETTERS.search(draft)
    if persian and (translated or persian[0] not in article.text):
        yield Fault(FaultCode.SCRIPT, persian[0])
    known = normalize(article.text)
    for word in _LATIN_WORD.findall(normalize(draft)):
        if word not in known:
            yield Fault(FaultCode.SCRIPT, word)


def _figures(sentence: _Reading, article: _Reading, *, translated: bool) -> Iterator[Fault]:
    """A figure must be the article's, and at least one word must keep it company there as here."""
    by_value: dict[str, list[Figure]] = {}
    for figure in article.figures:
        by_value.setdefault(figure.value, []).append(figure)
    for figure in sentence.figures:
        places = by_value.get(figure.value)
        if places is None:
            yield Fault(FaultCode.NUMBER, figure.written)
        elif not translated:
            beside = _company(sentence, figure)
            if beside and not any(beside & _company(article, place) for place in places):
                yield Fault(FaultCode.NUMBER, figure.written)


def _company(text: _Reading, figure: Figure) -> set[str]:
    """The stems around a figure; its own words («مليار») are no company."""
    end = figure.at + len(figure.written.split())
    around = text.content(figure.at - _NEAR, end + _NEAR)
    return {stem for at, stem in around if not figure.at <= at < end}


def _quotations(sentence: _Reading, article: _Reading, *, translated: bool) -> Iterator[Fault]:
    for start, end in quotations(sentence.text):
        quoted = sentence.text[start + 1 : end - 1]
        if not _contains(article.tokens, tokens(quoted)) and not (translated and len(tokens(quoted)) <= 1):
            yield Fault(FaultCode.QUOTATION, quoted)
    if sentence.text.count('"') % 2 or sentence.text.count("«") != sentence.text.count("»"):
        yield Fault(FaultCode.QUOTATION, "not closed")


def _words(sentence: _Reading, article: _Reading) -> Iterator[Fault]:
    for at, stem in sentence.content():
        if stem not in article.places and not _inflected(sentence.tokens[at], article):
            yield Fault(FaultCode.NAME, sentence.tokens[at])


def _inflected(word: str, article: _Reading) -> bool:
    """Whether the article holds the word with another preposition, person or plural ending."""
    return any(form in article.places for form in _forms(word))


def _forms(word: str) -> Iterator[str]:
    for prefix in ("", "و", "ف", "ب", "ل", "ك", "س", "وس", "ي", "ت", "ن", "سي", "ست", "لي", "لت"):
        if not word.startswith(prefix) or len(word) - len(prefix) < 3:
            continue
        rest = word[len(prefix) :]
        yield light_stem(rest)
        for suffix in ("وا", "ون", "ت", "ا", "هم", "نا"):
            if rest.endswith(suffix) and len(rest) - len(suffix) >= 3:
                yield light_stem(rest[: -len(suffix)])
                break


def _negations(sentence: _Reading, article: _Reading) -> Iterator[Fault]:
    """A negation denies in the draft what it denies in the article; none is lost from a copied clause."""
    for at, token in enumerate(sentence.tokens):
        if token in _NEGATIONS and not _denied_there(sentence, at, article):
            yield Fault(FaultCode.NEGATION, " ".join(sentence.tokens[at : at + 2]))
    for at, stem in sentence.content():
        if stem in article.denied and not _under_negation(sentence.tokens, at, 2 * _DENIES):
            yield Fault(FaultCode.NEGATION, sentence.tokens[at])
    for first, second in _pairs(sentence):
        lost = _negation_between(first, second, sentence, article)
        if lost:
            yield Fault(FaultCode.NEGATION, lost)


def _denied_there(sentence: _Reading, at: int, article: _Reading) -> bool:
    following = [token for token in sentence.tokens[at + 1 : at + 4] if len(token) > 1][:1]
    if not following:
        return True
    stem = _stem(following[0])
    return any(
        any(token in _NEGATIONS for token in article.tokens[max(0, place - 3) : place])
        for place in article.places.get(stem, ())
    )


def _pairs(sentence: _Reading) -> Iterator[tuple[int, int]]:
    """Neighbouring words that carry meaning."""
    yield from pairwise(at for at, _ in sentence.content())


def _negation_between(first: int, second: int, sentence: _Reading, article: _Reading) -> str:
    """The negation that stands between two words everywhere in the article but not here; "" if none does."""
    if any(token in _NEGATIONS for token in sentence.tokens[first:second]) or second - first > _PAIR_REACH:
        return ""
    gaps = [
        article.tokens[one:other]
        for one in article.places.get(sentence.stems[first], ())
        for other in article.places.get(sentence.stems[second], ())
        if one < other <= one + _PAIR_REACH
    ]
    lost = [next((token for token in gap if token in _NEGATIONS), "") for gap in gaps]
    return lost[0] if lost and all(lost) else ""


def _roles(sentence: _Reading, article: _Reading) -> Iterator[Fault]:
    """Who is introduced as somebody else; in a nearly verbatim sentence, any who was moved.

    «محافظ كربلاء حيدر الكعبي» is a fault where no word of his introduction stands before him in the article.
    """
    content = sentence.content()
    for (at, before), (beside, name) in pairwise(content):
        if (
            beside == at + 1
            and sentence.tokens[beside] in _first_names()
            and not _introduces(article, before, name)
        ):
            yield Fault(FaultCode.ROLE, f"{before} {name}")
    if len(content) < _LEAST_ROLES or not _nearly_verbatim({stem for _, stem in content}, article):
        return
    for (at, first), (beside, second) in pairwise(content):
        if beside - at <= _PAIR_REACH and not article.near(first, second, _PAIR_REACH + 2):
            yield Fault(FaultCode.ROLE, f"{first} {second}")


def _introduces(article: _Reading, before: str, name: str) -> bool:
    """Whether the word stands just before the name in the article, or no such name does."""
    names = article.places.get(name, ())
    return not names or any(
        0 < at - one <= _INTRODUCED for at in names for one in article.places.get(before, ())
    )


@cache
def _first_names() -> frozenset[str]:
    return frozenset(first_names()) - STOP_WORDS


def _nearly_verbatim(stems: set[str], article: _Reading) -> bool:
    return any(
        len(stems & {_stem(token) for token in tokens(one)}) >= _NEARLY_VERBATIM * len(stems)
        for one in sentences(article.text)
    )


def _contains(words: Sequence[str], sought: Sequence[str]) -> bool:
    return f" {' '.join(sought)} " in f" {' '.join(words)} "


def reasons(faults: Iterable[Fault]) -> str:
    """The faults for a second try, one a line."""
    return "\n".join(f"{fault.code}: {fault.detail}" for fault in faults)
