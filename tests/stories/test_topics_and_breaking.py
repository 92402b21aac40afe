"""What an article is about, and whether it is breaking by its own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.breaking import is_breaking
from bot.stories.reading import read
from bot.stories.topics import topics as topics_of
from storage.records.article import ArticleContent


def topics(given: ArticleContent) -> tuple[str, ...]:
    (batch,) = read([(given.title, given.text)])
    return topics_of(given, batch.articles[0])


def content(
    title: str = "خبر", text: str = "", *, url: str = "https://x.example/1", section: str | None = None
) -> ArticleContent:
    return ArticleContent(url=url, entry_id=None, title=title, text=text, published_at=None, section=section)


@pytest.mark.parametrize(
    ("section", "topic"),
    [
        ("أخبار سياسية", "سياسة"),
        ("الأمنية", None),
        ("أمنية", "أمن"),
        ("مال وأعمال", "اقتصاد"),
        ("Sports", "رياضة"),
        ("أخبار محلية / كربلاء", "محليات"),
        ("عربي ودولي", "عربي ودولي"),
        ("الرئيسية", None),
    ],
)
def test_the_section_of_the_source_names_the_topic(section: str, topic: str | None) -> None:
    assert topics(content(section=section)) == ((topic,) if topic else ())


@pytest.mark.parametrize(
    ("url", "topic"),
    [
        ("https://news.example/sport/2026/11/123", "رياضة"),
        ("https://news.example/ar/%D8%A7%D9%82%D8%AA%D8%B5%D8%A7%D8%AF/55", "اقتصاد"),
        ("https://news.example/news/sport", None),
        ("https://news.example/123", None),
    ],
)
def test_a_folder_of_the_address_names_the_topic(url: str, topic: str | None) -> None:
    assert topics(content(url=url)) == ((topic,) if topic else ())


@pytest.mark.parametrize(
    ("title", "text", "topic"),
    [
        ("انخفاض أسعار الدولار في البورصة", "انخفضت أسعار صرف الدولار مقابل الدينار", "اقتصاد"),
        ("المنتخب يفوز بثلاثة أهداف في المباراة الأولى", "فاز المنتخب على منافسه في الدوري", "رياضة"),
        ("الأنواء الجوية: أمطار رعدية في عموم البلاد", "توقعت هيئة الأنواء الجوية أمطارا", "بيئة"),
        ("القبض على عصابة لتهريب المخدرات", "ألقت الشرطة القبض على عصابة", "أمن"),
        ("زيارة رسمية", "وصل الوفد صباح اليوم", None),
    ],
)
def test_clear_words_name_the_topic(title: str, text: str, topic: str | None) -> None:
    assert topics(content(title, text)) == ((topic,) if topic else ())


@pytest.mark.parametrize(
    "title",
    [
        "عاجل | انفجار وسط كركوك",
        "عاجل: البرلمان يصوّت على الموازنة",
        "#عاجل البرلمان يرفع جلسته",
        "خبر عاجل.. هزة أرضية في السليمانية",
        "السوداني يصل البصرة (عاجل)",
        "عـاجل - إغلاق مطار بغداد",
    ],
)
def test_a_call_makes_breaking_news(title: str) -> None:
    assert is_breaking(title)


@pytest.mark.parametrize(
    "title", ["اجتماع عاجل في البرلمان", "نداء عاجل من أهالي الناصرية", "تعيين عاجل للخريجين", "خبر عادي"]
)
def test_the_word_in_a_sentence_does_not(title: str) -> None:
    assert not is_breaking(title)


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=20))
def test_any_article_can_be_asked(title: str, text: str, section: str) -> None:
    assert len(topics(content(title, text, section=section))) <= 2
    is_breaking(title)
