"""◇ Does a text say a phrase word for word, in whatever spelling?

Folding a whole text costs more than all else in a query for a phrase, and most texts that hold its words do
not hold the phrase. So the text as it is written is first searched for anything that could fold to it.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import Final

from bot.search.postings.keys import ALPHABET
from bot.text.normalize import normalize
from bot.text.tokens import words

_CLITICS: Final = frozenset(["و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "وب", "ول"])


def holds_phrase(title: str, text: str, phrase: tuple[str, ...]) -> bool:
    """Whether *phrase* stands in one field word for word; its first word may carry a clitic or an article."""
    could = _could_hold(phrase)
    return any(
        _holds(words(field), phrase)
        for field in (title, text)
        if could is None or could.search(field) or _spellings()[2].search(field)
    )


def _holds(said: list[str], phrase: tuple[str, ...]) -> bool:
    first, rest = phrase[0], list(phrase[1:])
    last = len(said) - len(rest)
    return any(
        said[at + 1 : at + 1 + len(rest)] == rest
        for at, word in enumerate(said[:last])
        if word == first or (word.endswith(first) and word[: -len(first)] in _CLITICS)
    )


@lru_cache(maxsize=64)
def _could_hold(phrase: tuple[str, ...]) -> "re.Pattern[str] | None":
    """What finds every way to write *phrase*, perhaps more; None where its letters are of other scripts."""
    if any(letter not in ALPHABET for word in phrase for letter in word):
        return None
    by_letter, nothing, _ = _spellings()
    between = rf"[\W_{nothing}]*"
    return re.compile(
        between.join(f"[{nothing}]*".join(f"[{by_letter[letter]}]" for letter in word) for word in phrase)
    )


@cache
def _spellings() -> tuple[dict[str, str], str, "re.Pattern[str]"]:
    """By letter what folds to it; what folds to nothing; and a pattern of what folds to several."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for character in map(chr, range(0x10000)):
        folded = normalize(character)
        if folded in ALPHABET or len(folded) > 1:
            by_letter[folded if len(folded) < 2 else "several"].append(re.escape(character))
    several = re.compile(f"[{''.join(by_letter.pop('several'))}]")
    nothing = "".join(by_letter.pop(""))
    return {letter: "".join(characters) for letter, characters in by_letter.items()}, nothing, several
