"""The Arabic words of posts: the template that an editor would keep, and what stands on the buttons."""

from typing import Final

from bot.delivery.template import Template, parse_template

NEWS: Final[Template] = parse_template(
    """
*{mark}{headline}*

{summary}

>{full_text}

[📍 {place} · ]{time}
المصدر: {source}
نقلته أيضاً: {also}
{updated}

{hashtags}

{footer}
"""
)
"""The default post."""

BREAKING_KICKER: Final = "عاجل"
BREAKING_MARK: Final = "🔴 عاجل | "
DETAILS: Final = "التفاصيل"
SHARE: Final = "شارك"
UPDATED: Final = "تحديث {time}"
RETRACTED_KICKER: Final = "سُحب هذا الخبر"
RETRACTED: Final = "⚠️ تم سحب هذا الخبر · {time}"
AND_OTHERS: Final = "وغيرها"
LIST_SEPARATOR: Final = "، "
MONTHS: Final = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)
"""The months as Iraq names them."""
DAYS: Final = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
"""The days of the week from Monday, as datetime counts them."""

MORNING: Final = "📰 نشرة الصباح"
NOON: Final = "📰 نشرة الظهيرة"
EVENING: Final = "📰 نشرة المساء"
MOST_READ: Final = "🔝 الأكثر قراءة اليوم"
DIGEST_MARK: Final = "🔴 "
VIEWS: Final = "{source} · 👁 {views}"
READ_FIRST: Final = "اقرأ الخبر الأول"
MISSED: Final = "📰 ما فاتكم"
MORE: Final = "وأخبار أخرى: {count}"
