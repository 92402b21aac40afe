"""Fetch a feed: conditional GET, and a hash of the body that saves decoding and parsing what is the same.

GET with validators → Fetched | NotModified | FetchFailed
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Protocol

from bot.clock import Clock
from bot.feeds.options import SourceOptions
from bot.feeds.sameness import hash_body
from bot.feeds.timing import Wishes
from bot.web.answer import Fault, Limits, WebFailure, WebResponse
from bot.web.client import WebClient
from storage.records.feed import Feed, FeedError

ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1"
)
_MAX_VALIDATOR: Final = 500
_MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_CACHE: Final = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)
_DIGITS: Final = 9  # of a number of seconds: thirty years, which no sum of times overflows at


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body that is not the one of last time.

    *moved_to* is set when it was permanently elsewhere; *links* are its Link headers.
    """

    body: bytes
    url: str
    content_type: str
    etag: str | None
    last_modified: str | None
    body_hash: bytes
    wishes: Wishes
    wire_bytes: int
    moved_to: str | None = None
    links: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """Nothing new: the server said so, or sent the *same_body*."""

    etag: str | None
    last_modified: str | None
    wishes: Wishes
    wire_bytes: int = 0
    same_body: bool = False
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """No feed to read, and why; *detail* is English, for operators."""

    error: FeedError
    detail: str
    wishes: Wishes = field(default_factory=Wishes)


FetchResult = Fetched | NotModified | FetchFailed


class Fetcher(Protocol):
    """Where feeds come from."""

    async def fetch(self, feed: Feed, options: SourceOptions) -> FetchResult:
        """Ask for *feed*; never raises for the network."""
        ...


class WebFetcher:
    """The Fetcher over HTTP."""

    def __init__(self, client: WebClient, *, clock: Clock, limits: Limits) -> None:
        self._client = client
        self._clock = clock
        self._limits = limits

    async def fetch(self, feed: Feed, options: SourceOptions) -> FetchResult:
        """See Fetcher."""
        headers = {**options.headers, "Accept": ACCEPT}
        if feed.etag is not None:
            headers["If-None-Match"] = feed.etag
        if feed.last_modified is not None:
            headers["If-Modified-Since"] = feed.last_modified
        answer = await self._client.get(feed.url, headers=headers, limits=self._limits)
        if isinstance(answer, WebFailure):
            return FetchFailed(error=_FAULTS[answer.fault], detail=answer.detail)
        return classify(answer, feed, self._clock.now())


def classify(answer: WebResponse, feed: Feed, now: datetime) -> FetchResult:
    """What an *answer* means for *feed*."""
    wishes = wishes_of(answer, now)
    if answer.status == 304:
        return NotModified(
            etag=_validator(answer, "ETag") or feed.etag,
            last_modified=_validator(answer, "Last-Modified") or feed.last_modified,
            wishes=wishes,
            moved_to=answer.permanent_url,
        )
    if not 200 <= answer.status < 300:
        return FetchFailed(error=_error_of(answer.status), detail=f"HTTP {answer.status}", wishes=wishes)
    content_type = answer.headers.get("Content-Type", "")
    etag, last_modified = _validator(answer, "ETag"), _validator(answer, "Last-Modified")
    body_hash = hash_body(answer.body, content_type)
    if body_hash == feed.body_hash:
        return NotModified(
            etag=etag,
            last_modified=last_modified,
            wishes=wishes,
            wire_bytes=answer.wire_bytes,
            same_body=True,
            moved_to=answer.permanent_url,
        )
    return Fetched(
        body=answer.body,
        url=answer.url,
        content_type=content_type,
        etag=etag,
        last_modified=last_modified,
        body_hash=body_hash,
        wishes=wishes,
        wire_bytes=answer.wire_bytes,
        moved_to=answer.permanent_url,
        links=answer.links,
    )


def wishes_of(answer: WebResponse, now: datetime) -> Wishes:
    """What the headers ask: Cache-Control's max-age, else Expires, and Retry-After (RFC 9110, RFC 9111)."""
    headers = answer.headers
    control, expires, retry = headers.get("Cache-Control"), headers.get("Expires"), headers.get("Retry-After")
    if control is None and expires is None and retry is None:
        return _NO_WISHES
    max_age: int | None = None
    if control is not None and (stated := _MAX_AGE.search(control)) is not None:
        max_age = int(stated[1])
    elif expires is not None and not (control is not None and _NO_CACHE.search(control)):
        max_age = _seconds_until(expires, now)
    retry_after = None
    if retry is not None:
        digits = retry.strip()
        retry_after = int(digits[:_DIGITS]) if digits.isdecimal() else _seconds_until(retry, now)
    return Wishes(max_age_s=max_age, retry_after_s=retry_after)


_NO_WISHES: Final = Wishes()


def _seconds_until(date: str, now: datetime) -> int | None:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0, int((moment - now).total_seconds()))


def _validator(answer: WebResponse, name: str) -> str | None:
    """A validator as it came; one that could not be sent back is dropped."""
    value = answer.headers.get(name)
    if (
        value is None
        or not 0 < len(value) <= _MAX_VALIDATOR
        or not value.isascii()
        or not value.isprintable()
    ):
        return None
    return value


_FAULTS: Final = {fault: FeedError(fault.value) for fault in Fault}
_STATUSES: Final = {
    401: FeedError.FORBIDDEN,
    403: FeedError.FORBIDDEN,
    404: FeedError.NOT_FOUND,
    407: FeedError.FORBIDDEN,
    410: FeedError.GONE,
    429: FeedError.RATE_LIMITED,
    451: FeedError.FORBIDDEN,
}


def _error_of(status: int) -> FeedError:
    if status in _STATUSES:
        return _STATUSES[status]
    return FeedError.SERVER_ERROR if status >= 500 else FeedError.HTTP_ERROR
