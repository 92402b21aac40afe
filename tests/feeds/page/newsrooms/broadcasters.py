# ruff: noqa: E501 - markup as its systems write it, a line each
"""Pages in the manner of broadcasters, dailies and agencies with systems of their own, and of site builders."""

from tests.feeds.page.newsrooms.furniture import OTHERS, comments, headlines, menu, page, paragraphs
from tests.feeds.page.newsrooms.story import (
    COLUMN,
    CRASH,
    DOLLAR,
    FLASH,
    FLU,
    INTERVIEW,
    MATCH,
    SEWERS,
    VIDEO,
    Page,
)


def broadcaster_moscow() -> Page:
    """Publication and change on one line in GMT, «إقرأ المزيد» boxes, the source at the foot."""
    texts = SEWERS.paragraphs
    more = f'<div class="read-more-box"><div class="read-more-title">إقرأ المزيد</div><a href="/1"><span>{OTHERS[1]}</span></a></div>'
    body = f"""<header>{menu("span")}</header><div class="layout__wrapper"><div class="article"><h1 class="heading">{SEWERS.title}</h1>
    <div class="article__date"><span>تاريخ النشر:</span> <span class="date">24.11.2026 | 14:11 GMT</span> | <span>آخر تحديث:</span> <span>24.11.2026 | 15:00 GMT</span></div>
    <div class="article__cover"><img src="/c.jpg"><div class="article__cover-desc"><span>رئيس الوزراء محمد شياع السوداني</span> / <span>AFP</span></div></div>
    <div class="article__short-url">انسخ الرابط</div><div class="article__summary"><p>{texts[0]}</p></div><div class="article__text text js-text">{paragraphs(texts[1:3])}{more}{paragraphs(texts[3:])}<p>المصدر: وكالات</p></div>
    <div class="article__follow"><a>تابعوا قناتنا على تلغرام</a></div></div></div>"""
    return Page(
        kind="broadcaster, GMT and change on a line",
        html=page("", body, title=f"{SEWERS.title} - القناة"),
        story=SEWERS,
    )


def broadcaster_doha() -> Page:
    """A hidden full date beside the shown one, a list «more on», a newsletter between the paragraphs."""
    texts = CRASH.paragraphs
    body = f"""<div class="site-header"><ul>{menu()}</ul></div><main id="main-content-area"><header class="article-header"><h1>{CRASH.title}</h1></header>
    <figure class="article-featured-image"><img src="/a.jpg"><figcaption>موقع الحادث على الطريق الدولي (الأناضول)</figcaption></figure>
    <div class="article-info-block"><div class="article-dates"><div class="date-simple"><span class="screen-reader-text">Published On 24 Nov 2026</span><span aria-hidden="true">24/11/2026</span></div><span class="timezone-date">|</span><span>آخر تحديث: 05:40 م (بتوقيت مكة)</span></div></div>
    <div class="wysiwyg wysiwyg--all-content">{paragraphs(texts[:1])}<div class="sib-newsletter-form"><h2>النشرة البريدية</h2><p>اشترك في نشرتنا وتابع أبرز أخبار الأسبوع في بريدك الإلكتروني.</p></div>{paragraphs(texts[1:])}
    <div class="more-on"><h2>المزيد من حوادث</h2><ul><li><a href="/t">حوادث</a></li></ul></div></div><div class="article-source"><span>المصدر</span> : <span>الأناضول</span></div></main>
    <section class="trending-articles"><h2>الأكثر قراءة</h2>{headlines('<h3><a href="/{0}"><span>{1}</span></a></h3>')}</section>"""
    return Page(
        kind="broadcaster, hidden date",
        html=page(
            '<meta name="publishedDate" content="2026-11-24T14:11:00">', body, title=f"{CRASH.title} | أخبار"
        ),
        story=CRASH,
        published="2026-11-24T00:00",
    )


