"""The Store keeps its promises on both databases: whole or not at all, also under cancellation."""

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest

from storage.backends.sqlite import SqliteStore
from storage.connection import Belt
from storage.errors import StorageError
from storage.store import Store, Transaction

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


async def add_source(tx: Transaction, name: str) -> None:
    await tx.sources.add(name=name, url="https://example.org/", now=NOW)


async def names(store: Store) -> list[str]:
    async with store.read() as tx:
        return [source.name for source in await tx.sources.all()]


async def test_a_clean_exit_commits(store: Store) -> None:
    async with store.write() as tx:
        await add_source(tx, "واع")
    assert await names(store) == ["واع"]


async def test_an_error_rolls_everything_back(store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with store.write() as tx:
            await add_source(tx, "واع")
            raise RuntimeError
    assert await names(store) == []


async def test_a_cancelled_transaction_leaves_nothing_for_the_next_commit(store: Store) -> None:
    inside = asyncio.Event()

    async def half() -> None:
        async with store.write() as tx:
            await add_source(tx, "نصف")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(half())
    await inside.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    async with store.write() as tx:
        await add_source(tx, "كامل")
    assert await names(store) == ["كامل"]


async def test_cancellation_at_any_moment_leaves_a_source_whole_or_absent(store: Store) -> None:
    async def work(number: int) -> None:
        async with store.write() as tx:
            await add_source(tx, f"أ{number}")
            await add_source(tx, f"ب{number}")

    for number in range(40):
        task = asyncio.create_task(work(number))
        for _ in range(number):
            await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    found = await names(store)
    assert {name[1:] for name in found if name[0] == "أ"} == {name[1:] for name in found if name[0] == "ب"}


async def test_concurrent_writers_never_mix_their_transactions(store: Store) -> None:
    async def work(number: int) -> None:
        async with store.write() as tx:
            await add_source(tx, f"م{number}")
            if number % 3 == 0:
                raise RuntimeError

    await asyncio.gather(*(work(number) for number in range(30)), return_exceptions=True)
    assert set(await names(store)) == {f"م{number}" for number in range(30) if number % 3}


async def test_what_the_database_refuses_is_a_storage_error(store: Store) -> None:
    with pytest.raises(StorageError):
        async with store.write() as tx:
            await add_source(tx, "واع")
            await add_source(tx, "واع")
    assert await names(store) == []


async def test_a_snapshot_cannot_write(store: Store) -> None:
    with pytest.raises(StorageError):
        async with store.read() as tx:
            await add_source(tx, "واع")


async def test_a_commit_rings_the_bell_and_a_roll_back_does_not(store: Store) -> None:
    bell = store.bells.bell(Belt.ARTICLES)
    with pytest.raises(RuntimeError):
        async with store.write() as tx:
            tx.articles._connection.ring(Belt.ARTICLES)
            raise RuntimeError
    assert not bell.is_set()
    async with store.write() as tx:
        tx.articles._connection.ring(Belt.ARTICLES)
    assert bell.is_set()


async def test_moments_come_back_aware_and_equal(store: Store) -> None:
    async with store.write() as tx:
        await add_source(tx, "واع")
    async with store.read() as tx:
        [source] = await tx.sources.all()
    assert source.created_at == NOW
    assert source.created_at.tzinfo is not None


async def test_a_naive_moment_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="zone"):
        async with store.write() as tx:
            await tx.sources.add(name="واع", url="https://example.org/", now=NOW.replace(tzinfo=None))


async def test_an_empty_archive_holds_no_article(store: Store) -> None:
    async with store.read() as tx:
        assert await tx.articles.count() == 0


async def test_what_the_database_refused_can_be_gone_around_within_the_transaction(store: Store) -> None:
    """On SQLite; PostgreSQL lets nothing follow an error."""
    if not isinstance(store, SqliteStore):
        return
    async with store.write() as tx:
        await add_source(tx, "واع")
        with pytest.raises(StorageError):
            await add_source(tx, "واع")
        await add_source(tx, "نينا")
    assert await names(store) == ["واع", "نينا"]


async def test_nothing_follows_when_an_error_has_ended_the_transaction(store: Store) -> None:
    """Neither by itself nor in a transaction of its own: a commit would make half of it stand."""
    if not isinstance(store, SqliteStore):
        return
    with pytest.raises(StorageError):
        async with store.write() as tx:
            await add_source(tx, "قبل")
            await store._writer.execute_fetchall("ROLLBACK")
            await add_source(tx, "بعد")
    assert await names(store) == []


async def test_a_transaction_in_which_nothing_was_done_is_none(store: Store) -> None:
    async with store.write():
        pass
    async with store.read():
        pass
    async with store.write() as tx:
        await add_source(tx, "واع")
    assert await names(store) == ["واع"]


async def test_a_snapshot_that_could_not_be_ended_is_told_of_once(store: Store) -> None:
    """On SQLite, where the next one to use the reader waits for its end."""
    if not isinstance(store, SqliteStore):
        return

    async def fail() -> None:
        raise StorageError("disk I/O error")

    reader, _ = store._idle.get_nowait()
    store._idle.put_nowait((reader, asyncio.create_task(fail())))
    with pytest.raises(StorageError, match="I/O"):
        await names(store)
    assert await names(store) == []
