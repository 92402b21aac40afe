"""What stands around an article: who wrote it, how often it was read, which picture."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from lxml import etree

from bot.feeds.page.blocks import Line
from bot.feeds.page.claims import Claims
from bot.feeds.page.document import one_line, text_of
from bot.feeds.page.furniture import is_hidden
from bot.feeds.page.when import below
from bot.text.dateline import NO_DATELINE, Dateline, alone
from bot.text.furniture import views_in
from bot.text.normalize import normalize
from bot.text.urls import canonical_url

_FEW: Final = 4  # elements looked at in one place
_SOME: Final = 40
_NEAR: Final = 5  # lines above the headline where a column has its writer
_BELOW: Final = 6
_ABOVE: Final = 8  # lines above the headline that may belong to it
_COUNT: Final = re.compile(r"([0-9٠-٩][0-9٠-٩.,٬٫ ]{0,15})([kKmM]?)")
_MOST_DIGITS: Final = 12  # a longer one is no counter, and no database would take it
_SHORTENED: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,3})?")
_SCALES: Final = {"": 1, "k": 1_000, "m": 1_000_000}
_LONGEST_COUNTER: Final = 80  # characters of a line that is nothing but a counter
_LONGEST_LABEL: Final = 20  # of the name of a counter whose figure is on the next line
_LONGEST_META: Final = 200  # of one with the day, the writer and the section beside it
_LABELS: Final = re.compile(
    r"\s*[|•·]\s*|\s(?=عدد\s(?:ال)?(?:مشاهد|قراء|زيار))|\s(?=(?:ال)?(?:مشاهدات|قراءات|زيارات)\s?:)"
)
_NUMBER_FIRST: Final = re.compile(r"\s(?=[0-9٠-٩])")
_NUMBER_LAST: Final = re.compile(r"(?<=[0-9٠-٩])\s")
_OTHER_COUNTERS: Final = ("تعليق", "مشارك", "اعجاب", "comment", "share")
_VIEW_NAMES: Final = re.compile(r"(?:^|[\s_-])(?:views?|eye|hits|visits?|reads?|seen)", re.IGNORECASE)
_WROTE: Final = (
    r"كتب(?:ت|ه|ها)?|بقلم|(?:مرسلة|نشر(?:ت)?|أضيف)\s?بواسطة|بواسطة|إعداد|اعداد|تحرير|المحرر"
    r"|الكاتب|كاتب المقال|By|Par|أجر[ىت] الحوار|أجرى اللقاء|حاور(?:ه|ته|تها|ها)"
)
_WRITTEN_BY: Final = re.compile(
    rf"^(?:(?:{_WROTE})\s*[:：/-]?\s+)+(.{{3,50}}?)(?:\s+(?:في|بتاريخ|on|at)\s+[0-9٠-٩].{{0,40}})?$",
    re.IGNORECASE,
)
_NO_WRITERS: Final = frozenset(
    normalize(name)
    for names in (
        "بواسطة,كتب,كتبه,بقلم,الكاتب,المؤلف,عن الكاتب,عن المؤلف,نبذة عن الكاتب,مقالات الكاتب",
        "المزيد من الكاتب",
        "التحرير,هيئة التحرير,قسم التحرير,فريق التحرير,أسرة التحرير,مدير التحرير,رئيس التحرير,سكرتير التحرير",
        "المحرر,محرر,محرر الأخبار,محرر الموقع,محررو الموقع,المشرف,المدير,الإدارة,إدارة الموقع",
        "مدير الموقع,الموقع",
        "وكالات,متابعات,متابعة,غرفة الأخبار,newsroom,editor,staff,site admin,web editor,news desk,super user",
    )
    for name in names.split(",")
)
"""What stands where a writer's name would and names nobody."""
_LEAST_COLUMN: Final = 3  # paragraphs
_PROFESSION: Final = re.compile(
    r"\W+(?:(?:هو|هي)\s)?(?:كاتب|شاعر|باحث|اكاديمي|استاذ|صحفي|صحافي|اعلامي|محلل|خبير|روائي|ناقد|محام|دبلوماسي|مورخ|مترجم)"
)
_MADE_BY: Final = re.compile(r"develop|design|powered", re.IGNORECASE)
_AUTHOR_NAMES: Final = re.compile(r"author|byline|writer|writeby|editor|(?:^|\s)fn(?:\s|$)", re.IGNORECASE)
_OTHER_NAMES: Final = re.compile(r"labels?|categor|tags?(?:$|[\s_-])|time|date|comment", re.IGNORECASE)
_FORM: Final = re.compile(r"^(?:تحقيق|تقرير|حوار|قصة)\s?(?:و?تصوير\s?)?[:/|-]\s?")
_BARS: Final = re.compile(r"\s*[|•·]\s*|(?<=[0-9])\s(?=(?:par|by|بواسطة|بقلم)\s)")
_INITIALS: Final = re.compile(r"(?:[^\W\d_][\s.،/-]*){1,3}")
_NO_PICTURE: Final = re.compile(
    r"logo|default|placeholder|avatar|gravatar|icon|spinner|blank|pixel|1x1|spacer|emoji", re.IGNORECASE
)
_LEAST_SIDE: Final = 120  # pixels
_LONGEST_SIDE: Final = 6  # digits


