"""The line of labels and buttons below a headline is furniture, however its parts are called; news is not."""

import pytest

from bot.text.furniture import Kind, goes_on, kind_of


@pytest.mark.parametrize(
    "line",
    [
        "القسم: البصرة التاريخ: 24/11/2026 15:01 طباعة | إرسال لصديق",
        "القسم : محليات | التاريخ : 2024-01-09 | المشاهدات : 135",
        "الكاتب: زينب علي المصدر: واع التاريخ: 9-01-2024, 17:11",
        "نشر في: الثلاثاء 24 تشرين الثاني 2026 | عدد القراءات: 512 | طباعة الخبر",
        "التصنيف: رياضة أضيف بتاريخ: 24/11/2026 الكاتب: محرر الموقع طباعة",
        "الباب: أخبار العراق | الوقت: 09:45 | حفظ | أرسل لصديق",
        "Section: Sport | Date: 24/11/2026 | Print",
    ],
)
def test_a_line_of_labels_dates_and_buttons_is_furniture(line: str) -> None:
    assert kind_of(line) is Kind.FURNITURE


@pytest.mark.parametrize(
    "line",
    [
        "وقال المصدر: القسم يعمل منذ الساعة 15:01 وسيستمر العمل حتى المساء.",
        "القسم: افتتح الوزير قسماً جديداً للطوارئ في مستشفى البصرة بتاريخ 24/11/2026 وحضر المحافظ.",
        "التاريخ: قصة مدينة لم تنم، كتاب جديد يوثق ذاكرة البصرة وأهلها في القرن الماضي.",
        "المباراة: العراق والأردن التاريخ: الخميس 27/11/2026 الساعة: 19:00",
        "المكان: قاعة الأوبرا، التاريخ: 24/11/2026، الساعة: 17:00",
    ],
)
def test_news_with_such_words_in_it_is_not(line: str) -> None:
    assert kind_of(line) is not Kind.FURNITURE


@pytest.mark.parametrize(
    "line", ["وتيرة الإعمار تتصاعد", "وابل من الصواريخ", "وفيات الإنفلونزا", "وعكة صحية"]
)
def test_a_headline_may_begin_with_a_word_of_that_letter(line: str) -> None:
    assert not goes_on(line)
