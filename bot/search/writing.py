"""Put a segment into the archive: a small one with its articles in one transaction, a large one in pieces."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.search.postings.analysis import name_mark
from bot.search.postings.segment import COLUMNS, Segment, minute_of, pack_directory, pages
from storage.records.search import IndexableArticle
from storage.store import Store, Transaction

PAGES_AT_ONCE: Final = 128
"""1.5 MB in a transaction: no other writer waits long for it."""
_LEASE: Final = timedelta(minutes=10)
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
    bodies = list(pages(segment.postings))
    segment_id = await _begin(tx, segment, len(bodies), now)
    await tx.search.add_pages(segment_id, enumerate(bodies))
    await tx.search.go_live(segment_id)
    tx.search.ring()
    return segment_id


async def write_large(store: Store, segment: Segment, *, now: datetime) -> int:
    """Store a large *segment* in many transactions; its id. It is not live yet."""
    bodies = list(pages(segment.postings))
    async with store.write() as tx:
        segment_id = await _begin(tx, segment, len(bodies), now)
    for first in range(0, len(bodies), PAGES_AT_ONCE):
        async with store.write() as tx:
            await tx.search.add_pages(segment_id, enumerate(bodies[first : first + PAGES_AT_ONCE], first))
    return segment_id


async def _begin(tx: Transaction, segment: Segment, count: int, now: datetime) -> int:
    return await tx.search.begin_segment(
        documents=len(segment.articles),
        pages=count,
        terms=pack_directory(segment.postings),
        articles=segment.articles.tobytes(),
        lease_until=now + _LEASE,
    )
