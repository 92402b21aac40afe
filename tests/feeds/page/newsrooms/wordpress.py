# ruff: noqa: E501 - markup as its systems write it, a line each
"""Pages in the manner of WordPress themes: Newspaper, Jannah, Sahifa, Publisher, block theme, Elementor, AMP."""

import json

from tests.feeds.page.newsrooms.furniture import (
    COOKIES_AR,
    COOKIES_EN,
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
    FLU,
    INTERVIEW,
    MATCH,
    SEWERS,
    Page,
    Story,
)

_SHARE = (
    '<div class="td-post-sharing-classic"><a href="https://facebook.com/sharer">Facebook</a>'
    '<a href="https://twitter.com/intent">Twitter</a><a href="https://wa.me/">WhatsApp</a></div>'
)


def _yoast(story: Story, at: str, author: str = "admin", **more: str) -> str:
    """The head that Yoast SEO writes."""
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": story.title,
                "datePublished": at,
                "dateModified": "2026-11-24T16:02:44+00:00",
                "author": {"name": author, "@id": "https://newsroom.example/#/person/1"},
                "publisher": {"@id": "https://newsroom.example/#organization"},
                "articleSection": ["محليات"],
                **more,
            },
            {"@type": "WebSite", "name": "وكالة الرافدين", "url": "https://newsroom.example/"},
            {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1}]},
        ],
    }
    return (
        f'<meta property="og:type" content="article"><meta property="og:title" content="{story.title}">'
        f'<meta property="og:site_name" content="وكالة الرافدين"><meta property="article:published_time"'
        f' content="{at}"><script type="application/ld+json">{json.dumps(graph)}</script>'
    )


def newspaper() -> Page:
    """tagDiv's Newspaper with its old single template, an inline ad and the boxes below."""
    texts = SEWERS.paragraphs
    inline = '<div class="td-a-rec td-a-rec-id-content_inline"><span class="td-adspot-title">- إعلان -</span></div>'
    body = f"""<div class="td-header-menu-wrap"><ul class="sf-menu">{menu()}</ul></div>
    <div class="td-main-content-wrap"><div class="td-container"><div class="td-crumb-container">
    <div class="entry-crumbs"><a href="/">الرئيسية</a> <i></i> <a href="/c">محليات</a></div></div>
    <div class="td-pb-span8 td-main-content"><article id="post-48213" class="post-48213 post type-post">
    <div class="td-post-header"><ul class="td-category"><li class="entry-category"><a href="/c">محليات</a></li></ul>
    <header class="td-post-title"><h1 class="entry-title">{SEWERS.title}</h1><div class="td-module-meta-info">
    <div class="td-post-author-name"><div class="td-author-by">بواسطة</div> <a href="/author/admin">admin</a></div>
    <span class="td-post-date"><time class="entry-date" datetime="2026-11-24T17:11:09+03:00">نوفمبر 24, 2026</time></span>
    <div class="td-post-comments"><a href="#respond">0</a></div>
    <div class="td-post-views"><i class="td-icon-views"></i><span class="td-nr-views-48213">1350</span></div></div></header></div>
    <div class="td-post-sharing-top">{_SHARE}</div>
    <div class="td-post-content tagdiv-type"><div class="td-post-featured-image"><img src="/a.jpg" width="696"></div>
    {paragraphs(texts[:3])}{inline}{paragraphs(texts[3:])}</div>
    <footer><div class="td-post-source-tags"><ul class="td-tags"><li><span>الوسوم</span></li><li><a>كربلاء</a></li></ul></div>
    <div class="td-block-row td-post-next-prev"><div class="td-post-prev-post"><span>المقال السابق</span>
    <a href="/48212">البرلمان يصوت على قانون التقاعد والضمان الاجتماعي للعمال</a></div></div>
    <div class="td-author-name vcard author"><span class="fn"><a href="/author/admin">admin</a></span></div></footer></article>
    <div class="td_block_wrap td_block_related_posts"><h4 class="td-related-title"><a>مقالات ذات صلة</a><a>المزيد من المؤلف</a></h4>
    {headlines('<div class="td_module_related_posts"><h3 class="entry-title"><a href="/{0}">{1}</a></h3></div>')}</div>
    <div class="comments" id="comments"><div id="respond"><h3 id="reply-title">ترك الرد <small>إلغاء الرد</small></h3></div></div>
    </div><div class="td-pb-span4 td-main-sidebar">{headlines('<h3 class="entry-title td-module-title"><a href="/{0}">{1}</a></h3>')}
    </div></div></div><div class="td-footer-wrapper"><p>وكالة الرافدين وكالة إخبارية مستقلة تأسست عام 2014 وتعنى بالشأن العراقي.</p></div>"""
    head = _yoast(SEWERS, "2026-11-24T14:11:09+00:00")
    return Page(
        kind="WordPress, Newspaper",
        html=page(head, body, title=f"{SEWERS.title} - وكالة الرافدين"),
        story=SEWERS,
        views=1350,
    )


