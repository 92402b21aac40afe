"""Drafting and cleaning go in steps, so that a long document holds up nobody who chats with the bot."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.feeds.admission import Admission
from bot.feeds.drafting import Draft, draft_entries, not_taken, prepare, reading_of
from bot.feeds.entry import Entry, ParsedFeed
from bot.feeds.identity import Recognised, entry_hash_before
from bot.feeds.options import read_options
from storage.records.article import Intake, PageState
from storage.records.feed import KnownArticle
from storage.records.identity import ArticleId, FeedId, SourceId

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SENTENCE = "أعلنت وزارة الكهرباء إضافة محطة جديدة إلى الشبكة الوطنية في محافظة واسط. "


def drafted(entries: int, *, text: str = SENTENCE) -> tuple[Draft, int]:
    """A draft of so many entries, and how many turns it left to others meanwhile."""
    parsed = ParsedFeed(
        entries=tuple(
            Entry(url=f"https://khabar.example/{number}", title=f"الخبر رقم {number} من واسط", content=text)
            for number in range(entries)
        )
    )
    options = read_options("{}")
    draft = Draft(source_id=SourceId(1), feed_id=FeedId(1), options=options)
    reading = reading_of(
        parsed, options, fetched_from="https://khabar.example/", now=NOW, newsroom=ZoneInfo("Asia/Baghdad")
    )
    turns = sum(1 for _ in draft_entries(draft, parsed, reading))
    return draft, turns


def turns_of_cleaning(draft: Draft, *, thorough: bool) -> int:
    draft.admissions = tuple(
        Admission(sighting=sighting, intake=Intake.NEWS, thorough=thorough) for sighting in draft.sightings
    )
    return sum(1 for _ in prepare(draft, NOW))


def test_a_long_document_is_drafted_in_steps() -> None:
    draft, turns = drafted(950)
    assert (len(draft.sightings), turns) == (950, 9)


def test_a_usual_feed_is_drafted_at_one_go() -> None:
    draft, turns = drafted(50)
    assert (len(draft.sightings), turns) == (50, 0)


def test_short_entries_are_cleaned_many_a_step_and_long_ones_few() -> None:
    short, long = drafted(50)[0], drafted(50, text=SENTENCE * 100)[0]
    assert turns_of_cleaning(short, thorough=False) == 0
    assert turns_of_cleaning(long, thorough=False) >= 8
    assert len(long.new) == 50


def test_what_is_cleaned_thoroughly_counts_for_more() -> None:
    light, thorough = drafted(50, text=SENTENCE * 20)[0], drafted(50, text=SENTENCE * 20)[0]
    assert turns_of_cleaning(thorough, thorough=True) > 2 * turns_of_cleaning(light, thorough=False)


def test_what_an_older_khabar_read_is_not_revised_since_the_same_words_are_cleaned_otherwise_today() -> None:
    draft, _ = drafted(1)
    [sighting] = draft.sightings
    known = KnownArticle(
        article_id=ArticleId(7),
        source_id=SourceId(1),
        feed_id=FeedId(1),
        url="https://khabar.example/0",
        entry_id=None,
        title=sighting.entry.title,
        entry_hash=entry_hash_before(sighting.entry),
        content_hash=1,  # of the text as it was cleaned then
        published_at=None,
        revision=1,
        intake=Intake.NEWS,
        page_state=PageState.NONE,
        pushed_at=None,
        gone_at=None,
    )
    draft.recognised = Recognised(new=(), seen=((sighting, known),), keys=())
    list(prepare(draft, NOW))
    assert (draft.changed, draft.touched) == ([], [(ArticleId(7), sighting.entry_hash)])


def of_address(url: str, *, guid: str) -> Draft:
    """A draft of one entry without words in its title, known by *url* and *guid*."""
    parsed = ParsedFeed(entries=(Entry(url=url, entry_id=guid, title="", content=SENTENCE),))
    options = read_options("{}")
    draft = Draft(source_id=SourceId(1), feed_id=FeedId(1), options=options)
    reading = reading_of(
        parsed, options, fetched_from="https://khabar.example/", now=NOW, newsroom=ZoneInfo("Asia/Baghdad")
    )
    assert sum(1 for _ in draft_entries(draft, parsed, reading)) >= 0
    draft.admissions = tuple(
        Admission(sighting=sighting, intake=Intake.NEWS, thorough=False) for sighting in draft.sightings
    )
    assert sum(1 for _ in prepare(draft, NOW)) >= 0
    return draft


def test_a_guid_tells_an_article_without_a_title_from_none_under_another_address() -> None:
    first = of_address("https://khabar.example/1", guid="g1")
    again = of_address("https://khabar.example/m/1", guid="g1")
    other = of_address("https://khabar.example/2", guid="g2")
    assert [len(kept) for kept in not_taken([first, again, other], {})] == [1, 0, 1]
