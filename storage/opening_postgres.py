"""Open, migrate and look at an archive in PostgreSQL; imported only where one is: psycopg takes its time."""

from datetime import UTC, datetime

import psycopg

from storage.backends.postgres import AsyncDatabase, PostgresStore, open_pool
from storage.errors import StorageError
from storage.migrating import RECORD, apply_all, pending
from storage.sql import Migration, migrations

_MIGRATION_LOCK = 0x4B48_4252
"""The advisory lock under which one process at a time migrates: "KHBR"."""


async def open_postgres(url: str) -> PostgresStore:
    """The store at *url*, migrated."""
    pool = await open_pool(url)
    try:
        async with pool.connection() as database:
            await _migrate_postgres(database)
    except psycopg.Error as error:
        await pool.close()
        raise StorageError(str(error)) from error
    except BaseException:
        await pool.close()
        raise
    return PostgresStore(pool, url)


async def _migrate_postgres(database: AsyncDatabase) -> None:
    await database.execute("SELECT pg_advisory_lock(%s)", (_MIGRATION_LOCK,))
    try:
        await database.execute(RECORD.encode())
        rows = await (await database.execute("SELECT number, checksum FROM schema_migrations")).fetchall()

        async def apply(step: Migration) -> None:
            async with database.transaction():
                await database.execute(step.script.encode())
                await database.execute(
                    "INSERT INTO schema_migrations VALUES (%s, %s, %s, %s)",
                    (step.number, step.name, step.checksum, datetime.now(UTC).isoformat()),
                )

        applied = [(row["number"], row["checksum"]) for row in rows]
        await apply_all(pending(migrations("postgres"), applied), apply)
    finally:
        await database.execute("SELECT pg_advisory_unlock(%s)", (_MIGRATION_LOCK,))


async def look_at_postgres(url: str) -> tuple[int, int | None]:
    """How many migrations will run, and how many articles it holds; None where it is empty."""
    try:
        async with await psycopg.AsyncConnection.connect(url, connect_timeout=10) as database:
            found = await (await database.execute("SELECT to_regclass('schema_migrations')")).fetchone()
            if found is None or found[0] is None:
                return len(migrations("postgres")), None
            rows = await (await database.execute("SELECT number, checksum FROM schema_migrations")).fetchall()
            steps = pending(migrations("postgres"), [(row[0], row[1]) for row in rows])
            counted = await (await database.execute("SELECT count(*) FROM articles")).fetchone()
    except psycopg.Error as error:
        raise StorageError(f"PostgreSQL: {error}") from error
    return len(steps), counted[0] if counted is not None else None


async def invalid_indexes(url: str) -> list[str]:
    """Indexes that a failed build or REINDEX has left unusable."""
    try:
        async with await psycopg.AsyncConnection.connect(url, connect_timeout=10) as database:
            found = await database.execute(
                "SELECT indexrelid::regclass::text FROM pg_index"
                " WHERE NOT indisvalid OR NOT indisready ORDER BY 1"
            )
            return [row[0] for row in await found.fetchall()]
    except psycopg.Error as error:
        raise StorageError(f"PostgreSQL: {error}") from error
