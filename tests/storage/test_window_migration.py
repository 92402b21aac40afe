"""Archives of before the window was read into memory: what it held is found as it was."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg

from storage.migrating import RECORD
from storage.opening import open_store
from storage.records.clustering import EnteredArticle
from storage.sql import migrations

BEFORE = 25
MOMENT = "2026-11-24T12:00:00.000000+00:00"
OLD = {3: "[0,255,4294967295,4294967296,8589934591]", 7: "[]"}
"""The hashes of articles as they were kept: those of a headline stood 2^32 above the others."""
NEW = {3: "00000000000000ffffffffffffffffff00000000", 7: ""}


def script(dialect: str) -> Iterator[str]:
    """The statements that make an archive of the version before, with two articles in its window."""
    yield RECORD
    for step in migrations(dialect):
        if step.number < BEFORE:
            yield step.script
            recorded = f"{step.number}, '{step.name}', '{step.checksum}', '{MOMENT}'"
            yield f"INSERT INTO schema_migrations VALUES ({recorded})"
    yield (
        "INSERT INTO sources (source_id, name, url, created_at)"
        f" VALUES (1, 'شفق نيوز', 'https://source.example/', '{MOMENT}')"
    )
    for article_id, hashes in OLD.items():
        yield (
            "INSERT INTO articles (article_id, source_id, url, title, text, content_hash, intake, seen_at)"
            f" VALUES ({article_id}, 1, 'https://news.example/{article_id}', '', '', 1, 'news', '{MOMENT}')"
        )
        mark = "x'00ff'" if dialect == "sqlite" else "'\\x00ff'"
        yield (
            "INSERT INTO marks (article_id, mark, hashes, dated_at)"
            f" VALUES ({article_id}, {mark}, '{hashes}', '{MOMENT}')"
        )
        yield f"INSERT INTO fingerprints (hash, article_id) VALUES (255, {article_id})"


async def window_of(url: str) -> list[EnteredArticle]:
    """What is in the window of the archive at *url*, migrated."""
    store = await open_store(url)
    try:
        async with store.read() as tx:
            return list(await tx.stories.entered(after=0, most=9))
    finally:
        await store.close()


def check(found: list[EnteredArticle]) -> None:
    """They are those of the version before."""
    assert [each.article_id for each in found] == [3, 7]
    assert [each.hashes.hex() for each in found] == list(NEW.values())
    assert [each.dated_at.isoformat() for each in found] == ["2026-11-24T12:00:00+00:00"] * 2


async def test_the_window_of_an_older_sqlite_archive_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "khabar.db"
    with sqlite3.connect(file) as database:
        for statement in script("sqlite"):
            database.executescript(statement)
    database.close()
    check(await window_of(f"sqlite:///{file}"))


async def test_the_window_of_an_older_postgres_archive_is_kept(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as database:
        for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", *script("postgres")):
            database.execute(statement.encode())
    check(await window_of(postgres_url))
