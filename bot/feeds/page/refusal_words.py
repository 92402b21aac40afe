"""◇ What pages that are no articles call themselves: notices, errors, services, sections, searches.

Written in natural spelling and folded once at import, as the words of `bot.text.furniture_words`. All but
`TO_READER` are matched on whole headlines, never on parts: «سياسة الخصوصية في واتساب تتغير» is news.
"""

import re
from typing import Final

from bot.text.normalize import FOLDING


def _folded(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{'|'.join(alternatives)})\W*".translate(FOLDING))


OF_THE_SITE: Final = _folded(
    r"سياسة (?:ال)?(?:خصوصية|استخدام|نشر|تحرير|الكوكيز|ملفات تعريف الارتباط)(?: و?سياسة \S+| وسرية \S+)?",
    r"(?:ال)?خصوصية|(?:ال)?شروط (?:و(?:ال)?أحكام|(?:ال)?(?:استخدام|خدمة|نشر))(?: والخصوصية)?",
    r"(?:من|عن) (?:نحن|الموقع|الوكالة|الصحيفة|القناة|المؤسسة)|حول (?:الموقع|الوكالة)|عنا",
    r"هيئة التحرير|فريق العمل|(?:اتصل|تواصل|الاتصال|التواصل|للاتصال|للتواصل) (?:بنا|معنا)|راسلنا|أعلن معنا",
    r"(?:تسجيل|سجل) (?:ال)?دخول(?: (?:إلى|في) .{1,30})?|إنشاء حساب(?: جديد)?|حساب جديد",
    r"(?:نسيت|استعادة) كلمة (?:المرور|السر)|خريطة الموقع|إلغاء الاشتراك|اتفاقية الاستخدام",
    r"(?:privacy|cookies?) policy|terms (?:of (?:use|service)|(?:and|&) conditions)|about(?: us)?",
    r"contact(?: us)?|(?:log|sign) ?(?:in|up)|register|my account|forgot(?:ten)? password|site ?map",
    r"(?:ال)?(?:أسئلة|اسئلة) (?:ال)?(?:شائعة|متكررة)|faqs?|frequently asked questions",
    r"(?:خدم(?:ة|ات) |روابط )?(?:ال)?(?:rss|آر إس إس|خلاصات(?: rss)?)(?: feeds?)?",
    r"(?:ال)?إعلان (?:معنا|لدينا)",
    r"(?:اشترك|الاشتراك|سجل) (?:الآن )?(?:في|ب) ?(?:نشرتنا|(?:ال)?نشرة|(?:ال)?قائمة)",
    r"(?:اشترك|الاشتراك|سجل) (?:الآن )?في (?:ال)?(?:نشرة|قائمة) (?:ال)?(?:بريدية|إخبارية)",
    r"(?:ادعم|ادعموا|تبرع ل|ساهم في دعم)(?:نا| ?(?:صحافتنا|موقعنا|عملنا|الموقع)).{0,30}|تبرع(?: الآن)?",
    r"قبل (?:أن تتابع|المتابعة)(?: إلى .{2,40})?|before you continue.{0,40}",
    r"سجل(?:ي|وا)? (?:ال)?دخول(?:ك|كم)? ل.{3,40}|استرجاع كلمة (?:المرور|السر)",
    r"استطلاع(?:ات)? (?:ال)?رأي|تصويت|وظائف شاغرة",
)
_SORRY: Final = r"(?:(?:عذرا|عفوا|للأسف|خطأ|أوه)\W*)?"
ERROR: Final = _folded(
    rf"{_SORRY}(?:هذه |تلك )?(?:ال)?صفحة(?: المطلوبة| التي .{{3,40}}?)? "
    r"(?:غير (?:موجودة|متوفرة|متاحة)|محذوفة)",
    rf"{_SORRY}(?:لم (?:يتم العثور|نعثر|نتمكن من العثور)|تعذر العثور|لا يمكن العثور) على "
    r"(?:هذه |تلك |أي )?(?:ال)?(?:صفحة|محتوى|شيء|ما تبحث عنه).{0,40}",
    r"(?:خطأ|error|صفحة)\s?(?:40[0-9]|410|50[0-9])(?:\W+.{0,30})?|(?:40[0-9]|410|50[0-9])",
    r"(?:40[0-9]|410|50[0-9])\W+(?:(?:page |file )?not found|forbidden|gone|error|bad gateway)",
    r"(?:40[0-9]|410|50[0-9])\W+(?:service .{0,20}|(?:ال)?صفحة.{0,30}|خطأ.{0,30})|(?:page |file )?not found",
    r"حدث خطأ(?: (?:ما|غير متوقع|في (?:الخادم|الموقع)))?|خطأ (?:في الخادم|داخلي|غير متوقع)",
    r"الموقع (?:تحت الصيانة|مغلق للصيانة)|(?:جار[يٍ]?|يتم) التحقق من (?:متصفحك|أنك .{0,30})",
    r"(?:تم رفض الوصول|الوصول مرفوض)|just a moment|attention required.{0,20}|access denied",
    r"(?:هذا |هذه )?(?:ال)?(?:خبر|مقال|موضوع|محتوى|مادة|رابط|عنوان|ملف)(?: المطلوب| الذي .{3,40})? "
    r"(?:غير (?:موجود|متوفر|متاح)ة?|لم يعد (?:موجودا|متاحا|متوفرا)|محذوف|حذف)",
    rf"{_SORRY}لا وجود ل(?:هذه |ل)?(?:صفحة|محتوى|رابط|خبر).{{0,40}}",
    r"(?:ال)?موقع (?:قيد|في) الصيانة|صيانة الموقع|(?:under|site) maintenance|coming soon",
    r"(?:account|website|site|domain) (?:is |has been )?suspended|(?:ال)?(?:حساب|موقع) (?:موقوف|معلق)",
    r"(?:تم )?(?:إيقاف|تعليق) (?:ال)?(?:حساب|موقع)|(?:apache|iis|test).{0,30}(?:default|test) page.{0,20}",
    r"welcome to nginx|it works|index of /.*|security check|verify you are (?:a )?human",
    r"(?:fatal )?error establishing .{0,40}",
    r"are you (?:a )?(?:human|robot)|checking your browser.{0,30}|service unavailable|bad gateway",
)
_WHERE_OR_WHEN: Final = r"(?: (?:اليوم|الآن|غدا|في (?:مدينة |محافظة )?\S+(?: ال\S+)?|مدينة \S+)){0,3}"
"""Behind the name of a service; a verb makes it news: «درجات الحرارة تتجاوز نصف الغليان في البصرة»."""
SERVICE: Final = _folded(
    r"(?:مواقيت|أوقات|مواعيد) (?:ال)?(?:صلاة|أذان)"
    r"(?: (?:اليوم|غدا|الآن|في|حسب|بحسب|وفق|بتوقيت|ليوم|لمدينة|لشهر|ل?محافظة|مدينة)\b.{0,50}"
    r"| \S+(?: ال\S+)?)?",
    rf"(?:حالة |أحوال )?(?:ال)?طقس{_WHERE_OR_WHEN}|درجات الحرارة(?: المتوقعة)?{_WHERE_OR_WHEN}",
    "محول العملات|سعر الدولار الآن",
    r"(?:برنامج|جدول|مواعيد) (?:المباريات|مباريات اليوم|البث)|البث (?:المباشر|الحي)|بث مباشر|ترددات القناة",
)
"""Pages that a site fills anew each day; the press writes of them as well, and then dates its article."""
RATES: Final = _folded(r"أسعار (?:العملات|الصرف|الذهب)(?: (?:اليوم|الآن|لحظة بلحظة))?")
"""Of a table that is filled anew, and each day of a report as well: then sentences tell of them."""
UNDATED_SERVICE: Final = _folded(
    r"أسعار (?:العملات|الصرف)(?: (?:الأجنبية|العربية))?(?: (?:مقابل|أمام|في) .{3,30})?|.{3,50} لحظة بلحظة",
    r"(?:سعر|أسعار) (?:صرف )?(?:الدولار|اليورو|الذهب|النفط|العملات)"
    r"(?: (?:اليوم|الآن|في \S+|مقابل .{3,20})){0,3}",
    r"(?:مباريات|نتائج مباريات|ترتيب) (?:اليوم|الأمس|الغد|الدوري.{0,30})|أبراج اليوم|حظك اليوم.{0,20}",
)
"""Headlines of news as well: those of a service where no day stands with them."""
SEARCHED: Final = _folded(
    r"(?:نتائج (?:ال)?بحث|لقد بحثت|البحث) عن\s?(?::.*|[«\"'“][^«»\"'“”]*)|(?:نتائج )?(?:ال)?بحث",
    r"لا (?:توجد|يوجد) نتائج.{0,40}",
    r"لقد بحثت عن .*|search results.*",
)
SECTION: Final = _folded(
    r"(?:(?:ال)?(?:وسم|تاغ|تصنيف|كاتب)|tag|category|author|أرشيف|archives?)s?\s?[:|].{1,60}"
)
SECTION_ADDRESS: Final = re.compile(
    r"/(?:(?:tags?|author|writers?|label)/[^/]+|topics?/(?![0-9]+/?$)[^/]+)/?$", re.IGNORECASE
)
"""Forums' software, which many a site is made with, keeps its articles under the numbers of topics."""
TO_READER: Final = re.compile(
    r"\b(?:يمكنك|يمكنكم|ادخل|بريدك|بريدكم|حسابك|كلمة المرور|نعتذر|نستخدم|توافق|اضغط|بالنقر|انقر|اشترك|لديك"
    r"|عليك|زيارتك|بياناتك|خصوصيتك|موافقتك|صبركم|تبرعك|تبرعكم|يسعدنا|نشكر|يرجي|الرجاء|اتبعته|ابحث|جرب|اختر"
    r"|رسائلكم|you|your|please|our website|javascript|cookies)\b".translate(FOLDING)
)
"""What a site says to its reader, and a report to nobody."""
ADVICE: Final = re.compile(r"\b(?:يمكنك|يمكنكم|لديك|عليك|ابحث|جرب|اختر|يرجي|you|your)\b".translate(FOLDING))
"""Of these, what one says who advises on health as well as who keeps the site."""
SEARCH_ADDRESS: Final = re.compile(r"(?:^|&)(?:s|q|query|search|keyword)=(?![0-9]+(?:&|$))", re.IGNORECASE)
"""Where a number stands it names an article."""
