"""◇ Dates in a query: «منذ أسبوع», «آخر 3 أيام», «أمس», «من 2024-01-01 إلى 2024-02-01», «يناير 2024».

Words of time are also words of headlines («منذ يومين», «اليوم العالمي»). So only dates in figures bind; words
of time are a wish that the engine gives up when it leaves nothing to be found.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.text.normalize import normalize

_UNITS: Final = {
    normalize(name): timedelta(minutes=minutes)
    for minutes, names in {
        1: "دقيقة دقائق",
        60: "ساعة ساعات",
        1_440: "يوم أيام يوما",
        10_080: "أسبوع أسابيع أسبوعا",
        43_200: "شهر أشهر شهور شهرا",
        525_600: "سنة سنوات سنين عام أعوام عاما",
    }.items()
    for name in names.split()
}
_DUALS: Final = {
    normalize(dual): 2 * _UNITS[normalize(single)]
    for dual, single in (
        ("دقيقتين", "دقيقة"),
        ("ساعتين", "ساعة"),
        ("يومين", "يوم"),
        ("أسبوعين", "أسبوع"),
        ("شهرين", "شهر"),
        ("سنتين", "سنة"),
        ("عامين", "عام"),
    )
}
_NUMBERS: Final = {
    normalize(word): number
    for number, both in enumerate(
        ["ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع", "عشر"], 3
    )
    for word in (both, f"{both}ة", f"{both}ي")
}  # fmt: skip
_MONTHS: Final = {
    normalize(name): month
    for month, names in enumerate(
        (
            "يناير|جانفي|كانون الثاني",
            "فبراير|فيفري|شباط",
            "مارس|آذار",
            "أبريل|أفريل|نيسان",
            "مايو|ماي|أيار",
            "يونيو|جوان|حزيران",
            "يوليو|جويلية|يوليوز|تموز",
            "أغسطس|أوت|غشت|آب",
            "سبتمبر|شتنبر|أيلول",
            "أكتوبر|تشرين الأول",
            "نوفمبر|نونبر|تشرين الثاني",
            "ديسمبر|دجنبر|كانون الأول",
        ),
        1,
    )
    for name in names.split("|")
}
_SINCE: Final = frozenset(map(normalize, ("منذ", "خلال", "آخر", "اخر")))
_BETWEEN: Final = frozenset(("بين", "مابين"))
_ARTICLE: Final = frozenset(("ال", "الساعات", "الايام", "الاسابيع", "الاشهر"))
"""«خلال الـ 24 ساعة الماضية», «خلال الأيام الثلاثة»: what may stand between."""
_PASSED: Final = frozenset(
    normalize("الماضية الماضي الأخيرة الأخير المنصرمة المنصرم الفائتة الفائت السابقة السابق").split()
)
_RUNNING: Final = frozenset(normalize("الجاري الجارية الحالي الحالية هذا هذه").split())
_WEEKDAYS: Final = {
    normalize(name): day
    for day, name in enumerate(("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"))
}
_OF_A_DAY: Final = "يوم"
_FROM: Final = frozenset(map(normalize, ("من", "منذ", "بعد")))
_UNTIL: Final = frozenset(map(normalize, ("إلى", "حتى", "لغاية", "قبل")))
_DATE: Final = re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?$")
_DAY_FIRST: Final = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})$")
_YEAR: Final = re.compile(r"(?:19|20)\d\d$")
_TWO_WORD_DAYS: Final = {"اول امس": (2, 2), "امس الاول": (2, 2)}
_DAYS: Final = {"اليوم": (0, 1), "امس": (1, 1), "البارحه": (1, 1)}
"""Normalised words that name a day: how many days back, and how many words it took."""

_BEGINNINGS: Final = frozenset(("مطلع", "بدايه", "اول"))

_NOWHERE: Final = slice(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From *since* on, before *until*; *certain* where it was given in figures."""

    since: datetime | None = None
    until: datetime | None = None
    certain: bool = False


