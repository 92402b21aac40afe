# ruff: noqa: E501 - markup as its systems write it, a line each
"""Pages that list articles in the manner of many systems: what `probe` finds on them without any rule."""

from dataclasses import dataclass

from tests.feeds.page.newsrooms.furniture import OTHERS, SECTIONS, menu, page

TEASER = (
    "وقال مصدر مسؤول في تصريح لمراسلنا إن العمل مستمر على قدم وساق لإنجاز ما تبقى من المشروع قبل نهاية العام."
)
_SIDE = (
    "وفاة المطرب الكبير بعد صراع طويل مع المرض",
    "رسمياً تحديد موعد صرف رواتب المتقاعدين لهذا الشهر",
    "طريقة الاستعلام عن نتائج السادس الإعدادي بالرقم الامتحاني",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A listing page; *dated* is the clock that its first entry shows, None where it shows none."""

    kind: str
    html: str
    path: str = "/news/{0}"
    url: str = "https://newsroom.example/section/2"
    dated: str | None = "2026-11-24T17:11"
    titles: tuple[str, ...] = OTHERS
    teaser: str | None = None

    @property
    def expected(self) -> list[tuple[str, str]]:
        """The addresses and headlines that must come out, in order."""
        base = "https://newsroom.example"
        return [(f"{base}{self.path.format(48100 + at)}", title) for at, title in enumerate(self.titles)]


def _each(shape: str, titles: tuple[str, ...] = OTHERS) -> str:
    return "".join(shape.format(48100 + at, title) for at, title in enumerate(titles))


def _site(body: str, title: str = "أخبار محلية - وكالة الرافدين") -> str:
    side = "".join(f'<li><a href="/old/{at}">{text}</a></li>' for at, text in enumerate(_SIDE))
    return page(
        "",
        f'<header><a class="logo" href="/">وكالة الرافدين</a><nav><ul>{menu()}</ul></nav></header>{body}<aside class="sidebar">'
        f'<div class="widget most-read"><h4>الأكثر قراءة</h4><ul>{side}</ul></div></aside><footer><ul><li><a href="/about">من نحن وما هي رسالتنا</a></li>'
        '<li><a href="/privacy">سياسة الخصوصية وشروط الاستخدام</a></li><li><a href="/ads">للإعلان معنا في الموقع</a></li></ul></footer>',
        title=title,
    )


def _list(kind: str, shape: str, wrap: str = "<main>{0}</main>", **more: str | None) -> List:
    fields: dict[str, str | None] = {"dated": None, "path": "/news/{0}", "teaser": None, **more}
    return List(
        kind=kind,
        html=_site(wrap.format(_each(shape))),
        dated=fields["dated"],
        path=fields["path"] or "",
        teaser=fields["teaser"],
    )


_NOON = "2026-11-24T17:11"
_SHAPES: tuple[List, ...] = (
    _list(
        "DataLife Engine",
        '<div class="short"><div class="short__img"><a href="/local/{0}-x.html"><img src="/{0}.jpg"></a></div><h2 class="short__title"><a href="/local/{0}-x.html">{1}</a></h2><div class="short__meta">24-11-2026, 17:11</div><div class="short__text">'
        + TEASER
        + "</div></div>",
        '<div id="dle-content">{0}<div class="navigation"><a href="/page/2/">2</a></div></div>',
        path="/local/{0}-x.html",
        dated=_NOON,
        teaser=TEASER,
    ),
    _list(
        "Newspaper",
        '<div class="td_module_10 td_module_wrap"><div class="td-module-thumb"><a href="/{0}/" rel="bookmark" title="{1}"><img alt="{1}" src="/{0}.jpg"></a></div><div class="item-details"><h3 class="entry-title td-module-title"><a href="/{0}/" rel="bookmark">{1}</a></h3><div class="td-module-meta-info"><span class="td-post-author-name"><a href="/author/a">علي حسين الموسوي محرر</a></span><time class="entry-date" datetime="2026-11-24T17:11:00+03:00">نوفمبر 24, 2026</time></div><div class="td-excerpt">'
        + TEASER
        + "</div></div></div>",
        path="/{0}/",
        dated=_NOON,
        teaser=TEASER,
    ),
    _list(
        "Jannah",
        '<li class="post-item post-{0} tie-standard"><a class="post-thumb" href="/news/{0}"><span class="post-cat-wrap"><span class="post-cat">محليات</span></span><img src="/{0}.jpg"></a><div class="post-details"><div class="post-meta"><span class="date meta-item">منذ 3 ساعات</span></div><h2 class="post-title"><a href="/news/{0}">{1}</a></h2><p class="post-excerpt">'
        + TEASER
        + '</p><a class="more-link button" href="/news/{0}">أكمل القراءة »</a></div></li>',
        '<div id="media-page-layout"><ul id="posts-container" class="posts-items">{0}</ul></div>',
        dated=_NOON,
        teaser=TEASER,
    ),
    _list(
        "Drupal views",
        '<div class="views-row"><div class="views-field views-field-title"><span class="field-content"><a href="/news/{0}" hreflang="ar">{1}</a></span></div><div class="views-field views-field-created"><span class="field-content">24/11/2026 - 17:11</span></div></div>',
        '<div class="view-content">{0}</div>',
        dated=_NOON,
    ),
    _list(
        "tables of old PHP",
        '<tr><td><img src="/dot.gif"></td><td><a class="tit" href="news.php?id={0}"><b>{1}</b></a><br><font size=1>24-11-2026 05:11 م</font></td></tr>',
        "<table width=100%><tr><td><table>{0}</table></td></tr></table>",
        path="/section/news.php?id={0}",
        dated=_NOON,
    ),
    _list(
        "cards that are links",
        '<a class="card" href="/news/{0}"><img src="/{0}.jpg"><div class="card-body"><div class="card-title">{1}</div><div class="card-time">منذ 3 ساعات</div></div></a>',
        dated=_NOON,
    ),
    _list(
        "headline beside «اقرأ المزيد»",
        '<div class="item"><h3>{1}</h3><p>'
        + TEASER
        + '</p><span>24/11/2026 17:11</span><a class="btn" href="/news/{0}">اقرأ المزيد</a></div>',
        dated=_NOON,
        teaser=TEASER,
    ),
    _list(
        "pictures with a title attribute",
        '<div class="box"><a href="/news/{0}" title="{1}"><img src="/{0}.jpg" alt=""></a><time datetime="2026-11-24T14:11:00Z"></time></div>',
        dated=_NOON,
    ),
    _list(
        "React",
        '<article class="sc-a1"><a class="sc-b2" href="/news/{0}"><figure><img src="/{0}.jpg"></figure><h2 class="sc-c3">{1}</h2></a><div class="sc-d4"><span>محليات</span><time datetime="2026-11-24T14:11:00.000Z">منذ 3 ساعات</time></div></article>',
        '<div id="__next"><main class="sc-m">{0}</main></div>',
        dated=_NOON,
    ),
    _list(
        "links with the hour before",
        '<li><span class="hour">17:11</span> <a href="/news/{0}">{1}</a></li>',
        '<ul class="latest-list">{0}</ul>',
    ),
    _list(
        "block theme",
        '<li class="wp-block-post post-{0}"><figure class="wp-block-post-featured-image"><a href="/news/{0}" target="_self"><img src="/{0}.jpg"></a></figure><h2 class="wp-block-post-title"><a href="/news/{0}" target="_self">{1}</a></h2><div class="wp-block-post-date"><time datetime="2026-11-24T17:11:00+03:00"><a href="/news/{0}">24 نوفمبر، 2026</a></time></div></li>',
        '<ul class="wp-block-post-template">{0}</ul>',
        dated=_NOON,
    ),
    _list(
        "Elementor",
        '<article class="elementor-post elementor-grid-item post-{0}"><a class="elementor-post__thumbnail__link" href="/news/{0}"><img src="/{0}.jpg"></a><div class="elementor-post__text"><h3 class="elementor-post__title"><a href="/news/{0}">{1}</a></h3><div class="elementor-post__meta-data"><span class="elementor-post-date">24 نوفمبر، 2026</span></div></div></article>',
        '<div class="elementor-widget elementor-widget-posts"><div class="elementor-widget-container"><div class="elementor-posts">{0}</div></div></div>',
        dated="2026-11-24T00:00",
    ),
)


def front_page() -> List:
    """A hero, two beside it, three in a list below, each built otherwise."""
    hero = f'<div class="hero"><a href="/news/48100"><img src="/h.jpg"></a><h2><a href="/news/48100">{OTHERS[0]}</a></h2><p>{TEASER}</p></div>'
    beside = "".join(
        f'<div class="hero-side"><h3><a href="/news/{48100 + at}">{OTHERS[at]}</a></h3></div>'
        for at in (1, 2)
    )
    below = "".join(
        f'<li class="row-item"><h4><a href="/news/{48100 + at}">{OTHERS[at]}</a></h4><span>24/11/2026</span></li>'
        for at in (3, 4, 5)
    )
    heads = "".join(
        f'<h2 class="section-name"><a href="/section/{at}">{name}</a></h2>'
        for at, name in enumerate(SECTIONS[1:4])
    )
    return List(
        kind="front page",
        html=_site(f"<main>{hero}{beside}{heads}<ul>{below}</ul></main>", "وكالة الرافدين"),
        url="https://newsroom.example/",
        dated=None,
        teaser=TEASER,
    )


def ticker_and_list() -> List:
    """A ticker repeats three of the list's headlines above it."""
    ticker = "".join(f'<li><a href="/news/{48100 + at}">{OTHERS[at]}</a></li>' for at in (0, 1, 2))
    rows = _each(
        '<div class="post"><h3><a href="https://www.newsroom.example/news/{0}?utm_source=list">{1}</a></h3><span>الثلاثاء 24 تشرين الثاني 2026 - 17:11</span></div>'
    )
    return List(
        kind="ticker above the list, www and tracking",
        html=_site(f'<div class="breaking-ticker"><ul>{ticker}</ul></div><main>{rows}</main>'),
    )


def lead_alone() -> List:
    """The lead story is a picture with a heading in one link, built as nothing else on the page."""
    lead = f'<div class="owl"><a href="/news/48100"><img src="/b.jpg"><h2>{OTHERS[0]}</h2></a></div>'
    rows = "".join(
        f'<div class="row"><a href="/news/{48100 + at}"><h5>{other}</h5></a></div>'
        for at, other in enumerate(OTHERS)
        if at
    )
    return List(kind="lead alone above links with headings", html=_site(lead + rows), dated=None, teaser=None)


PAGES: tuple[List, ...] = (*_SHAPES, front_page(), ticker_and_list(), lead_alone())
