"""Sources: the publishers whose feeds are polled."""

from collections.abc import Sequence
from datetime import datetime

from storage.connection import Connection, Row
from storage.records.identity import SourceId
from storage.records.source import Source


def source_of(row: Row) -> Source:
    """The source in *row*."""
    return Source(
        source_id=SourceId(row["source_id"]),
        name=row["name"],
        url=row["url"],
        kind=row["kind"],
        options=row["options"],
        from_config=bool(row["from_config"]),
        paused_reason=row["paused_reason"],
        created_at=row["created_at"],
    )


class Sources:
    """Adding and reading sources."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(
        self,
        *,
        name: str,
        url: str,
        now: datetime,
        kind: str = "auto",
        options: str = "{}",
        from_config: bool = False,
    ) -> SourceId:
        """A new source; its name is its own.

        Raises:
            StorageError: another source has this name.
        """
        row = await self._connection.one(
            "sources.add",
            name=name,
            url=url,
            kind=kind,
            options=options,
            from_config=int(from_config),
            now=now,
        )
        assert row is not None  # noqa: S101 - INSERT … RETURNING yields its row or raises
        return SourceId(row["source_id"])

    async def all(self) -> Sequence[Source]:
        """Every source in the order of its making."""
        return [source_of(row) for row in await self._connection.all("sources.all")]

    async def get(self, source_id: SourceId) -> Source | None:
        """The source, or None where it is unknown."""
        row = await self._connection.one("sources.get", source_id=source_id)
        return None if row is None else source_of(row)

    async def by_name(self, name: str) -> Source | None:
        """The source of this name."""
        row = await self._connection.one("sources.by_name", name=name)
        return None if row is None else source_of(row)

    async def change(
        self, source_id: SourceId, *, url: str, kind: str, options: str, from_config: bool
    ) -> None:
        """What is now said of a source; it is polled again if it was paused."""
        await self._connection.one(
            "sources.change",
            source_id=source_id,
            url=url,
            kind=kind,
            options=options,
            from_config=int(from_config),
        )

    async def pause(self, source_id: SourceId, reason: str | None) -> None:
        """Stop polling a source for *reason*, or poll it again where that is None."""
        await self._connection.one("sources.pause", source_id=source_id, reason=reason)
