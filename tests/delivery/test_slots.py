"""A day has each slot once, in the channel's own zone, whatever the clock does."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.slots import Edition, Slot, latest_slot

BAGHDAD = ZoneInfo("Asia/Baghdad")
BERLIN = ZoneInfo("Europe/Berlin")
TWO_HOURS = timedelta(hours=2)


def latest(
    now: datetime, *hours: time, zone: ZoneInfo = BAGHDAD, within: timedelta = TWO_HOURS
) -> Slot | None:
    return latest_slot(Edition.NEWS, hours, zone=zone, now=now, within=within)


def names(hours: Sequence[time], zone: ZoneInfo, begin: datetime, *, minutes: int) -> list[str]:
    """What is due, minute by minute, each name as often as it comes anew."""
    seen: list[str] = []
    for minute in range(minutes):
        slot = latest(begin + timedelta(minutes=minute), *hours, zone=zone)
        if slot is not None and (not seen or seen[-1] != slot.name):
            seen.append(slot.name)
    return seen


def test_a_slot_is_due_from_its_hour_in_the_zone_of_the_channel() -> None:
    hour = time(8)
    assert latest(datetime(2026, 11, 24, 4, 59, 59, tzinfo=UTC), hour) is None
    slot = latest(datetime(2026, 11, 24, 5, 0, tzinfo=UTC), hour)
    assert slot is not None
    assert (slot.name, slot.at) == ("news:2026-11-24T08:00", datetime(2026, 11, 24, 5, tzinfo=UTC))


def test_a_slot_is_made_up_within_the_bound_and_not_beyond_it() -> None:
    at = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    assert latest(at + TWO_HOURS, time(8)) is not None
    assert latest(at + TWO_HOURS + timedelta(seconds=1), time(8)) is None


def test_of_two_slots_that_were_missed_the_later_is_due() -> None:
    slot = latest(datetime(2026, 11, 24, 6, 30, tzinfo=UTC), time(9), time(8))
    assert slot is not None
    assert slot.name == "news:2026-11-24T09:00"


def test_an_hour_that_comes_twice_is_one_slot() -> None:
    # Berlin's clocks go back from 03:00 to 02:00 on 25 October 2026
    begin = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
    assert names([time(2, 30)], BERLIN, begin, minutes=360) == ["news:2026-10-25T02:30"]


def test_an_hour_that_does_not_come_is_one_slot_all_the_same() -> None:
    # Berlin's clocks go on from 02:00 to 03:00 on 29 March 2026
    begin = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
    assert names([time(2, 30)], BERLIN, begin, minutes=360) == ["news:2026-03-29T02:30"]
    slot = latest(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), time(2, 30), zone=BERLIN)
    assert slot is not None
    assert slot.at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@given(
    now=st.datetimes(min_value=datetime(2026, 1, 2), max_value=datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis takes naive bounds
    hours=st.lists(st.times().map(lambda t: t.replace(second=0, microsecond=0)), min_size=1, max_size=4),
    zone=st.sampled_from([BAGHDAD, BERLIN, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia")]),
)
def test_one_moment_has_one_name(now: datetime, hours: list[time], zone: ZoneInfo) -> None:
    day = timedelta(days=1)
    slot = latest(now, *hours, zone=zone, within=day * 2)
    assert slot is not None
    assert now - day * 2 <= slot.at <= now
    again = latest(slot.at, *hours, zone=zone, within=day * 2)
    assert again is not None
    assert (again.name, again.at) == (slot.name, slot.at)
