"""Which entries are new: by address, guid or title, whatever a feed does to its guids, dates and hosts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.entry import Entry
from bot.feeds.identity import Recognised, Sighting, hash63, letters, recognise, sight, to_look_at
from bot.text.urls import canonical_url
from storage.records.article import Intake, PageState
from storage.records.feed import KnownArticle, Mark
from storage.records.identity import ArticleId, FeedId, SourceId

SOURCE = SourceId(1)
FEED = FeedId(1)
MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
TITLES = (
    "افتتاح مستشفى جديد في الموصل",
    "البنك المركزي يعلن أسعار الصرف",
    "انطلاق معرض بغداد الدولي للكتاب",
    "المنتخب الوطني يفوز على ضيفه",
)
Described = tuple[Entry, str | None, datetime | None]


def entry(
    number: int = 0,
    *,
    title: str | None = None,
    guid: str | None = "",
    url: str | None = "",
    published_at: datetime | None = MORNING,
    teaser: str = "",
) -> Described:
    """The entry of that number; an empty string stands for its usual guid or address."""
    found = Entry(
        entry_id=f"guid-{number}" if guid == "" else guid,
        title=TITLES[number % len(TITLES)] if title is None else title,
        teaser=teaser or f"موجز الخبر رقم {number}",
    )
    address = f"https://khabar.example/{number}" if url == "" else url
    return found, canonical_url(address) if address else None, published_at


class Archive:
    """What a poll would find in the archive: keys and articles."""

    def __init__(self) -> None:
        self.keys: dict[int, ArticleId] = {}
        self.articles: dict[ArticleId, KnownArticle] = {}

    def poll(self, *described: Described, source: SourceId = SOURCE) -> Recognised:
        """Recognise, and keep what was new, as the intake does."""
        sightings = sight(source, described)
        marks = {number: Mark(one.feed_id, one.entry_hash) for number, one in self.articles.items()}
        wanted = to_look_at(sightings, self.keys, marks, FEED)
        looked_at = {number: self.articles[number] for number in wanted if number in self.articles}
        found = recognise(sightings, self.keys, marks, looked_at)
        whole = recognise(sightings, self.keys, marks, self.articles)
        assert replace(found, seen=()) == replace(whole, seen=()), "what is not looked at decides nothing"
        assert _told_anew(found) == _told_anew(whole)
        for sighting in found.new:
            article_id = ArticleId(len(self.articles) + 1)
            self.articles[article_id] = known(article_id, sighting)
            for key in sighting.keys:
                self.keys.setdefault(key, article_id)
        for key, article_id in found.keys:
            self.keys.setdefault(key, article_id)
        return found

    def news(self, *described: Described, source: SourceId = SOURCE) -> list[str]:
        return [one.entry.title for one in self.poll(*described, source=source).new]


def _told_anew(found: Recognised) -> list[tuple[ArticleId, int]]:
    """What the feed that speaks for an article now says otherwise."""
    return [
        (article.article_id, sighting.entry_hash)
        for sighting, article in found.seen
        if article.feed_id == FEED and article.entry_hash != sighting.entry_hash
    ]


def known(article_id: ArticleId, sighting: Sighting) -> KnownArticle:
    return KnownArticle(
        article_id=article_id,
        source_id=SOURCE,
        url=sighting.url or "",
        entry_id=sighting.entry.entry_id,
        title=sighting.entry.title,
        entry_hash=sighting.entry_hash,
        content_hash=0,
        published_at=sighting.published_at,
        revision=1,
        intake=Intake.NEWS,
        page_state=PageState.NONE,
        feed_id=FEED,
    )


@pytest.fixture
def archive() -> Archive:
    found = Archive()
    assert len(found.news(entry(0), entry(1), entry(2))) == 3
    return found


def test_what_is_seen_again_is_not_new(archive: Archive) -> None:
    found = archive.poll(entry(0), entry(1), entry(2))
    assert found.new == ()
    assert found.again == 3
    assert found.seen == (), "nothing has changed: there is nothing to look at"
    assert found.keys == ()


def test_only_what_reads_differently_is_looked_at(archive: Archive) -> None:
    found = archive.poll(entry(0), entry(1, teaser="نص مصحح"), entry(2))
    assert found.again == 3
    assert [(sighting.entry.teaser, article.article_id) for sighting, article in found.seen] == [
        ("نص مصحح", 2)
    ]


def test_another_feed_that_carries_an_article_does_not_speak_for_it(archive: Archive) -> None:
    sightings = sight(SOURCE, [entry(0, teaser="نص آخر")])
    marks = {ArticleId(1): Mark(FeedId(2), 0)}
    assert to_look_at(sightings, archive.keys, marks, FEED) == set()


def test_an_article_that_was_purged_is_neither_looked_at_nor_new(archive: Archive) -> None:
    sightings = sight(SOURCE, [entry(0)])
    assert to_look_at(sightings, archive.keys, {}, FEED) == set()
    found = recognise(sightings, archive.keys, {}, {})
    assert (found.new, found.seen, found.again) == ((), (), 0)


def test_only_what_is_new_is_new_wherever_it_stands(archive: Archive) -> None:
    assert archive.news(entry(0), entry(3), entry(1)) == [TITLES[3]]


def test_changed_guids_make_nothing_new(archive: Archive) -> None:
    assert archive.news(*[entry(number, guid=f"other-{number}") for number in range(3)]) == []


def test_changed_addresses_make_nothing_new_while_guids_and_titles_stay(archive: Archive) -> None:
    assert archive.news(*[entry(number, url=f"https://new.example/a/{number}") for number in range(3)]) == []


def test_a_move_of_the_whole_site_makes_nothing_new_by_title_and_day(archive: Archive) -> None:
    moved = [entry(number, url=f"https://new.example/{number}", guid=f"n{number}") for number in range(3)]
    assert archive.news(*moved) == []


def test_the_keys_of_a_move_are_remembered(archive: Archive) -> None:
    address = "https://new.example/0"
    found = archive.poll(entry(0, url=address, guid="n0"))
    assert len(found.keys) == 2
    assert archive.news(entry(0, title="عنوان آخر تماما لهذا الخبر", url=address, guid="n0")) == []


def test_new_dates_make_nothing_new(archive: Archive) -> None:
    later = MORNING + timedelta(days=9)
    assert archive.news(*[entry(number, published_at=later) for number in range(3)]) == []


def test_new_titles_make_nothing_new(archive: Archive) -> None:
    assert archive.news(entry(0, title="افتتاح مستشفى جديد في الموصل (محدث)")) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://khabar.example/0?utm_source=rss&utm_medium=feed",
        "https://khabar.example/0?fbclid=abc",
        "http://khabar.example/0",
        "https://www.khabar.example/0/",
        "https://m.khabar.example/0",
        "https://khabar.example/0/amp",
        "https://khabar.example/0#comments",
        "https://KHABAR.example:443/0",
        "https://www.google.com/amp/s/khabar.example/0",
    ],
)
def test_a_twin_of_an_address_is_the_same_article(url: str, archive: Archive) -> None:
    assert archive.news(entry(9, url=url, guid=None, title="عنوان مختلف كل الاختلاف")) == []


def test_a_parameter_that_names_the_article_tells_articles_apart() -> None:
    archive = Archive()
    pages = [entry(number, url=f"https://khabar.example/news?id={number}") for number in range(4)]
    assert len(archive.news(*pages)) == 4
    assert archive.news(*pages) == []


def test_one_address_in_two_sources_is_one_article(archive: Archive) -> None:
    assert archive.news(entry(0, guid="another"), source=SourceId(2)) == []


def test_one_guid_in_two_sources_is_two_articles(archive: Archive) -> None:
    foreign = entry(0, url="https://other.example/77")
    assert archive.news(foreign, source=SourceId(2)) == [TITLES[0]]


def test_one_guid_for_all_entries_identifies_none() -> None:
    archive = Archive()
    repeated = [entry(number, guid="1") for number in range(3)]
    assert len(archive.news(*repeated)) == 3
    assert archive.news(*repeated) == []
    assert archive.news(entry(3, guid="1"), *repeated) == [TITLES[3]]


def test_one_address_for_all_entries_identifies_none() -> None:
    archive = Archive()
    repeated = [entry(number, url="https://khabar.example/news.php") for number in range(3)]
    assert len(archive.news(*repeated)) == 3
    assert archive.news(*repeated) == []


def test_the_front_page_is_no_address_of_an_article() -> None:
    archive = Archive()
    assert archive.news(entry(0, url="https://khabar.example/", guid=None)) == [TITLES[0]]
    assert archive.news(entry(1, url="https://khabar.example/", guid=None)) == [TITLES[1]]


def test_a_feed_of_one_entry_whose_guid_never_changes_brings_each_article() -> None:
    archive = Archive()
    for number in range(4):
        moment = MORNING + timedelta(hours=number)
        assert archive.news(entry(number, guid="latest", published_at=moment)) == [TITLES[number]]
    assert len(archive.articles) == 4


def test_an_entry_twice_in_a_document_counts_once() -> None:
    assert Archive().news(entry(0), entry(0)) == [TITLES[0]]


def test_two_entries_side_by_side_with_one_title_are_two_articles() -> None:
    archive = Archive()
    twins = [entry(number, title="نشرة أخبار الساعة الواحدة") for number in range(2)]
    assert len(archive.news(*twins)) == 2
    assert archive.news(*twins) == []


def test_two_entries_of_one_article_do_not_rewrite_it_in_turns(archive: Archive) -> None:
    other = entry(0, url="https://khabar.example/0-2", teaser="نص آخر للخبر نفسه")
    nameless = entry(0, url=None, guid=None)
    found = archive.poll(entry(0), other, nameless)
    assert found.new == ()
    assert [sighting.entry.teaser for sighting, _ in found.seen] == ["موجز الخبر رقم 0"]


def test_a_daily_title_is_new_each_day() -> None:
    archive = Archive()
    for day in range(3):
        daily = entry(
            day, title="أسعار صرف الدولار في بغداد", published_at=MORNING + timedelta(days=day), guid=None
        )
        assert archive.news(daily) == ["أسعار صرف الدولار في بغداد"]


def test_a_short_title_is_no_identity(archive: Archive) -> None:
    assert archive.news(entry(5, title="عاجل", guid=None, url=None, teaser="أ")) == ["عاجل"]
    assert archive.news(entry(6, title="عاجل", guid=None, url="https://khabar.example/6")) == ["عاجل"]


def test_entries_with_nothing_but_words_are_known_by_them() -> None:
    archive = Archive()
    bare = [entry(number, guid=None, url=None) for number in range(3)]
    assert len(archive.news(*bare)) == 3
    assert archive.news(*bare) == []


def test_what_only_a_short_title_tells_apart_comes_once_in_a_document() -> None:
    archive = Archive()
    flash = [entry(number, title="عاجل", guid=None, url=None) for number in (1, 1, 2)]
    assert archive.news(*flash) == ["عاجل", "عاجل"]
    assert archive.news(*flash) == []


def test_flashes_under_one_guid_come_once() -> None:
    archive = Archive()
    flash = [
        entry(number, title=f"عاجل {number}", guid="1", url="https://khabar.example/") for number in (1, 2)
    ]
    assert len(archive.news(*flash)) == 2
    assert archive.news(*flash) == []


def test_titles_are_compared_by_their_letters() -> None:
    assert letters(" «النفط»: العراقي! ") == letters("النفط العراقي")
    assert letters("Oil_Price") == letters("oil price")


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_a_key_is_a_number_that_both_databases_hold(parts: list[str]) -> None:
    assert 0 <= hash63(*parts) < 2**63
    assert hash63(*parts) == hash63(*parts)
    assert hash63(*parts) != hash63(*parts, "")


@st.composite
def documents(draw: st.DrawFn) -> list[Described]:
    guid = st.sampled_from([None, "1", "2", "3", "https://khabar.example/1"])
    url = st.sampled_from([None, *(f"https://khabar.example/{path}" for path in ("", "1", "2", "a?id=1"))])
    moments = st.sampled_from([None, MORNING, MORNING + timedelta(days=1)])
    titles = st.sampled_from([None, "عاجل", ""])
    return [
        entry(
            draw(st.integers(0, 3)),
            title=draw(titles),
            guid=draw(guid),
            url=draw(url),
            published_at=draw(moments),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]


@settings(deadline=None)
@given(documents())
def test_a_document_polled_again_brings_nothing_new(document: list[Described]) -> None:
    archive = Archive()
    archive.poll(*document)
    assert archive.news(*document) == []


@settings(deadline=None)
@given(documents(), documents())
def test_no_key_is_ever_given_to_two_articles(first: list[Described], second: list[Described]) -> None:
    archive = Archive()
    for document in (first, second):
        found = archive.poll(*document)
        strong = [key for one in found.new for key in (one.url_key, one.guid_key) if key is not None]
        assert len(strong) == len(set(strong))
