"""Taking in a batch: what breaks one entry or one feed costs the others nothing, and is shown."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from bot.feeds import drafting
from bot.feeds.admission import admit
from bot.feeds.canonical import Reading, address_of, canonical
from bot.feeds.entry import Entry
from bot.feeds.identity import Sighting, recognise
from storage.errors import StoreBusyError
from storage.records.article import ArticleContent
from storage.records.feed import ChangedArticle, Feed, FeedError, NewArticle, SetAside
from storage.repositories.feeds import Feeds
from storage.repositories.intake import IntakeDesk
from tests.feeds.conftest import Newsroom
from tests.feeds.newswire import feed, headline, item, numbered
from tests.loopback import Site

POISON = "خبر لا يحتمله شيء في هذا البيت"
"""A title that a test lets break something."""


async def sources(newsroom: Newsroom, site: Site, *feeds: str) -> None:
    for number, body in enumerate(feeds):
        site.serve(f"/{number}", body)
        await newsroom.source(f"مصدر {number}", site.url(f"/{number}"))


async def aside(newsroom: Newsroom, name: str) -> list[SetAside]:
    source_id = (await newsroom.feed(name)).source_id
    async with newsroom.store.read() as tx:
        return list(await tx.feeds.aside(source_id, most=9))


def refuse(monkeypatch: pytest.MonkeyPatch, error: type[Exception] = RuntimeError) -> None:
    """Let the archive refuse whatever brings the poison."""
    add = IntakeDesk.add

    async def picky(self: IntakeDesk, articles: list[NewArticle]) -> object:
        if any(article.content.title == POISON for article in articles):
            raise error("هذا لا يُحفظ")
        return await add(self, articles)

    monkeypatch.setattr(IntakeDesk, "add", picky)


async def test_an_article_that_the_archive_refuses_is_set_aside_and_all_others_are_stored(
    newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch)
    poisoned = feed(item(3), item(4, title=POISON), item(5))
    await sources(newsroom, site, numbered([1, 2]), poisoned, numbered([6]), numbered([7, 8]))
    report = await newsroom.station.once()
    assert (report.new, report.errors) == (7, 0)
    assert sorted(await newsroom.titles()) == sorted(map(headline, (1, 2, 3, 5, 6, 7, 8)))
    [shown] = await aside(newsroom, "مصدر 1")
    assert (shown.label, shown.error) == (POISON, "RuntimeError: هذا لا يُحفظ")
    for number in range(4):
        stored = await newsroom.feed(f"مصدر {number}")
        assert (stored.error, stored.settled, stored.failures) == (None, True, 0)


async def test_a_change_that_the_archive_refuses_is_set_aside(
    newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sources(newsroom, site, numbered([1, 2]), numbered([3]))
    await newsroom.station.once()
    newsroom.later(minutes=9)
    revise = IntakeDesk.revise

    async def picky(self: IntakeDesk, changes: list[ChangedArticle], **known: object) -> None:
        if any(change.content.title == POISON for change in changes):
            raise RuntimeError("هذا لا يُحفظ")
        await revise(self, changes, **known)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(IntakeDesk, "revise", picky)
    site.serve("/0", feed(item(1, title="تصحيح: الخبر الأول من بغداد"), item(2, title=POISON)))
    site.serve("/1", numbered([4, 3]))
    report = await newsroom.station.once()
    assert (report.new, report.changed, report.errors) == (1, 1, 0)
    assert [shown.label for shown in await aside(newsroom, "مصدر 0")] == [POISON]


async def test_an_article_of_two_feeds_is_not_lost_with_the_feed_that_fails(
    sqlite_newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch)
    await sources(sqlite_newsroom, site, feed(item(1), item(2, title=POISON)), numbered([1, 3]))
    await sqlite_newsroom.station.once()
    assert sorted(await sqlite_newsroom.titles()) == [headline(1), headline(3)]


@pytest.mark.parametrize("where", ["address_of", "canonical"])
async def test_an_entry_that_breaks_our_reading_is_set_aside_and_the_others_go_on(
    where: str, sqlite_newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def address(entry: Entry, reading: Reading) -> str | None:
        if entry.title == POISON:
            raise ZeroDivisionError("لم يحسب أحد حسابه")
        return address_of(entry, reading)

    def content(sighting: Sighting, reading: Reading, *, thorough: bool = True) -> ArticleContent:
        address(sighting.entry, reading)
        return canonical(sighting, reading, thorough=thorough)

    monkeypatch.setattr(drafting, where, {"address_of": address, "canonical": content}[where])
    await sources(sqlite_newsroom, site, feed(item(1), item(2, title=POISON)), numbered([3]))
    report = await sqlite_newsroom.station.once()
    assert (report.new, report.errors) == (2, 0)
    [shown] = await aside(sqlite_newsroom, "مصدر 0")
    assert (shown.label, shown.error) == (POISON, "ZeroDivisionError: لم يحسب أحد حسابه")


async def test_a_feed_that_breaks_our_matching_fails_alone_and_says_why(
    sqlite_newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit = drafting.prepare

    def prepare(draft: drafting.Draft, *known: object) -> Iterator[None]:
        if any(sighting.entry.title == POISON for sighting in draft.sightings):
            raise KeyError("مفتاح ضائع")
        return admit(draft, *known)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr("bot.feeds.intake.prepare", prepare)
    await sources(sqlite_newsroom, site, feed(item(1), item(2, title=POISON)), numbered([3]))
    report = await sqlite_newsroom.station.once()
    assert (report.new, report.errors) == (1, 1)
    failed = await sqlite_newsroom.feed("مصدر 0")
    assert (failed.error, failed.error_detail) == (FeedError.BUG, "KeyError: 'مفتاح ضائع'")
    monkeypatch.undo()
    sqlite_newsroom.later(minutes=5)
    assert (await sqlite_newsroom.station.once()).new == 2
    assert (await sqlite_newsroom.feed("مصدر 0")).error is None


async def test_a_busy_archive_is_no_fault_of_any_feed(
    sqlite_newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sources(sqlite_newsroom, site, feed(item(1, title=POISON)), numbered([2]))
    with monkeypatch.context() as patch:
        refuse(patch, StoreBusyError)
        with pytest.raises(StoreBusyError):
            await sqlite_newsroom.station.once()
    assert await sqlite_newsroom.titles() == []
    assert (await sqlite_newsroom.feed("مصدر 0")).error is None


@pytest.mark.parametrize("where", ["recognise", "admit"])
async def test_a_feed_that_breaks_our_judgement_fails_alone(
    where: str, sqlite_newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: dict[str, Callable[..., object]] = {}
    judged["recognise"], judged["admit"] = recognise, admit

    def judge(*known: Any, **named: Any) -> object:
        if any(
            sighting.entry.title == POISON for part in known if isinstance(part, tuple) for sighting in part
        ):
            raise IndexError("خارج الحدود")
        return judged[where](*known, **named)

    monkeypatch.setattr(f"bot.feeds.intake.{where}", judge)
    await sources(sqlite_newsroom, site, feed(item(1), item(2, title=POISON)), numbered([3]))
    report = await sqlite_newsroom.station.once()
    assert (report.new, report.errors) == (1, 1)
    assert (await sqlite_newsroom.feed("مصدر 0")).error_detail == "IndexError: خارج الحدود"


async def test_a_feed_whose_own_state_is_refused_shows_why(
    newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = Feeds.settle

    async def picky(self: Feeds, feeds: Sequence[Feed]) -> None:
        if any(one.source_name == "مصدر 1" and one.error is None for one in feeds):
            raise OverflowError("رقم أكبر من عموده")
        await settle(self, feeds)

    await sources(newsroom, site, numbered([1]), numbered([2]), numbered([3]))
    with monkeypatch.context() as patch:
        patch.setattr(Feeds, "settle", picky)
        report = await newsroom.station.once()
    assert (report.new, report.errors) == (2, 1)
    failed = await newsroom.feed("مصدر 1")
    assert (failed.error, failed.error_detail) == (FeedError.BUG, "OverflowError: رقم أكبر من عموده")
    newsroom.later(minutes=5)
    assert (await newsroom.station.once()).new == 1