def newspaper_cloud() -> Page:
    """Newspaper with the Cloud template: nothing but generated classes, no article element."""
    texts = CRASH.paragraphs
    body = f"""<div id="td-outer-wrap"><div class="tdc-row"><div class="wpb_wrapper"><div class="td_block_wrap tdb_mobile_menu">
    {menu("div")}</div></div></div><div class="td-main-content-wrap"><div class="tdc-content-wrap"><div id="tdi_41" class="tdc-zone">
    <div class="vc_column tdi_52"><div class="wpb_wrapper"><div class="td_block_wrap tdb_title tdi_58 tdb-single-title">
    <div class="tdb-block-inner td-fix-index"><h1 class="tdb-title-text">{CRASH.title}</h1></div></div>
    <div class="td_block_wrap tdb_single_date tdi_60"><div class="tdb-block-inner"><time class="entry-date updated td-module-date"
     datetime="2026-11-24T17:11:00+03:00">24/11/2026</time></div></div>
    <div class="td_block_wrap tdb_single_post_share"><div class="td-post-sharing"><a>Facebook</a><a>Viber</a></div></div>
    <div class="td_block_wrap tdb_single_content tdi_70 td-post-content"><div class="tdb-block-inner td-fix-index">
    {paragraphs(texts)}<p><strong>تابع قناة وكالة الرافدين على تلغرام</strong></p></div></div>
    <div class="td_block_wrap tdb_single_related"><h4 class="block-title">أخبار ذات صلة</h4>
    {headlines('<p class="entry-title td-module-title"><a href="/{0}">{1}</a></p>')}</div></div></div></div></div></div></div>"""
    return Page(
        kind="WordPress, Newspaper Cloud",
        html=page("", body, title=f"{CRASH.title} - وكالة الرافدين"),
        story=CRASH,
    )


