"""Entries become articles: one address, one aware date, clean text, whatever the feed made of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.canonical import EntryError, Reading, address_of, canonical, content_hash, date_of
from bot.feeds.entry import Entry
from bot.feeds.identity import sight
from storage.records.article import ArticleContent
from storage.records.identity import SourceId

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
READING = Reading(base_url="https://khabar.example/rss", zone=ZoneInfo("Asia/Baghdad"), now=NOW)
SENTENCE = "قال المتحدث باسم الوزارة إن العمل سيبدأ في الأسبوع المقبل في كل المحافظات بعد استكمال الإجراءات."


def article(entry: Entry, reading: Reading = READING, *, thorough: bool = True) -> ArticleContent:
    [sighting] = sight(SourceId(1), [(entry, address_of(entry, reading), date_of(entry, reading))])
    return canonical(sighting, reading, thorough=thorough)


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        (Entry(url="https://khabar.example/1?utm_source=rss"), "https://khabar.example/1"),
        (Entry(url="/news/1"), "https://khabar.example/news/1"),
        (Entry(url="../1", base="https://other.example/a/b/"), "https://other.example/a/1"),
        (Entry(url="//cdn.khabar.example/1"), "https://cdn.khabar.example/1"),
        (
            Entry(url="https://khabar.example/أخبار/1"),
            "https://khabar.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1",
        ),
        (Entry(entry_id="https://khabar.example/7"), "https://khabar.example/7"),
        (Entry(entry_id="tag:khabar.example,2026:7"), None),
        (Entry(url="tag:7", entry_id="tag:7"), None),
        (Entry(url="javascript:alert(1)"), None),
        (Entry(url="ftp://khabar.example/1"), None),
        (Entry(url="https://khabar.example/" + "a" * 3000), None),
        (Entry(), None),
    ],
)
def test_an_entry_has_one_address_or_none(entry: Entry, url: str | None) -> None:
    assert address_of(entry, READING) == url


@pytest.mark.parametrize(
    ("published", "updated", "expected"),
    [
        ("Tue, 24 Nov 2026 10:00:00 +0300", None, datetime(2026, 11, 24, 7, 0, tzinfo=UTC)),
        ("2026-11-24T07:00:00Z", None, datetime(2026, 11, 24, 7, 0, tzinfo=UTC)),
        ("24 تشرين الثاني 2026 10:00", None, datetime(2026, 11, 24, 7, 0, tzinfo=UTC)),
        (None, "2026-11-24T08:00:00Z", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("لا تاريخ", "2026-11-24T08:00:00Z", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("2026-11-24T09:10:00Z", None, datetime(2026, 11, 24, 9, 10, tzinfo=UTC)),
        ("2026-11-25T09:10:00Z", None, NOW),
        ("2099-01-01T00:00:00Z", None, NOW),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_date_is_aware_and_never_far_ahead(
    published: str | None, updated: str | None, expected: datetime | None
) -> None:
    assert date_of(Entry(published=published, updated=updated), READING) == expected


def test_titles_and_names_lose_their_markup() -> None:
    found = article(Entry(title="<b>النفط</b> &amp; الغاز\n اليوم", author="<i>زينب علي</i>"))
    assert (found.title, found.author) == ("النفط & الغاز اليوم", "زينب علي")


def test_the_text_is_clean_paragraphs() -> None:
    markup = f"<p>{SENTENCE}</p><script>alert(1)</script><p>ثم {SENTENCE}</p><!-- لا شيء -->"
    found = article(Entry(title="عنوان الخبر الأول", content=markup))
    assert found.text == f"{SENTENCE}\n\nثم {SENTENCE}"


def test_a_link_to_read_on_is_no_text() -> None:
    markup = f'<p>{SENTENCE}</p><a href="https://khabar.example/1">اقرأ المزيد…</a>'
    assert article(Entry(title="عنوان الخبر الأول", content=markup)).text == SENTENCE


def test_an_entry_without_a_title_is_titled_by_its_words() -> None:
    found = article(Entry(teaser=SENTENCE * 3))
    assert SENTENCE.startswith(found.title[:40])
    assert len(found.title) <= 121


@pytest.mark.parametrize("entry", [Entry(), Entry(title="<b></b>"), Entry(title=" ", content="<p> </p>")])
def test_an_entry_of_nothing_is_refused(entry: Entry) -> None:
    with pytest.raises(EntryError):
        article(entry)


def test_a_long_title_is_cut_between_words() -> None:
    found = article(Entry(title="كلمة " * 300))
    assert found.title.endswith("كلمة…")
    assert len(found.title) <= 501


def test_letters_of_windows_1252_that_were_taken_for_latin_1_are_mended() -> None:
    assert article(Entry(title="L\x92Irak \x93aujourd\x92hui\x94")).title == "L’Irak “aujourd’hui”"


def test_a_nul_stays_out_of_the_archive() -> None:
    found = article(Entry(title="النفط\x00 العراقي", entry_id="a\x00b", content=f"<p>{SENTENCE}\x00</p>"))
    assert "\x00" not in f"{found.title}{found.entry_id}{found.text}"


def test_entries_without_an_address_are_told_apart_by_a_stand_in() -> None:
    first, second = (article(Entry(title=f"خبر طويل العنوان رقم {number}")) for number in (1, 2))
    assert first.url.startswith("https://khabar.example/rss#")
    assert first.url != second.url


def test_the_picture_is_the_first_that_has_an_address() -> None:
    found = article(
        Entry(title="عنوان", images=("data:image/png;base64,AA", "/a.jpg"), url="https://k.example/1")
    )
    assert found.image_url == "https://k.example/a.jpg"
    inside = article(Entry(title="عنوان", content=f'<p><img src="/b.jpg" width="600">{SENTENCE}</p>'))
    assert inside.image_url == "https://khabar.example/b.jpg"


def test_further_pictures_of_an_entry_are_kept_once_each() -> None:
    gallery = ("/a.jpg", "https://k.example/a-150x150.jpg", "/b.jpg", "data:image/png;base64,AA")
    found = article(Entry(title="عنوان", images=("/a.jpg",), gallery=gallery, url="https://k.example/1"))
    assert found.pictures == ("https://k.example/b.jpg",)
    assert article(Entry(title="عنوان", images=("/a.jpg",), url="https://k.example/1")).pictures == ()


@pytest.mark.parametrize(
    ("categories", "section", "expected"),
    [
        (("https://khabar.example/tag", "سياسة", "عاجل"), None, "سياسة"),
        (("سياسة",), "اقتصاد", "اقتصاد"),
        (("أ", "كلمات " * 20), None, None),
        ((), None, None),
    ],
)
def test_the_section_is_what_the_operator_says_else_the_first_word_that_reads_like_one(
    categories: tuple[str, ...], section: str | None, expected: str | None
) -> None:
    reading = replace(READING, section=section)
    assert article(Entry(title="عنوان", categories=categories), reading).section == expected


@pytest.mark.parametrize(
    ("title", "said", "expected"),
    [
        ("افتتاح مستشفى", None, "ar"),
        ("افتتاح مستشفى", "en-us", "ar"),
        ("افتتاح مستشفى", "ar-IQ", "ar"),
        ("افتتاح مستشفى", "fa", "fa"),
        ("New hospital opens", None, "en"),
        ("Un hôpital ouvre", "fr_FR", "fr"),
        ("2026", None, None),
    ],
)
def test_the_language_is_what_is_said_unless_the_letters_contradict(
    title: str, said: str | None, expected: str | None
) -> None:
    assert article(Entry(title=title, language=said)).language == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ten-day event includes 80 panels.", "en"),
        ("", "en"),
        ("أعلنت الشركة عن جهازها الجديد iPhone 17 في مؤتمرها السنوي.", "ar"),
    ],
)
def test_a_latin_headline_under_an_arabic_site_is_judged_by_its_text(text: str, expected: str) -> None:
    assert article(Entry(title="Apple iPhone 17", content=text, language="ar")).language == expected


def test_the_hash_changes_with_what_readers_see_and_with_nothing_else() -> None:
    entry = Entry(title="عنوان الخبر", content=f"<p>{SENTENCE}</p>")
    same = msgspec.structs.replace(
        entry, content=f"<div class='x'><p>{SENTENCE}</p></div>", categories=("سياسة",)
    )
    other = msgspec.structs.replace(entry, content=f"<p>{SENTENCE} وأضاف أنه سيستمر.</p>")
    assert content_hash(article(entry)) == content_hash(article(same))
    assert content_hash(article(entry)) != content_hash(article(other))


def test_a_light_reading_keeps_the_sentences() -> None:
    markup = f"<p>شارك</p><p>{SENTENCE}</p>"
    assert article(Entry(title="عنوان الخبر", content=markup), thorough=False).text == SENTENCE


MARKUP = st.text(alphabet="ابتثجحخ abc<>/&;\"'=pbdiv#0x\x00\x85\u200f\ud800", max_size=80) | st.text(
    max_size=60
)


@settings(deadline=None)
@given(
    title=MARKUP,
    content=MARKUP,
    url=st.none() | MARKUP,
    published=st.none() | st.text(max_size=30),
    thorough=st.booleans(),
)
def test_no_entry_breaks_the_reading(
    title: str, content: str, url: str | None, published: str | None, *, thorough: bool
) -> None:
    entry = Entry(title=title, content=content, url=url, published=published, images=(content,))
    try:
        found = article(entry, thorough=thorough)
    except EntryError:
        return
    assert found.title
    assert found.url.startswith(("https://", "http://"))
    assert "\x00" not in found.title + found.text
    assert found.published_at is None or found.published_at <= NOW + timedelta(minutes=15)
