"""What a digest lists, in which order, and how it looks."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.delivery.digest import (
    Entry,
    edition_title,
    message_link,
    most_read,
    render_digest,
    weightiest,
)
from bot.delivery.post import TEXT_UNITS
from bot.delivery.render import Style
from bot.text.richtext import Style as Mark
from storage.records.digest import DigestStory
from storage.records.identity import DeliveryId, StoryId

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def story(
    number: int, *, age: timedelta = timedelta(), carriers: int = 1, breaking: bool = False, views: int = 0
) -> DigestStory:
    return DigestStory(
        delivery_id=DeliveryId(number),
        story_id=StoryId(number),
        published_at=NOW - age,
        breaking=breaking,
        carriers=carriers,
        views=views,
        chat_id=None,
        message_id=None,
    )


def entry(number: int, *, title: str = "افتتاح جسر", breaking: bool = False, views: int = 0) -> Entry:
    url = f"https://news.example/{number}"
    return Entry(title=title, source="من كربلاء الخبر", url=url, link=url, breaking=breaking, views=views)


def order(stories: list[DigestStory]) -> list[int]:
    return [each.story_id for each in weightiest(stories, now=NOW)]


def test_what_more_publishers_carry_weighs_more_than_what_is_a_little_newer() -> None:
    assert order([story(1, age=timedelta(hours=1)), story(2, age=timedelta(hours=5), carriers=4)]) == [2, 1]


def test_breaking_news_weighs_more_than_what_three_others_carry_not_yet() -> None:
    assert order([story(1), story(2, breaking=True)]) == [2, 1]


def test_views_count_by_their_order_of_magnitude() -> None:
    assert order([story(1, views=10), story(2, views=50_000)]) == [2, 1]


def test_of_equals_the_newer_goes_first_and_a_story_is_listed_once() -> None:
    assert order([story(1, age=timedelta(hours=2)), story(2), story(2)]) == [2, 1]


def test_the_most_read_are_those_of_the_counters_alone() -> None:
    read = most_read([story(1, views=12), story(2, views=700), story(3, breaking=True)])
    assert [each.story_id for each in read] == [2, 1]


@pytest.mark.parametrize(
    ("address", "chat_id", "expected"),
    [
        ("@karbala_news", -1001234567890, "https://t.me/karbala_news/7"),
        (-1001234567890, -1001234567890, "https://t.me/c/1234567890/7"),
        (-55, -1009876543210, "https://t.me/c/9876543210/7"),
        (-55, None, None),
        (1001, 1001, None),
    ],
)
def test_a_post_is_linked_where_telegram_gives_it_an_address(
    address: int | str, chat_id: int | None, expected: str | None
) -> None:
    assert message_link(address, chat_id, 7) == expected
    assert message_link(address, chat_id, None) is None


def test_the_title_says_the_time_of_day() -> None:
    titles = [edition_title(time(hour)) for hour in (8, 13, 20, 1)]
    assert titles == ["📰 نشرة الصباح", "📰 نشرة الظهيرة", "📰 نشرة المساء", "📰 نشرة المساء"]


def test_a_digest_names_its_day_and_links_every_story() -> None:
    entries = [entry(1, breaking=True), entry(2, title="خبر عن NASA")]
    post = render_digest("📰 نشرة المساء", entries, Style(footer="تابعونا"), at=NOW, token="0123456789")
    assert post.body.text.split("\n") == [
        "📰 نشرة المساء",
        "الثلاثاء 24 تشرين الثاني",
        "",
        "1. 🔴 افتتاح جسر",
        "من كربلاء الخبر",
        "",
        "2. خبر عن NASA",
        "من كربلاء الخبر",
        "",
        "",
        "تابعونا",
    ]
    links = [span.url for span in post.body.entities if span.style is Mark.TEXT_LINK]
    assert links == ["https://news.example/1", "https://news.example/2"]
    [[button]] = post.buttons
    assert button.url == "https://news.example/1#k0123456789"
    assert post.silent


def test_views_are_shown_where_they_decide() -> None:
    post = render_digest("🔝", [entry(1, views=12_345)], Style(), at=NOW, token="t", with_views=True)
    assert "من كربلاء الخبر · 👁 12,345" in post.body.text


@pytest.mark.parametrize("footer", ["", "تابعونا " * 20, "𝒂" * 4_000])
def test_a_digest_fits_into_a_message_however_long_its_parts(footer: str) -> None:
    entries = [entry(number, title="😀 كلمة " * 60) for number in range(40)]
    post = render_digest("📰 نشرة المساء", entries, Style(footer=footer), at=NOW, token="t")
    assert 0 < post.body.units <= TEXT_UNITS
    assert all(span.offset + span.length <= post.body.units for span in post.body.entities)
