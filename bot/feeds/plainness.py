"""Short cuts for what is plainly in order: most entries need no HTML parser, no cleaning, no URL surgery.

Each function here answers like the thorough one that it stands in for, or says None: then the thorough one is
asked. Tests hold the two against each other on everything there is.
"""

import re
from functools import lru_cache
from html import unescape
from typing import Final

from bot.text.normalize import normalize
from bot.text.stopwords import STOP_WORDS

_BREAK: Final = "\u2029"
_BLOCKS: Final = ("p", "br", "div", "h2", "h3", "h4", "blockquote", "li", "ul", "ol")
_INLINE: Final = ("strong", "b", "em", "i", "u", "a", "img", "span")
_PART: Final = {
    **{f"{slash}{name}": _BREAK for name in _BLOCKS for slash in ("", "/")},
    **{f"{slash}{name}": "" for name in _INLINE for slash in ("", "/")},
}
"""What stands for a tag in the text; a tag that is not here is for the HTML parser."""
_TAG: Final = re.compile(
    r"""<(/?[a-zA-Z][a-zA-Z0-9:-]*+)(?=[\s/>])[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*+>"""
)
# Controls, joiners, soft hyphens: strip_controls has to look.
_CONTROLS: Final = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffc\ud800-\udfff]"
)

# What `bot.text.clean` may want to touch: separators, tatweel, presentation forms.
_MARKS: Final = re.compile("[|#@©•·›><\u0640\u2028\ufb50-\ufdff\ufe70-\ufefc●▪■◾◼►▶×👁👀]")
_HEAD: Final = 50
_HEAD_MARKS: Final = re.compile(r"[:/\[\]()\-–—|]")
_LEAST_LINE: Final = 60
_MORE_THAN_TITLE: Final = (
    40  # characters: a line that is not so much longer may be the title in other spelling
)
_BARE_LINE: Final = 140
_BULLETS: Final = "»«*×-–—|•·"
_UNFOLDED: Final = ("على", "إلى", "أن", "إن", "حتى", "لدى", "أو", "هذه", "أمام", "منذ", "أي", "إذا")
_HELPERS: Final = STOP_WORDS | {word for word in _UNFOLDED if normalize(word) in STOP_WORDS}
_NOTICES: Final = (
    *("حقوق", "بالضرور", "رأي", "راي", "وجهة", "وجهه", "لا يجوز", "يمنع", "الحقول", "تخط", "لن يتم نشر"),
    *("الارتباط", "كوكيز", "ookie", "OOKIE", "خصوصي", "شروط", "متصفح", "جافا", "cript", "dblock", "مانع ال"),
    *("قرأ أ", "قرأ ا", "قرا أ", "قرا ا", "شاهد أي", "شاهد اي", "طالع أي", "طالع اي", "المزيد"),
    *("النشرة", "النشره", "نشرتنا", "ights", "انتهى", "انتهي", "إنتهى", "المصدر", "المصادر", "(c)", "(C)"),
)
_STARTS: Final = frozenset(
    """
    اقرأ اقرا إقرأ اقرأي اقرأوا اقراوا شاهد شاهدوا طالع طالعوا تابع انظر تصفح see read watch قد ربما
    وقد يهمك اخترنا ننصحك الخبر المقال الموضوع الصفحة الصفحه المصدر المصادر مصادر مصدر تحرير حرر
    حرره المحرر تصوير عدسة عدسه صور صورة صوره الصور الصورة الصوره كتب كتبت كتبه كتبته بقلم إعداد
    اعداد أعد اعد أعدت أعده اعدت اعده ترجمة ترجمه تدقيق مونتاج متابعة متابعه الكاتب صدر source photo
    credit by author كلمات الكلمات كن كونوا نشر نشرت تم تاريخ آخر اخر أخر published updated last
    تابعوا تابعي انضموا اشتركوا سجلوا حملوا نزلوا اضغط اضغطوا انقر انقروا شاركونا أرسلوا ارسلوا
    تواصلوا زوروا فعلوا احصلوا لا ليصلك ليصلكم يصلك يصلكم تصلك تصلكم لتصلك لتصلكم لمتابعة لمتابعه
    لمتابعتنا للاشتراك للانضمام لتحميل للتواصل لمشاهدة لمشاهده لقراءة لقراءه لمزيد للمزيد للاطلاع
    للإطلاع للحصول يمكنك يمكنكم ندعوك ندعوكم انضم اشترك join follow subscribe download click sign
    سجل حمل نزل شارك أرسل ارسل تواصل زر فعل احصل شاركوا تابعونا تابعنا راسلونا راسلنا شاركنا
    """.split()  # noqa: SIM905 - a list of two hundred quoted words is no better to read
)
_LETTER: Final = re.compile(r"[^\W_]|[«\"“(]")
_TASHKEEL: Final = re.compile("[\u0610-\u061a\u064b-\u065f\u0670]")

