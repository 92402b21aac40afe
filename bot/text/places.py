"""◇ Places named in Arabic news: Iraq in detail, Arab states, the capitals of the world.

Precision goes first: a wrong hashtag on a post is worse than none. A name is read whole and with its clitics
(«بالبصرة», «ولبنان»); names that are words too count only where a place is announced; agencies, channels and
clubs that carry a place's name are no places.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import compress
from typing import Final, NamedTuple

from bot.text.gazetteer import CITIES, GOVERNORATES, STATES, TOWNS
from bot.text.normalize import normalize
from bot.text.scan import scan
from bot.text.stem import stem
from bot.text.tokens import words

_IRAQ: Final = "العراق"
READ_WORDS: Final = 150
_READ_CHARACTERS: Final = 1_500
"""Enough to hold that many words."""
_LEAD_WORDS: Final = 50

# What a mention is worth: the headline and the lead say what a report is about, a mention says little.
_IN_HEADLINE: Final = 10
_IN_DATELINE: Final = 8
_IN_LEAD: Final = 4
_ELSEWHERE: Final = 1
_ENOUGH: Final = 4

_ANNOUNCING: Final = frozenset(
    normalize(
        "في محافظة بمحافظة ومحافظة لمحافظة مدينة بمدينة ومدينة لمدينة قضاء بقضاء وقضاء لقضاء "
        "ناحية بناحية وناحية لناحية "
        "بلدة ببلدة منطقة بمنطقة ومنطقة لمنطقة شرقي غربي شمالي جنوبي شرق غرب شمال جنوب "
        "وسط منفذ معبر جسر مطار "
        "إلى من قرب نحو محافظ دولة جمهورية ولاية مخيم بمخيم"
    ).split()
)
_ANNOUNCING_TOWNS: Final = frozenset(
    normalize(
        "محافظة بمحافظة ومحافظة لمحافظة مدينة بمدينة ومدينة لمدينة قضاء بقضاء وقضاء لقضاء "
        "ناحية بناحية وناحية لناحية "
        "بلدة ببلدة شرقي غربي شمالي جنوبي منفذ معبر مطار محافظ دولة جمهورية ولاية مخيم بمخيم"
    ).split()
)
_HOUSES_AFTER: Final = frozenset(
    normalize(
        "الخبر نيوز برس الإخبارية الإخباري الأخبارية الآن تي بوست تايمز اف أون أونلاين سان العربي"
    ).split()
)
"""«كربلاء الخبر», «القاهرة الإخبارية», «القدس العربي», «باريس سان جيرمان»: a house, not a town."""
_HOUSES_BEFORE: Final = frozenset(
    normalize(
        "نادي قناة صحيفة جريدة مجلة وكالة شبكة موقع إذاعة راديو لصحيفة ريال أتلتيكو بنك مصرف شركة "
        "شارع فندق معركة "
        "فيلق سرايا قوة كتائب ابن بن أبو أم جنات"
    ).split()
)
_PRAYER_BEFORE: Final = frozenset(normalize("صلاة أذان بعد قبل وقت عند مع").split())
_WEEKDAYS: Final = frozenset(normalize("السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة").split())
_PREPOSITIONS: Final = frozenset(normalize("في من إلى على عن نحو").split())
_OF_A_STATE: Final = ("ي", "يه", "يين", "يون")
_OTHER_MEANINGS: Final = {
    "قطر": frozenset(words("الدائرة الأنبوب الأنابيب الأرض القمر الكرة الكوكب الثقب الحفرة الماسورة")),
    "البحرين": frozenset(words("الأحمر الأسود الأبيض المتوسط")),
}
"""What follows a name where it is a diameter, or two seas."""
_LEAST_ROOT: Final = 3
_LOOKS_PLURAL: Final = ("ان", "ين", "ون", "ات")
_NAMESAKES: Final = frozenset({"طرابلس", "عمان"})
_LEBANESE: Final = frozenset(normalize("لبنان اللبنانية اللبناني لبنانية لبناني بيروت").split())
_JORDANIAN: Final = frozenset(normalize("الأردن الأردنية الأردني أردنية أردني للأردن بالأردن").split())
_OMANI: Final = frozenset(normalize("مسقط سلطنة السلطنة العماني العمانية عماني هيثم").split())


class PlaceKind(StrEnum):
    """What a place is."""

    GOVERNORATE = "governorate"
    CITY = "city"
    STATE = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place by its canonical Arabic *name*; *within* is its governorate or state, None for a state."""

    name: str
    kind: PlaceKind
    within: str | None


