# ruff: noqa: E501 - markup as its systems write it, a line each
"""A third batch, written after the rules were settled: systems and habits that none of them was made for."""

import json

from tests.feeds.page.newsrooms.furniture import (
    COOKIES_AR,
    OTHERS,
    comments,
    headlines,
    menu,
    page,
    paragraphs,
)
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

_NAV = f'<nav class="navbar"><ul>{menu()}</ul></nav>'


def spans_only() -> Page:
    """Nothing but spans and divs; paragraphs as spans with display:block."""
    told = "".join(f'<span class="par">{text}</span><br/>' for text in MATCH.paragraphs)
    body = f'<div id="top">{menu("span")}</div><div class="c1"><div class="c2"><span class="hd1"><b>{MATCH.title}</b></span></div><div class="c3">24/11/2026 - 17:11</div><div class="c4">{told}</div></div>'
    return Page(kind="spans only", html=page("", body, title=f"{MATCH.title} :: ملاعب"), story=MATCH)


def definition_list() -> Page:
    """Facts of the article in a definition list below the text, the text in a fieldset."""
    body = f"""{_NAV}<div class="holder"><h1>{SEWERS.title}</h1><fieldset class="newsbody"><legend>نص الخبر</legend>{paragraphs(SEWERS.paragraphs)}</fieldset>
    <dl><dt>تاريخ النشر</dt><dd>24/11/2026 17:11</dd><dt>عدد القراءات</dt><dd>135</dd><dt>القسم</dt><dd>محليات</dd></dl></div>"""
    return Page(
        kind="facts in a list below", html=page("", body, title=SEWERS.title), story=SEWERS, views=135
    )


def sidebar_first() -> Page:
    """The side column stands first in the source and holds long teasers and an h1 with the site's name."""
    side = "".join(
        f"<div class='box'><a href='/{at}'>{other}</a><p>{other}، وذلك خلال مؤتمر صحفي عقد اليوم الثلاثاء في مبنى الوزارة ببغداد.</p></div>"
        for at, other in enumerate(OTHERS)
    )
    body = f"""<h1 class="site-name"><a href="/">صدى الرافدين</a></h1>{_NAV}<div id="left-col">{side}</div><div id="main-col"><h2>{CRASH.title}</h2><p class="dateline">24 تشرين الثاني 2026 - 17:11</p>
    <div class="newsfull">{paragraphs(CRASH.paragraphs)}</div></div>"""
    return Page(
        kind="side column first, with teasers",
        html=page("", body, title=f"صدى الرافدين - {CRASH.title}"),
        story=CRASH,
    )


def bold_openings() -> Page:
    """Each paragraph opens with a bold label; a poem-like close of short lines."""
    texts = tuple(
        f"{label}: {text}"
        for label, text in zip(("الحدث", "التفاصيل", "الحصيلة"), CRASH.paragraphs, strict=True)
    )
    told = "".join(f"<p><strong>{text.split(':')[0]}:</strong>{text.split(':', 1)[1]}</p>" for text in texts)
    body = f'{_NAV}<article><h1>{CRASH.title}</h1><time datetime="2026-11-24T17:11+03:00"></time><div class="article-text">{told}</div></article>'
    return Page(
        kind="bold labels open paragraphs",
        html=page("", body, title=CRASH.title),
        story=CRASH,
        paragraphs=texts,
    )


def one_paragraph() -> Page:
    """The whole text in one <p>, sentences run together, the date in words behind a bar."""
    text = " ".join(FLU.paragraphs[:2]) + " " + FLU.paragraphs[5] + " " + FLU.paragraphs[6]
    body = f'{_NAV}<div class="page"><h1>{FLU.title}</h1><div class="bar">الثلاثاء ٢٤ تشرين الثاني ٢٠٢٦ | ٠٥:١١ مساءً | صحة</div><p>{text}</p></div>'
    return Page(kind="one paragraph", html=page("", body, title=FLU.title), story=FLU, paragraphs=(text,))


def double_headline() -> Page:
    """The headline twice (for print and for screens), the lead repeated as a teaser cut short."""
    lead = SEWERS.paragraphs[0]
    body = f"""{_NAV}<div class="print-title">{SEWERS.title}</div><main><h1>{SEWERS.title}</h1><div class="excerpt">{lead[:90]}...</div><div class="stamp">24/11/2026 17:11</div><div class="content-area">{paragraphs(SEWERS.paragraphs)}</div></main>"""
    return Page(kind="headline and lead twice", html=page("", body, title=SEWERS.title), story=SEWERS)


