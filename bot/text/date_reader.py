"""Reads a date written in words: text to tokens, tokens to what they state, that to one time.

A text with a word that belongs to no date («الثلاثاء على ضرورة») is no date; this is what lets the lines of a
page be told apart.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.text import date_words as words
from bot.text.hijri import gregorian

EARLIEST_YEAR: Final = 1900  # zero dates of databases («0001-01-01», «0000-00-00») are no dates
_LATEST_YEAR: Final = 2100
_HIJRI_YEARS: Final = range(1300, 1601)
_SURELY_HIJRI: Final = range(1411, 1501)  # unmarked numbers: 1400-1410 may be Persian solar years of today
_ARABIA: Final = timedelta(hours=3)
_ATLANTIC: Final = timedelta(hours=-4)
_JOINER: Final = "ـ"  # holds the words of a phrase together; `fold` has removed it from the text
_TOKEN: Final = re.compile(
    r"(?P<date>[0-9]{1,4}\s?([-/.])\s?[0-9]{1,2}\s?\2\s?[0-9]{1,4}(?![0-9]))"
    r"|(?P<clock>[0-9]{1,2}[:h.][0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,9})?)?(?![0-9]))"
    r"|(?P<offset>(?<![0-9])[+-][01]?[0-9](?::?[0-5][0-9])?(?![0-9/.:-])"
    r"|(?<=[0-9])[+-][01][0-9]:?[0-5][0-9](?![0-9/.:-]))"
    r"|(?P<month>[0-9]{4}-[0-9]{2}(?![0-9-]))"
    r"|(?P<number>[0-9]+)(?:(?:st|nd|rd|th|er)\b)?"
    r"|(?P<half>[ap]\.\s?m\b\.?)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<other>[^\s,.:;|/()\[\]•·»«\"#*@…+-])"
)


@dataclass(slots=True)
class _Reading:
    """What has been understood so far: filled token by token, resolved once."""

    now: datetime
    zone: ZoneInfo
    numeric: date | None = None
    month_first: date | None = None  # the same numbers read as month/day, where both are possible
    hijri_numeric: date | None = None
    # Numbers and month names in the order of the text: ("9", 0) a number, ("g", 1) January, ("h", 7) Rajab.
    parts: list[tuple[str, int]] = field(default_factory=list)
    clock: time | None = None
    half: str = ""
    offset: tzinfo | None = None
    weekday: int | None = None
    days_back: int | None = None
    ago: bool = False
    past: timedelta | None = None
    count: int | None = None
    previous: str = ""  # kind of the token before
    previous_text: str = ""


class _NotADateError(ValueError):
    """A token that no date holds."""


def read_date(text: str, *, zone: ZoneInfo, now: datetime) -> datetime | None:
    """As `bot.text.dates.parse_date`, without its fast paths and limits.

    Raises:
        ValueError: a word that belongs to no date, or a day or hour that does not exist.
    """
    folded = words.PHRASES.sub(lambda match: _JOINER.join(match[0].split()), words.spelled(words.fold(text)))
    reading = _Reading(now=now, zone=zone)
    for match in _TOKEN.finditer(folded):
        kind = match.lastgroup or "other"
        token = match[kind].replace(_JOINER, " ")
        _TAKERS[kind](reading, token)
        reading.previous, reading.previous_text = kind, token
    return _resolve(reading)


def _take_date(reading: _Reading, token: str) -> None:
    first, middle, last = (part.strip() for part in re.split(r"[-/.]", token))
    if len(first) == 4:
        year, month, day = int(first), int(middle), int(last)
    elif len(last) == 4:
        year, month, day = int(last), int(middle), int(first)
    elif len(first) <= 2 and len(last) <= 2:
        year, month, day = 2000 + int(last), int(middle), int(first)
        if year > reading.now.year + 1:  # «03-12-31» can only be year-month-day
            year, day = 2000 + int(first), int(last)
    else:
        raise _NotADateError(token)
    if month > 12 >= day:
        month, day = day, month
    if year in _SURELY_HIJRI or (year in _HIJRI_YEARS and reading.hijri_numeric is None):
        reading.hijri_numeric = reading.hijri_numeric or gregorian(year, month, day)
    elif reading.numeric is None:
        reading.numeric = _day(year, month, day)
        if len(first) < 4 and day <= 12 and day != month:
            reading.month_first = _day(year, day, month)


def _take_month(reading: _Reading, token: str) -> None:
    year, month = token.split("-")
    reading.numeric = reading.numeric or _day(int(year), int(month), 1)


def _take_clock(reading: _Reading, token: str) -> None:
    if reading.clock is not None:
        return
    hour, minute, *rest = re.split("[:h.]", token, maxsplit=2)
    seconds = float(rest[0]) if rest else 0.0
    if seconds >= 61:
        raise _NotADateError(token)
    whole = min(int(seconds), 59)  # a leap second is the second before it
    reading.clock = time(int(hour), int(minute), whole, int(seconds % 1 * 1_000_000))


def _take_offset(reading: _Reading, token: str) -> None:
    if reading.clock is None and reading.offset is None:
        if reading.previous == "date" and ":" in token:  # «24/11/2026-05:11 م»: a dash, and the time of day
            _take_clock(reading, token[1:])
        else:
            _take_number(reading, token[1:])
        return
    digits = token[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    east = timedelta(hours=hours, minutes=minutes)
    reading.offset = timezone(east if token[0] == "+" else -east)


def _take_number(reading: _Reading, token: str) -> None:
    if len(token) > 4 or len(reading.parts) > 8:
        raise _NotADateError(token)
    if reading.previous_text in words.HOUR_WORDS and len(token) <= 2 and reading.clock is None:
        reading.clock = time(int(token))
        return
    reading.parts.append((token, 0))


def _take_half(reading: _Reading, token: str) -> None:
    reading.half = reading.half or ("pm" if token[0] == "p" else "am")


def _take_other(_: _Reading, token: str) -> None:
    raise _NotADateError(token)


def _take_word(reading: _Reading, token: str) -> None:
    if reading.ago and _take_span(reading, token):
        return
    if token in words.MONTHS:
        reading.parts.append(("g", words.MONTHS[token]))
    elif token in words.HIJRI_MONTHS:
        reading.parts.append(("h", words.HIJRI_MONTHS[token]))
    elif token in words.WEEKDAYS:
        reading.weekday = words.WEEKDAYS[token]
    elif token in words.DAYS_BACK:
        reading.days_back = words.DAYS_BACK[token]
    elif not (_take_time_word(reading, token) or token in words.NOISE or _take_span(reading, token)):
        raise _NotADateError(token)


def _take_time_word(reading: _Reading, token: str) -> bool:
    """Words about the clock: part of the day, zone, marks of the calendar."""
    if token in words.HALVES or token == words.EVENING_OR_AD:
        _take_part_of_day(reading, token)
    elif token in words.OFFSETS:
        reading.offset = reading.offset or timezone(timedelta(minutes=words.OFFSETS[token]))
    elif token == words.LOCAL_OR_ATLANTIC:
        local = reading.now.astimezone(reading.zone).utcoffset() == _ARABIA
        reading.offset = timezone(_ARABIA if local else _ATLANTIC)
    elif token in words.PLACES:
        if reading.previous_text in words.ZONE_WORDS:  # elsewhere it is the dateline of the page
            reading.offset = _place_zone(words.PLACES[token])
    elif token in words.JUST_NOW:
        reading.past = timedelta()
    elif token in words.AGO:
        reading.ago = True
    else:
        # An abbreviation we do not know, right after the time: a zone. The source's own is the best guess.
        unknown_zone = reading.previous == "clock" and token.isascii() and 2 < len(token) < 6
        return unknown_zone or token in words.MARKS
    return True


def _take_part_of_day(reading: _Reading, token: str) -> None:
    number = reading.previous_text if reading.previous == "number" else ""
    if token == words.EVENING_OR_AD and (reading.previous == "date" or len(number) == 4):
        return  # «2024 م» is the era
    reading.half = words.HALVES.get(token, "pm")
    if number and reading.clock is None and 0 < len(number) <= 2 and reading.parts:
        reading.parts.pop()  # «5 مساءً» is an hour
        reading.clock = time(int(number))


def _take_span(reading: _Reading, token: str) -> bool:
    """A count («ثلاث») or a unit («ساعات», «دقيقتين») of a relative time."""
    if token in words.COUNTS:
        reading.count = words.COUNTS[token]
        return True
    if token not in words.SPANS:
        return False
    count, seconds = words.SPANS[token]
    if reading.previous == "number" and reading.parts:
        count = int(reading.parts.pop()[0])
    elif reading.count is not None:
        count, reading.count = reading.count, None
    if count == 0:
        raise _NotADateError(token)
    reading.past = (reading.past or timedelta()) + timedelta(seconds=count * seconds)
    return True


_TAKERS: Final = {
    "date": _take_date,
    "month": _take_month,
    "clock": _take_clock,
    "offset": _take_offset,
    "number": _take_number,
    "half": _take_half,
    "word": _take_word,
    "other": _take_other,
}


def _resolve(reading: _Reading) -> datetime | None:
    if reading.past is not None and (reading.ago or not reading.past) and not reading.parts:
        return (reading.now - reading.past).astimezone(UTC)
    named = any(kind in "gh" for kind, _ in reading.parts)
    if reading.past or (reading.numeric is not None and reading.parts and not named):
        return None  # a span without «منذ», numbers beside a whole date
    day = _numeric_day(reading) or _named_day(reading) or reading.hijri_numeric or _relative_day(reading)
    if day is None:
        return None
    clock = _with_half(reading.clock or time(), reading.half)
    return datetime.combine(day, clock, reading.offset or reading.zone).astimezone(UTC)


def _numeric_day(reading: _Reading) -> date | None:
    """The day in numbers; a weekday beside it tells day/month from month/day («الثلاثاء, 11/10/2026»)."""
    if (
        reading.month_first is not None
        and reading.numeric is not None
        and reading.weekday == reading.month_first.weekday() != reading.numeric.weekday()
    ):
        return reading.month_first
    return reading.numeric


def _named_day(reading: _Reading) -> date | None:
    """The day around the first Gregorian month name; else around the first Hijri one; else a bare year's."""
    parts = reading.parts
    months = {number for kind, number in parts if kind == "g"}
    if len(months) > 1 and parts[0] == ("g", 3):
        parts, months = parts[1:], months - {3}  # French «mar., 01 déc.»: mardi, not mars
    if len(months) > 1:
        raise _NotADateError("two months")
    parts = [part for at, part in enumerate(parts) if part not in parts[:at] or part[0] not in "gh"]
    kinds = [kind for kind, _ in parts]
    if "g" in kinds:
        year, month, day = _around(parts, kinds.index("g"))
        return _day(year, month, day) if year is not None else _latest(reading, month, day)
    if "h" in kinds:
        year, month, day = _around(parts, kinds.index("h"))
        found = gregorian(year, month, day) if year is not None else None
        return _on_weekday(found, reading.weekday)
    if len(parts) == 1 and len(kinds[0]) == 4 and reading.clock is None:
        return _day(int(kinds[0]), 1, 1)  # W3CDTF allows the year alone
    if parts:
        raise _NotADateError("numbers without a month")
    return None


