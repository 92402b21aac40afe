"""◇ Arabic folding: every spelling of a word becomes one, for comparison only and never for display.

What is folded, and why each is the same word to a reader, stands beside each table below. The folding of
alef, ya, ta marbuta, tashkeel and tatweel is Lucene's ``ArabicNormalizer``; the rest was measured on news
queries (docs/search.md). One ``str.translate`` does it all, so that folding twice changes nothing.
"""

from typing import Final
from unicodedata import normalize as unicode_form

# Never part of a word's identity: they are deleted.
_TASHKEEL: Final = (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670)
_QURANIC: Final = (*range(0x06D6, 0x06DD), *range(0x06DF, 0x06E5), 0x06E7, 0x06E8, *range(0x06EA, 0x06EE))
_LATER_MARKS: Final = (*range(0x0898, 0x08A0), *range(0x08CA, 0x08E2), *range(0x08E3, 0x0900))
_LATIN_MARKS: Final = tuple(range(0x0300, 0x0370))
_TATWEEL: Final = (0x0640,)
_INVISIBLE: Final = (  # bidi controls, joiners, soft hyphen, variation selectors, byte order mark
    0x00AD,
    0x061C,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x2070),
    *range(0xFE00, 0xFE10),
    0xFEFF,
)

_LETTERS: Final = {
    "ا": "أإآٱٲٳٵ",  # a hamza on or under alef is written or left out at will
    "ي": "ىیېۍےۓيئ",  # Egyptian and Persian final ya; «طائرة» is typed «طايرة»
    "و": "ؤۆۇۋ",  # «مسؤول» is typed «مسوول»
    "ه": "ةهہۀەۃھۂ",  # ta marbuta is typed as ha
    "ك": "کڪگ",  # Persian kaf, and gaf, which Arabic newsrooms write with kaf
    "ب": "پ",
    "ج": "چ",
    "ف": "ڤڥڢ",
    "ز": "ژ",
    "ر": "ڕ",
    "ل": "ڵ",
    "ق": "ڨ",
    "ت": "ٹ",
    "د": "ڈ",
}
_HAMZA: Final = 0x0621
"""A bare hamza («خبراء», «سماء») is left out at will: it is deleted."""

_SIGNS: Final = {"٪": "%", "٫": ".", "٬": ",", "،": ",", "؛": ";", "؟": "?"}
_ACCENTED: Final = (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00))
"""Accents come off Latin letters: nobody types «Beyoncé» or «Diyarbakır» on an Arabic keyboard."""
_PRESENTATION_FORMS: Final = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFF))
"""Shaped glyphs that old systems and PDF files store in place of letters; FDFx are whole words."""


def _folding() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for letter, spellings in _LETTERS.items():
        table.update(dict.fromkeys(map(ord, spellings.replace(letter, "")), letter))
    table.update({ord(sign): plain for sign, plain in _SIGNS.items()})
    for zero in (0x0660, 0x06F0):
        table.update({zero + digit: str(digit) for digit in range(10)})
    deleted = (*_TASHKEEL, *_QURANIC, *_LATER_MARKS, *_LATIN_MARKS, *_TATWEEL, *_INVISIBLE, _HAMZA)
    table.update(dict.fromkeys(deleted))
    for accented in _ACCENTED:
        base = unicode_form("NFKD", chr(accented)).lower()[0]
        if base.isascii() and base.isalpha():
            table[accented] = base
    table[ord("ı")] = "i"
    for form in _PRESENTATION_FORMS:
        letters = unicode_form("NFKC", chr(form))
        if letters != chr(form):
            # An isolated mark is given as a space that carries it: the space is no part of the word.
            table[form] = letters.strip(" ").translate(table)
    return table


FOLDING: Final = _folding()
"""Code point → what it becomes (None: nothing); what is not in it stays."""


def normalize(text: str) -> str:
    """*text* in the one spelling that all its spellings share: for comparing, never for showing.

    Case is folded, Arabic digits become 0-9, punctuation and white space stay. Idempotent.
    """
    return text.lower().translate(FOLDING)
