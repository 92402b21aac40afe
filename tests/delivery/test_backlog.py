"""Late news: what makes it late, what its lane waits for, and what is worth a post."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.backlog import (
    EPISODE,
    LONG,
    PATIENCE,
    SETTLED,
    Hold,
    Step,
    is_late,
    is_still_breaking,
    next_step,
    silent_from,
    worth_posting,
)
from storage.records.backlog import Silence
from storage.records.digest import DigestStory
from storage.records.identity import DeliveryId, StoryId

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OVER = Silence(heard_at=NOW, from_at=NOW - timedelta(days=3), until_at=NOW - MINUTE)
HELD = Hold(first_at=NOW - 2 * MINUTE, newest_at=NOW - SETTLED, coming=False, flows=False, under_way=0)


def story(number: int, *, age: timedelta, breaking: bool = False) -> DigestStory:
    return DigestStory(
        delivery_id=DeliveryId(number),
        story_id=StoryId(number),
        published_at=NOW - age,
        breaking=breaking,
        carriers=1,
        views=0,
        chat_id=None,
        message_id=None,
    )


def test_news_from_before_the_end_of_a_silence_is_late() -> None:
    assert is_late(OVER, published_at=NOW - 2 * MINUTE, now=NOW)
    assert not is_late(OVER, published_at=NOW, now=NOW)


def test_old_news_without_an_outage_is_not_late() -> None:
    heard = Silence(heard_at=NOW, from_at=None, until_at=None)
    assert not is_late(heard, published_at=NOW - timedelta(hours=3), now=NOW)
    assert not is_late(None, published_at=NOW - timedelta(hours=3), now=NOW)


def test_an_outage_is_forgotten_after_its_episode() -> None:
    later = NOW + EPISODE
    assert not is_late(OVER, published_at=NOW - timedelta(hours=3), now=later)


def test_breaking_news_that_is_new_waits_for_nothing() -> None:
    assert is_still_breaking(breaking=True, published_at=NOW - MINUTE, now=NOW)
    assert not is_still_breaking(breaking=True, published_at=NOW - timedelta(hours=1), now=NOW)
    assert not is_still_breaking(breaking=False, published_at=NOW, now=NOW)


def test_a_silence_is_long_from_an_hour_on() -> None:
    heard = Silence(heard_at=NOW - LONG, from_at=None, until_at=None)
    assert silent_from(heard, now=NOW) == NOW - LONG
    assert silent_from(heard, now=NOW - MINUTE) is None
    assert silent_from(None, now=NOW) is None


@pytest.mark.parametrize(
    ("hold", "step"),
    [
        (HELD, Step.SCOUT),
        (replace(HELD, under_way=1), Step.WAIT),
        (replace(HELD, flows=True), Step.DECIDE),
        (replace(HELD, flows=True, coming=True), Step.WAIT),
        (replace(HELD, flows=True, newest_at=NOW), Step.WAIT),
        (replace(HELD, flows=True, coming=True, newest_at=NOW, first_at=NOW - PATIENCE), Step.DECIDE),
    ],
)
def test_a_lane_waits_for_the_rest_then_for_one_post_then_decides(hold: Hold, step: Step) -> None:
    assert next_step(hold, now=NOW) is step


def test_breaking_and_newest_first_and_nothing_stale() -> None:
    stories = [
        story(1, age=timedelta(hours=30), breaking=True),
        story(2, age=timedelta(hours=5)),
        story(3, age=timedelta(hours=9), breaking=True),
        story(4, age=timedelta(hours=2)),
    ]
    posted, rest = worth_posting(stories, most=2, freshness=timedelta(hours=24), now=NOW)
    assert [each.story_id for each in posted] == [3, 4]
    assert [each.story_id for each in rest] == [1, 2]