@dataclass(frozen=True, slots=True)
class _Day:
    """A stretch of the calendar and how many words said it."""

    since: datetime
    until: datetime
    length: int
    certain: bool = True


def find_period(said: Sequence[str], *, now: datetime, explicit: bool = False) -> tuple[Period | None, slice]:
    """The first period in the words *said* and where it stands; *explicit* where nothing else is expected."""
    folded = [normalize(word).strip("،,؛;.؟?!") for word in said]
    for at in range(len(folded)):
        found = _range(folded, at, now) or _back(folded, at, now) or _named(folded, at, now)
        if found is None and explicit:
            day = _day(folded, at, now, bare=True) or _day_word(folded, at, now)
            if day is not None:
                found = Period(since=day.since, until=day.until, certain=True), day.length
            elif (stretch := _stretch(folded, at)) is not None:
                found = Period(since=now - stretch[0], certain=True), stretch[1]
        if found is not None:
            return found[0], slice(at, at + found[1])
    return None, _NOWHERE


def _range(folded: list[str], at: int, now: datetime) -> tuple[Period, int] | None:
    """«من … إلى …», «بين … و…», «منذ 2024-01-01», «قبل يناير 2024», «2024-01-01»."""
    head = folded[at]
    if head in _FROM or head in _BETWEEN:
        return _from(folded, at, now)
    if head in _UNTIL:
        return _until(folded, at, now)
    # A month in running text («صادرات يناير 2024») is what an article is about, not when it was written.
    match = _DATE.match(head) or _DAY_FIRST.match(head)
    if match is not None and match["day"]:
        day = _calendar(int(match["year"]), match["month"], match["day"], now, 1)
        return None if day is None else (Period(since=day.since, until=day.until, certain=True), day.length)
    return _written_day(folded, at, now)


def _written_day(folded: list[str], at: int, now: datetime) -> tuple[Period, int] | None:
    """«23 تشرين الثاني 2026», «يوم 23 تشرين الثاني»: a wish, for events are called so, too."""
    announced = folded[at] == _OF_A_DAY
    start = at + announced
    if start >= len(folded) or not (folded[start].isdecimal() and len(folded[start]) <= 2):
        return None
    day = _day(folded, start, now, bare=False) or (_day_of_year(folded, start, now) if announced else None)
    if day is None:
        return None
    return Period(since=day.since, until=day.until), announced + day.length


def _from(folded: list[str], at: int, now: datetime) -> tuple[Period, int] | None:
    head = folded[at]
    since = _bound(folded, at + 1, now)
    if since is None:
        return None
    after = at + 1 + since.length
    until = _end(folded, after, now, between=head in _BETWEEN)
    if until is not None:
        certain = since.certain and until.certain
        return Period(since=since.since, until=until.until, certain=certain), after + until.length - at
    if head == "من" or head in _BETWEEN:
        return None
    start = since.until if head == "بعد" else since.since
    return Period(since=start, certain=since.certain), 1 + since.length


def _end(folded: list[str], at: int, now: datetime, *, between: bool) -> _Day | None:
    """Where a range ends: «إلى …», or «و…» of one that began with «بين»; with the words that said so."""
    if at >= len(folded):
        return None
    head = folded[at]
    if head in _UNTIL or (between and head == "و"):
        day = _bound(folded, at + 1, now)
        return None if day is None else replace(day, length=1 + day.length)
    if between and head.startswith("و"):
        return _bound([*folded[:at], head[1:], *folded[at + 1 :]], at, now)
    return None


def _bound(folded: list[str], at: int, now: datetime) -> _Day | None:
    """One end of a range: a date; or, less surely, a day of the year that ends now, or a day in words."""
    day = _day(folded, at, now, bare=True)
    if day is not None or at >= len(folded):
        return day
    day = _day_of_year(folded, at, now) or _day_word(folded, at, now) or _weekday(folded, at, now)
    return None if day is None else replace(day, certain=False)


