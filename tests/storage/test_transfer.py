"""An archive is copied whole or not at all, from either database into either."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import tuple_row

from storage.errors import StorageError, StoreDamagedError
from storage.opening import open_store
from storage.transfer import NotEmptyError, copy_archive, save_copy
from storage.transfer.tables import tables

NOW = datetime(2026, 11, 24, 6, 30, 0, 250_000, tzinfo=UTC)
WORDS = {"TEXT": "خبر «عاجل»\n\t\\N", "BLOB": b"\x00\xff", "REAL": 0.25}


async def filled(path: Path) -> str:
    """A row in every table, each referring to the others' first."""
    url = f"sqlite:///{path}"
    await (await open_store(url)).close()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM search_state")
        for table in tables():
            kinds = dict(database.execute("SELECT name, type FROM pragma_table_info(?)", (table.name,)))
            row = [value_of(name, kinds[name]) for name in table.columns]
            database.execute(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(row))})", row)
    return url


def value_of(name: str, kind: str) -> object:
    return NOW.isoformat(timespec="microseconds") if name.endswith("_at") else WORDS.get(kind, 1)


def content(url: str) -> Mapping[str, Sequence[tuple[Any, ...]]]:
    """Every row of every table, by the table's name; times as SQLite keeps them."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
            return {
                table.name: database.execute(f"SELECT * FROM {table.name}").fetchall() for table in tables()
            }
    with psycopg.connect(url, row_factory=tuple_row) as database:
        return {
            table.name: [
                tuple(_as_text(value) for value in row)
                for row in database.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}".encode())
            ]
            for table in tables()
        }


def _as_text(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Another empty database, of the kind that the test asks for."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.mark.parametrize("empty_url", ["sqlite", "postgres"], indirect=True)
def test_every_column_of_every_table_arrives(tmp_path: Path, empty_url: str) -> None:
    url = asyncio.run(filled(tmp_path / "old.db"))
    rows = copy_archive(url, empty_url)
    assert rows == len(tables())
    assert content(empty_url) == content(url)


def test_what_came_through_postgresql_is_the_same_again(tmp_path: Path, postgres_url: str) -> None:
    url = asyncio.run(filled(tmp_path / "old.db"))
    copy_archive(url, postgres_url)
    copy_archive(postgres_url, f"sqlite:///{tmp_path / 'back.db'}")
    assert content(f"sqlite:///{tmp_path / 'back.db'}") == content(url)


@pytest.mark.parametrize("empty_url", ["sqlite", "postgres"], indirect=True)
def test_new_rows_get_ids_after_the_copied_ones(tmp_path: Path, empty_url: str) -> None:
    async def add() -> int:
        store = await open_store(empty_url)
        async with store.write() as tx:
            source_id = await tx.sources.add(name="واع", url="https://ina.example/", now=NOW)
        await store.close()
        return source_id

    copy_archive(asyncio.run(filled(tmp_path / "old.db")), empty_url)
    assert asyncio.run(add()) == 2


@pytest.mark.parametrize("empty_url", ["sqlite", "postgres"], indirect=True)
def test_a_database_with_an_archive_is_not_overwritten(tmp_path: Path, empty_url: str) -> None:
    url = asyncio.run(filled(tmp_path / "old.db"))
    copy_archive(url, empty_url)
    with pytest.raises(NotEmptyError, match="name an empty one"):
        copy_archive(url, empty_url)
    assert content(empty_url) == content(url)


@pytest.mark.parametrize("empty_url", ["sqlite", "postgres"], indirect=True)
def test_a_copy_that_fails_leaves_nothing(tmp_path: Path, empty_url: str) -> None:
    url = asyncio.run(filled(tmp_path / "old.db"))
    with sqlite3.connect(tmp_path / "old.db") as database:
        database.execute("UPDATE subscriptions SET chat_id = 99")
    with pytest.raises(StorageError):
        copy_archive(url, empty_url)
    assert content(empty_url)["sources"] == []


def test_a_copy_is_saved_while_the_archive_is_written(tmp_path: Path) -> None:
    url = asyncio.run(filled(tmp_path / "old.db"))
    before = content(url)
    with sqlite3.connect(tmp_path / "old.db", isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE sources SET name = 'نصف'")
        save_copy(url, tmp_path / "saved.db")
        writer.execute("COMMIT")
    assert content(f"sqlite:///{tmp_path / 'saved.db'}") == before


def test_a_saved_copy_never_replaces_a_file(tmp_path: Path) -> None:
    url = asyncio.run(filled(tmp_path / "old.db"))
    (tmp_path / "saved.db").write_bytes(b"of yesterday")
    with pytest.raises(NotEmptyError):
        save_copy(url, tmp_path / "saved.db")
    assert (tmp_path / "saved.db").read_bytes() == b"of yesterday"


def test_a_damaged_archive_is_not_saved_as_a_sound_one(tmp_path: Path) -> None:
    url = asyncio.run(filled(tmp_path / "old.db"))
    with (tmp_path / "old.db").open("r+b") as file:
        file.seek(8_192)
        file.write(b"\xde\xad" * 2_048)
    with pytest.raises(StorageError) as error:
        save_copy(url, tmp_path / "saved.db")
    assert isinstance(error.value, StoreDamagedError)
    assert sorted(path.name for path in tmp_path.iterdir() if "saved" in path.name) == []
