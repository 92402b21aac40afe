"""The strict path and feedparser give the same entries wherever both may read a document."""

from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.feeds.entry import Entry, ParsedFeed
from bot.feeds.parse import read_quickly
from bot.feeds.parse_lenient import parse_lenient
from bot.feeds.parse_strict import parse_strict
from bot.feeds.strict_xml import StrictnessError

HEAD = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>الخبر</title>'
    "<link>https://khabar.example/</link><description>أخبار</description>"
)
TAIL = "</channel></rss>"
LINK = "<link>https://khabar.example/1</link>"


def rss(*inside: str) -> bytes:
    return (HEAD + "".join(f"<item>{one}</item>" for one in inside) + TAIL).encode()


def atom(inside: str, *, attributes: str = "") -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"{attributes}><title>الخبر</title>'
        f"<entry><id>tag:1</id><title>عنوان</title>{inside}</entry></feed>"
    ).encode()


CORPUS = {
    "a bare item": rss("<title>افتتاح مستشفى</title>"),
    "two items": rss(f"<title>أول</title>{LINK}", "<title>ثان</title><guid>https://khabar.example/2</guid>"),
    "a guid that is no address": rss(f"<title>أول</title>{LINK}<guid isPermaLink='false'>7</guid>"),
    "escaped markup": rss("<title>أول</title><description>&lt;p&gt;نص &amp;amp; نص&lt;/p&gt;</description>"),
    "cdata": rss("<title><![CDATA[النفط & الغاز]]></title><description><![CDATA[<p>نص</p>]]></description>"),
    "cdata in parts": rss("<title>أول <![CDATA[وثان]]> وثالث</title>"),
    "white space": rss(f"\n  <title>\n  أول\n </title>\n {LINK}\n"),
    "full content": rss(
        "<title>أول</title><description>موجز</description><content:encoded>&lt;p&gt;نص كامل&lt;/p&gt;"
        "</content:encoded>"
    ),
    "content first": rss(
        "<title>أول</title><content:encoded>&lt;p&gt;نص كامل طويل&lt;/p&gt;</content:encoded>"
        "<description>موجز</description>"
    ),
    "dates": rss("<title>أول</title><pubDate>Tue, 24 Nov 2026 10:00:00 +0300</pubDate>"),
    "Dublin Core": rss(
        "<title>أول</title><dc:creator>زينب</dc:creator><dc:date>2026-11-24T10:00:00Z</dc:date>"
    ),
    "authors": rss("<title>أول</title><author>desk@khabar.example (زينب علي)</author>"),
    "categories": rss("<title>أول</title><category>صحة</category><category domain='x'>سياسة</category>"),
    "an enclosure": rss(
        "<title>أول</title><enclosure url='https://khabar.example/1.jpg' type='image/jpeg' length='10'/>"
    ),
    "pictures": rss(
        "<title>أول</title><media:content url='https://khabar.example/s.jpg' width='10' medium='image'/>"
        "<media:content url='https://khabar.example/l.jpg' width='100' medium='image'/>"
        "<media:thumbnail url='https://khabar.example/t.jpg'/>"
    ),
    "a film": rss("<title>أول</title><media:content url='https://khabar.example/1.mp4' type='video/mp4'/>"),
    "comments and instructions": rss("<!-- لا شيء --><title>أ<!-- --> ب</title><?php echo 1 ?>"),
    "letters by number": rss("<title>&#1575;&#x644;&#1606;&#1601;&#1591;</title>"),
    "a foreign element": rss("<title>أول</title><x:y xmlns:x='urn:x'>1</x:y>"),
    "no title": rss("<description>نص بلا عنوان</description>"),
    "Atom": atom(
        '<link href="https://khabar.example/1"/><published>2026-11-24T10:00:00Z</published>'
        "<updated>2026-11-24T11:00:00Z</updated><author><name>زينب</name></author>"
    ),
    "Atom texts": atom(
        '<link href="https://khabar.example/1"/><summary>موجز</summary>'
        '<content type="html">&lt;p&gt;نص كامل&lt;/p&gt;</content>'
    ),
    "Atom categories": atom(
        '<link href="https://khabar.example/1"/><category term="health" label="صحة"/><category term="سياسة"/>'
    ),
    "Atom links": atom(
        '<link rel="self" href="https://khabar.example/1.xml"/><link rel="alternate" type="text/html"'
        ' href="https://khabar.example/1"/><link rel="enclosure" type="audio/mpeg" href="https://k.example/1.mp3"/>'
    ),
}


def comparable(feed: ParsedFeed) -> tuple[Entry, ...]:
    """Entries without what only one of the two says: the base of relative addresses, the language."""
    return tuple(replace(entry, base=None, language=None) for entry in feed.entries)


@pytest.mark.parametrize("body", CORPUS.values(), ids=CORPUS)
def test_both_paths_give_the_same_entries(body: bytes) -> None:
    strict, lenient = parse_strict(body), parse_lenient(body)
    assert comparable(strict) == comparable(lenient)
    assert (strict.title, strict.url) == (lenient.title, lenient.url)


