"""The public page of a Telegram channel gives its messages as entries."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.page.article import PageEntry
from bot.feeds.page.telegram import is_channel_page, read_channel

ZONE = ZoneInfo("Asia/Baghdad")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
URL = "https://t.me/s/karbala_news"
FLASH = "عاجل | رئيس الوزراء يصل إلى كربلاء المقدسة"


def message(number: int, text: str, *, photo: str = "", views: str = "1.2K", reply: str = "") -> str:
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap"><div
 class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="karbala_news/{number}">
<div class="tgme_widget_message_bubble">{reply}{photo}{text}
<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">{views}</span>
<span class="tgme_widget_message_meta"><a class="tgme_widget_message_date" href="https://t.me/karbala_news/{number}">
<time datetime="2024-01-09T14:11:0{number}+00:00">14:11</time></a></span></div></div></div></div>"""


def said(text: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'


PHOTO = (
    '<a class="tgme_widget_message_photo_wrap" href="https://t.me/karbala_news/2" '
    "style=\"width:800px;background-image:url('https://cdn4.telesco.pe/file/a.jpg')\"></a>"
)
REPLY = f'<a class="tgme_widget_message_reply"><div class="tgme_widget_message_text">{FLASH}</div></a>'
HEAD = '<div class="tgme_channel_info_header_title"><span dir="auto">أخبار كربلاء</span></div>'
PAGE = f"""<html><body>{HEAD}<section class="tgme_channel_history">
{message(1, said(FLASH), views="950")}
{message(2, said("العنوان في السطر الأول<br><br>التفاصيل في <b>السطر</b> الثاني 🔴<br>وتتمة"), photo=PHOTO)}
{message(3, "", photo=PHOTO)}
{message(4, said("تصحيح للخبر السابق"), reply=REPLY, views="2M")}
{message(5, said("جملة أولى قصيرة من رسالة. " + "كلمة أخرى من نص طويل جداً " * 20), views="?")}
</section></body></html>"""


def test_messages_become_entries_from_the_oldest_to_the_newest() -> None:
    channel = read_channel(PAGE, url=URL, zone=ZONE, now=NOW)
    assert channel is not None
    assert channel.title == "أخبار كربلاء"
    assert [entry.url[-1] for entry in channel.entries] == ["1", "2", "4", "5"]
    first, second, correction, long = channel.entries
    assert (first.title, first.views, first.author) == (FLASH, 950, "أخبار كربلاء")
    assert first.published == datetime(2024, 1, 9, 14, 11, 1, tzinfo=UTC)
    assert second.title == "العنوان في السطر الأول"
    assert second.summary == "العنوان في السطر الأول\nالتفاصيل في السطر الثاني 🔴\nوتتمة"
    assert second.image_url == "https://cdn4.telesco.pe/file/a.jpg"
    assert (second.views, correction.views, long.views) == (1200, 2_000_000, None)
    assert correction.title == "تصحيح للخبر السابق"
    assert long.title == "جملة أولى قصيرة من رسالة."


def test_a_line_without_a_sentence_is_cut_at_a_word() -> None:
    channel = read_channel(message(1, said("كلمة " * 100)), url=URL, zone=ZONE, now=NOW)
    assert channel is not None
    assert channel.entries[0].title == ("كلمة " * 39) + "كلمة…"


PICTURES = "".join(
    f'<a class="tgme_widget_message_photo_wrap grouped_media_wrap" href="https://t.me/k/{n}?single" '
    f"style=\"background-image:url('https://cdn4.telesco.pe/file/{n}.jpg')\"></a>"
    for n in (1, 2)
)
ALBUM = f"""<div class="tgme_widget_message_grouped_wrap"><div class="tgme_widget_message_grouped">
<div class="tgme_widget_message_grouped_layer">{PICTURES}</div></div></div>"""
FORWARDED = """<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;
<a href="https://t.me/ina/9" class="tgme_widget_message_forwarded_from_name">
<span>وكالة الأنباء العراقية</span></a></div>"""
POLL = """<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">هل تؤيد
تغيير الدوام؟</div><div class="tgme_widget_message_poll_option_text">نعم</div></div>"""
VIDEO = """<a class="tgme_widget_message_video_player"><i class="tgme_widget_message_video_thumb"
style="background-image:url('https://cdn4.telesco.pe/file/v.jpg')"></i>
<time class="message_video_duration">0:45</time></a>"""
PREVIEW = """<a class="tgme_widget_message_link_preview" href="https://n.example/1">
<div class="link_preview_title">مجلس الوزراء يعقد جلسته الاعتيادية</div>
<div class="link_preview_description">نص</div></a>"""


def entries(*messages: str) -> list[PageEntry]:
    channel = read_channel(HEAD + "".join(messages), url=URL, zone=ZONE, now=NOW)
    assert channel is not None
    return list(channel.entries)


def test_an_album_is_one_entry_with_its_pictures_and_a_video_with_its_still() -> None:
    album, video = entries(message(1, said(FLASH), photo=ALBUM), message(2, said(FLASH), photo=VIDEO))
    assert album.image_url == "https://cdn4.telesco.pe/file/1.jpg"
    assert album.pictures == tuple(f"https://cdn4.telesco.pe/file/{number}.jpg" for number in (1, 2))
    assert video.pictures == ()
    assert video.image_url == "https://cdn4.telesco.pe/file/v.jpg"
    assert video.published == datetime(2024, 1, 9, 14, 11, 2, tzinfo=UTC)


def test_a_forwarded_message_names_who_wrote_it() -> None:
    assert [
        entry.author for entry in entries(message(1, FORWARDED + said(FLASH)), message(2, said(FLASH)))
    ] == [
        "وكالة الأنباء العراقية",
        "أخبار كربلاء",
    ]


def test_a_poll_is_no_news_and_the_mark_of_an_edit_no_text() -> None:
    edited = message(2, said(FLASH)).replace('message_meta">', 'message_meta">edited ')
    assert [entry.title for entry in entries(message(1, POLL), edited)] == [FLASH]


def test_what_telegram_says_of_the_channel_itself_is_no_news() -> None:
    notice = message(2, said("Channel photo updated")).replace("js-widget_message", "service_message", 2)
    page = read_channel(f"{HEAD}{message(1, said(FLASH))}{notice}".encode(), url=URL, zone=ZONE, now=NOW)
    assert page is not None
    assert [entry.title for entry in page.entries] == [FLASH]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("🔴 عاجل<br>رئيس الوزراء يصل إلى كربلاء المقدسة", "🔴 عاجل رئيس الوزراء يصل إلى كربلاء المقدسة"),
        ("#العراق #كربلاء<br><br>افتتاح جسر الضريبة اليوم", "افتتاح جسر الضريبة اليوم"),
        ("📌📌<br>افتتاح جسر الضريبة اليوم<br>@karbala_news", "افتتاح جسر الضريبة اليوم"),
        ("انتهى الاجتماع.<br>التفاصيل لاحقاً", "انتهى الاجتماع."),
    ],
)
def test_the_headline_is_the_first_line_that_says_something(text: str, title: str) -> None:
    assert [entry.title for entry in entries(message(1, said(text)))] == [title]


