# ruff: noqa: E501 - markup as its systems write it, a line each
"""Pages of news sites that are no articles: front pages, lists, errors, accounts, services, notices."""

import json

from tests.feeds.page.newsrooms.furniture import COOKIES_AR, OTHERS, SECTIONS, headlines, menu, page
from tests.feeds.page.newsrooms.story import NoArticle

_SITE = "وكالة الرافدين"
_TEASER = (
    "وقال مصدر مسؤول في تصريح لمراسلنا إن العمل مستمر على قدم وساق لإنجاز ما تبقى من المشروع قبل نهاية العام."
)


def _site(body: str, title: str, head: str = "") -> str:
    return page(
        head,
        f'<header><div class="brand"><a href="/">{_SITE}</a></div><nav><ul>{menu()}</ul></nav></header>{body}'
        f"<footer><p>{_SITE} وكالة إخبارية عراقية مستقلة تعنى بالشأن المحلي والعربي وتنقل الخبر بحياد ومهنية.</p>"
        "<p>جميع الحقوق محفوظة © 2026</p></footer>",
        title=title,
    )


_CARD = (
    '<div class="card"><a href="/{0}"><img src="/{0}.jpg"></a><h3><a href="/{0}">{1}</a></h3><span class="date">24/11/2026</span><p>'
    + _TEASER
    + "</p></div>"
)
_PLAIN = '<div class="item"><a href="/news/{0}">{1}</a><p>' + _TEASER + "</p><span>منذ ساعتين</span></div>"


def _front() -> str:
    rows = "".join(
        f'<section><h2 class="sec"><a href="/section/{at}">{name}</a></h2>{headlines(_CARD, 4)}</section>'
        for at, name in enumerate(SECTIONS[1:6])
    )
    return _site(
        f'<main><div class="slider">{headlines(_CARD, 3)}</div>{rows}</main>', f"{_SITE} | الصفحة الرئيسية"
    )


def _privacy() -> str:
    texts = (
        "توضح سياسة الخصوصية هذه كيفية جمع موقعنا للمعلومات التي تقدمها عند استخدامك للموقع، وكيفية استخدامنا لها وحمايتها.",
        "قد نجمع بيانات مثل عنوان بروتوكول الإنترنت ونوع المتصفح والصفحات التي تزورها، وذلك لأغراض إحصائية وتحسين الخدمة.",
        "لا نشارك بياناتك الشخصية مع أي طرف ثالث إلا في الحالات التي يفرضها القانون أو بموافقتك الصريحة.",
        "يحق لنا تعديل هذه السياسة في أي وقت، ويعد استمرارك في استخدام الموقع موافقة على التعديلات الجديدة.",
    )
    return _site(
        "<main><article class='page'><h1>سياسة الخصوصية</h1>"
        + "".join(f"<h3>بند</h3><p>{text}</p>" for text in texts)
        + "</article></main>",
        f"سياسة الخصوصية - {_SITE}",
    )


def _terms() -> str:
    texts = (
        "باستخدامك لهذا الموقع فإنك توافق على الالتزام بشروط الاستخدام الواردة أدناه وبجميع القوانين واللوائح المعمول بها.",
        "جميع المواد المنشورة في الموقع محمية بموجب قوانين حقوق النشر، ولا يجوز إعادة نشرها دون إذن خطي مسبق من الوكالة.",
        "لا تتحمل الوكالة أي مسؤولية عن الأضرار التي قد تنشأ عن استخدام الموقع أو تعذر الوصول إليه لأي سبب كان.",
    )
    return _site(
        "<div class='content'><h1>شروط الاستخدام</h1>"
        + "".join(f"<p>{text}</p>" for text in texts)
        + "</div>",
        f"شروط الاستخدام | {_SITE}",
    )


def _contact() -> str:
    return _site(
        """<main><h1>اتصل بنا</h1><div class="contact"><p>يسعدنا تواصلكم معنا عبر الهاتف أو البريد الإلكتروني أو من خلال تعبئة النموذج أدناه وسنرد عليكم في أقرب وقت.</p>
        <p>العنوان: بغداد - الكرادة - شارع 62 - بناية 14</p><p>الهاتف: 07701234567</p><p>البريد: info@newsroom.example</p>
        <form><label>الاسم</label><input><label>الرسالة</label><textarea></textarea><button>إرسال</button></form></div></main>""",
        f"اتصل بنا - {_SITE}",
    )


