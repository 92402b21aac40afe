"""Serve the five news sites, each on a port of its own, with a real server's manners: ETag, 304, gzip."""

import contextlib
import gzip
import hashlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from bot.sandbox.news.articles import Site, sites
from bot.sandbox.news.bodies import picture_path
from bot.sandbox.news.feeds import feed
from bot.sandbox.news.pages import BAGHDAD, article_page, front_page
from bot.sandbox.news.pictures import picture
from bot.sandbox.news.schedule import last_change, standing
from bot.sandbox.news.seed_article import SEED_PATH, SEED_PICTURE, SEED_PUBLISHED, seed_page

LOOPBACK = "127.0.0.1"
WORTH_PACKING = 500


@dataclass(slots=True)
class NewsClock:
    """How far the day has come: by the monotonic clock, faster by *speed*, or by hand in a test.

    The day begins when a feed is first asked for: however long a bot takes to start, it sees the morning.
    """

    started: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    speed: float = 1.0
    elapsed: Callable[[], float] | None = None
    _began_s: float | None = None

    def begin(self) -> None:
        """Somebody reads the news; what was begun or is told by hand stays as it is."""
        if self.elapsed is None and self._began_s is None:
            self._began_s = time.monotonic()
            self.started = datetime.now(UTC).replace(microsecond=0)

    def seconds(self) -> float:
        """Seconds of the schedule; 0 before the day has begun."""
        if self.elapsed is not None:
            return self.elapsed() * self.speed
        return 0.0 if self._began_s is None else (time.monotonic() - self._began_s) * self.speed


@dataclass(frozen=True, slots=True)
class _Answer:
    content_type: str
    body: bytes
    changed: datetime


class NewsSite:
    """One publisher's server."""

    def __init__(self, site: Site, clock: NewsClock) -> None:
        self.site = site
        self.base = ""
        self.answered: Counter[int] = Counter()
        """How often each HTTP status was given."""
        self._clock = clock

    @property
    def feed_url(self) -> str:
        """Where its feed is."""
        return self.base + self.site.feed

    async def handle(self, request: web.Request) -> web.Response:
        """Any address of the site."""
        if request.path_qs == self.site.feed:
            self._clock.begin()
        found = self._find(request.path_qs)
        if found is None:
            self.answered[404] += 1
            raise web.HTTPNotFound(text="الصفحة غير موجودة")
        etag = f'W/"{hashlib.sha256(found.body).hexdigest()[:20]}"'
        headers = {
            "ETag": etag,
            "Last-Modified": format_datetime(found.changed.astimezone(UTC), usegmt=True),
            "Cache-Control": "max-age=5",
            "Vary": "Accept-Encoding",
        }
        if _is_known(request, etag, found.changed):
            self.answered[304] += 1
            return web.Response(status=304, headers=headers)
        self.answered[200] += 1
        body = found.body
        if "gzip" in request.headers.get("Accept-Encoding", "") and len(body) > WORTH_PACKING:
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        headers["Content-Type"] = found.content_type
        return web.Response(body=body, headers=headers)

    def _find(self, path: str) -> _Answer | None:
        clock = self._clock
        shown = standing(self.site, started=clock.started, elapsed=clock.seconds())
        changed = last_change(shown) or clock.started
        if path == self.site.feed:
            return _Answer(*feed(self.site, shown, self.base, changed.astimezone(BAGHDAD)), changed)
        if path == "/":
            return _Answer(*front_page(self.site, shown), changed)
        for each in shown:
            if path == each.article.path:
                return _Answer(*article_page(self.site, each, shown, self.base), each.changed)
            if path == picture_path(self.site, each):
                return _Answer("image/png", picture(each.article.picture), clock.started)
        if self.site.look == "datalife":
            return self._find_seed(path)
        return None

    def _find_seed(self, path: str) -> _Answer | None:
        if path == SEED_PATH:
            return _Answer("text/html; charset=utf-8", seed_page(self.base).encode(), SEED_PUBLISHED)
        if path == SEED_PICTURE:
            return _Answer("image/png", picture("palace"), SEED_PUBLISHED)
        return None


def _is_known(request: web.Request, etag: str, changed: datetime) -> bool:
    """RFC 9110, 13.2.2: If-None-Match counts, If-Modified-Since only without it."""
    match = request.headers.get("If-None-Match")
    if match is not None:
        return match.strip() == "*" or etag.removeprefix("W/") in match
    since = request.headers.get("If-Modified-Since")
    if since is None:
        return False
    try:
        return changed.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


@contextlib.asynccontextmanager
async def running_news(
    clock: NewsClock | None = None, ports: Mapping[str, int] | None = None
) -> AsyncIterator[dict[str, NewsSite]]:
    """The five sites by key, listening on loopback while the block runs."""
    day = clock or NewsClock()
    running = {site.key: NewsSite(site, day) for site in sites()}
    async with contextlib.AsyncExitStack() as stack:
        for key, site in running.items():
            application = web.Application()
            application.router.add_get("/{path:.*}", site.handle)
            runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, LOOPBACK, (ports or {}).get(key, 0)).start()
            site.base = f"http://{LOOPBACK}:{runner.addresses[0][1]}"
        yield running
