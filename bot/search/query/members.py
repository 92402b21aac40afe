"""◇ From the words of a query to groups of terms: a word, its other spellings, what may have been meant."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.keys import prefix_range, term_key
from bot.search.query.parse import SHORTEST_PREFIX, Query, Word
from bot.search.query.plurals import other_numbers
from bot.search.query.spellings import other_ways
from bot.search.query.typos import Meant, meant_by
from bot.search.scoring import Group, Member
from bot.text.stem import light_stem
from bot.text.tokens import STOP_WORDS

MOST_WITH_PREFIX: Final = 64
MOST_MEANT: Final = 12
MOST_TYPO_WORDS: Final = 4
"""Longer queries find enough without guessing."""
_OTHER_WAY: Final = 1.0
_CLITIC: Final = 0.9
_OTHER_NUMBER: Final = 0.5
_MEANT: Final = 0.8
_MEANT_FOR_A_WORD: Final = 0.5
"""What is a word itself is likelier to have been meant."""
_COMMON: Final = 1 / 300
"""A word in a larger share of the articles is no slip."""
_PROCLITICS: Final = ("ب", "ل", "ف", "ك", "س", "وب", "ول", "فل", "وس", "فس")
"""Written as one with the word; light10 takes off only the conjunction «و» and the article."""
_ADDED: Final = ("ب", "ل", "وب", "ول", "ك", "ف")
_PREPOSITIONS: Final = ("ب", "ل", "وب", "ول")
_LEAST_STEM: Final = 3
_LEAST_PREPOSED: Final = 4
"""Letters of a stem before which a preposition is looked for, too: «حر» with one would be «بحر»."""
_ARTICLES: Final = ("وال", "بال", "كال", "فال", "ال", "لل")
_SERVANT: Final = "عبد"
"""«عبدالله» is written in one word or in two."""
_LEAST_HALF: Final = 3
_MOST_HALVES: Final = 2


class Vocabulary(Protocol):
    """The terms of the index."""

    @property
    def documents(self) -> int:
        """How many documents there are."""
        ...

    def frequencies(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """In how many documents each term stands."""
        ...

    def in_range(self, first: int, last: int, most: int) -> list[int]:
        """The *most* frequent terms whose keys lie from *first* to *last*."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """*groups* of terms for *words* of the query, in step; *meant* tells which key stands for which guess."""

    words: tuple[Word, ...]
    groups: tuple[Group, ...]
    meant: dict[int, Meant] = field(default_factory=dict)

    @property
    def keys(self) -> list[int]:
        """Every term that is asked for, once."""
        return list(
            dict.fromkeys(key for group in self.groups for member in group.members for key in member.keys)
        )


def asked(query: Query, vocabulary: Vocabulary) -> Asked:
    """The groups of *query*; the words of its phrases are required."""
    required = [Word(text=word) for phrase in query.phrases for word in phrase if word not in STOP_WORDS]
    running = [word for word in query.words if word not in required]
    joined = _joined(running)
    groups = [_group(word, vocabulary, ()) for word in dict.fromkeys(required)]
    groups = [Group(group.members, required=True) for group in groups]
    groups += [_group(word, vocabulary, joined.get(word, ())) for word in running]
    return Asked(words=(*dict.fromkeys(required), *running), groups=tuple(groups))


def guessed(plain: Asked, vocabulary: Vocabulary) -> Asked:
    """*plain* with what may have been meant by each of its words that is rare and need not be there."""
    stems = np.array([term_key(light_stem(word.text)) for word in plain.words], np.uint64)
    common = vocabulary.documents * _COMMON
    meant: dict[int, Meant] = {}
    groups = []
    for word, group, frequency in zip(
        plain.words, plain.groups, vocabulary.frequencies(stems).tolist(), strict=True
    ):
        members = list(group.members)
        if not (group.required or word.prefix or word.certain) and frequency <= common:
            known = {member.keys for member in members}
            weight = _MEANT_FOR_A_WORD if frequency else _MEANT
            for guess in meant_by(word.text, vocabulary.frequencies, most=MOST_MEANT):
                if (guess.key,) not in known:
                    members.append(Member((guess.key,), weight * guess.likelihood, guess=True))
                    meant[guess.key] = guess
            if not frequency:
                members += _halves(word.text, vocabulary)
        groups.append(Group(tuple(members), required=group.required))
    return Asked(words=plain.words, groups=tuple(groups), meant=meant)


def _halves(word: str, vocabulary: Vocabulary) -> list[Member]:
    """*word* as two words, should the space between them be missing: the likeliest pairs."""
    cuts = range(_LEAST_HALF, len(word) - _LEAST_HALF + 1)
    pairs = [(term_key(light_stem(word[:cut])), term_key(light_stem(word[cut:]))) for cut in cuts]
    if not pairs or word.isdecimal():
        return []
    counts = vocabulary.frequencies(np.array(pairs, np.uint64).ravel()).reshape(-1, 2).min(axis=1)
    best = np.argsort(-counts, kind="stable")[:_MOST_HALVES].tolist()
    return [Member(pairs[at], _MEANT, guess=True) for at in best if counts[at]]


def _group(word: Word, vocabulary: Vocabulary, joined: Sequence[Member]) -> Group:
    if word.prefix:
        keys = [term_key(light_stem(word.text))]
        for begun in beginnings(word.text):
            keys += vocabulary.in_range(*prefix_range(begun), MOST_WITH_PREFIX)
        return Group(tuple(Member((key,)) for key in dict.fromkeys(keys)))
    written, clitics = _ways(word.text)
    members = (*written, *joined, *clitics)
    return Group(tuple({member.keys: member for member in reversed(members)}.values())[::-1])


def with_prepositions(word: str) -> tuple[int, ...]:
    """The terms of a *word* by itself and with a preposition («بغداد»: «ببغداد»), where it is long enough."""
    stem = light_stem(word)
    forms = [stem]
    if len(stem) >= _LEAST_PREPOSED and not word.isdecimal():
        forms += [light_stem(clitic + word.removeprefix("ال")) for clitic in _PREPOSITIONS]
    return tuple(dict.fromkeys(map(term_key, forms)))


def naming_keys(name: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """The terms of a *name*, word by word, and with a preposition written as one with its first."""
    told = [word for word in name if word not in STOP_WORDS]
    if not told:
        return ()
    rest = tuple(term_key(light_stem(word)) for word in told[1:])
    return tuple((key, *rest) for key in with_prepositions(told[0]))


def beginnings(prefix: str) -> tuple[str, ...]:
    """*prefix* and what it is without its article: terms have none, so that «الكرب*» begins «كربلاء»."""
    article = next((one for one in _ARTICLES if prefix.startswith(one)), "")
    bare = prefix[len(article) :]
    return (prefix, bare) if article and len(bare) >= SHORTEST_PREFIX else (prefix,)


@lru_cache(maxsize=1 << 12)
def _ways(word: str) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """What *word* is written as: its stem and the other ways; and what it is with other clitics."""
    stem = light_stem(word)
    written = [Member((term_key(stem),))]
    written += [Member(tuple(map(term_key, way)), _OTHER_WAY) for way in other_ways(stem)]
    written += [Member((term_key(other),), _OTHER_NUMBER) for other in other_numbers(stem)]
    clitics = []
    if word.startswith(_SERVANT) and len(word) >= len(_SERVANT) + _LEAST_STEM:
        clitics.append(Member((term_key(_SERVANT), term_key(light_stem(word[len(_SERVANT) :])))))
    if not word.isdecimal():
        clitics += [Member((term_key(other),), _CLITIC) for other in _with_other_clitics(word, stem)]
    return tuple(written), tuple(clitics)


def _joined(running: Sequence[Word]) -> dict[Word, tuple[Member, ...]]:
    """For words that stand side by side, both as one word, should that be one: «عبد الله» is «عبدالله»."""
    joined: dict[Word, tuple[Member, ...]] = {}
    for left, right in pairwise(running):
        if not (left.prefix or right.prefix or left.text.isdecimal() or right.text.isdecimal()):
            member = Member((term_key(light_stem(left.text + right.text)),))
            for word in (left, right):
                joined[word] = (*joined.get(word, ()), member)
    return joined


def _with_other_clitics(word: str, stem: str) -> list[str]:
    """*word*, as a stem, but for a preposition or particle that is written as one with it."""
    forms = [word[len(clitic) :] for clitic in _PROCLITICS if word.startswith(clitic)]
    # «وبغداد» says «بغداد», so «ببغداد» will do: the conjunction goes where the stem does without it.
    said = word[1:] if word.startswith("و") and light_stem(word[1:]) == stem else word
    bare = said.removeprefix("ال")
    forms += [clitic + bare for clitic in _ADDED]
    stems = dict.fromkeys(map(light_stem, forms))
    return [other for other in stems if other != stem and len(other) >= _LEAST_STEM]