def jannah() -> Page:
    """TieLabs' Jannah: relative date, related box in the text, newsletter, author, previous and next."""
    texts = MATCH.paragraphs
    inline = f"""<div id="inline-related-post" class="mag-box mini-posts-box content-only"><div class="container-wrapper">
    <div class="widget-title the-global-title"><div class="the-subtitle">مقالات ذات صلة</div></div><ul class="posts-list-items">
    {
        headlines(
            '<li class="widget-single-post-item"><h3 class="post-title"><a href="/{0}">{1}</a></h3>'
            '<span class="date">منذ 5 ساعات</span></li>',
            2,
        )
    }</ul></div></div>"""
    body = f"""<header id="theme-header"><nav id="main-nav"><ul>{menu()}</ul></nav><div class="topbar-today-date">الثلاثاء, نوفمبر 24 2026</div>
    <div class="breaking"><span class="breaking-title">أخبار عاجلة</span><ul>{headlines('<li class="news-item"><a href="/{0}">{1}</a></li>')}</ul></div>
    </header><div id="content"><div class="main-content"><article id="the-post" class="container-wrapper post-content tie-standard">
    <header class="entry-header-outer"><nav id="breadcrumb"><a>الرئيسية</a><em>/</em><a>رياضة</a></nav><div class="entry-header">
    <span class="post-cat-wrap"><a class="post-cat">رياضة</a></span><h1 class="post-title entry-title">{MATCH.title}</h1>
    <div class="single-post-meta post-meta"><span class="author-meta single-author"><a class="author-name" title="حيدر الموسوي">حيدر
    الموسوي</a></span><span class="date meta-item">منذ 3 ساعات</span><div class="tie-alignright"><span class="meta-comment">0</span>
    <span class="meta-views meta-item"><span class="tie-icon-fire"></span> 135 </span><span class="meta-reading-time">دقيقة واحدة</span></div></div></div></header>
    <div id="share-buttons-top" class="share-buttons"><a><span class="social-text">فيسبوك</span></a></div>
    <div class="entry-content entry clearfix">{paragraphs(texts[:2])}{inline}{paragraphs(texts[2:])}
    <div class="post-bottom-meta post-bottom-tags"><div class="post-bottom-meta-title">الوسوم</div><span class="tagcloud"><a>دوري نجوم العراق</a></span></div></div>
    <div id="post-extra-info"><a href="/send">أرسل بريدا إلكترونيا</a></div></article>
    <div class="post-components"><div id="newsletter-box"><div class="subscribe-widget-content"><h3>هل تريد أن تصلك أخبارنا؟</h3>
    <p>اشترك في نشرتنا البريدية ليصلك كل جديد مباشرة إلى بريدك الإلكتروني.</p></div></div>
    <div class="about-author"><h3 class="author-name">حيدر الموسوي</h3><p class="author-bio">صحفي رياضي يكتب في شؤون الكرة العراقية منذ خمسة عشر عاماً ويشارك في برامج التحليل.</p></div>
    <div class="prev-next-post-nav"><h3 class="post-title">القبض على متهمين اثنين بالاتجار بالمخدرات في البصرة</h3></div>
    <div id="related-posts"><div class="mag-box-title"><h3>مقالات ذات صلة</h3></div>{headlines('<div class="related-item"><h3 class="post-title"><a href="/{0}">{1}</a></h3><span class="date">منذ يومين</span></div>')}</div>
    <div id="comments"><div id="respond"><h3>اترك تعليقاً</h3><p>لن يتم نشر عنوان بريدك الإلكتروني.</p></div></div></div></div>
    <aside class="sidebar"><div id="posts-list-widget-2">{headlines('<a href="/{0}">{1}</a>')}</div></aside></div>"""
    head = _yoast(MATCH, "2026-11-24T14:11:00+00:00", author="حيدر الموسوي")
    return Page(
        kind="WordPress, Jannah",
        html=page(head, body, title=f"{MATCH.title} | الرافدين سبورت"),
        story=MATCH,
        author="حيدر الموسوي",
        views=135,
    )


