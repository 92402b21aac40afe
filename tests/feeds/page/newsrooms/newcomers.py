# ruff: noqa: E501 - markup as its systems write it, a line each
"""A fourth batch, by an outside checker: streams of scripts, lists and quotations, signatures, bylines, stamps."""

import json
from typing import Any

from tests.feeds.page.newsrooms.furniture import OTHERS, headlines, menu, page, paragraphs
from tests.feeds.page.newsrooms.story import COLUMN, CRASH, DOLLAR, FLU, MATCH, SEWERS, Page, Story

_NAV = f"<nav><ul>{menu()}</ul></nav>"
_AT = "2026-11-24T14:11:00Z"
_OWN = "https://newsroom.example/news/48213"


def _social(story: Story) -> str:
    return f'<meta property="og:title" content="{story.title}"><meta property="og:type" content="article">'


def _plain(story: Story, around: str, *, head: str = "", title: str = "", told: str = "") -> str:
    """A headline, *around* it what a site shows below, the text, and other headlines at the side."""
    side = headlines('<div><a href="/{0}">{1}</a></div>')
    body = f"{_NAV}<article><h1>{story.title}</h1>{around}<div class='x'>{told or paragraphs(story.paragraphs)}</div></article><aside>{side}</aside>"
    return page(head, body, title=title or f"{story.title} | صدى الفرات")


def _pushes(*rows: str) -> str:
    """The scripts of Next.js' app router, the stream cut in the middle of rows."""
    stream = "".join(rows)
    cuts = (stream[at : at + 700] for at in range(0, len(stream), 700))
    return "<script>(self.__next_f=self.__next_f||[]).push([0])</script>" + "".join(
        f"<script>self.__next_f.push({json.dumps([1, cut])})</script>" for cut in cuts
    )


def streamed_text() -> Page:
    """The article's text is a row of its own, which the component's properties refer to."""
    text = paragraphs(SEWERS.paragraphs, between="")
    given = {
        "article": {"title": SEWERS.title, "publishedAt": _AT, "body": "$5"},
        "latest": [{"title": other, "excerpt": f"{other}، بحسب بيان رسمي."} for other in OTHERS],
    }
    rows = (
        '1:"$Sreact.fragment"\n2:I[976,[],""]\n',
        f"5:T{len(text.encode()):x},{text}",
        f"6:{json.dumps(['$', 'div', None, {'children': ['$', '$L2', None, given]}])}\n",
    )
    body = f'{_NAV}<main><div class="skeleton"></div></main>{_pushes(*rows)}'
    return Page(
        kind="Next.js, app router, text in a row",
        html=page(_social(SEWERS), body, title=SEWERS.title),
        story=SEWERS,
    )


def streamed_elements() -> Page:
    """The article is a tree of elements in the stream, its markup nowhere."""
    told = [["$", "p", str(at), {"children": text}] for at, text in enumerate(CRASH.paragraphs)]
    tree = [
        ["$", "h1", None, {"children": CRASH.title}],
        ["$", "time", None, {"dateTime": _AT, "children": "قبل ساعات"}],
        ["$", "div", None, {"className": "prose", "children": told}],
    ]
    rows = (f"3:{json.dumps(['$', 'article', None, {'children': tree}])}\n",)
    body = f'<ul>{menu()}</ul><div id="root">جار التحميل</div>{_pushes(*rows)}'
    return Page(
        kind="Next.js, app router, tree of elements",
        html=page(_social(CRASH), body, title=CRASH.title),
        story=CRASH,
    )


def hidden_until_moved() -> Page:
    """React streams what comes late into a hidden element, and a script moves it."""
    body = f'{_NAV}<main><template id="B:0"></template><div>جار التحميل</div></main><div hidden id="S:0"><article><h1>{MATCH.title}</h1><time datetime="{_AT}">اليوم</time><div>{paragraphs(MATCH.paragraphs)}</div></article></div><script>$RC("B:0","S:0")</script>'
    return Page(
        kind="React, streamed and hidden", html=page(_social(MATCH), body, title=MATCH.title), story=MATCH
    )


def state_with_program() -> Page:
    """The assigned state is followed by a program that removes its own script."""
    state = {"news": {"title": MATCH.title, "details": paragraphs(MATCH.paragraphs), "publish_date": _AT}}
    body = f'<div id="app"><ul>{menu()}</ul></div><script>window.__INITIAL_STATE__={json.dumps(state)};(function(){{var s;}}());</script>'
    return Page(
        kind="state before a program", html=page(_social(MATCH), body, title=MATCH.title), story=MATCH
    )


def several_in_data() -> Page:
    """The structured data lists the latest articles before the page's own."""
    others = [
        {
            "@type": "NewsArticle",
            "headline": other,
            "datePublished": "2026-11-20",
            "author": {"name": "كاتب غيره"},
        }
        for other in OTHERS
    ]
    own = {
        "@type": "NewsArticle",
        "headline": FLU.title,
        "datePublished": _AT,
        "author": {"name": "رنا عباس"},
    }
    head = f'<script type="application/ld+json">{json.dumps([*others, own])}</script>'
    return Page(
        kind="JSON-LD of several, own last", html=_plain(FLU, "", head=head), story=FLU, author="رنا عباس"
    )


