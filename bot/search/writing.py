"""Put a segment into the archive: a small one with its articles in one transaction, a large one in pieces."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.clock import Clock
from bot.search.postings.analysis import name_mark
from bot.search.postings.layout import (
    FORM,
    NO_PAGE,
    PAGE_POSTINGS,
    Directory,
    Laid,
    Page,
    joined,
    lay,
    pack_directory,
    pack_pages,
)
from bot.search.postings.segment import COLUMNS, Segment, minute_of
from storage.records.search import PAGES_EACH, IndexableArticle
from storage.store import Store, Transaction

PAGES_AT_ONCE: Final = 192
"""1.5 MB in a transaction: no other writer waits long for it."""
LEASE: Final = timedelta(minutes=10)
_LAST_REVISION: Final = 0xFFFF


def columns(articles: Sequence[IndexableArticle]) -> NDArray[np.void]:
    """What filters ask of *articles*."""
    table = np.zeros(len(articles), COLUMNS)
    for row, article in enumerate(articles):
        table[row] = (
            article.article_id,
            minute_of(article.dated_at),
            article.source_id,
            name_mark(article.section),
            name_mark(article.place),
            min(article.revision, _LAST_REVISION),
        )
    return table


async def add_segment(tx: Transaction, segment: Segment, *, now: datetime) -> int:
    """Store a small *segment*, live when *tx* commits; its id."""
    laid = lay(segment.postings)
    bodies = list(pack_pages(laid.page))
    segment_id = await tx.search.begin_segment(
        form=FORM,
        documents=len(segment.articles),
        pages=len(bodies),
        terms=pack_directory(laid.directory),
        articles=segment.articles.tobytes(),
        lease_until=now + LEASE,
    )
    await tx.search.add_pages(segment_id, enumerate(bodies))
    await tx.search.go_live(segment_id)
    tx.search.ring()
    return segment_id


class LargeSegment:
    """Writes a large segment in many transactions, in the order of its terms; it goes live apart.

    *holding* are segments whose leases are to be renewed on the way.
    """

    def __init__(self, store: Store, clock: Clock, holding: Sequence[int]) -> None:
        self._store = store
        self._clock = clock
        self._holding = list(holding)
        self._keys: list[NDArray[np.uint64]] = []
        self._ends: list[NDArray[np.uint32]] = []
        self._counts: list[NDArray[np.uint32]] = []
        self._postings = 0
        self._pages = 0
        self._rest: Page = NO_PAGE
        self._segment_id = 0

    async def begin(self, articles: bytes, *, documents: int) -> None:
        """Take an id for a segment of so many *documents*, whose blob is *articles*."""
        async with self._store.write() as tx:
            self._segment_id = await tx.search.begin_segment(
                form=FORM,
                documents=documents,
                pages=0,
                terms=b"",
                articles=articles,
                lease_until=self._clock.now() + LEASE,
            )
        self._holding.append(self._segment_id)

    async def add(self, laid: Laid) -> None:
        """Write the postings of the next terms, but for what does not fill a page."""
        await self._write(await asyncio.to_thread(self._filled, laid))

    def _filled(self, laid: Laid) -> list[bytes]:
        """The pages that *laid* fills with what was left before."""
        self._keys.append(laid.directory.keys)
        self._ends.append(laid.directory.starts[1:] + np.uint32(self._postings))
        self._counts.append(laid.directory.counts)
        self._postings += len(laid.page[0])
        steps, impacts = joined([self._rest, laid.page])
        whole = len(steps) - len(steps) % PAGE_POSTINGS[FORM]
        self._rest = (steps[whole:], impacts[whole:])
        return list(pack_pages((steps[:whole], impacts[:whole])))

    async def end(self) -> tuple[int, int, bytes]:
        """Write what is left; the segment's id, how many pages it has, and its terms."""
        await self._write(list(pack_pages(self._rest)))
        return self._segment_id, self._pages, await asyncio.to_thread(self._terms)

    def _terms(self) -> bytes:
        keys = np.concatenate([np.zeros(0, np.uint64), *self._keys])
        starts = np.concatenate([np.zeros(1, np.uint32), *self._ends])
        counts = np.concatenate([np.zeros(0, np.uint32), *self._counts])
        return pack_directory(Directory(keys, starts, counts))

    async def _write(self, bodies: Sequence[bytes]) -> None:
        for first in range(0, len(bodies), PAGES_AT_ONCE):
            part = bodies[first : first + PAGES_AT_ONCE]
            if self._pages + len(part) > PAGES_EACH:
                raise ValueError("more pages than a segment may have")
            async with self._store.write() as tx:
                await tx.search.add_pages(self._segment_id, enumerate(part, self._pages))
                await tx.search.renew(self._holding, until=self._clock.now() + LEASE)
            self._pages += len(part)
