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

BREAKING_MARK: Final = "🔴 عاجل | "
DETAILS: Final = "التفاصيل"
SHARE: Final = "شارك"
UPDATED: Final = "تحديث {time}"
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
