"""Searching answers as a search engine does, and the same on both databases."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.clock import Clock
from bot.search.engine import SearchEngine
from bot.search.page import SearchPage
from storage.records.feed import ChangedArticle
from storage.store import Store
from tests.search.library import NOW, Told, index, tell, tidy

ARCHIVE = (
    Told(
        title="مجلس الوزراء يقر موازنة العراق",
        text="أقر مجلس الوزراء العراقي اليوم الموازنة العامة.",
        section="سياسة",
    ),
    Told(
        title="انطلاق زيارة الأربعين في كربلاء",
        text="توافد ملايين الزائرين إلى مدينة كربلاء المقدسة.",
        place="كربلاء",
    ),
    Told(
        title="أسعار النفط ترتفع",
        text="ارتفعت أسعار النفط مع خفض الإنتاج.",
        section="اقتصاد",
        source="رويترز",
        days=40,
    ),
    Told(
        title="ترامب يلتقي رئيس الوزراء البريطاني",
        text="التقى الرئيس الأمريكي دونالد ترامب ضيفه.",
        source="رويترز",
    ),
    Told(title="المسؤولون يبحثون الملف الأمني", text="بحث خبراء وقائد الشرطة عبد الكريم خلف الملف."),
    Told(title="حريق في سوق البصرة", text="أخمد رجال الإطفاء حريقاً في 15 متجراً.", place="البصرة", days=3),
)


@pytest.fixture
async def engine(store: Store, clock: Clock) -> SearchEngine:
    await tell(store, *ARCHIVE)
    await index(store, clock)
    return SearchEngine(store)


async def search(engine: SearchEngine, query: str, limit: int = 10, cursor: str | None = None) -> SearchPage:
    return await engine.search(query, limit=limit, cursor=cursor, now=NOW)


async def titles(engine: SearchEngine, query: str) -> list[str]:
    return [hit.title for hit in (await search(engine, query)).hits]


SPELLINGS = [
    ("الموازنه", "مجلس الوزراء يقر موازنة العراق"),
    ("كَرْبَلاء", "انطلاق زيارة الأربعين في كربلاء"),
    ("کربلاء", "انطلاق زيارة الأربعين في كربلاء"),
    ("كربـــلاء", "انطلاق زيارة الأربعين في كربلاء"),
    ("بكربلاء", "انطلاق زيارة الأربعين في كربلاء"),
    ("اسعار نفط", "أسعار النفط ترتفع"),
    ("الخبرا", "المسؤولون يبحثون الملف الأمني"),
    ("مسئولين", "المسؤولون يبحثون الملف الأمني"),
    ("عبدالكريم", "المسؤولون يبحثون الملف الأمني"),
    ("ترمب", "ترامب يلتقي رئيس الوزراء البريطاني"),
    ("الأميركي", "ترامب يلتقي رئيس الوزراء البريطاني"),
    ("١٥ متجر", "حريق في سوق البصرة"),
    ("كرب*", "انطلاق زيارة الأربعين في كربلاء"),
]


async def test_a_word_is_found_in_every_spelling(engine: SearchEngine) -> None:
    found = {query: (await titles(engine, query))[:1] for query, _ in SPELLINGS}
    assert found == {query: [title] for query, title in SPELLINGS}


async def test_two_words_that_are_written_as_one_are_found(store: Store, clock: Clock) -> None:
    await tell(store, Told(title="وفاة الشيخ عبدالعزيز"), Told(title="لقاء عبد السلام"))
    await index(store, clock)
    assert (await titles(SearchEngine(store), "عبد العزيز"))[0] == "وفاة الشيخ عبدالعزيز"


async def test_a_slip_is_forgiven_and_the_right_word_proposed(engine: SearchEngine) -> None:
    page = await search(engine, "مجلس الوزارء")
    assert page.hits[0].title == "مجلس الوزراء يقر موازنة العراق"
    page = await search(engine, "البصزة")
    assert page.hits[0].title == "حريق في سوق البصرة"
    assert page.suggestion == "البصرة"


async def test_nothing_is_proposed_where_nothing_is_wrong(engine: SearchEngine) -> None:
    assert (await search(engine, "كربلاء")).suggestion is None


async def test_a_quotation_stands_word_for_word(engine: SearchEngine) -> None:
    assert await titles(engine, "«رئيس الوزراء»") == ["ترامب يلتقي رئيس الوزراء البريطاني"]
    assert await titles(engine, '"الوزراء رئيس"') == []


async def test_a_minus_excludes_words_and_quotations(engine: SearchEngine) -> None:
    assert await titles(engine, "الوزراء -ترامب") == ["مجلس الوزراء يقر موازنة العراق"]
    assert await titles(engine, "الوزراء -«رئيس الوزراء»") == ["مجلس الوزراء يقر موازنة العراق"]


async def test_filters_bound_what_is_found(engine: SearchEngine) -> None:
    assert set(await titles(engine, "مصدر:رويترز")) == {
        "أسعار النفط ترتفع",
        "ترامب يلتقي رئيس الوزراء البريطاني",
    }
    assert await titles(engine, "قسم:إقتصاد") == ["أسعار النفط ترتفع"]
    assert await titles(engine, "مكان:البصره") == ["حريق في سوق البصرة"]
    assert await titles(engine, "مكان:العراق") == ["مجلس الوزراء يقر موازنة العراق"]
    assert await titles(engine, "مصدر:لا_أحد نفط") == []


async def test_dates_bound_what_is_found(engine: SearchEngine) -> None:
    assert await titles(engine, "من 2026-10-01 إلى 2026-10-31") == ["أسعار النفط ترتفع"]
    assert await titles(engine, "حريق منذ أسبوع") == ["حريق في سوق البصرة"]
    assert "أسعار النفط ترتفع" not in await titles(engine, "تاريخ:أمس")


async def test_where_nothing_is_dated_so_older_news_is_shown_and_said_to_be(engine: SearchEngine) -> None:
    page = await search(engine, "أسعار النفط منذ أسبوع")
    assert page.hits[0].title == "أسعار النفط ترتفع"
    assert page.widened


async def test_the_newer_of_two_equals_comes_first(store: Store, clock: Clock) -> None:
    await tell(store, Told(title="زلزال في إيران", days=300), Told(title="زلزال في إيران", days=1, text=""))
    await index(store, clock)
    hits = (await search(SearchEngine(store), "زلزال إيران")).hits
    assert [(NOW - hit.dated_at).days for hit in hits] == [1, 300]


async def test_a_snippet_shows_the_words_and_where_they_are(engine: SearchEngine) -> None:
    [hit] = (await search(engine, "الإطفاء")).hits
    [span] = hit.highlights
    assert hit.snippet[span.start : span.start + span.length] == "الإطفاء"
    [hit] = (await search(engine, "بصره")).hits
    [span] = hit.title_highlights
    assert hit.title[span.start : span.start + span.length] == "البصرة"


async def test_pages_stay_while_news_arrives(store: Store, clock: Clock) -> None:
    await tell(store, *(Told(title=f"خبر عن النفط رقم {number}", days=number) for number in range(25)))
    await index(store, clock)
    engine = SearchEngine(store)
    whole = [hit.article_id for hit in (await search(engine, "النفط", limit=25)).hits]
    assert len(whole) == 25
    seen, cursor = [], None
    for turn in range(5):
        page = await search(engine, "النفط", limit=5, cursor=cursor)
        assert page.total == 25
        seen += [hit.article_id for hit in page.hits]
        assert [hit.rank for hit in page.hits] == list(range(5 * turn + 1, 5 * turn + 6))
        cursor = page.cursor
        await tell(store, Told(title=f"النفط النفط النفط {turn}", days=0))
        await index(store, clock)
        await tidy(store, clock)
    assert seen == whole
    assert cursor is None


async def test_a_broken_cursor_is_the_first_page(engine: SearchEngine) -> None:
    for cursor in ["", "x", "1.2", "-1.5.5", "9" * 40 + ".1.1", "1.1.1.1", "٣.٣.٣"]:
        assert (await search(engine, "كربلاء", cursor=cursor)).hits[0].rank == 1


async def test_a_later_version_replaces_the_earlier_one(store: Store, clock: Clock) -> None:
    [article_id] = await tell(store, Told(title="مقتل ثلاثة في انفجار"))
    await index(store, clock)
    engine = SearchEngine(store)
    assert len((await search(engine, "ثلاثة")).hits) == 1
    async with store.write() as tx:
        article = await tx.articles.get(article_id)
        assert article is not None
        content = replace(article.content, title="مقتل خمسة في انفجار")
        change = ChangedArticle(
            article_id=article_id, content=content, entry_hash=5, content_hash=5, reread=False
        )
        await tx.intake.revise([change], now=NOW)
    await index(store, clock)
    assert (await search(engine, "خمسة")).hits[0].article_id == article_id
    assert (await search(engine, "انفجار")).total == 1
    assert (await search(engine, "ثلاثة")).hits == ()


async def test_what_was_taken_down_is_not_shown(store: Store, clock: Clock) -> None:
    [article_id] = await tell(store, Told(title="خبر سحبته الوكالة"))
    await index(store, clock)
    async with store.write() as tx:
        await tx.intake.mark_gone(article_id, now=NOW)
    assert (await search(SearchEngine(store), "سحبته")).hits == ()


async def test_an_empty_archive_answers_nothing(store: Store) -> None:
    assert await search(SearchEngine(store), "كربلاء") == SearchPage()


@pytest.mark.parametrize(
    "query", ["", " ", '"', "«»", "-", "*", "من", "؟؟", "\x00", "'; DROP TABLE articles; --"]
)
async def test_what_asks_for_nothing_is_no_error(engine: SearchEngine, query: str) -> None:
    await search(engine, query)


async def test_any_text_is_a_query(sqlite_store: Store, clock: Clock) -> None:
    await tell(sqlite_store, *ARCHIVE)
    await index(sqlite_store, clock)
    engine = SearchEngine(sqlite_store)
    queries: list[str] = []
    pieces = st.sampled_from(
        ['"', "«", "»", "-", "*", ":", "مصدر:", "منذ ", "من ", "إلى ", "كربلاء", " ", "9", "\x00", "%s", "'"]
    )

    @settings(max_examples=150, deadline=None, database=None)
    @given(st.one_of(st.text(max_size=60), st.lists(pieces, max_size=12).map("".join)))
    def collect(query: str) -> None:
        queries.append(query)

    collect()
    for query in queries:
        await search(engine, query)


async def test_both_ways_of_counting_days_meet_the_readers_own_zone(store: Store, clock: Clock) -> None:
    await tell(store, Told(title="خبر بعد منتصف الليل", days=11.5 / 24))  # 21:30 UTC: today in Baghdad
    await index(store, clock)
    baghdad = SearchEngine(store, zone=ZoneInfo("Asia/Baghdad"))
    page = await baghdad.search("تاريخ:اليوم", limit=5, now=NOW)
    assert len(page.hits) == 1
