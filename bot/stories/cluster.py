"""▣ The story station: articles that no story knows → stories, each decision with its reason."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from bot.clock import Clock
from bot.stories.assembly import Assembly
from bot.stories.comparison import Pair, Sighting
from bot.stories.desk import Decided, Known, decide_all, pairs_of
from bot.stories.evidence import evidence
from bot.stories.mark import bytes_of, decode, encode
from bot.stories.match import TEXT_WINDOW_S, Judged, Opened, StoryKey, judge
from bot.stories.study import Study, study
from bot.stories.window import Window
from storage.errors import PASSING
from storage.records.article import Article
from storage.records.clustering import KeptMark, Link
from storage.records.identity import ArticleId, StoryId
from storage.records.stranded import StationName
from storage.store import Store, Transaction

BATCH: Final = 128
"""Articles a transaction: what each costs by itself is small beside a commit."""
STUDIED: Final = 32
"""Articles that are analysed before others have their turn: some 10 ms."""
JUDGED: Final = 400
"""Pairs that are compared before others have their turn: some 10 ms."""
WINDOW: Final = timedelta(seconds=TEXT_WINDOW_S)
"""How far back articles are compared."""
PRUNED: Final = 4 * BATCH
"""Articles that leave the window together while much comes in, and at most."""
ENTERED: Final = 1_024
"""Rows of the window that are read before others have their turn: some 10 ms."""

_log = logging.getLogger(__name__)

Studies = Mapping[ArticleId, Study]


async def cluster(
    store: Store, window: Window, clock: Clock, *, own_agency: str | None = None, batch: int = BATCH
) -> int:
    """Find the stories of at most *batch* waiting articles; how many were done, 0 when none waits.

        waiting | study | window | decide | assemble | link

    News goes before articles in other languages, and these before what came in bulk. An article whose text
    changed stays in its story, which then has a version more. Everything is decided and committed in one
    transaction that excludes every other process, so that one event never gets two stories, and a crash
    leaves the articles waiting as they were. An article that breaks the station is set aside with the
    reason, until its text changes; the others go on.

    Args:
        store: the archive.
        window: what is known of it from the last time; an empty one is read anew.
        clock: dates the decisions.
        own_agency: the newsroom's own agency or source, whose text leads a story whenever it is there.
        batch: the most articles in one transaction.
    """
    async with store.read() as tx:
        claimed = (
            await tx.stories.waiting_news(batch)
            or await tx.stories.waiting_foreign(batch)
            or await tx.stories.waiting_imports(batch)
        )
    if not claimed:
        return 0
    try:
        await _place(store, window, clock, claimed, own_agency=own_agency)
    except PASSING:
        raise
    except Exception:  # noqa: BLE001 - whatever no rule foresaw must not hold up the others
        # One of them breaks the station: each by itself, so that only that one is set aside.
        _log.exception("cluster.broken articles=%d", len(claimed))
        for article in claimed:
            await _place_alone(store, window, clock, article, own_agency=own_agency)
    return len(claimed)


async def _place_alone(
    store: Store, window: Window, clock: Clock, article: Article, *, own_agency: str | None
) -> None:
    """Find the story of one article, or set the article aside with what broke."""
    try:
        await _place(store, window, clock, [article], own_agency=own_agency)
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001 - kept as the reason
        _log.exception("cluster.set_aside article_id=%d", article.article_id)
        async with store.write() as tx:
            await tx.stranded.set_aside(
                StationName.CLUSTER,
                article.article_id,
                version=article.revision,
                error=error,
                now=clock.now(),
            )


async def _place(
    store: Store, window: Window, clock: Clock, claimed: Sequence[Article], *, own_agency: str | None
) -> None:
    """Find the stories of the *claimed* articles, in one transaction."""
    studies: dict[ArticleId, Study] = {}
    for at in range(0, len(claimed), STUDIED):
        these = claimed[at : at + STUDIED]
        found = study([article.content for article in these])
        studies |= zip((article.article_id for article in these), found, strict=True)
        await asyncio.sleep(0)
    now = clock.now()
    async with store.write() as tx:
        await tx.stories.lock()
        # Another process may have been faster, or a feed may have brought a later text meanwhile.
        still = await tx.stories.still_waiting(studies)
        waiting = [article for article in claimed if still.get(article.article_id) == article.revision]
        fresh = [article for article in waiting if article.story_id is None]
        known = await _known(tx, window, fresh, studies)
        decided = list(decide_all(fresh, await _judged(pairs_of(fresh, studies, known)), known))
        await _commit(tx, waiting, decided, studies, own_agency=own_agency, now=now)
        await _mark(tx, waiting, studies)
        aged = await _prune(tx, window, claimed, now=now)
    if aged:
        await asyncio.to_thread(window.leave, aged)  # now and then it tidies all that it holds


async def _judged(pairs: Sequence[Sequence[Pair]]) -> Sequence[Sequence[Judged]]:
    """What *pairs* have in common, some at a time: a batch may have two thousand."""
    flat = list(chain.from_iterable(pairs))
    found: list[Judged] = []
    for at in range(0, len(flat), JUDGED):
        found += judge(flat[at : at + JUDGED])
        await asyncio.sleep(0)
    rest = iter(found)
    return [[next(rest) for _ in each] for each in pairs]


async def _known(tx: Transaction, window: Window, fresh: Sequence[Article], studies: Studies) -> Known:
    """What the archive holds near the *fresh* articles."""
    await _catch_up(tx, window)
    ids = [article.article_id for article in fresh]
    near = window.nearest(ids, [studies[article_id].fingerprint for article_id in ids])
    marked = await tx.stories.marks(set(chain.from_iterable(near.values())).difference(ids))
    sightings = {
        each.article_id: Sighting(
            article_id=each.article_id, source_id=each.source_id, dated_at=each.dated_at, mark=mark
        )
        for each in marked
        if (mark := decode(each.mark)) is not None
    }
    return Known(near=near, sightings=sightings, stories={each.article_id: each.story_id for each in marked})


async def _catch_up(tx: Transaction, window: Window) -> None:
    """Let the *window* know of all that was committed."""
    while True:
        entered = await tx.stories.entered(after=window.turn, most=ENTERED)
        await asyncio.to_thread(window.enter, entered)  # now and then its arrays grow
        if len(entered) < ENTERED:
            return


async def _commit(
    tx: Transaction,
    waiting: Sequence[Article],
    decided: Sequence[Decided],
    studies: Studies,
    *,
    own_agency: str | None,
    now: datetime,
) -> None:
    """Put the articles into their stories and store both."""
    places: dict[ArticleId, StoryKey] = {each.article.article_id: each.story for each in decided}
    places |= {a.article_id: a.story_id for a in waiting if a.story_id is not None}
    heads = await tx.stories.heads({key for key in places.values() if not isinstance(key, Opened)})
    assembly = Assembly(heads, own_agency=own_agency)
    for article in waiting:
        assembly.put(article, studies[article.article_id].subject, places[article.article_id])
    by_lead = await tx.stories.open(list(assembly.opened.values()), now=now)
    stored = {key: by_lead[content.lead_id] for key, content in assembly.opened.items()}

    def story_id(key: StoryKey) -> StoryId:
        return stored[key] if isinstance(key, Opened) else key

    await tx.stories.grow(assembly.grown, now=now)
    await tx.stories.follow(
        {story_id(each.story): story_id(each.follows) for each in decided if each.follows is not None}
    )
    links = [
        Link(
            article_id=each.article.article_id,
            story_id=story_id(each.story),
            relation=each.decision.relation,
            revision=each.article.revision,
            other_id=None if each.decision.other is None else each.decision.other.article_id,
            score=round(each.decision.score, 4),
            evidence=evidence(
                each.article.content.title, studies[each.article.article_id].title, each.decision
            ),
        )
        for each in decided
    ]
    await tx.stories.link(links, now=now)
    await tx.stories.relink({a.article_id: a.revision for a in waiting if a.story_id is not None})


async def _mark(tx: Transaction, waiting: Sequence[Article], studies: Studies) -> None:
    """Put the articles into the window, where later ones find them."""
    await tx.stories.keep_marks(
        [
            KeptMark(
                article_id=article.article_id,
                mark=encode(studies[article.article_id].fingerprint.mark),
                hashes=bytes_of(studies[article.article_id].fingerprint.hashes),
                dated_at=article.dated_at,
            )
            for article in waiting
        ]
    )


async def _prune(
    tx: Transaction, window: Window, claimed: Sequence[Article], *, now: datetime
) -> Sequence[ArticleId]:
    """Let go of what no waiting article can be compared with, archived ones included; which it was."""
    before = min(now, *(article.dated_at for article in claimed)) - WINDOW
    aged = window.aged(before=before, most=PRUNED)
    if len(aged) == PRUNED or (aged and len(claimed) < BATCH):
        archived = await tx.stories.oldest_import()
        if archived is None or archived >= before + WINDOW:
            await tx.stories.forget(aged)
            return aged
    return ()
