"""The one real article of the site: as read from its publisher, with menu, counter and share line."""

from datetime import datetime, timedelta, timezone
from functools import cache
from importlib.resources import files

SEED_PATH = "/politics/12345-rashid.html"
SEED_PICTURE = "/uploads/posts/2024-01/rashid.jpg"
SEED_PUBLISHED = datetime(2024, 1, 9, 17, 11, tzinfo=timezone(timedelta(hours=3)))
SEED_TITLE = "مغايراً لتوجه الحكومة.. رشيد للسفيرة الامريكية: على التحالف الدولي دعم قواتنا تدريباً واستشارة"
SEED_HOST = "http://127.0.0.1:8097"
"""The address it was kept under."""


@cache
def _kept_page() -> str:
    return files("bot.sandbox.news").joinpath("seed", "page.html").read_text(encoding="utf-8")


def seed_page(base: str) -> str:
    """The article's page at this site's address."""
    return _kept_page().replace(SEED_HOST, base)
