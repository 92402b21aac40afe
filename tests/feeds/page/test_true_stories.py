"""Stories that look like something else at first sight are read: each one refused is lost to a newsroom."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.page.article import ExtractedArticle, NotAnArticle, Refusal
from bot.feeds.page.extract import extract

_TITLE = "صادرات النفط ترتفع إلى ثلاثة ملايين برميل"
_TEXT = (
    "<p>أعلنت وزارة النفط العراقية، اليوم الثلاثاء، ارتفاع صادرات الخام عبر موانئ البصرة.</p>"
    "<p>وأضافت الوزارة في بيان أن العائدات بلغت سبعة مليارات دولار خلال الشهر الماضي.</p>"
)


def _read(
    title: str, *, url: str = "https://shat.example/news/77", heading: str | None = None, text: str = _TEXT
) -> ExtractedArticle | NotAnArticle:
    page = (
        f"<html lang=ar><head><title>{title} - شط نيوز</title></head><body>"
        f'<div class="head"><a href="/">شط نيوز</a></div><div class="content">'
        f'{heading or f"<h1>{title}</h1>"}<div class="meta">24/11/2026</div>'
        f"<div>{text}</div></div></body></html>"
    )
    return extract(
        page,
        url=url,
        content_type=None,
        zone=ZoneInfo("Asia/Baghdad"),
        now=datetime(2026, 11, 24, 12, tzinfo=UTC),
    )


def _title(found: ExtractedArticle | NotAnArticle) -> str:
    assert isinstance(found, ExtractedArticle), found
    return found.title


@pytest.mark.parametrize(
    "title",
    [
        "درجات الحرارة تتجاوز نصف الغليان في البصرة",
        "طقس اليوم أمطار في الوسط والجنوب",
        "الطقس في العراق يميل إلى البرودة",
        "أوقات الصلاة تتغير مع التوقيت الشتوي",
        "البحث عن «كنز» يودي بحياة شاب في نينوى",
    ],
)
def test_news_of_the_weather_and_the_like_is_news(title: str) -> None:
    assert _title(_read(title)) == title


@pytest.mark.parametrize(
    "title",
    [
        "حالة الطقس اليوم في كربلاء",
        "درجات الحرارة المتوقعة",
        "مواقيت الصلاة في كربلاء المقدسة",
        "البحث عن «نفط»",
    ],
)
def test_the_services_of_a_site_stay_services(title: str) -> None:
    found = _read(title)
    assert isinstance(found, NotAnArticle)
    assert found.reason in {Refusal.OF_THE_SITE, Refusal.LISTING}


@pytest.mark.parametrize(
    "url",
    [
        "https://shat.example/index.php?s=123",
        "https://shat.example/view.php?q=4411&lang=ar",
        "https://shat.example/topics/4411",
    ],
)
def test_a_number_in_the_address_names_an_article(url: str) -> None:
    assert _title(_read("صفقة الغاز المصري", url=url)) == "صفقة الغاز المصري"


def test_a_search_for_words_is_still_a_search() -> None:
    found = _read(_TITLE, url="https://shat.example/?s=%D9%86%D9%81%D8%B7")
    assert isinstance(found, NotAnArticle)
    assert found.reason is Refusal.LISTING


def test_a_headline_may_link_to_its_own_address_of_a_number() -> None:
    url = "https://shat.example/?p=123"
    assert _title(_read(_TITLE, url=url, heading=f'<h1><a href="{url}">{_TITLE}</a></h1>')) == _TITLE


def test_a_headline_whose_link_is_no_address_is_read() -> None:
    assert _title(_read(_TITLE, heading=f'<h1><a href="http://[shat">{_TITLE}</a></h1>')) == _TITLE


def test_a_dated_flash_needs_no_full_stop() -> None:
    flash = "<p>توفي الفنان العراقي سعدون جابر في بغداد بعد صراع مع المرض</p>"
    assert _title(_read("وفاة الفنان سعدون جابر", text=flash)) == "وفاة الفنان سعدون جابر"


def test_a_last_sentence_that_goes_on_needs_no_full_stop() -> None:
    found = _read(_TITLE, text=f"{_TEXT}<p>وتشهد موانئ البصرة حركة ناقلات كثيفة منذ أيام</p>")
    assert isinstance(found, ExtractedArticle)
    assert found.paragraphs[-1] == "وتشهد موانئ البصرة حركة ناقلات كثيفة منذ أيام"


def test_day_section_and_writer_on_one_line_are_no_flash() -> None:
    found = _read(_TITLE, text="<p>نوفمبر 24, 2026/في غير مصنف /بواسطة هيئة التحرير</p>")
    assert isinstance(found, NotAnArticle)
    assert found.reason is Refusal.NO_BODY
