"""Times read as an Iraqi newsroom writes them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.moments import Moments
from bot.locale.phrases import Digits, load_phrases

NOW = datetime(2026, 11, 24, 11, 5, tzinfo=UTC)  # Tuesday, 14:05 in Baghdad
MOMENTS = Moments(load_phrases())


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=20), "الآن"),
        (timedelta(minutes=1), "قبل دقيقة"),
        (timedelta(minutes=2), "قبل دقيقتين"),
        (timedelta(minutes=5), "قبل 5 دقائق"),
        (timedelta(minutes=11), "قبل 11 دقيقة"),
        (timedelta(hours=1, minutes=50), "قبل ساعة"),
        (timedelta(hours=2), "قبل ساعتين"),
        (timedelta(hours=23), "قبل 23 ساعة"),
        (timedelta(days=1), "أمس 14:05"),
        (timedelta(days=2), "الأحد 14:05"),
        (timedelta(days=30), "25 تشرين الأول 2026، 14:05"),
        (timedelta(days=320), "8 كانون الثاني 2026، 14:05"),
        (timedelta(minutes=-30), "الآن"),
        (timedelta(hours=-2), "اليوم 16:05"),
    ],
)
def test_an_age_is_said_in_words(age: timedelta, said: str) -> None:
    assert MOMENTS.ago(NOW - age, NOW) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(seconds=-5), "الآن"),
        (timedelta(minutes=3), "بعد 3 دقائق"),
        (timedelta(hours=2), "بعد ساعتين"),
    ],
)
def test_what_comes_is_said_in_words(left: timedelta, said: str) -> None:
    assert MOMENTS.until(NOW + left, NOW) == said


def test_a_duration_is_said_in_its_largest_unit() -> None:
    spans = [timedelta(seconds=45), timedelta(minutes=2), timedelta(hours=3), timedelta(days=11)]
    assert [MOMENTS.lasting(span) for span in spans] == ["45 ثانية", "دقيقتان", "3 ساعات", "11 يوماً"]


def test_the_digits_are_those_that_the_newsroom_chose() -> None:
    arabic = Moments(load_phrases(Digits.ARABIC))
    assert arabic.stamp(NOW - timedelta(days=30), NOW) == "٢٥ تشرين الأول ٢٠٢٦، ١٤:٠٥"


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))  # noqa: DTZ001 - a zone is added
def test_any_moment_can_be_said(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert MOMENTS.ago(aware, NOW)
    assert MOMENTS.until(aware, NOW)
