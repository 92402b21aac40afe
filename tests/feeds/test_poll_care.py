"""Polling loses nothing and asks politely: commits, leases, moved and ended feeds, patience."""

import asyncio
import os
from datetime import datetime, timedelta

import pytest

from bot.feeds.poll import LEASE
from bot.instance import process_name, this_process
from storage.records.article import Intake
from storage.records.feed import FeedError
from tests.feeds.conftest import Newsroom
from tests.feeds.newswire import headline, numbered
from tests.loopback import Site

ELSEWHERE = "other-machine:17:4711"


async def test_what_was_fetched_but_not_committed_is_found_again(
    newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.serve("/rss", numbered([1, 2]), headers={"ETag": '"a"'})
    await newsroom.source("واع", site.url("/rss"))
    fetched = asyncio.Event()

    async def hang(_: object, *, now: datetime) -> None:
        fetched.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(newsroom.station._intake, "take_in", hang)
        task = asyncio.create_task(newsroom.station.once())
        await fetched.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await newsroom.station.close()
    stored = await newsroom.feed()
    assert (stored.etag, stored.body_hash, stored.settled) == (None, None, False)
    assert (await newsroom.station.once()).new == 2


async def test_validators_and_articles_are_committed_together(
    newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.serve("/rss", numbered([1, 2]), headers={"ETag": '"a"'})
    await newsroom.source("واع", site.url("/rss"))

    async def crash(*_: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patch:
        patch.setattr("storage.repositories.feeds.Feeds.settle", crash)
        with pytest.raises(RuntimeError):
            await newsroom.station.once()
    assert await newsroom.titles() == []
    assert (await newsroom.feed()).etag is None
    await newsroom.station.close()
    assert (await newsroom.station.once()).new == 2


async def test_closing_lets_go_of_what_was_claimed(newsroom: Newsroom, site: Site) -> None:
    site.serve("/rss", numbered([1]))
    site.hang("/rss")
    await newsroom.source("واع", site.url("/rss"))
    task = asyncio.create_task(newsroom.station.work())
    await site.questioned.wait()
    await task
    await newsroom.station.close()
    async with newsroom.store.write() as tx:
        now = newsroom.clock.now()
        assert len(await tx.feeds.claim_due(9, now=now, until=now + LEASE, holder=ELSEWHERE)) == 1


async def claimed_by(newsroom: Newsroom, site: Site, holder: str) -> None:
    site.serve("/rss", numbered([1]))
    await newsroom.source("واع", site.url("/rss"))
    now = newsroom.clock.now()
    async with newsroom.store.write() as tx:
        assert await tx.feeds.claim_due(9, now=now, until=now + LEASE, holder=holder)
    assert await newsroom.station.work() == 0


async def test_the_claims_of_a_process_that_died_elsewhere_end(newsroom: Newsroom, site: Site) -> None:
    await claimed_by(newsroom, site, ELSEWHERE)
    await newsroom.station.recover()
    assert await newsroom.station.work() == 0
    newsroom.later(seconds=LEASE.total_seconds() + 1)
    assert await newsroom.station.work() == 1


async def test_the_claims_of_a_process_that_died_here_are_free_at_the_next_start(
    newsroom: Newsroom, site: Site
) -> None:
    host, number, started = this_process().split(":")
    await claimed_by(newsroom, site, f"{host}:{number}:{int(started) - 1}")
    await newsroom.station.recover()
    assert await newsroom.station.work() == 1


async def test_a_bot_that_is_alone_on_its_archive_knows_every_claim_for_a_dead_one_s(
    newsroom: Newsroom, site: Site
) -> None:
    await claimed_by(newsroom, site, ELSEWHERE)
    await newsroom.station.recover(alone=True)
    assert await newsroom.station.work() == 1


async def test_the_claims_of_a_process_that_lives_are_left_to_it(newsroom: Newsroom, site: Site) -> None:
    await claimed_by(newsroom, site, process_name(os.getppid()))
    await newsroom.station.recover()
    assert await newsroom.station.work() == 0


async def test_after_a_restore_what_a_feed_holds_is_not_posted_and_what_comes_later_is(
    newsroom: Newsroom, site: Site
) -> None:
    site.serve("/rss", numbered([1, 2]))
    await newsroom.source("واع", site.url("/rss"))
    await newsroom.station.once()
    async with newsroom.store.write() as tx:
        await tx.archive.quieten(now=newsroom.clock.now())
    site.serve("/rss", numbered([1, 2, 3, 4]))
    assert await newsroom.station.work() == 1
    site.serve("/rss", numbered([2, 3, 4, 5]))
    await newsroom.station.once()
    intakes = [article.intake for article in await newsroom.articles()]
    assert intakes[2:] == [Intake.SEED, Intake.SEED, Intake.NEWS]


async def test_a_permanent_move_is_adopted_after_three_sightings(newsroom: Newsroom, site: Site) -> None:
    site.redirect("/old", "/new", status=301)
    site.serve("/new", numbered([1]))
    await newsroom.source("واع", site.url("/old"))
    for _ in range(2):
        await newsroom.station.once()
        assert (await newsroom.feed()).url == site.url("/old")
    await newsroom.station.once()
    assert (await newsroom.feed()).url == site.url("/new")
    await newsroom.station.once()
    assert len(site.asked("/old")) == 3
    assert await newsroom.titles() == [headline(1)]


async def test_a_move_to_the_address_of_another_source_pauses_and_says_so(
    newsroom: Newsroom, site: Site
) -> None:
    site.redirect("/old", "/new", status=301)
    site.serve("/new", numbered([1]))
    await newsroom.source("قديم", site.url("/old"))
    await newsroom.source("جديد", site.url("/new"))
    for _ in range(3):
        await newsroom.station.once()
    assert (await newsroom.feed("قديم")).paused_reason == FeedError.MOVED_AWAY
    assert (await newsroom.feed("جديد")).paused_reason is None


async def test_a_feed_that_its_publisher_has_ended_is_polled_no_more(newsroom: Newsroom, site: Site) -> None:
    site.serve("/rss", "", status=410)
    await newsroom.source("واع", site.url("/rss"))
    [polled] = (await newsroom.station.once()).polled
    assert polled.error is FeedError.GONE
    assert (await newsroom.feed()).paused_reason == FeedError.GONE
    newsroom.later(days=9)
    assert (await newsroom.station.once()).polled == []
    assert len(site.asked("/rss")) == 1


async def test_a_server_that_asks_for_patience_gets_it(sqlite_newsroom: Newsroom, site: Site) -> None:
    site.serve("/rss", "", status=429, headers={"Retry-After": "7200"})
    await sqlite_newsroom.source("واع", site.url("/rss"))
    [polled] = (await sqlite_newsroom.station.once()).polled
    assert polled.error is FeedError.RATE_LIMITED
    assert (await sqlite_newsroom.feed()).next_poll_at == sqlite_newsroom.clock.now() + timedelta(hours=2)


async def test_nothing_is_asked_before_it_is_due(sqlite_newsroom: Newsroom, site: Site) -> None:
    site.serve("/rss", numbered([1]))
    await sqlite_newsroom.source("واع", site.url("/rss"))
    assert await sqlite_newsroom.station.work() == 1
    assert await sqlite_newsroom.station.work() == 0
    sqlite_newsroom.clock.moment = (await sqlite_newsroom.feed()).next_poll_at
    assert await sqlite_newsroom.station.work() == 1
    assert len(site.asked("/rss")) == 2


@pytest.mark.parametrize("path", ["/engine/rss.php", "/feeds/posts/default"])
async def test_a_site_that_links_to_no_feed_is_asked_where_its_engine_keeps_one(
    path: str, sqlite_newsroom: Newsroom, site: Site
) -> None:
    site.serve("/", "<html><body><p>وكالة أنباء</p></body></html>", content_type="text/html")
    site.serve(path, numbered([1, 2]))
    await sqlite_newsroom.source("واع", site.url("/"))
    assert (await sqlite_newsroom.station.once()).new == 2
    assert (await sqlite_newsroom.feed()).url == site.url(path)