def sahifa() -> Page:
    """TieLabs' Sahifa: share bar inside the text's element, «135 زيارة»."""
    texts = FLU.paragraphs
    items = "".join(f"<li>{text}</li>" for text in texts[2:5])
    share = '<div class="share-post"><span class="share-text">شاركها</span><ul class="flat-social"><li><a>Facebook</a></li></ul></div>'
    body = f"""<header id="theme-header"><div class="top-nav"><span class="today-date">الأربعاء , 25 نوفمبر 2026</span></div>
    <nav id="main-nav"><ul>{menu()}</ul></nav></header><div id="main-content"><div class="content">
    <nav id="crumbs"><a>الرئيسية</a><span class="delimiter">/</span><a>صحة</a></nav>
    <article class="post-listing post-48213 post"><div class="post-inner"><h1 class="name post-title entry-title"><span itemprop="name">{FLU.title}</span></h1>
    <p class="post-meta"><span class="post-meta-author"><i class="fa fa-user"></i><a href="/author/x">التحرير</a></span>
    <span class="tie-date"><i class="fa fa-clock-o"></i>24 نوفمبر، 2026</span><span class="post-cats"><a>صحة</a></span>
    <span class="post-comments"><a>اضف تعليق</a></span><span class="post-views"><i class="fa fa-eye"></i>135 زيارة</span></p>
    <div class="entry">{share}{paragraphs(texts[:2])}<ul>{items}</ul>{paragraphs(texts[5:])}{share}</div></div>
    <p class="post-tag">الوسوم <a>وزارة الصحة</a> <a>الإنفلونزا</a></p></article>
    <section id="author-box"><div class="block-head"><h3>عن التحرير</h3></div></section>
    <section id="related_posts"><div class="block-head"><h3>مقالات مشابهة</h3></div>{headlines('<div class="related-item"><h3><a href="/{0}">{1}</a></h3><p class="post-meta">1 ديسمبر</p></div>')}</section>
    </div><aside id="sidebar"><div class="widget" id="tabbed-widget">{headlines('<li><h3><a href="/{0}">{1}</a></h3></li>', 6)}</div></aside></div>"""
    return Page(
        kind="WordPress, Sahifa",
        html=page("", body, title=f"{FLU.title} | صحيفة الأخبار"),
        story=FLU,
        published="2026-11-24T00:00",
        views=135,
    )


def publisher() -> Page:
    """BetterStudio's Publisher: counters in the share bar, «اقرأ أيضا» box floating in the text."""
    texts = DOLLAR.paragraphs
    irp = f"""<div class="bs-irp left bs-irp-thumbnail-1-full"><div class="bs-irp-heading"><span class="h-text">اقرأ أيضا</span></div>
    {headlines('<article class="listing-item"><div class="item-inner"><h2 class="title"><a href="/{0}">{1}</a></h2></div></article>', 2)}</div>"""
    body = f"""{COOKIES_AR.format("gdpr-bar")}<div class="main-menu">{menu("span")}</div><main id="content"><div class="single-container">
    <article class="post-48213 post single-post-content"><div class="post-header post-tp-1-header"><h1 class="single-post-title">
    <span class="post-title" itemprop="headline">{DOLLAR.title}</span></h1><div class="post-meta-wrap"><div class="post-meta single-post-meta">
    <a class="post-author-a"><i class="post-author author">بواسطة <b>newsroom</b></i></a>
    <span class="time"><time class="post-published updated" datetime="2026-11-24T17:11:00+03:00">آخر تحديث <b>24 نوفمبر، 2026</b></time></span></div></div></div>
    <div class="post-share single-post-share top-share"><span class="views post-share-btn-views"><i class="bf-icon"></i> <b class="number">1,350</b></span></div>
    <div class="entry-content clearfix single-post-content">{paragraphs(texts[:2])}{irp}{paragraphs(texts[2:])}</div>
    <div class="entry-terms post-tags"><span>الدولار</span></div><section class="next-prev-post"><p class="title heading-typo"><a href="/1">وزير النفط يفتتح مشروع استثمار الغاز المصاحب في ميسان</a></p></section>
    </article><section class="comments-template"><ol class="comment-list">{comments('<li class="comment"><div class="comment-content"><p>{1}</p></div></li>', 4)}</ol></section></div></main>"""
    return Page(
        kind="WordPress, Publisher",
        html=page("", body, title=DOLLAR.title),
        story=DOLLAR,
        views=1350,
    )


