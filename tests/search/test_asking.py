"""What readers really type: filters without quotation marks, days in words, one for many, clitics."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.search.query.parse import Query, Word, parse_query
from bot.search.query.period import Period
from storage.store import Store
from tests.fakes import ManualClock
from tests.search.shelf import Shelf

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MIDNIGHT = NOW.replace(hour=0)
DAY = timedelta(days=1)


@pytest.fixture
def shelf(store: Store, clock: ManualClock) -> Shelf:
    return Shelf(store, clock)


@pytest.fixture
def sqlite_shelf(sqlite_store: Store, clock: ManualClock) -> Shelf:
    return Shelf(sqlite_store, clock)


def parse(text: str) -> Query:
    return parse_query(text, now=NOW)


def november(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("يوم أمس", MIDNIGHT - DAY, MIDNIGHT),
        ("خلال الـ 24 ساعة الماضية", NOW - DAY, None),
        ("خلال ال24 ساعة الأخيرة", NOW - DAY, None),
        ("في آخر ثلاثة أيام", NOW - 3 * DAY, None),
        ("قبل يومين", MIDNIGHT - 2 * DAY, MIDNIGHT - DAY),
        ("قبل ساعتين", NOW - timedelta(hours=2), None),
        ("منذ أمس", MIDNIGHT - DAY, None),
        ("منذ الأحد", november(22), None),
        ("منذ يوم الثلاثاء", november(17), None),
        ("الجمعة الماضي", november(20), november(21)),
        ("الشهر الجاري", november(1), None),
        ("الشهر المنصرم", datetime(2026, 10, 1, tzinfo=UTC), november(1)),
        ("منذ مطلع العام", datetime(2026, 1, 1, tzinfo=UTC), None),
        ("23 تشرين الثاني 2026", november(23), november(24)),
        ("يوم 23 تشرين الثاني", november(23), november(24)),
        ("يوم 25 تشرين الثاني", datetime(2025, 11, 25, tzinfo=UTC), datetime(2025, 11, 26, tzinfo=UTC)),
        ("من 14 تشرين الثاني إلى 21 تشرين الثاني", november(14), november(22)),
        ("من 14 نوفمبر حتى أمس", november(14), MIDNIGHT),
    ],
)
def test_days_in_words_are_a_wish(text: str, since: datetime, until: datetime | None) -> None:
    query = parse(f"حريق {text}")
    assert query.period == Period(since=since, until=until)
    assert query.words == (Word(text="حريق"),)


@pytest.mark.parametrize(
    "text",
    [
        "بين 2026-11-14 و 2026-11-21",
        "بين 14/11/2026 و21/11/2026",
        "من:2026-11-14 إلى:2026-11-21",
        "تاريخ:2026-11-14..2026-11-21",
        "تاريخ:من 2026-11-14 إلى 2026-11-21",
        "من 14 تشرين الثاني 2026 إلى 21 نوفمبر 2026",
    ],
)
def test_a_range_of_dates_is_understood_in_every_form(text: str) -> None:
    query = parse(f"حريق {text}")
    assert query.period is not None
    assert (query.period.since, query.period.certain) == (november(14), True)
    assert query.words[0] == Word(text="حريق")


@pytest.mark.parametrize(
    "headline",
    ["ثورة 14 تموز", "أحداث 11 سبتمبر", "مباراة الجمعة", "رواتب شهر تشرين الثاني", "بين بغداد وأربيل"],
)
def test_what_is_called_after_a_day_is_no_date(headline: str) -> None:
    assert parse(headline).period is None


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("مكان:ذي قار حريق", "ذي قار", ("حريق",)),
        ("مكان:صلاح الدين", "صلاح الدين", ()),
        ("مكان: كربلاء المقدسة حريق", "كربلاء المقدسة", ("حريق",)),
        ("محافظة:ذي_قار", "ذي قار", ()),
        ("مكان:بغداد حريق", "بغداد", ("حريق",)),
    ],
)
def test_a_place_of_several_words_needs_no_quotation(text: str, place: str, rest: tuple[str, ...]) -> None:
    query = parse(text)
    assert (query.place, tuple(word.text for word in query.words)) == (place, rest)


async def test_a_source_may_be_named_as_people_type_it(shelf: Shelf) -> None:
    await shelf.put("حريق في سوق", source="شفق نيوز")
    await shelf.put("حريق في مخزن", source="واع")
    await shelf.put("مصدر: مقتل شخص بحريق", source="واع")
    await shelf.index()
    for query in ("حريق مصدر:شفق نيوز", "حريق مصدر: شفق", "مصدر: شفق نيوز حريق", "حريق مصدر:شفق_نيوز"):
        assert await shelf.found(query) == ["حريق في سوق"], query
    assert (await shelf.found("مصدر: مقتل شخص"))[0] == "مصدر: مقتل شخص بحريق"


async def test_a_place_is_known_by_all_its_names(shelf: Shelf) -> None:
    await shelf.put("افتتاح مستشفى في الموصل")
    await shelf.put("إعمار سنجار يبدأ")
    await shelf.put("مشروع ماء بكربلاء")
    await shelf.put("مهرجان المربد ينطلق", "انطلق المهرجان في البصرة بحضور الشعراء.")
    await shelf.put("خبر من البصرة", "خبر.", place="البصرة")
    await shelf.put("القاهرة تستضيف القمة")
    await shelf.put("جولة الوزير", "زار الوزير بغداد والبصرة. " + "ناقش الملفات المطروحة مع مسؤولين. " * 40)
    await shelf.index()
    for place, found in {
        "نينوى": {"افتتاح مستشفى في الموصل", "إعمار سنجار يبدأ"},
        "الموصل": {"افتتاح مستشفى في الموصل"},
        "كربلاء": {"مشروع ماء بكربلاء"},
        "بصره": {"مهرجان المربد ينطلق", "خبر من البصرة"},
        "مصر": {"القاهرة تستضيف القمة"},
        "أتلانتس": set(),
    }.items():
        assert set(await shelf.found(f"مكان:{place}")) == found, place


async def test_one_is_found_by_many_and_many_by_one(sqlite_shelf: Shelf) -> None:
    pairs = {
        "شهداء في القصف": "شهيد",
        "إغراق سفن في البحر": "سفينة",
        "عودة الأطفال": "طفل",
        "محكمة الجنايات": "محاكم",
        "نواب يعترضون": "نائب",
    }
    for title in pairs:
        await sqlite_shelf.put(title)
    await sqlite_shelf.index()
    for title, typed in pairs.items():
        page = await sqlite_shelf.ask(typed)
        assert [hit.title for hit in page.hits] == [title], typed
        assert page.hits[0].title_highlights, typed


async def test_the_word_itself_goes_before_its_plural(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.put("قانون العفو")
    await sqlite_shelf.put("قوانين العفو")
    await sqlite_shelf.index()
    assert await sqlite_shelf.found("قوانين") == ["قوانين العفو", "قانون العفو"]
    assert await sqlite_shelf.found("قانون") == ["قانون العفو", "قوانين العفو"]


async def test_a_conjunction_hides_no_preposition(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.put("أمطار ببغداد")
    await sqlite_shelf.index()
    assert await sqlite_shelf.found("وبغداد") == ["أمطار ببغداد"]


async def test_a_beginning_may_carry_its_article(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.put("زيارة كربلاء")
    await sqlite_shelf.put("الكربلائيون يستقبلون الزائرين")
    await sqlite_shelf.index()
    page = await sqlite_shelf.ask("الكرب*")
    assert {hit.title for hit in page.hits} == {"زيارة كربلاء", "الكربلائيون يستقبلون الزائرين"}
    assert all(hit.title_highlights for hit in page.hits)


async def test_an_unwanted_word_is_unwanted_with_a_preposition(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.put("أمطار ببغداد")
    await sqlite_shelf.put("أمطار في أربيل")
    await sqlite_shelf.index()
    assert await sqlite_shelf.found("أمطار -بغداد") == ["أمطار في أربيل"]


async def test_an_unwanted_quotation_is_left_out_of_a_batch_as_well(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.put("حادث على طريق بغداد")
    await sqlite_shelf.put("حادث في بغداد")
    await sqlite_shelf.index()
    found = await sqlite_shelf.engine.ids("حادث بغداد -«طريق بغداد»", limit=10, now=sqlite_shelf.now)
    assert [sqlite_shelf.titles[article_id] for article_id, _ in found] == ["حادث في بغداد"]


async def test_nothing_is_guessed_for_a_day_that_left_nothing(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.put("مهرجان الشعر", "بمشاركة خمسين شاعراً.", age=9 * DAY)
    await sqlite_shelf.index()
    page = await sqlite_shelf.ask("مهرجان أمس")
    assert (page.widened, page.suggestion) == (True, None)
    assert [hit.title for hit in page.hits] == ["مهرجان الشعر"]


async def test_a_short_text_is_shown_from_its_beginning(sqlite_shelf: Shelf) -> None:
    text = "قال محافظ البنك المركزي علي العلاق إن الاحتياطي من العملة الأجنبية تجاوز ١٠٠ مليار دولار."
    await sqlite_shelf.put("احتياطي العراق", text)
    await sqlite_shelf.index()
    (hit,) = (await sqlite_shelf.ask("مليار")).hits
    assert hit.snippet == text
