"""◇ Numbers written out, in Arabic and in the languages it is translated from: one table for all rooms."""

from typing import Final

from bot.text.normalize import normalize

_UNITS: Final = {
    1: "واحد واحدة احد احدى",
    2: "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي",
    3: "ثلاثة ثلاث",
    4: "اربعة اربع",
    5: "خمسة خمس",
    6: "ستة ست",
    7: "سبعة سبع",
    8: "ثمانية ثماني ثمان",
    9: "تسعة تسع",
    10: "عشرة عشر",
    20: "عشرون عشرين",
    30: "ثلاثون ثلاثين",
    40: "اربعون اربعين",
    50: "خمسون خمسين",
    60: "ستون ستين",
    70: "سبعون سبعين",
    80: "ثمانون ثمانين",
    90: "تسعون تسعين",
    100: "مئة مائة",
    200: "مئتان مئتين مائتان مائتين",
    300: "ثلاثمئة ثلاثمائة",
    400: "اربعمئة اربعمائة",
    500: "خمسمئة خمسمائة",
    600: "ستمئة ستمائة",
    700: "سبعمئة سبعمائة",
    800: "ثمانمئة ثمانمائة",
    900: "تسعمئة تسعمائة",
}
_SCALED: Final = (
    (10**3, "الف الفا آلاف الاف هزار هەزار thousand thousands mille bin"),
    (10**6, "مليون مليونا ملايين میلیون ملیۆن million millions milyon"),
    (10**9, "مليار مليارا مليارات بليون میلیارد ملیار billion billions milliard milliards milyar"),
    (10**12, "تريليون تريليونا ترليون trillion"),
)
_DUAL: Final = (
    (2 * 10**3, "الفان الفين الفي"),
    (2 * 10**6, "مليونان مليونين مليوني"),
    (2 * 10**9, "ملياران مليارين ملياري"),
)
_ENGLISH: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)

NUMBER_WORDS: Final[dict[str, int]] = {
    normalize(word): value for value, words in _UNITS.items() for word in words.split()
}
"""Arabic units, tens and hundreds by their normalised words, without conjunction or article."""
ENGLISH_NUMBERS: Final[dict[str, int]] = {word: value for value, word in enumerate(_ENGLISH, start=1)}
SCALES: Final[dict[str, int]] = {normalize(word): scale for scale, words in _SCALED for word in words.split()}
"""Thousand, million and so on, in Arabic, Persian, Kurdish, English, French and Turkish."""
DUAL_SCALES: Final[dict[str, int]] = {
    normalize(word): value for value, words in _DUAL for word in words.split()
}
"""«ألفان»: two thousand in one word."""
