"""The Summarizer port: an article in, a draft out; the offline one that everything falls back to."""

from collections.abc import Sequence
from typing import Protocol

from bot.summaries.draft import Draft
from bot.summaries.extractive import DEFAULT_BUDGET, summarize
from storage.records.article import Article


class Summarizer(Protocol):
    """Who writes the summaries. Implementations: ``ExtractiveSummarizer``, ``LanguageModel``."""

    async def summarize(self, article: Article) -> Draft:
        """A summary of *article*, empty when it holds no prose; never raises for the network."""
        ...


class ExtractiveSummarizer:
    """The article's own sentences, offline. One call costs about two milliseconds of the event loop."""

    def __init__(self, *, budget: int = DEFAULT_BUDGET) -> None:
        self._budget = budget

    async def summarize(self, article: Article) -> Draft:
        """See ``bot.summaries.extractive.summarize``."""
        return summarize(article.content.title, article.content.text, budget=self._budget)


def speaker(articles: Sequence[Article]) -> Article | None:
    """Which of a story's *articles*, its lead first, is summarised: the first that holds any text."""
    with_text = (article for article in articles if article.content.text.strip())
    return next(with_text, None) or next(iter(articles), None)
