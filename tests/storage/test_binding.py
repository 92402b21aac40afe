"""Values reach SQLite by position, as text where they are moments."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from storage.backends.binding import bind, in_columns, positional
from storage.connection import Value
from storage.sql import queries

MOMENT = datetime(2024, 1, 9, 17, 11, tzinfo=UTC)


def test_names_become_numbers_in_the_order_of_their_first_use() -> None:
    query = "-- at :noon\nINSERT INTO t VALUES (:b, :a, ':c', :b)"
    assert positional(query) == ("-- at :noon\nINSERT INTO t VALUES (?1, ?2, ':c', ?1)", ("b", "a"))


@pytest.mark.parametrize("query", queries("sqlite").values(), ids=queries("sqlite"))
def test_no_name_of_a_query_is_left(query: str) -> None:
    statement, names = positional(query)
    assert statement.count("?") >= len(names)


def test_moments_become_text_that_sorts_wherever_they_stand_in_a_column() -> None:
    baghdad = MOMENT.astimezone(timezone(timedelta(hours=3)))
    rows: list[dict[str, Value]] = [{"id": 1, "at": None}, {"id": 2, "at": MOMENT}, {"id": 3, "at": baghdad}]
    text = "2024-01-09T17:11:00.000000+00:00"
    assert in_columns(rows, ("at", "id")) == [(None, 1), (text, 2), (text, 3)]


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = MOMENT.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        bind(naive)
    with pytest.raises(ValueError, match="zone"):
        in_columns([{"at": naive}], ("at",))