def _day_of_year(folded: list[str], at: int, now: datetime) -> _Day | None:
    """«14 تشرين الثاني»: the last such day."""
    if at >= len(folded) or not (folded[at].isdecimal() and len(folded[at]) <= 2):
        return None
    for words_of_month in (2, 1):
        month = _MONTHS.get(" ".join(folded[at + 1 : at + 1 + words_of_month]))
        if month:
            length = 1 + words_of_month
            day = _calendar(now.year, str(month), folded[at], now, length)
            if day is not None and day.since > now:
                day = _calendar(now.year - 1, str(month), folded[at], now, length)
            return day
    return None


def _weekday(folded: list[str], at: int, now: datetime) -> _Day | None:
    """«الأحد», «يوم الأحد»: the last one before today."""
    announced = folded[at : at + 1] == [_OF_A_DAY]
    named = _WEEKDAYS.get(folded[at + announced]) if at + announced < len(folded) else None
    if named is None:
        return None
    midnight = _midnight(now)
    since = midnight - timedelta(days=(midnight.weekday() - named - 1) % 7 + 1)
    return _Day(since, since + timedelta(days=1), 1 + announced)


def _until(folded: list[str], at: int, now: datetime) -> tuple[Period, int] | None:
    until = _day(folded, at + 1, now, bare=False)
    if until is not None:
        end = until.since if folded[at] == "قبل" else until.until
        return Period(until=end, certain=True), 1 + until.length
    stretch = _stretch(folded, at + 1) if folded[at] == "قبل" else None
    if stretch is None:
        return None
    # «قبل يومين» is that day, «قبل ساعتين» since then; weeks ago nobody knows the day.
    back, length = stretch
    if back < timedelta(days=1):
        return Period(since=now - back), 1 + length
    if back < timedelta(days=7):
        since = _midnight(now - back)
        return Period(since=since, until=since + timedelta(days=1)), 1 + length
    return None


def _back(folded: list[str], at: int, now: datetime) -> tuple[Period, int] | None:
    """«منذ أسبوع», «آخر 3 أيام», «خلال الـ 24 ساعة الماضية», «منذ مطلع الشهر»."""
    if folded[at] not in _SINCE:
        return None
    begun = _SPANS.get(f"هذا {folded[at + 2].removeprefix('ال')}") if _begins(folded, at + 1) else None
    if begun is not None:
        return Period(since=begun(_midnight(now))[0]), 3
    skipped = at + 1 + (folded[at + 1 : at + 2] != [] and folded[at + 1] in _ARTICLE)
    stretch = _stretch(folded, skipped)
    if stretch is None:
        return None
    end = skipped + stretch[1]
    end += end < len(folded) and folded[end] in _PASSED
    return Period(since=now - stretch[0]), end - at


def _begins(folded: list[str], at: int) -> bool:
    """Whether «مطلع» or «بداية» stands there with a word after it."""
    return at + 1 < len(folded) and folded[at] in _BEGINNINGS


def _stretch(folded: list[str], at: int) -> tuple[timedelta, int] | None:
    """A length of time and how many words it took."""
    if at >= len(folded):
        return None
    word = folded[at]
    if word in _DUALS:
        return _DUALS[word], 1
    if word in _UNITS:
        return _UNITS[word], 1
    word = word.removeprefix("ال")
    count = int(word) if word.isdecimal() and len(word) < 4 else _NUMBERS.get(word)
    if count and at + 1 < len(folded) and folded[at + 1] in _UNITS:
        return min(count * _UNITS[folded[at + 1]], timedelta(days=36_500)), 2
    return None


def _named(folded: list[str], at: int, now: datetime) -> tuple[Period, int] | None:
    """«أمس», «يوم أمس», «الأحد الماضي», «هذا الأسبوع», «الشهر الماضي»; «اليوم» only at the query's end."""
    announced = folded[at] == _OF_A_DAY and at + 1 < len(folded)
    day = _day_word(folded, at + announced, now)
    if day is not None and (folded[at] != "اليوم" or at == len(folded) - 1):
        return Period(since=day.since, until=day.until), announced + day.length
    day = _weekday(folded, at, now)
    if day is not None and folded[at + day.length : at + day.length + 1] in (["الماضي"], ["الفايت"]):
        return Period(since=day.since, until=day.until), day.length + 1
    span = _span(folded[at : at + 2])
    if span is None:
        return None
    since, until = span(_midnight(now))
    return Period(since=since, until=until), 2


