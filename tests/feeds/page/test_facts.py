"""What stands around an article is read from claims first, from the page where they are silent."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.page.article import ExtractedArticle, NotAnArticle, Refusal
from bot.feeds.page.extract import extract

PAGES = Path(__file__).parent / "pages"
BODY = tuple((PAGES / "body.txt").read_text(encoding="utf-8").splitlines())
TITLE = "رئيس الوزراء يبحث مع وفد كربلاء استعدادات الزيارة الأربعينية"
TEXT = "".join(f"<p>{line}</p>" for line in BODY)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
AT = datetime(2024, 1, 9, 14, 11, tzinfo=UTC)


def outcome(html: str, url: str = "https://n.example/news/1.html") -> ExtractedArticle | NotAnArticle:
    return extract(html, url=url, content_type=None, zone=ZoneInfo("Asia/Baghdad"), now=NOW)


def read(*, head: str = "", above: str = "", below: str = "", body: str = TEXT) -> ExtractedArticle:
    page = f"<title>{TITLE}</title>{head}<body><main><h1>{TITLE}</h1>{above}<div>{body}</div>{below}</main>"
    found = outcome(page)
    assert isinstance(found, ExtractedArticle), found
    return found


def data(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-01-09T17:11:00+03:00">',
        '<meta name="pubdate" content="2024-01-09 17:11:00">',
        '<meta itemprop="datePublished" content="الثلاثاء، 09 يناير 2024 - 05:11 م">',
        '<meta name="article:modified_time" content="2024-01-09T17:11:00+03:00">',
        data(**{"@type": ["Thing", "NewsArticle"], "datePublished": "2024-01-09T14:11:00Z"}),
        data(
            **{
                "@graph": [
                    {
                        "@type": "WebPage",
                        "mainEntity": {"@type": "Article", "dateCreated": "2024-01-09T17:11"},
                    }
                ]
            }
        ),
    ],
)
def test_claimed_times_are_read_in_every_vocabulary(head: str) -> None:
    assert read(head=head).published == AT


@pytest.mark.parametrize(
    "above",
    [
        '<span itemprop="datePublished">9-01-2024, 17:11</span>',
        '<div itemprop="datePublished" content="2024-01-09T17:11:00+03:00">أمس</div>',
        '<div><time datetime="2024-01-09T17:11:00+03:00">قبل عامين</time></div>',
        "<div>سياسة | 9 كانون الثاني 2024 17:11 | بغداد</div>",
    ],
)
def test_shown_times_are_read_near_the_headline(above: str) -> None:
    assert read(above=above).published == AT


def test_broken_or_foreign_structured_data_is_passed_over() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", </script>' + data(
        **{"@type": "Person"}
    )
    assert read(head=head).published is None
    assert read(head=data(**{"@type": "NewsArticle", "headline": [TITLE, 7], "author": 5})).title == TITLE


@pytest.mark.parametrize(
    ("head", "above", "below", "author"),
    [
        (data(**{"@type": "Article", "author": [{"name": "علي حسين"}]}), "", "", "علي حسين"),
        ('<meta name="author" content="admin">', "<p>كتب: علي حسين</p>", "", "علي حسين"),
        ("", '<a rel="author" href="/a">علي حسين</a>', "", "علي حسين"),
        ("", '<div class="byline"><p>بقلم علي حسين</p></div>', "", "علي حسين"),
        ("", "", '<div class="author-name">علي حسين</div>', "علي حسين"),
        ('<meta name="author" content="Developed by Someone">', "", "", None),
        ('<meta name="author" content="https://facebook.com/x">', "", "", None),
    ],
)
def test_authors_are_people(head: str, above: str, below: str, author: str | None) -> None:
    assert read(head=head, above=above, below=below).author == author


def test_an_author_that_is_a_dateline_gives_agency_and_place() -> None:
    article = read(head=data(**{"@type": "Article", "author": "(أبوظبي - وام)"}))
    assert (article.author, article.agency, article.place) == (None, "وام", "أبوظبي")


def test_sections_of_the_template_do_not_count_on_arabic_pages() -> None:
    meta = '<meta property="article:section" content="{}">'
    head = meta.format("featured") + meta.format("سياسة")
    assert read(head=head).section == "سياسة"
    found = outcome(f'<html lang="en"><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{TEXT}')
    assert isinstance(found, ExtractedArticle)
    assert found.section == "featured"


def test_the_pictures_of_the_body_are_kept_and_not_those_around_it() -> None:
    head = '<meta property="og:image" content="/lead.jpg">'
    figures = "".join(f'<figure><img src="/in-{number}.jpg" width="640"></figure>' for number in (1, 2))
    lightbox = '<a href="/full/in-3.jpg"><img data-src="/in-3.jpg"></a>'
    around = (
        '<a href="/news/2.html"><img src="/teaser.jpg"></a><div class="related"><img src="/rel.jpg"></div>'
        '<img src="/tiny.png" width="16"><div class="ads"><img src="/ad.jpg"></div>'
    )
    found = read(head=head, above='<img src="/above.jpg">', body=TEXT + figures + lightbox + around)
    assert found.image_url == "https://n.example/lead.jpg"
    assert found.pictures == tuple(f"https://n.example/in-{number}.jpg" for number in (1, 2, 3))


def test_pictures_are_large_and_no_logos() -> None:
    logo = '<meta property="og:image" content="/img/logo.png">'
    images = (
        '<img src="/pixel.gif" width="1" height="1"><img data-src="/a.jpg" width="600"><img src="/b.jpg">'
    )
    assert read(head=logo, body=images + TEXT).image_url == "https://n.example/a.jpg"
    assert read(head='<base href="https://cdn.example/x/">', body='<img src="a.jpg">' + TEXT).image_url == (
        "https://cdn.example/x/a.jpg"
    )


def test_a_date_in_the_address_must_be_one() -> None:
    page = f"<title>{TITLE}</title><body><h1>{TITLE}</h1>{TEXT}"
    found = outcome(page, url="https://n.example/2024/13/45/a")
    assert isinstance(found, ExtractedArticle)
    assert found.published is None


def test_persian_pages_are_told_from_arabic_ones() -> None:
    title = "گزارش پلیس از دستگیری گروه در تهران"
    text = "<p>به گزارش خبرگزاری، رئیس پلیس گفت که این گروه دستگیر شدند و پرونده به دادگاه رفت.</p>" * 3
    found = outcome(f"<title>{title}</title><body><h1>{title}</h1>{text}")
    assert isinstance(found, ExtractedArticle)
    assert found.language == "fa"


def test_a_lead_in_its_own_box_belongs_to_the_body_and_a_repeated_teaser_does_not() -> None:
    lead = f'<section class="lead"><p>{BODY[0]}</p></section>'
    assert read(above=lead, body="".join(f"<p>{line}</p>" for line in BODY[1:])).paragraphs == BODY
    assert read(above=f'<section class="lead"><p>{BODY[0][:-1]}…</p></section>').paragraphs == BODY


def test_headlines_without_claims_come_from_the_best_heading() -> None:
    below = f"<h6>تعليق على صورة من الحدث نفسه</h6><div>{TEXT}</div>"
    found = outcome(f"<title>صفحة</title><body><h2>أخبار</h2><h4>{TITLE}</h4>{below}")
    assert isinstance(found, ExtractedArticle)
    assert found.title == TITLE


def test_a_logo_made_of_words_of_the_title_gives_way_to_the_longer_heading() -> None:
    site = "وكالة أنباء كربلاء"
    found = outcome(f"<title>{site}: {TITLE}</title><body><h1>{site}</h1><h2>{TITLE}</h2><div>{TEXT}</div>")
    assert isinstance(found, ExtractedArticle)
    assert found.title == TITLE


def test_front_pages_and_sections_that_say_so_are_listings() -> None:
    page = f"<title>{TITLE}</title>{data(**{'@type': 'CollectionPage'})}<body><h1>{TITLE}</h1>{TEXT}"
    refused = outcome(page)
    assert isinstance(refused, NotAnArticle)
    assert refused.reason is Refusal.LISTING
    front = outcome(f"<title>{TITLE}</title><body><h1>{TITLE}</h1>{TEXT}", url="https://n.example/")
    assert isinstance(front, NotAnArticle)
    assert front.reason is Refusal.LISTING


def test_an_empty_document_is_no_html() -> None:
    refused = outcome("<!-- -->")
    assert isinstance(refused, NotAnArticle)
    assert refused.reason is Refusal.NOT_HTML


def test_a_naive_time_is_refused_at_construction() -> None:
    with pytest.raises(ValueError, match="UTC"):
        ExtractedArticle(title="ع", paragraphs=(), canonical_url="", published=datetime(2024, 1, 1))  # noqa: DTZ001 - the fault


@pytest.mark.parametrize("shown", ["9999999999999999M", "1,234.5K", "12 345K", "9" * 13])
def test_a_counter_that_is_none_costs_nothing_but_itself(shown: str) -> None:
    found = read(above=f'<span class="views">{shown}</span>')
    assert found.views is None or found.views < 10**12
    assert found.text.startswith(BODY[0])


@pytest.mark.parametrize("side", ["٥²", "²", "9" * 5_000, "100%", "auto"])
def test_a_picture_of_no_sensible_size_costs_nothing_but_itself(side: str) -> None:
    found = read(body=f'<img src="/a.jpg" width="{side}" height="{side}">{TEXT}')
    assert found.text.startswith(BODY[0])


@pytest.mark.parametrize(
    "title", ["400 شهيد في غزة خلال يومين", "500 سلة غذائية للنازحين في كركوك", "404 قتلى في زلزال"]
)
def test_a_headline_that_begins_with_a_number_of_errors_is_news(title: str) -> None:
    assert isinstance(
        outcome(f"<title>{title}</title><body><main><h1>{title}</h1>{TEXT}</main>"), ExtractedArticle
    )


@pytest.mark.parametrize("title", ["404", "404 - الصفحة غير موجودة", "خطأ 500", "503 Service Unavailable"])
def test_a_headline_that_is_an_error_is_none(title: str) -> None:
    found = outcome(f"<title>{title}</title><body><main><h1>{title}</h1>{TEXT}</main>")
    assert isinstance(found, NotAnArticle)
    assert found.reason is Refusal.ERROR_PAGE


def test_a_text_below_the_element_that_holds_only_the_headline_is_whole() -> None:
    page = f"<title>{TITLE}</title><body><article><h1>{TITLE}</h1></article><div class=story>{TEXT}</div>"
    found = outcome(page)
    assert isinstance(found, ExtractedArticle)
    assert found.paragraphs == BODY
