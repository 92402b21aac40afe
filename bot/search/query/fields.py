"""◇ How far the value of a filter goes: «مكان:ذي قار», «مصدر:شفق نيوز», «تاريخ:20 تشرين الثاني».

Whoever types a filter seldom quotes its value. So the words behind it belong to it as far as they make a name
that is known, or a date. Sources are known to the archive alone: the engine has `with_source` look at them.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.search.query.period import Period, find_period
from bot.text.places import named

LONGEST_NAME: Final = 3
"""Words behind its first that a name may have."""
_UP_TO: Final = re.compile(r"(?<=\d)\s?(?:\.{2,3}|…|~)\s?(?=\d)")


def place_extent(value: str, after: Sequence[str]) -> int:
    """How many of the words *after* a place's *value* belong to its name: the longest name that is known."""
    counts = range(min(len(after), LONGEST_NAME), 0, -1)
    return next((count for count in counts if named(" ".join((value, *after[:count])))), 0)


def date_extent(value: str, after: Sequence[str], *, now: datetime) -> tuple[Period | None, int]:
    """The period that *value* and the words *after* it tell, and how many of these belong to it."""
    if _UP_TO.search(value):
        since, until = _UP_TO.split(value, maxsplit=1)
        value = f"من {since} إلى {until}"
    own = value.split()
    period, span = find_period([*own, *after], now=now, explicit=True)
    if period is None or span.start >= len(own):
        return None, 0
    return period, max(0, span.stop - len(own))