def referred_in_data() -> Page:
    """A graph: author by reference, another article in it, the own one known by its address."""
    graph = [
        {"@type": "Article", "headline": "نشرة الظهيرة", "datePublished": "2026-11-01"},
        {
            "@type": ["Article", "NewsArticle"],
            "mainEntityOfPage": {"@id": _OWN},
            "datePublished": _AT,
            "author": {"@id": "#p"},
        },
        {"@type": "Person", "@id": "#p", "name": "مصطفى الناصري"},
    ]
    head = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    return Page(
        kind="JSON-LD graph with references",
        html=_plain(SEWERS, "", head=head),
        story=SEWERS,
        author="مصطفى الناصري",
    )


def links_announced() -> Page:
    """Between all paragraphs links to other articles, each announced in another way."""
    told = [f"<p>{text}</p>" for text in SEWERS.paragraphs]
    told.insert(1, f"<p><strong>اقرأ أيضاً: </strong><a href='/1'>{OTHERS[0]}</a></p>")
    told.insert(3, f"<div class='box'><span>مواضيع ذات صلة</span><a href='/2'>{OTHERS[1]}</a></div>")
    told.insert(5, f"<p>شاهد أيضاً <a href='/3'>{OTHERS[2]}</a></p>")
    told.insert(7, f"<div class='box'><span>قد يهمك</span><a href='/4'>{OTHERS[3]}</a></div>")
    return Page(
        kind="announced links between all paragraphs",
        html=_plain(SEWERS, "<p>24/11/2026 17:11</p>", told="".join(told)),
        story=SEWERS,
    )


def list_in_text() -> Page:
    """The list weighs more than the paragraphs; text follows it."""
    first, second, *items, middle, last = FLU.paragraphs
    told = (
        f"<p>{first}</p><p>{second}</p><ol>{paragraphs(tuple(items), 'li')}</ol><p>{middle}</p><p>{last}</p>"
    )
    return Page(
        kind="ordered list amid the text",
        html=_plain(FLU, "<p>24/11/2026 17:11</p>", told=told),
        story=FLU,
    )


def list_at_the_end() -> Page:
    """The article ends with a list without full stops: once entries, once lines with dashes."""
    days = ("الأحد: التربية الإسلامية", "الاثنين: اللغة العربية", "الثلاثاء: الرياضيات")
    texts = (*FLU.paragraphs[:1], "وجاء الجدول وفق الآتي:", *days)
    told = f"{paragraphs(texts[:2])}<ul>{paragraphs(days, 'li')}</ul>"
    return Page(
        kind="list at the end",
        html=_plain(FLU, "<p>24/11/2026 17:11</p>", told=told),
        story=FLU,
        paragraphs=texts,
    )


def dashes_at_the_end() -> Page:
    """As above, the list written by hand."""
    texts = (*FLU.paragraphs[:1], "وجاء الجدول وفق الآتي:", "- الأحد: الرياضيات", "- الاثنين: العلوم")
    return Page(
        kind="dashed lines at the end",
        html=_plain(FLU, "<p>24/11/2026 17:11</p>", told=paragraphs(texts)),
        story=FLU,
        paragraphs=texts,
    )


def quotation_in_box() -> Page:
    """A sentence of the article stands as a quotation in an element of another name than the rest."""
    parts = [f'<div class="part part-text"><p>{text}</p></div>' for text in SEWERS.paragraphs]
    parts[2] = f'<div class="part part-citation"><blockquote>{SEWERS.paragraphs[2]}</blockquote></div>'
    return Page(
        kind="quotation in a box of its own",
        html=_plain(SEWERS, "<p>24/11/2026 17:11</p>", told="".join(parts)),
        story=SEWERS,
    )


def signed_by_an_office() -> Page:
    """A statement with its signature on three lines below."""
    told = paragraphs((*SEWERS.paragraphs, "المكتب الإعلامي", "لرئيس مجلس الوزراء", "24 تشرين الثاني 2026"))
    return Page(
        kind="office's signature on three lines",
        html=_plain(SEWERS, "", told=told),
        story=SEWERS,
        published="2026-11-24T00:00",
    )


def presented_writer() -> Page:
    """The writer's card above, and who he is as the last paragraph."""
    card = '<div class="writer-card"><img src="/w.jpg"><a href="/w/4">كاظم الحسناوي</a><span>شاعر وكاتب عراقي</span></div>'
    told = f"{paragraphs(COLUMN.paragraphs)}<hr><p><em>كاظم الحسناوي شاعر وكاتب عراقي، صدرت له ست مجموعات شعرية وكتابان في النقد.</em></p>"
    return Page(
        kind="writer presented above and below",
        html=_plain(COLUMN, f"{card}<p>24/11/2026 17:11</p>", told=told),
        story=COLUMN,
        author="كاظم الحسناوي",
    )