def _about() -> str:
    return _site(
        f"""<main><article><h1>من نحن</h1><p>{_SITE} وكالة إخبارية عراقية مستقلة تأسست في بغداد عام 2014، تقدم خدمة إخبارية متكاملة على مدار الساعة.</p>
        <p>تضم الوكالة شبكة واسعة من المراسلين في عموم المحافظات، وتعتمد الدقة والموضوعية والحياد في نقل الخبر.</p><p>رؤيتنا أن نكون المصدر الأول للخبر العراقي الموثوق.</p></article></main>""",
        f"من نحن | {_SITE}",
    )


def _missing() -> str:
    return _site(
        f"""<main><h1>404</h1><h2>عذراً، الصفحة التي تبحث عنها غير موجودة</h2><p>ربما تم نقل الصفحة أو حذفها، أو أنك كتبت العنوان بشكل غير صحيح. يمكنك العودة إلى الصفحة الرئيسية أو استخدام مربع البحث.</p>
        <form><input name="s"><button>بحث</button></form><h3>آخر الأخبار</h3><ul>{headlines('<li><a href="/{0}">{1}</a></li>', 5)}</ul></main>""",
        f"الصفحة غير موجودة - {_SITE}",
    )


def _missing_wordpress() -> str:
    return _site(
        """<div id="content"><section class="error-404 not-found"><header class="page-header"><h1 class="page-title">عفوًا! لم يتم العثور على تلك الصفحة.</h1></header>
        <div class="page-content"><p>يبدو أنه لم يتم العثور على شيء في هذا الموقع. ربما تفيدك محاولة البحث أو أحد الروابط التالية في الوصول إلى ما تريد.</p></div></section></div>""",
        f"لم يتم العثور على الصفحة - {_SITE}",
    )


def _error() -> str:
    return _site(
        "<main><h1>حدث خطأ في الخادم</h1><p>نعتذر عن هذا الخلل الفني، ويعمل فريقنا على إصلاحه في أسرع وقت ممكن. يرجى إعادة المحاولة بعد قليل.</p></main>",
        "خطأ 500",
    )


def _login() -> str:
    return _site(
        """<main><h1>تسجيل الدخول إلى حسابك</h1><p>أدخل بريدك الإلكتروني وكلمة المرور للوصول إلى حسابك ومتابعة الأخبار التي تهمك وحفظ المقالات لقراءتها لاحقاً.</p>
        <form><input type="email"><input type="password"><button>دخول</button></form><p>ليس لديك حساب؟ أنشئ حساباً جديداً الآن واستمتع بجميع مزايا العضوية المجانية في الموقع.</p></main>""",
        f"تسجيل الدخول - {_SITE}",
    )


def _weather() -> str:
    days = "".join(
        f'<div class="day"><span>{day}</span><b>{high}°</b><i>{low}°</i><span>غائم جزئياً</span></div>'
        for day, high, low in (("الثلاثاء", 22, 11), ("الأربعاء", 21, 10), ("الخميس", 19, 9))
    )
    return _site(
        f'<main><h1>حالة الطقس في بغداد اليوم</h1><div class="now"><b>18°</b><p>غائم جزئياً، الرياح شمالية غربية بسرعة 14 كم في الساعة، والرطوبة 46%.</p></div>{days}</main>',
        f"الطقس | {_SITE}",
    )


def _prayers() -> str:
    rows = "".join(
        f"<tr><td>{name}</td><td>{clock}</td></tr>"
        for name, clock in (
            ("الفجر", "05:12"),
            ("الشروق", "06:40"),
            ("الظهر", "11:51"),
            ("العصر", "14:38"),
            ("المغرب", "17:02"),
            ("العشاء", "18:22"),
        )
    )
    return _site(
        f"<main><h1>مواقيت الصلاة في كربلاء المقدسة</h1><p>الثلاثاء 24 تشرين الثاني 2026</p><table>{rows}</table><p>المواقيت محسوبة حسب توقيت مدينة كربلاء المقدسة وضواحيها.</p></main>",
        f"مواقيت الصلاة | {_SITE}",
    )


def _picture() -> str:
    return _site(
        f'<main><article><h1>{OTHERS[4]}</h1><time datetime="2026-11-24T17:11:00+03:00">24 نوفمبر 2026</time><figure><img src="/big.jpg" width="1200"><figcaption>جانب من معسكر المنتخب الوطني في مدينة فالنسيا الإسبانية.</figcaption></figure></article></main>',
        f"{OTHERS[4]} - {_SITE}",
    )


def _search() -> str:
    return _site(
        f"<main><h1>نتائج البحث عن: كربلاء</h1><p>تم العثور على 128 نتيجة تطابق كلمات البحث التي أدخلتها في أرشيف الموقع.</p>{headlines(_PLAIN, 6)}</main>",
        f"نتائج البحث عن «كربلاء» - {_SITE}",
    )


