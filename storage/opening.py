"""Open the archive: choose the database by its URL, migrate it, refuse what a newer Khabar has written."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiosqlite

from storage.backends.sqlite import SqliteStore, connect, open_sqlite, translate
from storage.errors import StorageError, StoreUrlError
from storage.migrating import RECORD, apply_all, pending
from storage.sql import Migration, migrations
from storage.store import Store


async def open_store(url: str, *, base: Path = Path()) -> Store:
    """The archive at *url* (``sqlite:///khabar.db``, relative to *base*, or ``postgresql://…``), migrated.

    Raises:
        StoreUrlError: no such kind of database.
        SchemaTooNewError: a newer Khabar has written it; it is left untouched.
        MigrationChangedError: its history is not ours.
        StorageError: it cannot be opened.
    """
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return await _open_sqlite(sqlite_path(url, base=base))
    if scheme in {"postgresql", "postgres"}:
        from storage.opening_postgres import open_postgres  # noqa: PLC0415 - 0.2 s that SQLite need not pay

        return await open_postgres(url)
    raise StoreUrlError(
        f"database.url begins with {scheme or 'nothing'!r}; use sqlite:///khabar.db or postgresql://…"
    )


def sqlite_path(url: str, *, base: Path = Path()) -> Path:
    """The file of a ``sqlite:///`` URL: three slashes are relative to *base*, four absolute."""
    path = url.removeprefix("sqlite:///")
    if path == url or not path:
        raise StoreUrlError(f"{url!r} names no file; write sqlite:///khabar.db")
    return base / path


async def look_at(url: str, *, base: Path = Path()) -> str:
    """What is at *url*, in a sentence; nothing is created, migrated or changed.

    Raises:
        StorageError: it could not be opened, or not by this version.
    """
    if urlsplit(url).scheme == "sqlite":
        path = sqlite_path(url, base=base)
        if not path.exists():
            if not path.parent.is_dir():
                raise StorageError(
                    f"the folder {path.parent} does not exist; create it or change database.url"
                )
            return f"{path} will be created"
        steps, articles = await _look_at_sqlite(path)
        return _described(str(path), steps, articles)
    from storage.opening_postgres import look_at_postgres  # noqa: PLC0415 - see open_store

    steps, articles = await look_at_postgres(url)
    return _described("PostgreSQL", steps, articles)


def _described(name: str, steps: int, articles: int | None) -> str:
    holds = "is empty" if articles is None else f"holds {articles} articles"
    return f"{name} {holds}" + (f"; {steps} migrations will run" if steps else "")


async def _look_at_sqlite(path: Path) -> tuple[int, int | None]:
    try:
        async with aiosqlite.connect(f"{_uri(path)}?mode=ro", uri=True) as database:
            known = await database.execute_fetchall(
                "SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'"
            )
            if not known:
                return len(migrations("sqlite")), None
            applied = await database.execute_fetchall("SELECT number, checksum FROM schema_migrations")
            steps = pending(migrations("sqlite"), [(row[0], row[1]) for row in applied])
            counted = list(await database.execute_fetchall("SELECT count(*) FROM articles"))
    except sqlite3.Error as error:
        raise translate(error) from error
    return len(steps), counted[0][0]


def _uri(path: Path) -> str:
    return path.resolve().as_uri()


async def _open_sqlite(path: Path) -> SqliteStore:
    if not path.parent.is_dir():
        raise StorageError(f"the folder {path.parent} does not exist; create it or change database.url")
    writer = await connect(path)
    try:
        await _migrate_sqlite(writer)
        return await open_sqlite(writer, path)
    except sqlite3.Error as error:
        await writer.close()
        raise StorageError(f"{path}: {error}") from error
    except BaseException:
        await writer.close()
        raise


async def _migrate_sqlite(writer: aiosqlite.Connection) -> None:
    await writer.execute(RECORD)
    async with writer.execute("SELECT number, checksum FROM schema_migrations") as cursor:
        applied = [(row[0], row[1]) for row in await cursor.fetchall()]

    async def apply(step: Migration) -> None:
        await writer.execute("BEGIN IMMEDIATE")
        try:
            for statement in _statements(step.script):
                await writer.execute(statement)
            await writer.execute(
                "INSERT INTO schema_migrations VALUES (?, ?, ?, ?)",
                (step.number, step.name, step.checksum, datetime.now(UTC).isoformat()),
            )
            await writer.execute("COMMIT")
        except BaseException:
            await writer.execute("ROLLBACK")
            raise

    await apply_all(pending(migrations("sqlite"), applied), apply)


def _statements(script: str) -> list[str]:
    """The statements of *script*, cut where SQLite's own tokenizer says that one is complete."""
    found, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    return found
