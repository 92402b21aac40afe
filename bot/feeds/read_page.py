"""Articles whose feed gave too little → the same, with the text, picture and facts of their own page.

    intake.claim_pages | fetch | extract, in a worker | complete ◇ | intake.complete_page

A page that cannot be read is tried again twice; then the article goes on with what the feed said: short news
beats late news.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.clock import Clock
from bot.feeds.gallery import beside
from bot.feeds.gone import AGAIN
from bot.feeds.options import read_options
from bot.feeds.page.article import ExtractedArticle, NotAnArticle, PageRules
from bot.feeds.page.extract import extract
from bot.text.tokens import words
from bot.web.answer import Limits, WebFailure
from bot.web.client import WebClient
from bot.workers import WorkerError, Workers
from storage.errors import PASSING
from storage.records.article import ArticleContent
from storage.records.feed import PageToRead
from storage.store import Store

BATCH: Final = 8
LEASE: Final = timedelta(seconds=30)
"""Longer than a fetch and an extraction; after a kill -9 the article waits no longer than this."""
PAUSES: Final = (timedelta(seconds=15), timedelta(seconds=45))
"""Before the second and the third attempt; there is no fourth."""
PAGE_TIMEOUT_S: Final = 12.0
_EXTRACT_TIMEOUT_S: Final = 5.0
_LEAST_SHARED: Final = 0.4
"""Of the headline's words, on the page: below it the page is another one (a front page, a cookie wall)."""
_FINAL_STATUSES: Final = frozenset({401, 403, 451})
_MISSING_STATUSES: Final = frozenset({404, 410})
_log = logging.getLogger(__name__)


class PageStation:
    """Reads the pages that articles wait for."""

    def __init__(
        self,
        store: Store,
        *,
        client: WebClient,
        workers: Workers,
        clock: Clock,
        newsroom: ZoneInfo,
        max_bytes: int = Limits().max_bytes,
    ) -> None:
        self._store = store
        self._client = client
        self._workers = workers
        self._clock = clock
        self._newsroom = newsroom
        self._limits = Limits(max_bytes=max_bytes, timeout_s=PAGE_TIMEOUT_S)

    async def work(self) -> int:
        """Read at most BATCH pages; how many articles were settled, 0 when none waited."""
        now = self._clock.now()
        async with self._store.write() as tx:
            waiting = await tx.intake.claim_pages(BATCH, now=now, until=now + LEASE)
        await asyncio.gather(*(self._settle(page) for page in waiting))
        return len(waiting)

    async def _settle(self, page: PageToRead) -> None:
        found = await self._read(page)
        try:
            await self._keep(page, found)
        except PASSING:
            raise
        except Exception:  # noqa: BLE001 - logged whole; the article goes on with what the feed said
            _log.exception("page.not_kept article_id=%d", page.article.article_id)
            await self._keep(page, _Unreadable.REFUSED)

    async def _keep(self, page: PageToRead, found: "ExtractedArticle | datetime | _Unreadable") -> None:
        article = page.article
        async with self._store.write() as tx:
            if isinstance(found, ExtractedArticle):
                await tx.intake.complete_page(article.article_id, complete(article.content, found))
            elif isinstance(found, datetime) and page.attempts <= len(PAUSES):
                await tx.intake.postpone_page(article.article_id, due=found)
            else:
                await tx.intake.give_up_page(article.article_id)
                if found is _Unreadable.MISSING:
                    await tx.checks.suspect(article.article_id, due=self._clock.now() + AGAIN[0])
                _log.info("page.given_up article_id=%d attempts=%d", article.article_id, page.attempts)

    async def _read(self, page: PageToRead) -> "ExtractedArticle | datetime | _Unreadable":
        """What the page says; or when to try again; or why never."""
        content = page.article.content
        options = read_options(page.options)
        answer = await self._client.get(content.url, headers=options.headers, limits=self._limits)
        again_at = self._clock.now() + PAUSES[min(page.attempts, len(PAUSES)) - 1]
        if isinstance(answer, WebFailure):
            _log.info("page.failed article_id=%d fault=%s", page.article.article_id, answer.fault)
            return again_at
        if answer.status != 200:
            if answer.status in _MISSING_STATUSES:
                return _Unreadable.MISSING
            return _Unreadable.REFUSED if answer.status in _FINAL_STATUSES else again_at
        try:
            found = await self._workers.run(
                read_article,
                answer.body,
                answer.url,
                answer.headers.get("content-type"),
                options.zone(self._newsroom),
                self._clock.now(),
                options.page_rules(),
                timeout_s=_EXTRACT_TIMEOUT_S,
            )
        except WorkerError as error:
            _log.warning("page.broken article_id=%d error=%s", page.article.article_id, type(error).__name__)
            return _Unreadable.REFUSED
        if isinstance(found, NotAnArticle) or not is_same_article(content, found):
            return _Unreadable.REFUSED
        return found


class _Unreadable(Enum):
    """Why a page is given up at once."""

    REFUSED = "refused"
    MISSING = "missing"
    """The site says that there is no such page: perhaps not yet, perhaps no more. It is looked at again."""


def read_article(  # noqa: PLR0917 - called by position across a process boundary
    body: bytes, url: str, content_type: str | None, zone: ZoneInfo, now: datetime, rules: PageRules
) -> ExtractedArticle | NotAnArticle:
    """See bot.feeds.page.extract; runs in a worker."""
    return extract(body, url=url, content_type=content_type, zone=zone, now=now, rules=rules)


def is_same_article(content: ArticleContent, page: ExtractedArticle) -> bool:
    """Does the page tell of what the feed announced? Its headline or text must hold the feed's headline."""
    wanted = set(words(content.title))
    return not wanted or _share(wanted, (page.title, *page.paragraphs)) >= _LEAST_SHARED


def _share(wanted: set[str], texts: Sequence[str]) -> float:
    present = {word for text in texts for word in words(text)}
    return len(wanted & present) / len(wanted)


def complete(content: ArticleContent, page: ExtractedArticle) -> ArticleContent:
    """The feed's word, and the page's where the feed has none; the longer text of the two."""
    image_url = content.image_url or page.image_url
    return replace(
        content,
        text=page.text if len(page.text) > len(content.text) else content.text,
        published_at=content.published_at or page.published,
        image_url=image_url,
        pictures=beside(image_url, (*content.pictures, *page.pictures)),
        author=content.author or page.author,
        section=content.section or page.section,
        agency=page.agency or content.agency,
        place=page.place or content.place,
        views=page.views if page.views is not None else content.views,
        language=content.language or page.language,
    )