class Names(NamedTuple):
    """Normalised words, and where among them a name of a place may begin, in order."""

    run: Sequence[str]
    begun: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Name:
    """One of the names of a place, word by word."""

    words: tuple[str, ...]
    place: Place
    announced: bool
    """Whether it counts only after a word that announces a place."""


def _lines(table: str) -> Iterator[tuple[str, list[str]]]:
    """The head of each line of *table* and the names after it."""
    joined = re.sub(r"\|\n\s+", "| ", table.strip())
    for line in joined.splitlines():
        head, _, rest = line.partition(":")
        yield head.strip(), [name.strip() for name in rest.split("|") if name.strip()]


def _named() -> Iterator[tuple[str, bool, Place]]:
    """Every name with whether it must be announced, and its place."""
    for table, kind, within in (
        (GOVERNORATES, PlaceKind.GOVERNORATE, _IRAQ),
        (STATES, PlaceKind.STATE, None),
    ):
        for head, aliases in _lines(table):
            name = head.strip("{}")
            place = Place(name=name, kind=kind, within=within)
            for alias in (*aliases, head):
                yield alias.strip("{}"), alias.startswith("{"), place
    for table in (TOWNS, CITIES):
        for head, names in _lines(table):
            for entry in names:
                spellings = entry.strip("{}").split("/")
                place = Place(name=spellings[0], kind=PlaceKind.CITY, within=head)
                for spelling in spellings:
                    yield spelling, entry.startswith("{"), place


@cache
def _names() -> tuple[_Name, ...]:
    """Every name once, normalised; where two places share one, the first in the tables has it."""
    found: dict[tuple[str, ...], _Name] = {}
    for name, announced, place in _named():
        spelled = tuple(words(name))
        found.setdefault(spelled, _Name(spelled, place, announced))
    return tuple(found.values())


@cache
def _forms() -> dict[str, tuple[tuple[_Name, bool], ...]]:
    """The names that a word may begin, the longest first, each with whether a clitic is on it."""
    found: dict[str, list[tuple[_Name, bool]]] = {}
    for name in _names():
        first = name.words[0]
        found.setdefault(first, []).append((name, False))
        for form in dict.fromkeys(_with_clitics(first)):
            found.setdefault(form, []).append((name, True))
    # A word that is a name itself («لبنان») goes before one that a clitic makes of another.
    return {form: tuple(sorted(names, key=_longest_first)) for form, names in found.items()}


def _longest_first(begun: tuple[_Name, bool]) -> tuple[int, bool]:
    name, clitic = begun
    return -len(name.words), clitic


def _with_clitics(word: str) -> Iterator[str]:
    """The forms of *word* with what is written together with it: «وبغداد», «للبصرة», «وبالبصرة»."""
    for conjunction in ("", "و", "ف"):
        for preposition in ("", "ب", "ل", "ك"):
            if preposition == "ل" and word.startswith("ال"):
                yield f"{conjunction}لل{word[2:]}"
            elif conjunction or preposition:
                yield f"{conjunction}{preposition}{word}"


@cache
def _by_name() -> dict[tuple[str, ...], Place]:
    return {name.words: name.place for name in _names()}


def named(name: str) -> Place | None:
    """The place that is called *name*, with or without its article: «بصرة» is «البصرة»."""
    said = tuple(words(name))
    return _by_name().get(said) or (_by_name().get((f"ال{said[0]}", *said[1:])) if said else None)


