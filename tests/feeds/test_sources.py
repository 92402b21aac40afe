"""The archive's sources follow the configuration; what administrators added is left alone."""

from datetime import UTC, datetime

import pytest

from bot.config.sections import Source
from bot.feeds.options import read_options
from bot.feeds.sources import REMOVED, STOPPED, add_source, sync_sources
from storage.store import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
INA = Source(name="واع", url="https://ina.example/rss")
NINA = Source(name="نينا", url="https://nina.example/rss")


async def paused(store: Store) -> dict[str, str | None]:
    async with store.read() as tx:
        return {source.name: source.paused_reason for source in await tx.sources.all()}


async def test_configured_sources_are_added_with_a_feed_that_is_due(store: Store) -> None:
    report = await sync_sources(store, [INA, NINA], now=NOW)
    assert (report.added, report.changed, report.removed, report.refused) == (("واع", "نينا"), (), (), ())
    async with store.read() as tx:
        assert [feed.url for feed in await tx.feeds.all()] == [INA.url, NINA.url]
        assert await tx.feeds.next_due() == NOW


async def test_the_same_configuration_changes_nothing(store: Store) -> None:
    await sync_sources(store, [INA, NINA], now=NOW)
    report = await sync_sources(store, [NINA, INA], now=NOW)
    assert (report.added, report.changed, report.removed, report.refused) == ((), (), (), ())


async def test_a_source_that_is_taken_out_is_paused_and_comes_back(store: Store) -> None:
    await sync_sources(store, [INA, NINA], now=NOW)
    assert (await sync_sources(store, [INA], now=NOW)).removed == ("نينا",)
    assert (await sync_sources(store, [INA], now=NOW)).removed == ()
    assert await paused(store) == {"واع": None, "نينا": REMOVED}
    assert (await sync_sources(store, [INA, NINA], now=NOW)).changed == ("نينا",)
    assert await paused(store) == {"واع": None, "نينا": None}


async def test_a_source_that_an_admin_stopped_stays_so_whatever_its_entry_says_now(store: Store) -> None:
    await sync_sources(store, [INA], now=NOW)
    async with store.write() as tx:
        [source] = await tx.sources.all()
        await tx.sources.pause(source.source_id, STOPPED)
    changed = Source(name="واع", url=INA.url, interval="2m")
    assert (await sync_sources(store, [changed], now=NOW)).changed == ("واع",)
    assert await paused(store) == {"واع": STOPPED}


async def test_a_new_address_is_polled_instead_of_the_old_one(store: Store) -> None:
    await sync_sources(store, [INA], now=NOW)
    moved = Source(name="واع", url="https://ina.example/new")
    assert (await sync_sources(store, [moved], now=NOW)).changed == ("واع",)
    async with store.read() as tx:
        [feed] = await tx.feeds.all()
        [source] = await tx.sources.all()
    assert (feed.url, source.url, feed.etag) == (moved.url, moved.url, None)


async def test_new_options_reach_the_archive(store: Store) -> None:
    await sync_sources(store, [INA], now=NOW)
    changed = Source(name="واع", url=INA.url, interval="2m", encoding="windows-1256", section="سياسة")
    assert (await sync_sources(store, [changed], now=NOW)).changed == ("واع",)
    async with store.read() as tx:
        [source] = await tx.sources.all()
    options = read_options(source.options)
    assert (options.interval, options.encoding, options.section) == ("2m", "windows-1256", "سياسة")


async def test_two_sources_with_one_address_are_one_and_the_other_is_named(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    report = await sync_sources(store, [INA, Source(name="نسخة", url=INA.url)], now=NOW)
    assert (report.added, report.refused) == (("واع",), ("نسخة",))
    assert "source.refused source=نسخة" in caplog.text
    async with store.read() as tx:
        assert len(await tx.feeds.all()) == 1
    assert list(await paused(store)) == ["واع"]
    freed = [Source(name="واع", url="https://ina.example/new"), Source(name="نسخة", url=INA.url)]
    assert (await sync_sources(store, freed, now=NOW)).added == ("نسخة",)


async def test_what_an_administrator_added_is_left_alone_until_it_is_configured(store: Store) -> None:
    assert await add_source(store, name="محلي", url="https://local.example/rss", now=NOW)
    assert (await sync_sources(store, [INA], now=NOW)).removed == ()
    assert await paused(store) == {"محلي": None, "واع": None}
    configured = Source(name="محلي", url="https://local.example/rss")
    assert (await sync_sources(store, [INA, configured], now=NOW)).changed == ("محلي",)
    assert (await sync_sources(store, [INA], now=NOW)).removed == ("محلي",)


async def test_a_name_or_an_address_is_added_once(store: Store) -> None:
    assert await add_source(store, name="واع", url=INA.url, now=NOW)
    assert not await add_source(store, name="واع", url="https://other.example/", now=NOW)
    assert not await add_source(store, name="غيره", url=INA.url, now=NOW)
    assert await add_source(store, name="غيره", url="https://other.example/", now=NOW)
