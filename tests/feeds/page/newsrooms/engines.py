# ruff: noqa: E501 - markup as its systems write it, a line each
"""Pages in the manner of Joomla, K2, Drupal, Blogger and DataLife Engine."""

import json

from tests.feeds.page.newsrooms.furniture import comments, headlines, menu, page, paragraphs
from tests.feeds.page.newsrooms.story import COLUMN, CRASH, DOLLAR, FLU, MATCH, SEWERS, VIDEO, Page


def joomla() -> Page:
    """com_content with the details list and the months of Joomla's Arabic language pack."""
    body = f"""<header class="header container-header"><div class="navbar-brand"><a class="brand-logo" href="/">شبكة أخبار الفرات</a></div>
    <nav class="mod-menu"><ul class="mod-menu mod-list nav">{menu()}</ul></nav></header><main>
    <div class="com-content-article item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="ar-AA">
    <div class="page-header"><h1 itemprop="headline">{SEWERS.title}</h1></div><dl class="article-info text-muted"><dt class="article-info-term">تفاصيل</dt>
    <dd class="createdby" itemprop="author">كتب بواسطة: <span itemprop="name">كاظم الطائي</span></dd>
    <dd class="category-name"><span class="icon-folder-open"></span> القسم: <a href="/c" itemprop="genre">محليات</a></dd>
    <dd class="published"><span class="icon-calendar"></span> <time datetime="2026-11-24T17:11:00+03:00" itemprop="datePublished">نشر بتاريخ: 24 تشرين2/نوفمبر 2026</time></dd>
    <dd class="hits"><span class="icon-eye"></span><meta itemprop="interactionCount" content="UserPageVisits:135">الزيارات: 135</dd></dl>
    <div itemprop="articleBody" class="com-content-article__body">{paragraphs(SEWERS.paragraphs)}</div>
    <nav class="pagenavigation"><a href="/1">السابق</a> <a href="/2">التالي</a></nav></div></main>
    <div class="sidebar-right"><div class="moduletable"><h3>الأكثر قراءة</h3><ul class="mostread">{headlines('<li><a href="/{0}"><span>{1}</span></a></li>')}</ul></div></div>"""
    return Page(
        kind="Joomla",
        html=page("", body, title=SEWERS.title),
        story=SEWERS,
        views=135,
        author="كاظم الطائي",
    )


def joomla_old() -> Page:
    """Joomla 1.5 and its tables; only the page's words tell the date."""
    body = f"""<div id="header"><div id="date">الأربعاء، 25 تشرين2/نوفمبر 2026</div></div><table class="nopad"><tr valign="top"><td>{menu("div")}</td><td>
    <table class="contentpaneopen"><tr><td class="contentheading" width="100%">{DOLLAR.title}</td>
    <td align="right" class="buttonheading"><a title="PDF"><img src="/pdf.png" alt="PDF"></a></td><td class="buttonheading"><a><img alt="طباعة" src="/p.png"></a></td>
    <td class="buttonheading"><a><img alt="إرسال إلى صديق"></a></td></tr></table><table class="contentpaneopen">
    <tr><td width="70%" colspan="2"><span class="small">كتب admin</span></td></tr><tr><td valign="top" colspan="2" class="createdate">الثلاثاء, 24 تشرين2/نوفمبر 2026 17:11</td></tr>
    <tr><td valign="top" colspan="2">{paragraphs(DOLLAR.paragraphs)}</td></tr>
    <tr><td colspan="2" class="modifydate">آخر تحديث: الأربعاء, 25 تشرين2/نوفمبر 2026 09:02</td></tr></table>
    <span class="article_separator">&nbsp;</span><table align="center" class="pagenav"><tr><td>&lt; السابق</td><td>التالي &gt;</td></tr></table></td></tr></table>"""
    return Page(kind="Joomla 1.5", html=page("", body, title=DOLLAR.title), story=DOLLAR)


