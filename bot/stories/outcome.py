"""◇ Whether a report tells the outcome of what an earlier one announced: a match and its preview.

Only asked of two that are one event, so that few words of the headlines are enough: «يواجه» and «يفوز».
"""

from functools import cache
from typing import Final

from bot.stories.mark import HEADLINE, Mark
from bot.stories.reading import stems_of

_ENDED: Final = (
    "فاز يفوز تفوز فوز الفوز تغلب يتغلب تتغلب تعادل يتعادل تتعادل خسر يخسر تخسر خسارة الخسارة"
    " هزم يهزم تهزم هزيمة اكتسح يكتسح سحق يسحق تأهل يتأهل تتأهل أقصى يقصي توج يتوج تتويج"
    " بهدف بهدفين بثنائية بثلاثية برباعية بخماسية ثنائية ثلاثية رباعية"
)
_AHEAD: Final = (
    "يواجه تواجه مواجهة يلاقي تلاقي ملاقاة يلتقي تلتقي لقاء يستضيف تستضيف يستعد تستعد استعداد يستهل ينازل"
    " يصطدم تصطدم صدام الليلة غدا موعد قبل عشية تشكيلة توقعات يسعى تسعى يتطلع يترقب ترقب"
)


def outcome_known(new: Mark, old: Mark) -> bool:
    """Whether the headline of *new* tells how it ended, and that of *old* only that it is ahead."""
    ended, ahead = _stems(_ENDED), _stems(_AHEAD)
    after = _headline(new)
    if ended.isdisjoint(after) or not ahead.isdisjoint(after):
        return False
    before = _headline(old)
    return ended.isdisjoint(before) and not ahead.isdisjoint(before)


def _headline(mark: Mark) -> list[int]:
    stems: list[int] = mark.terms[(mark.roles & HEADLINE) != 0].tolist()
    return stems


@cache
def _stems(listed: str) -> frozenset[int]:
    return frozenset(stems_of(listed).tolist())