def _nothing_found() -> str:
    return _site(
        "<main><h1>نتائج البحث عن: ققق</h1><p>عذراً، لا توجد نتائج تطابق بحثك. حاول مرة أخرى باستخدام كلمات مفتاحية مختلفة.</p></main>",
        f"لقد بحثت عن ققق - {_SITE}",
    )


def _scripted_front() -> str:
    """A front page built by script, whose state holds the site's description and whole articles."""
    state = {
        "site": {
            "name": _SITE,
            "description": "وكالة إخبارية عراقية مستقلة تعنى بالشأن المحلي والعربي وتنقل الخبر بحياد ومهنية.",
        },
        "latest": [
            {"title": other, "content": f"<p>{other}.</p><p>{_TEASER}</p><p>{_TEASER}</p><p>{_TEASER}</p>"}
            for other in OTHERS
        ],
    }
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    return page(
        f'<meta property="og:title" content="{_SITE}">',
        f'<div id="__next"><nav>{menu("span")}</nav></div>{script}',
        title=_SITE,
    )


PAGES = (
    NoArticle(kind="front page by script", html=_scripted_front(), url="https://newsroom.example/home"),
    NoArticle(kind="front page", html=_front(), url="https://newsroom.example/"),
    NoArticle(
        kind="front page under another address", html=_front(), url="https://newsroom.example/index.php"
    ),
    NoArticle(
        kind="section",
        html=_site(
            f'<main><h1>أخبار السياسة والبرلمان</h1><div class="list">{headlines(_CARD, 6)}</div><div class="pages"><a>1</a><a>2</a></div></main>',
            f"سياسة - {_SITE}",
        ),
    ),
    NoArticle(
        kind="section with a description",
        html=_site(
            f'<main><h1>اقتصاد</h1><div class="taxonomy-description"><p>هنا تجدون أحدث أخبار الاقتصاد والمال والأعمال في العراق والعالم وأسعار النفط والذهب والعملات.</p></div>{headlines(_PLAIN, 6)}</main>',
            f"اقتصاد | {_SITE}",
        ),
    ),
    NoArticle(
        kind="tag",
        html=_site(
            f'<main><h1 class="page-title">الوسم: <span>الموازنة العامة للدولة</span></h1>{headlines(_CARD, 5)}</main>',
            f"الموازنة العامة للدولة الأرشيف - {_SITE}",
        ),
    ),
    NoArticle(
        kind="author's page",
        html=_site(
            f'<main><div class="author-head"><h1>أحمد الربيعي</h1><p>صحفي عراقي مختص بالشأن الاقتصادي، عمل في عدد من المؤسسات الإعلامية المحلية والعربية منذ عام 2008.</p></div>{headlines(_CARD, 5)}</main>',
            f"أحمد الربيعي، كاتب في {_SITE}",
        ),
    ),
    NoArticle(kind="search results", html=_search(), url="https://newsroom.example/?s=x"),
    NoArticle(kind="search without results", html=_nothing_found(), url="https://newsroom.example/?s=y"),
    NoArticle(kind="404 with status 200", html=_missing()),
    NoArticle(kind="404 of WordPress", html=_missing_wordpress()),
    NoArticle(kind="500 with status 200", html=_error()),
    NoArticle(kind="login", html=_login(), url="https://newsroom.example/login"),
    NoArticle(kind="picture only", html=_picture()),
    NoArticle(kind="weather", html=_weather(), url="https://newsroom.example/weather"),
    NoArticle(kind="prayer times", html=_prayers(), url="https://newsroom.example/prayers"),
    NoArticle(kind="contact", html=_contact(), url="https://newsroom.example/contact-us"),
    NoArticle(kind="about", html=_about(), url="https://newsroom.example/about"),
    NoArticle(kind="privacy", html=_privacy(), url="https://newsroom.example/privacy"),
    NoArticle(kind="terms", html=_terms(), url="https://newsroom.example/terms"),
    NoArticle(
        kind="cookie wall",
        html=page("", COOKIES_AR.format("wall"), title=f"{_SITE}: أخبار العراق والعالم لحظة بلحظة"),
    ),
    NoArticle(
        kind="browser check",
        html=page(
            "",
            "<h1>جارٍ التحقق من أنك لست روبوتاً</h1><p>يستخدم هذا الموقع خدمة أمنية للحماية من البرامج الضارة. يرجى الانتظار بضع ثوانٍ ريثما يتم التحقق من متصفحك.</p>",
            title="Just a moment...",
        ),
    ),
)
