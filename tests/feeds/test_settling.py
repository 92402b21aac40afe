"""How a feed stands after a visit: validators, failures, moves, the end; and how new entries come in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.admission import admit, page_state
from bot.feeds.entry import Entry, ParsedFeed
from bot.feeds.fetch import Fetched, FetchFailed, FetchResult, NotModified
from bot.feeds.identity import Sighting, sight
from bot.feeds.options import SourceOptions, read_options, write_options
from bot.feeds.settling import SIGHTINGS, has_moved, pause_reason, settle
from bot.feeds.timing import Bounds, Wishes, read_habit
from bot.feeds.visit import Visit
from storage.records.article import ArticleContent, Intake, PageState
from storage.records.feed import Feed, FeedError
from storage.records.identity import FeedId, SourceId

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BOUNDS = Bounds()
FEED = Feed(
    feed_id=FeedId(1),
    source_id=SourceId(1),
    source_name="واع",
    kind="auto",
    options="{}",
    url="https://khabar.example/rss",
    etag='"1"',
    last_modified="Tue, 24 Nov 2026 06:00:00 GMT",
    body_hash=b"0123456789abcdef",
    settled=True,
    interval_s=600,
    next_poll_at=NOW,
)
MOVED = "https://new.example/rss"


def fetched(*, moved_to: str | None = None, wishes: Wishes | None = None) -> Fetched:
    return Fetched(
        body=b"",
        url=FEED.url,
        content_type="",
        etag='"2"',
        last_modified=None,
        body_hash=b"fedcba9876543210",
        wishes=wishes or Wishes(),
        wire_bytes=0,
        moved_to=moved_to,
    )


def same(*, moved_to: str | None = None) -> NotModified:
    return NotModified(etag='"1"', last_modified=FEED.last_modified, wishes=Wishes(), moved_to=moved_to)


def failed(error: FeedError = FeedError.TIMEOUT) -> FetchFailed:
    return FetchFailed(error=error, detail="no answer")


def after(
    result: FetchResult,
    feed: Feed = FEED,
    *,
    parsed: ParsedFeed | None = None,
    new: int = 0,
    dates: tuple[datetime, ...] = (),
    options: SourceOptions | None = None,
) -> Feed:
    visit = Visit(feed=feed, options=options or SourceOptions(), result=result, parsed=parsed)
    return settle(visit, now=NOW, bounds=BOUNDS, dates=dates, new=new)


def test_what_was_read_leaves_its_validators_and_its_hash() -> None:
    feed = after(fetched(), parsed=ParsedFeed(), new=2)
    assert (feed.etag, feed.last_modified, feed.body_hash) == ('"2"', None, b"fedcba9876543210")
    assert (feed.last_poll_at, feed.last_success_at, feed.last_new_at) == (NOW, NOW, NOW)
    assert feed.next_poll_at > NOW


def test_a_feed_is_settled_once_it_was_read() -> None:
    fresh = replace(FEED, settled=False)
    assert not after(same(), fresh).settled
    assert not after(failed(), fresh).settled
    assert after(fetched(), fresh, parsed=ParsedFeed()).settled


def test_a_failure_keeps_the_validators_and_counts() -> None:
    feed = after(failed(), replace(FEED, failures=2))
    assert (feed.etag, feed.body_hash, feed.failures) == (FEED.etag, FEED.body_hash, 3)
    assert (feed.error, feed.error_detail) == (FeedError.TIMEOUT, "no answer")
    assert (feed.last_poll_at, feed.last_success_at) == (NOW, None)
    assert read_habit(feed.timing).days[-1].failures == 1


def test_a_success_forgets_the_failures() -> None:
    feed = after(same(), replace(FEED, failures=9, error=FeedError.TIMEOUT, error_detail="x"))
    assert (feed.failures, feed.error, feed.error_detail) == (0, None, None)


def test_a_permanent_move_is_believed_after_three_sightings() -> None:
    feed = FEED
    for sighting in range(1, SIGHTINGS + 1):
        assert has_moved(feed) is None
        feed = after(same(moved_to=MOVED), feed)
        assert feed.moved_seen == sighting
    assert has_moved(feed) == MOVED


def test_a_move_that_changes_its_mind_begins_anew() -> None:
    feed = after(same(moved_to=MOVED), after(same(moved_to=MOVED)))
    assert after(same(moved_to="https://third.example/"), feed).moved_seen == 1
    assert after(same(), feed).moved_to is None
    assert after(same(), feed).moved_seen == 0


def test_a_failure_in_between_does_not_count_against_a_move() -> None:
    feed = after(failed(), after(same(moved_to=MOVED), after(same(moved_to=MOVED))))
    assert has_moved(after(same(moved_to=MOVED), feed)) == MOVED


def test_only_the_publishers_own_end_pauses_a_feed() -> None:
    assert pause_reason(after(failed(FeedError.GONE))) is FeedError.GONE
    for error in set(FeedError) - {FeedError.GONE}:
        assert pause_reason(after(failed(error))) is None


def test_what_a_document_wishes_is_remembered_until_it_is_read_again() -> None:
    parsed = ParsedFeed(ttl_s=3_000, silent_hours=frozenset({3}), hub="https://hub.example/", self_url=MOVED)
    feed = after(fetched(), parsed=parsed, dates=tuple(NOW - timedelta(minutes=n) for n in range(9)))
    habit = read_habit(feed.timing)
    assert (habit.ttl_s, habit.silent_hours, habit.hub, habit.topic) == (
        3_000,
        (3,),
        "https://hub.example/",
        MOVED,
    )
    again = after(same(), feed)
    assert again.next_poll_at - NOW > timedelta(minutes=40)
    assert read_habit(again.timing).hub == "https://hub.example/"


def test_a_chosen_interval_is_kept() -> None:
    feed = after(fetched(), parsed=ParsedFeed(ttl_s=3_600), options=SourceOptions(interval="5m"))
    assert feed.interval_s == 300
    assert timedelta(minutes=4) < feed.next_poll_at - NOW < timedelta(minutes=6)


def sightings(*dates: datetime | None) -> tuple[Sighting, ...]:
    return sight(
        SourceId(1),
        [
            (Entry(title=f"خبر طويل العنوان رقم {number}"), f"https://khabar.example/{number}", date)
            for number, date in enumerate(dates)
        ],
    )


def intakes(feed: Feed, new: tuple[Sighting, ...], *, total: int = 100) -> list[Intake]:
    return [one.intake for one in admit(feed, new, total=total, now=NOW, titles=())]


def test_a_first_poll_is_silent_but_for_its_newest() -> None:
    fresh = replace(FEED, settled=False)
    new = sightings(NOW - timedelta(hours=2), NOW, NOW - timedelta(hours=1))
    assert intakes(fresh, new) == [Intake.SEED, Intake.NEWS, Intake.SEED]
    assert intakes(fresh, sightings(None, None)) == [Intake.NEWS, Intake.SEED]
    assert intakes(fresh, ()) == []


def test_from_then_on_what_is_new_is_news_unless_it_is_a_burst() -> None:
    feed = replace(FEED, last_success_at=NOW - timedelta(minutes=10))
    assert intakes(feed, sightings(NOW, NOW - timedelta(days=3))) == [Intake.NEWS, Intake.NEWS]
    old = sightings(*[NOW - timedelta(days=number) for number in range(20)])
    assert intakes(feed, old) == [Intake.NEWS, *[Intake.HELD] * 19]


SITE = "https://khabar.example/"
LONG = "قال الوزير إن العمل سيبدأ في الأسبوع المقبل في كل المحافظات. " * 30


@pytest.mark.parametrize(
    ("text", "intake", "full_text", "site", "state"),
    [
        ("موجز قصير", Intake.NEWS, "auto", SITE, PageState.WAITING),
        (LONG, Intake.NEWS, "auto", SITE, PageState.NONE),
        (LONG[:700] + " …", Intake.NEWS, "auto", SITE, PageState.WAITING),
        (LONG[:700] + " اقرأ المزيد", Intake.NEWS, "auto", SITE, PageState.WAITING),
        (LONG + " …", Intake.NEWS, "auto", SITE, PageState.NONE),
        (LONG, Intake.NEWS, "always", SITE, PageState.WAITING),
        ("موجز قصير", Intake.NEWS, "never", SITE, PageState.NONE),
        ("موجز قصير", Intake.NEWS, "auto", None, PageState.NONE),
        ("موجز قصير", Intake.SEED, "always", SITE, PageState.NONE),
        ("موجز قصير", Intake.HELD, "auto", SITE, PageState.DEFERRED),
        ("موجز قصير", Intake.HELD, "never", SITE, PageState.NONE),
        (LONG, Intake.HELD, "auto", SITE, PageState.NONE),
    ],
)
def test_the_page_is_read_of_news_whose_feed_gives_too_little(
    text: str,
    intake: Intake,
    full_text: str,
    site: str | None,
    state: PageState,
) -> None:
    content = ArticleContent(
        url="https://khabar.example/1", entry_id=None, title="عنوان", text=text, published_at=None
    )
    options = read_options(f'{{"full_text": "{full_text}"}}')
    assert page_state(content, intake=intake, full_text=options.full_text, has_page=site is not None) is state


def test_options_survive_the_archive_and_leave_out_what_is_usual() -> None:
    options = SourceOptions(interval="2m", encoding="windows-1256", headers={"X-Key": "1"}, foreign=True)
    assert read_options(write_options(options)) == options
    assert write_options(SourceOptions()) == "{}"
    assert options.interval_s() == 120


@pytest.mark.parametrize("text", ["", "{}", "لا شيء", '{"full_text": "sometimes"}', '{"unknown": 1}'])
def test_options_that_cannot_be_read_are_the_usual_ones(text: str) -> None:
    assert read_options(text) == SourceOptions()
