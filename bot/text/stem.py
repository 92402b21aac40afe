"""◇ Light stemming of Arabic words: article, clitics and common endings go, the body of the word stays.

The rules are light10 (Larkey, Ballesteros and Connell, "Light stemming for Arabic information retrieval",
2007) with the length guards of Lucene's ``ArabicStemmer``. It is no morphology: a stem is a key under which
the forms of a word meet, not a word.
"""

from functools import lru_cache
from typing import Final

PREFIXES: Final = tuple(
    (prefix, len(prefix), 4 if len(prefix) == 1 else len(prefix) + 2)
    for prefix in ("وال", "بال", "كال", "فال", "ال", "لل", "و")
)
"""Each with its length and the least length of a word that may lose it; only the first that fits goes."""
SUFFIXES: Final = tuple(
    (suffix, -len(suffix), len(suffix) + 2)
    for suffix in ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")
)
"""Each with its length, negative, and the least length of a word that may lose it; tried in this order."""
_FIRST: Final = frozenset(prefix[0] for prefix, _, _ in PREFIXES)
_LAST: Final = frozenset(suffix[-1] for suffix, _, _ in SUFFIXES)


def stem(word: str) -> str:
    """`light_stem` for who keeps the stems himself."""
    if word[:1] in _FIRST:
        for prefix, cut, least in PREFIXES:
            if word.startswith(prefix) and len(word) >= least:
                word = word[cut:]
                break
    if word[-1:] in _LAST:
        for suffix, cut, least in SUFFIXES:
            if word.endswith(suffix) and len(word) >= least:
                word = word[:cut]
                if word[-1] not in _LAST:
                    break
    return word


@lru_cache(maxsize=1 << 17)
def light_stem(word: str) -> str:
    """The stem of *word*, which is normalised already; a word that is not Arabic is its own stem."""
    return stem(word)