def test_a_row_of_signs_costs_no_more_than_its_length() -> None:
    text = f"{'➖ ' * 2_000}خبر<br>افتتاح جسر الضريبة اليوم"
    started = time.process_time()
    assert len(entries(message(1, said(text)))) == 1
    assert time.process_time() - started < 0.5


def test_a_lone_address_has_the_title_of_its_preview_or_is_left_out() -> None:
    address = said('<a href="https://n.example/1">https://n.example/1</a>')
    found = entries(message(1, address + PREVIEW), message(2, address), message(3, said("#عاجل")))
    assert [entry.title for entry in found] == ["مجلس الوزراء يعقد جلسته الاعتيادية"]


@pytest.mark.parametrize(
    ("shown", "views"), [("1.2K", 1200), ("12.5K", 12_500), ("1.05M", 1_050_000), ("7", 7), ("", None)]
)
def test_counters_of_views_are_read_with_their_scale(shown: str, views: int | None) -> None:
    assert entries(message(1, said(FLASH), views=shown))[0].views == views


def test_a_private_or_missing_channel_is_none() -> None:
    assert read_channel("<html><body><div class=tgme_page>", url=URL, zone=ZONE, now=NOW) is None
    assert read_channel("", url=URL, zone=ZONE, now=NOW) is None
    empty = read_channel(HEAD, url=URL, zone=ZONE, now=NOW)
    assert empty is not None
    assert empty.entries == ()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, True),
        ("https://t.me/s/karbala_news?before=120", True),
        ("https://telegram.me/s/karbala_news/", True),
        ("https://t.me/karbala_news", False),
        ("https://t.me/s/ab", False),
        ("https://example.com/s/karbala_news", False),
    ],
)
def test_only_the_preview_pages_of_channels_count(url: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_channel_page(url) is expected