def names_for(name: str) -> tuple[tuple[str, ...], ...]:
    """The names, as normalised words, by which an article may tell of what is called *name*, that one first.

    Who asks for a governorate or a state by its own name wants its towns, too; who asks for «الموصل» wants
    the news of Nineveh, but not of its other towns. Names that are words as well do not stand for others.
    """
    place = named(name)
    asked = tuple(words(name))
    if place is None:
        return (asked,) if asked else ()
    whole = asked in {tuple(words(place.name)), tuple(words(place.name.removeprefix("ال")))}
    others = (
        one.words
        for one in _names()
        if not one.announced
        and (
            one.place == place
            or (whole and one.place.kind is PlaceKind.CITY and one.place.within == place.name)
        )
    )
    return tuple(dict.fromkeys((asked, *others)))


@cache
def _governorates() -> frozenset[str]:
    return frozenset(head.strip("{}") for head, _ in _lines(GOVERNORATES))


@cache
def place_words() -> frozenset[str]:
    """The normalised one-word names that stand for a place wherever they occur."""
    return frozenset(name.words[0] for name in _names() if len(name.words) == 1 and not name.announced)


def place_beginnings() -> Iterable[str]:
    """The normalised words that a name may begin with, clitics included."""
    return _forms()


def placing_words() -> Iterator[str]:
    """The normalised words that tell of a place: its name with its clitics, and «مصري» of a state.

    Of the names of two words «ذي قار» alone has one that stands nowhere else.
    """
    for word in (*place_words(), "قار"):
        yield word
        yield from _with_clitics(word)
    for name in _names():
        if name.place.kind is PlaceKind.STATE and len(name.words) == 1 and not name.announced:
            yield from _of_the_state(name.words[0])


@cache
def nation_words() -> frozenset[str]:
    """The normalised words that say where something is or of which state someone: «القاهرة», «والإيطالي».

    Only those that have one stem with every clitic they may carry, «ببغداد» is none; and places whose name is
    spelt in several ways are left out: «أميركي» and «أمريكي» are of one state.
    """
    spelled = Counter(name.place for name in _names() if len(name.words) == 1)
    told: list[str] = []
    for name in _names():
        if len(name.words) > 1 or name.announced or spelled[name.place] > 1:
            continue
        told.append(name.words[0])
        if name.place.kind is PlaceKind.STATE:
            bare = name.words[0].removeprefix("ال")
            roots = {bare, re.sub("(?:يا|ا|ه)$", "", bare), re.sub("ا?ستان$", "", bare)}
            told += [f"{root}{end}" for root in roots if len(root) >= _LEAST_ROOT for end in _OF_A_STATE]
    return frozenset(_of_one_stem(told))


def _of_one_stem(told: Iterable[str]) -> Iterator[str]:
    """Each word with and without its article, and its forms with clitics that have its stem."""
    families: list[list[str]] = []
    for word in told:
        forms = (bare := word.removeprefix("ال"), f"ال{bare}")
        families.append([word, *forms, *_with_clitics(forms[0]), *_with_clitics(forms[1])])
    for (found, number), family in zip(scan(map(" ".join, families)), families, strict=True):
        stems = found.stems[found.bounds[number] : found.bounds[number + 1]]
        yield from compress(family, (stems == stems[0]).tolist())


def _of_the_state(name: str) -> Iterator[str]:
    """What is of a state, where it has the stem of its name; «البحرين» would have the sea's («بحري»)."""
    if name.endswith(_LOOKS_PLURAL):
        return
    for ending in _OF_A_STATE:
        for word in (f"{stem(name)}{ending}", f"ال{stem(name)}{ending}"):
            yield word
            yield from _with_clitics(word)


def places(title: str, text: str, *, dateline: str | None = None) -> tuple[Place, ...]:
    """The places that an article is about, the surest first.

    The headline, the dateline and the lead name them; elsewhere a place must be named several times.
    """
    headline, body = names_among(words(title)), names_among(words(text[:_READ_CHARACTERS]))
    return places_in(headline, body, dateline=dateline)


