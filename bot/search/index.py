"""▣ Articles that are not in the index → a segment of them; a second after it is stored an article is found.

waiting | analyse | settle | add segment
"""

import asyncio
from typing import Final

import numpy as np

from bot.clock import Clock
from bot.search.postings.analysis import Analyser
from bot.search.postings.segment import Segment, merge
from bot.search.writing import add_segment, columns
from storage.store import Store

BATCH: Final = 96
"""Articles a round: their analysis takes the interpreter for a few milliseconds at a time."""


class Indexer:
    """The station; it keeps the words that it has seen."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._analyser = Analyser()

    async def work(self) -> int:
        """Index one batch; returns how many articles it held.

        The articles are analysed outside of the transaction; should another process have settled some of them
        meanwhile, or a new revision have come, these are left out.
        """
        async with self._store.read() as tx:
            waiting = await tx.search.waiting(BATCH)
        if not waiting:
            return 0
        postings = await asyncio.to_thread(
            self._analyser.analyse, [(article.title, article.text) for article in waiting]
        )
        segment = Segment(columns(waiting), postings)
        async with self._store.write() as tx:
            ours = await tx.search.settle((article.article_id, article.revision) for article in waiting)
            if not ours:
                return len(waiting)
            if len(ours) < len(waiting):
                kept = np.array([article.article_id in ours for article in waiting])
                segment = merge([segment], [kept])
            await tx.search.bury(
                (article.article_id, article.revision)
                for article in waiting
                if article.reindexed and article.article_id in ours
            )
            await add_segment(tx, segment, now=self._clock.now())
        return len(waiting)
