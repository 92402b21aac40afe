"""Pages that list articles give their entries, with rules and without; menus give none."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.page.article import PageRules
from bot.feeds.page.listing import read_listing

ZONE = ZoneInfo("Asia/Baghdad")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
URL = "https://news.example/politics/"
TITLES = (
    "مجلس الوزراء يناقش استعدادات الزيارة الأربعينية",
    "الأنواء الجوية تتوقع هطول أمطار في الجنوب",
    "وزارة النقل تسير قطارات إضافية إلى كربلاء",
    "محافظ كربلاء يفتتح مشاريع خدمية جديدة",
)
TEASER = "نص تعريفي طويل بما يكفي ليكون مقدمة للخبر الذي يحمل هذا العنوان في صفحة القسم."
MENU = (
    "<nav><ul>"
    + "".join(f'<li><a href="/s/{n}/">قسم من أقسام الموقع الرئيسية {n}</a></li>' for n in range(9))
    + "</ul></nav>"
)


def card(number: int, title: str) -> str:
    return (
        f'<div class="short"><a href="/politics/{number}.html?utm_source=x"><img src="/i/{number}.jpg"></a>'
        f'<h2><a href="/politics/{number}.html">{title}</a></h2>'
        f'<span class="date">{number}-01-2024, 17:11</span><p>{TEASER}</p>'
        f'<a href="/politics/{number}.html">اقرأ المزيد</a></div>'
    )


CARDS = "".join(card(number, title) for number, title in enumerate(TITLES, 1))
PAGE = f"<html><body>{MENU}<h1>سياسة</h1><div id=content>{CARDS}</div><footer>{MENU}</footer></body></html>"


def read(page: str, rules: PageRules | None = None, url: str = URL) -> list[tuple[str, str]]:
    found = read_listing(page, url=url, zone=ZONE, now=NOW, rules=rules)
    return [(entry.url, entry.title) for entry in found]


EXPECTED = [(f"https://news.example/politics/{number}.html", title) for number, title in enumerate(TITLES, 1)]


def test_repeated_blocks_are_found_without_rules() -> None:
    assert read(PAGE) == EXPECTED


def test_an_entry_has_the_time_picture_and_teaser_of_its_own_block() -> None:
    second = read_listing(PAGE, url=URL, zone=ZONE, now=NOW)[1]
    assert second.published == datetime(2024, 1, 2, 14, 11, tzinfo=UTC)
    assert second.image_url == "https://news.example/i/2.jpg"
    assert second.summary == TEASER


def test_bare_lists_of_headlines_are_found() -> None:
    items = "".join(f'<li><a href="/n/{n}">{title}</a></li>' for n, title in enumerate(TITLES, 1))
    assert [title for _, title in read(f"<body>{MENU}<ul class=news>{items}</ul>")] == list(TITLES)


def test_cards_that_are_one_link_take_the_heading_as_title() -> None:
    cards = "".join(
        f'<a class=card href="/n/{n}"><img src="/{n}.jpg"><h3>{title}</h3><p>{TEASER}</p></a>'
        for n, title in enumerate(TITLES, 1)
    )
    assert [title for _, title in read(f"<body>{cards}")] == list(TITLES)


def test_links_to_other_sites_and_files_are_left_out() -> None:
    foreign = "".join(
        f'<li><a href="https://other.example/{n}">{title}</a></li>' for n, title in enumerate(TITLES)
    )
    files = "".join(f'<li><a href="/f/{n}.pdf">{title}</a></li>' for n, title in enumerate(TITLES))
    assert read(f"<body><ul>{foreign}</ul><ol>{files}</ol>") == []


def test_the_selector_of_links_is_enough_for_a_rule() -> None:
    assert read(PAGE, PageRules(entry_link="#content h2 a")) == EXPECTED


def test_blocks_and_their_parts_can_be_named() -> None:
    rules = PageRules(
        entry="div.short",
        entry_link="h2 a",
        entry_title="h2",
        entry_published=".date",
        entry_image="img",
        remove=["h2 + .date + p"],
    )
    found = read_listing(PAGE, url=URL, zone=ZONE, now=NOW, rules=rules)
    assert [(entry.url, entry.title) for entry in found] == EXPECTED
    assert found[0].published == datetime(2024, 1, 1, 14, 11, tzinfo=UTC)
    assert found[0].summary is None
    assert found[3].image_url == "https://news.example/i/4.jpg"


def test_pages_without_a_list_give_nothing() -> None:
    assert read("") == []
    assert read(f"<body>{MENU}<p>{TEASER}</p>") == []


def test_a_rule_that_is_no_selector_is_refused() -> None:
    with pytest.raises(ValueError, match="selector"):
        read(PAGE, PageRules(entry="div:hover"))
