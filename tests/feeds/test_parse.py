"""Documents of every kind become entries, malformed ones too, and what is no feed says so."""

import json

import pytest

from bot.feeds.entry import MAX_ENTRIES, Enclosure, Entry, NotAFeed, ParsedFeed
from bot.feeds.parse import QUICK_BYTES, QUICK_TAGS, read_quickly, read_whole
from storage.records.feed import FeedError

URL = "https://khabar.example/rss"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>الخبر</title><link>https://khabar.example/</link><description>أخبار العراق</description>
<language>ar-iq</language><ttl>15</ttl>
<skipHours><hour>1</hour><hour>24</hour></skipHours><skipDays><day>Friday</day></skipDays>
<atom:link rel="self" href="https://khabar.example/rss"/><atom:link rel="hub" href="https://hub.example/"/>
<item><title>افتتاح مستشفى جديد في الموصل</title><link>https://khabar.example/1</link>
<guid isPermaLink="false">خ-1</guid><pubDate>Tue, 24 Nov 2026 10:00:00 +0300</pubDate>
<dc:creator>زينب علي</dc:creator><category>محافظات</category><category>صحة</category>
<description>افتتح &lt;b&gt;وزير الصحة&lt;/b&gt; المستشفى.</description>
<content:encoded><![CDATA[<p>افتتح <b>الوزير</b> المستشفى.</p><p>وقال إنه كبير.</p>]]></content:encoded>
<media:content url="https://khabar.example/s.jpg" type="image/jpeg" width="300"/>
<media:content url="https://khabar.example/l.jpg" type="image/jpeg" width="1200"/>
<media:thumbnail url="https://khabar.example/t.jpg"/>
<enclosure url="https://khabar.example/1.mp3" type="audio/mpeg" length="1024"/></item>
<item><title>سعر صرف الدولار في بغداد</title><guid>https://khabar.example/2</guid></item>
</channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://khabar.example/"><title>الخبر</title><link>https://khabar.example/</link></channel>
<item rdf:about="https://khabar.example/1"><title>افتتاح مستشفى جديد في الموصل</title>
<link>https://khabar.example/1</link><description>تفاصيل</description><dc:date>2026-11-24T07:00:00Z</dc:date></item>
</rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>الخبر</title>
<link rel="alternate" href="https://khabar.example/"/><link rel="self" href="https://khabar.example/atom"/>
<entry><id>tag:khabar.example,2026:1</id><title type="html">افتتاح &lt;i&gt;مستشفى&lt;/i&gt;</title>
<link rel="alternate" type="text/html" href="https://khabar.example/1"/>
<link rel="enclosure" type="image/png" href="https://khabar.example/1.png"/>
<published>2026-11-24T07:00:00Z</published><updated>2026-11-24T08:00:00Z</updated>
<author><name>زينب علي</name></author><category term="health" label="صحة"/>
<summary>موجز</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>النص الكامل للخبر</p></div></content>
</entry></feed>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://khabar.example/1</loc><news:news><news:publication><news:name>الخبر</news:name>
<news:language>ar</news:language></news:publication><news:publication_date>2026-11-24T07:00:00Z</news:publication_date>
<news:title>افتتاح مستشفى جديد في الموصل</news:title><news:keywords>صحة, الموصل</news:keywords></news:news>
<image:image><image:loc>https://khabar.example/1.jpg</image:loc></image:image></url>
<url><loc>https://khabar.example/about</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://khabar.example/pages.xml</loc></sitemap>
<sitemap><loc>https://khabar.example/news.xml</loc></sitemap></sitemapindex>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "الخبر",
        "home_page_url": "https://khabar.example/",
        "feed_url": "https://khabar.example/feed.json",
        "language": "ar",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [
            {
                "id": 7,
                "url": "https://khabar.example/1",
                "title": "افتتاح مستشفى جديد في الموصل",
                "content_html": "<p>النص الكامل للخبر</p>",
                "summary": "موجز",
                "image": "https://khabar.example/1.jpg",
                "date_published": "2026-11-24T07:00:00Z",
                "authors": [{"name": "زينب علي"}],
                "tags": ["صحة", ""],
                "attachments": [
                    {"url": "https://khabar.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}
                ],
            },
            "ليس خبرا",
        ],
    }
)


def quickly(text: str | bytes) -> ParsedFeed:
    found = read_quickly(text.encode() if isinstance(text, str) else text, url=URL)
    assert isinstance(found, ParsedFeed), found
    return found


def whole(text: str | bytes) -> ParsedFeed:
    found = read_whole(text.encode() if isinstance(text, str) else text, URL)
    assert isinstance(found, ParsedFeed), found
    return found


def refused(text: str | bytes) -> NotAFeed:
    found = read_whole(text.encode() if isinstance(text, str) else text, URL)
    assert isinstance(found, NotAFeed), found
    return found


