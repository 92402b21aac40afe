"""The article inside a page: shape first, words second, and nothing of the news lost."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.clean import CleanText, clean, tidy

TITLE = "مغايراً لتوجه الحكومة.. رشيد للسفيرة الأمريكية: على التحالف دعم قواتنا"
LEAD = (
    "شدد رئيس الجمهورية، عبد اللطيف رشيد، خلال استقباله السفيرة الأمريكية، اليوم الثلاثاء "
    '(9 كانون الثاني 2024)، على ضرورة دعم قوات التحالف للقوات العراقية في "مجال التدريب والاستشارة".'
)
SECOND = "وقالت رئاسة الجمهورية في بيان إن اللقاء بحث التطورات الأمنية الأخيرة في العراق والمنطقة."
THIRD = "يذكر أن الحكومة أعلنت الجمعة الماضية تشكيل لجنة لتحديد ترتيبات إنهاء مهمة التحالف الدولي."
SHORT = "ولم تذكر الرئاسة تفاصيل أخرى."
PAGE = f"""×

أخر الأخبار

{TITLE}

  • 9-01-2024, 17:11
  • 135 مشاهدة

من كربلاء الخبر - بغداد

{LEAD}

اقرأ أيضاً: السوداني يستقبل وفداً أمريكياً

{SECOND}

{SHORT}

{THIRD}