def broadcaster_atlanta() -> Page:
    """A class for each paragraph's own <div>."""
    texts = "".join(f'<div class="zn-body__paragraph">{text}</div>' for text in FLU.paragraphs)
    body = f"""<nav>{menu("span")}</nav><section id="body-text"><h1 class="pg-headline">{FLU.title}</h1><p class="update-time">نُشر الثلاثاء، 24 نوفمبر / تشرين الثاني 2026 05:11 مساءً (GMT +0300)</p>
    <div class="l-container">{texts}</div><div class="zn-related"><h3>قصص ذات صلة</h3>{headlines('<h3 class="cd__headline"><a href="/{0}"><span>{1}</span></a></h3>')}</div></section>"""
    return Page(
        kind="broadcaster, a div a paragraph", html=page("", body, title=f"{FLU.title} - العربية"), story=FLU
    )


def daily_reporter() -> Page:
    """A Baghdad daily: «بغداد: فلان الفلاني» opens the text."""
    body = f"""<div class="top">{menu("b")}</div><div class="inner"><h1>{SEWERS.title}</h1><div class="info"><span>اقتصادية</span><span>2026/11/24</span></div>
    <div class="description"><p>بغداد: عمر عبد اللطيف</p>{paragraphs(SEWERS.paragraphs)}</div></div>"""
    return Page(
        kind="daily, «بغداد: فلان»",
        html=page("", body, title=SEWERS.title),
        story=SEWERS,
        published="2026-11-24T00:00",
        place="بغداد",
        author="عمر عبد اللطيف",
    )


def agency_reporter() -> Page:
    """A state agency: «بغداد – واع – فلان»."""
    body = f"""<div class="top">{menu("b")}</div><div class="inner"><h1>{FLU.title}</h1><div class="info"><span>محلي</span> <span>24-11-2026, 17:11</span> <span><i class="fa fa-eye"></i> 135</span></div>
    <div class="txt">بغداد – واع – نور الزيدي<br>{"<br>".join(FLU.paragraphs)}</div></div>"""
    return Page(
        kind="agency, «بغداد – واع – فلان»",
        html=page("", body, title=FLU.title),
        story=FLU,
        place="بغداد",
        agency="واع",
        author="نور الزيدي",
        views=135,
    )


def agency_kurdish() -> Page:
    """The outlet's name as a line of its own, a short first sentence, hashtags."""
    body = f"""<div>{menu("b")}</div><div class="article-details"><h1>{MATCH.title}</h1><div><span class="date">24-11-2026</span> <span>05:11 PM</span></div>
    <p>رووداو ديجيتال</p>{paragraphs(MATCH.paragraphs)}<p>#العراق #كرة_القدم</p></div>"""
    return Page(
        kind="agency, name alone",
        html=page("", body, title=f"{MATCH.title} | Rudaw.net"),
        story=MATCH,
        agency="رووداو ديجيتال",
    )


def agency_twice() -> Page:
    """«بغداد اليوم - بغداد» on a line, and the counter in words below the text."""
    body = f"""<div>{menu("b")}</div><article><h1>{CRASH.title}</h1><ul><li>أمن</li><li>اليوم, 17:11</li></ul><div class="cont"><p>بغداد اليوم - ديالى</p>{paragraphs(CRASH.paragraphs)}</div><div>تمت قراءته 135 مرة</div></article>"""
    return Page(
        kind="agency, «بغداد اليوم - ديالى», «اليوم, 17:11»",
        html=page("", body, title=CRASH.title),
        story=CRASH,
        place="ديالى",
        agency="بغداد اليوم",
        views=135,
    )


def wix() -> Page:
    """A site builder: hashed classes, spans inside, a reading time."""
    texts = "".join(
        f'<div><p class="XzvDs _208Ie blog-post-text-font"><span class="_2PHJq public-DraftStyleDefault-rtl"><span>{text}</span></span></p></div><div><p class="XzvDs"><br></p></div>'
        for text in COLUMN.paragraphs
    )
    body = f"""<div id="SITE_HEADER"><nav>{menu("div")}</nav></div><div id="PAGES_CONTAINER"><div data-hook="post"><article class="_2yoZM"><ul class="post-metadata"><li><span>سلام كاظم</span></li><li><span title="24 نوفمبر 2026">24 نوفمبر 2026</span></li><li><span>2 دقيقة قراءة</span></li></ul>
    <h1 class="blog-post-title-font"><span>{COLUMN.title}</span></h1><div class="post-content__body">{texts}</div><div class="_3Oeu6"><span>135 مشاهدة</span><span>0 تعليق</span></div></article></div><div><h2>أحدث المنشورات</h2>{headlines('<div><a href="/post/{0}"><h2>{1}</h2></a></div>', 3)}</div></div>"""
    return Page(
        kind="site builder, hashed",
        html=page("", body, title=f"{COLUMN.title} | مجلة أوراق"),
        story=COLUMN,
        published="2026-11-24T00:00",
        views=135,
    )


