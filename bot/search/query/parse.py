"""◇ What a reader typed as a Query. Any text whatsoever is one; what cannot be understood is read as words.

«نص» or "نص"     these words one after another
-كلمة            not this word; also before a quotation, or before a field: «-قال:شيء» is «-"قال شيء"»
كرب*             words that begin so
مصدر:واع         only this source; likewise قسم: (section), مكان: (place), تاريخ: (date), with or without a
space; a value of several words stands in quotation marks, or with _ for spaces, where it is no known name
منذ أسبوع، أمس   only what is dated so (bot.search.query.period)
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.search.query.fields import LONGEST_NAME, date_extent, place_extent
from bot.search.query.period import Period, find_period
from bot.text.normalize import normalize
from bot.text.tokens import STOP_WORDS, words

MOST_CHARACTERS: Final = 1_000
MOST_WORDS: Final = 32
SHORTEST_PREFIX: Final = 2

_QUOTES: Final = {"«": "»", '"': '"', "“": "”", "„": "“", "‹": "›"}
_FIELDS: Final = {
    normalize(name): field
    for field, names in {
        "source": "مصدر المصدر source",
        "section": "قسم القسم section",
        "place": "مكان المكان محافظة مدينة place",
        "date": "تاريخ التاريخ date",
    }.items()
    for name in names.split()
}
_PIECE: Final = re.compile(r"""(?P<minus>(?<!\S)[-−–](?=\S))?
    (?:(?P<field>[^\W\d_]+)\s?[:：](?=\S))?
    (?: (?P<open>[«"“„‹])(?P<quoted>[^«»"“”„‹›]*)[»"”“›]
      | (?P<bare>[^\s«»"“”„‹›]+)
      | (?P<stray>[«»"“”„‹›]) )""", re.VERBOSE)  # fmt: skip
_SPACE: Final = re.compile(r"[\s_]+")
_APART: Final = frozenset(normalize("مصدر المصدر قسم القسم مكان المكان تاريخ التاريخ").split())
"""Fields whose value may stand behind a space; «محافظة: …» opens a statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A normalised word that hits should hold; with *prefix*, any word that begins with it will do.

    One that is *certain* was typed as it was meant: nothing is guessed for it.
    """

    text: str
    prefix: bool = False
    certain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """*words* rank what is found; *phrases* must all stand in it, *without* must not.

    *source*, *section* and *place* are as typed. *source_after* are words that may belong to the name of the
    source, which stood behind *source_field* and, where that is *source_doubtful*, a space. *period* bounds
    the date; *dated_words* are the words it was read from in running text: should nothing be found in it,
    they may have been meant as words.
    """

    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    source: str | None = None
    source_field: str = ""
    source_after: tuple[str, ...] = ()
    source_doubtful: bool = False
    section: str | None = None
    place: str | None = None
    period: Period | None = None
    dated_words: tuple[Word, ...] = ()

    @property
    def needs_texts(self) -> bool:
        """Whether the texts must be looked into: several words after one another are wanted, or unwanted."""
        return bool(self.phrases) or any(len(phrase) > 1 for phrase in self.without)

    @property
    def empty(self) -> bool:
        """True where it asks for nothing at all."""
        return not (self.words or self.phrases or self.source or self.section or self.place or self.period)


@dataclass(slots=True, kw_only=True)
class _Filter:
    """A field as it was typed: its *name*, its *value*, and *at* which of the running words it stood."""

    name: str
    value: str
    at: int
    quoted: bool
    apart: bool


@dataclass(slots=True)
class _Reading:
    """A query being read."""

    running: list[str]
    phrases: list[tuple[str, ...]]
    without: list[tuple[str, ...]]
    filters: dict[str, _Filter]
    waiting: str | None = None
    """A field whose value stands behind a space."""


def parse_query(text: str, *, now: datetime) -> Query:
    """The Query that *text* means; *now* is in the zone of whoever asks, who means its «أمس»."""
    reading = _Reading([], [], [], {})
    for piece in _PIECE.finditer(text[:MOST_CHARACTERS].replace("\x00", " ")):
        _take(reading, piece)
    if reading.waiting is not None:
        reading.running.append(reading.waiting)
    period = _filtered(reading, now)
    running = reading.running
    dated: tuple[Word, ...] = ()
    if period is None:
        period, span = find_period(running, now=now)
        dated = _words(running[span])
        running = running[: span.start] + running[span.stop :]
        if period is not None and period.certain:
            dated = ()
    values = {field: given.value for field, given in reading.filters.items()}
    source = reading.filters.get("source")
    return Query(
        words=_words(running),
        phrases=tuple(dict.fromkeys(reading.phrases)),
        without=tuple(dict.fromkeys(reading.without)),
        source=values.get("source"),
        source_field=source.name if source else "",
        source_after=tuple(reading.running[source.at :][:LONGEST_NAME])
        if source and not source.quoted
        else (),
        source_doubtful=source is not None and source.apart,
        section=values.get("section"),
        place=values.get("place"),
        period=period,
        dated_words=dated,
    )


def _filtered(reading: _Reading, now: datetime) -> Period | None:
    """The period of «تاريخ:»; what else belongs to the values of filters is taken from the running words."""
    period = None
    for field, given in sorted(reading.filters.items(), key=lambda item: -item[1].at):
        after = () if given.quoted else reading.running[given.at :]
        taken = 0
        if field == "place":
            taken = place_extent(given.value, after)
            given.value = " ".join((given.value, *after[:taken]))
        elif field == "date":
            period, taken = date_extent(given.value, after, now=now)
            if period is None and given.apart:
                reading.running[given.at : given.at] = [given.name, given.value]
        del reading.running[given.at : given.at + taken]
        for other in reading.filters.values():
            if other.at > given.at:
                other.at -= taken
    return None if period is None else replace(period, certain=True)


def _take(reading: _Reading, piece: re.Match[str]) -> None:
    body = piece["quoted"] if piece["open"] else piece["bare"] or ""
    field = _FIELDS.get(normalize(piece["field"] or ""))
    found = tuple(words(body))[:MOST_WORDS]
    if piece["minus"]:
        # What is not wanted is never read as something wanted, not even where it looks like a filter.
        unwanted = found if field is not None else (*words(piece["field"] or ""), *found)[:MOST_WORDS]
        if unwanted:
            reading.without.append(unwanted)
        return
    waiting, reading.waiting = reading.waiting, None
    if waiting is not None and found and not piece["field"]:
        _filter(reading, waiting, piece, body, apart=True)
        return
    if waiting is not None:
        reading.running.append(waiting)
    if piece["field"] and field is None:
        reading.running.append(piece["field"])
    if not found:
        return
    if field is not None:
        _filter(reading, piece["field"], piece, body, apart=False)
    elif piece["open"] and len(found) > 1:
        reading.phrases.append(found)
    elif body[-1] in ":：" and normalize(body[:-1]) in _APART:
        reading.waiting = body[:-1]
    else:
        reading.running.append(body)


def _filter(reading: _Reading, name: str, piece: re.Match[str], body: str, *, apart: bool) -> None:
    value = _SPACE.sub(" ", body).strip()
    given = _Filter(name=name, value=value, at=len(reading.running), quoted=bool(piece["open"]), apart=apart)
    reading.filters.setdefault(_FIELDS[normalize(name)], given)


def _words(running: list[str]) -> tuple[Word, ...]:
    """The words of *running* without stop words, each once."""
    found: dict[Word, None] = {}
    for piece in running:
        parts = words(piece)
        for place, part in enumerate(parts, 1):
            prefix = place == len(parts) and piece.endswith(("*", "＊")) and len(part) >= SHORTEST_PREFIX
            if prefix or part not in STOP_WORDS:
                found[Word(text=part, prefix=prefix)] = None
    return tuple(found)[:MOST_WORDS]
