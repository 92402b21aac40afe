"""▣ The story station: articles that no story knows → stories, each decision with its reason."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.stories.candidates import MOST_POSTINGS, Postings
from bot.stories.desk import Desk
from bot.stories.fingerprint import Fingerprint, decode, encode, fingerprint
from bot.stories.match import TEXT_WINDOW_S, Opened, Sighting, StoryKey
from storage.records.article import Article
from storage.records.clustering import KeptMark, Link
from storage.records.identity import ArticleId, StoryId
from storage.store import Store, Transaction

BATCH: Final = 24
"""Articles a transaction: about 10 ms of analysis, so that the event loop is not held up."""
WINDOW: Final = timedelta(seconds=TEXT_WINDOW_S)
"""How far back articles are compared."""
PRUNED: Final = 2 * BATCH
"""Articles that leave the window with one batch, so that it never has to be emptied at once."""

Prints = Mapping[ArticleId, Fingerprint]


async def cluster(store: Store, clock: Clock, *, own_agency: str | None = None, batch: int = BATCH) -> int:
    """Find the stories of at most *batch* waiting articles; how many were done, 0 when none waits.

        waiting | fingerprint | postings | decide | assemble | link

    News goes before what came in bulk. An article whose text changed stays in its story, which then has a
    version more. Everything is decided and committed in one transaction that excludes every other process,
    so that one event never gets two stories, and a crash leaves the articles waiting as they were.

    Args:
        store: the archive.
        clock: dates the decisions.
        own_agency: the newsroom's own agency or source, whose text leads a story whenever it is there.
        batch: the most articles in one transaction.
    """
    async with store.read() as tx:
        ready = {
            (article.article_id, article.revision): _print(article) for article in await _waiting(tx, batch)
        }
    if not ready:
        return 0
    now = clock.now()
    async with store.write() as tx:
        await tx.stories.lock()
        waiting = await _waiting(tx, batch)  # again: another process may have been faster
        if not waiting:
            return 0
        prints = {
            article.article_id: ready.get((article.article_id, article.revision)) or _print(article)
            for article in waiting
        }
        desk = await _desk(tx, waiting, prints, own_agency=own_agency)
        for article in waiting:
            desk.take(article)
        await _commit(tx, desk, waiting, prints, now=now)
        await _prune(tx, waiting, now=now)
    return len(waiting)


async def _waiting(tx: Transaction, batch: int) -> Sequence[Article]:
    return await tx.stories.waiting_news(batch) or await tx.stories.waiting_imports(batch)


def _print(article: Article) -> Fingerprint:
    return fingerprint(article.content.title, article.content.text)


async def _desk(
    tx: Transaction, waiting: Sequence[Article], prints: Prints, *, own_agency: str | None
) -> Desk:
    """Lay out what the archive holds on the events of *waiting*."""
    hashes = {hashed for found in prints.values() for hashed in found.hashes}
    postings = Postings(await tx.stories.postings(hashes, most=MOST_POSTINGS))
    near = {
        article_id
        for article in waiting
        if article.story_id is None
        for article_id in postings.nearest(article.article_id, prints[article.article_id].hashes)
    }
    stored = await tx.stories.marks(near)
    sightings = [
        Sighting(
            article_id=marked.article_id,
            source_id=marked.source_id,
            dated_at=marked.dated_at,
            mark=mark,
            story=marked.story_id,
        )
        for marked in stored
        if (mark := decode(marked.mark)) is not None
    ]
    stories = {marked.story_id for marked in stored}
    stories.update(article.story_id for article in waiting if article.story_id is not None)
    heads = await tx.stories.heads(stories)
    return Desk(prints=prints, postings=postings, sightings=sightings, heads=heads, own_agency=own_agency)


async def _commit(
    tx: Transaction, desk: Desk, waiting: Sequence[Article], prints: Prints, *, now: datetime
) -> None:
    """Store what was decided on the desk."""
    opened = await tx.stories.open(list(desk.opened.values()), now=now)
    by_opener = {key.by: opened[content.lead_id] for key, content in desk.opened.items()}

    def stored(key: StoryKey) -> StoryId:
        return by_opener[key.by] if isinstance(key, Opened) else key

    await tx.stories.grow(desk.grown, now=now)
    await tx.stories.follow({stored(later): stored(earlier) for later, earlier in desk.follows.items()})
    links = [
        Link(
            article_id=decided.article.article_id,
            story_id=stored(decided.story),
            relation=decided.decision.relation,
            revision=decided.article.revision,
            other_id=None if decided.decision.other is None else decided.decision.other.article_id,
            score=round(decided.decision.score, 4),
            evidence=decided.evidence,
        )
        for decided in desk.decided
    ]
    await tx.stories.link(links, now=now)
    await tx.stories.relink(desk.changed)
    await tx.stories.keep_marks(
        [
            KeptMark(
                article_id=article.article_id,
                mark=encode(prints[article.article_id].mark),
                hashes=prints[article.article_id].hashes,
                dated_at=article.dated_at,
            )
            for article in waiting
        ],
        anew=list(desk.changed),
    )


async def _prune(tx: Transaction, waiting: Sequence[Article], *, now: datetime) -> None:
    """Let go of what no waiting article can be compared with any more, archived ones included."""
    oldest = min(article.dated_at for article in waiting)
    archived = await tx.stories.oldest_import()
    before = min(now, oldest, archived or now) - WINDOW
    await tx.stories.prune(before=before, most=PRUNED)
