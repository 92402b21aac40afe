"""Hostile input costs its own feed at most, within the time and memory of a worker; never the process."""

import pytest

from bot.feeds.entry import MAX_EACH, NotAFeed, ParsedFeed
from bot.feeds.fetch import Fetched
from bot.feeds.options import SourceOptions
from bot.feeds.parse import read_quickly, read_whole
from bot.feeds.reading import PARSING_BYTES, PARSING_S, Reader
from bot.feeds.strict_xml import StrictnessError, strict_tree
from bot.feeds.timing import Wishes
from bot.workers import Workers
from storage.records.feed import FeedError
from tests.fakes import ManualClock
from tests.feeds.conftest import BAGHDAD, Newsroom
from tests.feeds.newswire import feed, headline, item, numbered
from tests.loopback import Site

URL = "https://khabar.example/rss"


def laughs(levels: int) -> str:
    entities = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, levels))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]>'
        f"<rss><channel><item><title>&l{levels - 1};</title></item></channel></rss>"
    )


HOSTILE = {
    "billion laughs": laughs(10),
    "quadratic blowup": (
        f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]><rss><channel><item><title>{"&a;" * 20_000}</title>'
        "</item></channel></rss>"
    ),
    "external entity": (
        '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&f;</title></item>'
        "</channel></rss>"
    ),
    "parameter entity": (
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]><rss><channel><item>'
        "<title>خبر</title></item></channel></rss>"
    ),
    "deep nesting": "<rss><channel><item><description>" + "<b>" * 50_000,
    "deep nesting, closed": "<rss><channel>" + "<a>" * 50_000 + "</a>" * 50_000 + "</channel></rss>",
    "a flood of comments": feed(item(1, text="<![CDATA[" + "<!--" * 60_000 + "]]>")),
    "comments that do not end": "<rss><channel><item><title>خبر</title>" + "<!--" * 60_000,
    "a flood of ampersands": feed(item(1, text="&" * 200_000)),
    "a flood of angles": "<rss><channel><item><title>" + "<" * 200_000,
    "a flood of cdata": "<rss><channel><item><title>" + "<![CDATA[" * 30_000,
    "many attributes": "<rss><channel " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/></rss>",
    "many doctypes": "<!DOCTYPE " * 20_000 + "<rss><channel/></rss>",
    "a long tag": "<rss><" + "a" * 200_000 + "/></rss>",
    "a flood of namespaces in a text": feed(item(1, text="<![CDATA[" + "xmlns='" * 50_000 + "]]>")),
    "a flood of processing": "<?xml " * 40_000 + "<rss/>",
    "white space": " " * 300_000 + "<rss><channel/></rss>",
    "nested lists of JSON": '{"version":"https://jsonfeed.org/version/1","items":' + "[" * 100_000,
    "a page of links": "<html>" + "<link " * 40_000 + "<a href='" * 40_000,
    "zeros": "\x00" * 300_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_input_ends_within_the_bounds_of_a_worker(text: str, workers: Workers) -> None:
    found = await workers.run(
        read_whole, text.encode(), URL, "", None, timeout_s=20.0, cpu_s=PARSING_S, memory_bytes=PARSING_BYTES
    )
    assert isinstance(found, ParsedFeed | NotAFeed)
    if isinstance(found, ParsedFeed):
        words = "".join(entry.title + entry.content for entry in found.entries)
        assert len(words) < 2_000_000
        assert "root:" not in words


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_is_nothing_for_the_event_loop_or_quickly_done(text: str) -> None:
    assert isinstance(read_quickly(text.encode(), url=URL), ParsedFeed | NotAFeed | None)


@pytest.mark.parametrize(
    "declared",
    [
        f'xmlns:a="{"u" * 500}"',
        f"xmlns:a='\"{'u' * 500}'",
        f'xmlns{" " * 300}="{"u" * 500}"',
        f'xmlns ={" " * 300}"{"u" * 500}"',
        f'xmlns:{"a" * 300} = "{"u" * 500}"',
    ],
)
def test_a_namespace_that_each_name_would_repeat_is_not_spelled_out_in_the_event_loop(declared: str) -> None:
    with pytest.raises(StrictnessError, match="namespace"):
        strict_tree(f"<rss {declared}/>".encode())
    usual = feed(item(1, text=f"<![CDATA[<svg xmlns='http://www.w3.org/2000/svg'>{'u' * 900}</svg>]]>"))
    assert isinstance(read_quickly(usual.encode(), url=URL), ParsedFeed)


def fetched(body: bytes) -> Fetched:
    return Fetched(
        body=body,
        url=URL,
        content_type="application/rss+xml",
        etag=None,
        last_modified=None,
        body_hash=b"",
        wishes=Wishes(),
        wire_bytes=len(body),
    )