def k2() -> Page:
    """K2 with its toolbar («حجم الخط»), hits, «موسومة تحت» and the author's latest."""
    texts = MATCH.paragraphs
    body = f"""<div id="menu"><ul>{menu()}</ul></div><div id="k2Container" class="itemView"><div class="itemHeader">
    <span class="itemDateCreated">الثلاثاء, 24 تشرين2/نوفمبر 2026 17:11</span><h2 class="itemTitle">{MATCH.title}</h2>
    <span class="itemAuthor">كتبه&nbsp; <a rel="author" href="/u">مصطفى الجبوري</a></span></div>
    <div class="itemToolbar"><ul><li><span class="itemTextResizerTitle">حجم الخط</span> <a id="fontDecrease"><span>تصغير حجم الخط</span></a>
    <a id="fontIncrease"><span>تكبير حجم الخط</span></a></li><li><a class="itemPrintLink"><span>طباعة</span></a></li><li><a class="itemEmailLink"><span>البريد الإلكتروني</span></a></li>
    <li><a class="itemCommentsLink">كن أول من يعلق!</a></li></ul></div><div class="itemRatingBlock"><span>قيم الموضوع</span><div class="itemRatingForm"><span>(0 أصوات)</span></div></div>
    <div class="itemBody"><div class="itemImageBlock"><span class="itemImage"><img src="/m.jpg"></span><span class="itemImageCaption">فرحة لاعبي الشرطة بهدف الفوز</span><span class="itemImageCredits">عدسة: حسين علي</span></div>
    <div class="itemIntroText">{paragraphs(texts[:1])}</div><div class="itemFullText">{paragraphs(texts[1:])}</div>
    <div class="itemContentFooter"><span class="itemHits">قراءة <b>135</b> مرات</span><span class="itemDateModified">آخر تعديل على الأربعاء, 25 تشرين2/نوفمبر 2026 10:00</span></div></div>
    <div class="itemLinks"><div class="itemCategory"><span>نشر في</span> <a href="/s">رياضة</a></div><div class="itemTagsBlock"><span>موسومة تحت</span><ul class="itemTags"><li><a>الشرطة</a></li></ul></div></div>
    <div class="itemAuthorLatest"><h3>أحدث من مصطفى الجبوري</h3><ul>{headlines('<li><a href="/{0}">{1}</a></li>', 3)}</ul></div>
    <div class="itemRelated"><h3>مواد ذات صلة (بواسطة علامة)</h3><ul>{headlines('<li><a class="itemRelTitle" href="/{0}">{1}</a></li>', 3)}</ul></div>
    <div class="itemNavigation"><span class="itemNavigationTitle">المزيد في هذه الفئة:</span><a class="itemPrevious" href="/1">« جامعة كربلاء تعلن نتائج القبول في الدراسات العليا</a></div></div>"""
    return Page(
        kind="Joomla, K2",
        html=page("", body, title=MATCH.title),
        story=MATCH,
        views=135,
        author="مصطفى الجبوري",
    )


def drupal_7() -> Page:
    """Drupal 7, whose date of the default format is month first: the weekday tells (11 October is a Sunday)."""
    body = f"""<div id="page"><div id="header"><div id="site-name"><a href="/">جريدة الصباح الجديد</a></div></div><ul id="main-menu">{menu()}</ul>
    <div id="main"><div id="content" class="column"><h1 class="page__title title" id="page-title">{FLU.title}</h1>
    <div id="node-48213" class="node node-article clearfix" about="/n" typeof="sioc:Item"><div class="submitted">نشرت بواسطة <span class="username">editor5</span> في ثلاثاء, 11/10/2026 - 17:11</div>
    <div class="content"><div class="field field-name-field-image field-type-image"><div class="field-items"><div class="field-item even"><img src="/f.jpg" width="480" height="360"></div></div></div>
    <div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even" property="content:encoded">
    {paragraphs(FLU.paragraphs[:2])}<ul>{paragraphs(FLU.paragraphs[2:5], "li")}</ul>{paragraphs(FLU.paragraphs[5:])}</div></div></div>
    <div class="field field-name-field-tags"><div class="field-label">كلمات البحث:&nbsp;</div><div class="field-items"><div class="field-item even"><a>صحة</a></div></div></div></div>
    <ul class="links inline"><li class="comment-add"><a>أضف تعليق جديد</a></li><li class="statistics_counter"><span>135 قراءة</span></li></ul></div></div>
    <div class="region region-sidebar-second"><div id="block-views-latest" class="block block-views"><h2>آخر الأخبار</h2>{headlines('<div class="views-row"><span class="field-content"><a href="/{0}">{1}</a></span></div>')}</div></div></div></div>"""
    return Page(
        kind="Drupal 7 (month first)",
        html=page("", body, title=f"{FLU.title} | جريدة الصباح الجديد"),
        story=FLU,
        published="2026-11-10T17:11",
        views=135,
    )


