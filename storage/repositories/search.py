"""The search index as it is stored: segments and their pages, the dead, and what waits to be indexed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from storage.connection import Belt, Connection, Value
from storage.records.identity import ArticleId, SourceId
from storage.records.search import (
    PAGES_EACH,
    FoundArticle,
    IndexableArticle,
    IndexState,
    SegmentBlobs,
)


class SearchIndex:
    """Blobs in and out; which articles are in the index and which still wait."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def state(self) -> IndexState:
        """What is live at this moment."""
        row = await self._connection.one("search.state")
        if row is None:
            raise LookupError("the index has no state: its row is made by the migrations")
        return IndexState(segments=row["live"] or "", deaths=row["deaths"])

    async def sizes(self) -> Mapping[int, tuple[int, int]]:
        """How many documents and pages each live segment has."""
        rows = await self._connection.all("search.sizes")
        return {row["segment_id"]: (row["documents"], row["pages"]) for row in rows}

    async def segments(self, segment_ids: Iterable[int]) -> Sequence[SegmentBlobs]:
        """Those of *segment_ids* that are live, in ascending order, without their pages."""
        rows = await self._connection.all("search.segments", segment_ids=json.dumps(list(segment_ids)))
        return [
            SegmentBlobs(
                segment_id=row["segment_id"],
                form=row["form"],
                documents=row["documents"],
                pages=row["pages"],
                terms=bytes(row["terms"]),
                articles=bytes(row["articles"]),
            )
            for row in rows
        ]

    async def pages(self, page_ids: Iterable[int]) -> Mapping[int, bytes]:
        """Pages by their ids; those that are gone are missing."""
        return dict(await self._connection.tuples("search.pages", page_ids=json.dumps(list(page_ids))))

    async def dead(self) -> Mapping[ArticleId, int]:
        """By article the first revision that counts, where older ones may still stand in segments."""
        rows = await self._connection.all("search.dead")
        return {ArticleId(row["article_id"]): row["revision"] for row in rows}

    async def bury(self, articles: Iterable[tuple[ArticleId, int]]) -> None:
        """From now on only revisions from the given one on count."""
        rows = [{"article_id": article_id, "revision": revision} for article_id, revision in articles]
        if rows:
            await self._connection.many("search.bury", rows)
            await self._connection.one("search.count_deaths")

    async def forget_dead(self, articles: Iterable[tuple[ArticleId, int]]) -> None:
        """No segment holds older revisions of these any more."""
        rows = [{"article_id": article_id, "revision": revision} for article_id, revision in articles]
        if rows:
            await self._connection.many("search.forget_dead", rows)
            await self._connection.one("search.count_deaths")

    async def begin_segment(
        self, *, form: int, documents: int, pages: int, terms: bytes, articles: bytes, lease_until: datetime
    ) -> int:
        """A new segment's id; it is not live yet and its pages are to follow before the lease ends."""
        row = await self._connection.one(
            "search.begin_segment",
            form=form,
            documents=documents,
            pages=pages,
            terms=terms,
            articles=articles,
            lease_until=lease_until,
        )
        if row is None:
            raise LookupError("the database gave no id to a new segment")
        return int(row["segment_id"])

    async def add_pages(self, segment_id: int, bodies: Iterable[tuple[int, bytes]]) -> None:
        """Pages of a segment by their numbers."""
        rows: list[dict[str, Value]] = [
            {"page_id": segment_id * PAGES_EACH + number, "body": body} for number, body in bodies
        ]
        if rows:
            await self._connection.many("search.add_page", rows)

    async def go_live(self, segment_id: int) -> bool:
        """All pages are there: readers see it once this commits. False where it was swept away meanwhile."""
        return await self._connection.one("search.go_live", segment_id=segment_id) is not None

    async def complete(self, segment_id: int, *, pages: int, terms: bytes) -> bool:
        """All pages of a segment are there, and these are its terms. False where it was swept away."""
        row = await self._connection.one("search.complete", segment_id=segment_id, pages=pages, terms=terms)
        return row is not None

    async def renew(self, segment_ids: Iterable[int], *, until: datetime) -> None:
        """*segment_ids*, which are leased to us, are ours until then."""
        await self._connection.one("search.renew", segment_ids=json.dumps(list(segment_ids)), until=until)

    async def lease(self, segment_ids: Iterable[int], *, now: datetime, until: datetime) -> Sequence[int]:
        """Those of *segment_ids* that nobody else is merging; they are ours until then."""
        rows = await self._connection.all(
            "search.lease", segment_ids=json.dumps(list(segment_ids)), now=now, until=until
        )
        return sorted(row["segment_id"] for row in rows)

    async def retire(self, segment_ids: Iterable[int]) -> int:
        """End segments that a live one replaces; returns how many there were."""
        rows = await self._connection.all("search.retire", segment_ids=json.dumps(list(segment_ids)))
        return len(rows)

    async def sweep(self, *, now: datetime, most: int) -> int:
        """Delete up to *most* pages that no segment owns, and half-written segments; returns how many."""
        await self._connection.one("search.abandon", now=now)
        rows = await self._connection.all("search.sweep", most=most)
        return len(rows)

    async def waiting(self, most: int) -> Sequence[IndexableArticle]:
        """Articles, or new revisions of them, that the index does not hold yet, the earliest first."""
        rows = await self._connection.all("search.waiting", most=most)
        return [
            IndexableArticle(
                article_id=ArticleId(row["article_id"]),
                source_id=SourceId(row["source_id"]),
                revision=row["revision"],
                title=row["title"],
                text=row["text"],
                section=row["section"],
                place=row["place"],
                dated_at=row["dated_at"],
                reindexed=row["indexed_revision"] > 0,
            )
            for row in sorted(rows, key=lambda row: row["article_id"])
        ]

    async def settle(self, articles: Iterable[tuple[ArticleId, int]]) -> set[ArticleId]:
        """Mark revisions as indexed; returns the articles for which that was still to be done."""
        pairs = [[article_id, revision] for article_id, revision in articles]
        rows = await self._connection.all("search.settle", articles=json.dumps(pairs))
        return {ArticleId(row["article_id"]) for row in rows}

    async def existing(self, article_ids: Iterable[ArticleId]) -> set[ArticleId]:
        """Those of *article_ids* that the archive still holds."""
        rows = await self._connection.all("search.existing", article_ids=json.dumps(list(article_ids)))
        return {ArticleId(row["article_id"]) for row in rows}

    async def found(self, article_ids: Iterable[ArticleId]) -> Mapping[ArticleId, FoundArticle]:
        """What to show of *article_ids*; those that are no more are missing."""
        rows = await self._connection.all("search.found", article_ids=json.dumps(list(article_ids)))
        return {
            ArticleId(row["article_id"]): FoundArticle(
                article_id=ArticleId(row["article_id"]),
                url=row["url"],
                title=row["title"],
                text=row["text"],
                source_name=row["source_name"],
                section=row["section"],
                place=row["place"],
                dated_at=row["dated_at"],
                gone=row["gone_at"] is not None,
            )
            for row in rows
        }

    async def titles(self, article_ids: Iterable[ArticleId]) -> Mapping[int, str]:
        """The titles of *article_ids*, of those that are still there."""
        return dict(await self._connection.tuples("search.titles", article_ids=json.dumps(list(article_ids))))

    async def addresses(self, article_ids: Iterable[ArticleId]) -> Mapping[ArticleId, str]:
        """The addresses of *article_ids*, of those that are not gone."""
        rows = await self._connection.all("search.addresses", article_ids=json.dumps(list(article_ids)))
        return {ArticleId(row["article_id"]): row["url"] for row in rows}

    async def size(self) -> int:
        """Bytes of the index, before what the database itself adds."""
        row = await self._connection.one("search.size")
        return 0 if row is None else int(row["bytes"] or 0)

    def ring(self) -> None:
        """Wake whoever indexes and merges."""
        self._connection.ring(Belt.INDEX)