def summary_box() -> Page:
    """A box of key points above the text, a table of contents, a paywall's line."""
    points = "".join(
        f"<li>{text}</li>" for text in ("السد مستقر بحسب إدارته", "الخزين خمسة مليارات متر مكعب")
    )
    toc = "".join(
        f'<li><a href="#s{at}">{text}</a></li>'
        for at, text in enumerate(INTERVIEW.paragraphs)
        if text.endswith("؟")
    )
    told = "".join(
        f'<h2 id="s{at}">{text}</h2>' if text.endswith("؟") else f"<p>{text}</p>"
        for at, text in enumerate(INTERVIEW.paragraphs)
    )
    body = f"""<nav>{menu("span")}</nav><article><h1>{INTERVIEW.title}</h1><time datetime="2026-11-24T17:11:00+03:00">24 نوفمبر 2026</time><div class="key-points"><h4>ملخص</h4><ul>{points}</ul></div>
    <div class="post-body"><div id="ez-toc-container" class="ez-toc-v2"><p class="ez-toc-title">جدول المحتويات</p><ul class="ez-toc-list">{toc}</ul></div>{told}</div>
    <div class="paywall"><p>هذا المحتوى متاح للمشتركين فقط. اشترك الآن لتصلك جميع مواد المجلة.</p></div></article>"""
    return Page(
        kind="key points and contents above", html=page("", body, title=INTERVIEW.title), story=INTERVIEW
    )


def loose_text() -> Page:
    """Text loose in the body between breaks, no element around it at all."""
    body = f"""<a href="/">الرئيسية</a> | <a href="/a">ارشيف</a><hr><h2>{SEWERS.title}</h2>24-11-2026 17:11<br><br>{"<br><br>".join(SEWERS.paragraphs)}<br><br><a href="/">عودة الى الصفحة الرئيسية</a><hr>{headlines('<a href="/{0}">{1}</a><br>')}"""
    return Page(kind="loose text", html=page("", body, title=SEWERS.title, lang=""), story=SEWERS)


def sections_and_ads() -> Page:
    """Each paragraph in a section of its own with an ad behind it."""
    told = "".join(
        f'<section class="block-text"><p>{text}</p></section><div class="block-ad"><span>مساحة إعلانية</span></div>'
        for text in MATCH.paragraphs
    )
    body = f"""<nav>{menu("span")}</nav><main><h1>{MATCH.title}</h1><div class="b-meta">24 نوفمبر 2026، 17:11</div>{told}<section class="block-tags"><a>الدوري</a></section></main><aside><div class="w"><p>فعّل الإشعارات ليصلك كل جديد من أخبار الدوري لحظة بلحظة.</p><button>تفعيل</button></div></aside>"""
    return Page(
        kind="a section a paragraph, ads between", html=page("", body, title=MATCH.title), story=MATCH
    )


def captions_in_text() -> Page:
    """WordPress captions, images with alternative texts, an iframe, a line of credits."""
    texts = FLU.paragraphs
    image = '<div class="wp-caption aligncenter"><img src="/x.jpg" alt="حملة تلقيح"><p class="wp-caption-text">جانب من حملة التلقيح في مدرسة ابتدائية ببغداد، أرشيفية</p></div>'
    body = f"""<div class="m">{menu("span")}</div><div class="post"><h1 class="entry-title">{FLU.title}</h1><p class="meta">كتب: سيف الدين العاني<br>24/11/2026 05:11 م</p>
    <div class="entry-content">{image}{paragraphs(texts[:2])}<ul>{paragraphs(texts[2:5], "li")}</ul><p><iframe src="https://www.youtube.com/embed/x"></iframe></p>{image}{paragraphs(texts[5:])}<p>تصوير: أحمد جبار</p></div></div>"""
    return Page(
        kind="captions in the text",
        html=page("", body, title=f"{FLU.title} - صحتك"),
        story=FLU,
        author="سيف الدين العاني",
    )


