"""Dates in every form newsrooms use become one aware UTC time, or none."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.dates import parse_date
from bot.text.hijri import gregorian

BAGHDAD = ZoneInfo("Asia/Baghdad")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday, noon in Baghdad


def local(text: str) -> str | None:
    found = parse_date(text, zone=BAGHDAD, now=NOW)
    return (
        None
        if found is None
        else found.astimezone(BAGHDAD).isoformat(timespec="minutes").removesuffix("+03:00")
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 09 Jan 2024 17:11:00 +0300", "2024-01-09T17:11"),
        ("Tue, 09 Jan 2024 14:11:00 GMT", "2024-01-09T17:11"),
        ("9 Jan 2024 14:11 +0000", "2024-01-09T17:11"),
        ("Tue, 09 Jan 24 14:11:00 GMT", "2024-01-09T17:11"),
        ("Tue, 9 January 2024 09:11:00 EST", "2024-01-09T17:11"),
        ("Tue, 09 Jan 2024 17:11:00 XYZ", "2024-01-09T17:11"),
        ("Tue Jan 09 17:11:00 AST 2024", "2024-01-09T17:11"),
        ("Tue Jan  9 14:11:00 +0000 2024", "2024-01-09T17:11"),
        ("2024-01-09T17:11:00+03:00", "2024-01-09T17:11"),
        ("2024-01-09T14:11:00.123456789Z", "2024-01-09T17:11"),
        ("2024-01-09T14:11Z", "2024-01-09T17:11"),
        ("2024-01-09 17:11:00", "2024-01-09T17:11"),
        ("20240109T171100", "2024-01-09T17:11"),
        ("20240109171100", "2024-01-09T17:11"),
        ("1704809460", "2024-01-09T17:11"),
        ("1704809460000", "2024-01-09T17:11"),
        ("2024-01", "2024-01-01T00:00"),
        ("2024", "2024-01-01T00:00"),
        ("03-12-31", "2003-12-31T00:00"),
        ("2024 Jan 9 17:11", "2024-01-09T17:11"),
        ("Jan 9 24 17:11:07", "2024-01-09T17:11"),
        ("9 Jan 99", "1999-01-09T00:00"),
        ("2012-06-30T23:59:60Z", "2012-07-01T02:59"),
    ],
)
def test_feeds_standard_forms_are_read(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9-01-2024, 17:11", "2024-01-09T17:11"),
        ("24/11/2026 10:00", "2026-11-24T10:00"),
        ("11/24/2026", "2026-11-24T00:00"),
        ("2024/01/09", "2024-01-09T00:00"),
        ("٢٠٢٤/٠١/٠٩ ١٧:١١", "2024-01-09T17:11"),
        ("05:11 م 2024/01/09", "2024-01-09T17:11"),
        ("9.1.2024 5:11 مساءً", "2024-01-09T17:11"),
        ("11 ليلاً 9-1-2024", "2024-01-09T23:00"),
        ("2024-01-09 12:30 ص", "2024-01-09T00:30"),
        ("الساعة 5 مساء 9/1/2024", "2024-01-09T17:00"),
    ],
)
def test_numeric_dates_are_day_month_year_unless_impossible(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9 كانون الثاني 2024", "2024-01-09T00:00"),
        ("الثلاثاء 9 كانون الثاني/يناير 2024 - 17:11", "2024-01-09T17:11"),
        ("14 شباط/ فبراير 2023", "2023-02-14T00:00"),
        ("٩ كانُون الثّاني ٢٠٢٤ الساعة ٥:١١ مساءً", "2024-01-09T17:11"),
        ("السبت ، ١ تموز / يوليو ٢٠٢٣ ، ٠٩:٤٥ ص", "2023-07-01T09:45"),
        ("13 جانفي 2024، 17:11", "2024-01-13T17:11"),
        ("15 غشت 2023 على الساعة 20:34", "2023-08-15T20:34"),
        ("٩ کانوونی دووەم ٢٠٢٤", "2024-01-09T00:00"),
        ("9 يناير 2024م - 05:11 م", "2024-01-09T17:11"),
        ("22 ديسمبر، 2023 - 1:05 مساءً", "2023-12-22T13:05"),
        ("نُشر في: 9 يناير 2024", "2024-01-09T00:00"),
        ("تاريخ النشر: 2024/01/09 | آخر تحديث: 2024/01/10", "2024-01-09T00:00"),
        ("\u200f9 يناير\u00a02024\u200e", "2024-01-09T00:00"),
        ("Lundi, 16. Novembre 2020 - 15:54", "2020-11-16T15:54"),
        ("mar., 01 déc. 2020 16:11", "2020-12-01T16:11"),
        ("Do, 29 Mär 2018 00:00", "2018-03-29T00:00"),
        ("Jan. 4, 2016, 12:37 p.m.", "2016-01-04T12:37"),
    ],
)
def test_month_names_of_every_arab_country_and_some_beyond_are_read(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13 يناير 2024، 17:11 GMT+1", "2024-01-13T19:11"),
        ("13 يناير 2024، 17:11 بتوقيت غرينتش", "2024-01-13T20:11"),
        ("13 يناير 2024، 17:11 (بتوقيت مكة المكرمة)", "2024-01-13T17:11"),
        ("13 يناير 2024، 17:11 بتوقيت القاهرة", "2024-01-13T18:11"),
        ("بغداد 13 يناير 2024، 17:11", "2024-01-13T17:11"),
        ("2020-11-08T16:20:00-05:00Z", "2020-11-09T00:20"),
        ("2024-01-09T17:11:00+99:00", "2024-01-09T17:11"),
    ],
)
def test_a_named_zone_counts_and_the_sources_zone_otherwise(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("منذ 3 ساعات", "2026-11-24T09:00"),
        ("منذ ٣ ساعات و ٢٠ دقيقة", "2026-11-24T08:40"),
        ("منذ ثلاث ساعات", "2026-11-24T09:00"),
        ("قبل ساعتين", "2026-11-24T10:00"),
        ("قبل دقيقتين", "2026-11-24T11:58"),
        ("منذ يوم واحد", "2026-11-23T12:00"),
        ("منذ أسبوع", "2026-11-17T12:00"),
        ("الآن", "2026-11-24T12:00"),
        ("قبل قليل", "2026-11-24T12:00"),
        ("3 hours ago", "2026-11-24T09:00"),
        ("an hour ago", "2026-11-24T11:00"),
        ("اليوم 10:30", "2026-11-24T10:30"),
        ("أمس 10:30 م", "2026-11-23T22:30"),
        ("أمس الأول", "2026-11-22T00:00"),
        ("الاثنين 17:11", "2026-11-23T17:11"),
        ("الثلاثاء، 24 نوفمبر", "2026-11-24T00:00"),
        ("الاثنين 25 كانون الأول", "2023-12-25T00:00"),
        ("31 ديسمبر", "2025-12-31T00:00"),
        ("اليوم الثلاثاء (9 كانون الثاني 2024)", "2024-01-09T00:00"),
    ],
)
def test_relative_and_yearless_dates_are_the_latest_that_fit(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27 جمادى الآخرة 1445", "2024-01-09T00:00"),
        ("27/6/1445هـ", "2024-01-09T00:00"),
        ("١ رجب ١٤٤٥ هـ", "2024-01-13T00:00"),
        ("الجمعة 1 رجب 1445", "2024-01-12T00:00"),
        ("27 جمادى الآخرة 1445هـ الموافق 9 يناير 2024م - 17:11", "2024-01-09T17:11"),
        ("الثلاثاء 9 كانون الثاني 2024 - 27 جمادى الآخرة 1445 - 17:11", "2024-01-09T17:11"),
        ("1445/06/27 - 2024/01/09", "2024-01-09T00:00"),
    ],
)
def test_hijri_dates_are_converted_and_give_way_to_gregorian_ones(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "invalid",
        "17:11",
        "يناير",
        "0001-01-01T00:00:00Z",
        "0000-00-00 00:00:00",
        "Sun, 16 zzz 2012 11:47:32 GMT",
        "Sun, 99 Jun 2009 12:00:00 GMT",
        "Sun, 16 Dec 2012 11:47:32 +00:zz",
        "2003-12-31T10:14:61Z",
        "31/11/2024",
        "12 يناير/فبراير 2024",
        "9 رجب 9999",
        "9 رجب 123",
        "123-1-1",
        "9 يناير 123",
        "2003-01-01T25:00:00Z",
        "منذ ساعات",
        "ثلاث ساعات",
        "9 1 2024",
        "1 رجب",
        "اليوم الثلاثاء (9 كانون الثاني 2024)، على ضرورة دعم القوات",
        "كانون الثاني 1 2 3 4 5 6 7 8 9 10 11 12",
        "135 مشاهدة",
        "رمضان كريم",
    ],
)
def test_what_states_no_day_or_an_impossible_one_gives_none(text: str) -> None:
    assert local(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-03-12", "ISO 8601:1988 century-less month, withdrawn in 2004"),
        ("03335", "ISO 8601:1988 century-less ordinal day, withdrawn in 2004"),
        ("2004-05-25 오후 11:23:17", "Korean part of the day: no Arabic newsroom writes it"),
        ("2004년 05월 28일  01:31:15", "Korean date units: no Arabic newsroom writes them"),
    ],
)
def test_forms_that_other_parsers_read_and_we_refuse_on_purpose(text: str, reason: str) -> None:
    assert local(text) is None, reason


def test_the_umm_al_qura_table_and_its_arithmetic_edges() -> None:
    assert str(gregorian(1400, 1, 1)) == "1979-11-20"
    assert str(gregorian(1500, 12, 29)) == "2077-11-15"
    assert str(gregorian(1399, 12, 29)) == "1979-11-20"  # arithmetic: a day beyond the table
    assert str(gregorian(1501, 1, 1)) == "2077-11-17"
    assert gregorian(1299, 1, 1) is None
    assert gregorian(1445, 13, 1) is None


@given(st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001 - the zone is added below
def test_every_minute_survives_being_written_in_either_standard_form(moment: datetime) -> None:
    stamp = moment.replace(microsecond=0, tzinfo=BAGHDAD).astimezone(UTC)
    shown = stamp.astimezone(BAGHDAD)
    assert parse_date(shown.isoformat(), zone=BAGHDAD, now=NOW) == stamp
    assert parse_date(shown.strftime("%a, %d %b %Y %H:%M:%S %z"), zone=BAGHDAD, now=NOW) == stamp
    assert parse_date(shown.strftime("%d/%m/%Y %H:%M:%S"), zone=BAGHDAD, now=NOW) == stamp


@given(st.text(max_size=400))
def test_any_text_gives_an_aware_utc_time_or_none(text: str) -> None:
    found = parse_date(text, zone=BAGHDAD, now=NOW)
    assert found is None or found.tzinfo is UTC


@given(st.text("0123456789٠٩:-/.+ TZم صagoيناير رجبمنذ ساعة", max_size=160))
def test_text_made_of_date_parts_never_raises(text: str) -> None:
    found = parse_date(text, zone=BAGHDAD, now=NOW)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize("unit", ["9", "9-", "1:1", "كانون ", " ", "- ", "يناير ", "منذ "])
def test_megabytes_of_anything_are_refused_at_once(unit: str) -> None:
    assert local(unit * 1_000_000) is None
