"""◇ The window: the articles that later ones may be compared with, in memory as far as finding them asks.

The archive is the truth: each row of ``marks`` has a *turn*, and whoever is about to decide first reads the
rows that came since the last turn he has seen, his own and those of other processes alike. So what is here
was committed, whatever crashed, and a window that begins empty comes to the same answers.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import numpy as np

from bot.stories.candidates import Asked, carried_within, nearest
from bot.stories.fingerprint import Fingerprint
from bot.stories.mark import hashes_of
from bot.stories.postings import Postings, roomy
from storage.records.clustering import EnteredArticle
from storage.records.identity import ArticleId

MOST_POSTINGS: Final = 48
"""Articles that are looked at for one hash, the newest ones: a phrase that all carry tells nothing."""
_LEAST_DEAD: Final = 512
"""Articles that have left before the arrays are tidied: each search passes over them until then."""


class Window:
    """The articles of the window with their hashes; some kilobyte of memory for each."""

    __slots__ = ("_alive", "_dated", "_ids", "_numbers", "_postings", "_size", "turn")

    def __init__(self) -> None:
        self.turn = 0
        """The last one that was seen."""
        self._size = 0
        self._numbers: dict[ArticleId, int] = {}
        self._ids = np.empty(0, dtype=np.int64)
        self._dated = np.empty(0, dtype=np.float64)
        self._alive = np.empty(0, dtype=np.bool_)
        self._postings = Postings()

    def __len__(self) -> int:
        return len(self._numbers)

    def enter(self, entered: Sequence[EnteredArticle]) -> None:
        """These came into the window, in the order of their turns; what was there before has changed."""
        if not entered:
            return
        first, self._size = self._size, self._size + len(entered)
        self._ids = roomy(self._ids, self._size)
        self._dated = roomy(self._dated, self._size)
        self._alive = roomy(self._alive, self._size)
        self._ids[first : self._size] = [each.article_id for each in entered]
        self._dated[first : self._size] = [each.dated_at.timestamp() for each in entered]
        self._alive[first : self._size] = True
        for number, each in enumerate(entered, start=first):
            older = self._numbers.pop(each.article_id, None)
            if older is not None:
                self._alive[older] = False
            self._numbers[each.article_id] = number
        carried = [hashes_of(each.hashes) for each in entered]
        numbers = np.repeat(np.arange(first, self._size), [hashes.size for hashes in carried])
        self._postings.add(np.concatenate(carried), numbers)
        self.turn = entered[-1].turn

    def aged(self, *, before: datetime, most: int) -> list[ArticleId]:
        """At most *most* articles that are older than *before*."""
        old = (self._dated[: self._size] < before.timestamp()) & self._alive[: self._size]
        ids: list[ArticleId] = self._ids[np.flatnonzero(old)[:most]].tolist()
        return ids

    def leave(self, article_ids: Sequence[ArticleId]) -> None:
        """Nothing is compared with these any more."""
        for article_id in article_ids:
            number = self._numbers.pop(article_id, None)
            if number is not None:
                self._alive[number] = False
        if self._size - len(self._numbers) > max(_LEAST_DEAD, len(self._numbers) // 4):
            self._tidy()

    def nearest(
        self, article_ids: Sequence[ArticleId], prints: Sequence[Fingerprint]
    ) -> dict[ArticleId, list[ArticleId]]:
        """Who comes near each article of a batch: of the window, and then of those before it in the batch."""
        asked = Asked.of(article_ids, prints)
        known = self._postings.carried(asked.hashes, alive=self._alive, most=MOST_POSTINGS)
        stored = nearest(asked, known, self._ids)
        fresh = nearest(asked, carried_within(asked), asked.ids)
        return {
            article_id: old + new for article_id, old, new in zip(article_ids, stored, fresh, strict=True)
        }

    def _tidy(self) -> None:
        alive = self._alive[: self._size]
        self._postings = self._postings.only(alive)
        self._ids, self._dated = self._ids[: self._size][alive], self._dated[: self._size][alive]
        self._size = self._ids.size
        self._alive = np.ones(self._size, dtype=np.bool_)
        self._numbers = {ArticleId(each): number for number, each in enumerate(self._ids.tolist())}
