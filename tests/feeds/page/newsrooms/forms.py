# ruff: noqa: E501 - markup as its systems write it, a line each
"""Forms of news: live coverage, galleries, videos, tables of prices, quotations, boxes set inside the text."""

import json

from tests.feeds.page.newsrooms.furniture import OTHERS, headlines, menu, page, paragraphs
from tests.feeds.page.newsrooms.story import (
    COLUMN,
    CRASH,
    DOLLAR,
    FLU,
    INTERVIEW,
    MATCH,
    SEWERS,
    VIDEO,
    Page,
    Story,
)

_UPDATES = (
    ("17:05", "رئيس الوزراء يصل إلى موقع المشروع برفقة المحافظ وعدد من المسؤولين."),
    ("16:40", "انقطاع السير في شارع الضريبة بسبب تجمع الأهالي قرب موقع الاحتفال."),
    ("16:12", "مصدر في البلدية: أعمال التبليط في الحي ستستأنف ابتداءً من يوم غد الأربعاء."),
    ("15:30", "بدء توافد الضيوف إلى القاعة الرئيسية في ديوان المحافظة وسط إجراءات مشددة."),
)


def live() -> Page:
    """«تغطية مباشرة»: a lead, then entries with clocks and share buttons, the newest first."""
    told = {
        "@type": "LiveBlogPosting",
        "headline": SEWERS.title,
        "datePublished": "2026-11-24T17:11:00+03:00",
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "headline": text, "datePublished": f"2026-11-24T{clock}:00+03:00"}
            for clock, text in _UPDATES
        ],
    }
    entries = "".join(
        f'<div class="live-entry" id="e{at}"><div class="live-entry__time">{clock}</div><div class="live-entry__body"><p>{text}</p></div><div class="live-entry__share"><a>شارك</a></div></div>'
        for at, (clock, text) in enumerate(_UPDATES)
    )
    body = f"""<nav>{menu("span")}</nav><main><span class="live-badge">تغطية مباشرة</span><h1>{SEWERS.title}</h1><div class="lead"><p>{SEWERS.paragraphs[0]}</p></div>
    <div class="live-blog">{entries}</div><button>تحميل المزيد</button></main>"""
    return Page(
        kind="live coverage",
        html=page(
            f'<script type="application/ld+json">{json.dumps(told)}</script>',
            body,
            title=f"تغطية مباشرة: {SEWERS.title}",
        ),
        story=SEWERS,
        paragraphs=(SEWERS.paragraphs[0], *(text for _, text in _UPDATES)),
    )


def gallery() -> Page:
    """Pictures with captions and a short text."""
    pictures = "".join(
        f'<figure class="gallery-item"><img src="/g{n}.jpg" width="900" height="600"><figcaption>{VIDEO.title} صورة {n}</figcaption></figure>'
        for n in range(9)
    )
    body = f"""<nav>{menu("span")}</nav><article><h1>{VIDEO.title}</h1><time datetime="2026-11-24T17:11">24 نوفمبر</time><div class="gallery">{pictures}</div>
    <div class="content">{paragraphs(VIDEO.paragraphs)}</div></article><div class="more-galleries"><h3>المزيد من الصور</h3>{headlines('<a href="/{0}"><span>{1}</span></a>')}</div>"""
    return Page(kind="gallery with a text", html=page("", body, title=VIDEO.title), story=VIDEO)


def video() -> Page:
    """A player, two lines beneath, a long list of other videos."""
    body = f"""<nav>{menu("span")}</nav><div class="video-page"><div class="player"><iframe src="https://player.example/1"></iframe></div><h1 class="video-title">{VIDEO.title}</h1>
    <div class="video-meta"><span>24 نوفمبر 2026 - 17:11</span><span><i class="icon-eye"></i>2.4K</span></div><div class="video-desc">{"<br>".join(VIDEO.paragraphs)}</div></div>
    <div class="playlist"><h3>فيديوهات أخرى</h3>{headlines('<div class="v"><a href="/{0}"><b>{1}</b></a><span>02:31</span></div>', 6)}</div>"""
    return Page(
        kind="video, two lines", html=page("", body, title=f"{VIDEO.title} | قناة"), story=VIDEO, views=2400
    )