def test_rss_says_what_it_is_and_how_it_wants_to_be_polled() -> None:
    feed = quickly(RSS)
    assert (feed.title, feed.url, feed.description) == ("الخبر", "https://khabar.example/", "أخبار العراق")
    assert (feed.language, feed.ttl_s) == ("ar-iq", 900)
    assert (feed.silent_hours, feed.silent_days) == (frozenset({0, 1}), frozenset({4}))
    assert (feed.self_url, feed.hub) == ("https://khabar.example/rss", "https://hub.example/")
    assert feed.fast


def test_an_rss_item_gives_all_that_it_has() -> None:
    assert quickly(RSS).entries[0] == Entry(
        entry_id="خ-1",
        url="https://khabar.example/1",
        title="افتتاح مستشفى جديد في الموصل",
        teaser="افتتح <b>وزير الصحة</b> المستشفى.",
        content="<p>افتتح <b>الوزير</b> المستشفى.</p><p>وقال إنه كبير.</p>",
        published="Tue, 24 Nov 2026 10:00:00 +0300",
        images=(
            "https://khabar.example/l.jpg",
            "https://khabar.example/s.jpg",
            "https://khabar.example/t.jpg",
        ),
        author="زينب علي",
        categories=("محافظات", "صحة"),
        enclosures=(Enclosure(url="https://khabar.example/1.mp3", media_type="audio/mpeg", length=1024),),
    )


def test_a_guid_that_is_an_address_stands_in_for_the_link() -> None:
    assert quickly(RSS).entries[1].url == "https://khabar.example/2"


def test_rdf_keeps_its_items_beside_the_channel() -> None:
    feed = quickly(RDF)
    assert feed.title == "الخبر"
    assert feed.entries == (
        Entry(
            entry_id="https://khabar.example/1",
            url="https://khabar.example/1",
            title="افتتاح مستشفى جديد في الموصل",
            teaser="تفاصيل",
            content="تفاصيل",
            updated="2026-11-24T07:00:00Z",
        ),
    )


def test_an_atom_entry_gives_all_that_it_has() -> None:
    feed = quickly(ATOM)
    [entry] = feed.entries
    assert (feed.title, feed.url, feed.language) == ("الخبر", "https://khabar.example/", "ar")
    assert (entry.entry_id, entry.url) == ("tag:khabar.example,2026:1", "https://khabar.example/1")
    assert (entry.title, entry.teaser) == ("افتتاح <i>مستشفى</i>", "موجز")
    assert "<p>النص الكامل للخبر</p>" in entry.content
    assert (entry.published, entry.updated) == ("2026-11-24T07:00:00Z", "2026-11-24T08:00:00Z")
    assert (entry.author, entry.categories) == ("زينب علي", ("صحة",))
    assert entry.images == ("https://khabar.example/1.png",)


def test_a_news_sitemap_gives_only_its_news() -> None:
    assert quickly(SITEMAP).entries == (
        Entry(
            entry_id="https://khabar.example/1",
            url="https://khabar.example/1",
            title="افتتاح مستشفى جديد في الموصل",
            published="2026-11-24T07:00:00Z",
            images=("https://khabar.example/1.jpg",),
            categories=("صحة", "الموصل"),
            language="ar",
        ),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('xmlns:news="http://', 'xmlns:news="https://'),
        ('xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', ""),
        ("صحة, الموصل", "صحة، الموصل"),
        ("<urlset", "<!-- خريطة الأخبار --><urlset"),
    ],
)
def test_a_news_sitemap_is_read_with_the_slips_of_its_generators(before: str, after: str) -> None:
    found = read_whole(SITEMAP.replace(before, after).encode(), URL, "application/xml")
    assert isinstance(found, ParsedFeed)
    assert found.entries == quickly(SITEMAP).entries


def test_a_news_sitemap_after_two_quiet_days_is_a_feed_without_entries() -> None:
    assert quickly(SITEMAP[: SITEMAP.index("<url>")] + "</urlset>").entries == ()


def test_an_index_of_sitemaps_names_the_one_with_news_first() -> None:
    assert refused(INDEX).feeds == ("https://khabar.example/news.xml", "https://khabar.example/pages.xml")


def test_a_json_feed_gives_all_that_it_has() -> None:
    feed = quickly(JSON_FEED)
    assert (feed.title, feed.self_url, feed.hub) == (
        "الخبر",
        "https://khabar.example/feed.json",
        "https://hub.example/",
    )
    assert feed.entries == (
        Entry(
            entry_id="7",
            url="https://khabar.example/1",
            title="افتتاح مستشفى جديد في الموصل",
            teaser="موجز",
            content="<p>النص الكامل للخبر</p>",
            published="2026-11-24T07:00:00Z",
            images=("https://khabar.example/1.jpg",),
            author="زينب علي",
            categories=("صحة",),
            enclosures=(Enclosure(url="https://khabar.example/1.mp3", media_type="audio/mpeg", length=9),),
        ),
    )


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", FeedError.NOT_A_FEED),
        ("الصفحة غير متاحة", FeedError.NOT_A_FEED),
        ('{"items": []}', FeedError.NOT_A_FEED),
        ('{"version": "https://jsonfeed.org/version/1", "items": 7}', FeedError.NOT_A_FEED),
        ("[" * 5000, FeedError.NOT_A_FEED),
        ("<!DOCTYPE html><html><body><rss/></body></html>", FeedError.WEB_PAGE),
        ("<html><head><title>صيانة</title></head></html>", FeedError.WEB_PAGE),
        ("<rss><channel", FeedError.BAD_XML),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", FeedError.NOT_A_FEED),
    ],
)
def test_what_is_no_feed_says_what_it_is(text: str, error: FeedError) -> None:
    assert refused(text).error is error


