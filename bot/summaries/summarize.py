"""▣ The summary station: stories whose latest version has no summary → summaries."""

import asyncio
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from bot.clock import Clock
from bot.summaries.draft import Draft
from bot.summaries.summarizer import Summarizer, speaker
from storage.records.article import Article
from storage.records.story import Story, Summary
from storage.store import Store

BATCH: Final = 16
"""Stories a turn: about 30 ms of offline work between two looks at the archive."""


async def summarize_stories(store: Store, clock: Clock, summarizer: Summarizer, *, batch: int = BATCH) -> int:
    """Summarise at most *batch* waiting stories; how many were done, 0 when none waits.

        stories.unsummarized | speaker | summarizer.summarize | summaries.save

    Summaries are saved as they are ready, so a slow model holds up its own story only. A story without text
    gets an empty summary: its headline is all there is to post. A crash leaves the rest waiting, and a story
    that grows meanwhile waits again: its version has moved past the summary's.

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


async def _summarize(
    summarizer: Summarizer, story: Story, articles: Sequence[Article]
) -> tuple[Story, Article | None, Draft]:
    article = speaker(articles)
    nothing = Draft(sentences=(), text="", method="none")
    return story, article, nothing if article is None else await summarizer.summarize(article)


async def _save(store: Store, clock: Clock, ready: Sequence[tuple[Story, Article | None, Draft]]) -> int:
    """Commit what is ready, with the mark that these stories are summarised."""
    now = clock.now()
    summaries = [
        Summary(
            story_id=story.story_id,
            version=story.version,
            sentences=draft.sentences,
            method=draft.method,
            article_id=story.lead_id if article is None else article.article_id,
            created_at=now,
        )
        for story, article, draft in ready
    ]
    async with store.write() as tx:
        await tx.summaries.save(summaries, now=now)
    return len(summaries)
