"""No query of the outbox reads what was settled long ago: an archive of years is as quick as a new one."""

import re
import sqlite3
from pathlib import Path

import psycopg
import pytest

from storage.opening import open_store
from storage.sql import queries
from tests.storage.test_every_query import PARAMETER, numbered

RARE = {
    "archive.quiet_deliveries",  # once, when a backup is restored
    "outbox.counts",  # when somebody asks
    "oversight.forget_deliveries",  # when a person wants to be forgotten
}
"""What may read the whole outbox: nothing that runs by itself."""

WHOLE_IN_SQLITE = re.compile(r"(?:SCAN|SEARCH) (?:outbox|post|pin|first|head|busy|change|replied|unpin)$")
"""As EXPLAIN QUERY PLAN words it (sqlite.org/eqp.html); SEARCH without an index is a min() by scanning."""
WHOLE_IN_POSTGRES = re.compile(r"Seq Scan on outbox\b")


def of_the_outbox(dialect: str) -> dict[str, str]:
    return {name: text for name, text in queries(dialect).items() if re.search(r"\boutbox\b", text)}


async def test_sqlite_finds_what_is_open_by_an_index(tmp_path: Path) -> None:
    file = tmp_path / "khabar.db"
    await (await open_store(f"sqlite:///{file}")).close()
    scanning = set()
    with sqlite3.connect(file) as database:
        for name, text in of_the_outbox("sqlite").items():
            given = dict.fromkeys(PARAMETER.findall(re.sub(r"--[^\n]*|'[^']*'", "", text)), "1")
            plan = database.execute(f"EXPLAIN QUERY PLAN {text}", given)
            scanning |= {name for step in plan if WHOLE_IN_SQLITE.search(step[3])}
    assert scanning <= RARE


@pytest.mark.usefixtures("postgres_server")
def test_postgres_finds_what_is_open_by_an_index(postgres_url: str) -> None:
    scanning = set()
    with psycopg.connect(postgres_url, autocommit=True) as database:
        # An empty table is scanned however many indexes it has, unless that is forbidden where one fits.
        database.execute("SET enable_seqscan = off")
        database.execute("SET plan_cache_mode = force_generic_plan")
        for name, text in of_the_outbox("postgres").items():
            statement = numbered(text)
            database.execute(f"PREPARE q AS {statement}".encode())
            places = len(set(re.findall(r"\$[0-9]+", statement)))
            given = f"({', '.join(['NULL'] * places)})" if places else ""
            plan = database.execute(f"EXPLAIN EXECUTE q{given}".encode()).fetchall()
            database.execute("DEALLOCATE q")
            scanning |= {name for (step,) in plan if WHOLE_IN_POSTGRES.search(step)}
    assert scanning <= RARE
