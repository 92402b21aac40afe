"""Any text is a query, and what a reader means by it is understood."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.query.parse import Query, Word, parse_query
from bot.search.query.period import Period

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MIDNIGHT = NOW.replace(hour=0)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


def parse(text: str) -> Query:
    return parse_query(text, now=NOW)


def test_words_are_folded_and_stop_words_dropped() -> None:
    assert parse("الحكومة في العراق").words == (Word(text="الحكومه"), Word(text="العراق"))


def test_a_star_asks_for_a_beginning() -> None:
    assert parse("كرب*").words == (Word(text="كرب", prefix=True),)
    assert parse("ز*").words == (Word(text="ز"),)


def test_quotations_of_every_kind_are_phrases() -> None:
    for quoted in ("«رئيس الوزراء»", '"رئيس الوزراء"', "“رئيس الوزراء”"):
        assert parse(quoted).phrases == (("رييس", "الوزرا"),)


def test_a_quoted_word_is_a_word() -> None:
    assert parse("«كربلاء»").words == (Word(text="كربلا"),)


def test_an_open_quotation_is_read_as_words() -> None:
    assert parse("«رئيس الوزراء").words == (Word(text="رييس"), Word(text="الوزرا"))


def test_a_minus_excludes_only_in_front_of_a_word() -> None:
    query = parse("كوفيد-19 -الصين -«منظمة الصحة»")
    assert query.words == (Word(text="كوفيد"), Word(text="19"))
    assert query.without == (("الصين",), ("منظمه", "الصحه"))


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("نفط -قال:شيء", (("قال", "شي"),)),
        ("نفط -قال:«شيء ما»", (("قال", "شي", "ما"),)),
        ("نفط -قال:؟", (("قال",),)),
        ("نفط -مصدر:واع", (("واع",),)),
    ],
)
def test_what_follows_a_minus_is_never_wanted(text: str, without: tuple[tuple[str, ...], ...]) -> None:
    query = parse(text)
    assert (query.words, query.source, query.without) == ((Word(text="نفط"),), None, without)


def test_fields_take_a_word_or_a_quotation() -> None:
    query = parse('مصدر:واع قسم:"أخبار محلية" مكان:كربلاء')
    assert (query.source, query.section, query.place) == ("واع", "أخبار محلية", "كربلاء")


def test_a_colon_after_another_word_is_no_field() -> None:
    assert parse("السوداني: لا زيادة").words == (Word(text="السوداني"), Word(text="زياده"))


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("منذ أسبوع", NOW - timedelta(days=7), None),
        ("خلال يومين", NOW - timedelta(days=2), None),
        ("آخر ٣ أيام", NOW - timedelta(days=3), None),
        ("منذ ثلاثة أشهر", NOW - timedelta(days=90), None),
        ("اليوم", MIDNIGHT, MIDNIGHT + timedelta(days=1)),
        ("أمس", MIDNIGHT - timedelta(days=1), MIDNIGHT),
        ("أول أمس", MIDNIGHT - timedelta(days=2), MIDNIGHT - timedelta(days=1)),
        ("الشهر الماضي", datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)),
        ("هذا الأسبوع", datetime(2026, 11, 22, tzinfo=UTC), None),
        ("العام الماضي", datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_words_of_time_are_a_wish(text: str, since: datetime, until: datetime | None) -> None:
    query = parse(f"حريق {text}")
    assert query.period == Period(since=since, until=until)
    assert query.words == (Word(text="حريق"),)
    assert query.dated_words


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("من 2024-01-01 إلى 2024-01-31", day(2024, 1, 1), day(2024, 2, 1)),
        ("من 1/3/2024 حتى 2024/3/5", day(2024, 3, 1), day(2024, 3, 6)),
        ("منذ 2024", day(2024, 1, 1), None),
        ("بعد آذار 2024", day(2024, 4, 1), None),
        ("قبل 5 كانون الثاني 2024", None, day(2024, 1, 5)),
        ("من يناير 2024 إلى 2024-02", day(2024, 1, 1), day(2024, 3, 1)),
        ("٢٠٢٤-٠١-٠٥", day(2024, 1, 5), day(2024, 1, 6)),
        ("تاريخ:2024-01", day(2024, 1, 1), day(2024, 2, 1)),
        ('تاريخ:"آخر أسبوع"', NOW - timedelta(days=7), None),
    ],
)
def test_dates_in_figures_bind(text: str, since: datetime | None, until: datetime | None) -> None:
    query = parse(f"حريق {text}")
    assert query.period == Period(since=since, until=until, certain=True)
    assert query.words == (Word(text="حريق"),)


@pytest.mark.parametrize(
    "headline",
    [
        "اليوم العالمي للمرأة",
        "من بغداد إلى البصرة",
        "ارتفاع الصادرات في يناير 2018",
        "مقتل 20 في انفجار",
        "2018-99-99",
        "من 9999 إلى 9999",
    ],
)
def test_a_headline_is_no_date(headline: str) -> None:
    assert parse(headline).period is None


@given(st.text())
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    assert all(word.text for word in query.words)


@given(
    st.lists(
        st.sampled_from(
            ["«", "»", '"', "-", "*", ":", "مصدر:", "تاريخ:", "منذ", "من", "إلى", "2024", " ", "كلمة", "3"]
        )
    )
)
def test_any_heap_of_signs_is_a_query(pieces: list[str]) -> None:
    parse("".join(pieces))
    parse(" ".join(pieces))
