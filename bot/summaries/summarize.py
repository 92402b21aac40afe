"""▣ The summary station: stories whose latest version has no summary → summaries."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bot.clock import Clock
from bot.summaries.draft import Draft
from bot.summaries.summarizer import Summarizer, speaker
from storage.errors import PASSING
from storage.records.article import Article
from storage.records.story import Story, Summary
from storage.records.stranded import StationName
from storage.store import Store

BATCH: Final = 16
"""Stories a turn: about 30 ms of offline work between two looks at the archive."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """A story with what was made of it, or what broke."""

    story: Story
    article: Article | None
    made: Draft | Exception


async def summarize_stories(store: Store, clock: Clock, summarizer: Summarizer, *, batch: int = BATCH) -> int:
    """Summarise at most *batch* waiting stories; how many were done, 0 when none waits.

        stories.unsummarized | speaker | summarizer.summarize | summaries.save

    Summaries are saved as they are ready, so a slow model holds up its own story only. A story without text
    gets an empty summary: its headline is all there is to post. A crash leaves the rest waiting, and a story
    that grows meanwhile waits again: its version has moved past the summary's. A story that breaks the
    summarizer is set aside with the reason, until it has a later version; the others go on.

    Attention: no transaction is open while the summarizer works; it may ask the network.
    """
    async with store.read() as tx:
        stories = await tx.stories.unsummarized(batch)
        sources = await tx.summaries.sources_of([story.story_id for story in stories]) if stories else ()
    by_story = {story_id: list(group) for story_id, group in groupby(sources, key=lambda one: one.story_id)}
    working = {
        asyncio.create_task(_summarize(summarizer, story, by_story.get(story.story_id, ())))
        for story in stories
    }
    done = 0
    try:
        while working:
            ready, working = await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)
            done += await _save(store, clock, [task.result() for task in ready])
    finally:
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
    return done


async def _summarize(summarizer: Summarizer, story: Story, articles: Sequence[Article]) -> _Done:
    article = speaker(articles)
    if article is None:
        return _Done(story=story, article=None, made=Draft(sentences=(), text="", method="none"))
    try:
        return _Done(story=story, article=article, made=await summarizer.summarize(article))
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001 - kept as the reason; the others go on
        _log.exception("summarize.set_aside story_id=%d", story.story_id)
        return _Done(story=story, article=article, made=error)


async def _save(store: Store, clock: Clock, ready: Sequence[_Done]) -> int:
    """Commit what is ready, with the mark that these stories are summarised; set aside what broke."""
    now = clock.now()
    summaries = [
        Summary(
            story_id=one.story.story_id,
            version=one.story.version,
            sentences=one.made.sentences,
            method=one.made.method,
            article_id=one.story.lead_id if one.article is None else one.article.article_id,
            created_at=now,
        )
        for one in ready
        if isinstance(one.made, Draft)
    ]
    async with store.write() as tx:
        await tx.summaries.save(summaries, now=now)
        for one in ready:
            if isinstance(one.made, Exception):
                await tx.stranded.set_aside(
                    StationName.SUMMARIZE,
                    one.story.story_id,
                    version=one.story.version,
                    error=one.made,
                    now=now,
                )
    return len(ready)
