"""Every index earns its keep: a query is answered by it, or a deletion would read a whole table without."""

import re
import sqlite3
from pathlib import Path

from storage.opening import open_store
from storage.sql import queries
from tests.storage.test_every_query import PARAMETER

FOR_DELETIONS = {"outbox_replies"}
"""When a row goes, what refers to it is looked for, and no query says so (sqlite.org/foreignkeys.html)."""


async def test_each_index_answers_a_query(tmp_path: Path) -> None:
    file = tmp_path / "khabar.db"
    await (await open_store(f"sqlite:///{file}")).close()
    used = set()
    with sqlite3.connect(file) as database:
        made = {
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            )
        }
        for text in queries("sqlite").values():
            given = dict.fromkeys(PARAMETER.findall(re.sub(r"--[^\n]*|'[^']*'", "", text)), "1")
            for step in database.execute(f"EXPLAIN QUERY PLAN {text}", given):
                used |= made.intersection(re.findall(r"\w+", step[3]))
    assert made - used == FOR_DELETIONS
