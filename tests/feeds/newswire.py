"""Feeds for tests: numbered items as a news agency writes them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
BODY = "قال المتحدث باسم الوزارة إن العمل سيبدأ في الأسبوع المقبل في كل المحافظات بعد استكمال الإجراءات. " * 6


def item(
    number: int, *, title: str | None = None, text: str = BODY, published: datetime | None = None
) -> str:
    moment = published or MORNING + timedelta(minutes=number)
    return (
        f"<item><title>{title or f'الخبر المهم رقم {number} من بغداد'}</title>"
        f"<link>https://khabar.example/{number}</link><guid>https://khabar.example/{number}</guid>"
        f"<pubDate>{format_datetime(moment)}</pubDate><description>{text} ({number})</description></item>"
    )


def feed(*items: str, built: str = "") -> str:
    return f"<rss version='2.0'><channel><title>واع</title>{built}{''.join(items)}</channel></rss>"


def numbered(numbers: Sequence[int]) -> str:
    return feed(*map(item, numbers))


def headline(number: int) -> str:
    return f"الخبر المهم رقم {number} من بغداد"