def drupal_10() -> Page:
    """Drupal 10 with Olivero's classes and Metatag."""
    texts = CRASH.paragraphs
    body = f"""<a href="#main-content" class="visually-hidden focusable">تجاوز إلى المحتوى الرئيسي</a><header class="site-header">
    <nav role="navigation"><ul>{menu()}</ul></nav></header><main role="main"><a id="main-content"></a><div class="region region--content">
    <div class="block block-system-breadcrumb-block"><ol class="breadcrumb__list"><li><a>الرئيسية</a></li></ol></div>
    <div class="block block-core block-page-title-block"><h1 class="title page-title"><span class="field field--name-title">{CRASH.title}</span></h1></div>
    <article class="node node--type-article node--view-mode-full"><footer class="node__meta"><div class="node__submitted">نشر في <span class="field--name-created">الثلاثاء، 24/11/2026 - 17:11</span></div></footer>
    <div class="node__content clearfix"><div class="field field--name-field-media"><picture><img src="/c.jpg" width="900" height="500"></picture><div class="field--name-field-caption">موقع الحادث قرب ناحية العظيم</div></div>
    <div class="clearfix text-formatted field field--name-body field--type-text-with-summary field--label-hidden field__item">{paragraphs(texts)}</div>
    <div class="field field--name-field-tags field--label-above"><div class="field__label">الوسوم</div><div class="field__item"><a>حوادث</a></div></div></div></article>
    <div class="views-element-container block"><h2 class="block__title">اقرأ أيضاً</h2>{headlines('<div class="views-row"><article class="node node--view-mode-teaser"><h3><a href="/{0}">{1}</a></h3></article></div>')}</div></div></main>"""
    return Page(
        kind="Drupal 10",
        html=page("", body, title=f"{CRASH.title} | شبكة ديالى الإعلامية"),
        story=CRASH,
    )


def blogger() -> Page:
    """Blogger: text in spans parted by breaks, pictures in separators, the date above the title."""
    text = "<br /><br />".join(f'<span style="font-size: large;">{text}</span>' for text in COLUMN.paragraphs)
    body = f"""<div class="header-outer"><h1 class="title"><a href="/">مدونة أهوار</a></h1><p class="description">مدونة تعنى بالبيئة والمياه في جنوب العراق</p></div>
    <div class="tabs-outer"><ul>{menu()}</ul></div><div class="main-outer"><div id="Blog1" class="widget Blog"><div class="blog-posts hfeed">
    <h2 class="date-header"><span>الثلاثاء، 24 نوفمبر 2026</span></h2><div class="post hentry"><h3 class="post-title entry-title">{COLUMN.title}</h3>
    <div class="post-body entry-content" id="post-body-48213"><div dir="rtl" style="text-align: right;"><div class="separator" style="clear: both;"><a href="/b.jpg"><img src="/b.jpg" width="640" height="426"></a></div>
    <br />{text}<br /><br /></div><div style="clear: both;"></div></div><div class="post-footer"><span class="post-author vcard">مرسلة بواسطة <span class="fn"><span>مدونة أهوار</span></span></span>
    <span class="post-timestamp">في <a class="timestamp-link"><abbr class="published" title="2026-11-24T17:11:00+03:00">5:11 م</abbr></a></span>
    <div class="post-share-buttons"><span>إرسال بالبريد الإلكتروني</span><span>كتابة مدونة حول هذه المشاركة</span></div><span class="post-labels">التسميات: <a>مياه</a></span></div></div>
    <div class="comments" id="comments"><h4>ليست هناك تعليقات:</h4><p class="comment-footer"><a>إرسال تعليق</a></p></div></div>
    <div class="blog-pager"><a>رسالة أحدث</a> <a>رسالة أقدم</a> <a>الصفحة الرئيسية</a></div><div class="post-feeds">الاشتراك في: <a>تعليقات الرسالة (Atom)</a></div></div></div>"""
    return Page(
        kind="Blogger",
        html=page("", body, title=f"مدونة أهوار: {COLUMN.title}"),
        story=COLUMN,
    )