def places_in(headline: Names, body: Names, *, dateline: str | None = None) -> tuple[Place, ...]:
    """`places` by the *headline* and the *body*, of which READ_WORDS are read."""
    worth: Counter[Place] = Counter()
    for place in _distinct(_found(headline)):
        worth[place] += _IN_HEADLINE
    if dateline:
        for place in _distinct(_found(names_among(["في", *words(dateline)]))):
            worth[place] += _IN_DATELINE
    for place in _distinct(_found(body, last=_LEAD_WORDS)):
        worth[place] += _IN_LEAD
    for place in _found(body, first=_LEAD_WORDS, last=READ_WORDS):
        worth[place] += _ELSEWHERE
    if not worth:
        return ()
    if not _NAMESAKES.isdisjoint(place.name for place in worth):
        worth = _told_apart(worth, frozenset(headline.run).union(body.run[:READ_WORDS]))
    return tuple(place for place, points in worth.most_common() if points >= _ENOUGH)


def names_among(run: Sequence[str]) -> Names:
    """*run* with the places where a name may begin."""
    forms = _forms()
    return Names(run, [at for at, word in enumerate(run) if word in forms])


def _distinct(found: Iterator[Place]) -> Iterable[Place]:
    return dict.fromkeys(found)


def _found(names: Names, *, first: int = 0, last: int | None = None) -> Iterator[Place]:
    """The places that the words from *first* up to *last* name, in order."""
    run, begun = names
    last = len(run) if last is None else min(last, len(run))
    forms = _forms()
    done = first
    for at in begun:
        if not done <= at < last:
            continue
        for name, clitic in forms[run[at]]:
            end = at + len(name.words)
            whole = end == at + 1 or (end <= last and tuple(run[at + 1 : end]) == name.words[1:])
            if whole and _stands(run, _Span(first, at, end, last), name, clitic=clitic):
                yield name.place
                done = end
                break


class _Span(NamedTuple):
    """Where a name stands, and from where to where its surroundings are read."""

    first: int
    begin: int
    end: int
    last: int


def _stands(run: Sequence[str], at: _Span, name: _Name, *, clitic: bool) -> bool:
    """Whether the name is used for the place and not for a house, a person or a thing."""
    before = run[at.begin - 1] if at.begin > at.first else ""
    if name.announced:
        town = name.place.kind is PlaceKind.CITY and name.place.within in _governorates()
        return not clitic and before in (_ANNOUNCING_TOWNS if town else _ANNOUNCING)
    after = run[at.end] if at.end < at.last else ""
    if before in _HOUSES_BEFORE or after in _HOUSES_AFTER:
        return False
    if after == "اليوم" and not clitic and before not in _PREPOSITIONS:
        # «بغداد اليوم» is an agency; «بغداد اليوم السبت» is the town.
        return at.end + 1 < at.last and run[at.end + 1] in _WEEKDAYS
    if after in _OTHER_MEANINGS.get(name.place.name, ()):
        return False
    if name.place.name == "المغرب":
        return before not in _PRAYER_BEFORE
    return not (name.place.name == "مصر" and after == "علي")  # «مصرّ على رأيه»


def _told_apart(worth: Counter[Place], whole: frozenset[str]) -> Counter[Place]:
    """Namesakes: two cities are called طرابلس, and عُمان and عمّان differ in a mark that nobody writes."""
    told: Counter[Place] = Counter()
    for place, points in worth.items():
        for meant in _meant(place, whole):
            told[meant] += points
    return told


def _meant(place: Place, whole: frozenset[str]) -> Iterator[Place]:
    if place.name == "طرابلس":
        within = "ليبيا" if _LEBANESE.isdisjoint(whole) else "لبنان"
        yield Place(name=place.name, kind=place.kind, within=within)
    elif place.name != "عمان":
        yield place
    elif not _JORDANIAN.isdisjoint(whole):
        yield Place(name="عمّان", kind=PlaceKind.CITY, within="الأردن")
    elif not _OMANI.isdisjoint(whole):
        yield Place(name="سلطنة عمان", kind=PlaceKind.STATE, within=None)


def hashtag(name: str) -> str:
    """*name* as a hashtag that Telegram links: letters, digits and ``_``, of which one at least is a letter.

    Marks that would end the tag are left out, spaces and dashes become ``_``; empty where nothing is left.
    """
    kept = "".join(letter for letter in name if unicodedata.category(letter)[0] not in "MC" and letter != "ـ")
    joined = re.sub(r"\W+", "_", kept).strip("_")
    return f"#{joined}" if any(letter.isalpha() for letter in joined) else ""
