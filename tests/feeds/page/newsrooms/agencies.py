# ruff: noqa: E501 - markup as its systems write it, a line each
"""Pages of agencies and ministries: datelines in every manner, initials, sign-offs, notices of rights."""

from tests.feeds.page.newsrooms.furniture import headlines, menu, page, paragraphs
from tests.feeds.page.newsrooms.story import CRASH, DOLLAR, FLU, MATCH, SEWERS, Page, Story


def _agency(kind: str, story: Story, first: str, *, after: str = "", when: str, **named: str | None) -> Page:
    """A plain agency page whose first line is *first* and whose last is *after*."""
    body = f"""<header><div class="logo"><a href="/">وكالة أنباء</a></div><ul class="nav">{menu()}</ul></header><section class="news-details">
    <h1>{story.title}</h1><div class="details-info"><span>{when}</span></div><div class="details-img"><img src="/i.jpg"><p class="img-desc">جانب من الحدث</p></div>
    <div class="details-text">{first}{paragraphs(story.paragraphs[1:])}{after}</div></section>
    <section class="related-news"><h3>أخبار ذات صلة</h3>{headlines('<div class="col"><a href="/{0}"><h4>{1}</h4></a></div>')}</section>"""
    return Page(
        kind=kind,
        html=page("", body, title=f"{story.title}"),
        story=story,
        place=named.get("place"),
        agency=named.get("agency"),
        author=named.get("author"),
    )


def _dates() -> tuple[Page, ...]:
    lead = {story.title: story.paragraphs[0] for story in (SEWERS, DOLLAR, CRASH, MATCH, FLU)}
    return (
        _agency(
            "agency, «بغداد – واع»",
            SEWERS,
            f"<p><strong>بغداد &ndash; واع</strong></p><p>{lead[SEWERS.title]}</p>",
            when="24-11-2026, 17:11",
            place="بغداد",
            agency="واع",
        ),
        _agency(
            "agency, «السومرية نيوز/ بغداد»",
            DOLLAR,
            f"<p>السومرية نيوز/ بغداد<br>{lead[DOLLAR.title]}</p>",
            when="2026-11-24 | 17:11",
            place="بغداد",
            agency="السومرية نيوز",
        ),
        _agency(
            "agency, «شفق نيوز/ …»",
            CRASH,
            f"<p><b>شفق نيوز/</b> {lead[CRASH.title]}</p>",
            when="2026-11-24T17:11:00+03:00",
            agency="شفق نيوز",
        ),
        _agency(
            "agency, «كربلاء / نون»",
            SEWERS,
            f"<p>كربلاء / نون</p><p>{lead[SEWERS.title]}</p>",
            after="<p>تحرير: عامر الشيباني</p><p>وكالة نون خاص</p>",
            when="24/11/2026 - 05:11 مساءً",
            place="كربلاء",
            agency="نون",
            author="عامر الشيباني",
        ),
        _agency(
            "agency, «{بغداد: الفرات نيوز}»",
            MATCH,
            f"<p>{{بغداد: الفرات نيوز}} {lead[MATCH.title]}</p>",
            after="<p>انتهى. ع/ح</p>",
            when="\u200fالثلاثاء، ٢٤ تشرين الثاني ٢٠٢٦ — ٥:١١ م",
            place="بغداد",
            agency="الفرات نيوز",
        ),
        _agency(
            "agency, «الرياض 14 جمادى الآخرة 1448هـ … واس»",
            FLU,
            f"<p>الرياض 14 جمادى الآخرة 1448 هـ الموافق 24 نوفمبر 2026 م واس</p><p>{lead[FLU.title]}</p>",
            after="<p>// انتهى //</p><p>17:11 ت م</p><p>0093</p>",
            when="الثلاثاء 1448/6/14 هـ الموافق 2026/11/24 م - 17:11",
            place="الرياض",
            agency="واس",
        ),
        _agency(
            "agency, «القاهرة في 24 نوفمبر/أ ش أ/»",
            CRASH,
            f"<p>القاهرة في 24 نوفمبر/ أ ش أ / {lead[CRASH.title]}</p>",
            when="الثلاثاء، 24 نوفمبر 2026 05:11 مـ",
            place="القاهرة",
            agency="أ ش أ",
        ),
        _agency(
            "agency, Algiers «الجزائر (وأج)»",
            MATCH,
            f"<p>الجزائر (وأج) - {lead[MATCH.title]}</p>",
            when="نشر في: 24 نوفمبر 2026 على 17:11",
            place="الجزائر",
            agency="وأج",
        ),
    )


def ministry() -> Page:
    """A ministry: «المكتب الإعلامي» signs with the day at the foot; the head shows today."""
    body = f"""<div class="gov-top"><span>جمهورية العراق</span><span id="today">الأربعاء 25 نوفمبر 2026</span></div><nav>{menu()}</nav>
    <div class="content-area"><h2 class="post-heading">{SEWERS.title}</h2><div class="post-info"><span>24-11-2026</span></div>
    <div class="post-text">{paragraphs(SEWERS.paragraphs)}<p>_________</p><p>المكتب الإعلامي لرئيس مجلس الوزراء</p><p>24- تشرين الثاني- 2026</p></div>
    <div class="post-share">مشاركة : <a>Facebook</a></div></div><footer><p>المنطقة الخضراء، بغداد، العراق. البريد الالكتروني info@gov.example</p></footer>"""
    return Page(
        kind="ministry, signed and dated at the foot",
        html=page("", body, title=f"{SEWERS.title} | رئاسة الوزراء"),
        story=SEWERS,
        published="2026-11-24T00:00",
    )


def ministry_modified() -> Page:
    """A ministry that shows the change beside the publication, the change first."""
    body = f"""<div class="hdr">{menu("span")}</div><div class="art"><h1>{FLU.title}</h1><div class="dates"><span>آخر تحديث: 25/11/2026 09:00</span> <span>تاريخ النشر: 24/11/2026 17:11</span></div>
    <div class="art-body">{paragraphs(FLU.paragraphs[:2])}<ul>{paragraphs(FLU.paragraphs[2:5], "li")}</ul>{paragraphs(FLU.paragraphs[5:])}</div>
    <div class="src">المصدر: وزارة الصحة - العلاقات والإعلام</div></div>"""
    return Page(
        kind="ministry, changed shown before published", html=page("", body, title=FLU.title), story=FLU
    )


def rights_in_text() -> Page:
    """A newspaper that closes each text with its rights, its applications and the sources of pictures."""
    notice = "© 2026 جميع الحقوق محفوظة. لا يجوز نسخ أو إعادة نشر هذا المحتوى دون إذن خطي مسبق من الصحيفة."
    body = f"""<div id="nav">{menu("span")}</div><div id="story"><h1>{DOLLAR.title}</h1><p class="date">نشرت : الثلاثاء 24-11-2026 الساعة 17:11</p>
    <div id="story-text">{paragraphs(DOLLAR.paragraphs[:1])}<p class="credit">(الصورة: أ.ف.ب)</p><p>Getty Images</p>{paragraphs(DOLLAR.paragraphs[1:])}
    <p>{notice}</p><p>حمّل تطبيق الصحيفة لمتابعة آخر الأخبار لحظة بلحظة</p></div></div>"""
    return Page(
        kind="rights and credits in the text",
        html=page("", body, title=f"{DOLLAR.title} - الصحيفة"),
        story=DOLLAR,
    )


PAGES = (*_dates(), ministry(), ministry_modified(), rights_in_text())
