"""◇ Words of a text and its index terms: the one analysis that search, duplicates and filters share."""

import re
from functools import lru_cache
from typing import Final

from bot.text.normalize import normalize
from bot.text.stem import light_stem
from bot.text.stopwords import STOP_WORDS

__all__ = ("STOP_WORDS", "folded_words", "terms", "words", "words_in")

_WORD: Final = re.compile(r"[^\W\d_]+|\d+")


def words(text: str) -> list[str]:
    """The words of *text* in order, normalised: runs of letters and runs of digits, each by itself."""
    return folded_words(normalize(text))


def folded_words(folded: str) -> list[str]:
    """The same of what `normalize` has folded already."""
    return _WORD.findall(folded)


@lru_cache(maxsize=1 << 16)
def words_in(written: str) -> tuple[str, ...]:
    """`words` of a piece of text from space to space, for who meets the same pieces again and again."""
    return tuple(words(written))


def terms(text: str) -> list[str]:
    """The index terms of *text* in order: its words without stop words, as light stems."""
    return [light_stem(word) for word in words(text) if word not in STOP_WORDS]