def test_a_web_page_names_its_feeds() -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>'
    assert refused(page).feeds == ("https://khabar.example/rss",)


def test_a_feed_without_items_is_a_feed() -> None:
    assert quickly("<rss><channel><title>الخبر</title></channel></rss>").entries == ()


def test_a_large_body_is_left_to_a_worker() -> None:
    body = RSS.replace("</channel>", " " * QUICK_BYTES + "</channel>").encode()
    assert read_quickly(body, url=URL) is None
    assert len(whole(body).entries) == 2


def test_a_document_of_many_small_elements_goes_to_the_worker() -> None:
    body = RSS.replace("</channel>", "<x/>" * QUICK_TAGS + "</channel>").encode()
    assert len(body) < QUICK_BYTES
    assert read_quickly(body, url=URL) is None
    assert isinstance(read_whole(body, URL), ParsedFeed)


def items(*inside: str) -> str:
    listed = "".join(f"<item>{one}</item>" for one in inside)
    return f"<rss version='2.0'><channel><title>الخبر</title>{listed}</channel></rss>"


def test_no_more_entries_are_read_than_a_newsroom_can_publish() -> None:
    body = items(*[f"<guid>{number}</guid>" for number in range(MAX_ENTRIES + 5)])
    assert len(whole(body).entries) == MAX_ENTRIES
    assert len(whole(body.replace("</rss>", "")).entries) == MAX_ENTRIES


FAULTS = {
    "a bare ampersand": items("<title>النفط & الغاز</title><link>https://khabar.example/?a=1&b=2</link>"),
    "an entity of HTML": items("<title>النفط&nbsp;&laquo;العراقي&raquo;</title>"),
    "a control character": items("<title>النفط\x0b العراقي\x00</title>"),
    "a reference to a control character": items("<title>النفط&#11; العراقي</title>"),
    "blank lines first": "\n\n  " + RSS,
    "a warning first": "<br />\n<b>Warning</b>: mysql_connect() in <b>/a.php</b><br />\n"
    + items("<title>النفط العراقي</title>"),
    "a document type": '<!DOCTYPE rss SYSTEM "http://khabar.example/rss.dtd">'
    + items("<title>النفط العراقي</title>"),
    "crossed tags": items("<title>النفط العراقي</title><description><b><i>نص</b></i></description>"),
    "an unclosed tag": items("<title>النفط العراقي</title><description>نص<br></description>"),
    "no end": items("<title>النفط العراقي</title>", "<title>الغاز</title>").replace("</channel></rss>", ""),
    "an unknown prefix": items("<title>النفط العراقي</title><x:y>1</x:y>"),
    "an attribute without quotes": items("<title>النفط العراقي</title><guid isPermaLink=false>7</guid>"),
    "something behind the end": RSS + "<script>1</script>",
    "upper case": "<RSS><CHANNEL><ITEM><TITLE>النفط العراقي</TITLE></ITEM></CHANNEL></RSS>",
}


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS)
def test_malformed_xml_keeps_its_items(text: str) -> None:
    entries = whole(text).entries
    assert entries
    assert entries[0].title.startswith(("النفط", "افتتاح"))


def test_an_item_that_is_cut_off_is_no_news() -> None:
    text = items("<title>النفط العراقي</title>", "<title>الغاز</title><description>نصف خب")
    cut = text[: text.index("نصف خب") + 6]
    assert [entry.title for entry in whole(cut).entries] == ["النفط العراقي"]


def test_a_bare_ampersand_costs_no_letter() -> None:
    [entry] = quickly(FAULTS["a bare ampersand"]).entries
    assert (entry.title, entry.url) == ("النفط & الغاز", "https://khabar.example/?a=1&b=2")


def test_an_entity_of_html_is_the_letter_that_it_names() -> None:
    assert quickly(FAULTS["an entity of HTML"]).entries[0].title == "النفط\xa0«العراقي»"


def test_cdata_is_left_alone() -> None:
    body = items("<title><![CDATA[النفط & الغاز &nbsp;]]></title><description>a & b</description>")
    assert quickly(body).entries[0].title == "النفط & الغاز &nbsp;"


def test_an_entity_that_the_document_defines_is_not_expanded() -> None:
    text = '<!DOCTYPE rss [<!ENTITY a "سر"><!ENTITY f SYSTEM "file:///etc/passwd">]>' + items(
        "<title>قبل &a; &f; بعد</title>"
    )
    [entry] = whole(text).entries
    assert "سر" not in entry.title
    assert "root:" not in entry.title
    assert entry.title.startswith("قبل")