def _around(parts: list[tuple[str, int]], at: int) -> tuple[int | None, int, int]:
    """Year, month and day from the numbers beside the month name at *at*."""
    month = parts[at][1]
    before = parts[at - 1][0] if at and parts[at - 1][0].isdigit() else ""
    after = []
    for token, _ in parts[at + 1 : at + 3]:
        if not token.isdigit():
            break
        after.append(token)
    first, second = [*after, "", ""][:2]
    if len(before) == 4:
        return int(before), month, int(first or 1)
    if before:
        return _full_year(first), month, int(before)
    if len(first) == 4:
        return int(first), month, 1
    if first:
        return _full_year(second), month, int(first)
    raise _NotADateError("a month alone")


def _full_year(token: str) -> int | None:
    if len(token) == 2:
        return int(token) + (2000 if int(token) < 70 else 1900)
    if token and len(token) != 4:
        raise _NotADateError(token)
    return int(token) if token else None


def _day(year: int, month: int, day: int) -> date:
    if not EARLIEST_YEAR <= year <= _LATEST_YEAR:
        raise _NotADateError(str(year))
    return date(year, month, day)


def _latest(reading: _Reading, month: int, day: int) -> date | None:
    """The last time this day of the year came (or tomorrow, for zones), on the named weekday if any."""
    limit = reading.now.astimezone(reading.zone).date() + timedelta(days=1)
    years = range(limit.year, limit.year - 8, -1)
    leap = (month, day) == (2, 29)
    days = [date(y, month, day) for y in years if not leap or (y % 4 == 0 and (y % 100 or y % 400 == 0))]
    past = [candidate for candidate in days if candidate <= limit]
    named = [candidate for candidate in past if candidate.weekday() == reading.weekday]
    return next(iter(named or past), None)


def _on_weekday(day: date | None, weekday: int | None) -> date | None:
    """*day*, moved by one when the weekday printed beside it says that the month began a day apart."""
    if day is None or weekday is None:
        return day
    near = (day, day - timedelta(days=1), day + timedelta(days=1))
    return next((candidate for candidate in near if candidate.weekday() == weekday), day)


def _relative_day(reading: _Reading) -> date | None:
    today = reading.now.astimezone(reading.offset or reading.zone).date()
    if reading.days_back is not None:
        return today - timedelta(days=reading.days_back)
    if reading.weekday is not None and reading.clock is not None:
        return today - timedelta(days=(today.weekday() - reading.weekday) % 7)
    return None


def _with_half(clock: time, half: str) -> time:
    hour = clock.hour
    if hour > 12 or not half:
        return clock
    evening = half == "pm" or (half == "night" and 6 <= hour < 12)
    return clock.replace(hour=hour % 12 + (12 if evening else 0))


def _place_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:  # a system without a zone database: the source's zone is the best guess
        return None