def price_table() -> Page:
    """A table of prices in the text: a line a row."""
    rows = (
        ("المدينة", "البيع", "الشراء"),
        ("بغداد", "143,750", "141,750"),
        ("أربيل", "142,600", "142,500"),
        ("البصرة", "143,500", "142,000"),
    )
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    body = f"""<nav>{menu("span")}</nav><article><h1>{DOLLAR.title}</h1><div class="date">24/11/2026 - 17:11</div><div class="entry">{paragraphs(DOLLAR.paragraphs[:2])}
    <table border="1">{table}</table>{paragraphs(DOLLAR.paragraphs[2:])}</div></article>"""
    told = tuple(" - ".join(row) for row in rows)
    return Page(
        kind="table of prices",
        html=page("", body, title=DOLLAR.title),
        story=DOLLAR,
        paragraphs=(*DOLLAR.paragraphs[:2], *told, *DOLLAR.paragraphs[2:]),
    )


def pulled_quotes() -> Page:
    """Block quotes that belong to the text; a pull quote repeats a sentence, a tweet is another's."""
    texts = INTERVIEW.paragraphs
    answers = "".join(
        f"<blockquote><p>{text}</p></blockquote>"
        if at in {2, 4}
        else f"<p><strong>{text}</strong></p>"
        if text.endswith("؟")
        else f"<p>{text}</p>"
        for at, text in enumerate(texts)
    )
    body = f"""<nav>{menu("span")}</nav><article><h1>{INTERVIEW.title}</h1><div class="by">أجرى الحوار: أحمد الربيعي</div><div class="dt">الثلاثاء 24 تشرين الثاني/نوفمبر 2026 17:11</div>
    <div class="article-body">{answers}</div></article>"""
    return Page(
        kind="block quotes",
        html=page("", body, title=INTERVIEW.title),
        story=INTERVIEW,
        author="أحمد الربيعي",
    )


def boxes_inside() -> Page:
    """Boxes between the paragraphs: related lines in bold, an ad's label, a poll, a newsletter, Telegram."""
    texts = MATCH.paragraphs
    boxes = (
        f'<p><strong>اقرأ أيضاً: <a href="/1">{OTHERS[0]}</a></strong></p>',
        '<div class="adv"><span>إعلان</span><div id="div-gpt-ad-1"></div></div>',
        f'<p style="color:red">شاهد أيضاً.. {OTHERS[1]}</p>',
        f'<div class="inner-box"><h4>مواضيع ذات صلة</h4><ul>{headlines("<li><a href=/{0}>{1}</a></li>", 3)}</ul></div>',
    )
    told = "".join(f"<p>{text}</p>{box}" for text, box in zip(texts, (*boxes, ""), strict=True))
    body = f"""<nav>{menu("span")}</nav><article><h1>{MATCH.title}</h1><div class="dt">منذ 3 ساعات</div><div class="post-content">{told}
    <p>لمتابعة آخر الأخبار اشترك في قناتنا على تلغرام <a href="https://t.me/x">اضغط هنا</a></p></div></article>"""
    return Page(kind="boxes inside the text", html=page("", body, title=MATCH.title), story=MATCH)


