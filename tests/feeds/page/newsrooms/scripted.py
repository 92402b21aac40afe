# ruff: noqa: E501 - markup as its systems write it, a line each
"""Pages whose text comes by script: Next.js, Nuxt 2 and 3, JSON-LD alone, infinite scroll, a rendered shell."""

import json

from tests.feeds.page.newsrooms.furniture import OTHERS, headlines, menu, page, paragraphs
from tests.feeds.page.newsrooms.story import COLUMN, CRASH, DOLLAR, INTERVIEW, MATCH, SEWERS, Page, Story

_AT = "2026-11-24T14:11:00.000Z"


def _others() -> list[dict[str, str]]:
    """What a page's state holds beside its article: teasers of others."""
    return [
        {
            "title": other,
            "slug": str(at),
            "excerpt": f"{other}، بحسب ما أفاد به مصدر مسؤول لمراسلنا اليوم الثلاثاء.",
        }
        for at, other in enumerate(OTHERS)
    ]


def _social(story: Story) -> str:
    return (
        f'<meta property="og:title" content="{story.title}"><meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2026-11-24T17:11:00+03:00">'
    )


def next_pages() -> Page:
    """Next.js, pages router: HTML of the text in the props, nothing of it in the markup."""
    state = {
        "props": {
            "pageProps": {
                "latest": _others(),
                "article": {
                    "id": 48213,
                    "title": SEWERS.title,
                    "content": paragraphs(SEWERS.paragraphs),
                    "publishedAt": _AT,
                    "category": {"name": "محليات"},
                },
            }
        },
        "page": "/news/[id]",
        "buildId": "x7",
    }
    body = (
        f'<div id="__next"><header><ul>{menu()}</ul></header><div class="skeleton">جار التحميل...</div></div>'
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state, ensure_ascii=False)}</script>'
    )
    return Page(
        kind="Next.js, __NEXT_DATA__ only", html=page(_social(SEWERS), body, title=SEWERS.title), story=SEWERS
    )


def next_blocks() -> Page:
    """Next.js with the text as a list of editor blocks, as headless systems keep it."""
    blocks = [
        {"id": f"b{at}", "type": "paragraph", "data": {"text": text}}
        for at, text in enumerate(CRASH.paragraphs)
    ]
    state = {
        "props": {
            "pageProps": {
                "post": {"headline": CRASH.title, "body": {"time": 1, "blocks": blocks}},
                "side": _others(),
            }
        }
    }
    body = (
        f'<div id="__next"><nav>{menu("span")}</nav></div>'
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    )
    return Page(
        kind="Next.js, blocks of a headless system",
        html=page(_social(CRASH), body, title=f"{CRASH.title} | رادار"),
        story=CRASH,
    )


def nuxt_3() -> Page:
    """Nuxt 3: a flat array in which objects point to their values by position."""
    flat: list[object] = [
        ["ShallowReactive", 1],
        {"data": 2, "state": 9},
        {"article": 3},
        {"id": 4, "title": 5, "body": 6, "created_at": 7, "more": 8},
        48213,
        MATCH.title,
        paragraphs(MATCH.paragraphs),
        _AT,
        [],
        {},
        *(teaser["excerpt"] for teaser in _others()),
    ]
    body = (
        f'<div id="__nuxt"><div class="loader"></div></div>'
        f'<script type="application/json" data-nuxt-data="nuxt-app" data-ssr="true" id="__NUXT_DATA__">{json.dumps(flat)}</script>'
    )
    return Page(
        kind="Nuxt 3, __NUXT_DATA__ only", html=page(_social(MATCH), body, title=MATCH.title), story=MATCH
    )


def nuxt_2() -> Page:
    """Nuxt 2: the state as a call of a function, the markup of the text escaped inside."""
    markup = (
        json.dumps(paragraphs(DOLLAR.paragraphs, between="")).replace("<", "\\u003C").replace("/", "\\u002F")
    )
    state = (
        f'window.__NUXT__=(function(a,b,c){{return {{layout:"default",data:[{{news:{{id:48213,title:a,details:{markup},'
        f'created_at:b}},latest:[{{title:c}}]}}],serverRendered:true}}}}({json.dumps(DOLLAR.title)},"{_AT}",{json.dumps(OTHERS[0])}));'
    )
    body = f'<div id="__nuxt"><nav>{menu("span")}</nav><div id="app"></div></div><script>{state}</script>'
    return Page(
        kind="Nuxt 2, window.__NUXT__ only",
        html=page(_social(DOLLAR), body, title=DOLLAR.title),
        story=DOLLAR,
    )


