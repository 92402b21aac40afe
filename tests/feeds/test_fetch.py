"""What an answer means for a feed: something new, nothing new, or a failure with its reason; its wishes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.feeds.fetch import Fetched, FetchFailed, NotModified, classify, wishes_of
from bot.feeds.timing import Wishes
from bot.web.answer import Fault, WebResponse
from storage.records.feed import Feed, FeedError
from storage.records.identity import FeedId, SourceId

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FEED = Feed(
    feed_id=FeedId(1),
    source_id=SourceId(1),
    source_name="واع",
    kind="auto",
    options="{}",
    url="https://khabar.example/rss",
    etag='"1"',
    last_modified="Tue, 24 Nov 2026 06:00:00 GMT",
    next_poll_at=NOW,
)
BODY = (
    "<?xml version='1.0' encoding='utf-8'?><rss><channel><title>واع</title><item>خبر</item></channel></rss>"
)


def answer(status: int = 200, body: str = BODY, **headers: str) -> WebResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return WebResponse(
        status=status, url=FEED.url, headers=named, body=body.encode(), wire_bytes=len(body.encode())
    )


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, FeedError.FORBIDDEN),
        (403, FeedError.FORBIDDEN),
        (404, FeedError.NOT_FOUND),
        (410, FeedError.GONE),
        (418, FeedError.HTTP_ERROR),
        (429, FeedError.RATE_LIMITED),
        (451, FeedError.FORBIDDEN),
        (301, FeedError.HTTP_ERROR),
        (500, FeedError.SERVER_ERROR),
        (503, FeedError.SERVER_ERROR),
        (599, FeedError.SERVER_ERROR),
    ],
)
def test_a_status_is_a_reason(status: int, error: FeedError) -> None:
    result = classify(answer(status, Retry_After="60"), FEED, NOW)
    assert isinstance(result, FetchFailed)
    assert (result.error, result.wishes) == (error, Wishes(retry_after_s=60))


def test_every_fault_of_the_web_is_an_error_of_a_feed() -> None:
    assert {FeedError(fault.value) for fault in Fault} <= set(FeedError)


def test_what_is_new_comes_with_its_validators() -> None:
    result = classify(answer(ETag='W/"2"', Last_Modified="x", Content_Type="text/xml"), FEED, NOW)
    assert isinstance(result, Fetched)
    assert (result.etag, result.last_modified, result.content_type) == ('W/"2"', "x", "text/xml")


def test_a_304_keeps_the_validators_that_it_does_not_name() -> None:
    result = classify(answer(304, "", ETag='"2"'), FEED, NOW)
    assert isinstance(result, NotModified)
    assert (result.etag, result.last_modified, result.same_body) == ('"2"', FEED.last_modified, False)


def test_the_same_body_is_nothing_new_and_takes_over_the_new_validators() -> None:
    first = classify(answer(), FEED, NOW)
    assert isinstance(first, Fetched)
    again = classify(answer(ETag='"9"'), replace(FEED, body_hash=first.body_hash), NOW)
    assert isinstance(again, NotModified)
    assert (again.same_body, again.etag) == (True, '"9"')


@pytest.mark.parametrize("value", ["", "x" * 501, "خبر", "a\nb", "\x7f"])
def test_a_validator_that_cannot_be_sent_back_is_dropped(value: str) -> None:
    result = classify(answer(ETag=value), FEED, NOW)
    assert isinstance(result, Fetched)
    assert result.etag is None


@pytest.mark.parametrize(
    ("headers", "wishes"),
    [
        ({}, Wishes()),
        ({"Cache-Control": "public, max-age=600"}, Wishes(max_age_s=600)),
        ({"Cache-Control": 'MAX-AGE="60"'}, Wishes(max_age_s=60)),
        ({"Cache-Control": "s-maxage=600"}, Wishes()),
        ({"Cache-Control": "max-age=x"}, Wishes()),
        ({"Cache-Control": "max-age=60", "Expires": "Tue, 24 Nov 2026 12:00:00 GMT"}, Wishes(max_age_s=60)),
        ({"Expires": "Tue, 24 Nov 2026 10:00:00 GMT"}, Wishes(max_age_s=3_600)),
        ({"Expires": "Tue, 24 Nov 2020 10:00:00 GMT"}, Wishes(max_age_s=0)),
        ({"Expires": "0"}, Wishes()),
        ({"Expires": "Tue, 24 Nov 2026 10:00:00 GMT", "Cache-Control": "no-cache"}, Wishes()),
        ({"Retry-After": "120"}, Wishes(retry_after_s=120)),
        ({"Retry-After": "Tue, 24 Nov 2026 09:10:00 GMT"}, Wishes(retry_after_s=600)),
        ({"Retry-After": "soon"}, Wishes()),
        ({"Retry-After": "-5"}, Wishes()),
        ({"Retry-After": "9" * 5_000}, Wishes(retry_after_s=999_999_999)),
    ],
)
def test_the_headers_wishes_are_read(headers: dict[str, str], wishes: Wishes) -> None:
    response = WebResponse(status=200, url=FEED.url, headers=headers, body=b"", wire_bytes=0)
    assert wishes_of(response, NOW) == wishes
