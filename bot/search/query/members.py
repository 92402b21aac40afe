"""◇ From the words of a query to groups of terms: a word itself, its other spellings, what begins so, what may
have been meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.keys import prefix_range, term_key
from bot.search.query.parse import Query, Word
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
_MEANT: Final = 0.8
_PROCLITICS: Final = ("ب", "ل", "ف", "ك", "س", "وب", "ول", "فل", "وس", "فس")
"""Written as one with the word; light10 takes off only the conjunction «و» and the article."""
_ADDED: Final = ("ب", "ل", "وب", "ول", "ك", "ف")
_LEAST_STEM: Final = 3


class Vocabulary(Protocol):
    """The terms of the index."""

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
    joined = _joined(running, vocabulary)
    groups = [_group(word, vocabulary, ()) for word in dict.fromkeys(required)]
    groups = [Group(group.members, required=True) for group in groups]
    groups += [_group(word, vocabulary, joined.get(word, ())) for word in running]
    return Asked(words=(*dict.fromkeys(required), *running), groups=tuple(groups))


def guessed(plain: Asked, vocabulary: Vocabulary) -> Asked:
    """*plain* with what may have been meant by each of its words that need not be there."""
    meant: dict[int, Meant] = {}
    groups = []
    for word, group in zip(plain.words, plain.groups, strict=True):
        members = list(group.members)
        if not group.required and not word.prefix:
            known = {member.keys for member in members}
            for guess in meant_by(word.text, vocabulary.frequencies, most=MOST_MEANT):
                if (guess.key,) not in known:
                    members.append(Member((guess.key,), _MEANT * guess.likelihood))
                    meant[guess.key] = guess
        groups.append(Group(tuple(members), required=group.required))
    return Asked(words=plain.words, groups=tuple(groups), meant=meant)


def _group(word: Word, vocabulary: Vocabulary, joined: Sequence[Member]) -> Group:
    stem = light_stem(word.text)
    members = [Member((term_key(stem),))]
    if word.prefix:
        begun = vocabulary.in_range(*prefix_range(word.text), MOST_WITH_PREFIX)
        return Group((*members, *(Member((key,)) for key in begun if (key,) != members[0].keys)))
    members += [Member(tuple(map(term_key, way)), _OTHER_WAY) for way in other_ways(stem)]
    members += joined
    members += [
        Member((term_key(other),), _CLITIC) for other in _with_other_clitics(word.text, stem, vocabulary)
    ]
    return Group(tuple({member.keys: member for member in reversed(members)}.values())[::-1])


def _joined(running: Sequence[Word], vocabulary: Vocabulary) -> dict[Word, tuple[Member, ...]]:
    """For words that stand side by side, both as one word where that is one: «عبد الله» is «عبدالله»."""
    pairs = [
        (left, right, term_key(light_stem(left.text + right.text)))
        for left, right in zip(running, running[1:], strict=False)
        if not (left.prefix or right.prefix or left.text.isdecimal() or right.text.isdecimal())
    ]
    if not pairs:
        return {}
    counts = vocabulary.frequencies(np.array([key for _, _, key in pairs], np.uint64)).tolist()
    joined: dict[Word, tuple[Member, ...]] = {}
    for (left, right, key), count in zip(pairs, counts, strict=True):
        if count:
            for word in (left, right):
                joined[word] = (*joined.get(word, ()), Member((key,)))
    return joined


def _with_other_clitics(word: str, stem: str, vocabulary: Vocabulary) -> list[str]:
    """Terms of the index that are *word* but for a preposition or particle that is written as one with it."""
    forms = [word[len(clitic) :] for clitic in _PROCLITICS if word.startswith(clitic)]
    bare = word.removeprefix("ال")
    forms += [clitic + bare for clitic in _ADDED]
    stems = [
        other
        for other in dict.fromkeys(map(light_stem, forms))
        if other != stem and len(other) >= _LEAST_STEM
    ]
    if not stems:
        return []
    counts = vocabulary.frequencies(np.array(list(map(term_key, stems)), np.uint64)).tolist()
    return [other for other, count in zip(stems, counts, strict=True) if count]