def generic_title() -> Page:
    """The title and the only h1 are the site's name, linked to the front page."""
    body = f'<h1 class="logo"><a href="/">وكالة الرافدين الخبرية</a></h1>{_NAV}<div><h2>{DOLLAR.title}</h2><p>24/11/2026 17:11 | عدد المشاهدات : 88</p><div>{paragraphs(DOLLAR.paragraphs)}</div></div>'
    return Page(
        kind="site's name for a title",
        html=page("", body, title="وكالة الرافدين الخبرية"),
        story=DOLLAR,
        views=88,
    )


def broken_headline() -> Page:
    """A break parts the headline; the title holds both halves."""
    first, second = SEWERS.title.split(" كربلاء ")
    html = _plain(SEWERS, "<p>24/11/2026 17:11</p>").replace(
        f"<h1>{SEWERS.title}", f"<h1>{first} كربلاء<br>{second}"
    )
    return Page(kind="headline over two lines", html=html, story=SEWERS)


def escaped_twice() -> Page:
    """Quotation marks that the editor's software escaped once more."""
    told = paragraphs(SEWERS.paragraphs).replace('"', "&amp;quot;")
    return Page(
        kind="references escaped twice",
        html=_plain(SEWERS, "<p>24/11/2026 17:11</p>", told=told),
        story=SEWERS,
    )


def _stamped() -> tuple[Page, ...]:
    """The line below the headline as different systems write it."""
    shapes: tuple[tuple[str, dict[str, Any]], ...] = (
        (
            "القسم: <a href='/p'>سياسة</a> الكاتب: <a href='/u'>editor</a> اليوم, 17:11 المشاهدات: 412 التعليقات: 2",
            {"views": 412},
        ),
        ("آخر تحديث: 24/11/2026-05:11 م (بتوقيت مكة المكرمة)", {}),
        ("24 نوفمبر 2026 17:11 - 1.2 ألف مشاهدة", {"views": 1_200}),
        ("24/11/2026 17:11 <p>شوهد 1,024 مرة</p>", {"views": 1_024}),
        ("24/11/2026 17:11 <p>قرئ الخبر 512 مرة</p>", {"views": 512}),
        ("بواسطة: كرار جاسم | منذ 3 ساعات | 120 مشاهدة", {"author": "كرار جاسم", "views": 120}),
        ("Publié le 24 novembre 2026 à 17:11 par Hassan Alaoui", {"author": "Hassan Alaoui"}),
        ("24/11/2026 17:11 <p>تحرير: ع.س</p>", {}),
        ('24/11/2026 17:11 <span class="byline post-labels"><a href="/l">محليات وخدمات</a></span>', {}),
        ("تاريخ الإضافة: 24/11/2026 <p>وقت الإضافة: 17:11</p><p>عدد القراءات: 320</p>", {"views": 320}),
        (
            '24/11/2026 17:11 <div class="byline"><span>تحقيق:</span> <a href="/a">زهراء الكرعاوي</a></div>',
            {"author": "زهراء الكرعاوي"},
        ),
        (
            'مرسلة بواسطة <span class="fn">حسين الأسدي</span> في <abbr class="published" title="2026-11-24T17:11:00+03:00">5:11 م</abbr>',
            {"author": "حسين الأسدي"},
        ),
    )
    return tuple(
        Page(kind=f"stamped: {line}", html=_plain(CRASH, f"<div>{line}</div>"), story=CRASH, **told)
        for line, told in shapes
    )


def _datelined() -> tuple[Page, ...]:
    """Datelines of papers."""
    shapes = (
        ("بغداد/ المسلة: ", "المسلة", "بغداد"),
        ("بغداد ـ «القدس العربي»: ", "القدس العربي", "بغداد"),
        ("لندن: «الشرق الأوسط» ", "الشرق الأوسط", "لندن"),
    )
    return tuple(
        Page(
            kind=f"dateline {line}",
            html=_plain(
                SEWERS,
                "<p>24/11/2026 17:11</p>",
                told=paragraphs((line + SEWERS.paragraphs[0], *SEWERS.paragraphs[1:])),
            ),
            story=SEWERS,
            agency=agency,
            place=place,
        )
        for line, agency, place in shapes
    )


PAGES = (
    streamed_text(),
    streamed_elements(),
    hidden_until_moved(),
    state_with_program(),
    several_in_data(),
    referred_in_data(),
    links_announced(),
    list_in_text(),
    list_at_the_end(),
    dashes_at_the_end(),
    quotation_in_box(),
    signed_by_an_office(),
    presented_writer(),
    generic_title(),
    broken_headline(),
    escaped_twice(),
    *_stamped(),
    *_datelined(),
)
