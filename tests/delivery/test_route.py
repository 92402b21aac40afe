"""Routing: which channels get a story, shown by which articles, and from when on."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.route import ChannelRule, QuietHours, after_quiet_hours, route
from storage.records.article import Article
from storage.records.delivery import Address
from storage.records.identity import ArticleId
from tests.delivery.samples import CHAT, NOW, a_story, an_article

BAGHDAD = ZoneInfo("Asia/Baghdad")


def goes(rule: ChannelRule, *articles: Article, **story: object) -> bool:
    """Whether a story of *articles* goes to the channel of *rule*."""
    return bool(route(a_story(**story), articles or (an_article(),), [rule], now=NOW))


def rule(**conditions: object) -> ChannelRule:
    return ChannelRule(address=CHAT, **conditions)  # type: ignore[arg-type] # each test names real fields


def test_a_rule_without_conditions_gets_everything_at_once() -> None:
    [found] = route(a_story(), [an_article()], [rule()], now=NOW)
    assert (found.due_at, found.lead, found.articles) == (NOW, an_article(), [an_article()])


def test_a_channel_shows_its_own_sources_alone_led_by_one_of_them() -> None:
    first, second = an_article(1, source="واع"), an_article(2, source="شفق نيوز")
    [found] = route(a_story(), [first, second], [rule(sources=("شفق نيوز",))], now=NOW)
    assert (found.articles, found.lead) == ([second], second)


def test_the_storys_lead_leads_wherever_it_may_be_shown() -> None:
    articles = [an_article(1), an_article(2)]
    [found] = route(a_story(lead_id=ArticleId(2)), articles, [rule()], now=NOW)
    assert found.lead == articles[1]


def test_a_story_that_none_of_its_sources_tells_does_not_come() -> None:
    assert not goes(rule(sources=("السومرية",)))


@pytest.mark.parametrize(
    ("sections", "topics", "section", "expected"),
    [
        (("رياضة",), ("رياضة",), None, True),
        (("رياضه",), ("رياضة",), None, True),
        (("اقتصاد",), ("رياضة",), None, False),
        (("اقتصاد",), ("رياضة",), "إقتصاد", True),
    ],
)
def test_a_section_is_the_articles_own_or_the_storys_topic_however_spelled(
    sections: tuple[str, ...], topics: tuple[str, ...], section: str | None, *, expected: bool
) -> None:
    found = goes(rule(sections=sections), an_article(section=section), topics=topics)
    assert found is expected


def test_a_place_is_the_storys_or_the_articles_own() -> None:
    assert goes(rule(places=("البصره",)), places=("البصرة",))
    assert goes(rule(places=("أربيل",)), an_article(place="اربيل"), places=())
    assert not goes(rule(places=("البصرة",)), places=("كربلاء",))


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("نفط", "ارتفعت أسعار النفط اليوم", True),
        ("نفط", "والنفط أيضاً", True),
        ("نفط", "شحنات من نفطنا", False),
        ("النفط", "صادرات نفط", True),
        ("أربيل", "في اربيل", True),
        ("مجلس الوزراء", "قرر مجلس الوزراء", True),
        ("مجلس الوزراء", "قرر مجلس النواب", False),
        ("F-16", "طائرات F-16 جديدة", True),
        (".*", "أي نص", False),
        ("", "أي نص", False),
    ],
)
def test_words_are_found_as_readers_would_and_are_no_patterns(
    word: str, text: str, *, expected: bool
) -> None:
    article = an_article(title="خبر", text=text)
    assert goes(rule(words=(word,)), article) is expected
    assert goes(rule(without_words=(word,)), article) is not expected


def test_one_of_the_words_is_enough_and_one_of_the_unwanted_too_many() -> None:
    article = an_article(title="مباراة في البصرة", text="")
    assert goes(rule(words=("نفط", "مباراة")), article)
    assert not goes(rule(words=("مباراة",), without_words=("البصرة",)), article)


def test_an_article_that_names_no_language_is_arabic() -> None:
    assert goes(rule(languages=("ar",)))
    assert goes(rule(languages=("en",)), an_article(language="en-GB"))
    assert not goes(rule(languages=("en",)))


def test_a_chat_that_several_rules_name_gets_the_story_once_by_the_first_that_matches() -> None:
    rules = [rule(places=("البصرة",)), rule(catch_up=1), rule(catch_up=2), rule(thread_id=7)]
    found = route(a_story(), [an_article()], rules, now=NOW)
    assert [(one.rule.catch_up, one.rule.thread_id) for one in found] == [(1, None), (10, 7)]


def test_breaking_news_does_not_wait_for_the_morning() -> None:
    quiet = rule(quiet_hours=QuietHours(start=time(11), end=time(14)))
    [found] = route(a_story(breaking=True), [an_article()], [quiet], now=NOW)
    assert found.due_at == NOW
    [found] = route(a_story(), [an_article()], [quiet], now=NOW)
    assert found.due_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("local", "until"),
    [
        ("2026-11-24 21:59", None),
        ("2026-11-24 22:00", "2026-11-25 07:00"),
        ("2026-11-25 00:30", "2026-11-25 07:00"),
        ("2026-11-25 06:59", "2026-11-25 07:00"),
        ("2026-11-25 07:00", None),
    ],
)
def test_quiet_hours_reach_over_midnight_in_the_channels_zone(local: str, until: str | None) -> None:
    quiet = rule(quiet_hours=QuietHours(start=time(22), end=time(7)))
    now = datetime.fromisoformat(local).replace(tzinfo=BAGHDAD)
    expected = now if until is None else datetime.fromisoformat(until).replace(tzinfo=BAGHDAD)
    assert after_quiet_hours(now, quiet) == expected


HOURS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(ZoneInfo("UTC"))),  # noqa: DTZ001 - hypothesis takes bounds without a zone
    HOURS,
    HOURS,
    st.sampled_from(["Asia/Baghdad", "Europe/London", "America/New_York", "UTC"]),
)
def test_after_the_quiet_hours_it_is_quiet_no_more_and_no_day_is_lost(
    now: datetime, start: time, end: time, zone: str
) -> None:
    quiet = rule(quiet_hours=QuietHours(start=start, end=end), zone=ZoneInfo(zone))
    due_at = after_quiet_hours(now, quiet)
    assert now <= due_at <= now + timedelta(hours=25)
    assert due_at == now or due_at.astimezone(ZoneInfo(zone)).time().hour in {end.hour, end.hour + 1}


@given(st.lists(st.tuples(st.sampled_from([CHAT, CHAT - 1, "@news"]), st.sampled_from([None, 3]))))
def test_no_chat_and_topic_gets_a_story_twice(places: list[tuple[Address, int | None]]) -> None:
    rules = [ChannelRule(address=address, thread_id=thread_id) for address, thread_id in places]
    found = route(a_story(), [an_article()], rules, now=NOW)
    assert sorted(map(str, {(one.rule.address, one.rule.thread_id) for one in found})) == sorted(
        map(str, set(places))
    )
    assert len(found) == len(set(places))
