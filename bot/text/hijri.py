"""Hijri to Gregorian: the day a month began by the Umm al-Qura calendar, or by arithmetic outside its table.

The table holds the month lengths (bit set: 30 days, clear: 29) of the years 1400-1500 as published by the
Umm al-Qura calendar of Saudi Arabia; checked month by month against the package hijridate 2.6.0. Before and
after it the tabular Islamic calendar is used (civil epoch, leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29
of 30), which lies up to two days from it.

Attention: Iraq and others start months by sight, so a day here may be one off from a date printed there.
"""

from datetime import date, timedelta
from itertools import accumulate
from typing import Final

_TABLE_YEAR: Final = 1400
_TABLE_START: Final = date(1979, 11, 20)  # 1 Muharram 1400
_LENGTHS: Final = (  # three hexadecimal digits a year, bit m for month m + 1
    "d4b52aa574ae97656cb55aaaa554ad95d2da5d9db2ba4b4aa552b5575b6abd2bc4b89a9552d5adb6a6d4dc9d92aa69562ae5"
    "6d36ab55aaa94d49d95d2ba5b55aad55a9a92e26e55dada6d46a554ba9754eaae5acba9d92b2564bcab55ab556d2ea5e4aa9"
    "552daad36c7596d269552da5b4ba9ba3b4b69b52aa64b696d2ec6d9eb2d54d2aa564ae96dd6ab54b29a9352ba57536ab56aae93"
)
_YEARS: Final = tuple(int(_LENGTHS[at : at + 3], 16) for at in range(0, len(_LENGTHS), 3))
_YEAR_STARTS: Final = tuple(accumulate((348 + bits.bit_count() for bits in _YEARS), initial=0))

_TABULAR_EPOCH: Final = date(622, 7, 19).toordinal()  # 1 Muharram 1, civil reckoning, proleptic Gregorian
FIRST_YEAR: Final = 1300
LAST_YEAR: Final = 1600


def gregorian(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Hijri one, or None when there is no such day (or it is outside 1300-1600)."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    index = year - _TABLE_YEAR
    if 0 <= index < len(_YEARS):
        before = (_YEARS[index] & ((1 << (month - 1)) - 1)).bit_count() + 29 * (month - 1)
        return _TABLE_START + timedelta(days=_YEAR_STARTS[index] + before + day - 1)
    months = 29 * (month - 1) + month // 2
    years = (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(_TABULAR_EPOCH + years + months + day - 1)
