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
from functools import cache, lru_cache
from typing import Final

from bot.text.gazetteer import CITIES, GOVERNORATES, STATES, TOWNS
from bot.text.normalize import normalize

_IRAQ: Final = "العراق"
_WORD: Final = re.compile(r"[\w\u0640\u064b-\u065f\u0670]+")
_READ_CHARACTERS: Final = 900
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
_CLITICS: Final = ("و", "ب", "ل", "ف", "ك")
_SHORTEST: Final = 4
_LONGEST_NAME: Final = 3
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
def _names() -> dict[str, tuple[_Name, ...]]:
    """Every name by its first word, normalised; the longest first."""
    found: dict[str, list[_Name]] = {}
    seen = set()
    for name, announced, place in _named():
        words = tuple(_WORD.findall(normalize(name)))
        if words not in seen:
            seen.add(words)
            found.setdefault(words[0], []).append(_Name(words, place, announced))
    return {first: tuple(sorted(names, key=lambda one: -len(one.words))) for first, names in found.items()}


@cache
def _governorates() -> frozenset[str]:
    return frozenset(head.strip("{}") for head, _ in _lines(GOVERNORATES))


@cache
def place_words() -> frozenset[str]:
    """The normalised one-word names that stand for a place wherever they occur."""
    return frozenset(
        name.words[0]
        for names in _names().values()
        for name in names
        if len(name.words) == 1 and not name.announced
    )


def places(title: str, text: str, *, dateline: str | None = None) -> tuple[Place, ...]:
    """The places that an article is about, the surest first.

    The headline, the dateline and the lead name them; elsewhere a place must be named several times.
    """
    worth: Counter[Place] = Counter()
    headline = _WORD.findall(title)
    body = _WORD.findall(text[:_READ_CHARACTERS])
    for place in _distinct(_found(headline)):
        worth[place] += _IN_HEADLINE
    if dateline:
        for place in _distinct(_found(["في", *_WORD.findall(dateline)])):
            worth[place] += _IN_DATELINE
    for place in _distinct(_found(body[:_LEAD_WORDS])):
        worth[place] += _IN_LEAD
    for place in _found(body[_LEAD_WORDS:]):
        worth[place] += _ELSEWHERE
    if not _NAMESAKES.isdisjoint(place.name for place in worth):
        worth = _told_apart(worth, frozenset(_WORD.findall(normalize(f"{title}\n{text[:_READ_CHARACTERS]}"))))
    return tuple(place for place, points in worth.most_common() if points >= _ENOUGH)


def _distinct(found: Iterator[Place]) -> Iterable[Place]:
    return dict.fromkeys(found)


def _found(raw: Sequence[str]) -> Iterator[Place]:
    """The places that the *raw* words name, in order."""
    done = 0
    for start, starting in enumerate(map(_starting, raw)):
        if not starting or start < done:
            continue
        near = [normalize(word) for word in raw[max(0, start - 1) : start + _LONGEST_NAME + 2]]
        at = min(start, 1)
        for name, clitic in starting:
            end = at + len(name.words)
            if tuple(near[at + 1 : end]) == name.words[1:] and _stands(near, at, end, name, clitic=clitic):
                yield name.place
                done = start + len(name.words)
                break


@lru_cache(maxsize=1 << 16)
def _starting(raw: str) -> tuple[tuple[_Name, bool], ...]:
    """The names that a *raw* word may begin, the longest first, each with whether a clitic was taken off."""
    names = _names()
    word = normalize(raw)
    found = [(name, False) for name in names.get(word, ())]
    for form in _without_clitics(word):
        found.extend((name, True) for name in names.get(form, ()))
    return tuple(sorted(found, key=lambda one: -len(one[0].words)))


def _without_clitics(word: str) -> Iterator[str]:
    if len(word) < _SHORTEST or not word.startswith(_CLITICS):
        return
    if word.startswith("لل"):
        yield "ال" + word[2:]
    yield word[1:]
    if word[0] in "وف" and word.startswith(_CLITICS, 1):
        if word.startswith("لل", 1):
            yield "ال" + word[3:]
        yield word[2:]


def _stands(words: Sequence[str], at: int, end: int, name: _Name, *, clitic: bool) -> bool:
    """Whether the name is used for the place and not for a house, a person or a thing."""
    before = words[at - 1] if at else ""
    after = words[end] if end < len(words) else ""
    if name.announced:
        town = name.place.kind is PlaceKind.CITY and name.place.within in _governorates()
        return not clitic and before in (_ANNOUNCING_TOWNS if town else _ANNOUNCING)
    if before in _HOUSES_BEFORE or after in _HOUSES_AFTER:
        return False
    if after == "اليوم" and not clitic and before not in _PREPOSITIONS:
        # «بغداد اليوم» is an agency; «بغداد اليوم السبت» is the town.
        return end + 1 < len(words) and words[end + 1] in _WEEKDAYS
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
