"""When a feed is polled next: its habit within bounds, its publisher's wishes, its failures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.timing import (
    Bounds,
    Day,
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
from storage.records.feed import FeedError

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday
BOUNDS = Bounds(least_s=60, most_s=3_600)
NOTHING = Wishes()


def minutes_to(due: datetime) -> float:
    return (due - NOW).total_seconds() / 60


def success(interval_s: int, wishes: Wishes = NOTHING, *, chosen: bool = False, feed_id: int = 1) -> float:
    return minutes_to(
        after_success(
            NOW, feed_id=feed_id, interval_s=interval_s, chosen=chosen, wishes=wishes, bounds=BOUNDS
        )
    )


def failure(failures: int, error: FeedError = FeedError.TIMEOUT, wishes: Wishes = NOTHING) -> float:
    return minutes_to(
        after_failure(NOW, feed_id=1, interval_s=300, failures=failures, error=error, wishes=wishes)
    )


def near(minutes: float) -> object:
    """A time that is spread by a tenth."""
    return pytest.approx(minutes, rel=0.1001)


def test_a_feed_that_speaks_hourly_is_asked_a_few_times_an_hour() -> None:
    dates = [NOW - timedelta(hours=hours) for hours in range(8)]
    gap_s, newest_s = learn_gap(dates)
    assert (gap_s, newest_s) == (3_600, NOW.timestamp())
    habit = Habit(gap_s=gap_s, newest_s=newest_s)
    assert learned_interval(habit, NOW, last_s=None, found_new=False, bounds=BOUNDS) == 1_200


def test_a_feed_that_is_long_silent_is_asked_less_and_less() -> None:
    habit = Habit(gap_s=600, newest_s=int(NOW.timestamp()))
    waits = [
        learned_interval(habit, NOW + timedelta(hours=hours), last_s=None, found_new=False, bounds=BOUNDS)
        for hours in (0, 1, 6, 24)
    ]
    assert waits == [200, 300, 1_800, 3_600]


def test_dates_that_say_nothing_teach_nothing() -> None:
    assert learn_gap([]) == (None, None)
    assert learn_gap([NOW, NOW, NOW]) == (None, NOW.timestamp())


def test_one_odd_date_changes_no_habit() -> None:
    dates = [NOW - timedelta(minutes=30 * number) for number in range(10)]
    assert learn_gap([*dates, NOW - timedelta(days=900)])[0] == 1_800


def test_without_dates_the_interval_shrinks_on_news_and_grows_else() -> None:
    def after(last_s: int | None, *, found_new: bool) -> int:
        return learned_interval(Habit(), NOW, last_s=last_s, found_new=found_new, bounds=BOUNDS)

    assert after(1_000, found_new=True) == 600
    assert after(1_000, found_new=False) == 1_300
    assert after(None, found_new=False) == 390
    assert after(61, found_new=True) == 60
    assert after(3_000, found_new=False) == 3_600


@settings(deadline=None)
@given(
    gap_s=st.none() | st.integers(0, 10**8),
    newest_s=st.none() | st.integers(0, 2 * int(NOW.timestamp())),
    last_s=st.none() | st.integers(1, 10**6),
    found_new=st.booleans(),
)
def test_a_learned_interval_keeps_within_its_bounds(
    gap_s: int | None, newest_s: int | None, last_s: int | None, *, found_new: bool
) -> None:
    habit = Habit(gap_s=gap_s, newest_s=newest_s)
    assert 60 <= learned_interval(habit, NOW, last_s=last_s, found_new=found_new, bounds=BOUNDS) <= 3_600


def test_feeds_do_not_march_in_step() -> None:
    waits = {success(600, feed_id=number) for number in range(50)}
    assert len(waits) == 50
    assert all(9 <= wait <= 11 for wait in waits)
    assert max(waits) - min(waits) > 1


def test_an_answer_that_may_be_kept_is_kept() -> None:
    assert success(60, Wishes(max_age_s=900)) == near(15)
    assert success(60, Wishes(ttl_s=1_800)) == near(30)
    assert success(1_200, Wishes(max_age_s=60, ttl_s=60)) == near(20)


def test_a_wish_for_a_very_long_wait_ends_at_the_longest_interval() -> None:
    assert success(60, Wishes(max_age_s=10**9)) == near(60)


def test_an_interval_that_was_chosen_stands_above_the_publishers_wishes() -> None:
    wishes = Wishes(max_age_s=3_600, ttl_s=3_600, silent_hours=frozenset(range(24)) - {5})
    assert success(120, wishes, chosen=True) == near(2)


def test_retry_after_is_obeyed_in_any_case_up_to_a_day() -> None:
    assert success(120, Wishes(retry_after_s=7_200), chosen=True) == 120
    assert success(120, Wishes(retry_after_s=10**8), chosen=True) == 24 * 60
    assert failure(1, FeedError.SERVER_ERROR, Wishes(retry_after_s=7_200)) == 120
    assert failure(1, FeedError.RATE_LIMITED, Wishes(retry_after_s=1)) == near(15)


def test_no_poll_falls_into_silent_hours_or_days() -> None:
    def due(wishes: Wishes) -> datetime:
        return after_success(NOW, feed_id=1, interval_s=600, chosen=False, wishes=wishes, bounds=BOUNDS)

    assert due(Wishes(silent_hours=frozenset({9, 10, 11}))) == NOW.replace(hour=12)
    assert due(Wishes(silent_days=frozenset({1, 2}))) == NOW.replace(hour=0) + timedelta(days=2)
    assert due(Wishes(silent_hours=frozenset(range(24)))) < NOW + timedelta(hours=1)


def test_failures_in_a_row_double_the_wait_up_to_six_hours() -> None:
    waits = [failure(number) for number in range(1, 14)]
    assert waits[:4] == [near(2.5), near(5), near(10), near(20)]
    assert waits[-1] == near(360)
    assert failure(10**6) == near(360)


def test_what_will_not_heal_by_itself_is_asked_less_from_the_beginning() -> None:
    for error in (FeedError.NOT_FOUND, FeedError.WEB_PAGE, FeedError.BLOCKED, FeedError.TOO_COSTLY):
        assert failure(1, error) == near(15)
    assert failure(1, FeedError.RATE_LIMITED) == near(15)


@settings(deadline=None)
@given(
    failures=st.integers(1, 10**4),
    error=st.sampled_from(list(FeedError)),
    retry_after_s=st.none() | st.integers(0, 10**12),
)
def test_after_any_failure_the_next_poll_is_in_the_future_and_within_a_day(
    failures: int, error: FeedError, retry_after_s: int | None
) -> None:
    assert 0.9 <= failure(failures, error, Wishes(retry_after_s=retry_after_s)) <= 24 * 60


def test_polls_are_counted_by_day_and_eight_days_are_kept() -> None:
    habit = Habit()
    for day in range(10):
        for poll in range(3):
            habit = count_poll(habit, NOW + timedelta(days=day), failed=poll == 0, articles=poll)
    assert len(habit.days) == 8
    assert habit.days[-1] == Day((NOW + timedelta(days=9)).toordinal(), 3, 1, 3)


def test_a_habit_survives_the_archive() -> None:
    habit = Habit(
        form="listing", gap_s=60, silent_hours=(1, 2), hub="https://hub.example/", days=(Day(1, 2),)
    )
    assert read_habit(write_habit(habit)) == habit
    assert write_habit(Habit()) == "{}"


@pytest.mark.parametrize("text", ["", "لا شيء", "[]", '{"gap_s": "x"}'])
def test_a_habit_that_cannot_be_read_is_an_empty_one(text: str) -> None:
    assert read_habit(text) == Habit()