_LONGEST_URL: Final = 1_000
_PLAIN_SITE: Final = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::[1-9][0-9]{0,4})?"
)
_PLAIN_PATH: Final = re.compile(
    r"(?P<path>(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)++/?)(?:\?(?:utm_[a-z]+=[A-Za-z0-9._-]*&?)+)?"
)
_DEFAULT_PORT: Final = re.compile(r"http://[^/]*:80|https://[^/]*:443")
_TWIN_SITES: Final = tuple(
    f"{scheme}://{name}"
    for scheme in ("http", "https")
    for name in ("www", "m.", "mobile.", "wap.", "touch.")
)


def plain_paragraphs(markup: str, *, printable: bool = False) -> list[str] | None:
    """The paragraphs of simple HTML, as `bot.text.html.paragraphs` gives them.

    *printable*: `str.isprintable` has said so; asking it of every line would cost more than all else here.
    """
    if _is_doubtful(markup) or (not printable and "\x00" in markup):
        return None
    parts = _TAG.split(markup)  # text, name of a tag, text, name, …, text
    try:
        parts[1::2] = [_PART[name] for name in parts[1::2]]
    except KeyError:  # capitals, too
        return None
    text = "".join(parts)
    if "<" in text or ">" in text:
        return None
    if "&" in text:
        text = text.replace("&nbsp;", " ")  # nine of ten
        if "&" in text:
            text, printable = unescape(text), False
            if "<" in text or "&" in text:
                return None
    if printable:
        neat = str.strip if "  " not in text else without_runs
        return [line for part in text.split(_BREAK) if (line := neat(part))]
    lines = [single_spaced(part) for part in text.split(_BREAK)]
    return None if None in lines else list(filter(None, lines))


def _is_doubtful(markup: str) -> bool:
    """Whether something in it may be hidden, a comment, or markup twice over."""
    return "<!" in markup or "style" in markup or "hidden" in markup or ("&" in markup and "&lt;" in markup)


def plain_line(text: str) -> str | None:
    """What `bot.text.html.plain` makes of *text* that has neither markup nor entities in it."""
    return None if "<" in text or "&" in text else single_spaced(text)


def single_spaced(text: str) -> str | None:
    """*text* on one line; None where a control, joiner or mark of direction is in it."""
    if text.isprintable():
        return without_runs(text)
    return " ".join(text.split()) if _CONTROLS.search(text) is None else None


def without_runs(printable: str) -> str:
    """Text in which there is no white space but U+0020, with single ones."""
    return " ".join(printable.split()) if "  " in printable else printable.strip(" ")


def needs_no_cleaning(lines: list[str], title: str) -> bool:
    """Whether `bot.text.clean` would give *lines* back as they are, and find no dateline and no counter."""
    opening, least = title[:20], len(title) + _MORE_THAN_TITLE
    return bool(opening) and all(
        len(line) > least and opening not in line and _is_sentence(line) for line in lines
    )


def plain_address(url: str) -> str | None:
    """What `bot.text.urls.canonical_url` makes of an address that is in normal form but for its tracking."""
    if len(url) > _LONGEST_URL:
        return None
    page = _page(url)
    return None if page is None else page[0] + page[1]


def plain_identity(url: str) -> str | None:
    """What `bot.text.urls.url_identity` makes of an address without twins."""
    small = url.lower()
    if small.startswith(_TWIN_SITES) or "amp" in small or "google" in small:
        return None
    if "index." in small or "default." in small:
        return None
    page = _page(url)
    if page is None:
        return None
    site, path = page
    return site.partition("://")[2] + path.rstrip("/")


def _page(url: str) -> tuple[str, str] | None:
    """The site and the path of a plain address with nothing behind them that counts."""
    path_at = url.find("/", len("https://"))
    site = url[: max(path_at, 0)]
    if not _is_plain_site(site):
        return None
    match = _PLAIN_PATH.fullmatch(url, path_at)
    return None if match is None else (site, match["path"])


@lru_cache(maxsize=1_024)
def _is_plain_site(site: str) -> bool:
    return _PLAIN_SITE.fullmatch(site) is not None and _DEFAULT_PORT.fullmatch(site) is None


def _is_sentence(line: str) -> bool:
    """A whole line of news by its shape, with no word in the places where furniture has its words."""
    if len(line) < _LEAST_LINE or not _LETTER.match(line) or not (line[-1] == "." or _is_prose(line)):
        return False
    if _MARKS.search(line) or _HEAD_MARKS.search(line, 0, _HEAD):
        return False
    opening = _TASHKEEL.sub("", line[:80]).replace("،", " ").replace(",", " ").split(None, 2)
    if len(opening) < 2:
        return False
    first, second = opening[:2]
    if first.lower().strip('."«“') in _STARTS or second.lower().strip('."«“') in _STARTS:
        return False
    return not any(map(line.__contains__, _NOTICES))


def _is_prose(line: str) -> bool:
    """Long, with the small words of sentences and few separators, though without a full stop."""
    if line[-1] in _BULLETS:
        return False
    words = line.split()
    helpers = sum(word in _HELPERS for word in words)
    return (
        len(line) >= _BARE_LINE
        and helpers * 16 >= len(words)
        and (line.count("،") + line.count(",")) * 4 <= len(words)
    )