async def test_a_feed_that_kills_its_worker_is_too_costly(sqlite_newsroom: Newsroom, site: Site) -> None:
    """A worker with hardly any memory stands for a document that takes it all."""
    await sqlite_newsroom.source("واع", site.url("/rss"))
    broken = feed(*map(item, range(1500)), "<item><b>")
    async with Workers(memory_bytes=8_000_000) as poor:
        reader = Reader(poor, clock=ManualClock(), newsroom=BAGHDAD)
        found, _ = await reader.read(
            await sqlite_newsroom.feed(), fetched(broken.encode()), SourceOptions(), form="feed"
        )
    assert isinstance(found, NotAFeed)
    assert found.error is FeedError.TOO_COSTLY


def filled(opening: str, repeated: str, ending: str, *, size: int = 5_200_000) -> bytes:
    """As many *repeated* as a body may hold."""
    return (opening + repeated * (size // len(repeated.encode())) + ending).encode()


EXPENSIVE = {
    "elements": filled("<rss><channel><item>", "<a/>", "</item></channel></rss>"),
    "ampersands": filled("<rss><channel><item><title>", "&", "</title></item></channel></rss>"),
}


@pytest.mark.parametrize("body", EXPENSIVE.values(), ids=EXPENSIVE)
async def test_what_would_take_hundreds_of_megabytes_is_given_up(
    body: bytes, sqlite_newsroom: Newsroom, site: Site, workers: Workers
) -> None:
    await sqlite_newsroom.source("واع", site.url("/rss"))
    reader = Reader(workers, clock=ManualClock(), newsroom=BAGHDAD)
    feed_of = await sqlite_newsroom.feed()
    found, _ = await reader.read(feed_of, fetched(body), SourceOptions(), form="feed")
    assert isinstance(found, NotAFeed)
    assert found.error in {
        FeedError.TOO_COSTLY,
        FeedError.BAD_XML,
    }  # lxml says of no memory that it is no XML
    found, _ = await reader.read(feed_of, fetched(feed(item(1)).encode()), SourceOptions(), form="feed")
    assert isinstance(found, ParsedFeed), "the next one is read as ever"


async def test_a_long_broken_feed_is_read_within_the_bounds(
    sqlite_newsroom: Newsroom, site: Site, workers: Workers
) -> None:
    await sqlite_newsroom.source("واع", site.url("/rss"))
    whole = feed(*(item(number, text="خبر طويل " * 200) for number in range(600)), "<item><b>")
    reader = Reader(workers, clock=ManualClock(), newsroom=BAGHDAD)
    found, _ = await reader.read(
        await sqlite_newsroom.feed(), fetched(whole.encode()), SourceOptions(), form="feed"
    )
    assert isinstance(found, ParsedFeed)
    assert len(found.entries) >= 600


def test_an_entry_keeps_a_bounded_number_of_each_thing_in_linear_time() -> None:
    flood = "<category>أخبار</category>" * 10_000 + "<enclosure url='https://khabar.example/1.jpg'/>" * 5_000
    found = read_quickly(f"<rss><channel><item>{flood}</item></channel></rss>".encode(), url=URL)
    assert found is None or isinstance(found, ParsedFeed)
    found = read_whole(f"<rss><channel><item>{flood}</item></channel></rss>".encode(), URL)
    assert isinstance(found, ParsedFeed)
    assert len(found.entries[0].categories) == len(found.entries[0].enclosures) == MAX_EACH


async def test_a_hostile_source_costs_the_others_nothing(sqlite_newsroom: Newsroom, site: Site) -> None:
    site.serve("/laughs", HOSTILE["billion laughs"])
    site.serve("/deep", HOSTILE["deep nesting"])
    site.serve("/bomb", b"\x1f\x8b\x08\x00damaged", headers={"Content-Encoding": "gzip"})
    site.serve("/good", numbered([1]))
    for path in ("laughs", "deep", "bomb", "good"):
        await sqlite_newsroom.source(path, site.url(f"/{path}"))
    report = await sqlite_newsroom.station.once()
    assert len(report.polled) == 4
    assert headline(1) in await sqlite_newsroom.titles()


async def test_hostile_markup_in_an_entry_costs_its_text_at_most(
    sqlite_newsroom: Newsroom, site: Site
) -> None:
    repeated = ("<!--", "<b>", "<a href=", "&lt;", "\u202e", "ـ", "كلمة", "a-", "(", "[", "http://", ". ")
    floods = [one * 5_000 for one in repeated]
    hostile = [item(number, text=f"<![CDATA[{flood}]]>") for number, flood in enumerate(floods, 10)]
    site.serve("/rss", feed(item(1), *hostile, item(2)))
    await sqlite_newsroom.source("واع", site.url("/rss"))
    await sqlite_newsroom.station.once()
    assert {headline(1), headline(2)} <= set(await sqlite_newsroom.titles())
