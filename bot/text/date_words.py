"""The words dates are written with: months of both calendars, weekdays, parts of the day, spans, zones.

Keys are already folded by `fold`: lower case, Western digits, bare alef, ya for alef maqsura, ha for ta
marbuta, no vowel signs. Month names: Levant and Iraq, Egypt and the Gulf, Tunisia and Algeria, Morocco,
Sorani Kurdish, English, French, German.
"""

import re
from typing import Final

_FOLD: Final = str.maketrans(
    {
        **{chr(0x0660 + n): str(n) for n in range(10)},  # Arabic-Indic digits
        **{chr(0x06F0 + n): str(n) for n in range(10)},  # Extended Arabic-Indic digits
        **dict.fromkeys((0x0622, 0x0623, 0x0625, 0x0671), "ا"),
        **dict.fromkeys((0x0649, 0x06CC, 0x0626), "ي"),
        0x0629: "ه",
        0x06A9: "ك",
        0x0624: "و",
        **dict.fromkeys((*range(0x064B, 0x0653), 0x0640, 0x0670)),  # vowel signs, tatweel: deleted
        **dict.fromkeys(
            (0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
        ),
        **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-"),
        **dict.fromkeys((0x2044, 0x2215), "/"),
        **dict.fromkeys((0x060C, 0x061B, 0xA0, 0x202F, 0x2019, 0x27), " "),
        0xFF1A: ":",
        0x066B: ".",
    }
)


def fold(text: str) -> str:
    """*text* as the tables below spell it; one linear pass."""
    return text.lower().translate(_FOLD)


_NUMBERED: Final = re.compile(r"(كانون|تشرين)\s?([12])(?![0-9])")


def spelled(folded: str) -> str:
    """*folded* with «تشرين2», as Joomla's Arabic pack writes the month, in its two words.

    The name of a zone in brackets behind its offset, as JavaScript writes dates, is left out.
    """
    if folded.endswith(" time)") and "(" in folded:
        folded = folded[: folded.rindex("(")]
    if "ون" not in folded and "رين" not in folded:
        return folded
    return _NUMBERED.sub(lambda match: f"{match[1]} {'الاول' if match[2] == '1' else 'الثاني'}", folded)


def _table(lines: str, first: int = 1) -> dict[str, int]:
    """Number the lines of *lines* from *first*; names on a line are alternatives parted by commas."""
    rows = enumerate(lines.strip().splitlines(), first)
    return {fold(name.strip()): number for number, row in rows for name in row.split(",")}


MONTHS: Final = _table("""
كانون الثاني, كانون ثاني, يناير, جانفي, ژانویه, کانوونی دووەم, january, jan, janvier, janv, januar, jänner
شباط, فبراير, فيفري, شوبات, february, feb, février, févr, fév, fevrier, februar
آذار, اذار, مارس, ئازار, march, mar, mars, märz, mär, maerz
نيسان, أبريل, ابريل, إبريل, أفريل, نیسان, april, apr, avril, avr
أيار, ايار, مايو, ماي, ئایار, may, mai
حزيران, يونيو, يونيه, جوان, حوزەیران, june, jun, juin, juni
تموز, يوليو, يوليه, يوليوز, جويلية, تەممووز, july, jul, juillet, juil, juli
آب, أغسطس, اغسطس, أوت, اوت, غشت, ئاب, august, aug, août, aout
أيلول, ايلول, سبتمبر, شتنبر, ئەیلوول, september, sep, sept, septembre
تشرين الأول, تشرين الاول, تشرين أول, أكتوبر, اكتوبر, تشرینی یەکەم, october, oct, octobre, okt, oktober
تشرين الثاني, تشرين ثاني, نوفمبر, نونبر, تشرینی دووەم, november, nov, novembre
كانون الأول, كانون الاول, كانون أول, ديسمبر, دجنبر, کانوونی یەکەم, december, dec, décembre, déc, dez, dezember
""")

HIJRI_MONTHS: Final = _table("""
محرم, المحرم, محرم الحرام
صفر, صفر الخير
ربيع الأول, ربيع أول
ربيع الآخر, ربيع الثاني, ربيع ثاني
جمادى الأولى, جمادى الأول, جمادي الأول
جمادى الآخرة, جمادى الثانية, جمادى الآخر, جمادى الثاني
رجب, رجب الأصب
شعبان, شعبان المعظم
رمضان, رمضان المبارك
شوال, شوال المكرم
ذو القعدة, ذي القعدة, ذوالقعدة, ذي قعدة
ذو الحجة, ذي الحجة, ذوالحجة, ذي حجة
""")

WEEKDAYS: Final = _table(
    """
الاثنين, الأثنين, الإثنين, اثنين, mon, monday, lundi, lun, mo, montag
الثلاثاء, الثلاثا, ثلاثاء, ثلاثا, tue, tues, tuesday, mardi, di, dienstag
الأربعاء, الاربعا, أربعاء, اربعا, wed, weds, wednesday, mercredi, mer, mi, mittwoch
الخميس, خميس, thu, thur, thurs, thursday, jeudi, jeu, do, donnerstag
الجمعة, جمعة, fri, friday, vendredi, ven, fr, freitag
السبت, سبت, sat, saturday, samedi, sam, sa, samstag
الأحد, أحد, sun, sunday, dimanche, dim, so, sonntag
""",
    first=0,
)

HALVES: Final = {
    fold(name): half
    for half, names in (
        ("am", "am,ص,بعد منتصف الليل,صباحا,الصبح,صباح,فجرا,قبل الظهر"),
        ("pm", "pm,مساء,مساءا,مسا,عصرا,ظهرا,بعد الظهر,بعد ظهر"),
        ("night", "ليلا"),  # «11 ليلا» is 23:00, «2 ليلا» is 02:00
    )
    for name in names.split(",")
}
EVENING_OR_AD: Final = "م"  # مساء after a time, ميلادي after a year

# Seconds; a month is 30 days and a year 365: a reader is told "two months ago", not a day.
SPANS: Final = {
    fold(name): (count, seconds)
    for seconds, names in (
        (1, "ثانية:1 ثانيتين:2 ثوان:0 ثواني:0 second:1 seconds:0 sec:0 secs:0"),
        (60, "دقيقة:1 دقيقتين:2 دقائق:0 minute:1 minutes:0 min:0 mins:0"),
        (3600, "ساعة:1 ساعتين:2 ساعات:0 hour:1 hours:0 hr:0 hrs:0"),
        (86400, "يوم:1 يوما:1 يومين:2 أيام:0 day:1 days:0"),
        (604800, "أسبوع:1 أسبوعا:1 أسبوعين:2 أسابيع:0 week:1 weeks:0"),
        (2592000, "شهر:1 شهرا:1 شهرين:2 أشهر:0 شهور:0 month:1 months:0"),
        (31536000, "سنة:1 عام:1 سنتين:2 عامين:2 سنوات:0 أعوام:0 year:1 years:0"),
    )
    for name, count in ((part.split(":")[0], int(part.split(":")[1])) for part in names.split())
}
AGO: Final = frozenset(map(fold, ("منذ", "قبل", "مضت", "ago")))
JUST_NOW: Final = frozenset(
    map(
        fold,
        (
            "الآن",
            "الان",
            "لحظات",
            "قليل",
            "ثوان",
            "قبل لحظات",
            "منذ لحظات",
            "قبل قليل",
            "منذ قليل",
            "just now",
        ),
    )
)
DAYS_BACK: Final = {
    fold(name): days
    for days, names in (
        (0, "اليوم,today"),
        (1, "أمس,امس,البارحة,يوم أمس,yesterday"),
        (2, "أمس الأول,أول أمس"),
    )
    for name in names.split(",")
}
COUNTS: Final = {
    fold(name): number
    for number, names in enumerate(
        (
            *(
                "واحدة واحد a an one",
                "اثنتين اثنين two",
                "ثلاث ثلاثة three",
                "أربع أربعة four",
                "خمس خمسة five",
            ),
            *("ست ستة six", "سبع سبعة seven", "ثماني ثمان ثمانية eight", "تسع تسعة nine", "عشر عشرة ten"),
        ),
        1,
    )
    for name in names.split()
}

# Minutes east of UTC. US names per RFC 822 section 5.1; the bare pairs (ET, CT, …) are read as standard time.
OFFSETS: Final = {
    name: minutes
    for minutes, names in (
        (0, "gmt utc ut z wet غرينتش جرينتش غرينيتش جرينيتش"),
        (60, "bst west cet"),
        (120, "cest eet"),
        (180, "eest msk trt ksa"),
        (240, "gst"),
        (-180, "adt"),
        (-240, "edt"),
        (-300, "est et cdt"),
        (-360, "cst ct mdt"),
        (-420, "mst mt pdt"),
        (-480, "pst pt"),
    )
    for name in names.split()
}
LOCAL_OR_ATLANTIC: Final = "ast"  # Java prints it for Asia/Baghdad, RFC-minded software for Halifax (-4)

PLACES: Final = {
    fold(name): zone
    for zone, names in (
        ("Asia/Baghdad", "بغداد,العراق,كربلاء,أربيل,البصرة,النجف"),
        ("Asia/Riyadh", "مكة المكرمة,مكة,السعودية,الرياض"),
        ("Africa/Cairo", "القاهرة,مصر"),
        ("Asia/Dubai", "الإمارات,أبوظبي,أبو ظبي,دبي"),
        ("Asia/Beirut", "بيروت,لبنان"),
        ("Asia/Damascus", "دمشق,سوريا,سورية"),
        ("Asia/Amman", "عمان,الأردن"),
        ("Asia/Jerusalem", "القدس,القدس المحتلة,فلسطين,غزة"),
        ("Asia/Kuwait", "الكويت"),
        ("Asia/Qatar", "الدوحة,قطر"),
        ("Asia/Bahrain", "المنامة,البحرين"),
        ("Asia/Muscat", "مسقط"),
        ("Asia/Aden", "صنعاء,عدن,اليمن"),
        ("Africa/Tunis", "تونس"),
        ("Africa/Algiers", "الجزائر"),
        ("Africa/Casablanca", "الرباط,المغرب,الدار البيضاء"),
        ("Africa/Tripoli", "طرابلس,ليبيا"),
        ("Africa/Khartoum", "الخرطوم,السودان"),
        ("Asia/Tehran", "طهران,إيران"),
        ("Europe/Istanbul", "إسطنبول,أنقرة,تركيا"),
        ("Europe/London", "لندن"),
        ("Europe/Paris", "باريس"),
        ("Europe/Moscow", "موسكو"),
        ("America/New_York", "واشنطن,نيويورك"),
    )
    for name in names.split(",")
}

HOUR_WORDS: Final = frozenset(map(fold, ("الساعة", "at")))
HIJRI_MARKS: Final = frozenset(map(fold, ("هـ", "ه", "هجري", "هجرية", "للهجرة")))
ZONE_WORDS: Final = frozenset(map(fold, ("بتوقيت", "توقيت", "التوقيت", "بالتوقيت", "ت")))
MARKS: Final = HIJRI_MARKS | ZONE_WORDS | HOUR_WORDS
NOISE: Final = frozenset(
    map(
        fold,
        (
            *(
                "في",
                "يوم",
                "بتاريخ",
                "تاريخ",
                "التاريخ",
                "النشر",
                "نشر",
                "نشرت",
                "تم",
                "آخر",
                "تحديث",
                "التحديث",
            ),
            *(
                "الموافق",
                "لـ",
                "المصادف",
                "من",
                "شهر",
                "عام",
                "سنة",
                "لسنة",
                "الخبر",
                "نشره",
                "نشرها",
                "أكثر",
                "المقال",
                "ميلادي",
                "ميلادية",
                "و",
                "المحلي",
                "حوالي",
            ),
            *("على", "إلى", "الإضافة", "أضيف", "كتب", "وقت", "الوقت", "ل", "غ", "هذا", "تمام", "حرر", "أيضا"),
            *("on", "of", "the", "t", "le", "à", "de", "den", "um", "uhr", "published", "posted", "updated"),
            *("last", "date", "time", "and", "about", "der", "h", "mise", "jour", "publié"),
        ),
    )
)


def _phrases() -> re.Pattern[str]:
    """Matches every entry of more than one word, longest first, so that the reader sees one token for it."""
    tables = (MONTHS, HIJRI_MONTHS, HALVES, JUST_NOW, DAYS_BACK, PLACES)
    names = sorted({name for table in tables for name in table if " " in name}, key=len, reverse=True)
    return re.compile("|".join(r"\b" + r"\s+".join(name.split()) + r"\b" for name in names))


PHRASES: Final = _phrases()
