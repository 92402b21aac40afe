"""How a feed stands after a visit: validators, habit, failures, the next poll."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from bot.feeds.fetch import Fetched, FetchFailed
from bot.feeds.links import linked, web_address
from bot.feeds.timing import (
    FIRST_INTERVAL_S,
    Bounds,
    Habit,
    Wishes,
    after_failure,
    after_success,
    count_poll,
    learn_gap,
    learned_interval,
    read_habit,
    write_habit,
)
from bot.feeds.visit import Visit
from storage.records.feed import Feed, FeedError

SIGHTINGS = 3
"""Polls that must find a feed permanently moved to the same place before it is believed."""


def settle(
    visit: Visit, *, now: datetime, bounds: Bounds, dates: Sequence[datetime] = (), new: int = 0
) -> Feed:
    """The feed of *visit* as it is to be stored; *dates* are its entries', *new* is how many were new."""
    feed, result = visit.feed, visit.result
    if isinstance(result, FetchFailed):
        return _failed(visit, result, now)
    habit = count_poll(read_habit(feed.timing), now, failed=False, articles=new)
    if visit.parsed is not None:
        habit = _learned(habit, visit, dates)
    chosen = visit.options.interval_s()
    interval_s = chosen or learned_interval(
        habit, now, last_s=feed.interval_s, found_new=new > 0, bounds=bounds
    )
    fetched = result if isinstance(result, Fetched) else None
    seen = 0 if result.moved_to is None else feed.moved_seen + 1 if feed.moved_to == result.moved_to else 1
    return replace(
        feed,
        etag=result.etag,
        last_modified=result.last_modified,
        body_hash=fetched.body_hash if fetched is not None else feed.body_hash,
        settled=True if visit.parsed is not None else feed.settled,
        interval_s=interval_s,
        timing=write_habit(habit),
        moved_to=result.moved_to,
        moved_seen=seen,
        failures=0,
        error=None,
        error_detail=None,
        next_poll_at=after_success(
            now,
            feed_id=feed.feed_id,
            interval_s=interval_s,
            chosen=chosen is not None,
            wishes=_wishes(visit, habit),
            bounds=bounds,
        ),
        last_poll_at=now,
        last_success_at=now,
        last_new_at=now if new else feed.last_new_at,
    )


def has_moved(feed: Feed) -> str | None:
    """The address to adopt: permanently redirected to, often enough."""
    return feed.moved_to if feed.moved_to is not None and feed.moved_seen >= SIGHTINGS else None


def pause_reason(feed: Feed) -> FeedError | None:
    """Why the feed is polled no more: its publisher has ended it."""
    return FeedError.GONE if feed.error is FeedError.GONE else None


def _failed(visit: Visit, result: FetchFailed, now: datetime) -> Feed:
    """A failure keeps the validators: the body that they stand for was read."""
    feed = visit.feed
    habit = count_poll(read_habit(feed.timing), now, failed=True, articles=0)
    failures = feed.failures + 1
    return replace(
        feed,
        timing=write_habit(habit),
        failures=failures,
        error=result.error,
        error_detail=result.detail,
        next_poll_at=after_failure(
            now,
            feed_id=feed.feed_id,
            interval_s=visit.options.interval_s() or feed.interval_s or FIRST_INTERVAL_S,
            failures=failures,
            error=result.error,
            wishes=result.wishes,
        ),
        last_poll_at=now,
    )


def _learned(habit: Habit, visit: Visit, dates: Sequence[datetime]) -> Habit:
    parsed = visit.parsed
    if parsed is None:
        return habit
    gap_s, newest_s = learn_gap(dates)
    links = visit.result.links if isinstance(visit.result, Fetched) else ""
    base = visit.result.url if isinstance(visit.result, Fetched) else visit.feed.url
    hub = web_address(linked(links, "hub") or parsed.hub, base=base)
    return msgspec.structs.replace(
        habit,
        form=visit.form,
        gap_s=gap_s,
        newest_s=newest_s,
        ttl_s=parsed.ttl_s,
        silent_hours=tuple(sorted(parsed.silent_hours)),
        silent_days=tuple(sorted(parsed.silent_days)),
        hub=None if hub == base else hub,  # «#» and the like: templates that nobody filled in
        topic=web_address(linked(links, "self") or parsed.self_url, base=base),
    )


def _wishes(visit: Visit, habit: Habit) -> Wishes:
    """The headers' wishes of this answer, the document's of the last one that was read."""
    wishes = visit.result.wishes
    if habit.ttl_s is None and not habit.silent_hours and not habit.silent_days:
        return wishes
    return Wishes(
        max_age_s=wishes.max_age_s,
        retry_after_s=wishes.retry_after_s,
        ttl_s=habit.ttl_s,
        silent_hours=frozenset(habit.silent_hours),
        silent_days=frozenset(habit.silent_days),
    )
