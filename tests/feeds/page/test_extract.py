"""Pages in the manner of many systems give the same article; what is no article is refused with a reason."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.page.article import ExtractedArticle, NotAnArticle, PageRules, Refusal
from bot.feeds.page.extract import extract

BAGHDAD = ZoneInfo("Asia/Baghdad")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
URL = "https://news.example/politics/12345-rashid.html"
TITLE = "رئيس الوزراء يبحث مع وفد كربلاء استعدادات الزيارة الأربعينية"
PAGES = Path(__file__).parent / "pages"
BODY = tuple((PAGES / "body.txt").read_text(encoding="utf-8").splitlines())
MENU = (PAGES / "menu.html").read_text(encoding="utf-8")
STYLES = {
    style: (PAGES / f"{style}.html").read_text(encoding="utf-8")
    for style in ("datalife", "wordpress", "blogger", "tables", "modules")
}
DATALIFE, WORDPRESS, TABLES, MODULES = (
    STYLES[style] for style in ("datalife", "wordpress", "tables", "modules")
)


def read(html: str | bytes, *, url: str = URL, rules: PageRules | None = None) -> ExtractedArticle:
    found = extract(html, url=url, content_type=None, zone=BAGHDAD, now=NOW, rules=rules)
    assert isinstance(found, ExtractedArticle), found
    return found


def refusal(html: str | bytes, *, url: str = URL) -> Refusal:
    found = extract(html, url=url, content_type=None, zone=BAGHDAD, now=NOW)
    assert isinstance(found, NotAnArticle), found
    return found.reason


@pytest.mark.parametrize("style", STYLES)
def test_the_same_article_comes_out_of_every_kind_of_page(style: str) -> None:
    article = read(STYLES[style])
    assert article.title == TITLE
    assert article.paragraphs == BODY
    assert article.published == datetime(2024, 1, 9, 14, 11, tzinfo=UTC)
    assert article.language == "ar"


def test_datalife_pages_tell_place_agency_counter_and_picture() -> None:
    article = read(DATALIFE)
    assert (article.agency, article.place, article.views) == ("من كربلاء الخبر", "بغداد", 135)
    assert article.image_url == "https://news.example/uploads/posts/2024-01/a.jpg"
    assert article.site_name == "من كربلاء الخبر"
    assert article.text.startswith(BODY[0] + "\n\n" + BODY[1])


@pytest.mark.parametrize("style", ["wordpress", "modules"])
def test_a_person_named_as_the_author_is_reported(style: str) -> None:
    assert read(STYLES[style]).author == "علي حسين"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("encoding", ["windows-1256", "utf-8", "utf-16"])
def test_undeclared_encodings_are_detected(style: str, encoding: str) -> None:
    page = STYLES[style].replace('<meta charset="utf-8">', "").replace("»", "-")
    assert read(page.encode(encoding)).paragraphs == BODY


def test_a_dateline_glued_to_the_first_sentence_is_taken_off() -> None:
    article = read(WORDPRESS.replace(BODY[0], f"بغداد / واع - {BODY[0]}"))
    assert article.paragraphs == BODY
    assert (article.place, article.agency) == ("بغداد", "واع")


def test_local_time_that_claims_to_be_utc_is_believed_as_readers_see_it() -> None:
    page = WORDPRESS.replace("2024-01-09T14:11:00+00:00", "2024-01-09T17:11:05Z").replace(
        '<div class="entry-meta">',
        '<div class="entry-meta"><i class="date">الثلاثاء، 09 يناير 2024 05:11 م</i>',
    )
    assert read(page).published == datetime(2024, 1, 9, 14, 11, 5, tzinfo=UTC)
    shown_as_utc = page.replace("05:11 م", "05:11 م GMT")
    assert read(shown_as_utc).published == datetime(2024, 1, 9, 17, 11, 5, tzinfo=UTC)


def test_a_claimed_day_is_made_exact_by_the_time_that_the_page_shows() -> None:
    page = MODULES.replace("2024-01-09T17:11:00+03:00", "2024-01-09").replace(
        '<div class="css-4">',
        '<time datetime="2024-01-09T17:11:00+03:00">منذ عامين</time><div class="css-4">',
        1,
    )
    assert read(page).published == datetime(2024, 1, 9, 14, 11, tzinfo=UTC)


def test_without_any_date_on_the_page_there_is_none_unless_the_address_holds_one() -> None:
    page = TABLES.replace("09/01/2024 17:11", "")
    assert read(page).published is None
    dated = read(page, url="https://news.example/2024/01/09/rashid").published
    assert dated == datetime(2024, 1, 8, 21, 0, tzinfo=UTC)


def test_captions_subheadings_and_sign_offs() -> None:
    caption = "<figcaption>جانب من الاستعدادات في مدينة كربلاء المقدسة أمس</figcaption>"
    figure = f'<figure><img src="/a.jpg">{caption}</figure>'
    page = WORDPRESS.replace("<p>وأضاف", f"{figure}<h2>خطة النقل والإيواء</h2><p>وأضاف").replace(
        "سيراً على الأقدام.</p>", "سيراً على الأقدام.</p><p>انتهى</p><p>تابعوا قناتنا على تلغرام</p>"
    )
    assert read(page).paragraphs == (*BODY[:2], "خطة النقل والإيواء", *BODY[2:])


def test_a_flash_of_one_sentence_is_an_article() -> None:
    page = f"<title>{TITLE}</title><body>{MENU}<article><h1>{TITLE}</h1><p>{BODY[4]}</p></article>"
    assert read(page).paragraphs == (BODY[4],)


def test_the_rules_of_a_source_win() -> None:
    rules = PageRules(
        title=".head", body=".txt", published="#when", author="b.by", image=".pic img", remove=[".ad"]
    )
    page = f"""<html><body><h1>اسم الموقع هنا دائماً</h1><div class=head>{TITLE}</div>
    <i id=when>9/1/2024 17:11</i><b class=by>علي حسين</b><div class=pic><img data-src="/p.jpg"></div>
    <div class=txt>{BODY[0]}<br>{BODY[1]}<span class=ad>إعلان</span></div><p>{BODY[2]}</p><p>{BODY[3]}</p>"""
    article = read(page, rules=rules)
    assert (article.title, article.paragraphs, article.author) == (TITLE, BODY[:2], "علي حسين")
    assert article.published == datetime(2024, 1, 9, 14, 11, tzinfo=UTC)
    assert article.image_url == "https://news.example/p.jpg"


def test_the_canonical_address_must_be_of_the_same_site_and_no_front_page() -> None:
    link = '<link rel="canonical" href="{}"></head>'
    good = WORDPRESS.replace("</head>", link.format("https://www.news.example/politics/12345"))
    assert read(good).canonical_url == "https://www.news.example/politics/12345"
    for wrong in ("https://other.example/a", "https://news.example/", "javascript:1"):
        assert read(WORDPRESS.replace("</head>", link.format(wrong))).canonical_url == URL
    assert read(good, url="").canonical_url == "https://www.news.example/politics/12345"


def test_a_wordpress_archive_is_a_listing() -> None:
    cards = "".join(
        f'<article><h2 class="entry-title"><a href="/{n}.html">{TITLE} {n}</a></h2><p>{text}</p></article>'
        for n, text in enumerate(BODY)
    )
    page = f"<title>سياسة - الوكالة</title><body>{MENU}<main><h1>أخبار سياسة اليوم</h1>{cards}</main>"
    assert refusal(page) is Refusal.LISTING


def test_a_page_of_read_more_cards_is_a_listing() -> None:
    cards = "".join(
        f'<div class="card"><h2>{TITLE}</h2><p>{text[:70]}</p><a href="/{n}">قراءة الخبر</a></div>'
        for n, text in enumerate(BODY)
    )
    assert refusal(f"<html><body><h1>آخر أخبار العراق</h1>{cards}</body></html>") is Refusal.LISTING


def test_a_blog_front_page_with_whole_posts_is_a_listing() -> None:
    text = f'<div class="post-body">{"<br>".join(BODY)}</div>'
    posts = "".join(
        f'<div class="post"><h3 class="post-title"><a href="/p{n}.html">{TITLE} {n}</a></h3>{text}</div>'
        for n in range(4)
    )
    page = f"<html><head><title>مدونة كربلاء الإخبارية</title></head><body>{posts}</body></html>"
    assert refusal(page, url="https://news.example/2024/01/") is Refusal.LISTING


def test_pages_without_text_are_refused() -> None:
    assert refusal("") is Refusal.NOT_HTML
    assert refusal("نص بلا وسوم") is Refusal.NOT_HTML
    assert refusal("<html><body><p></p></body></html>") is Refusal.NO_HEADLINE
    video = f"<title>{TITLE}</title><body><h1>{TITLE}</h1><iframe src=x></iframe>{MENU}"
    assert refusal(video) is Refusal.NO_BODY


def test_a_page_built_by_scripts_is_read_from_its_structured_data() -> None:
    told = json.dumps(
        {
            "@type": "NewsArticle",
            "headline": TITLE,
            "datePublished": "2024-01-09",
            "articleBody": "\n".join(BODY),
        }
    )
    data = f'<script type="application/ld+json">{told}</script>'
    page = f"<title>{TITLE}</title>{data}<div id=root>جار التحميل</div>"
    assert read(page).paragraphs == BODY


@pytest.mark.parametrize(
    "counter",
    [
        '<span class="views"><i class="fa fa-eye"></i> 1,350</span>',
        '<div class="meta-views">1350</div>',
        "<span>عدد المشاهدات: ١٣٥٠</span>",
        "<span>قراءة: 1350</span>",
    ],
)
def test_counters_of_readers_are_read_beside_an_eye_or_a_word(counter: str) -> None:
    page = WORDPRESS.replace(
        '<div class="entry-content', f'<div class="m">{counter}</div><div class="entry-content'
    )
    assert read(page).views == 1350


def test_counters_of_comments_and_of_other_articles_do_not_count() -> None:
    page = WORDPRESS.replace(
        '<div class="entry-content', '<div class="m">12 تعليق</div><div class="entry-content'
    )
    assert read(page.replace("</aside>", "<p>119,116 مشاهدة</p></aside>")).views is None


def test_a_day_and_an_hour_on_lines_of_their_own_are_joined() -> None:
    page = TABLES.replace("09/01/2024 17:11", "<p>الثلاثاء 9 كانون الثاني 2024</p><p>الساعة 17:11</p>")
    assert read(page).published == datetime(2024, 1, 9, 14, 11, tzinfo=UTC)


def test_a_form_around_the_whole_page_is_no_furniture() -> None:
    assert (
        read(DATALIFE.replace("<body>", "<body><form>").replace("</body>", "</form></body>")).paragraphs
        == BODY
    )


def test_a_logo_in_the_first_heading_is_not_the_headline() -> None:
    page = WORDPRESS.replace("<main>", "<h1>وكالة الأنباء</h1><main>").replace("h1 class", "h2 class")
    assert read(page).title == TITLE


def test_post_classes_named_after_tags_are_no_furniture() -> None:
    page = TABLES.replace('<div align="justify">', '<div class="post tag-كربلاء tag-iraq">')
    assert read(page).paragraphs == BODY


def test_headlines_below_a_label_of_related_news_are_left_out() -> None:
    related = "<p>أخبار ذات صلة</p><p>الأنواء الجوية تتوقع هطول أمطار في الجنوب</p>"
    page = TABLES.replace(BODY[2], BODY[2] + related).replace(
        BODY[4], f"{BODY[4]}<br>وزارة النقل تسير قطارات إضافية"
    )
    assert read(page).paragraphs == BODY


@pytest.mark.parametrize("title", ["طقس الثلاثاء", "لامبارد يعتزل"])
@pytest.mark.parametrize("site", [" » الخبر", " - وكالة الأنباء", " | الخبر", ""])
@pytest.mark.parametrize("tag", ["h1", "b"])
def test_short_headlines_are_told_from_the_site_name(title: str, site: str, tag: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in BODY)
    page = f"<title>{title}{site}</title><body>{MENU}<div><{tag}>{title}</{tag}></div><div>{text}</div>"
    assert read(page).title == title


@pytest.mark.parametrize(
    "line",
    [
        "القسم: سياسة &nbsp; التاريخ: 9/1/2024 17:11 &nbsp; طباعة | إرسال لصديق",
        "الكاتب : زينب علي | التصنيف : محليات | المشاهدات : 135",
        "أضيف بتاريخ: الثلاثاء 9/1/2024 - الباب: أخبار العراق - حفظ - مشاركة",
    ],
)
def test_the_line_of_labels_below_an_old_sites_headline_is_left_out_and_so_is_the_dateline(line: str) -> None:
    text = "<br />".join(("بصرة اليوم / البصرة", *BODY))
    page = f"""<html dir="rtl"><head><title>بصرة اليوم | {TITLE}</title></head><body><div id="wrap">
    <h1 id="news_title">{TITLE}</h1><div id="news_info">{line}</div><div id="news_text">{text}</div>
    <div id="side"><b>أخبار ذات صلة</b></div></div></body></html>"""
    article = read(page)
    assert article.paragraphs == BODY
    assert (article.agency, article.place) == ("بصرة اليوم", "البصرة")
