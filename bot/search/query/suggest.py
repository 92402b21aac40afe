"""◇ «هل تقصد …؟»: the query as it was probably meant, in words that stand in what was found."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from bot.search.postings.keys import term_of
from bot.search.query.members import Asked, beginnings
from bot.text.normalize import normalize
from bot.text.stem import light_stem
from storage.records.search import FoundArticle

_READ: Final = 600
_WORD: Final = re.compile(r"[^\W\d_][^\W\d_\u0640\u064b-\u0652]*")


def suggestion(query: str, wanted: Asked, found: Sequence[FoundArticle]) -> str | None:
    """*query* with the words that stand in nothing of the first hits replaced by those that do.

    None where nothing was guessed, or the guess explains nothing. The spelling is that of the articles:
    «الحكومة» with its ta marbuta, not as the index folds it.
    """
    if not wanted.meant or not found:
        return None
    said = Counter(
        word for article in found[:5] for word in _WORD.findall(f"{article.title} {article.text[:_READ]}")
    )
    by_stem: dict[str, list[str]] = {}
    for spoken in said:
        by_stem.setdefault(light_stem(normalize(spoken)), []).append(spoken)
    replaced = query
    for word, group in zip(wanted.words, wanted.groups, strict=True):
        if light_stem(word.text) in by_stem:
            continue
        guesses = [wanted.meant[member.keys[0]] for member in group.members if member.keys[0] in wanted.meant]
        for guess in guesses:
            spellings = by_stem.get(term_of(guess.key) or "", [])
            if spellings:
                # The form that one slip leads to, if it was said, else the commonest of its forms.
                best = max(spellings, key=lambda spoken: (normalize(spoken) == guess.word, said[spoken]))
                replaced = _put(replaced, word.text, best)
                break
    return replaced if replaced != query else None


def _put(query: str, word: str, better: str) -> str:
    """*query* with *better* for the first word that folds to *word*."""
    for match in re.finditer(r"[^\W_][^\W_\u0640\u064b-\u0652]*(?:[\u0640\u064b-\u0652]+\w*)*", query):
        if normalize(match[0]) == word:
            return query[: match.start()] + better + query[match.end() :]
    return query


def sought_terms(wanted: Asked) -> dict[str, float]:
    """The terms to show in bold with their weight; a prefix as ``كرب*``."""
    sought: dict[str, float] = {}
    for word, group in zip(wanted.words, wanted.groups, strict=True):
        if word.prefix:
            sought.update({f"{begun}*": 1.0 for begun in beginnings(word.text)})
        for member in group.members:
            for key in member.keys:
                term = term_of(key)
                if term:
                    sought[term] = max(sought.get(term, 0.0), member.weight)
    return sought