def find_views(lines: Sequence[Line], *, headline: int | None, first: int, last: int) -> int | None:
    """The counter of readers that stands with the headline or right below the body."""
    top = first if headline is None else min(headline, first)
    for at in (*range(max(top - _ABOVE, 0), first + 1), *below(lines, last)[:_BELOW]):
        line = lines[at]
        if len(line.text) > _LONGEST_META or line.link_share >= 0.5:
            continue
        if (beside := _count_beside_eye(line.block)) is not None:
            return beside
        beneath = lines[at + 1].text if at + 1 < len(lines) else ""
        figure = beneath if len(line.text) <= _LONGEST_LABEL and _COUNT.fullmatch(beneath) else ""
        if (views := _views_told(f"{line.text} {figure}".strip())) is not None:
            return views
    return None


def _views_told(text: str) -> int | None:
    """The counter in a line of labels («135 مشاهدة»); those of comments and shares beside it do not count."""
    pieces = [text, *_LABELS.split(text)] if len(text) > _LONGEST_COUNTER else [text]
    pieces += (_NUMBER_FIRST if text[:1].isdigit() else _NUMBER_LAST).split(text)
    counters = (
        piece
        for piece in pieces
        if len(piece) <= _LONGEST_COUNTER and not any(word in normalize(piece) for word in _OTHER_COUNTERS)
    )
    return next((views for piece in counters if (views := views_in(piece)) is not None), None)


def _count_beside_eye(block: etree._Element) -> int | None:
    """The bare number in an element named after views, or right behind an empty one (an eye)."""
    parent = block.getparent()
    own = [block] if len(block) <= _FEW else []
    own += [parent] if parent is not None and len(parent) == 1 else []
    for element in (*own, *islice(block.iter("i", "span", "svg", "img", "b", "small", "em"), _SOME)):
        if not _VIEW_NAMES.search(element.get("class") or ""):
            continue
        beside = element.getnext()
        text = text_of(element) or (element.tail or "").strip() or ("" if beside is None else text_of(beside))
        counted = _COUNT.fullmatch(text.strip())
        if counted is not None and (digits := "".join(filter(str.isdigit, counted[1]))):
            scale = _SCALES[(counted[2] or "").lower()]
            if scale == 1:
                return int(digits) if len(digits) <= _MOST_DIGITS else None
            figure = normalize(counted[1]).replace(",", ".").strip()
            return round(float(figure) * scale) if _SHORTENED.fullmatch(figure) else None
    return None


def find_author(
    claims: Claims, lines: Sequence[Line], *, headline: int | None, first: int, last: int
) -> str | None:
    """Who wrote it, if a person is named; accounts («admin») and the site itself are no authors."""
    top = first if headline is None else headline
    candidates = list(claims.authors)
    for at in (*range(top, min(last + 6, len(lines))), *range(max(top - _NEAR, 0), top)):
        line = lines[at]
        if len(line.text) <= 70 and not first < at <= last:
            candidates.extend(_authors_in(line) if at >= top else _authors_named(line))
    sites = {normalize(name) for name in claims.site_names}
    page_title = normalize(claims.page_title)
    shown = normalize(lines[headline].text) if headline is not None else page_title
    names = [
        name
        for name in (candidate.strip(" .:") for candidate in candidates)
        if _is_name(name)
        and not _MADE_BY.search(name)
        and (key := normalize(name)) not in sites
        and key not in _NO_WRITERS
        and (key not in page_title or key in shown)  # what the title holds beside the headline is the site
    ]
    return next((name for name in names if not name.isascii()), next(iter(names), None))


