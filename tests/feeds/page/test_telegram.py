"""The public page of a Telegram channel gives its messages as entries."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

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
