"""◇ Of what a guess found, first what says in its headline a word that one slip turns into the one typed.

The index knows stems: a guess finds every form of a word, of which most are further from what was typed than
a slip. «حافلاتتها» is a slip for «حافلاتها», and for «الحافلات» it is not.
"""

from collections.abc import Sequence
from typing import Final

from bot.search.query.members import Asked
from bot.search.query.typos import slips
from bot.search.scoring import Ranking
from bot.text.tokens import words_in

_WINDOW: Final = 256
"""Of so many of the best the headlines are read, where one word was asked for; several words rank better."""
_NEAR: Final = 1.0
"""A headline within a slip of every word is worth so much more."""
_SHARPNESS: Final = 2.0
"""The power of a slip's likelihood: how far the likelier slips go before the others."""


def window(wanted: Asked) -> int:
    """Of how many of the best articles the headlines are to be read."""
    return _WINDOW // max(1, len(wanted.words))


def guessed_words(wanted: Asked) -> Sequence[tuple[str, float]]:
    """The words of *wanted* that something was guessed for, and what a guess is worth against the word."""
    found = []
    for word, group in zip(wanted.words, wanted.groups, strict=True):
        worth = max((member.weight for member in group.members if member.guess), default=0.0)
        if worth:
            found.append((word.text, worth))
    return found


def nearest_first(ranking: Ranking, titles: Sequence[str], guessed: Sequence[tuple[str, float]]) -> Ranking:
    """*ranking* with the articles of *titles*, its first, by score and nearness; equal ones stay in order."""
    read = len(titles)
    scores = [
        score * (1 + _NEAR * near)
        for near, score in zip(_nearness(titles, guessed), ranking.scores, strict=False)
    ]
    order = sorted(range(len(scores)), key=lambda at: -scores[at])
    # What follows the window was less before and stays behind it: no page shows an article twice.
    return Ranking(
        articles=(*(ranking.articles[at] for at in order), *ranking.articles[read:]),
        scores=(*(scores[at] for at in order), *ranking.scores[read:]),
        total=ranking.total,
        covered=ranking.covered,
    )


def _nearness(titles: Sequence[str], guessed: Sequence[tuple[str, float]]) -> list[float]:
    """The share of the guessed words that each title has within a slip, weighed by likelihood (0–1)."""
    said = [frozenset(title.split()) for title in titles]
    read = {written: words_in(written) for written in frozenset[str]().union(*said)}
    near = [0.0] * len(titles)
    for word, worth in guessed:
        likely = slips(word) | {word: 1.0 / worth}
        meant = {
            written: max(map(likely.__getitem__, likely.keys() & found))
            for written, found in read.items()
            if not likely.keys().isdisjoint(found)
        }
        for place, pieces in enumerate(said):
            if not pieces.isdisjoint(meant):
                best = max(meant.get(written, 0.0) for written in pieces)
                near[place] += worth * best**_SHARPNESS
    return [total / len(guessed) for total in near]
