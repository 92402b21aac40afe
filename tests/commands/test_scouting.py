"""An address given to /addsource is looked at as the poller would, and nothing is stored."""

import pytest

from bot.commands.scouting import Scout
from bot.commands.sources import SourceFound, SourceRefused
from bot.feeds.entry import Entry, ParsedFeed
from bot.feeds.fetch import FetchFailed
from bot.feeds.options import SourceOptions
from bot.feeds.visit import Visit
from storage.records.feed import Feed, FeedError
from tests.fakes import ManualClock


class Visiting:
    """A Visitor that was everywhere already."""

    def __init__(
        self, parsed: ParsedFeed | None, error: FeedError | None, adopted: str | None = None
    ) -> None:
        self._parsed, self._error, self._adopted = parsed, error, adopted

    async def visit(self, feed: Feed) -> Visit:
        result = FetchFailed(error=self._error or FeedError.BUG, detail="")
        return Visit(
            feed=feed,
            options=SourceOptions(),
            result=result if self._error else None,  # type: ignore[arg-type] # success is told by *parsed*
            parsed=self._parsed,
            adopted_url=self._adopted,
        )


def finder(parsed: ParsedFeed | None, error: FeedError | None = None, adopted: str | None = None) -> Scout:
    return Scout(Visiting(parsed, error, adopted), ManualClock())  # type: ignore[arg-type] # see above


def entry(title: str) -> Entry:
    return Entry(entry_id=title, url="https://example.org/1", title=title)


async def test_the_feed_behind_a_page_is_what_is_offered() -> None:
    parsed = ParsedFeed(title=" وكالة المثال ", entries=(entry("خبر"), entry(""), entry("ثانٍ")))
    found = await finder(parsed, adopted="https://example.org/rss").find("https://example.org/")
    assert found == SourceFound(url="https://example.org/rss", name="وكالة المثال", titles=("خبر", "ثانٍ"))


async def test_a_feed_without_a_name_is_called_after_its_host() -> None:
    found = await finder(ParsedFeed(entries=(entry("خبر"),))).find("https://www.example.org/rss")
    assert isinstance(found, SourceFound)
    assert found.name == "www.example.org"


@pytest.mark.parametrize(
    ("parsed", "error", "told"),
    [
        (None, FeedError.WEB_PAGE, FeedError.WEB_PAGE),
        (ParsedFeed(title="فارغة"), None, FeedError.WEB_PAGE),
    ],
)
async def test_what_is_no_source_is_refused_with_its_reason(
    parsed: ParsedFeed | None, error: FeedError | None, told: FeedError
) -> None:
    assert await finder(parsed, error).find("https://example.org/") == SourceRefused(error=told)
