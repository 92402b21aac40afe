"""◇ Who comes near an article: the few stored articles worth comparing, from the postings of its hashes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.stories.fingerprint import HEADLINE_SPACE
from storage.records.identity import ArticleId

MOST_POSTINGS: Final = 48
"""Articles that are looked at for one hash, the newest ones: a phrase that all carry tells nothing."""
MOST_CANDIDATES: Final = 8
_LEAST: Final = 2.0


class Postings:
    """Which articles carry a hash: those of the archive, and those decided since."""

    __slots__ = ("_by_hash",)

    def __init__(self, stored: Mapping[int, Sequence[ArticleId]]) -> None:
        self._by_hash: dict[int, list[ArticleId]] = {hashed: list(ids) for hashed, ids in stored.items()}

    def add(self, article_id: ArticleId, hashes: Iterable[int], *, most: int | None = None) -> None:
        """An article that was decided carries *hashes*; only the newest *most* carriers of one are kept."""
        for hashed in hashes:
            carriers = self._by_hash.setdefault(hashed, [])
            carriers.append(article_id)
            if most is not None and len(carriers) > most:
                del carriers[0]

    def nearest(self, article_id: ArticleId, hashes: Iterable[int]) -> list[ArticleId]:
        """The articles that share most of what is rare with these *hashes*, the nearest first.

        A hash weighs less the more articles carry it; two weak ones are needed, or one is not enough.
        """
        # The real part adds up what the shared hashes are worth, the imaginary one counts them.
        shared: defaultdict[ArticleId, complex] = defaultdict(complex)
        for hashed in hashes:
            carriers = self._by_hash.get(hashed)
            if not carriers:
                continue
            # A headline's term is a word, a shingle two of them: it takes more words to say the same.
            one = complex((0.7 if hashed >= HEADLINE_SPACE else 1.0) / len(carriers) ** 0.5, 1)
            for carrier in carriers:
                shared[carrier] += one
        shared.pop(article_id, None)
        near = [(found.real, carrier) for carrier, found in shared.items() if found.imag >= _LEAST]
        near.sort(reverse=True)
        return [carrier for _, carrier in near[:MOST_CANDIDATES]]
