"""The section that a page shows, where it claims none; and what stands around articles in agencies' ways."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.page.article import ExtractedArticle, NotAnArticle, Refusal
from bot.feeds.page.extract import extract

TITLE = "الكهرباء تعلن إضافة ألفي ميغاواط إلى المنظومة قبل الصيف"
FIRST = "أكدت وزارة الكهرباء سعيها إلى إضافة ألفي ميغاواط إلى المنظومة الوطنية قبل حلول موسم الصيف المقبل."
SECOND = "وذكر الناطق الرسمي باسم الوزارة أن الطاقة الجديدة تأتي من محطتي كربلاء وذي قار المركبتين."
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p>"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def outcome(html: str, url: str = "https://n.example/news/1.html") -> ExtractedArticle | NotAnArticle:
    return extract(html, url=url, content_type=None, zone=ZoneInfo("Asia/Baghdad"), now=NOW)


def read(*, above: str = "", meta: str = "", body: str = TEXT, below: str = "") -> ExtractedArticle:
    page = (
        f'<html lang="ar"><title>{TITLE}</title><body>{above}<main><h1>{TITLE}</h1>{meta}'
        f'<div class="entry-content">{body}</div>{below}</main>'
    )
    found = outcome(page)
    assert isinstance(found, ExtractedArticle), found
    return found


@pytest.mark.parametrize(
    "above",
    [
        '<div class="breadcrumbs"><a href="/">الرئيسية</a> / <a href="/e">اقتصاد</a></div>',
        '<div class="speedbar"><a href="/">نون</a> » <a href="/e">اقتصاد</a> » الكهرباء تعلن</div>',
        '<ul class="crumbs"><li><a href="/">الرئيسية</a></li><li><a href="/e">اقتصاد</a></li></ul>',
        '<span class="post-cat-wrap"><a class="post-cat tie-cat-4" href="/e">اقتصاد</a></span>',
        '<div class="articleCat">اقتصاد</div>',
        '<h2><a rel="category tag" href="/e">اقتصاد</a></h2>',
    ],
)
def test_the_section_above_the_headline_is_read(above: str) -> None:
    assert read(above=above).section == "اقتصاد"


@pytest.mark.parametrize(
    "meta",
    [
        '<div class="meta">في <a rel="category tag" href="/e">اقتصاد</a></div>',
        '<ul><li class="cat">القسم: اقتصاد</li><li>24-11-2026</li></ul>',
    ],
)
def test_the_section_below_the_headline_is_read(meta: str) -> None:
    assert read(meta=meta).section == "اقتصاد"


@pytest.mark.parametrize(
    "above",
    [
        "<nav><a href='/'>الرئيسية</a><a href='/e'>اقتصاد</a><a href='/s'>رياضة</a></nav>",
        '<div class="category-menu"><a href="/e">اقتصاد</a><a href="/s">رياضة</a></div>',
        '<div class="breadcrumbs"><a href="/">الرئيسية</a></div>',
        '<div class="category">24-11-2026</div>',
    ],
)
def test_a_menu_the_way_home_and_a_date_are_no_section(above: str) -> None:
    assert read(above=above).section is None


@pytest.mark.parametrize(
    ("meta", "views"),
    [
        ("<div>مشاهدات: 1 204</div>", 1204),
        ("<div>مشاهدات: 12 345 678</div>", 12_345_678),
        ("<div>وقت القراءة: 2 دقائق قراءة</div>", None),
        ("<div>135 مشاهدة | وقت القراءة: دقيقتان</div>", 135),
        ("<div>24-11-2026, 17:11 135 مشاهدة</div>", 135),
    ],
)
def test_a_counter_is_read_whole_and_minutes_of_reading_are_none(meta: str, views: int | None) -> None:
    assert read(meta=meta).views == views


@pytest.mark.parametrize(
    "end", [" /انتهى8", "&nbsp;انتهى29/ح", "</p><p>--(بترا)", "</p><p>==========ر.ح", "</p><p>// انتهى //"]
)
def test_the_sign_off_of_an_agency_is_left_out_wherever_it_stands(end: str) -> None:
    body = f"<p>{FIRST}</p><p>{SECOND}{end}</p>"
    assert read(body=body).paragraphs == (FIRST, SECOND)


def test_a_dateline_in_a_box_beside_the_text_gives_the_place() -> None:
    body = f"<div><b>بغداد - واع</b></div><div>{FIRST}</div><div>{SECOND}</div>"
    found = read(body=body)
    assert (found.place, found.agency, found.paragraphs) == ("بغداد", "واع", (FIRST, SECOND))


def test_a_subheading_in_a_box_of_its_own_stands_between_boxed_paragraphs() -> None:
    body = f'<div class="b"><p>{FIRST}</p></div><div class="h"><h2>لماذا يهم ذلك؟</h2></div>'
    body += f'<div class="b"><p>{SECOND}</p></div>'
    assert read(body=body).paragraphs == (FIRST, "لماذا يهم ذلك؟", SECOND)


def test_breaks_that_a_style_keeps_part_paragraphs() -> None:
    body = f'<div style="white-space: pre-wrap">{FIRST}\n{SECOND}\n// انتهى //</div>'
    assert read(body=body).paragraphs == (FIRST, SECOND)


def test_day_and_time_with_labels_on_one_line_with_a_counter_are_the_stamp() -> None:
    meta = "<small>بتاريخ : ٢٠-١١-٢٠٢٦ | الساعة : ٠٣:٣٠ مساءا | المشاهدات : ١٥٣٣</small>"
    found = read(meta=meta)
    assert (found.published, found.views) == (datetime(2026, 11, 20, 12, 30, tzinfo=UTC), 1533)


def test_a_month_with_both_its_names_behind_a_writer_is_the_day() -> None:
    found = read(meta='<div class="byline">تقرير: رسل علي — 13 تشرين الثاني/ نوفمبر 2026</div>')
    assert found.published == datetime(2026, 11, 12, 21, 0, tzinfo=UTC)


def test_the_code_of_a_plugin_that_is_gone_is_no_text() -> None:
    assert read(body=f'<p>{FIRST}</p><p>[adrotate banner="3"]</p><p>{SECOND}</p>').paragraphs == (
        FIRST,
        SECOND,
    )


def test_a_heading_is_the_headline_where_the_title_is_the_name_of_the_site() -> None:
    page = f'<title>موقع بلدي</title><div class="logo">موقع بلدي</div><div><h3>{TITLE}</h3>{TEXT}</div>'
    found = outcome(page)
    assert isinstance(found, ExtractedArticle)
    assert found.title == TITLE


def test_a_relative_time_beside_the_writer_is_the_stamp() -> None:
    found = read(meta='<div><span>قبل يومين</span><span class="author">فرهاد الدهوكي</span></div>')
    assert found.published == datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert found.author == "فرهاد الدهوكي"


def test_words_for_the_blind_are_no_part_of_a_name() -> None:
    hidden = '<span class="visually-hidden-text">Author, </span>'
    meta = f'<ul class="byline"><li>{hidden}<span>ليلى بنعيسى</span></li></ul>'
    assert read(meta=meta).author == "ليلى بنعيسى"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="product">',
        '<meta property="og:type" content="profile">',
        '<script type="application/ld+json">{"@type":"JobPosting","title":"محاسب"}</script>',
    ],
)
def test_what_calls_itself_a_product_a_profile_or_a_post_to_fill_is_no_article(head: str) -> None:
    found = outcome(f"<title>{TITLE}</title>{head}<body><h1>{TITLE}</h1>{TEXT}")
    assert isinstance(found, NotAnArticle)
    assert found.reason is Refusal.OF_THE_SITE


def test_the_name_of_the_page_behind_that_of_the_site_tells() -> None:
    found = outcome(f"<title>واحة نيوز | من نحن</title><body><h1>من نحن</h1>{TEXT}")
    assert isinstance(found, NotAnArticle)
    assert found.reason is Refusal.OF_THE_SITE


def test_a_wall_for_subscribers_is_no_text() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-11-20"}</script>'
    wall = "<p>للاستمرار في قراءة هذا المقال اشترك في واحة بلس أو سجل الدخول إن كنت مشتركاً.</p>"
    found = outcome(f"<title>{TITLE}</title>{head}<body><h1>{TITLE}</h1><div>{wall}</div>")
    assert isinstance(found, NotAnArticle)


GOLD = (
    "ارتفعت أسعار الذهب العراقي والأجنبي في أسواق العاصمة بغداد وأربيل متأثرة بصعود المعدن الأصفر عالمياً.",
    "وسجلت أسعار الجملة في شارع النهر سعر بيع المثقال الواحد من عيار 21 الخليجي 812 ألف دينار عراقي.",
    "فيما سجل المثقال من الذهب العراقي سعر بيع 782 ألف دينار وسعر شراء 778 ألف دينار للمثقال الواحد.",
)


@pytest.mark.parametrize(("sentences", "article"), [(3, True), (1, False)])
def test_a_dated_report_of_gold_is_news_and_a_table_is_not(*, sentences: int, article: bool) -> None:
    text = "".join(f"<p>{line}</p>" for line in GOLD[:sentences])
    title = "أسعار الذهب اليوم"
    page = f"<title>{title}</title><h1>{title}</h1><div>24-11-2026 10:15</div><div>{text}</div>"
    assert isinstance(outcome(page), ExtractedArticle) is article


ADVICE = (
    "مع قصر ساعات النهار تنخفض مستويات الفيتامين، ويمكنك أن تشعر بالتعب وآلام العضلات دون أن تعرف السبب.",
    "عليك أن تعرّض ذراعيك ووجهك للشمس ربع ساعة يومياً، وأن تتناول الأسماك الدهنية مرتين في الأسبوع.",
    "إذا كان لديك ألم مستمر أكثر من شهر فاطلب من طبيبك إجراء تحليل دم بسيط قبل تناول أي جرعة عالية.",
    "وجرب المشي صباحاً قبل العمل، فالحركة تساعد العظام على الاستفادة من الكالسيوم في الغذاء.",
)


def test_undated_advice_on_health_is_an_article_and_a_notice_of_the_site_is_none() -> None:
    title = "كيف تعوّض نقص فيتامين د في الشتاء؟"
    text = "".join(f"<p>{line}</p>" for line in ADVICE)
    page = f"<title>{title}</title><body><main><h1>{title}</h1><div>{text}</div></main>"
    assert isinstance(outcome(page), ExtractedArticle)
    notice = page.replace("عليك أن", "نستخدم ملفاتك وعليك أن")
    assert isinstance(outcome(notice), NotAnArticle)