def block_theme() -> Page:
    """A block theme: wp-block classes everywhere, an interview with headings for questions."""
    told = "".join(
        f'<h3 class="wp-block-heading">{text}</h3>' if text.endswith("؟") else f"<p>{text}</p>"
        for text in INTERVIEW.paragraphs
    )
    figure = '<figure class="wp-block-image size-full"><img src="/dam.jpg"/><figcaption class="wp-element-caption">سد الموصل من الجو (رويترز)</figcaption></figure>'
    body = f"""<div class="wp-site-blocks"><header class="wp-block-template-part"><p class="wp-block-site-title"><a href="/">مجلة الفرات</a></p>
    <nav class="wp-block-navigation"><ul>{menu()}</ul></nav></header><main class="wp-block-group is-layout-constrained">
    <h1 class="wp-block-post-title">{INTERVIEW.title}</h1><div class="wp-block-group is-nowrap"><div class="wp-block-post-date">
    <time datetime="2026-11-24T17:11:00+03:00">24 نوفمبر، 2026</time></div><p class="has-small-font-size">—</p><p class="has-small-font-size">بواسطة</p>
    <div class="wp-block-post-author"><div class="wp-block-post-author__content"><p class="wp-block-post-author__name">زهراء الكناني</p></div></div>
    <p>في</p><div class="taxonomy-category wp-block-post-terms"><a rel="tag">حوارات</a></div></div>{figure}
    <div class="entry-content wp-block-post-content has-global-padding is-layout-constrained">{told}
    <ul class="wp-block-latest-posts__list wp-block-latest-posts">{headlines('<li><a class="wp-block-latest-posts__post-title" href="/{0}">{1}</a></li>')}</ul></div>
    <div class="wp-block-comments"><h2>تعليقات</h2><div class="wp-block-comment-template">{comments('<div class="wp-block-comment-content"><p>{1}</p></div>')}</div></div></main></div>"""
    return Page(
        kind="WordPress, block theme (interview)",
        html=page("", body, title=f"{INTERVIEW.title} – مجلة الفرات"),
        story=INTERVIEW,
        author="زهراء الكناني",
    )


def elementor() -> Page:
    """Elementor Pro's single template, whose every part is called a widget."""
    texts = SEWERS.paragraphs
    body = f"""<div data-elementor-type="header" class="elementor elementor-location-header"><nav class="elementor-nav-menu">{
        menu("span")
    }</nav></div>
    <div data-elementor-type="single-post" class="elementor elementor-222 post-48213 post"><div class="elementor-element e-con">
    <div class="elementor-element elementor-widget elementor-widget-theme-post-title"><div class="elementor-widget-container">
    <h1 class="elementor-heading-title elementor-size-default">{SEWERS.title}</h1></div></div>
    <div class="elementor-element elementor-widget elementor-widget-post-info"><ul class="elementor-inline-items elementor-icon-list-items">
    <li class="elementor-icon-list-item"><span class="elementor-icon-list-text elementor-post-info__item--type-date">نوفمبر 24, 2026</span></li>
    <li class="elementor-icon-list-item"><span class="elementor-icon-list-text elementor-post-info__item--type-time">5:11 م</span></li></ul></div>
    <div class="elementor-element elementor-widget elementor-widget-theme-post-content"><div class="elementor-widget-container">{
        paragraphs(texts)
    }</div></div>
    <div class="elementor-element elementor-widget elementor-widget-share-buttons"><span class="elementor-share-btn__title">Facebook</span></div>
    <div class="elementor-element elementor-widget elementor-widget-heading"><h4 class="elementor-heading-title">الأخبار ذات الصلة</h4></div>
    <div class="elementor-element elementor-widget elementor-widget-posts"><div class="elementor-posts-container">
    {
        headlines(
            '<article class="elementor-post"><h3 class="elementor-post__title"><a href="/{0}">{1}</a></h3>'
            '<div class="elementor-post__excerpt"><p>تفاصيل أوسع عن هذا الخبر تجدونها في الصفحة الخاصة به على موقعنا.</p></div></article>'
        )
    }</div></div>
    </div></div>"""
    return Page(
        kind="WordPress, Elementor",
        html=page("", body, title=f"{SEWERS.title} - الرافدين"),
        story=SEWERS,
    )


