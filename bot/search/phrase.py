"""◇ Does a text say a phrase word for word, in whatever spelling?

    as it is commonly written? | read the words around | else, where anything rare is written: fold it all

Folding a whole text costs more than all else in a query for a phrase. So the text as it is written is first
searched for the phrase in the spellings that newsrooms use, and only what stands around it is folded.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import Final

from bot.search.postings.keys import ALPHABET
from bot.text.normalize import FOLDING, normalize
from bot.text.tokens import words

_CLITICS: Final = frozenset(["و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "وب", "ول"])
_COMMON: Final = "أإآىئؤة٠١٢٣٤٥٦٧٨٩ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Written in most texts, and folded; whatever else folds to a letter is rare."""
_MARKS: Final = re.compile("[\u0621\u0640\u064b-\u0652]+")
"""Common, too, and no part of a word's identity: a bare hamza, tatweel, vowels."""


def holds_phrase(title: str, text: str, phrase: tuple[str, ...]) -> bool:
    """Whether *phrase* stands in one field word for word; its first word may carry a clitic or an article."""
    common = _commonly(phrase)
    return any(
        any(_holds(words(piece), phrase) for piece in _pieces(field, common)) for field in (title, text)
    ) or any(
        (common is None or _rare().search(field)) and _holds(words(field), phrase) for field in (title, text)
    )


def _pieces(text: str, common: "re.Pattern[str] | None") -> Iterator[str]:
    """What stands in *text*, from space to space, where *common* is met, also within what was met before."""
    if common is None:
        return
    text = _MARKS.sub("", text)
    done = -1
    met = common.search(text)
    while met is not None:
        if met.end() > done:  # else it stands in what was read already
            end = text.find(" ", met.end())
            done = len(text) if end < 0 else end
            yield text[text.rfind(" ", 0, met.start()) + 1 : done]
        met = common.search(text, met.start() + 1)


def _holds(said: list[str], phrase: tuple[str, ...]) -> bool:
    first, rest = phrase[0], list(phrase[1:])
    last = len(said) - len(rest)
    return any(
        said[at + 1 : at + 1 + len(rest)] == rest
        for at, word in enumerate(said[:last])
        if word == first or (word.endswith(first) and word[: -len(first)] in _CLITICS)
    )


@lru_cache(maxsize=64)
def _commonly(phrase: tuple[str, ...]) -> "re.Pattern[str] | None":
    """What finds every common way to write *phrase*, perhaps more; None where its letters are rare."""
    if any(letter not in ALPHABET for word in phrase for letter in word):
        return None
    spellings = _spellings()
    return re.compile(
        r"[\W_]*".join("".join(spellings.get(letter, letter) for letter in word) for word in phrase)
    )


@cache
def _spellings() -> dict[str, str]:
    """By letter, where there are several, a pattern of the common ways to write it."""
    by_letter: dict[str, str] = {}
    for character in _COMMON:
        letter = normalize(character)
        by_letter[letter] = by_letter.get(letter, letter) + character
    return {letter: f"[{characters}]" for letter, characters in by_letter.items()}


@cache
def _rare() -> "re.Pattern[str]":
    """Any other character that folds to a letter, to several or to nothing."""
    rare = [
        code
        for code in range(0x10000)
        if (code in FOLDING or chr(code) != chr(code).lower())
        and chr(code) not in _COMMON
        and not _MARKS.match(chr(code))
        and ((folded := normalize(chr(code))) in ALPHABET or len(folded) > 1)
    ]
    runs = [list(run) for _, run in groupby(enumerate(rare), lambda pair: pair[1] - pair[0])]
    return re.compile(
        "[" + "".join(f"{re.escape(chr(run[0][1]))}-{re.escape(chr(run[-1][1]))}" for run in runs) + "]"
    )
