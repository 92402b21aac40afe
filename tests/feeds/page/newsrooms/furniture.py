# ruff: noqa: E501 - what readers and notices say, a line each
"""What stands around articles on Arabic sites: menus, related headlines, share bars, comments, notices."""

from itertools import islice

OTHERS = (
    "الأنواء الجوية تتوقع هطول أمطار رعدية في الوسط والجنوب",
    "البرلمان يصوت على قانون التقاعد والضمان الاجتماعي للعمال",
    "القبض على متهمين اثنين بالاتجار بالمخدرات في البصرة",
    "وزير النفط يفتتح مشروع استثمار الغاز المصاحب في ميسان",
    "المنتخب الوطني يختتم معسكره التدريبي في إسبانيا",
    "جامعة كربلاء تعلن نتائج القبول في الدراسات العليا",
)
SECTIONS = ("الرئيسية", "سياسة", "أمن", "اقتصاد", "رياضة", "محليات", "منوعات", "فيديو")
COMMENTS = (
    "كلام جميل لكن أين التنفيذ؟ منذ عشر سنوات ونحن نسمع الوعود نفسها ولا نرى على أرض الواقع إلا الحفر في الشوارع.",
    "الله يوفق كل من يعمل لخدمة هذا الشعب المظلوم، ونتمنى أن تشمل الخطة أقضية المحافظة كلها وليس المركز وحده.",
    "اقترح على الجهات المعنية أن تنشر أسماء الشركات المتلكئة ليعرف المواطن من المسؤول عن التأخير وهدر المال العام.",
    "أنا من سكنة الحي وأقول لكم إن الماء لا يصل إلينا منذ أسبوع كامل، فأرجو أن يصل صوتنا إلى المحافظ عبر موقعكم الكريم.",
)
COOKIES_AR = (
    '<div class="{0}"><p>نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا وتخصيص المحتوى والإعلانات، وباستمرارك في التصفح '
    "فإنك توافق على سياسة الخصوصية.</p><button>موافق</button><a href=/privacy>المزيد</a></div>"
)
COOKIES_EN = (
    '<div id="{0}"><div><h2>We value your privacy</h2><p>We use cookies to enhance your browsing experience, serve '
    "personalised ads or content, and analyse our traffic. By clicking Accept All, you consent to our use of cookies."
    "</p><button>Accept All</button></div></div>"
)


def menu(tag: str = "li") -> str:
    """The sections of a site as links."""
    return "".join(f'<{tag}><a href="/section/{at}">{name}</a></{tag}>' for at, name in enumerate(SECTIONS))


def headlines(shape: str, count: int = 4) -> str:
    """Other articles' headlines in *shape*: {0} the number, {1} the headline."""
    return "".join(shape.format(at, other) for at, other in enumerate(islice(OTHERS, count), 48100))


def comments(shape: str, rounds: int = 1) -> str:
    """What readers say, in *shape*: {0} the number, {1} the comment."""
    said = COMMENTS * rounds
    return "".join(shape.format(at, text) for at, text in enumerate(said, 1))


def paragraphs(texts: tuple[str, ...], tag: str = "p", between: str = "\n") -> str:
    """Each text in an element of its own."""
    name = tag.split(" ", maxsplit=1)[0]
    return between.join(f"<{tag}>{text}</{name}>" for text in texts)


def page(head: str, body: str, *, title: str, lang: str = ' lang="ar" dir="rtl"') -> str:
    """A whole document."""
    return f"<!DOCTYPE html><html{lang}><head><title>{title}</title>{head}</head><body>{body}</body></html>"
