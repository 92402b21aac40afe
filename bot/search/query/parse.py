"""◇ What a reader typed as a Query. Any text whatsoever is one; what cannot be understood is read as words.

«نص» or "نص"     these words one after another
-كلمة            not this word; also before a quotation, or before a field: «-قال:شيء» is «-"قال شيء"»
كرب*             words that begin so
مصدر:واع         only this source; likewise قسم: (section), مكان: (place), تاريخ: (date); a value of
several words stands in quotation marks
منذ أسبوع، أمس   only what is dated so (bot.search.query.period)
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

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
        "place": "مكان المكان محافظة place",
        "date": "تاريخ التاريخ date",
    }.items()
    for name in names.split()
}
_PIECE: Final = re.compile(r"""(?P<minus>(?<!\S)[-−–](?=\S))?
    (?:(?P<field>[^\W\d_]+)\s?[:：](?=\S))?
    (?: (?P<open>[«"“„‹])(?P<quoted>[^«»"“”„‹›]*)[»"”“›]
      | (?P<bare>[^\s«»"“”„‹›]+)
      | (?P<stray>[«»"“”„‹›]) )""", re.VERBOSE)  # fmt: skip
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A normalised word that hits should hold; with *prefix*, any word that begins with it will do."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """*words* rank what is found; *phrases* must all stand in it, *without* must not.

    *source*, *section* and *place* are as typed. *period* bounds the date; *dated_words* are the words it was
    read from in running text: should nothing be found in it, they may have been meant as words.
    """

    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    source: str | None = None
    section: str | None = None
    place: str | None = None
    period: Period | None = None
    dated_words: tuple[Word, ...] = ()

    @property
    def empty(self) -> bool:
        """True where it asks for nothing at all."""
        return not (self.words or self.phrases or self.source or self.section or self.place or self.period)


@dataclass(slots=True)
class _Reading:
    """A query being read."""

    running: list[str]
    phrases: list[tuple[str, ...]]
    without: list[tuple[str, ...]]
    fields: dict[str, str]


def parse_query(text: str, *, now: datetime) -> Query:
    """The Query that *text* means; *now* is in the zone of whoever asks, who means its «أمس»."""
    reading = _Reading([], [], [], {})
    for piece in _PIECE.finditer(text[:MOST_CHARACTERS].replace("\x00", " ")):
        _take(reading, piece)
    period = None
    dated: tuple[Word, ...] = ()
    if "date" in reading.fields:
        period, _ = find_period(reading.fields["date"].split(), now=now, explicit=True)
        period = None if period is None else replace(period, certain=True)
    running = reading.running
    if period is None:
        period, span = find_period(running, now=now)
        dated = _words(running[span])
        running = running[: span.start] + running[span.stop :]
        if period is not None and period.certain:
            dated = ()
    return Query(
        words=_words(running),
        phrases=tuple(dict.fromkeys(reading.phrases)),
        without=tuple(dict.fromkeys(reading.without)),
        source=reading.fields.get("source"),
        section=reading.fields.get("section"),
        place=reading.fields.get("place"),
        period=period,
        dated_words=dated,
    )


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
    if piece["field"] and field is None:
        reading.running.append(piece["field"])
    if not found:
        return
    if field is not None:
        reading.fields.setdefault(field, _SPACE.sub(" ", body).strip())
    elif piece["open"] and len(found) > 1:
        reading.phrases.append(found)
    else:
        reading.running.append(body)


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
