# ruff: noqa: E501 - what sites say, a line each
"""More pages that are no articles, by an outside checker: walls, errors of servers, services, requests, small lists."""

from tests.feeds.page.newsrooms.furniture import headlines, menu, page
from tests.feeds.page.newsrooms.story import CRASH, SEWERS, NoArticle

_TOLD = (
    ("notice of a deleted article", "الخبر غير متاح", "نعتذر منكم، الخبر الذي تحاولون الوصول إليه حُذف من قبل إدارة الموقع أو أن الرابط غير صحيح."),
    ("404 in other words", "عذراً، لا وجود للصفحة التي تبحث عنها", "ربما حُذفت الصفحة أو تغيّر عنوانها، يمكنك العودة إلى الصفحة الرئيسية أو استعمال البحث للوصول إلى ما تريد."),
    ("wall before the text", "سجّل الدخول لمتابعة القراءة", "هذا المحتوى متاح للأعضاء المسجلين فقط. أدخل بريدك الإلكتروني وكلمة المرور للمتابعة، أو أنشئ حساباً مجانياً."),
    ("consent before the text", "قبل المتابعة إلى صدى الفرات", "بالنقر على قبول الكل فإنك توافق على معالجة بياناتك الشخصية لعرض إعلانات ومحتوى مخصص وقياس أدائهما."),
    ("maintenance", "الموقع قيد الصيانة", "نعمل حالياً على تحديث الموقع لتقديم خدمة أفضل لكم، وسنعود خلال ساعات قليلة. نعتذر عن أي إزعاج ونشكر صبركم."),
    ("request for support", "ادعم صحافتنا المستقلة", "نحن موقع مستقل لا يتلقى تمويلاً من أي حزب أو حكومة. تبرعك بخمسة آلاف دينار شهرياً يساعدنا على مواصلة عملنا."),
    ("subscription", "لا تفوّت أخبار اليوم", "احصل على أهم أخبار اليوم في بريدك كل صباح. أدخل عنوان بريدك الإلكتروني أدناه، ولن نشارك بياناتك مع أي طرف ثالث."),
    ("feeds of the site", "خدمة RSS", "تتيح لكم خدمة RSS متابعة آخر أخبار الموقع من دون الحاجة إلى زيارته، وذلك عبر برامج قارئ الأخبار المنتشرة."),
    ("questions and answers", "الأسئلة الشائعة", "يُرسل الخبر عبر نموذج المراسلة، وسيتواصل فريق التحرير مع المرسل بعد التحقق من المعلومات الواردة في رسالته."),
    ("rates", "أسعار العملات مقابل الدينار العراقي", "تُحدَّث الأسعار كل خمس دقائق من مصادر السوق، وهي لأغراض الاطلاع فقط ولا تمثل عرضاً للبيع أو الشراء."),
    ("gold by the minute", "سعر الذهب اليوم في العراق لحظة بلحظة", "سعر الغرام من عيار 21 هو 98 ألف دينار، ومن عيار 18 هو 84 ألف دينار، وقد تختلف الأسعار بين محل وآخر."),
    ("the dollar now", "سعر الدولار في العراق اليوم", "سعر صرف 100 دولار في بورصة الكفاح 143,250 ديناراً، وفي أربيل 142,600 دينار، وفي البصرة 143,000 دينار."),
    ("fixtures", "مباريات اليوم", "جميع الأوقات بتوقيت بغداد، وتنقل المباريات عبر قناة الرابعة الرياضية وقناة العراقية الرياضية من الملاعب."),
    ("too many requests", "طلبات كثيرة جداً", "لقد أرسلت عدداً كبيراً من الطلبات خلال فترة قصيرة، يرجى الانتظار بضع دقائق ثم المحاولة مرة أخرى لاحقاً."),
    ("a server's own page", "Welcome to nginx!", "If this page is seen, the nginx web server is successfully installed and working. Further configuration is required."),
    ("a suspended account", "Account Suspended", "This account has been suspended. The hosting provider knows more about why the website is not available."),
    ("a parked domain", "newsroom.example", "This domain is for sale. The owner can be reached through the form below, or by a call to one of the brokers."),
    ("a folder", "Index of /news", "../ a.html 24-Nov-2026 17:11 1024 b.html 24-Nov-2026 17:11 2048 c.html 24-Nov-2026 17:12 4096 d.html"),
)  # fmt: skip


def _site(body: str, title: str) -> str:
    return page(
        "",
        f"<header><ul>{menu()}</ul></header><main>{body}</main><footer>صدى الفرات</footer>",
        title=f"{title} | صدى الفرات",
    )


def _notice(kind: str, headline: str, text: str) -> NoArticle:
    return NoArticle(kind=kind, html=_site(f"<h1>{headline}</h1><p>{text}</p>", headline))


def _small_lists() -> tuple[NoArticle, ...]:
    """A tag or an author with so few articles that their teasers look like one text."""
    card = headlines('<div><h3><a href="/{0}">{1}</a></h3><p>{1}، بحسب ما أعلنته الجهات المختصة اليوم الثلاثاء في بيان رسمي.</p></div>', 1)  # fmt: skip
    two = "".join(
        f'<article><h2><a href="/n/{at}">{story.title}</a></h2><p>{story.paragraphs[0]}</p></article>'
        for at, story in enumerate((SEWERS, CRASH))
    )
    bio = "<p>صحفية عراقية مختصة بالشأن الاقتصادي، عملت في عدد من الصحف المحلية والعربية، وحازت جائزة الصحافة الاستقصائية.</p>"
    return (
        NoArticle(
            kind="a tag with one article",
            html=_site(f"<h1>وسم: شط العرب</h1>{card}", "وسم: شط العرب"),
            url="https://newsroom.example/t/9",
        ),
        NoArticle(
            kind="a tag with two articles",
            html=_site(f"<h1>مجاري كربلاء</h1>{two}", "مجاري كربلاء"),
            url="https://newsroom.example/tag/sewers",
        ),
        NoArticle(
            kind="a section with one article",
            html=_site(f"<h1>محليات</h1>{card}", "محليات - صفحة 2"),
            url="https://newsroom.example/local?page=2",
        ),
        NoArticle(
            kind="an author's note and one article",
            html=_site(f"<h1>مها الجبوري</h1>{bio}{card}", "مها الجبوري"),
            url="https://newsroom.example/author/maha",
        ),
    )


PAGES = (*(_notice(*told) for told in _TOLD), *_small_lists())