def parted_author(author: str | None) -> tuple[str | None, Dateline]:
    """The person in a byline, and the agency and place beside: «(أبوظبي - البيان)», «هسبريس - علي بنهرار»."""
    if author is None:
        return None, NO_DATELINE
    first, mark, second = author.strip("() ").partition(" - ")
    if mark and len(first.split()) == 1 and len(second.split()) in {2, 3} and alone(second) is None:
        return second.strip(), Dateline(agency=first, place=None, rest="")
    named = alone(author.strip("() "))
    return (author, NO_DATELINE) if named is None else (named.reporter, named)


def without_note_on(author: str | None, paragraphs: list[str]) -> list[str]:
    """*paragraphs* without a last one that presents the writer: «فلان شاعر وكاتب عراقي، صدرت له …»."""
    if author is None or len(paragraphs) < _LEAST_COLUMN:
        return paragraphs
    name, said = normalize(author), normalize(paragraphs[-1])
    presents = said.startswith(name) and _PROFESSION.match(said, len(name))
    return paragraphs[:-1] if presents else paragraphs


def find_image(claims: Claims, lines: Sequence[Line], *, base: str, first: int) -> str | None:
    """The picture of the article: the claimed one, else the first large one above or in the body."""
    for address in (*claims.images, *_pictures(lines, first)):
        url = canonical_url(address, base=base)
        if url is not None and not _NO_PICTURE.search(url.rsplit("/", 1)[-1]):
            return url
    return None


def _authors_in(line: Line) -> Iterator[str]:
    """Names after «كتب» or «بقلم», then those of `_authors_named`."""
    for piece in dict.fromkeys((line.text, *_BARS.split(line.text))):
        if (written := _WRITTEN_BY.match(piece)) is not None and not _BARS.search(written[1]):
            yield written[1]
    for part in islice(line.block.iter("span", "small", "li"), _FEW):
        if (signed := _WRITTEN_BY.match(text_of(part)[:_LONGEST_COUNTER])) is not None:
            yield signed[1]
    yield from _authors_named(line)


def _authors_named(line: Line) -> Iterator[str]:
    """Names in elements whose own names or relations say author."""
    parent = line.block.getparent()
    above = "" if parent is None else parent.get("class") or ""
    if _AUTHOR_NAMES.search(above) and not _OTHER_NAMES.search(above):
        yield _name_in(line.block)
    for element in islice(line.block.iter("a", "span", "b", "strong", "div", "p", "h5", "h6"), _SOME):
        said = f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''}"
        if _AUTHOR_NAMES.search(said) and not _OTHER_NAMES.search(said):
            yield _name_in(element)


def _name_in(element: etree._Element) -> str:
    """The name in a byline or a writer's card: behind «بواسطة», or what stands out above «شاعر وكاتب»."""
    shown = (part for part in element.iter() if part.text and not is_hidden(part))
    text = one_line(" ".join(map(str, element.itertext())))  # «بواسطة» and the name touch in boxes
    if any(is_hidden(part) for part in islice(element.iter("span"), _FEW)):  # «Author, », for the blind
        text = one_line(" ".join(part.text or "" for part in islice(shown, _SOME)))
    named = _WRITTEN_BY.match(_FORM.sub("", text)) or _WRITTEN_BY.match(text)
    if named is not None:
        return named[1]
    text = _FORM.sub("", text)
    first = next((text_of(part) for part in element.iter("a", "b", "strong", "h3", "h4", "h5", "h6")), "")
    return first if 2 <= len(first.split()) <= _FEW and text.startswith(f"{first} ") else text


def _is_name(text: str) -> bool:
    if (
        not 3 <= len(text.strip()) <= 60
        or text.startswith(("http", "@", "www."))
        or any(map(str.isdigit, text))
        or _INITIALS.fullmatch(text.strip())
    ):
        return False
    return not (text.isascii() and (text.islower() or " " not in text.strip()))


def sides_of(image: etree._Element) -> list[int]:
    """The width and the height that *image* states in pixels; what is no such number is left out."""
    stated = (image.get(name) or "" for name in ("width", "height"))
    return [int(side) for side in stated if side.isdecimal() and len(side) <= _LONGEST_SIDE]


def _pictures(lines: Sequence[Line], first: int) -> Iterator[str]:
    """Addresses of images in the parent of the first line of the body and its two ancestors."""
    element: etree._Element | None = lines[first].block
    for _ in range(4):
        if element is None or element.tag == "body":
            return
        for image in islice(element.iter("img"), _SOME):
            if all(side >= _LEAST_SIDE for side in sides_of(image)):
                yield from filter(None, map(image.get, ("data-src", "data-lazy-src", "data-original", "src")))
        element = element.getparent()
