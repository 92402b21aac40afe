"""◇ Light stemming of Arabic words: article, clitics and common endings go, the body of the word stays.

The rules are light10 (Larkey, Ballesteros and Connell, "Light stemming for Arabic information retrieval",
2007) with the length guards of Lucene's ``ArabicStemmer``. It is no morphology: a stem is a key under which
the forms of a word meet, not a word.
"""

from functools import lru_cache
from typing import Final

_PREFIXES: Final = ("وال", "بال", "كال", "فال", "ال", "لل", "و")
_SUFFIXES: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")
_FIRST: Final = frozenset(prefix[0] for prefix in _PREFIXES)
_LAST: Final = frozenset(suffix[-1] for suffix in _SUFFIXES)


@lru_cache(maxsize=1 << 17)
def light_stem(word: str) -> str:
    """The stem of *word*, which is normalised already; a word that is not Arabic is its own stem."""
    for prefix in _PREFIXES if word[:1] in _FIRST else ():
        cut = len(prefix)
        if word.startswith(prefix) and len(word) >= (4 if cut == 1 else cut + 2):
            word = word[cut:]
            break
    for suffix in _SUFFIXES if word[-1:] in _LAST else ():
        cut = len(suffix)
        if word.endswith(suffix) and len(word) >= cut + 2:
            word = word[:-cut]
    return word
