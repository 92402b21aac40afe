"""Dates as newsrooms write them, in feeds and on pages, to one aware UTC time.

The two forms that nearly every feed uses (RFC 822 with the leniency of RFC 5322, and ISO 8601 / W3CDTF) have
a fast path here; everything else is read word by word in `bot.text.date_reader`: Arabic, Kurdish, English,
French and German month names, double names («14 شباط/ فبراير 2023»), Arabic-Indic digits, day/month/year and
year/month/day, «منذ 3 ساعات», «أمس», ص/م, zones by offset, abbreviation or city, Hijri dates.
"""

import re
from datetime import UTC, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from bot.text.date_reader import EARLIEST_YEAR, read_date

_MAX_CHARACTERS: Final = 160  # a date with its labels; longer text is prose
_ISO_MAX_CHARACTERS: Final = 40
_MONTHS: Final = {
    name: f"-{number:02}-"
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_RFC822: Final = re.compile(
    r"(?:[A-Z][a-z]{2},\s{0,3})?([0-9]{1,2})\s{1,3}([A-Z][a-z]{2})\s{1,3}([0-9]{4})\s{1,3}"
    r"([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)\s{0,3}(?:GMT|UTC|UT|Z|([+-][0-9]{2}:?[0-9]{2}))"
)
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:|[0-9]{8}[Tt][0-9]{4}")
_STAMP: Final = re.compile(r"(?P<second>1[0-9]{9}(?:[0-9]{3})?)|(?P<compact>(?:19|20)[0-9]{12})")


def parse_date(text: str, *, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The time that *text* states, aware and in UTC, or None when it states none.

    *zone* is the source's, used where the text names none. *now* resolves «منذ 3 ساعات», «أمس» and missing
    years. A date without a time is its midnight in *zone*. Never raises; linear in the length of *text*.

    Where a text is ambiguous: numbers are day/month/year unless that is impossible; a date without a year is
    its latest occurrence, on the named weekday if one is named; where both calendars are given the Gregorian
    counts; the first date and the first time win over later ones.

    Attention: a date in the future is returned as it stands; what to make of it is the caller's decision.
    """
    text = text.strip()
    try:
        exact = None
        if (match := _RFC822.fullmatch(text)) is not None:
            exact = _rfc822(match)
        elif len(text) <= _ISO_MAX_CHARACTERS:
            exact = _iso(text, zone) if _ISO.match(text) is not None else _stamp(text, zone)
        if exact is not None:
            return exact
        return read_date(text, zone=zone, now=now) if 0 < len(text) <= _MAX_CHARACTERS else None
    except (ValueError, OverflowError):  # no such day, hour or offset
        return None


def _rfc822(match: re.Match[str]) -> datetime | None:
    """By way of ISO 8601, which is read by one call into C; None sends the text on to the lenient reader."""
    day, name, year, clock, offset = match.groups()
    month = _MONTHS.get(name)
    if month is None:
        return None
    return _iso(f"{year}{month}{day:0>2}T{clock}{offset or 'Z'}", UTC)


def _iso(text: str, zone: tzinfo) -> datetime | None:
    """ISO 8601 with a time of day, exactly; None sends the text on to the lenient reader."""
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return None
    if stamp.year < EARLIEST_YEAR:
        return None
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=zone)).astimezone(UTC)


def _stamp(text: str, zone: ZoneInfo) -> datetime | None:
    """Seconds or milliseconds since 1970 (from 2001-09 on), or fourteen digits year to second."""
    match = _STAMP.fullmatch(text)
    if match is None:
        return None
    if match["second"]:
        return datetime.fromtimestamp(int(match["second"][:10]), UTC)
    return datetime.strptime(match["compact"], "%Y%m%d%H%M%S").replace(tzinfo=zone).astimezone(UTC)