def amp() -> Page:
    """The AMP plugin's reader mode."""
    texts = CRASH.paragraphs
    body = f"""<header id="top" class="amp-wp-header"><div><a href="/"><span class="amp-site-title">وكالة الرافدين</span></a></div></header>
    <article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{CRASH.title}</h1>
    <div class="amp-wp-meta amp-wp-byline"><amp-img src="/g.png" width="24" height="24"></amp-img><span class="amp-wp-author author vcard">محرر الأخبار</span></div>
    <div class="amp-wp-meta amp-wp-posted-on"><time datetime="2026-11-24T17:11:00+03:00">منذ 3 ساعات</time></div></header>
    <figure class="amp-wp-article-featured-image wp-caption"><amp-img src="/a.jpg" width="800" height="450"></amp-img></figure>
    <div class="amp-wp-article-content">{paragraphs(texts[:1])}<amp-ad type="adsense">إعلان</amp-ad>{paragraphs(texts[1:])}</div>
    <footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-category">Categories: <a>أمن</a></div>
    <div class="amp-wp-meta amp-wp-comments-link"><a>اترك تعليقاً</a></div></footer></article>
    <footer class="amp-wp-footer"><p><a href="https://wordpress.org/">مدعوم بواسطة ووردبريس</a></p><a href="#top" class="back-to-top">العودة للأعلى</a></footer>"""
    html = page("", body, title=f"{CRASH.title} | وكالة الرافدين").replace("<html", "<html amp")
    return Page(kind="WordPress, AMP", html=html, story=CRASH)


def jetpack() -> Page:
    """A column on an old theme with Jetpack: sharing, likes and related posts inside the text's element."""
    texts = COLUMN.paragraphs
    body = f"""{COOKIES_EN.format("cmplz-cookiebanner")}<div id="page" class="hfeed site"><ul class="menu">{menu()}</ul><div id="primary"><main>
    <article id="post-48213" class="post-48213 post hentry"><header class="entry-header"><h1 class="entry-title">{COLUMN.title}</h1></header>
    <div class="entry-content"><p><strong>بقلم: سعدون جبار الساعدي</strong></p>{paragraphs(texts)}<div class="sharedaddy sd-sharing-enabled">
    <h3 class="sd-title">شارك هذا الموضوع:</h3><ul><li><a>فيس بوك</a></li><li><a>X</a></li></ul></div>
    <div class="sharedaddy sd-block sd-like jetpack-likes-widget-wrapper"><h3 class="sd-title">معجب بهذه:</h3><div class="likes-widget-placeholder">
    <span class="button"><span>إعجاب</span></span> <span class="loading">تحميل...</span></div></div>
    <div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>مرتبط</em></h3>{headlines('<h4><a href="/{0}">{1}</a></h4><p>هذا مقتطف من المقال المرتبط بهذا الموضوع يظهر أسفل الصفحة.</p>', 3)}</div></div>
    <footer class="entry-footer"><span class="posted-on"><a rel="bookmark"><time class="entry-date published" datetime="2026-11-24T17:11:00+03:00">24 نوفمبر 2026</time></a></span></footer>
    <div class="author-info"><h2 class="author-title">سعدون جبار الساعدي</h2><p class="author-bio">كاتب وباحث في شؤون المياه والزراعة، صدر له كتابان عن أهوار جنوب العراق وتاريخ الري القديم.</p></div></article>
    <div id="comments"><h2>4 تعليقات على “{COLUMN.title}”</h2>{comments('<div class="comment-body"><p>{1}</p></div>', 3)}</div></main></div></div>"""
    return Page(
        kind="WordPress, Jetpack (column)",
        html=page("", body, title=f"{COLUMN.title} – كتابات"),
        story=COLUMN,
        author="سعدون جبار الساعدي",
    )


PAGES = (
    newspaper(),
    newspaper_cloud(),
    jannah(),
    sahifa(),
    publisher(),
    block_theme(),
    elementor(),
    amp(),
    jetpack(),
)