def json_ld_alone() -> Page:
    """A client-rendered page with its text in the structured data, as plain text without paragraph marks."""
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": COLUMN.title,
        "datePublished": "2026-11-24T17:11:00+03:00",
        "author": [{"@type": "Person", "name": "سعدون جبار الساعدي"}],
        "articleBody": "\r\n\r\n".join(COLUMN.paragraphs),
    }
    body = "<app-root></app-root><noscript>يرجى تفعيل جافا سكريبت في متصفحك لعرض هذا الموقع.</noscript>"
    return Page(
        kind="JSON-LD articleBody only",
        html=page(f'<script type="application/ld+json">{json.dumps(told)}</script>', body, title="الموقع"),
        story=COLUMN,
        author="سعدون جبار الساعدي",
    )


def infinite_scroll() -> Page:
    """Three whole articles one after another, each with its own heading; the first is the page's."""
    told = "".join(
        f"""<article class="single-article" data-url="/{at}"><h1 class="article-title">{story.title}</h1>
        <div class="article-meta"><span>{day}/11/2026 17:11</span></div><div class="article-content">{paragraphs(story.paragraphs)}</div></article>"""
        for at, (story, day) in enumerate(((CRASH, 24), (SEWERS, 23), (COLUMN, 22)))
    )
    body = f'<header>{menu("span")}</header><main id="infinite">{told}<div class="loading">تحميل المزيد</div></main>'
    return Page(kind="infinite scroll", html=page("", body, title=f"{CRASH.title} | الحدث"), story=CRASH)


def infinite_h2() -> Page:
    """The same with h2 headings that link, as Newspaper's infinite scroll writes them."""
    told = "".join(
        f"""<div class="post-wrap"><h2 class="p-title"><a href="/{at}">{story.title}</a></h2><span class="p-date">{day} تشرين الثاني 2026 17:11</span>
        <div class="entry-content">{paragraphs(story.paragraphs)}</div></div>"""
        for at, (story, day) in enumerate(((DOLLAR, 24), (MATCH, 23), (SEWERS, 22)))
    )
    body = f'<header>{menu("span")}</header><div class="site">{told}</div>'
    head = _social(DOLLAR).replace(
        '<meta property="article:published_time" content="2026-11-24T17:11:00+03:00">', ""
    )
    return Page(
        kind="infinite scroll, linked h2",
        html=page(head, body, title=f"{DOLLAR.title} | السوق"),
        story=DOLLAR,
    )


def styled_components() -> Page:
    """A rendered React page with hashed classes, one <div> a paragraph, a byline, an embedded tweet, a list of tags."""
    texts = INTERVIEW.paragraphs
    tweet = (
        '<blockquote class="twitter-tweet"><p lang="ar" dir="rtl">صورة من زيارتنا اليوم إلى سد الموصل وفرق العمل فيه، شكراً لكل الملاكات '
        '<a href="https://t.co/x">pic.twitter.com/x</a></p>&mdash; وزارة الموارد (@mowr) <a>November 24, 2026</a></blockquote>'
    )
    told = "".join(
        f'<div class="sc-bdVaJa kXuMQw"><p class="sc-htpNat">{text}</p></div>' for text in texts[:3]
    )
    rest = "".join(
        f'<div class="sc-bdVaJa kXuMQw"><p class="sc-htpNat">{text}</p></div>' for text in texts[3:]
    )
    body = f"""<div id="root"><div class="sc-ifAKCX"><ul>{menu()}</ul></div><div class="sc-EHOje"><div class="sc-bZQynM"><h1 class="sc-gzVnrw">{INTERVIEW.title}</h1>
    <div class="sc-htoDjs"><span>24 نوفمبر 2026</span><span>17:11</span></div></div><div class="sc-dnqmqq">{told}<div class="sc-iwsKbI">{tweet}</div>{rest}</div>
    <div class="sc-gZMcBi">{headlines('<a class="sc-gqjmRU" href="/{0}"><h4>{1}</h4></a>')}</div></div></div>"""
    return Page(
        kind="React, hashed classes", html=page("", body, title=f"{INTERVIEW.title} | ألف"), story=INTERVIEW
    )


PAGES = (
    next_pages(),
    next_blocks(),
    nuxt_3(),
    nuxt_2(),
    json_ld_alone(),
    infinite_scroll(),
    infinite_h2(),
    styled_components(),
)