def embedded_posts() -> Page:
    """Tweets, an Instagram post and a Facebook post between the paragraphs, by script and by iframe."""
    texts = MATCH.paragraphs
    tweet = '<div class="twitter-tweet-rendered"><blockquote class="twitter-tweet" data-lang="ar"><p lang="ar" dir="rtl">ألف مبروك للاعبين والجمهور هذا الفوز الثمين في مباراة صعبة أمام منافس كبير.</p>&mdash; نادي الشرطة (@police) <a href="https://twitter.com/x">November 24, 2026</a></blockquote></div>'
    insta = '<blockquote class="instagram-media"><div><a href="https://www.instagram.com/p/x">عرض هذا المنشور على Instagram</a><p>تمت مشاركة منشور بواسطة نادي الشرطة الرياضي العراقي (@police)</p></div></blockquote>'
    face = '<div class="fb-post" data-href="https://facebook.com/1"><blockquote cite="https://facebook.com/1" class="fb-xfbml-parse-ignore"><p>شكراً لكم أيها الأبطال على هذا الأداء الرجولي الكبير في مباراة القمة اليوم.</p>Posted by <a>نادي الشرطة</a></blockquote></div>'
    body = f"""{_NAV}<article><h1>{MATCH.title}</h1><span class="date">24 نوفمبر 2026 17:11</span><div class="the-content">{paragraphs(texts[:2])}{tweet}{paragraphs(texts[2:3])}{insta}{paragraphs(texts[3:4])}{face}{paragraphs(texts[4:])}</div></article>"""
    return Page(kind="posts of three networks between", html=page("", body, title=MATCH.title), story=MATCH)


def long_prices() -> Page:
    """A text of one sentence and a table with head cells; the page's claim holds the date."""
    rows = (
        ("العملة", "السعر"),
        ("الدولار", "143,750"),
        ("اليورو", "165,200"),
        ("الجنيه الإسترليني", "189,400"),
    )
    table = (
        "<table><thead><tr>"
        + "".join(f"<th>{cell}</th>" for cell in rows[0])
        + "</tr></thead><tbody>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
        + "</tbody></table>"
    )
    body = f'{_NAV}<article><h1>{DOLLAR.title}</h1><div class="entry-content">{paragraphs(DOLLAR.paragraphs[:2])}<figure class="wp-block-table">{table}</figure></div></article>'
    told = {"@type": "NewsArticle", "headline": DOLLAR.title, "datePublished": "2026-11-24T17:11:00+03:00"}
    return Page(
        kind="table with head cells at the end",
        html=page(
            f'<script type="application/ld+json">{json.dumps(told)}</script>', body, title=DOLLAR.title
        ),
        story=DOLLAR,
        paragraphs=(*DOLLAR.paragraphs[:2], *(" - ".join(row) for row in rows)),
    )


def cookie_longer() -> Page:
    """A flash under a cookie notice of many sentences in a plain <div>, and a pop-up for notifications."""
    body = f"""{COOKIES_AR.format("notice")}{COOKIES_AR.format("x9")}<div class="push">هل تريد تلقي إشعارات بآخر الأخبار العاجلة من موقعنا؟ <button>نعم</button></div>{_NAV}
    <section><h1>{FLASH.title}</h1><div class="t">24-11-2026 17:11</div><div class="d">{FLASH.paragraphs[0]}</div></section>"""
    return Page(kind="flash under notices", html=page("", body, title=FLASH.title), story=FLASH)


def footnotes() -> Page:
    """A column with footnotes, a biography in italics at its end, tags and «إلى صفحة الكاتب»."""
    body = f"""{_NAV}<article><h1>{COLUMN.title}</h1><div class="who"><a href="/writers/7" rel="author">سعدون جبار الساعدي</a></div><div class="when">24/11/2026</div><div class="text-body">{paragraphs(COLUMN.paragraphs)}<p><em>* كاتب وباحث عراقي</em></p></div>
    <div class="tags-row"><span>كلمات دلالية:</span><a>المياه</a><a>الأهوار</a></div><a href="/writers/7">إلى صفحة الكاتب</a></article>"""
    return Page(
        kind="column, note on the writer below",
        html=page("", body, title=COLUMN.title),
        story=COLUMN,
        published="2026-11-24T00:00",
        author="سعدون جبار الساعدي",
    )