# What a newsroom writes: Arabic and Latin letters, marks, markup that is escaped, white space at both ends.
TEXTS = st.text(
    alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئىةًٌٍَُِّْ٠١٢٣abcXYZ0129 .،؛؟!\"'«»()-–—&<>/:%#", max_size=60
)
WRAPPINGS = st.sampled_from([escape, lambda text: f"<![CDATA[{text.replace(']]>', '')}]]>"])


@st.composite
def generated_items(draw: st.DrawFn) -> str:
    def element(name: str) -> str:
        return f"<{name}>{draw(WRAPPINGS)(draw(TEXTS))}</{name}>"

    optional = st.lists(
        st.sampled_from(["description", "content:encoded", "category", "dc:creator", "pubDate"]), unique=True
    )
    number = draw(st.integers(1, 10**6))
    guid = draw(st.sampled_from(["", f"<guid>https://khabar.example/{number}</guid>"]))
    return (
        element("title")
        + f"<link>https://khabar.example/{number}</link>"
        + guid
        + "".join(map(element, draw(optional)))
    )


@settings(max_examples=80, deadline=None)
@given(st.lists(generated_items(), max_size=4))
def test_both_paths_give_the_same_entries_of_any_well_formed_feed(inside: list[str]) -> None:
    body = rss(*inside)
    assert comparable(parse_strict(body)) == comparable(parse_lenient(body))


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE rss><rss><channel/></rss>",
        b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>',
        b"<!-- <rss> --><!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><title>&a;</title></channel></rss>",
        b"<rss><channel><title>&nbsp;</title></channel></rss>",
        b"<rss><channel><title>a & b</title></channel></rss>",
        b"<rss><channel><title>a</channel></rss>",
        b"<rss><channel/></rss><rss/>",
        b"<rss><channel><x:y/></channel></rss>",
        b"<html/>",
        b"<rss>" + b"\xff" + b"</rss>",
        b"<rss><channel><channel/></channel></rss>",
        b"<rss><channel><item><description type='image/png'>AAAA</description></item></channel></rss>",
        b"<a>" * 300 + b"</a>" * 300,
        atom("<content type='xhtml'>" + "<b>" * 5_000 + "</b>" * 5_000 + "</content>"),
        b"",
    ],
)
def test_any_doubt_is_left_to_the_careful_path(body: bytes) -> None:
    with pytest.raises(StrictnessError):
        parse_strict(body)


def test_a_text_may_speak_of_document_types() -> None:
    text = "كل صفحة ويب تبدأ بـ <!DOCTYPE html> ثم عنوانها"
    [entry] = parse_strict(rss(f"<title>أول</title><description><![CDATA[{text}]]></description>")).entries
    assert entry.teaser == text


@pytest.mark.parametrize("prefix", ["", "h:"])
def test_xhtml_is_html_under_whatever_prefix_it_comes(prefix: str) -> None:
    bound = f"xmlns{':h' if prefix else ''}='http://www.w3.org/1999/xhtml'"
    p = f"{prefix}p"
    markup = f"<{prefix}div {bound} xml:lang='ar'><{p}>نص &lt;واضح&gt;<{prefix}br/></{p}></{prefix}div>"
    [entry] = parse_strict(atom(f"<content type='xhtml'>{markup} ذيل</content>")).entries
    assert entry.content == '<div xml:lang="ar"><p>نص &lt;واضح&gt;<br /></p></div> ذيل'


@pytest.mark.parametrize(
    "octets",
    [
        b"\xc0\xbc",
        b"\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\x80",
        b"\xe2\x82",
        b"\xc7\xe1\xcd\xdf",
    ],
    ids=["overlong", "overlong by two", "a surrogate", "too high", "alone", "cut off", "windows-1256"],
)
@pytest.mark.parametrize(
    "place",
    ["<title>%s</title>", "<title a='%s'/>", "<title><![CDATA[%s]]></title>", "<!--%s-->", "<?p %s?>"],
)
@pytest.mark.parametrize("beside", ["", "خبر " * 2_000])
def test_the_strict_path_refuses_what_is_no_utf8(octets: bytes, place: str, beside: str) -> None:
    """It is asked before anybody has looked at the encoding."""
    before, _, after = rss(place.replace("%s", f"{beside}@{beside}")).partition(b"@")

    with pytest.raises(StrictnessError):
        parse_strict(before + octets + after)


def test_a_feed_in_another_encoding_than_its_head_says_is_read_in_its_own() -> None:
    head = '<?xml version="1.0" encoding="utf-8"?>' + HEAD
    text = f"{head}<item><title>الحكومة تعلن الموازنة</title>{LINK}</item>{TAIL}"

    found = read_quickly(text.encode("cp1256"), url="https://khabar.example/feed")

    assert isinstance(found, ParsedFeed)
    assert [entry.title for entry in found.entries] == ["الحكومة تعلن الموازنة"]