def facebook_talk() -> Page:
    """A short text, a thread of plain list items with names and hours, no word for comments."""
    thread = comments("<li><b>أبو علي {0}</b><p>{1}</p><i>منذ {0} ساعات</i><a>رد</a></li>", 4)
    body = f"""<div class="m">{menu("span")}</div><article class="news"><h1>{VIDEO.title}</h1><span>24/11/2026 17:11</span><div class="body-text">{paragraphs(VIDEO.paragraphs)}</div></article><ul class="thread">{thread}</ul>"""
    return Page(kind="a thread without a heading", html=page("", body, title=VIDEO.title), story=VIDEO)


def ticker_above() -> Page:
    """A ticker of whole sentences above the headline, a pop-up, a strip of flashes below the menu."""
    flashes = "".join(
        f"<div class='swiper-slide'><a href='/{at}'>{other}.</a></div>" for at, other in enumerate(OTHERS)
    )
    body = f"""<div class="modal fade" id="m"><p>حمّل تطبيقنا الجديد وتابع الأخبار أولاً بأول من أي مكان في العالم مجاناً.</p></div><div class="m">{menu("span")}</div><div class="swiper">{flashes}</div>
    <div class="wrapper"><h2 class="story-title">{DOLLAR.title}</h2><div class="story-time">الثلاثاء , 24 تشرين الثاني 2026 , 17:11</div><div class="story-body"><div>{"</div><div>".join(DOLLAR.paragraphs)}</div></div>
    <div class="story-next"><span>الخبر التالي</span><a href="/2">{OTHERS[3]}</a></div></div>"""
    return Page(
        kind="ticker, pop-up, next story",
        html=page("", body, title=f"سوق العراق | {DOLLAR.title}"),
        story=DOLLAR,
    )


def flash_with_time() -> Page:
    """A flash on a page of few words: the hour alone is shown, the day is in the address."""
    body = f"""<div class="m">{menu("span")}</div><div class="flash"><h1>{FLASH.title}</h1><div class="hour">17:11</div><p>{FLASH.paragraphs[0]}</p></div>"""
    return Page(
        kind="flash, the day in the address",
        html=page("", body, title=FLASH.title),
        story=FLASH,
        url="https://newsroom.example/2026/11/24/48213",
        published="2026-11-24T00:00",
    )


def maghreb() -> Page:
    """A Moroccan daily: «الثلاثاء 24 نونبر 2026 - 17:11», a lead in bold, comments with votes."""
    body = f"""<header>{menu("span")}</header><article><h1 class="post-title">{SEWERS.title}</h1><div class="post-meta"><span class="header-author">هسبريس - علي بنهرار</span><span class="date-post">الثلاثاء 24 نونبر 2026 - 17:11</span></div>
    <div class="article-content"><p><b>{SEWERS.paragraphs[0]}</b></p>{paragraphs(SEWERS.paragraphs[1:])}</div></article><div class="comments-area"><div class="heading-comments">تعليقات الزوار <span>4</span></div><ul>{comments('<li class="even"><div class="comment-text"><p>{1}</p></div></li>', 3)}</ul></div>"""
    return Page(
        kind="Moroccan daily",
        html=page("", body, title=SEWERS.title),
        story=SEWERS,
        author="علي بنهرار",
        agency="هسبريس",
    )


PAGES = (
    broadcaster_moscow(),
    broadcaster_doha(),
    broadcaster_atlanta(),
    daily_reporter(),
    agency_reporter(),
    agency_kurdish(),
    agency_twice(),
    wix(),
    summary_box(),
    loose_text(),
    sections_and_ads(),
    captions_in_text(),
    facebook_talk(),
    ticker_above(),
    flash_with_time(),
    maghreb(),
)
