"""◇ Places that a translated summary names: does the foreign article name them too?

States, Iraqi governorates and capitals by how English, French, Turkish, Persian and Kurdish news write them.
A place that is in no table cannot be checked; what Arabic-script articles write as Arabic does needs none.
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.text.normalize import normalize
from bot.text.places import places

_WRITTEN: Final[dict[str, str]] = {
    "العراق": "iraq irak عيراق عراق",
    "بغداد": "baghdad bagdad بەغدا",
    "كربلاء": "karbala kerbela",
    "النجف": "najaf nedjef necef",
    "البصرة": "basra bassora bassorah بەسرە بصره",
    "نينوى": "nineveh ninawa ninive mosul mossoul musul مووسڵ موصل نەینەوا",
    "أربيل": "erbil irbil arbil hewler هەولێر اربیل",
    "السليمانية": "sulaym sulaim slemani souleim suleymaniye سلێمانی سلیمانیه",
    "دهوك": "dohuk duhok dahuk دهۆک",
    "كركوك": "kirkuk kirkouk kerkuk کەرکوک کرکوک",
    "الأنبار": "anbar ramadi فلوجه ئەنبار",
    "ديالى": "diyala دیالە دیالی",
    "صلاح الدين": "salah salahuddin tikrit selahaddin سەلاحەدین تکریت",
    "إيران": "iran tehran téhéran tahran ایران تهران ئێران",
    "طهران": "tehran téhéran tahran iran تهران تاران",
    "تركيا": "turk türk ankara turquie تورکیا ترکیه",
    "أنقرة": "ankara turk türk turquie ئەنقەرە انکارا",
    "سوريا": "syri suriye damas şam سوریا سوریه",
    "دمشق": "damas şam syri دیمەشق دمشق",
    "لبنان": "leban liban lübnan beirut beyrouth لوبنان",
    "بيروت": "beirut beyrouth beyrut leban liban بەیروت",
    "الأردن": "jordan jordanie ürdün amman ئوردن اردن",
    "السعودية": "saud arabie suudi riyad ryad سعودی سعوودیە",
    "الرياض": "riyadh riyad ryad saud ریاض ڕیاز",
    "الكويت": "kuwait koweït koweit kuveyt کویت کوێت",
    "قطر": "qatar katar doha قطر قەتەر",
    "الدوحة": "doha qatar katar دوحه دۆحە",
    "الإمارات": "emirat uae émirat bae dubai abu dhabi امارات ئیمارات",
    "مصر": "egypt égypt mısır cairo caire مصر میسر",
    "القاهرة": "cairo caire kahire egypt قاهره",
    "فلسطين": "palestin filistin gaza فلسطین فەلەستین",
    "إسرائيل": "israel israël israil tel aviv اسرائیل ئیسرائیل",
    "اليمن": "yemen yémen sanaa houthi یمن یەمەن",
    "الولايات المتحدة": "states u.s us usa america américain états-unis abd washington trump امریکا ئەمریکا",
    "واشنطن": "washington u.s us usa america états-unis واشنگتن واشنتن",
    "روسيا": "russia russie rusya moscow moscou moskova kremlin روسیه ڕووسیا",
    "موسكو": "moscow moscou moskova russia kremlin مسکو مۆسکۆ",
    "أوكرانيا": "ukrain kyiv kiev اوکراین ئۆکرانیا",
    "الصين": "china chine chinese çin beijing pékin چین",
    "فرنسا": "france french français fransa paris فرانسه فەڕەنسا",
    "بريطانيا": "brit uk london england ingiltere royaume بریتانیا انگلیس",
    "ألمانيا": "german allemagne almanya berlin المان ئەڵمانیا",
}
"""Canonical name → beginnings of words that stand for it, its people or its capital."""
_WORD: Final = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")


def unnamed(draft: str, source: str) -> Iterator[str]:
    """The places that *draft* names and its foreign *source* does not, as far as the table goes."""
    folded = normalize(source)
    words = _WORD.findall(folded)
    for place in places(draft, ""):
        beginnings = tuple(map(normalize, _WRITTEN.get(place.name, "").split()))
        if not beginnings or normalize(place.name) in folded:
            continue
        if not any(_begins(word, beginnings) for word in words):
            yield place.name


def _begins(word: str, beginnings: tuple[str, ...]) -> bool:
    """Whether *word* begins so; of two or three letters it must be the whole word («us», not «use»)."""
    return any(word == one if len(one) <= 3 else word.startswith(one) for one in beginnings)