def _span(pair: list[str]) -> "Callable[[datetime], tuple[datetime, datetime | None]] | None":
    """«هذا الشهر», «الشهر الجاري», «الشهر الماضي», «الشهر المنصرم»."""
    if len(pair) != len(("هذا", "الشهر")):
        return None
    first, second = pair
    if first in _RUNNING or second in _RUNNING:
        return _SPANS.get(f"هذا {(second if first in _RUNNING else first).removeprefix('ال')}")
    return _SPANS.get(f"{first.removeprefix('ال')} الماضي") if second in _PASSED else None


def _week(midnight: datetime) -> datetime:
    """The Sunday on which the week begins."""
    return midnight - timedelta(days=(midnight.weekday() + 1) % 7)


def _month(midnight: datetime) -> datetime:
    return midnight.replace(day=1)


def _month_before(midnight: datetime) -> datetime:
    return _month(_month(midnight) - timedelta(days=1))


def _year(midnight: datetime, *, back: int = 0) -> datetime:
    return midnight.replace(year=midnight.year - back, month=1, day=1)


_SPANS: Final[Mapping[str, Callable[[datetime], tuple[datetime, datetime | None]]]] = {
    "هذا اسبوع": lambda midnight: (_week(midnight), None),
    "اسبوع الماضي": lambda midnight: (_week(midnight) - timedelta(days=7), _week(midnight)),
    "هذا شهر": lambda midnight: (_month(midnight), None),
    "شهر الماضي": lambda midnight: (_month_before(midnight), _month(midnight)),
    "هذا عام": lambda midnight: (_year(midnight), None),
    "هذا سنه": lambda midnight: (_year(midnight), None),
    "عام الماضي": lambda midnight: (_year(midnight, back=1), _year(midnight)),
    "سنه الماضي": lambda midnight: (_year(midnight, back=1), _year(midnight)),
}
"""Worked out only where a query says so: every word of every query is asked."""


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _day_word(folded: list[str], at: int, now: datetime) -> _Day | None:
    back, length = _TWO_WORD_DAYS.get(" ".join(folded[at : at + 2]), (-1, 0))
    if length == 0:
        back, length = _DAYS.get(folded[at], (-1, 0))
    if length == 0:
        return None
    since = _midnight(now) - timedelta(days=back)
    return _Day(since, since + timedelta(days=1), length)


def _day(folded: list[str], at: int, now: datetime, *, bare: bool) -> _Day | None:
    """A date, a month of a year, or, where *bare* ones are expected, a year."""
    if at >= len(folded):
        return None
    match = _DATE.match(folded[at]) or _DAY_FIRST.match(folded[at])
    if match is not None and (bare or match["month"]):
        return _calendar(int(match["year"]), match["month"], match["day"], now, 1)
    day = None
    start = at
    if folded[at].isdecimal() and len(folded[at]) <= 2:
        day, at = folded[at], at + 1
    for words_of_month in (2, 1):
        month = _MONTHS.get(" ".join(folded[at : at + words_of_month]))
        year_at = at + words_of_month
        if month and year_at < len(folded) and _YEAR.match(folded[year_at]):
            return _calendar(int(folded[year_at]), str(month), day, now, year_at + 1 - start)
    return None


def _calendar(year: int, month: str | None, day: str | None, now: datetime, length: int) -> _Day | None:
    try:
        since = datetime(year, int(month or 1), int(day or 1), tzinfo=now.tzinfo)
        if day:
            until = since + timedelta(days=1)
        elif month:
            until = (since + timedelta(days=31)).replace(day=1)
        else:
            until = since.replace(year=year + 1)
    except (ValueError, OverflowError):
        return None
    return _Day(since, until, length)
