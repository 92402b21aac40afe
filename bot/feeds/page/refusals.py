"""Why a page is no article: it lists articles, it is about the site (a notice, an error), it has no text."""

import re
from typing import Final
from urllib.parse import urlsplit

from bot.feeds.page.article import NotAnArticle, Refusal
from bot.feeds.page.body import Body
from bot.feeds.page.claims import Claims
from bot.feeds.page.document import Document
from bot.feeds.page.headline import Headline, without_site
from bot.text.normalize import FOLDING, normalize

LEAST_CHARACTERS: Final = 120
"""Of a body that nothing else confirms."""
LEAST_CONFIRMED: Final = 40
"""Of a body on a page that says it is an article: a flash of one sentence."""
_SENTENCE: Final = 60  # characters that make a sentence even where the full stop is missing


def _folded(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{'|'.join(alternatives)})\W*".translate(FOLDING))


# Whole headlines, never parts of one: «سياسة الخصوصية في واتساب تتغير» is news.
_OF_THE_SITE: Final = _folded(
    r"سياسة (?:ال)?(?:خصوصية|استخدام|نشر|تحرير|الكوكيز|ملفات تعريف الارتباط)(?: و?سياسة \S+| وسرية \S+)?",
    r"(?:ال)?خصوصية|(?:ال)?شروط (?:و(?:ال)?أحكام|(?:ال)?(?:استخدام|خدمة|نشر))(?: والخصوصية)?",
    r"(?:من|عن) (?:نحن|الموقع|الوكالة|الصحيفة|القناة|المؤسسة)|حول (?:الموقع|الوكالة)|عنا",
    r"هيئة التحرير|فريق العمل|(?:اتصل|تواصل|الاتصال|التواصل|للاتصال|للتواصل) (?:بنا|معنا)|راسلنا|أعلن معنا",
    r"(?:تسجيل|سجل) (?:ال)?دخول(?: (?:إلى|في) .{1,30})?|إنشاء حساب(?: جديد)?|حساب جديد",
    r"(?:نسيت|استعادة) كلمة (?:المرور|السر)|خريطة الموقع|إلغاء الاشتراك|اتفاقية الاستخدام",
    r"(?:privacy|cookies?) policy|terms (?:of (?:use|service)|(?:and|&) conditions)|about(?: us)?",
    r"contact(?: us)?|(?:log|sign) ?(?:in|up)|register|my account|forgot(?:ten)? password|site ?map",
)
_SORRY: Final = r"(?:(?:عذرا|عفوا|للأسف|خطأ|أوه)\W*)?"
_ERROR: Final = _folded(
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
    r"are you (?:a )?(?:human|robot)|checking your browser.{0,30}|service unavailable|bad gateway",
)
# Pages that a site fills anew each day; the press writes of them as well, and then dates its article.
_SERVICE: Final = _folded(
    r"(?:مواقيت|أوقات|مواعيد) (?:ال)?(?:صلاة|أذان)(?: .{0,50})?",
    r"(?:حالة |أحوال )?(?:ال)?طقس(?: (?:في|اليوم|الآن|مدينة|غدا) ?.{0,30})?|درجات الحرارة(?: .{0,30})?",
    r"أسعار (?:العملات|الصرف|الذهب)(?: (?:اليوم|الآن|لحظة بلحظة))?|محول العملات|سعر الدولار الآن",
    r"(?:برنامج|جدول|مواعيد) (?:المباريات|مباريات اليوم|البث)|البث (?:المباشر|الحي)|بث مباشر|ترددات القناة",
)
_SEARCHED: Final = _folded(
    r"(?:نتائج (?:ال)?بحث|لقد بحثت|البحث) عن\s?[:«\"'“].*|(?:نتائج )?(?:ال)?بحث",
    r"لا (?:توجد|يوجد) نتائج.{0,40}",
    r"لقد بحثت عن .*|search results.*",
)
_SEARCH_ADDRESS: Final = re.compile(r"(?:^|&)(?:s|q|query|search|keyword)=", re.IGNORECASE)


def refusal_of(
    document: Document, claims: Claims, headline: Headline, body: Body | None, *, dated: bool
) -> NotAnArticle | None:
    """Why this is no article, when the signs say so.

    *dated*: a day of publication is claimed or stands with the headline.
    """
    own = _of_the_site(document, claims, headline, dated=dated)
    if own is not None or body is None:
        return own
    if body.teasers:
        return NotAnArticle(reason=Refusal.LISTING, detail="teasers of several articles, each with its link")
    parts = urlsplit(document.url)
    root = bool(parts.hostname) and parts.path in {"", "/"} and not parts.query
    if (root or claims.says_list) and not claims.says_article:
        return NotAnArticle(reason=Refusal.LISTING, detail="the front page or a section of a site")
    confirmed = claims.says_article or dated or headline.line is not None
    whole = any(len(line) >= _SENTENCE or line[-1] in '.؟!…"»”' for line in body.lines)
    if not whole or body.characters < (LEAST_CONFIRMED if confirmed else LEAST_CHARACTERS):
        return NotAnArticle(reason=Refusal.NO_BODY, detail=f"only {body.characters} characters of text")
    return None


def _of_the_site(
    document: Document, claims: Claims, headline: Headline, *, dated: bool
) -> NotAnArticle | None:
    """The page's headline or title is, as a whole, that of a page which the site keeps about itself."""
    named = {normalize(text) for text in (headline.text, without_site(claims.page_title, claims)) if text}
    if any(_OF_THE_SITE.fullmatch(name) for name in named):
        return NotAnArticle(reason=Refusal.OF_THE_SITE, detail="a page about the site: a notice, an account")
    if not claims.published and any(_ERROR.fullmatch(name) for name in named):
        return NotAnArticle(
            reason=Refusal.ERROR_PAGE, detail="an error page that answers as if all were well"
        )
    if not (dated and claims.says_article) and any(_SERVICE.fullmatch(name) for name in named):
        return NotAnArticle(reason=Refusal.OF_THE_SITE, detail="a service of the site: weather, rates")
    address = urlsplit(document.url)
    asked = _SEARCH_ADDRESS.search(address.query) or "/search/" in f"{address.path}/"
    if not claims.says_article and (asked or any(_SEARCHED.fullmatch(name) for name in named)):
        return NotAnArticle(reason=Refusal.LISTING, detail="the results of a search")
    return None