def datalife_old() -> Page:
    """DataLife Engine before 13: text loose in #news-id-…, the place's line first, ratings and a warning."""
    text = "<br /><br />".join(SEWERS.paragraphs)
    body = f"""<div class="speedbar"><span id="dle-speedbar"><a href="/">كربلاء نت</a> &raquo; <a href="/local/">محليات</a> &raquo; {SEWERS.title}</span></div>
    <ul class="topmenu">{menu()}</ul><div id="dle-content"><div class="base fullstory"><h1 class="btl">{SEWERS.title}</h1>
    <p class="binfo">الكاتب: <a href="/user/news">news</a> | القسم: <a href="/local/">محليات</a> | 24-11-2026, 17:11 | المشاهدات: 135</p>
    <div class="maincont"><div id="news-id-48213" style="display:inline;"><!--dle_image_begin:/u.jpg|--><img src="/u.jpg" style="max-width:100%;" alt="x"><!--dle_image_end--><br /><br />كربلاء نت / كربلاء<br /><br />{text}</div>
    <div class="clr"></div></div><div class="ratebox"><div class="rate"><ul class="unit-rating"><li class="current-rating" style="width:0%;">0</li></ul></div></div>
    <div class="mlink"><span class="argback"><a>العودة</a></span><span class="argcoms">التعليقات: <b>0</b></span></div></div>
    <div class="related"><h3>أخبار ذات صلة:</h3><ul>{headlines('<li><a href="/local/{0}.html">{1}</a></li>')}</ul></div>
    <div class="berrors"><b>تنويه</b><br />الزوار في مجموعة <b>ضيف</b> لا يمكنهم إضافة تعليقات على هذا الخبر.</div></div>"""
    return Page(
        kind="DataLife Engine, old",
        html=page(
            '<meta name="generator" content="DataLife Engine">',
            body,
            title=f"{SEWERS.title} &raquo; كربلاء نت",
        ),
        story=SEWERS,
        views=135,
        place="كربلاء",
        agency="كربلاء نت",
    )


def datalife_new() -> Page:
    """DataLife Engine of today on a custom template, Hijri and Gregorian day in the header."""
    texts = VIDEO.paragraphs
    body = f"""<header><div class="hdate">الأربعاء 25 تشرين الثاني 2026 الموافق 15 جمادى الآخرة 1448</div><nav>{menu()}</nav></header><main><article class="article ignore-select">
    <h1>{VIDEO.title}</h1><div class="article__meta d-flex"><div><svg><use xlink:href="#v"></use></svg> 24-11-2026, 17:11</div><div class="icon-at-left"><span class="far fa-eye"></span>1 350</div></div>
    <div class="article__body full-text clearfix"><div class="plyr-video"><iframe src="https://www.youtube.com/embed/x"></iframe></div>{paragraphs(texts)}</div>
    <div class="article__tags">الوسوم: <a>البصرة</a>, <a>قطار</a></div></article><section class="sect"><h2 class="sect__title">قد يهمك أيضا</h2>
    {headlines('<div class="short"><a href="/{0}.html" class="short__title">{1}</a><div class="short__date">23-11-2026, 10:00</div></div>')}</section>
    <section><div class="comments-title">التعليقات (3)</div>{comments('<div class="comment-item"><div class="comment-item__main full-text clearfix"><div id="comm-id-{0}">{1}</div></div></div>')}</section></main>"""
    return Page(
        kind="DataLife Engine, new (video)",
        html=page("", body, title=f"{VIDEO.title} » البصرة نيوز"),
        story=VIDEO,
        views=1350,
    )


def ghost() -> Page:
    """Ghost, its date in <time> and a newsletter card among the paragraphs."""
    texts = DOLLAR.paragraphs
    told = {
        "@type": "Article",
        "headline": DOLLAR.title,
        "datePublished": "2026-11-24T14:11:00.000Z",
        "author": {"@type": "Person", "name": "نور العبيدي"},
    }
    body = f"""<header class="gh-head"><nav class="gh-head-menu"><ul>{menu()}</ul></nav></header><main><article class="article post">
    <header class="article-header gh-canvas"><a class="article-tag">اقتصاد</a><h1 class="article-title">{DOLLAR.title}</h1>
    <div class="article-byline"><h4 class="author-name"><a href="/author/noor/">نور العبيدي</a></h4><div class="byline-meta-content"><time class="byline-meta-date" datetime="2026-11-24">24 نوفمبر 2026</time><span>&bull; 2 دقيقة قراءة</span></div></div></header>
    <section class="gh-content gh-canvas">{paragraphs(texts[:2])}<div class="kg-card kg-signup-card"><h2>لا يفوتك موجز الاقتصاد</h2><p>اشترك الآن ليصلك موجز أسبوعي بأهم ما جرى في الأسواق العراقية.</p><form><input><button>اشترك</button></form></div>{paragraphs(texts[2:])}</section></article>
    <section class="footer-cta"><h2>اشترك في الموجز</h2></section><aside class="read-more-wrap">{headlines('<article class="post-card"><h2 class="post-card-title"><a href="/{0}">{1}</a></h2></article>', 3)}</aside></main>"""
    return Page(
        kind="Ghost",
        html=page(
            f'<script type="application/ld+json">{json.dumps(told)}</script>', body, title=DOLLAR.title
        ),
        story=DOLLAR,
        author="نور العبيدي",
    )


PAGES = (
    joomla(),
    joomla_old(),
    k2(),
    drupal_7(),
    drupal_10(),
    blogger(),
    datalife_old(),
    datalife_new(),
    ghost(),
)