انتهى
شارك: فيسبوك تويتر واتساب
الأكثر قراءة
وزير النفط: سنزيد الإنتاج في الربع المقبل.
جميع الحقوق محفوظة © من كربلاء الخبر"""


def test_a_page_becomes_its_article() -> None:
    assert clean(PAGE, title=TITLE) == CleanText(
        paragraphs=(LEAD, SECOND, SHORT, THIRD),
        agency="من كربلاء الخبر",
        place="بغداد",
        views=135,
        published="9-01-2024, 17:11",
    )


def test_the_title_need_not_be_known() -> None:
    assert clean(PAGE).paragraphs == (LEAD, SECOND, SHORT, THIRD)


def test_clean_text_passes_whole() -> None:
    text = f"{SHORT}\n\n{LEAD}\n{SECOND}\n{SHORT}"
    assert clean(text).paragraphs == (SHORT, LEAD, SECOND, SHORT)
    assert clean(text).text == f"{SHORT}\n{LEAD}\n{SECOND}\n{SHORT}"


@pytest.mark.parametrize(
    "line",
    [
        "مواعيد الصلاة",
        "الصفحة الأولى › أخبار العراق › سياسة",
        "EN | FR | كوردى",
        "تمت القراءة 5316 مرة",
        "عدد المشاهدات: ٥٬٣١٦",
        "5.3K قراءة",
        "3 دقائق قراءة",
        "منذ ساعتين",
        "الثلاثاء، 9 كانون الثاني 2024 - 05:11 م",
        "آخر تحديث: 2024/01/09 17:11",
        "14 شباط/ فبراير 2023",
        "انتهى 25/ ع.ص",
        "تحرير: علي حسن",
        "الصورة: أرشيفية",
        "المصدر: وكالات",
        "#بغداد #العراق",
        "الكلمات المفتاحية: العراق، بغداد",
        "https://example.iq/news/5316",
        "انضموا إلينا عبر الواتساب",
        "انضم الى قناة الوكالة على تلكرام ليصلك كل جديد.",
        "لمشاهدة الفيديو اضغط على الرابط.",
        "لمتابعة آخر الأخبار حملوا تطبيقنا من المتجر.",
        "تفاصيل أخرى تجدونها في صفحتنا الرسمية على الفيس.",
        "اشترك بالنشرة البريدية ليصلك أهم أخبار اليوم من العراق والعالم كل صباح.",
        "نستخدم ملفات تعريف الارتباط لتحسين تجربتك، وباستمرارك فإنك توافق على سياسة الخصوصية.",
        "التعليقات المنشورة لا تعبر بالضرورة عن رأي الموقع وإنما عن رأي أصحابها.",
        "لا تتحمل الوكالة مسؤولية التعليقات المنشورة وتحتفظ بحق حذفها عند الضرورة.",
        "لا توجد تعليقات",
        "الموقع غير مسؤول عن محتوى الخبر والمسؤولية تقع على المصدر.",
        "طالع كذلك: وزير النفط يكشف خطة زيادة الإنتاج في الحقول الجنوبية؟",
        "يهمك: هل ترتفع أسعار النفط؟",
        "خبر عاجل لا نهاية له بلا فعل ولا نقطة",
        "العراق، بغداد، البصرة، نينوى، كركوك، " * 5,
    ],
)
def test_furniture_of_any_wording_goes_from_among_the_paragraphs(line: str) -> None:
    assert clean(f"قائمة\n{LEAD}\n{line}\n{SECOND}\n{THIRD}\n{line}").paragraphs == (LEAD, SECOND, THIRD)


@pytest.mark.parametrize(
    "line",
    [
        "انتهى الاجتماع في بغداد عند الساعة الخامسة مساءً بحضور الأطراف كافة.",
        "تابع محافظ كربلاء سير العمل في موقع مشروع المجاري وأوعز بالإسراع في انجازه.",
        "شارك وزير الخارجية في المؤتمر الذي نقلته قناة العراقية من نيويورك مباشرة.",
        "وأعلنت شركة واتساب تحديث سياسة الخصوصية التي أثارت جدلاً واسعاً العام الماضي.",
        "سجل 120 طالباً أسماءهم في المسابقة التي أقيمت يوم 5 أيار 2023 في النجف.",
        "لا يوجد أي تعليق رسمي من وزارة الدفاع على الهجوم الذي وقع فجر اليوم.",
        "المحكمة الاتحادية: القانون مخالف للدستور، ولا يمكن العمل به بعد نشر القرار.",
        "قال النائب: «لن نصوت على الموازنة ما لم تصرف رواتب الموظفين في الإقليم».",
        "وأضاف: هذا المشروع سيوفر المياه الصالحة للشرب لأكثر من 40 ألف نسمة في القضاء.",
        "صورت الأقمار الصناعية حجم الدمار في المدينة التي ضربها الزلزال فجر الاثنين.",
    ],
)
def test_news_that_only_sounds_like_furniture_stays(line: str) -> None:
    assert line in clean(f"قائمة\n{LEAD}\n{line}\n{SECOND}").paragraphs


def test_the_sign_off_ends_the_article() -> None:
    assert clean(f"{LEAD}\n{SECOND}\n/انتهى/\n{THIRD}").paragraphs == (LEAD, SECOND)


def test_headlines_beyond_the_article_go_even_when_they_end_like_sentences() -> None:
    headline = "وزير النفط يعلن خطة جديدة لزيادة الإنتاج في الحقول الجنوبية."
    page = f"قائمة\n{LEAD}\n{SECOND}\nمواضيع ذات صلة\n{headline}"
    assert clean(page).paragraphs == (LEAD, SECOND)


def test_a_dateline_glued_to_the_lead_is_taken_off() -> None:
    found = clean(f"شفق نيوز/ بغداد - {LEAD}\n{SECOND}")
    assert (found.agency, found.place, found.paragraphs) == ("شفق نيوز", "بغداد", (LEAD, SECOND))


def test_furniture_glued_to_a_paragraph_goes() -> None:
    assert clean(f"{LEAD} انتهى/25").paragraphs == (LEAD,)
    assert clean(f"{LEAD} اقرأ أيضاً: خبر آخر لا صلة له").paragraphs == (LEAD,)
    assert clean(f"{SECOND[:-1]} (اقرأ أيضاً: خبر آخر).").paragraphs == (SECOND,)


def test_lines_broken_by_a_margin_are_joined() -> None:
    words = f"{LEAD} {THIRD}".split()
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > 60:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    assert clean("\n".join(lines)).paragraphs == (f"{LEAD} {THIRD}",)


def test_paragraphs_without_full_stops_are_no_broken_lines() -> None:
    paragraphs = (
        "أعلنت المديرية العامة لتربية كربلاء المقدسة موعد امتحانات نصف السنة للمراحل الدراسية كافة",
        "وقال مدير عام التربية إن الامتحانات تنطلق في العاشر من كانون الثاني وتستمر حتى العشرين منه",
        "وأوضح أن العطلة الربيعية تبدأ بعد انتهاء الامتحانات مباشرة وتستمر أسبوعين لجميع الطلبة",
        "ودعا إدارات المدارس إلى الالتزام بالتعليمات الصادرة عن الوزارة بشأن نقل الأسئلة وحفظها",
    )
    assert clean("\n".join(paragraphs)).paragraphs == paragraphs


@pytest.mark.parametrize(
    "last",
    [
        "وأوضح مدير الدائرة أن العمل سيبدأ قريباً.",
        "وسجّل سعر مثقال الذهب العراقي عيار 21 ارتفاعاً بمقدار ألفي دينار عن يوم أمس.",
        "ونشرت دائرة الصحة عشر مفارز طبية على طول الطريق البالغ 320 كيلومتراً.",
    ],
)
def test_a_last_paragraph_that_goes_on_from_the_others_is_no_linked_headline(last: str) -> None:
    assert clean(f"قائمة\n{LEAD}\n{SECOND}\n{last}\nمواضيع ذات صلة\nعنوان آخر").paragraphs[-1] == last


@pytest.mark.parametrize(
    "headline",
    ["وزير النفط يعلن خطة جديدة.", "وفاة فنان عراقي كبير في دمشق.", "واشنطن ترحب بالاتفاق بين بغداد وأربيل."],
)
def test_a_headline_whose_first_letter_is_no_conjunction_goes(headline: str) -> None:
    assert clean(f"قائمة\n{LEAD}\n{SECOND}\n{headline}\nمواضيع ذات صلة").paragraphs == (LEAD, SECOND)


@pytest.mark.parametrize("sign", ["🔹", "🔴 ", "👈🏻"[0], "▫️", "✅ "])
def test_signs_that_open_a_line_are_bullets(sign: str) -> None:
    assert clean(f"{sign}{LEAD}\n{sign}{SECOND}").paragraphs == (LEAD, SECOND)


def test_a_lead_without_a_full_stop_is_no_label() -> None:
    lead = "أعلنت مديرية الماء في كربلاء اليوم انجاز مشروع ماء الحسينية بعد عامين من العمل"
    assert clean(f"{lead}\n{SECOND}").paragraphs == (lead, SECOND)
    assert clean(f"{TITLE}\n{lead}\n{SECOND}", title=TITLE).paragraphs == (lead, SECOND)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("مقتل شخصين في بغداد", ("مقتل شخصين في بغداد",)),
        (
            "تتابعون في نشرة اليوم أبرز ما جرى في العراق والعالم…",
            ("تتابعون في نشرة اليوم أبرز ما جرى في العراق والعالم…",),
        ),
        ("×\n≡\n☰", ()),
        ("", ()),
        (" \n\t\n", ()),
    ],
)
def test_a_text_without_paragraphs_gives_what_it_has(text: str, kept: tuple[str, ...]) -> None:
    assert clean(text).paragraphs == kept


def test_a_line_is_tidied_for_print() -> None:
    assert tidy("\u202bمشـــروع  ﻣﺎﺀ\u200f\u00a0الحسينية\u202c") == "مشروع ماء الحسينية"
    assert tidy('عام 1445 هـ و«كـ» لـ"من"') == 'عام 1445 هـ و«كـ» لـ"من"'


ALPHABET = 'ابتثنملية .،؟!:\n\n"«»()/-–|•#0123456789ـ\u200fA…'
PIECES = st.sampled_from([*PAGE.split("\n"), "واع/ ", "بغداد - ", "(رويترز) - ", " انتهى", SHORT, "\n", " "])


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=14).map("\n".join), st.sampled_from(["", TITLE]))
def test_cleaning_twice_changes_no_more(text: str, title: str) -> None:
    once = clean(text, title=title)
    assert clean("\n".join(once.paragraphs), title=title).paragraphs == once.paragraphs


@given(st.one_of(st.text(max_size=300), st.text(alphabet=ALPHABET, max_size=400)), st.text(max_size=30))
def test_no_text_is_too_strange(text: str, title: str) -> None:
    once = clean(text, title=title)
    assert all(paragraph.strip() == paragraph != "" for paragraph in once.paragraphs)


@pytest.mark.parametrize(
    "unit", ["«", "\n", "ا ", "ا\n", "/", "( ", "» ", "ليصلك ", "و: ", "1. ", "- ", "#ا ", "@", "\u200d"]
)
def test_the_work_grows_with_the_length_only(unit: str) -> None:
    started = time.process_time()
    clean(unit * (60_000 // len(unit)), title="عنوان من أربع كلمات")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "line",
    [
        "The post وصول البعثة appeared first on وكالة الخبر.",
        "ظهرت المقالة وصول البعثة أولاً على وكالة الخبر.",
        "التدوينة وصول البعثة ظهرت أولاً على وكالة الخبر.",
    ],
)
def test_what_wordpress_writes_below_each_entry_of_its_feed_goes(line: str) -> None:
    assert clean(f"وصلت البعثة إلى مطار بغداد الدولي صباح اليوم الثلاثاء وفق بيان.\n{line}").paragraphs == (
        "وصلت البعثة إلى مطار بغداد الدولي صباح اليوم الثلاثاء وفق بيان.",
    )


def test_a_button_behind_the_text_goes() -> None:
    said = "وقعت الشركة عقداً مع وزارة النقل لتأهيل خط السكك بين بغداد والموصل"
    assert clean(f"{said}… اقرأ المزيد").paragraphs == (f"{said}…",)
