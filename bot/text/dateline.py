"""◇ Datelines: «من كربلاء الخبر - بغداد», "شفق نيوز/ بغداد - ", "(واع) - " → the agency and place named.

A dateline stands alone on a line before the body, or is glued to the start of the first sentence.
"""

import re
from dataclasses import dataclass

from bot.text.normalize import FOLDING, normalize

_LONGEST_GLUED = 45  # characters that a glued dateline may take
_LONGEST_ALONE = 60
_SEGMENT_WORDS = 4
_NAME_WORDS = 2  # a person goes by two names or more
_ROUNDS = 3  # "وكالات/ متابعة/ بغداد - " has three parts
_LEAST_REST = 40  # characters that must remain: below that it was a title, not a dateline

_PLACE_NAMES = """
    بغداد، كربلاء، كربلاء المقدسة، النجف، النجف الأشرف، البصرة، الموصل، نينوى، أربيل، السليمانية، دهوك،
    حلبجة، كركوك، بابل، الحلة، واسط، الكوت، ميسان، العمارة، ذي قار، الناصرية، المثنى، السماوة،
    الديوانية، القادسية، ديالى، بعقوبة، صلاح الدين، تكريت، سامراء، الأنبار، الرمادي، الفلوجة، سنجار،
    تلعفر، إقليم كردستان، العراق، دمشق، سوريا، حلب، حمص، إدلب، بيروت، لبنان،
    بعبدا، صيدا، زحلة، النبطية، بعلبك، صور، عمان، الأردن، القدس،
    القدس المحتلة، رام الله، غزة، فلسطين، فلسطين المحتلة، القاهرة، مصر، الإسكندرية، الخرطوم، السودان،
    طرابلس، بنغازي، ليبيا، تونس، صفاقس، سوسة، الجزائر، وهران، الرباط، الدار البيضاء، المغرب، نواكشوط،
    موريتانيا، الرياض، جدة، مكة، مكة المكرمة، المدينة المنورة، الدمام، السعودية، أبوظبي، أبو ظبي، دبي،
    الشارقة، الفجيرة، عجمان، رأس الخيمة، العين، الإمارات، الدوحة، قطر، المنامة، البحرين، الكويت، مسقط،
    صنعاء، عدن، تعز، مأرب، اليمن، مقديشو، الصومال، جيبوتي، طهران، إيران، مشهد، أنقرة، إسطنبول، تركيا،
    واشنطن، نيويورك، الولايات المتحدة، أمريكا، لندن، بريطانيا، باريس، فرنسا، برلين، ألمانيا، روما،
    الفاتيكان، مدريد، بروكسل، جنيف، فيينا، موسكو، روسيا، كييف، أوكرانيا، بكين، الصين، طوكيو، اليابان،
    نيودلهي، الهند، إسلام آباد، كابول، أفغانستان، لاهاي، أثينا، ستوكهولم، تل أبيب، الأحساء، بريدة،
    أبها، تبوك، الطائف، حائل، نجران، جازان، baghdad، erbil، cairo، beirut، washington، london، paris
"""
_PLACES = frozenset(normalize(name.strip()) for name in _PLACE_NAMES.split("،"))
_OUTLET_NAMES = """
    رووداو ديجيتال، روداو ديجيتال، باسنيوز، ناس،
    وطنية، شفق نيوز، السومرية نيوز، بغداد اليوم، الغد برس، المدى، الزمان، موازين نيوز، المسلة،
    يس عراق، ناس نيوز، روداو، رووداو، كوردستان 24، الفرات نيوز، المربد، المعلومة، وان نيوز،
    ايرث نيوز، واع، نينا، رويترز، سانا، وام، قنا، واس، وفا، بترا، كونا، الأناضول، سبوتنيك،
    فرانس برس، أ ف ب، د ب أ، ina، nina، nrt، afp، reuters
"""
_OUTLETS = frozenset(normalize(name.strip()) for name in _OUTLET_NAMES.split("،"))
_PAPER_NAMES = """
    الصباح، الصباح الجديد، طريق الشعب، الدستور، الرأي، الغد، النهار، الأخبار، السفير، القبس، الراي، الأنباء،
    الوطن، الشرق، الراية، الخليج، البيان، الاتحاد، عكاظ، الحياة، الشرق الأوسط، القدس العربي، العربي الجديد،
    الأهرام، المصري اليوم، اليوم السابع، الشروق، هسبريس، الصحراء، سبأ، إرنا، سونا، العالم، المنار، النجباء
"""
_PAPERS = frozenset(normalize(name.strip()) for name in _PAPER_NAMES.split("،"))
_HOUSES = _OUTLETS | _PAPERS
"""The papers' names are words of the news as well («البيان»): houses only behind the place of a dateline."""
_ROLES = frozenset(
    normalize(word)
    for word in (
        "متابعة",
        "متابعات",
        "خاص",
        "تقرير",
        "عاجل",
        "وكالات",
        "وكالة",
        "ترجمة",
        "مراسلنا",
        "حصري",
        "مكتب",
    )
)
_AGENCIES = re.compile(
    (
        r"\b(?:وكال(?:ة|ات)|منصة|\w*نيوز|أخبار|الأخبار|الخبر|للأنباء|أنباء|الأنباء|صحيفة|جريدة|شبكة|قناة|موقع|رويترز|الفرنسية|"
        r"سانا|واع|وام|قنا|بترا|واس|وفا|وات|واج|كونا|بنا|[أا] ?ف ب|د ب أ|أ ش أ|سبوتنيك|"
        r"الأناضول|سي ان ان|بي بي سي|السومرية|الجزيرة|العربية|الميادين|الفرات|روداو|نينا|رصد|"
        r"متابع\S+|خاص|مراسل\S*|كتب|ina|afp|reuters|cnn|bbc|ap|dpa|xinhua|rt)\b"
    ).translate(FOLDING)
)
_WORDS_OF_A_NAME = (
    r"[^\s/–—|:،.(){}\[\]-][^\s/–—|:،.(){}\[\]]*(?:[ .][^\s/–—|:،.(){}\[\]-][^\s/–—|:،.(){}\[\]]*){0,4}"
)
_SEGMENT = re.compile(rf"[(«\"]?({_WORDS_OF_A_NAME}?)[)»\"]?\s*(/|\s[–—ـ-]+\s?|[–—]|-\s|:\s|\||\.\.+\s)\s*")
_QUOTED = re.compile(r"[«\"“]([^«»\"“”]{2,30})[»\"”]\s*([:/ـ–—-]*)\s*")
_ACRONYM = re.compile(r"[a-z]{2,6}|[^\W\d_](?:[. ][^\W\d_]){1,3}\.?")
_BRACKETED = re.compile(r"[(\[{]([^()\[\]{}]{2,40})[)\]}]\s*[–—:/-]*\s*")
_WITH_BRACKET = re.compile(r"([^()\[\]{}/–—:.-]{2,40}?)\s*\(([^()]{2,30})\)\s*[–—:/-]+\s*")
_PAIR = re.compile(r"([^\s:/–—-]+(?:\s[^\s:/–—-]+){0,3})\s*[/–—:-]\s*((?:[^\s:/–—-]+\s){1,3})")
_DATE_IN_SEGMENT = re.compile(
    r"\s*[،,]?\s*(?:في\s)?\d{1,2}\s*"
    r"(?:[/.-]\s*\d{1,2}(?:\s?[/.-]\s?\d{2,4})?|[^\s/()]+(?:\s[^\s/()]+)?(?:\s\d{4})?)\s*"
    r"(?:(?=\()|/\s*(?=\D)|(?<=\d)\s*[–—-]+\s+(?=[^\W\d])|(?<=\d)\s(?=[^\W\d]{2,4}\s?[–—/:-]))"
)
_DATED_ALONE = re.compile(
    r"(\D{2,30}?)\s(?:في\s)?[0-9٠-٩]{1,2}\s.{3,70}[0-9٠-٩]{4}\s?(?:هـ?|م)?[\s/(–—-]+(\D{2,30}?)[\s/)]*"
)
_NO_NAME = re.compile(
    r"^(?:في|من خلال|علي|عن|الي|هذا|هذه|ان|قال|و?اكد|لا|ما|لماذا|كيف|هل|اذا|كما|بعد|قبل|حيث|ولكن|لكن)\b"
    r"|\d|[\"«»?!]"
)
_BETWEEN_PARTS = re.compile(r"\s*[/|:–—]\s*|\s-\s?|\s?-\s|(?<=\))\s|\s(?=\()")
_QUOTES = '«"'
_MARK_FIRST = re.compile(r"\s*[:/|–—-]")
_NO_PAST = re.compile(r"[يتن]|سي|سن|ست|كان|ليس|لن |لم |لا |هو |هي |قد ")
_SECOND_DASH = re.compile(r"\s[–—-]\s?|\s?[–—-]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """What a dateline named, and the line without it."""

    agency: str | None
    place: str | None
    rest: str
    reporter: str | None = None
    """The person named beside them («بغداد: عمر عبد اللطيف»); only a dateline that stands alone tells."""


NO_DATELINE = Dateline(agency=None, place=None, rest="")


def glued(line: str) -> Dateline | None:
    """The dateline at the start of a paragraph, if there is one; ``rest`` is the paragraph after it."""
    agency: str | None = None
    place: str | None = None
    rest = line
    for _ in range(_ROUNDS):
        part = _first_part(rest, taken=rest is not line)
        if part is None:
            break
        names, after = part
        if len(line) - len(after) > _LONGEST_GLUED or len(after) < _LEAST_REST:
            break
        found_agency, found_place = _named(names)
        agency, place = agency or found_agency, place or found_place
        rest = after
    return Dateline(agency=agency, place=place, rest=rest) if rest is not line else None


def alone(line: str) -> Dateline | None:
    """The dateline that a whole short line is («من كربلاء الخبر - بغداد», «الرياض 9 رجب 1445 هـ واس»)."""
    dated = _DATED_ALONE.fullmatch(line[: 2 * _LONGEST_ALONE])
    if dated is not None and _is_place(dated[1]) and _is_agency(dated[2]):
        return Dateline(agency=dated[2].strip(), place=dated[1].strip(), rest="")
    if len(line) > _LONGEST_ALONE or _NO_NAME.search(normalize(line)):
        return None
    parts = [part for piece in _BETWEEN_PARTS.split(line) if (part := piece.strip(" ()[]،."))]
    if not 0 < len(parts) <= _ROUNDS or any(len(part.split()) > _SEGMENT_WORDS for part in parts):
        return None
    if not any(_is_known(part) for part in parts):
        return None
    agency, place = _named(parts)
    reporter = _reporter(parts, line)
    if agency == reporter:
        agency = None
    return Dateline(agency=agency, place=place, rest="", reporter=reporter)


def _reporter(parts: list[str], line: str) -> str | None:
    """The person: the part that is neither place nor agency, last of three, or behind a place and a colon."""
    unknown = [part for part in parts if not _is_known(part)]
    if len(parts) == _ROUNDS and len(unknown) > 1 and _is_place(parts[1]):  # the first is the paper's name
        unknown = parts[-1:]
    told = len(parts) == _ROUNDS or (":" in line and _is_place(parts[0]))
    person = unknown[0] if told and len(unknown) == 1 else ""
    return person if person == parts[-1] and len(person.split()) >= _NAME_WORDS else None


def _first_part(text: str, *, taken: bool) -> tuple[list[str], str] | None:
    """The names and the remainder when *text* starts with one part of a dateline."""
    return (
        _dated_part(text)
        or _bracketed_part(text)
        or _paired_part(text)
        or _separated_part(text, taken=taken)
        or (_quoted_part(text) if taken else None)
    )


def _dated_part(text: str) -> tuple[list[str], str] | None:
    """«بغداد 9 كانون الثاني (رويترز) - …»: the place goes with its date."""
    dated = _DATE_IN_SEGMENT.search(text, 0, _LONGEST_GLUED)
    name = text[: dated.start()].strip(" –—-،") if dated else ""
    return ([name], text[dated.end() :]) if dated and _is_place(name) else None


def _bracketed_part(text: str) -> tuple[list[str], str] | None:
    """«(واع) - …», «{بغداد: الفرات نيوز} …», «بغداد (رويترز) - …»."""
    found = _BRACKETED.match(text)
    if found and not _NO_NAME.search(normalize(found[1])):
        return [part.strip() for part in found[1].split(":")], text[found.end() :]
    found = _WITH_BRACKET.match(text)
    if found and len(found[1].split()) <= _SEGMENT_WORDS and (_is_known(found[1]) or _is_known(found[2])):
        return [*(part.strip() for part in found[1].split("،")), found[2].strip()], text[found.end() :]
    return None


def _paired_part(text: str) -> tuple[list[str], str] | None:
    """«بغداد-واع …», «بغداد اليوم - بغداد …»: a known outlet and a known place, with nothing after them."""
    found = _PAIR.match(text)
    if not found:
        return None
    first, rest = normalize(found[1]).strip(), found[2].split()
    if ":" in found[0] and first not in _PLACES:  # «رويترز: إيران ترفض …» is a report
        return None
    for count in range(len(rest), 0, -1):
        second = normalize(" ".join(rest[:count]))
        if (first in _PLACES and second in _HOUSES) or (first in _OUTLETS and second in _PLACES):
            opening = re.match(rf"(?:\S+\s+){{{count}}}", text[found.start(2) :])
            end = found.start(2) + (opening.end() if opening else 0)
            if second in _PAPERS and not _starts_report(text[end:]):
                continue
            return [found[1].strip(), " ".join(rest[:count])], text[end:].lstrip(" /:–—-")
    return None


def _quoted_part(text: str) -> tuple[list[str], str] | None:
    """«لندن: «الشرق الأوسط» …», «بغداد ـ «القدس العربي»: …»: a paper behind the place, in quotes.

    In quotes stand parties and films as well, and then they are what the sentence is about.
    """
    found = _QUOTED.match(text)
    if found is None or len(found[1].split()) > _SEGMENT_WORDS:
        return None
    known = normalize(found[1]) in _PAPERS or _is_agency(found[1])
    return ([found[1].strip()], text[found.end() :]) if known else None


def _separated_part(text: str, *, taken: bool) -> tuple[list[str], str] | None:
    """«شفق نيوز/ …», «بغداد - …»; *taken*: another part was found before it."""
    found = _SEGMENT.match(text)
    name = found[1].strip(' »"') if found else ""
    if not found or found.end() > _LONGEST_GLUED or _NO_NAME.search(normalize(name)):
        return None
    if text[0] in _QUOTES and not taken:  # «هذا وطننا» - قال …: a quotation; behind a place it is a paper
        return None
    mark, after = found[2].strip(), text[found.end() :]
    known = _is_known(name)
    match mark:
        case ":" | "|":  # «وزير الداخلية: …» is a statement, and so is «رويترز: …»
            place = _is_place(name) or normalize(name) in _ROLES
            accepted = (
                place
                and (_starts_news(after) or _quoted_part(after) or (mark == "|" and _is_house_first(after)))
            ) or (taken and (known or normalize(name) in _PAPERS))
        case "/":  # "2011/2012" is a season, "و/أو" a choice
            accepted = known or text[found.end() - 1].isspace()
        case ".." | "...":  # «كربلاء.. مدينة لا تنام» is a headline
            accepted = taken and known
        case _:  # «الحاسوب - وهو آلة - …»: a pair of dashes is a parenthesis
            accepted = known or taken or (_starts_news(after) and not _SECOND_DASH.search(after[:70]))
    return ([name], after) if accepted else None


def _is_house_first(text: str) -> bool:
    """Whether the first part of *text* is an agency («البصرة | المربد | …»)."""
    found = _SEGMENT.match(text)
    return found is not None and _is_agency(found[1].strip())


def _starts_report(text: str) -> bool:
    """Whether a mark comes first, or a verb of the past; «بغداد - الحياة تعود» tells of no paper."""
    return bool(_MARK_FIRST.match(text)) or (_starts_news(text) and not _NO_PAST.match(normalize(text)))


def _starts_news(text: str) -> bool:
    """Whether the first word can be the verb that opens a report: no article, preposition, conjunction."""
    first = normalize(text).split(" ", 1)[0]
    return len(first) >= 3 and not first.startswith(
        ("ال", "و", "ف", "هو", "هي", "من", "عن", "علي", "كما", "حيث")
    )


def _named(parts: list[str]) -> tuple[str | None, str | None]:
    """Agency and place among the parts; a role («متابعة», «خاص») names no one."""
    places = [part for part in parts if _is_place(part)]
    agencies = [part for part in parts if not _is_place(part) and normalize(part) not in _ROLES]
    return (agencies[0] if agencies else None), (places[0] if places else None)


def _is_known(name: str) -> bool:
    return _is_place(name) or _is_agency(name)


def _is_place(name: str) -> bool:
    return normalize(name).strip(" ()") in _PLACES


def _is_agency(name: str) -> bool:
    folded = normalize(name)
    return (
        folded in _ROLES
        or folded in _OUTLETS
        or bool(_AGENCIES.search(folded))
        or bool(_ACRONYM.fullmatch(folded))
    )
