"""When a known feed is suddenly all new, what cannot be news is held, and real news still goes on."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.burst import is_burst, judge, newest
from bot.feeds.entry import Entry
from bot.feeds.identity import Sighting, letters, sight
from storage.records.identity import SourceId

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LAST = NOW - timedelta(minutes=10)


def sightings(*dates: datetime | None, first: int = 0) -> tuple[Sighting, ...]:
    return sight(
        SourceId(1),
        [
            (Entry(title=f"خبر طويل العنوان رقم {number}"), f"https://khabar.example/{number}", date)
            for number, date in enumerate(dates, first)
        ],
    )


def held(new: tuple[Sighting, ...], *, total: int = 20, titles: frozenset[str] = frozenset()) -> int:
    judgement = judge(new, total=total, last_success_at=LAST, now=NOW, titles=titles)
    assert len(judgement.news) + len(judgement.held) == len(new)
    return len(judgement.held)


def test_a_few_new_entries_among_many_are_no_burst() -> None:
    assert not is_burst(10, 100)
    assert not is_burst(2, 2)
    assert is_burst(11, 100)
    assert is_burst(3, 5)


def test_without_a_burst_nothing_is_held_whatever_its_date() -> None:
    assert held(sightings(NOW - timedelta(days=300), None)) == 0


def test_an_archive_that_comes_again_is_held() -> None:
    dates = [NOW - timedelta(days=number) for number in range(1, 20)]
    new = sightings(*dates)
    judgement = judge(new, total=20, last_success_at=LAST, now=NOW, titles=frozenset())
    assert judgement.news == new[:1]
    assert judgement.held == new[1:]


def test_real_news_after_an_outage_goes_on_whole() -> None:
    outage = NOW - timedelta(hours=12)
    dates = [NOW - timedelta(minutes=30 * number) for number in range(20)]
    judgement = judge(sightings(*dates), total=20, last_success_at=outage, now=NOW, titles=frozenset())
    assert judgement.held == ()


def test_what_was_said_lately_under_another_address_is_held_although_its_date_is_new() -> None:
    new = sightings(*[NOW - timedelta(minutes=5 * number) for number in range(8)])
    said = frozenset(letters(one.entry.title) for one in new[2:])
    assert held(new, total=8, titles=said) == 6


def test_everything_dated_at_one_stroke_is_held_but_for_the_newest() -> None:
    assert held(sightings(*[NOW - timedelta(seconds=number) for number in range(15)])) == 14


def test_a_burst_without_dates_lets_one_on() -> None:
    new = sightings(*[None] * 15)
    judgement = judge(new, total=15, last_success_at=LAST, now=NOW, titles=frozenset())
    assert judgement.news == new[:1]


def test_news_within_a_burst_is_told_from_the_archive() -> None:
    fresh = sightings(NOW, NOW - timedelta(minutes=5))
    old = sightings(*[NOW - timedelta(days=30 + number) for number in range(18)], first=2)
    judgement = judge(fresh + old, total=20, last_success_at=LAST, now=NOW, titles=frozenset())
    assert judgement.news == fresh


def test_a_feed_that_was_never_read_is_judged_by_now() -> None:
    new = sightings(*[NOW - timedelta(hours=hours) for hours in range(20)])
    judgement = judge(new, total=20, last_success_at=None, now=NOW, titles=frozenset())
    assert len(judgement.news) == 4


def test_the_newest_is_the_latest_by_date_else_the_first() -> None:
    assert newest(sightings(None, NOW - timedelta(days=1), NOW)).published_at == NOW
    undated = sightings(None, None)
    assert newest(undated) is undated[0]


DATES = st.none() | st.integers(-(10**6), 10**5).map(lambda seconds: NOW + timedelta(seconds=seconds))


@settings(deadline=None)
@given(st.lists(DATES, min_size=1, max_size=30), st.integers(0, 60))
def test_nothing_is_lost_and_something_always_goes_on(dates: list[datetime | None], more: int) -> None:
    new = sightings(*dates)
    judgement = judge(new, total=len(new) + more, last_success_at=LAST, now=NOW, titles=frozenset())
    assert judgement.news
    assert sorted(map(id, judgement.news + judgement.held)) == sorted(map(id, new))