def column_with_box() -> Page:
    """A column whose writer's box stands above the text, with a biography."""
    body = f"""<nav>{menu("span")}</nav><div class="opinion"><div class="writer-box"><img src="/w.jpg"><h4 class="writer-name">هدى الحسيني</h4>
    <p class="writer-bio">كاتبة صحافية ومحللة سياسية عراقية، عملت مراسلة في عدد من الصحف العربية وغطت قضايا المياه والبيئة.</p></div>
    <h1>{COLUMN.title}</h1><div class="op-date">الثلاثاء - 14 جمادى الآخرة 1448 هـ - 24 نوفمبر 2026 مـ</div><div class="op-text">{paragraphs(COLUMN.paragraphs)}</div>
    <div class="op-more"><h3>المزيد من مقالات الرأي</h3>{headlines('<div class="op-item"><h5><a href="/{0}">{1}</a></h5><span>كاتب آخر</span></div>')}</div></div>"""
    return Page(
        kind="column, writer's box above",
        html=page("", body, title=f"{COLUMN.title} | الرأي"),
        story=COLUMN,
        published="2026-11-24T00:00",
        author="هدى الحسيني",
    )


def straps() -> Page:
    """A strap above the headline, a deck below it (a second headline, no text), subheadings."""
    texts = CRASH.paragraphs
    deck = "الطريق يُعرف محلياً باسم طريق الموت لكثرة ما شهد من حوادث خلال الأعوام الماضية."
    body = f"""<nav>{menu("span")}</nav><main><article><p class="kicker">حوادث</p><h1>{CRASH.title}</h1><h2 class="deck">{deck}</h2>
    <div class="meta"><span>24 نوفمبر 2026 17:11 بتوقيت بغداد</span></div><div class="art-text">{paragraphs(texts[:2])}<h3>تحقيق مروري</h3>{paragraphs(texts[2:])}</div></article></main>"""
    return Page(
        kind="strap, deck, subheadings",
        html=page("", body, title=CRASH.title),
        story=CRASH,
        paragraphs=(*texts[:2], "تحقيق مروري", *texts[2:]),
    )


def side_by_side() -> Page:
    """A list of dates: the page's claim is in the wrong zone, readers are shown the local hour."""
    head = '<meta property="article:published_time" content="2026-11-24T17:11:00Z"><meta property="article:modified_time" content="2026-11-25T01:00:00Z">'
    body = f"""<nav>{menu("span")}</nav><article><h1>{FLU.title}</h1><span class="d">24/11/2026 17:11</span><div class="entry">{paragraphs(FLU.paragraphs[:2])}
    <ol>{paragraphs(FLU.paragraphs[2:5], "li")}</ol>{paragraphs(FLU.paragraphs[5:])}</div></article>"""
    return Page(kind="claim in the wrong zone", html=page(head, body, title=FLU.title), story=FLU)


def _dated(kind: str, shown: str, published: str | None, story: Story = CRASH, head: str = "") -> Page:
    body = f"""<div class="site-top"><span class="now">الأربعاء 25 تشرين الثاني 2026 09:30</span></div><nav>{menu("span")}</nav><article><h1>{story.title}</h1>
    <div class="meta">{shown}</div><div class="entry">{paragraphs(story.paragraphs)}</div></article>"""
    return Page(
        kind=f"date, {kind}", html=page(head, body, title=story.title), story=story, published=published
    )


PAGES = (
    live(),
    gallery(),
    video(),
    price_table(),
    pulled_quotes(),
    boxes_inside(),
    column_with_box(),
    straps(),
    side_by_side(),
    _dated(
        "ISO in <time>, words beside it",
        '<time datetime="2026-11-24T14:11:00Z">قبل يومين</time>',
        "2026-11-24T17:11",
    ),
    _dated("«2026/11/24 5:11:00 م»", "<span>2026/11/24 5:11:00 م</span>", "2026-11-24T17:11"),
    _dated(
        "day and clock parted", "<span>24/11/2026</span><span>|</span><span>17:11</span>", "2026-11-24T17:11"
    ),
    _dated("Persian digits, marks of direction", "\u200f۲۰۲۶/۱۱/۲۴ \u200e- ۱۷:۱۱\u200f", "2026-11-24T17:11"),
    _dated("change after publication", "نشر: 24/11/2026 17:11 | عدل: 25/11/2026 08:00", "2026-11-24T17:11"),
    _dated("only the head of the page shows one", "", None, story=SEWERS),
)
