"""Stories: the articles that wait for one, what they are compared by, and the stories themselves."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.json import encode

from storage.connection import Belt, Connection, Row
from storage.records.article import Article, Intake
from storage.records.clustering import (
    Carrier,
    EnteredArticle,
    KeptMark,
    Link,
    MarkedArticle,
    Match,
    StoryContent,
    StoryHead,
)
from storage.records.identity import ArticleId, SourceId, StoryId
from storage.records.story import Relation, Story
from storage.repositories.articles import article_of


def story_of(row: Row) -> Story:
    """The story in *row*."""
    return Story(
        story_id=StoryId(row["story_id"]),
        lead_id=ArticleId(row["lead_id"]),
        version=row["version"],
        follows_id=None if row["follows_id"] is None else StoryId(row["follows_id"]),
        places=tuple(json.loads(row["places"])),
        topics=tuple(json.loads(row["topics"])),
        names=tuple(json.loads(row["names"])),
        breaking=bool(row["breaking"]),
        postable=bool(row["postable"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _head_of(row: Row) -> StoryHead:
    return StoryHead(
        story=story_of(row),
        lead_source_id=SourceId(row["lead_source_id"]),
        lead_source_name=row["lead_source_name"],
        lead_agency=row["lead_agency"],
        lead_length=row["lead_length"],
        lead_image=bool(row["lead_image"]),
        lead_intake=Intake(row["lead_intake"]),
    )


def _match_of(row: Row) -> Match:
    return Match(
        article_id=ArticleId(row["article_id"]),
        story_id=StoryId(row["story_id"]),
        relation=Relation(row["relation"]),
        other_id=None if row["other_id"] is None else ArticleId(row["other_id"]),
        other_title=row["other_title"],
        other_url=row["other_url"],
        other_source_name=row["other_source_name"],
        score=row["score"],
        evidence=row["evidence"],
        decided_at=row["decided_at"],
    )


def _ids(ids: Iterable[int]) -> str:
    return encode(list(ids)).decode()


class Stories:
    """What the story station claims, compares and commits, and what the rooms behind it read."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self) -> None:
        """Until this transaction ends no other process decides on stories: no event gets two of them."""
        await self._connection.one("stories.lock")

    async def waiting_news(self, most: int) -> Sequence[Article]:
        """At most *most* articles whose latest revision no story knows, in the order in which they came."""
        rows = await self._connection.all("stories.waiting_news", most=most)
        return [article_of(row) for row in rows]

    async def waiting_foreign(self, most: int) -> Sequence[Article]:
        """The same for articles in another language, from sources that do not allow it."""
        rows = await self._connection.all("stories.waiting_foreign", most=most)
        return [article_of(row) for row in rows]

    async def waiting_imports(self, most: int) -> Sequence[Article]:
        """The same for articles that came in bulk, in the order of their dates."""
        rows = await self._connection.all("stories.waiting_imports", most=most)
        return [article_of(row) for row in rows]

    async def still_waiting(self, article_ids: Iterable[ArticleId]) -> Mapping[ArticleId, int]:
        """Those of *article_ids* that no story knows in their latest revision, with that revision."""
        rows = await self._connection.all("stories.still_waiting", article_ids=_ids(article_ids))
        return {ArticleId(row["article_id"]): row["revision"] for row in rows}

    async def oldest_import(self) -> datetime | None:
        """From which date on archived articles still wait; None when none with a date does."""
        row = await self._connection.one("stories.oldest_import")
        oldest: datetime | None = None if row is None else row["published_at"]
        return oldest

    async def entered(self, *, after: int, most: int) -> Sequence[EnteredArticle]:
        """The next *most* articles that came into the window, after the turn *after*, in their order."""
        rows = await self._connection.all("stories.entered", after=after, most=most)
        return [
            EnteredArticle(
                turn=row["turn"],
                article_id=ArticleId(row["article_id"]),
                hashes=bytes.fromhex(row["hashes"]),
                dated_at=row["dated_at"],
            )
            for row in rows
        ]

    async def marks(self, article_ids: Iterable[ArticleId]) -> Sequence[MarkedArticle]:
        """What these articles are compared by; those outside the window or without a story are left out."""
        rows = await self._connection.all("stories.marks", article_ids=_ids(article_ids))
        return [
            MarkedArticle(
                article_id=ArticleId(row["article_id"]),
                story_id=StoryId(row["story_id"]),
                source_id=SourceId(row["source_id"]),
                mark=bytes(row["mark"]),
                dated_at=row["dated_at"],
            )
            for row in rows
        ]

    async def heads(self, story_ids: Iterable[StoryId]) -> Mapping[StoryId, StoryHead]:
        """These stories, with what a better lead has to beat."""
        rows = await self._connection.all("stories.heads", story_ids=_ids(story_ids))
        return {StoryId(row["story_id"]): _head_of(row) for row in rows}

    async def open(self, contents: Sequence[StoryContent], *, now: datetime) -> Mapping[ArticleId, StoryId]:
        """New stories, by their leads; rings for the summaries."""
        if not contents:
            return {}
        given = [
            {
                "lead_id": content.lead_id,
                "places": _names(content.places),
                "topics": _names(content.topics),
                "names": _names(content.names),
                "breaking": int(content.breaking),
                "postable": int(content.postable),
            }
            for content in contents
        ]
        rows = await self._connection.all("stories.open", stories=encode(given).decode(), now=now)
        self._connection.ring(Belt.STORIES)
        return {ArticleId(row["lead_id"]): StoryId(row["story_id"]) for row in rows}

    async def grow(self, changes: Mapping[StoryId, StoryContent], *, now: datetime) -> None:
        """Each of these stories has one version more, and this content; rings for the summaries."""
        if not changes:
            return
        await self._connection.many(
            "stories.grow",
            [
                {
                    "story_id": story_id,
                    "lead_id": content.lead_id,
                    "places": _names(content.places),
                    "topics": _names(content.topics),
                    "names": _names(content.names),
                    "breaking": int(content.breaking),
                    "postable": int(content.postable),
                    "now": now,
                }
                for story_id, content in changes.items()
            ],
        )
        self._connection.ring(Belt.STORIES)

    async def follow(self, follows: Mapping[StoryId, StoryId]) -> None:
        """Each story goes on from the earlier one it is mapped to."""
        if follows:
            await self._connection.many(
                "stories.follow",
                [{"story_id": later, "follows_id": earlier} for later, earlier in follows.items()],
            )

    async def link(self, links: Sequence[Link], *, now: datetime) -> None:
        """Articles have found their stories; why is kept with them."""
        await self._connection.many(
            "stories.link",
            [
                {
                    "article_id": link.article_id,
                    "story_id": link.story_id,
                    "relation": link.relation,
                    "revision": link.revision,
                }
                for link in links
            ],
        )
        await self._connection.many(
            "stories.keep_match",
            [
                {
                    "article_id": link.article_id,
                    "other_id": link.other_id,
                    "score": link.score,
                    "evidence": link.evidence,
                    "now": now,
                }
                for link in links
            ],
        )

    async def relink(self, revisions: Mapping[ArticleId, int]) -> None:
        """Articles that changed stay in their stories; each revision is known now."""
        if revisions:
            await self._connection.many(
                "stories.relink",
                [
                    {"article_id": article_id, "revision": revision}
                    for article_id, revision in revisions.items()
                ],
            )

    async def keep_marks(self, marks: Sequence[KeptMark]) -> None:
        """Put articles into the window, each at a turn of its own; what was in it before has changed."""
        await self.forget([kept.article_id for kept in marks])
        await self._connection.many(
            "stories.keep_mark",
            [
                {
                    "article_id": kept.article_id,
                    "mark": kept.mark,
                    "hashes": kept.hashes.hex(),
                    "dated_at": kept.dated_at,
                }
                for kept in marks
            ],
        )

    async def forget(self, article_ids: Iterable[ArticleId]) -> None:
        """Let these articles out of the window: nothing is compared with them any more."""
        await self._connection.all("stories.forget_marks", article_ids=_ids(article_ids))

    async def get(self, story_id: StoryId) -> Story | None:
        """The story, or None where it is unknown."""
        row = await self._connection.one("stories.get", story_id=story_id)
        return None if row is None else story_of(row)

    async def of_article(self, article_id: ArticleId) -> Story | None:
        """The story that an article belongs to; None while it waits for one."""
        row = await self._connection.one("stories.of_article", article_id=article_id)
        return None if row is None else story_of(row)

    async def following(self, story_id: StoryId) -> Sequence[Story]:
        """The stories that go on from this one («تطورات»), the earliest first."""
        return [story_of(row) for row in await self._connection.all("stories.following", story_id=story_id)]

    async def unsummarized(self, most: int) -> Sequence[Story]:
        """At most *most* postable stories whose latest version has no summary, the oldest first."""
        return [story_of(row) for row in await self._connection.all("stories.unsummarized", most=most)]

    async def sources_of(self, story_id: StoryId) -> Sequence[Carrier]:
        """Who carries the story, in the order in which they brought it («نقلته أيضاً: …»)."""
        rows = await self._connection.all("stories.sources_of", story_id=story_id)
        return [
            Carrier(
                source_id=SourceId(row["source_id"]),
                source_name=row["source_name"],
                article_id=ArticleId(row["article_id"]),
                articles=row["articles"],
                first_at=row["first_at"],
            )
            for row in rows
        ]

    async def match_of(self, article_id: ArticleId) -> Match | None:
        """Why the article is in its story; None while it waits for one."""
        row = await self._connection.one("stories.match_of", article_id=article_id)
        return None if row is None else _match_of(row)


def _names(names: tuple[str, ...]) -> str:
    return encode(names).decode()