def month_first_claim() -> Page:
    """The claim is a bare day, month first; readers are shown the day in words."""
    head = '<meta property="article:published_time" content="11/10/2026 5:11:00 PM">'
    body = f'{_NAV}<article><h1>{CRASH.title}</h1><div class="d">الثلاثاء 10 تشرين الثاني 2026</div><div class="x">{paragraphs(CRASH.paragraphs)}</div></article>'
    return Page(
        kind="claim month first, words beside it",
        html=page(head, body, title=CRASH.title),
        story=CRASH,
        published="2026-11-10T17:11",
    )


def broken_markup() -> Page:
    """Unclosed divs and paragraphs, stray ends, attributes without quotes."""
    told = "".join(f"<p align=justify><font size=4>{text}</b>" for text in FLU.paragraphs)
    body = f"<div class=head><ul>{menu()}</div><div class=main><div class=in><h1>{FLU.title}</h2><div class=dt>24/11/2026 17:11<div class=news-text>{told}</div></td></tr></table><div class=foot>جميع الحقوق محفوظة"
    return Page(kind="broken markup", html=page("", body, title=FLU.title), story=FLU)


def interview_dialogue() -> Page:
    """Questions in bold behind asterisks, answers behind dashes, one paragraph per turn."""
    turns = tuple(
        f"* {text}" if text.endswith("؟") else f"- {text}" if at else text
        for at, text in enumerate(INTERVIEW.paragraphs)
    )
    told = "".join(f"<p><b>{text}</b></p>" if text.startswith("*") else f"<p>{text}</p>" for text in turns)
    body = f'{_NAV}<article><h1>{INTERVIEW.title}</h1><div class="m"><span>حاوره: علاء حسن</span><span>24/11/2026 17:11</span></div><div class="post-text">{told}</div></article>'
    return Page(
        kind="dialogue with marks",
        html=page("", body, title=INTERVIEW.title),
        story=INTERVIEW,
        paragraphs=turns,
        author="علاء حسن",
    )


def video_and_thread() -> Page:
    """A video's two lines; below it a thread in the article's own element."""
    talk = comments('<div class="cmt"><strong>زائر {0}</strong><p>{1}</p></div>', 3)
    body = f'{_NAV}<article><h1>{VIDEO.title}</h1><time datetime="2026-11-24T17:11:00+03:00"></time><iframe></iframe><div class="description">{paragraphs(VIDEO.paragraphs)}</div><h3>التعليقات (12)</h3>{talk}</article>'
    return Page(kind="video, thread in the same element", html=page("", body, title=VIDEO.title), story=VIDEO)


def related_cards_heavier() -> Page:
    """Cards below with long teasers, heavier than the text; each its heading, link and «اقرأ المزيد»."""
    cards = headlines(
        '<div class="rel-card"><h4><a href="/{0}">{1}</a></h4><p>وقال مصدر مسؤول في تصريح لمراسلنا إن العمل مستمر على قدم وساق لإنجاز ما تبقى من المشروع قبل نهاية العام الحالي وبإشراف مباشر من الوزير.</p><a href="/{0}">اقرأ المزيد</a></div>',
        6,
    )
    body = f'{_NAV}<div class="single"><h1>{CRASH.title}</h1><div class="inf">24/11/2026 17:11</div><div class="txt">{paragraphs(CRASH.paragraphs)}</div></div><div class="others"><h3>من القسم نفسه</h3>{cards}</div>'
    return Page(kind="cards heavier than the text", html=page("", body, title=CRASH.title), story=CRASH)


def tail_lines() -> Page:
    """Closing lines of many kinds in the text's element."""
    tails = (
        "للاشتراك بقناة الوكالة على تلغرام اضغط هنا",
        "المصدر: وكالات",
        "س.ع",
        "#كربلاء #العراق",
        "تابعونا على: فيسبوك | تويتر | يوتيوب",
        "لا تنسوا متابعتنا على أخبار جوجل",
        "شارك الخبر مع أصدقائك",
    )
    body = f'{_NAV}<article><h1>{SEWERS.title}</h1><p class="date">24/11/2026 17:11</p><div class="body">{paragraphs(SEWERS.paragraphs)}{paragraphs(tails)}</div></article>'
    return Page(kind="closing lines of many kinds", html=page("", body, title=SEWERS.title), story=SEWERS)


PAGES = (
    spans_only(),
    definition_list(),
    sidebar_first(),
    bold_openings(),
    one_paragraph(),
    double_headline(),
    embedded_posts(),
    long_prices(),
    cookie_longer(),
    footnotes(),
    month_first_claim(),
    broken_markup(),
    interview_dialogue(),
    video_and_thread(),
    related_cards_heavier(),
    tail_lines(),
)
