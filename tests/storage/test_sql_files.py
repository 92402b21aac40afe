"""Both dialects say the same: the same names, the same parameters, and migrations that cannot be edited."""

import re
from dataclasses import replace

import pytest

from storage.errors import MigrationChangedError, SchemaTooNewError
from storage.migrating import pending
from storage.opening import open_store
from storage.sql import migrations, queries

SQLITE_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
POSTGRES_PARAMETER = re.compile(r"%\(([a-z_][a-z0-9_]*)\)s")


def without_literals(text: str) -> str:
    return re.sub(r"--[^\n]*|'[^']*'", "", text)


def test_both_dialects_declare_the_same_queries() -> None:
    assert set(queries("sqlite")) == set(queries("postgres"))


@pytest.mark.parametrize("name", sorted(queries("sqlite")))
def test_a_query_takes_the_same_parameters_in_both_dialects(name: str) -> None:
    ours = set(SQLITE_PARAMETER.findall(without_literals(queries("sqlite")[name])))
    theirs = set(POSTGRES_PARAMETER.findall(re.sub(r"--[^\n]*", "", queries("postgres")[name])))
    assert ours == theirs


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_a_query_begins_with_a_sentence_about_itself(dialect: str) -> None:
    assert [name for name, text in queries(dialect).items() if not text.startswith("-- ")] == []


def test_both_dialects_have_the_same_migrations() -> None:
    assert [step.name for step in migrations("sqlite")] == [step.name for step in migrations("postgres")]


def test_a_migration_that_was_edited_after_it_ran_is_refused() -> None:
    known = migrations("sqlite")
    with pytest.raises(MigrationChangedError, match=known[0].name):
        pending(known, [(1, "another checksum")])


def test_a_database_of_a_newer_version_is_refused() -> None:
    known = migrations("sqlite")
    with pytest.raises(SchemaTooNewError, match="run the newer version"):
        pending(known, [(step.number, step.checksum) for step in known] + [(known[-1].number + 1, "x")])


def test_an_interrupted_migration_resumes_where_it_stopped() -> None:
    known = [replace(migrations("sqlite")[0], number=number, checksum=str(number)) for number in (1, 2, 3)]
    assert [step.number for step in pending(known, [(1, "1")])] == [2, 3]


async def test_opening_an_archive_again_changes_nothing(database_url: str) -> None:
    for _ in range(2):
        store = await open_store(database_url)
        async with store.read() as tx:
            assert await tx.articles.count() == 0
        await store.close()
