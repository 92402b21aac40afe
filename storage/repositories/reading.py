"""Stories as readers see them: the latest ones, and one with all who told it."""

import json
from collections.abc import Sequence

from storage.connection import Connection, Row
from storage.records.identity import StoryId
from storage.records.reading import Headline, Telling, ToldStory

DEPTH = 600
"""How many of the youngest stories a page of the latest looks at; ids grow with time."""
SHELF_DEPTH = 2_000
"""The same for a section, whose stories lie thinner."""


class Reading:
    """What readers ask for; nothing here writes."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def newest(self) -> StoryId:
        """The newest story's id, 0 where there is none: what later pages are counted from."""
        row = await self._connection.one("reading.newest")
        return StoryId(row["story_id"] if row is not None else 0)

    async def latest(
        self, *, anchor: StoryId, limit: int, offset: int = 0, shelf: str | None = None
    ) -> Sequence[Headline]:
        """*limit* stories up to *anchor*, newest first; of one *shelf* (section, topic, place …) only."""
        rows = await self._connection.all(
            "reading.latest",
            anchor=anchor,
            limit=limit,
            offset=offset,
            filter=shelf,
            depth=DEPTH if shelf is None else SHELF_DEPTH,
        )
        return [_headline_of(row) for row in rows]

    async def shelves(self) -> Sequence[str]:
        """The names of sections, topics, places and sources with news of late, the fullest first."""
        rows = await self._connection.all("reading.shelves", anchor=await self.newest(), depth=SHELF_DEPTH)
        return [str(row["name"]) for row in rows]

    async def story(self, story_id: StoryId) -> ToldStory | None:
        """The story, or None where it is unknown."""
        row = await self._connection.one("reading.story", story_id=story_id)
        if row is None:
            return None
        tellings: dict[str, Telling] = {}
        for told in await self._connection.all("reading.tellings", story_id=story_id):
            name = str(told["source_name"])
            tellings.setdefault(name, Telling(source_name=name, url=told["url"], dated_at=told["dated_at"]))
        return ToldStory(
            headline=_headline_of(row),
            topics=tuple(json.loads(row["topics"])),
            sentences=tuple(json.loads(row["sentences"])) if row["sentences"] else (),
            tellings=tuple(tellings.values()),
        )


def _headline_of(row: Row) -> Headline:
    places = tuple(json.loads(row["places"]))
    return Headline(
        story_id=StoryId(row["story_id"]),
        title=row["title"],
        url=row["url"],
        source_name=row["source_name"],
        source_count=row["source_count"],
        section=row["section"],
        places=places or ((row["place"],) if row["place"] else ()),
        breaking=bool(row["breaking"]),
        dated_at=row["dated_at"],
    )
